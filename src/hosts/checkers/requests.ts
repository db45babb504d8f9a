/** What is remembered by request: a session and the number that it gave, without a text for each. */
import type { SessionId } from '../../ground/ids.ts'
import { REMEMBERED_MAX, SLACK } from './checker.ts'

type Own<V> = Map<number, V>
export type ByRequest<V> = {
  readonly sessions: Map<SessionId, Own<V>>
  /** The session that was spoken of last: mostly it is spoken of again. */
  last: { readonly session: SessionId; readonly own: Own<V> } | undefined
  /** How many there are, of all sessions. */
  count: number
}

export function createByRequest<V>(): ByRequest<V> {
  return { sessions: new Map(), last: undefined, count: 0 }
}

export function requestAt<V>(table: ByRequest<V>, session: SessionId, xid: number): V | undefined {
  return ownOf(table, session)?.get(xid)
}

/** Puts `value` in; with more than `REMEMBERED_MAX` the oldest of the session that came first are forgotten. */
export function putRequest<V>(table: ByRequest<V>, session: SessionId, xid: number, value: V): void {
  const own = ownOf(table, session) ?? open(table, session)
  const before = own.size
  own.set(xid, value)
  table.count += own.size - before
  if (table.count > REMEMBERED_MAX + SLACK) forgetOldest(table)
}

export function dropRequest<V>(table: ByRequest<V>, session: SessionId, xid: number): void {
  if (ownOf(table, session)?.delete(xid) === true) table.count -= 1
}

function ownOf<V>(table: ByRequest<V>, session: SessionId): Own<V> | undefined {
  if (table.last?.session === session) return table.last.own
  const own = table.sessions.get(session)
  if (own !== undefined) table.last = { session, own }
  return own
}
function open<V>(table: ByRequest<V>, session: SessionId): Own<V> {
  const own: Own<V> = new Map()
  table.sessions.set(session, own)
  table.last = { session, own }
  // A table of many sessions that have nothing left is too long as well.
  if (table.sessions.size > REMEMBERED_MAX + SLACK)
    for (const [past, { size }] of table.sessions) if (size === 0 && past !== session) table.sessions.delete(past)
  return own
}

function forgetOldest<V>(table: ByRequest<V>): void {
  for (const [session, own] of table.sessions) {
    for (const xid of own.keys()) {
      if (table.count <= REMEMBERED_MAX) return
      own.delete(xid)
      table.count -= 1
    }
    table.sessions.delete(session)
    if (table.last?.own === own) table.last = undefined
  }
}
