/** A session reads its own writes: whatever it was told is done shows in every answer that it gets later, on any server. */
import { formatZxid, type NodeName, type SessionId, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type Counted, judged, remember, type Violation } from './checker.ts'
import { WRITES } from './realTime.ts'

export type OwnWritesState = Counted & {
  readonly clients: Map<NodeName, { readonly session: SessionId; wrote: Zxid }>
}

export function createOwnWrites(): OwnWritesState {
  return { count: 0, clients: new Map() }
}

export function observeOwnWrites(state: OwnWritesState, happening: Happening): Violation | undefined {
  return judged('ownWrites', happening, rule(state, happening))
}

export function missOwnWrites(state: OwnWritesState, node: NodeName): void {
  state.clients.delete(node)
}

function rule(state: OwnWritesState, { node, event }: Happening): string | undefined {
  const client = state.clients.get(node)
  switch (event.type) {
    case 'connected':
      if (client?.session !== event.session) remember(state.clients, node, { session: event.session, wrote: ZXID_ZERO })
      return undefined
    case 'nodeStarted':
      state.clients.delete(node)
      return undefined
    case 'answered': {
      if (client === undefined || event.xid < 0 || event.zxid <= ZXID_ZERO) return undefined
      if (WRITES.has(event.op)) {
        if (event.zxid > client.wrote) client.wrote = event.zxid
        return undefined
      }
      if (client.wrote > ZXID_ZERO) state.count += 1
      if (event.zxid >= client.wrote) return undefined
      return `${node} reads as of ${formatZxid(event.zxid)}, but its own write was ${formatZxid(client.wrote)}`
    }
    default:
      return undefined
  }
}
