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
  pushInTurn(heap, at, nextTurn(heap), value)
}

/** A turn among the items of one moment, taken now for what is put in later. */
export function nextTurn<T>(heap: Heap<T>): number {
  heap.order++
  return heap.order
}

/** Puts `value` in as if it had been put in when its turn was taken. */
export function pushInTurn<T>(heap: Heap<T>, at: number, order: number, value: T): void {
  const { items } = heap
  const item: Timed<T> = { at, order, value }
  // What is later moves down until the new item has its place: each step is one write.
  let place = items.length
  items.push(item)
  while (place > 0) {
    const above = (place - 1) >> 1
    const parent = items[above]
    if (parent === undefined || !isLater(parent, item)) break
    items[place] = parent
    place = above
  }
  items[place] = item
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
  let place = 0
  for (;;) {
    let below = 2 * place + 1
    let child = items[below]
    if (child === undefined) break
    const right = items[below + 1]
    if (right !== undefined && isLater(child, right)) {
      child = right
      below += 1
    }
    if (!isLater(last, child)) break
    items[place] = child
    place = below
  }
  items[place] = last
  return first
}

function isLater<T>(x: Timed<T>, y: Timed<T>): boolean {
  return x.at > y.at || (x.at === y.at && x.order > y.order)
}
