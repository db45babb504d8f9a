/**
 * What a client that comes back has missed (ZOOKEEPER-1412, 1667): it sets its watches again as of the last zxid that it saw,
 * and what has changed since must be told, not watched. Also, what a client asked to be removed.
 */
import { formatZxid, type NodeName, type SessionId, type Zxid } from '../../ground/ids.ts'
import type { WatchKind } from '../../protocol/trace.ts'
import { ensure, type Of, remember } from './checker.ts'
import type { Touched } from './touched.ts'

export type WatchPast = {
  /** Clients of our own, by node, and the newest zxid that each session was answered with. */
  readonly sessions: Map<NodeName, SessionId>
  readonly seen: Map<SessionId, Zxid>
  /** The last change of each watched thing, by server; keys are the table and the path. */
  readonly changed: Map<NodeName, Map<string, Zxid>>
  /** Requests to remove every watch at a path, by session and xid. */
  readonly removals: Map<string, string>
}

export function createWatchPast(): WatchPast {
  return { sessions: new Map(), seen: new Map(), changed: new Map(), removals: new Map() }
}

/** Follows a client's own lines. */
export function followClient(
  past: WatchPast,
  node: NodeName,
  event: Of<'connected'> | Of<'answered'> | Of<'sent'>,
): undefined {
  if (event.type === 'connected') remember(past.sessions, node, event.session)
  const session = past.sessions.get(node)
  if (session === undefined || event.type === 'connected') return
  if (event.type === 'answered') {
    if (event.zxid > (past.seen.get(session) ?? 0n)) remember(past.seen, session, event.zxid)
  } else if (event.request?.type === 'removeWatches' && event.request.kind === 'any')
    remember(past.removals, `${session} ${event.xid}`, event.request.path)
}

export function noteChanges(past: WatchPast, node: NodeName, zxid: Zxid, touched: readonly Touched[]): void {
  if (touched.length === 0) return
  const changed = ensure(past.changed, node, () => new Map<string, Zxid>())
  for (const { path, table } of touched) remember(changed, `${table} ${path}`, zxid)
}

/** The tree of `node` stands at `zxid`: what came later was never committed. */
export function forgetChanges(past: WatchPast, node: NodeName, zxid: Zxid): void {
  const changed = past.changed.get(node)
  for (const [key, changedAt] of changed ?? []) if (changedAt > zxid) changed?.delete(key)
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
  const changedAt = past.changed.get(node)?.get(`${kind} ${path}`)
  if (changedAt === undefined || changedAt <= since) return undefined
  return `${node} sets the watch of ${path} again for a client that has seen ${formatZxid(since)}, and does not tell of ${formatZxid(changedAt)}`
}
