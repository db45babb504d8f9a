/** The journal of a node that runs in a worker: every input with its time, up to a bound. */
import type { Millis } from '../../ground/ids.ts'
import { type Recorder, record } from '../journal.ts'

/** Bytes of inputs that a journal keeps; beyond it the node has no journal any more. */
export const journalBytesMax: number = 64 * 1024 * 1024
/** What one journal entry costs beside its bytes, about. */
const ENTRY_BYTES = 100

/** Notes `input`, which the core takes at `at` of its own clock. */
export function keep(
  book: { readonly journal: Recorder<unknown, unknown>; journalBytes: number },
  at: Millis,
  input: unknown,
): void {
  if (book.journalBytes > journalBytesMax) return
  record(book.journal, at, input)
  book.journalBytes += ENTRY_BYTES + bytesOf(input)
  if (book.journalBytes > journalBytesMax) book.journal.entries.length = 0
}

function bytesOf(input: unknown): number {
  if (typeof input !== 'object' || input === null || !('bytes' in input)) return 0
  return input.bytes instanceof Uint8Array ? input.bytes.length : 0
}
