/**
 * Watches, at the server (ZooKeeper's ordering guarantee for watches; ZOOKEEPER-1412, 4475): a one-shot watch fires once
 * for each time that it was set; the event leaves before any answer as of its zxid or later; and a change to what is
 * watched is not passed over, nor when a client comes back and sets its watches again (`watchPast.ts`). Who removed a watch,
 * or may not read the znode (`watchRights.ts`), hears nothing. That clients hear it in this order is the matter of `hearing.ts`.
 *
 * Not judged: events that setWatches makes up for (they are of the past), paths of which some watches were removed, and,
 * where ACLs are in use, silence (who may not read is told nothing).
 */
import { parentOf } from '../../ground/data/path.ts'
import { formatZxid, type LinkId, type NodeName, type SessionId, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import type { Acl } from '../../ground/jute/records.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { WatchKind } from '../../protocol/trace.ts'
import type { Happening } from '../engine.ts'
import { type Counted, judged, type Of, remember, type Violation } from './checker.ts'
import { deedsOf, parentOnce } from './touched.ts'
import {
  type Change,
  createWatchPast,
  followClient,
  forgetChanges,
  noteChange,
  passedOver,
  reloadChanges,
  seenBy,
  type WatchPast,
} from './watchPast.ts'
import {
  aclOf,
  createWatchRights,
  forgetAcls,
  isHiddenFrom,
  noteAcls,
  noteAuth,
  type WatchRights,
} from './watchRights.ts'
import { type ByZxid, createByZxid, putAt, valueAt } from './zxids.ts'

type Mode = 'standard' | 'persistent' | 'persistentRecursive'
/** What a connection watches at a path, in the two tables that a server has; `vague`: a removal was asked for. */
type Watched = { data: Mode | undefined; child: Mode | undefined; vague: boolean }
/** `due`: the first change that must be told before the next answer. */
type Link = {
  readonly node: NodeName
  readonly paths: Map<string, Watched>
  readonly session: SessionId
  /** What its client had seen when it came back; undefined where that is unknown. */
  readonly since: Zxid | undefined
  answered: Zxid
  restoring: number
  /** Nothing was asked of it yet, but to take an identity: what is watched now is watched again. */
  isFresh: boolean
  due: { readonly zxid: Zxid; readonly path: string }[]
}
export type WatchesState = Counted & {
  readonly links: Map<LinkId, Link>
  /** Servers whose trees may hold ACLs that hide something. */
  readonly restricted: Set<NodeName>
  readonly past: WatchPast
  readonly rights: WatchRights
  /** The transactions that were looked at lately: each server applies them. */
  readonly looks: ByZxid<Look>
}
/** What a transaction does to watches. `hides`: not everybody may read what it leaves. */
type Look = { readonly txn: Txn; readonly change: Change; readonly hides: boolean }
/** So many are looked at again; a server that is further behind has its own look. */
const LOOKS_MAX = 256

export function createWatches(): WatchesState {
  const [past, rights] = [createWatchPast(), createWatchRights()]
  return { count: 0, links: new Map(), restricted: new Set(), past, rights, looks: createByZxid(LOOKS_MAX) }
}

export function observeWatches(state: WatchesState, happening: Happening): Violation | undefined {
  return judged('watches', happening, rule(state, happening))
}

function rule(state: WatchesState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'booted':
      if (event.lastZxid > ZXID_ZERO) state.restricted.add(node)
      forgetAcls(state.rights, node)
      forgetChanges(state.past, node, event.lastZxid)
      return undefined
    case 'reloaded':
      forgetAcls(state.rights, node)
      reloadChanges(state.past, node, event.zxid)
      return undefined
    case 'nodeStarted':
      state.rights.identities.delete(node)
      return undefined
    case 'sent':
      if (event.request !== undefined) noteAuth(state.rights, node, event.request)
      return followClient(state.past, node, event)
    case 'connected':
    case 'answered':
      return followClient(state.past, node, event)
    case 'nodeEnded':
      for (const [key, link] of state.links) if (link.node === node) state.links.delete(key)
      return undefined
    case 'sessionOpened':
      remember(state.links, event.link, linkOf(state, node, event))
      return undefined
    case 'clientClosed':
      state.links.delete(event.link)
      return undefined
    case 'applied':
      return onApplied(state, node, event)
    case 'requested':
    case 'watchSet':
    case 'watchFired':
    case 'replied': {
      const link = state.links.get(event.link)
      return link === undefined ? undefined : onLink(state, node, link, event)
    }
    default:
      return undefined
  }
}

/** Lines of `node` are lost: what its connections watch is unknown. */
export function missWatches(state: WatchesState, node: NodeName): void {
  for (const [key, link] of state.links) if (link.node === node) state.links.delete(key)
}

/** What happens on one connection of a client. */
type OnLink = Of<'requested' | 'watchSet' | 'watchFired' | 'replied'>
function onLink(state: WatchesState, node: NodeName, link: Link, event: OnLink): string | undefined {
  switch (event.type) {
    case 'requested':
      if (isRestoring(event.op)) link.restoring += 1
      else if (event.op !== 'auth') link.isFresh = false
      if (event.op === 'removeWatches' && event.path !== undefined) watchedAt(link, event.path).vague = true
      return undefined
    case 'watchSet':
      return set(state, node, link, event)
    case 'watchFired':
      state.count += 1
      return onFired(node, link, event) ?? onLeak(state, node, link, event)
    case 'replied':
      return onReplied(state, node, link, event)
  }
}

function linkOf(state: WatchesState, node: NodeName, { session, resumed }: Of<'sessionOpened'>): Link {
  const since = resumed ? seenBy(state.past, session) : undefined
  const empty = { paths: new Map<string, Watched>(), answered: ZXID_ZERO, restoring: 0, isFresh: true, due: [] }
  return { node, session, since, ...empty }
}

function isRestoring(op: Of<'requested'>['op']): boolean {
  return op === 'setWatches' || op === 'setWatches2'
}

function watchedAt(link: Link, path: string): Watched {
  const known = link.paths.get(path)
  if (known !== undefined) return known
  const watched = { data: undefined, child: undefined, vague: false }
  link.paths.set(path, watched)
  return watched
}

const MODES: { readonly [K in WatchKind]: { readonly data?: Mode; readonly child?: Mode } } = {
  data: { data: 'standard' },
  exist: { data: 'standard' },
  child: { child: 'standard' },
  persistent: { data: 'persistent', child: 'persistent' },
  persistentRecursive: { data: 'persistentRecursive', child: 'persistentRecursive' },
}
function set(state: WatchesState, node: NodeName, link: Link, event: Of<'watchSet'>): string | undefined {
  const isAgain = link.isFresh && link.restoring === 1 && !state.restricted.has(node)
  if (isAgain && link.since !== undefined) {
    state.count += 1
    const reason = passedOver(state.past, node, link.since, event)
    if (reason !== undefined) return reason
  }
  Object.assign(watchedAt(link, event.path), MODES[event.kind])
  return undefined
}

/** Whether somebody hears of what it may not read. */
function onLeak(
  { past, rights }: WatchesState,
  node: NodeName,
  { session, restoring }: Link,
  { path, event, zxid }: Of<'watchFired'>,
): string | undefined {
  if (restoring > 0) return undefined
  for (const [client, own] of past.sessions)
    if (own.session === session && isHiddenFrom(rights, node, client, path, zxid))
      return `${node} tells ${client} of ${event} ${path} (${formatZxid(zxid)}), which it may not read`
  return undefined
}

function onFired(node: NodeName, link: Link, { path, event, zxid, oneShot }: Of<'watchFired'>): string | undefined {
  const told = `${node} tells of ${event} ${path} (${formatZxid(zxid)})`
  link.due = link.due.filter((due) => due.path !== path || due.zxid !== zxid)
  const watched = link.paths.get(path)
  const isVague = watched?.vague === true || link.restoring > 0
  const used = watched === undefined ? false : usesUp(watched, event)
  if (link.restoring === 0 && zxid <= link.answered) {
    return `${told}, but it answered as of ${formatZxid(link.answered)} before`
  }
  if (isVague) return undefined
  if (oneShot) return used ? undefined : `${told} to a watch that was not set, or was used up`
  if (watched?.data === 'persistent' || watched?.child === 'persistent') return undefined
  if (!isUnderRecursive(link, path)) return `${told} to a persistent watch that nobody set`
  return event === 'nodeChildrenChanged' ? `${told} to a recursive watch, which hears of the child itself` : undefined
}

/** Uses up what the event fires; whether there was a one-shot watch. */
function usesUp(watched: Watched, event: Of<'watchFired'>['event']): boolean {
  const data = event !== 'nodeChildrenChanged' && watched.data === 'standard'
  const child = (event === 'nodeChildrenChanged' || event === 'nodeDeleted') && watched.child === 'standard'
  if (data) watched.data = undefined
  if (child) watched.child = undefined
  return data || child
}

function isUnderRecursive(link: Link, path: string): boolean {
  for (let at = path; ; at = parentOf(at)) {
    const watched = link.paths.get(at)
    // A standard watch takes the place of the recursive one in one of the two tables: the other still knows it.
    if (watched?.data === 'persistentRecursive' || watched?.child === 'persistentRecursive') return true
    if (watched?.vague === true) return true
    if (at === '/' || at === '') return false
  }
}

function onReplied(
  { past }: WatchesState,
  node: NodeName,
  link: Link,
  { zxid, op, session, xid }: Of<'replied'>,
): string | undefined {
  if (isRestoring(op)) {
    link.restoring = Math.max(0, link.restoring - 1)
    link.isFresh = false
  }
  const removed = op === 'removeWatches' ? past.removals.get(`${session} ${xid}`) : undefined
  if (removed !== undefined) link.paths.set(removed, { data: undefined, child: undefined, vague: false })
  if (zxid <= ZXID_ZERO) return undefined
  if (zxid > link.answered) link.answered = zxid
  if (link.due.length === 0) return undefined
  const passed = link.due.find((due) => due.zxid <= zxid)
  link.due = []
  if (passed === undefined) return undefined
  return `${node} answers ${op} as of ${formatZxid(zxid)} and has not told of the change to ${passed.path} (${formatZxid(passed.zxid)}), which is watched`
}

function onApplied(state: WatchesState, node: NodeName, { zxid, txn }: Of<'applied'>): undefined {
  const { change, hides: isHiding } = lookAt(state, zxid, txn)
  if (isHiding || state.rights.hidden.size > 0) noteAcls(state.rights, node, zxid, txn)
  if (isHiding) state.restricted.add(node)
  const { deeds } = change
  if (deeds.length === 0) return undefined
  noteChange(state.past, node, change)
  if (state.restricted.has(node)) return undefined
  for (const link of state.links.values()) {
    if (link.node !== node || link.paths.size === 0) continue
    for (const { path, what } of deeds) {
      const watched = link.paths.get(path)
      if (watched !== undefined && (isTold(watched, 'data') || (what === 'gone' && isTold(watched, 'child'))))
        owe(link, zxid, path)
      const above = what === 'set' ? undefined : parentOnce(path)
      const watchedAbove = above === undefined ? undefined : link.paths.get(above)
      if (above !== undefined && watchedAbove !== undefined && isTold(watchedAbove, 'child')) owe(link, zxid, above)
    }
  }
}
/** Whether who watches must be told of a change in that table. Recursive watches hear of the znodes themselves. */
function isTold(watched: Watched, table: 'data' | 'child'): boolean {
  const mode = watched.vague ? undefined : watched[table]
  return mode === 'standard' || mode === 'persistent'
}
function owe(link: Link, zxid: Zxid, path: string): void {
  if (!link.due.some((due) => due.path === path)) link.due.push({ zxid, path })
}

function lookAt({ looks }: WatchesState, zxid: Zxid, txn: Txn): Look {
  const known = valueAt(looks, zxid)
  if (known?.txn === txn) return known
  const look: Look = { txn, change: { zxid, deeds: deedsOf(txn) }, hides: hides(txn) }
  putAt(looks, zxid, look)
  return look
}
function hides(txn: Txn): boolean {
  if (txn.type === 'multi') return txn.txns.some(hides)
  return aclOf(txn)?.every(isOpen) === false
}
function isOpen({ perms, id }: Acl): boolean {
  return perms === 31 && id.scheme === 'world'
}
