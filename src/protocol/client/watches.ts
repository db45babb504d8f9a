/**
 * What the client remembers of its one-shot watches: the server forgets them with the connection, so the client tells them
 * again after each reconnect (ZKWatchManager, SetWatches).
 *
 * Laws: a watch is noted when the reply comes, not when it was asked for; `exists` on a missing znode is another watch
 * (`exist`) than on one that is there (`data`), because the server has to answer them differently after a gap; an event
 * takes the watches that it fires. There is no bound but the application's own questions, as in ZooKeeper.
 */
import type { Zxid } from '../../ground/ids.ts'
import type { WatchEventName } from '../../ground/jute/opcodes.ts'
import type { SetWatches } from '../../ground/jute/records.ts'

/** Who is told when a watch fires: the application, or the recipe that runs inside the client. */
export type Watcher = 'application' | 'lock'
export type WatchTable = Map<string, Set<Watcher>>
export type Watches = { readonly data: WatchTable; readonly exist: WatchTable; readonly child: WatchTable }
export type WatchTableName = keyof Watches

/** ClientCnxn.SET_WATCHES_MAX_LENGTH: a packet is full after this many characters of paths (it may exceed by one path). */
export const SET_WATCHES_CHARACTERS_MAX: number = 128 * 1024

/** Which tables an event empties at its path (ZKWatchManager.materialize). */
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

/** Empty tables. */
export function noWatches(): Watches {
  return { data: new Map(), exist: new Map(), child: new Map() }
}

/** Notes that `watcher` waits for `path`; twice is once. */
export function note(watches: Watches, table: WatchTableName, path: string, watcher: Watcher): void {
  const waiting = watches[table].get(path)
  if (waiting === undefined) watches[table].set(path, new Set([watcher]))
  else waiting.add(watcher)
}

/** Takes the watches that `event` fires at `path` and returns who waited, each once. */
export function fire(watches: Watches, event: WatchEventName, path: string): ReadonlySet<Watcher> {
  const waiting = new Set<Watcher>()
  for (const table of FIRED[event]) {
    for (const watcher of watches[table].get(path) ?? []) waiting.add(watcher)
    watches[table].delete(path)
  }
  return waiting
}

/** How many watches are noted: one for each path and table, as the server counts them. */
export function countOf(watches: Watches): number {
  return watches.data.size + watches.exist.size + watches.child.size
}

/** The setWatches packets that tell a server all watches, full at SET_WATCHES_CHARACTERS_MAX; none where there is no watch. */
export function setWatchesOf(watches: Watches, relativeZxid: Zxid): readonly SetWatches[] {
  const packets: SetWatches[] = []
  let batch = emptyBatch()
  let characters = 0
  const flush = (): void => {
    packets.push({ relativeZxid, dataWatches: batch.data, existWatches: batch.exist, childWatches: batch.child })
    batch = emptyBatch()
    characters = 0
  }
  for (const table of ['data', 'exist', 'child'] as const) {
    for (const path of watches[table].keys()) {
      batch[table].push(path)
      characters += path.length
      if (characters >= SET_WATCHES_CHARACTERS_MAX) flush()
    }
  }
  if (characters > 0) flush()
  return packets
}

type Batch = { readonly data: string[]; readonly exist: string[]; readonly child: string[] }
function emptyBatch(): Batch {
  return { data: [], exist: [], child: [] }
}
