/**
 * Which rows the tree shows: the outline is a list of runs, each a stretch of one folder's children between two open
 * folders. It is as long as there are open folders, not rows, so 100,000 children of one folder are one run; a row is
 * found by binary search, and only the rows in sight are ever made.
 * Laws: 1. The root is row 0. 2. What the reader opened or closed stays so. 3. Untouched, the root and its children are
 * open up to AUTO_OPEN_MAX children, except /zookeeper; everything deeper is closed.
 */
import { joinPath, nameOf, parentOf } from '../../../ground/data/path.ts'
import { placeOf } from './replica.ts'

/** A folder of the first two levels with more children than this starts closed. */
export const AUTO_OPEN_MAX = 200
const AUTO_OPEN_LEVELS = 2

/** What the reader opened (true) and closed (false), by path. */
export type Folds = ReadonlyMap<string, boolean>
/** Each folder's names, in the order to show. */
export type Order = ReadonlyMap<string, readonly string[]>

/** The children `from` to `to` (exclusive) of `parent`; the first is row `start`. Level 1 is the root's. */
export type Run = {
  readonly parent: string
  readonly names: readonly string[]
  readonly level: number
  readonly from: number
  readonly to: number
  readonly start: number
}
export type Outline = {
  readonly order: Order
  readonly folds: Folds
  readonly runs: readonly Run[]
  readonly rows: number
}

export type Row = {
  readonly index: number
  readonly path: string
  readonly name: string
  /** 1 for the root. */
  readonly level: number
  readonly setSize: number
  /** 1 for the first of its siblings. */
  readonly position: number
  readonly children: number
  readonly open: boolean
}

/** Whether the folder at `path` shows its children. */
export function isOpen(order: Order, folds: Folds, path: string, level: number): boolean {
  const children = order.get(path)?.length ?? 0
  if (children === 0) return false
  return folds.get(path) ?? (level <= AUTO_OPEN_LEVELS && children <= AUTO_OPEN_MAX && path !== '/zookeeper')
}

/** The outline of a tree whose folders are `order`, seen with `folds`. */
export function outlineOf(order: Order, folds: Folds): Outline {
  const opened = openedByParent(folds)
  const runs: Run[] = []
  let rows = 1
  const addFolder = (parent: string, level: number) => {
    const names = order.get(parent) ?? []
    let from = 0
    const close = (to: number) => {
      if (to > from) runs.push({ parent, names, level, from, to, start: rows })
      rows += to - from
      from = to
    }
    for (const place of openChildren(order, folds, opened, parent, names, level)) {
      close(place + 1)
      addFolder(joinPath(parent, names[place] ?? ''), level + 1)
    }
    close(names.length)
  }
  if (isOpen(order, folds, '/', 1)) addFolder('/', 2)
  return { order, folds, runs, rows }
}

/** The names that the reader opened, by their folder. */
function openedByParent(folds: Folds): ReadonlyMap<string, readonly string[]> {
  const opened = new Map<string, string[]>()
  for (const [path, open] of folds) {
    if (!open || path === '/') continue
    const parent = parentOf(path)
    const names = opened.get(parent)
    if (names === undefined) opened.set(parent, [nameOf(path)])
    else names.push(nameOf(path))
  }
  return opened
}

/** Places of the open ones among `names`, ascending. Only where folders open by themselves is every name looked at. */
function openChildren(
  order: Order,
  folds: Folds,
  opened: ReadonlyMap<string, readonly string[]>,
  parent: string,
  names: readonly string[],
  level: number,
): readonly number[] {
  const isThere = (place: number) => isOpen(order, folds, joinPath(parent, names[place] ?? ''), level)
  if (level <= AUTO_OPEN_LEVELS && names.length <= AUTO_OPEN_MAX) return [...names.keys()].filter(isThere)
  const places = (opened.get(parent) ?? []).flatMap((name) => {
    const place = placeOf(names, name)
    return names[place] === name && isThere(place) ? [place] : []
  })
  return places.sort((a, b) => a - b)
}

/** Row `index`, or undefined beyond the last one. */
export function rowAt(outline: Outline, index: number): Row | undefined {
  if (index === 0) return row(outline, 0, '/', '/', 1, 1, 1)
  const run = runAt(outline, index)
  if (run === undefined) return undefined
  const place = run.from + index - run.start
  const name = run.names[place]
  if (name === undefined) return undefined
  return row(outline, index, joinPath(run.parent, name), name, run.level, run.names.length, place + 1)
}
function row(
  { order, folds }: Outline,
  index: number,
  path: string,
  name: string,
  level: number,
  setSize: number,
  position: number,
): Row {
  const children = order.get(path)?.length ?? 0
  return { index, path, name, level, setSize, position, children, open: isOpen(order, folds, path, level) }
}

function runAt({ runs, rows }: Outline, index: number): Run | undefined {
  if (index < 1 || index >= rows) return undefined
  let low = 0
  let high = runs.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((runs[middle]?.start ?? 0) <= index) low = middle
    else high = middle - 1
  }
  return runs[low]
}

/** The row of `path`; -1 where it is not in sight of the outline (missing, or inside a closed folder). */
export function indexOf(outline: Outline, path: string): number {
  if (path === '/') return 0
  const parent = parentOf(path)
  const names = outline.order.get(parent) ?? []
  const place = placeOf(names, nameOf(path))
  if (names[place] !== nameOf(path)) return -1
  const run = outline.runs.find((one) => one.parent === parent && one.from <= place && place < one.to)
  return run === undefined ? -1 : run.start + place - run.from
}

/** The row that stands for `path`: its own, else that of the nearest ancestor in sight. */
export function nearestIndex(outline: Outline, path: string): number {
  for (let at = path; at !== '/'; at = parentOf(at)) {
    const index = indexOf(outline, at)
    if (index !== -1) return index
  }
  return 0
}

/** The next row after `index`, around the end, whose name starts with `typed` (letter case does not count); -1: none. */
export function findTyped(outline: Outline, index: number, typed: string): number {
  const wanted = typed.toLowerCase()
  // A single letter moves on; a longer word may stay where it is.
  const first = wanted.length === 1 ? 1 : 0
  for (let step = first; step < outline.rows + first; step++) {
    const at = (index + step) % outline.rows
    if (rowAt(outline, at)?.name.toLowerCase().startsWith(wanted) === true) return at
  }
  return -1
}

/** `folds` with every folder above `path` open. */
export function revealed(folds: Folds, path: string): Folds {
  const next = new Map(folds)
  let changed = false
  for (let at = path; at !== '/'; ) {
    at = parentOf(at)
    if (next.get(at) !== true) changed = true
    next.set(at, true)
  }
  return changed ? next : folds
}
