/**
 * A console: lines in, lines out. It knows four languages: zkCli's commands, which a client application of its own carries
 * out; the ensemble's words (`kill leader`, see `vocabulary.ts`); four-letter words to a server (`mntr 2`); and a few words
 * about itself. What it needs of the world are `ConsolePorts`: the page's engine, the simulator's, or a lesson's.
 *
 * Laws: 1. Lines are taken one after the other; each ends with one `Ending`. Only a command to the ensemble waits for nobody:
 * an answer that hangs may hang until `heal` is said. 2. A line that means nothing changes nothing, and says where it stops
 * making sense. 3. Where two languages share a word (`stat`), what stands behind it decides.
 */
import { unreachable } from '../../ground/base/assert.ts'
import type { ServerId } from '../../ground/ids.ts'
import type { OpOutcome } from '../../protocol/client/seam.ts'
import { type WordName, wordNames } from '../../protocol/config.ts'
import type { Command, CommandResult } from '../command.ts'
import type { WordAnswer } from '../engine.ts'
import { firstWordOf } from '../lineWords.ts'
import { type Named, problemText, type SpeechProblem, type Spoken, speak, usageOf, verbNames } from '../vocabulary.ts'
import { intOf } from './format.ts'
import { type Argument, argumentsOf } from './line.ts'
import type { Ending, Failure, Line, Talk } from './speech.ts'
import { commands, isSessionCommand, run, sessionCommandNames } from './zkcli.ts'

/** What a console is told to do with the world. Nothing here rejects. */
export type ConsolePorts = {
  readonly intervene: (command: Command) => Promise<CommandResult>
  /** The answer of a server to a four-letter word, or why there is none. */
  readonly word: (server: ServerId, word: WordName) => Promise<WordAnswer>
  readonly named: () => Named
  /** The server behind `host:port`, `zk2` or `2`; undefined where it is none of ours. */
  readonly serverAt: (address: string) => ServerId | undefined
  /** One line for each server: who leads, epoch, zxid. */
  readonly status: () => readonly string[]
  readonly print: (line: Line) => void
}

/** A refused or misunderstood line, with what the page needs to say it in the reader's language. */
export type ConsoleEnding =
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'misspoken'; readonly problem: SpeechProblem }
  | { readonly type: 'refused'; readonly reason: string }

export type Console = {
  /** The client application that the console is. */
  readonly own: string
  /** Who acts: the console's own client, or another one of the stage. */
  client: string
  printWatches: boolean
  /** Lines by number; the next one has the number `history.length`. */
  readonly history: string[]
  /** `close` was said: until `connect` nothing is asked. */
  closed: boolean
  /** Lines wait for the one before them. */
  last: Promise<unknown>
}

/** Lines that a console remembers by number; an older one keeps its number and is no longer known. */
export const historyMax: number = 1000
/** Characters of a line: a longer one would not go into one request either (jute.maxbuffer, 0xfffff bytes). */
export const lineCharsMax: number = 0xfffff
const HISTORY_SHOWN = 10
/** Words of the console itself, with what stands behind them. */
export const ownWords: Readonly<
  Record<'close' | 'connect' | 'help' | 'history' | 'printwatches' | 'quit' | 'redo', string>
> = {
  close: '',
  connect: 'host:port',
  help: '',
  history: '',
  printwatches: 'on|off',
  quit: '',
  redo: 'cmdno',
}

/** A console that acts as the client `own`, which is added to the stage when something is first asked of it. */
export function consoleOf(own: string): Console {
  return { own, client: own, printWatches: true, history: [], closed: false, last: Promise.resolve() }
}

/** Carries a line out; resolves when it is done. Never rejects for what was typed. */
export function execute(console: Console, line: string, ports: ConsolePorts): Promise<ConsoleEnding> {
  const act = (): Promise<ConsoleEnding> => taken(console, line, ports)
  const ending = isForEnsemble(line, ports) ? act() : console.last.then(act)
  // Lines have their numbers in the order in which they were typed.
  console.last = Promise.all([console.last, ending]).then(() => {
    if (line.trim() !== '' && line.length <= lineCharsMax) remember(console, line)
  })
  return ending
}

async function taken(console: Console, line: string, ports: ConsolePorts): Promise<ConsoleEnding> {
  if (line.trim() === '') return { type: 'done' }
  if (line.length > lineCharsMax)
    return {
      type: 'refused',
      reason: `the line has ${line.length} characters, and more than ${lineCharsMax} fit into no request`,
    }
  return obey(console, line, ports, true)
}

function remember(console: Console, line: string): void {
  console.history.push(line)
  if (console.history.length > historyMax) console.history[console.history.length - 1 - historyMax] = ''
}

/** Whether it is a command to the ensemble that makes sense, and nothing that a client is asked. */
function isForEnsemble(line: string, ports: ConsolePorts): boolean {
  if (line.length > lineCharsMax || isZkCliToo(line)) return false
  const spoken = speak(line, ports.named())
  return spoken?.ok === true && spoken.value.type !== 'status' && spoken.value.type !== 'words'
}

async function obey(console: Console, line: string, ports: ConsolePorts, redoable: boolean): Promise<ConsoleEnding> {
  const spoken = speak(line, ports.named())
  if (spoken !== undefined && !isZkCliToo(line))
    return spoken.ok ? spokenTo(spoken.value, ports) : { type: 'misspoken', problem: spoken.error }
  const parts = argumentsOf(line)
  if (!parts.ok) return { type: 'failed', failure: parts.error }
  const [first] = parts.value
  if (first === undefined) return { type: 'done' }
  const word = fourLetters(parts.value, ports.named())
  if (word !== undefined) return wordTo(word, ports)
  if (isSessionCommand(first.text)) return asked(console, run(first.text, parts.value), ports)
  return ownWord(console, parts.value, ports, redoable)
}

/** No word of the ensemble is one of zkCli's; this stays so where one is added. */
function isZkCliToo(line: string): boolean {
  return isSessionCommand(firstWordOf(line))
}

async function spokenTo(spoken: Spoken, ports: ConsolePorts): Promise<ConsoleEnding> {
  if (spoken.type === 'status') return printed(ports, ports.status())
  if (spoken.type === 'words') return printed(ports, verbNames.map(usageOf))
  const result = await ports.intervene(spoken)
  return result.type === 'refused' ? result : { type: 'done' }
}

type Word = { readonly name: WordName; readonly server: ServerId | undefined; readonly who: Argument }

/** `mntr`, `mntr 2`, `stat leader`: without a server the leader is asked. `stat /a` is zkCli's. */
function fourLetters(line: readonly Argument[], named: Named): Word | undefined {
  const name = wordNames.find((each) => each === line[0]?.text)
  if (name === undefined || line.length > 2) return undefined
  const who = line[1]
  if (who === undefined && name === 'stat') return undefined
  if (who !== undefined && !/^(?:\d+|leader)$/.test(who.text)) return undefined
  const isLeader = who === undefined || who.text === 'leader'
  const server = isLeader ? (named.leader ?? named.servers[0]) : named.servers.find((id) => String(id) === who.text)
  return { name, server, who: who ?? { text: 'leader', at: 0 } }
}

async function wordTo(word: Word, ports: ConsolePorts): Promise<ConsoleEnding> {
  const { servers } = ports.named()
  if (word.server === undefined)
    return { type: 'misspoken', problem: { type: 'noSuchServer', servers, word: word.who.text, at: word.who.at } }
  const answer = await ports.word(word.server, word.name)
  if (answer.type === 'refused') return answer
  return printed(ports, answer.text.replace(/\n$/, '').split('\n'))
}

/** Drives a command of zkCli with the client that acts. */
async function asked(console: Console, talk: Talk<Ending>, ports: ConsolePorts): Promise<ConsoleEnding> {
  if (console.closed) return printed(ports, ['Not connected'])
  let next = talk.next(undefined)
  while (next.done !== true) {
    if (next.value.type === 'print') {
      ports.print(next.value.line)
      next = talk.next(undefined)
      continue
    }
    const result = await submitted(console, next.value.op, ports)
    if (result.type === 'refused') return result
    next = talk.next(result.type === 'outcome' ? result.outcome : NOTHING)
  }
  return next.value === undefined ? { type: 'done' } : { type: 'failed', failure: next.value }
}
const NOTHING: OpOutcome = { ok: true }

async function submitted(
  console: Console,
  op: Extract<Command, { type: 'submit' }>['op'],
  ports: ConsolePorts,
): Promise<CommandResult> {
  const absent = await arrive(console, ports)
  return absent ?? ports.intervene({ type: 'submit', client: console.client, op })
}

/** The console's own client comes onto the stage when it is needed. Why it can't, or undefined. */
async function arrive(console: Console, ports: ConsolePorts): Promise<CommandResult | undefined> {
  const { own, client } = console
  if (client !== own || ports.named().clients.includes(own)) return undefined
  const result = await ports.intervene({ type: 'addClient', name: own })
  return result.type === 'refused' ? result : undefined
}

async function ownWord(
  console: Console,
  line: readonly Argument[],
  ports: ConsolePorts,
  redoable: boolean,
): Promise<ConsoleEnding> {
  const [first, second] = line
  switch (first?.text) {
    case 'history': {
      const from = Math.max(0, console.history.length - HISTORY_SHOWN)
      const shown = [...console.history.slice(from), 'history']
      return printed(
        ports,
        shown.map((text, i) => `${from + i} - ${text}`),
      )
    }
    case 'redo':
      return redo(console, second, ports, redoable)
    case 'printwatches':
      if (second === undefined) return printed(ports, [`printwatches is ${console.printWatches ? 'on' : 'off'}`])
      console.printWatches = second.text === 'on'
      return { type: 'done' }
    case 'connect':
      return connect(console, second, ports)
    case 'close':
    case 'quit':
      return leave(console, first.text === 'close', ports)
    case 'help':
      return printed(ports, helpLines())
    default:
      for (const text of usageLines()) ports.print({ stream: 'err', text })
      return failed(`Command not found: Command not found ${first?.text ?? ''}`, first?.at)
  }
}

async function redo(
  console: Console,
  argument: Argument | undefined,
  ports: ConsolePorts,
  redoable: boolean,
): Promise<ConsoleEnding> {
  const number = intOf(argument?.text ?? '')
  if (argument === undefined) return failed('redo cmdno')
  const line = number === undefined ? undefined : console.history[number]
  if (line === undefined || line === '') return failed('Command index out of range', argument.at)
  if (!redoable || /^\s*redo\b/.test(line)) return failed('No redoing redos', argument.at)
  return obey(console, line, ports, false)
}

/** A new session, on the server that is named or on any. */
async function connect(console: Console, argument: Argument | undefined, ports: ConsolePorts): Promise<ConsoleEnding> {
  const server = argument === undefined ? undefined : ports.serverAt(argument.text)
  if (argument !== undefined && server === undefined)
    return failed(`No server of this ensemble has the address ${argument.text}`, argument.at)
  if (ports.named().clients.includes(console.client)) {
    const result = await ports.intervene({ type: 'closeClient', client: console.client })
    if (result.type === 'refused') return result
  }
  const name = console.client
  const result = await ports.intervene(
    server === undefined ? { type: 'addClient', name } : { type: 'addClient', name, server },
  )
  if (result.type === 'refused') return result
  console.closed = false
  return { type: 'done' }
}

/** The session ends, its ephemerals with it. After `quit` the next line begins a new one; after `close` only `connect` does. */
async function leave(console: Console, isClose: boolean, ports: ConsolePorts): Promise<ConsoleEnding> {
  const { client } = console
  if (console.closed) return isClose ? printed(ports, ['Not connected']) : { type: 'done' }
  if (ports.named().clients.includes(client)) {
    const result = await ports.intervene({ type: 'closeClient', client })
    if (result.type === 'refused') return result
  }
  console.closed = isClose
  if (!isClose) console.client = console.own
  return { type: 'done' }
}

/** Another client of the stage acts from now on. */
export function actAs(console: Console, client: string): void {
  console.client = client
  console.closed = false
}

function printed(ports: ConsolePorts, texts: readonly string[]): ConsoleEnding {
  for (const text of texts) ports.print({ stream: 'out', text })
  return { type: 'done' }
}
function failed(text: string, at?: number): ConsoleEnding {
  return { type: 'failed', failure: at === undefined ? { text } : { text, at } }
}

/** What zkCli prints for a word that it does not know: every command it has. */
export function usageLines(): readonly string[] {
  const { help: _, ...own } = ownWords
  const all = [
    ...sessionCommandNames.map((name) => [name, commands[name].usage] as const),
    ...Object.entries(own),
  ].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const head = 'ZooKeeper -server host:port -client-configuration properties-file cmd args'
  return [head, ...all.map(([name, usage]) => `\t${name} ${usage}`)]
}

/** All three languages. */
export function helpLines(): readonly string[] {
  return [
    'zkCli:',
    ...usageLines()
      .slice(1)
      .map((line) => `  ${line.trim()}`),
    'ensemble:',
    ...verbNames.map((name) => `  ${usageOf(name)}`),
    'four-letter words, to the leader or to a server:',
    `  ${wordNames.join(' | ')} [leader | SERVER]`,
  ]
}

/** The ending as a line in English, for a terminal and for tests; undefined where all went well. */
export function endingText(ending: ConsoleEnding): string | undefined {
  switch (ending.type) {
    case 'done':
      return undefined
    case 'failed':
      return ending.failure.text
    case 'misspoken':
      return problemText(ending.problem)
    case 'refused':
      return ending.reason
    default:
      return unreachable(ending)
  }
}
