/**
 * Copies of messages and records. Of more than a few bytes each is an allocation outside of the heap, which costs more than
 * the rest of the codec; a thread may have them cut from larger blocks instead (`cutFromBlocks`).
 *
 * Law: only a thread that posts none of its bytes, and whose worlds end, asks for it. A block lives as long as any piece of it, and
 * whoever posts a piece posts the whole block.
 */

/** Shorter copies lie in the heap itself; longer ones are worth an allocation. */
const HEAP_BYTES_MAX = 64
const PIECE_BYTES_MAX = 2048
const BLOCK_BYTES = 65_536

const state = { isCut: false, block: new Uint8Array(), used: 0 }

/** From now on this thread cuts its copies from blocks, or makes each by itself again. */
export function cutFromBlocks(isCut: boolean): void {
  state.isCut = isCut
  state.block = new Uint8Array()
  state.used = 0
}

/** Room for `size` bytes, all zero. */
export function roomFor(size: number): Uint8Array {
  if (!state.isCut || size <= HEAP_BYTES_MAX || size > PIECE_BYTES_MAX) return new Uint8Array(size)
  if (state.used + size > state.block.length) {
    state.block = new Uint8Array(BLOCK_BYTES)
    state.used = 0
  }
  const at = state.used
  state.used = at + size
  return state.block.subarray(at, at + size)
}

/** A copy of the bytes from `start` to `end`. */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const size = end - start
  if (!state.isCut || size <= HEAP_BYTES_MAX || size > PIECE_BYTES_MAX) return bytes.slice(start, end)
  const copy = roomFor(size)
  copy.set(bytes.subarray(start, end))
  return copy
}
