/**
 * Watches of one server, in memory only: two tables (data: fed by exists and getData; child: fed by getChildren), each
 * from path to connections and back. A watch belongs to a connection, not to a session; when the connection goes, so do
 * its watches, and the client sets them again elsewhere (WatchManager, WatcherModeManager of 3.8).
 * Laws: 1. One mode for each (table, path, watcher): a later watch overwrites the mode. 2. A standard watch fires once;
 * persistent ones stay. 3. A recursive watch sees its whole subtree, but never nodeChildrenChanged. 4. Who was told of
 * a deletion by the data table is not told again by the child table. A persistent watch is added to both tables.
 */
import { mut } from '../base/mut.ts'
import type { LinkId } from '../ids.ts'
import type { WatchEventName } from '../jute/opcodes.ts'
import type { Acl } from '../jute/records.ts'
import type { Change } from './apply.ts'
import { parentOf } from './path.ts'

export type WatchTableName = 'data' | 'child'
export type WatchMode = 'standard' | 'persistent' | 'persistentRecursive'

export type WatchTable = {
  /** Who watches a path, and how; a path that nobody watches has no entry. */
  readonly byPath: Map<string, Map<LinkId, WatchMode>>
  readonly byWatcher: Map<LinkId, Set<string>>
  /** How many entries are recursive: while there is none, ancestors need not be asked. */
  recursive: number
}
export type Watches = { readonly data: WatchTable; readonly child: WatchTable }

/**
 * An event on its way to one watcher. `oneShot`: it used a standard watch up. `acl`: of the node that READ must be
 * allowed on for the event to be sent (the parent's for nodeChildrenChanged, the one before deletion for nodeDeleted).
 */
export type Fired = {
  readonly watcher: LinkId
  readonly path: string
  readonly event: WatchEventName
  readonly oneShot: boolean
  readonly acl: readonly Acl[]
}

/** The type of removeWatches and checkWatches: 1 children, 2 data, 3 any (Watcher.WatcherType). */
export type WatcherType = 1 | 2 | 3
const TABLES_OF_TYPE: { readonly [T in WatcherType]: readonly WatchTableName[] } = {
  1: ['child'],
  2: ['data'],
  3: ['child', 'data'],
}

function emptyTable(): WatchTable {
  return { byPath: new Map(), byWatcher: new Map(), recursive: 0 }
}
export function noWatches(): Watches {
  return { data: emptyTable(), child: emptyTable() }
}

/** Sets a watch. One that the watcher has there already is overwritten, whatever its mode (3.8; 3.9 keeps both). */
export function addWatch(
  watches: Watches,
  table: WatchTableName,
  path: string,
  watcher: LinkId,
  mode: WatchMode,
): void {
  const { byPath, byWatcher } = watches[table]
  removeEntry(watches[table], path, watcher)
  const modes = byPath.get(path) ?? new Map<LinkId, WatchMode>()
  byPath.set(path, modes.set(watcher, mode))
  const paths = byWatcher.get(watcher) ?? new Set<string>()
  byWatcher.set(watcher, paths.add(path))
  if (mode === 'persistentRecursive') watches[table].recursive += 1
}

/** Whether there was one. */
function removeEntry(table: WatchTable, path: string, watcher: LinkId): boolean {
  const modes = table.byPath.get(path)
  const mode = modes?.get(watcher)
  if (modes === undefined || mode === undefined) return false
  modes.delete(watcher)
  if (modes.size === 0) table.byPath.delete(path)
  const paths = table.byWatcher.get(watcher)
  paths?.delete(path)
  if (paths?.size === 0) table.byWatcher.delete(watcher)
  if (mode === 'persistentRecursive') table.recursive -= 1
  return true
}

/** All watches of a connection that went. */
export function dropWatcher(watches: Watches, watcher: LinkId): void {
  for (const table of [watches.data, watches.child]) {
    for (const path of [...(table.byWatcher.get(watcher) ?? [])]) removeEntry(table, path, watcher)
  }
}

/** Removes the watcher's entries at `path`, whatever their mode (3.8). False where there was none: NOWATCHER. */
export function removeWatch(watches: Watches, path: string, watcher: LinkId, type: WatcherType): boolean {
  const removed = TABLES_OF_TYPE[type].map((table) => removeEntry(watches[table], path, watcher))
  return removed.includes(true)
}

/** Whether `watcher` watches `path`. Undefined asks for any connection, which is how checkWatches of 3.8 answers. */
export function hasWatch(watches: Watches, path: string, watcher: LinkId | undefined, type: WatcherType): boolean {
  return TABLES_OF_TYPE[type].some((table) => {
    const modes = watches[table].byPath.get(path)
    return modes !== undefined && (watcher === undefined || modes.has(watcher))
  })
}

/** The mode of a watch, or undefined where there is none. */
export function watchMode(
  watches: Watches,
  table: WatchTableName,
  path: string,
  watcher: LinkId,
): WatchMode | undefined {
  return watches[table].byPath.get(path)?.get(watcher)
}

/** Entries of both tables together, as `zk_watch_count` counts them. */
export function countWatches(watches: Watches): number {
  let count = 0
  for (const table of [watches.data, watches.child]) {
    for (const modes of table.byPath.values()) count += modes.size
  }
  return count
}

/** One event in one table (WatchManager.triggerWatch): from the path up to the root, each watcher once, `told` skipped. */
const NOTHING: readonly Fired[] = []
function joined(first: readonly Fired[], second: readonly Fired[]): readonly Fired[] {
  return second.length === 0 ? first : first.length === 0 ? second : [...first, ...second]
}

function fire(
  table: WatchTable,
  path: string,
  event: WatchEventName,
  acl: readonly Acl[],
  told: readonly Fired[] = [],
): readonly Fired[] {
  if (table.byPath.size === 0 || (table.recursive === 0 && !table.byPath.has(path))) return NOTHING
  // Whether a one-shot watch was used up, by watcher.
  const hits = new Map<LinkId, boolean>()
  for (const [watcher, mode] of [...(table.byPath.get(path) ?? [])]) {
    if (mode === 'persistentRecursive' && event === 'nodeChildrenChanged') continue
    hits.set(watcher, mode === 'standard')
    // Zoo 51: ZOOKEEPER-4475.
    if (mode === 'standard' && !mut('watchFiresTwice')) removeEntry(table, path, watcher)
  }
  if (table.recursive > 0 && event !== 'nodeChildrenChanged') {
    for (let at = path; at !== '/'; ) {
      at = parentOf(at)
      for (const [watcher, mode] of table.byPath.get(at) ?? []) {
        if (mode === 'persistentRecursive' && !hits.has(watcher)) hits.set(watcher, false)
      }
    }
  }
  const skipped = new Set(told.map((one) => one.watcher))
  const fired: Fired[] = []
  for (const [watcher, oneShot] of hits) if (!skipped.has(watcher)) fired.push({ watcher, path, event, oneShot, acl })
  return fired
}

/** Fires what a change touches, in ZooKeeper's order (DataTree.createNode, deleteNode, setData); used-up watches are gone. */
export function trigger(watches: Watches, change: Change): readonly Fired[] {
  const { path, acl, parentAcl } = change
  const { data, child } = watches
  const parent = parentOf(path)
  switch (change.type) {
    case 'created': {
      const created = fire(data, path, 'nodeCreated', acl)
      return joined(created, fire(child, parent, 'nodeChildrenChanged', parentAcl))
    }
    case 'deleted': {
      const told = fire(data, path, 'nodeDeleted', acl)
      const others = fire(child, path, 'nodeDeleted', acl, told)
      return joined(joined(told, others), fire(child, parent, 'nodeChildrenChanged', parentAcl))
    }
    case 'dataChanged':
      return fire(data, path, 'nodeDataChanged', acl)
  }
}
