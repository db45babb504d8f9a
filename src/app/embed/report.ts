/** What the host hears of the ensemble: the state in plain numbers and texts, and what happened. Pure. */

import type { Happened, StateView } from '../../embed/messages.ts'
import { formatSessionId, formatZxid, serverOf, ZXID_ZERO } from '../../ground/ids.ts'
import type { Happening } from '../../hosts/engine.ts'
import { type ClusterModel, leaderOf, roleLabel } from '../store/model.ts'

export function stateView(cluster: ClusterModel, paused: boolean): StateView {
  const leader = leaderOf(cluster)
  return {
    leader: leader?.id,
    epoch: leader?.epoch ?? 0,
    zxid: formatZxid(leader?.lastZxid ?? ZXID_ZERO),
    quorum: leader !== undefined,
    servers: [...cluster.servers.values()].map((server) => {
      return { id: server.id, role: roleLabel(server), epoch: server.epoch, zxid: formatZxid(server.lastZxid) }
    }),
    clients: [...cluster.clients.values()].map(({ name, state, server }) => ({ name, state, server })),
    paused,
  }
}

/** What a happening is to the host; most are nothing to it. */
export function happened({ node, event }: Happening): Happened | undefined {
  const server = serverOf(node)
  switch (event.type) {
    case 'serving':
      if (server === undefined || event.role !== 'leading') return undefined
      return { kind: 'leader.elected', server, epoch: event.epoch }
    case 'quorumLost':
      return { kind: 'quorum.lost', epoch: event.epoch }
    case 'nodeStarted':
      return server === undefined ? undefined : { kind: 'server.started', server }
    case 'nodeEnded':
      return server === undefined ? undefined : { kind: 'server.ended', server }
    case 'connected':
      return event.resumed ? undefined : { kind: 'session.opened', session: formatSessionId(event.session) }
    case 'sessionExpired':
      return { kind: 'session.expired', session: formatSessionId(event.session) }
    case 'watchEvent':
      return { kind: 'watch.fired', client: node.slice(1), path: event.path, event: event.event }
    default:
      return undefined
  }
}
