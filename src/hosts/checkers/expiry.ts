/**
 * A session expires only after its timeout (SessionTrackerImpl): the leader alone expires it, not before a whole timeout
 * has passed since it last heard of it, nor before the deadline that it told; a new leader gives every session its whole
 * time anew. A local session is its server's own affair: that one ends it, and it is known nowhere else. And no client is told of an end that did not happen. How soon after the timeout it expires is not promised.
 *
 * Allowed, and noted: a client that moves before it was ever answered comes to a server that has not heard of its session
 * yet, with the leader of old times perhaps, and is told there that it has none (ZooKeeperServer.reopenSession).
 */
import { formatSessionId, type Millis, type NodeName, type SessionId, serverNode, type Zxid } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { allow, type Counted, ensure, isWipe, judged, remember, type Violation } from './checker.ts'

/** What the leader has heard of a session, as far as the trace tells. */
type Heard = { touchedAt: Millis; deadline: Millis }
type Reign = { readonly since: Millis; readonly sessions: Map<SessionId, Heard> }
export type ExpiryState = Counted & {
  readonly reigns: Map<NodeName, Reign>
  /** The shortest timeout that each session was ever given. */
  readonly timeouts: Map<SessionId, Millis>
  /** Sessions whose end was decided. */
  readonly ended: Map<SessionId, true>
  /** Sessions that no transaction made, by the server that has them (localSessionsEnabled), and where those are known that one made. */
  readonly local: Map<SessionId, NodeName>
  /** Local sessions that are to become everybody's, by the proposal: they do when a majority has it. */
  readonly upgrades: Map<Zxid, SessionId>
  readonly made: Map<SessionId, Set<NodeName>>
  /** The server that each client dialled last. */
  readonly dialled: Map<NodeName, NodeName>
  /** Servers that may lead without our knowing. */
  readonly missed: Set<NodeName>
  /** After a wipe, or where lines are lost, a session may be forgotten without an end. */
  forgiven: boolean
}

export function createExpiry(): ExpiryState {
  const maps = {
    reigns: new Map(),
    timeouts: new Map(),
    ended: new Map(),
    local: new Map(),
    upgrades: new Map(),
    made: new Map(),
    dialled: new Map(),
  }
  return { count: 0, ...maps, missed: new Set(), forgiven: false }
}

/** `at`: when it happened by the clock of its node, by which deadlines are judged. */
export function observeExpiry(
  state: ExpiryState,
  happening: Happening,
  at: Millis = happening.at,
): Violation | undefined {
  return judged('expiry', happening, rule(state, happening, at))
}

function rule(state: ExpiryState, happening: Happening, at: Millis): string | undefined {
  const { node, event } = happening
  // Most of all transactions make no session and end none.
  if (event.type === 'applied' && event.txn.type !== 'createSession' && event.txn.type !== 'closeSession')
    return undefined
  const reign = state.reigns.get(node)
  switch (event.type) {
    case 'diskFate':
      state.forgiven ||= isWipe(event)
      return undefined
    case 'serving':
      state.missed.delete(node)
      if (event.role === 'leading') state.reigns.set(node, { since: at, sessions: new Map() })
      return undefined
    case 'nodeEnded':
    case 'roleChanged':
      state.reigns.delete(node)
      return undefined
    case 'proposed':
      if (event.txn.type === 'createSession') {
        shorten(state, event.header.clientId, event.txn.timeOut)
        if (state.local.has(event.header.clientId)) remember(state.upgrades, event.header.zxid, event.header.clientId)
        touch(reign, event.header.clientId, at)
      }
      if (event.txn.type === 'closeSession') remember(state.ended, event.header.clientId, true)
      return undefined
    case 'committed':
      onCommitted(state, event.zxid)
      return undefined
    case 'applied':
      // A leader that was left applies what it alone has logged: that makes no session of the ensemble's.
      if (event.txn.type === 'createSession')
        ensure(state.made, event.header.clientId, () => new Set<NodeName>()).add(node)
      if (event.txn.type !== 'closeSession') return undefined
      remember(state.ended, event.header.clientId, true)
      state.timeouts.delete(event.header.clientId)
      reign?.sessions.delete(event.header.clientId)
      return undefined
    case 'booted':
    case 'reloaded':
      // It may have come with the tree.
      for (const knowing of state.made.values()) knowing.add(node)
      return undefined
    case 'connecting':
      state.dialled.set(node, serverNode(event.server))
      return undefined
    case 'sessionOpened':
      shorten(state, event.session, event.timeoutMs)
      if (event.resumed) touch(reign, event.session, at)
      else if (!state.made.has(event.session) && !state.missed.has(node)) remember(state.local, event.session, node)
      return undefined
    case 'requested':
      touch(reign, event.session, at)
      return undefined
    case 'sessionDeadline':
      if (reign !== undefined) heard(reign, event.session).deadline = event.deadline
      return undefined
    case 'sessionExpired':
      return onExpired(state, at, node, reign, event.session)
    case 'expired':
      return onTold(state, happening, event.session)
    default:
      return undefined
  }
}

/** A client hears that its session has expired. */
function onTold(state: ExpiryState, happening: Happening, session: SessionId): string | undefined {
  const { node } = happening
  if (state.forgiven || state.ended.has(session) || state.local.has(session)) return undefined
  const reason = `${node} is told that session ${formatSessionId(session)} expired, but nobody ended it`
  const server = state.dialled.get(node)
  const knowing = state.made.get(session)
  if (server === undefined || knowing === undefined || knowing.has(server)) return reason
  allow(state, happening, reason)
  return undefined
}

/** Lines of `node` are lost: it may have heard of any session, and ended some. */
export function missExpiry(state: ExpiryState, node: NodeName): void {
  state.reigns.delete(node)
  state.missed.add(node)
  state.forgiven = true
}

function onCommitted({ upgrades, local }: ExpiryState, zxid: Zxid): void {
  const session = upgrades.size === 0 ? undefined : upgrades.get(zxid)
  if (session === undefined) return
  upgrades.delete(zxid)
  local.delete(session)
}

function shorten(state: ExpiryState, session: SessionId, timeoutMs: Millis): void {
  const known = state.timeouts.get(session) ?? Number.POSITIVE_INFINITY
  if (timeoutMs < known) remember(state.timeouts, session, timeoutMs)
}
function heard(reign: Reign, session: SessionId): Heard {
  const known = reign.sessions.get(session)
  if (known !== undefined) return known
  const made = { touchedAt: reign.since, deadline: Number.NEGATIVE_INFINITY }
  remember(reign.sessions, session, made)
  return made
}
function touch(reign: Reign | undefined, session: SessionId, at: Millis): void {
  if (reign !== undefined) heard(reign, session).touchedAt = at
}

function onExpired(
  state: ExpiryState,
  at: Millis,
  node: NodeName,
  reign: Reign | undefined,
  session: SessionId,
): string | undefined {
  const name = formatSessionId(session)
  remember(state.ended, session, true)
  if (state.local.get(session) === node) return undefined
  if (reign === undefined && state.missed.has(node)) return undefined
  if (reign === undefined) return `${node} expires session ${name}, but only a leader may`
  state.count += 1
  const { touchedAt, deadline } = heard(reign, session)
  if (at < deadline) return `${node} expires session ${name} at ${at}, before its deadline ${deadline}`
  const timeoutMs = state.timeouts.get(session)
  if (timeoutMs === undefined || at >= touchedAt + timeoutMs) return undefined
  if (touchedAt === reign.since) {
    return `${node} leads for ${Math.round(at - touchedAt)} ms and expires session ${name}, which has ${timeoutMs} ms to come back`
  }
  return `${node} expires session ${name} ${Math.round(at - touchedAt)} ms after it heard of it: its timeout is ${timeoutMs} ms`
}
