/**
 * What a client that comes back has missed (ZOOKEEPER-1412, 1667): it sets its watches again as of the last zxid that it saw,
 * and what has changed since must be told, not watched. Also, what a client asked to be removed.
 */
import { formatZxid, type NodeName, type SessionId, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import type { WatchKind } from '../../protocol/trace.ts'
import { ensure, type Of, REMEMBERED_MAX, remember } from './checker.ts'
import { type Deed, touches } from './touched.ts'

/** A session, and the newest zxid that it was answered with; ZXID_ZERO where it had no answer. */
type Seen = { readonly session: SessionId; zxid: Zxid }
/** What a transaction did. One and the same for all servers that apply it: each remembers thousands. */
export type Change = { readonly zxid: Zxid; readonly deeds: readonly Deed[] }
export type WatchPast = {
  /** Sessions of clients of our own, by node and by id. */
  readonly sessions: Map<NodeName, Seen>
  readonly seen: Map<SessionId, Seen>
  /** What each server applied lately, oldest first: it is searched when somebody comes back, which is seldom. */
  readonly changes: Map<NodeName, Change[]>
  /** Requests to remove every watch at a path, by session and xid. */
  readonly removals: Map<string, string>
}

export function createWatchPast(): WatchPast {
  return { sessions: new Map(), seen: new Map(), changes: new Map(), removals: new Map() }
}

/** Follows a client's own lines. */
export function followClient(
  past: WatchPast,
  node: NodeName,
  event: Of<'connected'> | Of<'answered'> | Of<'sent'>,
): undefined {
  switch (event.type) {
    case 'connected': {
      const { session } = event
      const seen = past.seen.get(session) ?? { session, zxid: ZXID_ZERO }
      remember(past.seen, session, seen)
      remember(past.sessions, node, seen)
      return
    }
    case 'answered': {
      const seen = past.sessions.get(node)
      if (seen !== undefined && event.zxid > seen.zxid) seen.zxid = event.zxid
      return
    }
    default: {
      const { request, xid } = event
      if (request?.type !== 'removeWatches' || request.kind !== 'any') return
      const own = past.sessions.get(node)
      if (own !== undefined) remember(past.removals, `${own.session} ${xid}`, request.path)
    }
  }
}

/** What the session had seen when it was answered last; undefined where that is unknown. */
export function seenBy({ seen }: WatchPast, session: SessionId): Zxid | undefined {
  const known = seen.get(session)
  return known === undefined || known.zxid === ZXID_ZERO ? undefined : known.zxid
}

export function noteChange(past: WatchPast, node: NodeName, change: Change): void {
  const changes = ensure(past.changes, node, none)
  changes.push(change)
  if (changes.length >= 2 * REMEMBERED_MAX) changes.splice(0, REMEMBERED_MAX)
}
function none(): Change[] {
  return []
}

/** The tree of `node` stands at `zxid`: what came later was never committed. */
export function forgetChanges(past: WatchPast, node: NodeName, zxid: Zxid): void {
  const changes = past.changes.get(node) ?? []
  while ((changes.at(-1)?.zxid ?? zxid) > zxid) changes.pop()
}

/**
 * `node` loaded the tree as of `zxid` from elsewhere or from its disk. A tree that is ahead of all that it applied is somebody
 * else's (SNAP): what it applied itself may never have been committed.
 */
export function reloadChanges(past: WatchPast, node: NodeName, zxid: Zxid): void {
  const last = past.changes.get(node)?.at(-1)?.zxid
  if (last !== undefined && last < zxid) past.changes.delete(node)
  else forgetChanges(past, node, zxid)
}

/** Why `node` must not set a watch again that its client had as of `since`, in words; undefined where it may. */
export function passedOver(
  past: WatchPast,
  node: NodeName,
  since: Zxid,
  { path, kind }: { readonly path: string; readonly kind: WatchKind },
): string | undefined {
  // A znode that came and went while its client was away is told by nobody; persistent watches are set without a look back.
  if (kind !== 'data' && kind !== 'child') return undefined
  const changedAt = past.changes
    .get(node)
    ?.findLast((change) => change.zxid <= since || change.deeds.some((deed) => touches(deed, path, kind)))?.zxid
  if (changedAt === undefined || changedAt <= since) return undefined
  return `${node} sets the watch of ${path} again for a client that has seen ${formatZxid(since)}, and does not tell of ${formatZxid(changedAt)}`
}
