/**
 * What the client remembers of its watches: the server forgets them with the connection, so the client tells them again
 * after each reconnect (ZKWatchManager, SetWatches, SetWatches2).
 *
 * Laws: a watch is noted when the reply comes, not when it was asked for; `exists` on a missing znode is another watch
 * (`exist`) than on one that is there (`data`), because the server has to answer them differently after a gap; an event
 * takes the one-shot watches that it fires and leaves the persistent ones; whoever waits in several tables is told once.
 * There is no bound but the application's own questions, as in ZooKeeper.
 */
import { parentOf } from '../../ground/data/path.ts'
import type { Zxid } from '../../ground/ids.ts'
import type { WatchEventName } from '../../ground/jute/opcodes.ts'
import type { SetWatches2 } from '../../ground/jute/records.ts'
import type { RemovalKind } from './seam.ts'

/** Who is told when a watch fires: the application, or a recipe that runs inside the client, by the id of its run. */
export type Watcher = 'application' | number
export type WatchTable = Map<string, Set<Watcher>>
export type Watches = {
  readonly data: WatchTable
  readonly exist: WatchTable
  readonly child: WatchTable
  readonly persistent: WatchTable
  readonly persistentRecursive: WatchTable
}
export type WatchTableName = keyof Watches

/** ClientCnxn.SET_WATCHES_MAX_LENGTH: a packet is full after this many characters of paths (it may exceed by one path). */
export const SET_WATCHES_CHARACTERS_MAX: number = 128 * 1024

/** In the order in which they are told again. */
const TABLES = ['data', 'exist', 'child', 'persistent', 'persistentRecursive'] as const

/** Which one-shot tables an event empties at its path (ZKWatchManager.materialize). */
const FIRED: { readonly [K in WatchEventName]: readonly WatchTableName[] } = {
  none: [],
  nodeCreated: ['data', 'exist'],
  nodeDataChanged: ['data', 'exist'],
  nodeDeleted: ['data', 'exist', 'child'],
  nodeChildrenChanged: ['child'],
  dataWatchRemoved: [],
  childWatchRemoved: [],
  persistentWatchRemoved: [],
}

/** Which tables a removal empties at its path. */
const REMOVED: { readonly [K in RemovalKind]: readonly WatchTableName[] } = {
  children: ['child'],
  data: ['data', 'exist'],
  any: TABLES,
}
/** What whoever waited in a table is told when the watch is removed. */
const REMOVAL_EVENT: { readonly [K in WatchTableName]: WatchEventName } = {
  data: 'dataWatchRemoved',
  exist: 'dataWatchRemoved',
  child: 'childWatchRemoved',
  persistent: 'persistentWatchRemoved',
  persistentRecursive: 'persistentWatchRemoved',
}

/** Empty tables. */
export function noWatches(): Watches {
  return { data: new Map(), exist: new Map(), child: new Map(), persistent: new Map(), persistentRecursive: new Map() }
}

/** Notes that `watcher` waits for `path`; twice is once. */
export function note(watches: Watches, table: WatchTableName, path: string, watcher: Watcher): void {
  const waiting = watches[table].get(path)
  if (waiting === undefined) watches[table].set(path, new Set([watcher]))
  else waiting.add(watcher)
}

/** Takes the one-shot watches that `event` fires at `path` and returns who is told, each once, the persistent ones too. */
export function fire(watches: Watches, event: WatchEventName, path: string): ReadonlySet<Watcher> {
  const told = new Set<Watcher>()
  const tables = FIRED[event]
  for (const table of tables) {
    for (const watcher of watches[table].get(path) ?? []) told.add(watcher)
    watches[table].delete(path)
  }
  if (tables.length === 0) return told
  for (const watcher of watches.persistent.get(path) ?? []) told.add(watcher)
  if (watches.persistentRecursive.size === 0) return told
  for (let above = path; ; above = parentOf(above)) {
    for (const watcher of watches.persistentRecursive.get(above) ?? []) told.add(watcher)
    if (above === '/') return told
  }
}

/** Whether `watcher` has a watch of this kind at `path` (ZKWatchManager.containsWatcher). */
export function hasWatch(watches: Watches, kind: RemovalKind, path: string, watcher: Watcher): boolean {
  return REMOVED[kind].some((table) => watches[table].get(path)?.has(watcher) === true)
}

/** Whether somebody beside `watcher` has a watch of this kind at `path`: the server must keep its own then. */
export function othersWatch(watches: Watches, kind: RemovalKind, path: string, watcher: Watcher): boolean {
  return REMOVED[kind].some((table) => [...(watches[table].get(path) ?? [])].some((other) => other !== watcher))
}

/** Takes the watches of `watcher` of this kind at `path`; returns what it is told, each event once. */
export function unwatch(
  watches: Watches,
  kind: RemovalKind,
  path: string,
  watcher: Watcher,
): ReadonlySet<WatchEventName> {
  const events = new Set<WatchEventName>()
  for (const table of REMOVED[kind]) {
    const waiting = watches[table].get(path)
    if (waiting?.delete(watcher) !== true) continue
    events.add(REMOVAL_EVENT[table])
    if (waiting.size === 0) watches[table].delete(path)
  }
  return events
}

/** Where `watcher` has watches that stay when they fire. */
export function stayingPaths(watches: Watches, watcher: Watcher): readonly string[] {
  return [...watches.persistent, ...watches.persistentRecursive].flatMap(([path, waiting]) =>
    waiting.has(watcher) ? [path] : [],
  )
}

/** Forgets every watch of `watcher`: it is not there any more. What the server still sends for them is nobody's. */
export function forget(watches: Watches, watcher: Watcher): void {
  for (const table of TABLES) {
    for (const [path, waiting] of watches[table]) {
      if (waiting.delete(watcher) && waiting.size === 0) watches[table].delete(path)
    }
  }
}

/** How many watches are noted: one for each path and table, as the server counts them. */
export function countOf(watches: Watches): number {
  return TABLES.reduce((sum, table) => sum + watches[table].size, 0)
}

/** The packets that tell a server all watches, full at SET_WATCHES_CHARACTERS_MAX; none where there is no watch. */
export function setWatchesOf(watches: Watches, relativeZxid: Zxid): readonly SetWatches2[] {
  const packets: SetWatches2[] = []
  let batch = emptyBatch()
  let characters = 0
  const flush = (): void => {
    packets.push({
      relativeZxid,
      dataWatches: batch.data,
      existWatches: batch.exist,
      childWatches: batch.child,
      persistentWatches: batch.persistent,
      persistentRecursiveWatches: batch.persistentRecursive,
    })
    batch = emptyBatch()
    characters = 0
  }
  for (const table of TABLES) {
    for (const path of watches[table].keys()) {
      batch[table].push(path)
      characters += path.length
      if (characters >= SET_WATCHES_CHARACTERS_MAX) flush()
    }
  }
  if (characters > 0) flush()
  return packets
}

/** Whether a packet needs setWatches2: it has persistent watches. Without any, setWatches is sent, which old servers know. */
export function isSecondKind(packet: SetWatches2): boolean {
  return packet.persistentWatches.length > 0 || packet.persistentRecursiveWatches.length > 0
}

type Batch = { readonly [K in WatchTableName]: string[] }
function emptyBatch(): Batch {
  return { data: [], exist: [], child: [], persistent: [], persistentRecursive: [] }
}
