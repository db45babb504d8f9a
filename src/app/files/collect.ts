/**
 * Bytes of one file, gathered as they stream in, within bounds.
 *
 * A log is filled up with zeros to 64 MiB where ZooKeeper preallocates: zeros at its end are counted, not kept, so an
 * ensemble's logs fit into memory, and an archive of zeros takes none. What counts against the bounds is what a file
 * expands to (time) and what is kept of it (memory).
 */

/** What all files together may still take. */
export type Budget = { expandedBytes: number; keptBytes: number; files: number }

/** Preallocated logs make for large expanded sizes: 64 files of 64 MiB. What is kept stays in the memory of a phone. */
export const EXPANDED_BYTES_MAX: number = 4 * 1024 ** 3
export const KEPT_BYTES_MAX: number = 256 * 1024 ** 2
export const FILES_MAX: number = 10_000

export function fullBudget(): Budget {
  return { expandedBytes: EXPANDED_BYTES_MAX, keptBytes: KEPT_BYTES_MAX, files: FILES_MAX }
}

/** The files are too much: nothing more is read. */
export class TooMuch extends Error {}

export type Collector = {
  /** Takes a piece. Throws TooMuch where a bound is passed, before anything is allocated for it. */
  readonly take: (piece: Uint8Array) => void
  readonly bytes: () => Uint8Array
}

/** A log's header ends with zeros that are no padding. */
const HEADER_BYTES = 16

/** Gathers one file; `padded` files lose the zeros at their end. */
export function collector(budget: Budget, padded: boolean): Collector {
  const pieces: Uint8Array[] = []
  let kept = 0
  let zeros = 0
  const keep = (piece: Uint8Array): void => {
    spend(budget, 'keptBytes', piece.length)
    pieces.push(piece)
    kept += piece.length
  }
  const keepZeros = (count: number): void => {
    if (count === 0) return
    if (count > budget.keptBytes) throw tooMuch('keptBytes')
    keep(new Uint8Array(count))
    zeros -= count
  }
  return {
    take(piece) {
      spend(budget, 'expandedBytes', piece.length)
      const used = padded ? lengthWithoutZeros(piece) : piece.length
      if (used > 0) {
        keepZeros(zeros)
        keep(piece.slice(0, used))
      }
      zeros += piece.length - used
    },
    bytes() {
      keepZeros(Math.max(0, Math.min(zeros, HEADER_BYTES - kept)))
      const all = new Uint8Array(kept)
      let at = 0
      for (const piece of pieces) {
        all.set(piece, at)
        at += piece.length
      }
      return all
    },
  }
}

/** Counts one more file. Throws TooMuch. */
export function countFile(budget: Budget): void {
  spend(budget, 'files', 1)
}

function spend(budget: Budget, what: keyof Budget, amount: number): void {
  if (amount > budget[what]) throw tooMuch(what)
  budget[what] -= amount
}
const BOUNDS: { readonly [K in keyof Budget]: string } = {
  expandedBytes: 'the files expand to more than 4 GiB',
  keptBytes: 'the files hold more than 256 MiB of data',
  files: 'there are more than 10000 files',
}
function tooMuch(what: keyof Budget): TooMuch {
  return new TooMuch(BOUNDS[what])
}

function lengthWithoutZeros(bytes: Uint8Array): number {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length--
  return length
}
