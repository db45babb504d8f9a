/**
 * Options as Apache Commons CLI's DefaultParser reads them for zkCli: `-s -w`, together as `-sw`, a value behind its option
 * or in it (`-v 2`, `-v2`, `-v=2`), and none after `--`. Its exceptions are told in its words.
 */
import { fail, ok, type Result } from '../../ground/base/result.ts'
import type { Argument } from './line.ts'
import type { Failure } from './speech.ts'

/** An option's letter or word without the dash; `value`: it takes one; `text`: what Commons CLI says of it in messages. */
export type Option = { readonly name: string; readonly value: boolean; readonly text?: string }
/** `oneOf`: at most one of all options may stand there; `required`: one must. */
export type Options = { readonly all: readonly Option[]; readonly oneOf?: boolean; readonly required?: boolean }
/** What stood in the line: options with their values (empty for those without), the other arguments, the command first. */
export type Given = { readonly options: ReadonlyMap<string, string>; readonly args: readonly Argument[] }

type Reading = {
  readonly known: Options
  readonly found: Map<string, string>
  readonly args: Argument[]
  /** The option that waits for its value. */
  open: Argument | undefined
}

const EXCEPTION = 'org.apache.commons.cli'

export function optionsOf(known: Options, line: readonly Argument[]): Result<Given, Failure> {
  const reading: Reading = { known, found: new Map(), args: [], open: undefined }
  for (const [index, argument] of line.entries()) {
    if (argument.text === '--' && reading.open === undefined) {
      for (const rest of line.slice(index + 1)) reading.args.push(rest)
      break
    }
    const problem = take(reading, argument)
    if (problem !== undefined) return fail(problem)
  }
  const problem = closed(reading) ?? required(reading)
  return problem === undefined ? ok({ options: reading.found, args: reading.args }) : fail(problem)
}

function take(reading: Reading, argument: Argument): Failure | undefined {
  const { text } = argument
  if (reading.open !== undefined && (!isOption(reading.known, text) || isNegative(text))) {
    reading.found.set(reading.open.text, unquoted(text))
    reading.open = undefined
    return undefined
  }
  if (!text.startsWith('-') || text === '-') {
    reading.args.push(argument)
    return undefined
  }
  const body = text.replace(/^--?/, '')
  const equals = body.indexOf('=')
  const name = equals < 0 ? body : body.slice(0, equals)
  if (optionNamed(reading.known, name) !== undefined)
    return equals < 0 ? open(reading, name, argument) : withValue(reading, name, body.slice(equals + 1), argument)
  return together(reading, body, argument)
}

/** `-sw`: each letter an option; behind one with a value the rest is the value. */
function together(reading: Reading, body: string, argument: Argument): Failure | undefined {
  for (let i = 0; i < body.length; i++) {
    const name = body[i] ?? ''
    const option = optionNamed(reading.known, name)
    if (option === undefined)
      return {
        text: `${EXCEPTION}.UnrecognizedOptionException: Unrecognized option: ${argument.text}`,
        at: argument.at,
      }
    if (option.value && i + 1 < body.length) return withValue(reading, name, body.slice(i + 1), argument)
    const problem = open(reading, name, argument)
    if (problem !== undefined) return problem
  }
  return undefined
}

function open(reading: Reading, name: string, { at }: Argument): Failure | undefined {
  const problem = closed(reading) ?? selected(reading, name, at)
  if (problem !== undefined) return problem
  if (optionNamed(reading.known, name)?.value === true) reading.open = { text: name, at }
  else reading.found.set(name, '')
  return undefined
}
function withValue(reading: Reading, name: string, value: string, argument: Argument): Failure | undefined {
  const problem = closed(reading) ?? selected(reading, name, argument.at)
  if (problem !== undefined) return problem
  if (optionNamed(reading.known, name)?.value !== true)
    return { text: `${EXCEPTION}.UnrecognizedOptionException: Unrecognized option: ${argument.text}`, at: argument.at }
  reading.found.set(name, unquoted(value))
  return undefined
}

/** An option still waits for its value. */
function closed({ open: waiting }: Reading): Failure | undefined {
  if (waiting === undefined) return undefined
  const { text, at } = waiting
  return { text: `${EXCEPTION}.MissingArgumentException: Missing argument for option: ${text}`, at }
}
function selected({ known, found }: Reading, name: string, at: number): Failure | undefined {
  const [before] = found.keys()
  if (known.oneOf !== true || before === undefined || before === name) return undefined
  const text = `The option '${name}' was specified but an option from this group has already been selected: '${before}'`
  return { text: `${EXCEPTION}.AlreadySelectedException: ${text}`, at }
}
function required({ known, found }: Reading): Failure | undefined {
  if (known.required !== true || found.size > 0) return undefined
  const all = known.all.map((option) => `-${option.name} ${option.text ?? ''}`).join(', ')
  return { text: `${EXCEPTION}.MissingOptionException: Missing required option: [${all}]` }
}

function optionNamed(known: Options, name: string): Option | undefined {
  return known.all.find((option) => option.name === name)
}
/** Whether Commons CLI takes a word for an option, rather than for the value of the one before it. */
function isOption(known: Options, text: string): boolean {
  if (!text.startsWith('-') || text.length === 1) return false
  const name = text.replace(/^--?/, '').split('=')[0] ?? ''
  return optionNamed(known, name) !== undefined || optionNamed(known, name.slice(0, 1)) !== undefined
}
function isNegative(text: string): boolean {
  return /^-\d+(?:\.\d+)?$/.test(text)
}
/** Commons CLI takes quotes off a value once more. */
function unquoted(text: string): string {
  return /^"[^"]*"$/.test(text) && text.length > 1 ? text.slice(1, -1) : text
}
