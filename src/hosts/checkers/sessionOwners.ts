/**
 * A session is one client's. Nobody else is let into it (ZooKeeperServer.reopenSession asks for its password), and what it
 * asked for takes effect in the order in which it asked, through whatever server: one that it left writes nothing for it any
 * more (SessionMovedException, ZOOKEEPER-417).
 *
 * Only clients of our own are judged: what numbers others give to their requests, and whom they lend a session, is theirs.
 */
import {
  formatSessionId,
  type LinkId,
  type NodeName,
  nodeName,
  type SessionId,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { Happening } from '../engine.ts'
import { isWipe, type Of, partsOf, remember } from './checker.ts'

export type SessionOwnersState = {
  /** The client to whom each session was given. */
  readonly owners: Map<SessionId, NodeName>
  /** The last request of each session that took effect. */
  readonly done: Map<SessionId, number>
  /** Up to here what was applied is known: each transaction is judged where it is first applied. */
  newest: Zxid
}

export function createSessionOwners(): SessionOwnersState {
  return { owners: new Map(), done: new Map(), newest: ZXID_ZERO }
}

export function sessionOwnersRule(state: SessionOwnersState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'diskFate':
      if (isWipe(event)) Object.assign(state, { newest: ZXID_ZERO, done: new Map() })
      return undefined
    case 'nodeStarted':
      // A client that starts counts from one again, and may have kept its session.
      for (const [session, owner] of state.owners) if (owner === node) state.done.delete(session)
      return undefined
    case 'connected':
      if (!state.owners.has(event.session)) remember(state.owners, event.session, node)
      return undefined
    case 'sessionOpened':
      return onOpened(state, node, event)
    case 'applied':
      return onApplied(state, node, event)
    default:
      return undefined
  }
}

function onOpened(
  state: SessionOwnersState,
  node: NodeName,
  { session, link }: Of<'sessionOpened'>,
): string | undefined {
  const client = clientOf(link)
  if (client === undefined) return undefined
  const owner = state.owners.get(session)
  if (owner === undefined) remember(state.owners, session, client)
  if (owner === undefined || owner === client) return undefined
  return `${node} gives session ${formatSessionId(session)} of ${owner} to ${client}`
}

/** Our clients name their links after themselves (`cA.1.2`); undefined for others. */
function clientOf(link: LinkId): NodeName | undefined {
  const name = /^(c\w+)\./.exec(link)?.[1]
  return name === undefined ? undefined : nodeName(name)
}

function onApplied(
  state: SessionOwnersState,
  node: NodeName,
  { zxid, header, txn }: Of<'applied'>,
): string | undefined {
  if (zxid <= state.newest) return undefined
  state.newest = zxid
  const { clientId: session, cxid } = header
  if (!isRequest(txn) || cxid <= 0 || !state.owners.has(session)) return undefined
  const last = state.done.get(session)
  if (last === undefined || cxid > last) {
    remember(state.done, session, cxid)
    return undefined
  }
  return `${node} applies request ${cxid} of session ${formatSessionId(session)} behind its request ${last}: it asked in the other order`
}

/** Whether a client's request made it, and something came of it: a multi that was refused (session moved) did nothing. */
function isRequest(txn: Txn): boolean {
  if (txn.type === 'multi') return partsOf(txn).length > 0
  return txn.type !== 'error' && txn.type !== 'createSession' && txn.type !== 'closeSession'
}
