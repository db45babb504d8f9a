/**
 * An ephemeral znode lives no longer than its session (ZOOKEEPER-1208, 1496, 2355): once closeSession is applied none is
 * left, and nothing is done in the session's name any more. Each server is judged by its own history since it started or
 * was loaded anew: a closeSession that nobody committed closes nothing elsewhere.
 */
import {
  formatSessionId,
  formatZxid,
  type NodeName,
  SESSION_NONE,
  type SessionId,
  type Zxid,
} from '../../ground/ids.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { Happening } from '../engine.ts'
import { type Counted, ensure, judged, type Of, partsOf, remember, type Violation } from './checker.ts'

export type EphemeralsState = Counted & {
  /** When each session was closed, by server. */
  readonly closed: Map<NodeName, Map<SessionId, Zxid>>
}

export function createEphemerals(): EphemeralsState {
  return { count: 0, closed: new Map() }
}

export function observeEphemerals(state: EphemeralsState, happening: Happening): Violation | undefined {
  const { node, event } = happening
  if (event.type === 'booted' || event.type === 'reloaded') state.closed.delete(node)
  return judged('ephemerals', happening, event.type === 'applied' ? rule(state, node, event) : undefined)
}

/** Lines of `node` are lost: which sessions it closed is unknown. */
export function missEphemerals(state: EphemeralsState, node: NodeName): void {
  state.closed.delete(node)
}

function rule(
  state: EphemeralsState,
  node: NodeName,
  { zxid, header, txn, ephemerals }: Of<'applied'>,
): string | undefined {
  const session = header.clientId
  // What the leader does by itself, and what failed, is in nobody's name.
  if (session === SESSION_NONE || isVoid(txn)) return undefined
  const closed = ensure(state.closed, node, none)
  if (txn.type === 'closeSession') {
    state.count += 1
    remember(closed, session, zxid)
    if (ephemerals === 0) return undefined
    return `session ${formatSessionId(session)} is closed at ${node} by ${formatZxid(zxid)}, and ${ephemerals} of its ephemerals are left`
  }
  const path = ephemeralIn(txn)
  const closedAt = closed.size === 0 ? undefined : closed.get(session)
  if (path !== undefined) state.count += 1
  if (closedAt === undefined) return undefined
  const name = formatSessionId(session)
  if (path !== undefined) {
    return `${node} creates ephemeral ${path} for session ${name}, which ${formatZxid(closedAt)} closed`
  }
  return `${node} applies ${txn.type} ${formatZxid(zxid)} of session ${name}, which ${formatZxid(closedAt)} closed`
}

function none(): Map<SessionId, Zxid> {
  return new Map()
}

/** Whether nothing comes of it: it failed, or one of its parts did. */
function isVoid(txn: Txn): boolean {
  return txn.type === 'error' || (txn.type === 'multi' && txn.txns.some(isVoid))
}

/** The path of an ephemeral that the transaction creates. */
function ephemeralIn(txn: Txn): string | undefined {
  if (txn.type === 'create') return txn.ephemeral ? txn.path : undefined
  if (txn.type !== 'multi') return undefined
  for (const part of partsOf(txn)) {
    const path = ephemeralIn(part)
    if (path !== undefined) return path
  }
  return undefined
}
