/**
 * A node's trace on its way to the page: the first lines of a quiet moment leave at the end of their turn, later ones
 * together, at most one message in `traceEveryMs`. A message costs more than its lines, and a frame of the page is no shorter.
 */
import type { Flight } from '../engine.ts'
import type { TraceLine } from '../workerMessages.ts'

export const traceEveryMs: number = 16
/** Lines that leave at once, however busy the node is: the bound of what waits. */
export const traceLinesMax: number = 5000
/** Bytes of a flight that the trace shows; a snapshot on the wire has no upper bound of its own. */
export const tracedBytesMax: number = 16_384

export type TraceBook = { lines: TraceLine[]; postedAt: number }

export function traceBook(): TraceBook {
  return { lines: [], postedAt: Number.NEGATIVE_INFINITY }
}
export function note(book: TraceBook, line: TraceLine): void {
  book.lines.push(line)
}
/** Real milliseconds until the lines should leave: 0 now, Infinity where there are none. */
export function leaveIn(book: TraceBook, real: number): number {
  if (book.lines.length === 0) return Number.POSITIVE_INFINITY
  if (book.lines.length >= traceLinesMax) return 0
  return Math.max(0, book.postedAt + traceEveryMs - real)
}
/** Takes all lines. */
export function takeLines(book: TraceBook, real: number): readonly TraceLine[] {
  const lines = book.lines
  book.lines = []
  book.postedAt = real
  return lines
}
/** The flight as the trace tells it: its bytes up to `tracedBytesMax`. */
export function traced(flight: Flight): Flight {
  return flight.bytes.length <= tracedBytesMax ? flight : { ...flight, bytes: flight.bytes.slice(0, tracedBytesMax) }
}
