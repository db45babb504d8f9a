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

/** The client to whom a session was given, and the last request of the session that took effect; -1 where that is unknown. */
type Owner = { readonly client: NodeName; done: number }
export type SessionOwnersState = {
  readonly owners: Map<SessionId, Owner>
  /** Up to here what was applied is known: each transaction is judged where it is first applied. */
  newest: Zxid
}

const UNKNOWN = -1

export function createSessionOwners(): SessionOwnersState {
  return { owners: new Map(), newest: ZXID_ZERO }
}

export function sessionOwnersRule(state: SessionOwnersState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'diskFate':
      if (!isWipe(event)) return undefined
      state.newest = ZXID_ZERO
      for (const owner of state.owners.values()) owner.done = UNKNOWN
      return undefined
    case 'nodeStarted':
      // A client that starts counts from one again, and may have kept its session.
      for (const owner of state.owners.values()) if (owner.client === node) owner.done = UNKNOWN
      return undefined
    case 'connected':
      if (!state.owners.has(event.session)) remember(state.owners, event.session, { client: node, done: UNKNOWN })
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
  if (owner === undefined) remember(state.owners, session, { client, done: UNKNOWN })
  if (owner === undefined || owner.client === client) return undefined
  return `${node} gives session ${formatSessionId(session)} of ${owner.client} to ${client}`
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
  const owner = !isRequest(txn) || cxid <= 0 ? undefined : state.owners.get(session)
  if (owner === undefined) return undefined
  if (cxid > owner.done) {
    owner.done = cxid
    return undefined
  }
  return `${node} applies request ${cxid} of session ${formatSessionId(session)} behind its request ${owner.done}: it asked in the other order`
}

/** Whether a client's request made it, and something came of it: a multi that was refused (session moved) did nothing. */
function isRequest(txn: Txn): boolean {
  if (txn.type === 'multi') return partsOf(txn).length > 0
  return txn.type !== 'error' && txn.type !== 'createSession' && txn.type !== 'closeSession'
}
