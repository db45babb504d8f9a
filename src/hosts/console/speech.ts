/**
 * How a zkCli command runs: as a generator that asks for operations and prints lines, and ends with what went wrong, if
 * anything. Whoever drives it has a client: the page's console, a lesson, a test. Nothing here knows of time or I/O.
 *
 * Law: a command's lines come in the order in which zkCli prints them, whichever of its two streams they are for.
 */
import { assert } from '../../ground/base/assert.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { ClientOp, OpOutcome } from '../../protocol/client/seam.ts'

/** A printed line: `out` is zkCli's standard output, `err` its standard error. */
export type Line = { readonly stream: 'out' | 'err'; readonly text: string }
export type Step = { readonly type: 'print'; readonly line: Line } | { readonly type: 'ask'; readonly op: ClientOp }

/**
 * Why a command failed. `text` is zkCli's own line; `error` the server's answer where that is the reason; `at` is where in
 * the line the mistake stands, in characters from its beginning, where one place can be named.
 */
export type Failure = { readonly text: string; readonly error?: KeeperErrorName; readonly at?: number }
/** A running command, or a part of one: next() takes the outcome of what was asked, and nothing after a print. */
export type Talk<T> = Generator<Step, T, OpOutcome | undefined>
/** What a command ends with: nothing where it went well. */
export type Ending = Failure | undefined

/** Asks for one operation. */
export function* ask(op: ClientOp): Talk<OpOutcome> {
  const outcome = yield { type: 'ask', op }
  assert(outcome !== undefined, 'whoever asks gets an outcome')
  return outcome
}

/** Prints lines to standard output. */
export function* say(...texts: readonly string[]): Talk<void> {
  for (const text of texts) yield { type: 'print', line: { stream: 'out', text } }
}
/** Prints a line to standard error. */
export function* complain(text: string): Talk<void> {
  yield { type: 'print', line: { stream: 'err', text } }
}

/** A mistake of whoever typed; `at` as in `Failure`. */
export function mistake(text: string, at?: number): Failure {
  return at === undefined ? { text } : { text, at }
}
