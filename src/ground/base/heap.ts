/**
 * A binary heap of things that happen at a time, as plain data.
 * Law: items come out by time, and those of the same time in the order in which they were put in.
 */

export type Timed<T> = { readonly at: number; readonly order: number; readonly value: T }
/** `items` is the heap's array: an item is never later than its children at 2i+1 and 2i+2. */
export type Heap<T> = { readonly items: Timed<T>[]; order: number }

export function heapOf<T>(): Heap<T> {
  return { items: [], order: 0 }
}

/** Puts `value` in, to come out at `at`. */
export function push<T>(heap: Heap<T>, at: number, value: T): void {
  heap.order++
  const { items } = heap
  items.push({ at, order: heap.order, value })
  let child = items.length - 1
  while (child > 0) {
    const parent = (child - 1) >> 1
    if (!swapIfLater(items, parent, child)) return
    child = parent
  }
}

/** The next item, left in its place; undefined where the heap is empty. */
export function peek<T>(heap: Heap<T>): Timed<T> | undefined {
  return heap.items[0]
}

/** Takes the next item out; undefined where the heap is empty. */
export function pop<T>(heap: Heap<T>): Timed<T> | undefined {
  const { items } = heap
  const first = items[0]
  const last = items.pop()
  if (first === undefined || last === undefined || items.length === 0) return first
  items[0] = last
  let parent = 0
  for (;;) {
    const left = 2 * parent + 1
    if (left >= items.length) return first
    const child = left + 1 < items.length && isLater(items, left, left + 1) ? left + 1 : left
    if (!swapIfLater(items, parent, child)) return first
    parent = child
  }
}

function isLater<T>(items: readonly Timed<T>[], a: number, b: number): boolean {
  const [x, y] = [items[a], items[b]]
  if (x === undefined || y === undefined) return false
  return x.at > y.at || (x.at === y.at && x.order > y.order)
}

function swapIfLater<T>(items: Timed<T>[], parent: number, child: number): boolean {
  const [x, y] = [items[parent], items[child]]
  if (x === undefined || y === undefined || !isLater(items, parent, child)) return false
  items[parent] = y
  items[child] = x
  return true
}
