/**
 * A line as arguments, as ZooKeeperMain splits it: at white space, with single or double quotes around what holds some.
 * A quote that is never closed is told, with its place; ZooKeeper's own silently drops it.
 */
import { fail, ok, type Result } from '../../ground/base/result.ts'
import type { Failure } from './speech.ts'

/** An argument without its quotes, and where it begins in the line. */
export type Argument = { readonly text: string; readonly at: number }

const ARGUMENT = /\s*(?:[^"'\s]\S*|"[^"]*"|'[^']*')/y
const QUOTED = /^(['"])(.*)\1$/s

/** The arguments of `line`, none where it is blank. */
export function argumentsOf(line: string): Result<readonly Argument[], Failure> {
  const found: Argument[] = []
  ARGUMENT.lastIndex = 0
  let end = 0
  while (ARGUMENT.test(line)) {
    const word = line.slice(end, ARGUMENT.lastIndex).trimStart()
    end = ARGUMENT.lastIndex
    found.push({ text: QUOTED.exec(word)?.[2] ?? word, at: end - word.length })
  }
  const rest = line.slice(end).trimStart()
  if (rest === '') return ok(found)
  const at = line.length - rest.length
  return fail({ text: `The quote at ${at + 1} is not closed: ${rest}`, at })
}

/** `text` as an argument of a line: in quotes where it needs them; undefined where no quotes can hold it. */
export function quoted(text: string): string | undefined {
  if (/^[^"'\s]\S*$/.test(text)) return text
  if (!text.includes('"')) return `"${text}"`
  return text.includes("'") ? undefined : `'${text}'`
}
