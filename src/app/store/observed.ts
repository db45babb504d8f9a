/** A real server's card: what it told of itself in four-letter words, and nothing more. */
import { linkId, SESSION_NONE } from '../../ground/ids.ts'
import type { ServerSight } from '../../hosts/engine.ts'
import { type ConnectionModel, type ServerModel, WATCHES_MAX, type WatchModel } from './model.ts'

export function observed(server: ServerModel, sight: ServerSight): ServerModel {
  const { role, epoch, zxid } = sight
  const connections = (sight.connections ?? []).map(({ address, session }): ConnectionModel => {
    return { link: linkId(`seen-${address}`), address, session }
  })
  const linkOf = new Map(connections.map(({ session, link }) => [session ?? SESSION_NONE, link]))
  // Of which kind a watch is, no word tells: what it is set on is all there is.
  const watches = (sight.watches ?? []).slice(0, WATCHES_MAX).flatMap(({ path, session }): readonly WatchModel[] => {
    const link = linkOf.get(session)
    return link === undefined ? [] : [{ link, session, path, kind: 'data' }]
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
