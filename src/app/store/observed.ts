/**
 * A real ensemble as it was seen: its servers' cards from what they told of themselves in four-letter words, and who else is
 * connected to them. Nothing more is known, and nothing more is shown.
 */
import { externalNode, linkId, SESSION_NONE, type ServerId, type SessionId } from '../../ground/ids.ts'
import type { ServerSight } from '../../hosts/engine.ts'
import {
  type ClusterModel,
  type ConnectionModel,
  type ExternalModel,
  type ServerModel,
  WATCHES_MAX,
  type WatchModel,
  withEntry,
} from './model.ts'

function observed(server: ServerModel, sight: ServerSight): ServerModel {
  const { role, epoch, zxid } = sight
  const connections = (sight.connections ?? []).map(({ address, session }): ConnectionModel => {
    return { link: linkId(`seen-${address}`), address, session }
  })
  const linkOf = new Map(connections.map(({ session, link }) => [session ?? SESSION_NONE, link]))
  const watches = (sight.watches ?? []).slice(0, WATCHES_MAX).flatMap(({ path, session }): readonly WatchModel[] => {
    const link = linkOf.get(session)
    return link === undefined ? [] : [{ link, session, path, kind: undefined }]
  })
  return {
    ...server,
    role,
    serving: role !== 'looking',
    phase: role === 'looking' ? 'election' : 'broadcast',
    epoch,
    promised: epoch,
    lastZxid: zxid,
    connections: new Map(connections.map((connection) => [connection.link, connection])),
    watches,
    facts: sight.facts,
    refused: sight.refused,
  }
}

/** The cluster after a look at server `id`. */
export function observe(cluster: ClusterModel, id: ServerId, sight: ServerSight): ClusterModel {
  const server = cluster.servers.get(id)
  if (server === undefined) return cluster
  const own = new Set([...cluster.clients.values()].map((client) => client.session))
  const others = [...cluster.externals].filter(([, external]) => external.server !== id)
  const sessions = new Map(cluster.sessions)
  const here = (sight.connections ?? []).flatMap(
    ({ address, session }): readonly (readonly [string, ExternalModel])[] => {
      // Who has no session asks a word and goes.
      if (session === undefined || own.has(session)) return []
      sessions.set(session, { id: session, client: address, timeoutMs: 0, deadline: undefined })
      const name = externalNode(id, address).slice(1)
      return [[name, externalAt(cluster, name, address, id, session)]]
    },
  )
  return {
    ...cluster,
    sessions,
    servers: withEntry(cluster.servers, id, observed(server, sight)),
    externals: new Map([...others, ...here]),
  }
}

function externalAt(
  cluster: ClusterModel,
  name: string,
  address: string,
  server: ServerId,
  session: SessionId,
): ExternalModel {
  const known = cluster.externals.get(name)
  if (known?.session === session && known.server === server) return known
  return { name, address, server, life: 'alive', session, timeoutMs: 0, resumed: false, watchEvents: 0 }
}

/** A session turned out to be a client's of this page: it is nobody outside. */
export function claimed(cluster: ClusterModel, session: SessionId): ClusterModel {
  const externals = [...cluster.externals].filter(([, external]) => external.session !== session)
  return externals.length === cluster.externals.size ? cluster : { ...cluster, externals: new Map(externals) }
}

/** Server `id` is down: nobody is connected to it any more. */
export function unobserved(cluster: ClusterModel, id: ServerId): ClusterModel {
  const externals = [...cluster.externals].filter(([, external]) => external.server !== id)
  return externals.length === cluster.externals.size ? cluster : { ...cluster, externals: new Map(externals) }
}
