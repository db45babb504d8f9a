/**
 * The ensemble's own words: one line of text as a `Command`, the same for the page's console, for `npm run serve`'s standard
 * input, for lessons and for links. `kill leader`, `restart 2 wipe`, `cut 1 2`, `move A 3`.
 *
 * Laws: 1. A line whose first word is no word of the ensemble is nobody's mistake: the answer is undefined, and another
 * language (zkCli's) may know it. 2. A problem names the word that it is about and where it stands in the line. 3. The table
 * below is the whole language: help, completion and parser read it.
 */
import { unreachable } from '../ground/base/assert.ts'
import { fail, ok, type Result } from '../ground/base/result.ts'
import type { ServerId } from '../ground/ids.ts'
import type { Command, DiskFate } from './command.ts'
import { firstWordOf, type Word, wordsOf } from './lineWords.ts'

/** Who can be spoken of. `leader`: who leads now; `kill` without a leader is still a command, which is refused when it is tried. */
export type Named = {
  readonly servers: readonly ServerId[]
  readonly clients: readonly string[]
  readonly leader: ServerId | undefined
}
/** What a line means: a command, or a question that changes nothing. */
export type Spoken = Command | { readonly type: 'status' } | { readonly type: 'words' }

/** What is wrong with a line. `at` is where `word` begins; the end of the line where something is missing. */
export type SpeechProblem = { readonly word: string; readonly at: number } & (
  | { readonly type: 'noSuchServer'; readonly servers: readonly ServerId[] }
  | { readonly type: 'noSuchClient'; readonly clients: readonly string[] }
  | { readonly type: 'noLeader' }
  | { readonly type: 'missing'; readonly verb: VerbName }
  | { readonly type: 'tooMuch'; readonly verb: VerbName }
  | { readonly type: 'notOneOf'; readonly verb: VerbName; readonly choices: readonly string[] }
  | { readonly type: 'noNumber'; readonly verb: VerbName }
)

export type Who = 'server' | 'client' | 'either'
/** `usage` is what stands behind the word. `who`: what its first argument may name; completion offers it. */
export type Verb = { readonly usage: string; readonly who?: Who; readonly choices?: readonly string[] }

const FATES = ['keep', 'lose', 'wipe'] as const
const DISK_FATES: Readonly<Record<(typeof FATES)[number], DiskFate>> = {
  keep: 'keep',
  lose: 'loseUnflushed',
  wipe: 'wipe',
}

/** The words, in the order of help. */
export const verbNames = [
  'kill',
  'stop',
  'restart',
  'pause',
  'resume',
  'isolate',
  'cut',
  'partition',
  'delay',
  'stall',
  'heal',
  'disk',
  'clock',
  'client',
  'move',
  'leave',
  'add',
  'remove',
  'ensemble',
  'step',
  'speed',
  'status',
  'words',
] as const
export type VerbName = (typeof verbNames)[number]
export const verbs: { readonly [K in VerbName]: Verb } = {
  kill: { usage: 'leader | SERVER | CLIENT', who: 'either' },
  stop: { usage: 'leader | SERVER', who: 'server' },
  restart: { usage: 'leader | SERVER [keep|lose|wipe]', who: 'server', choices: FATES },
  pause: { usage: '[leader | SERVER | CLIENT]', who: 'either' },
  resume: { usage: '[SERVER | CLIENT]', who: 'either' },
  isolate: { usage: 'leader | SERVER', who: 'server' },
  cut: { usage: 'SERVER SERVER [oneway]', who: 'server', choices: ['oneway'] },
  partition: { usage: 'SERVERS | SERVERS …', who: 'server' },
  delay: { usage: 'SERVER SERVER MS [oneway]', who: 'server', choices: ['oneway'] },
  stall: { usage: 'SERVER SERVER MS [oneway]', who: 'server', choices: ['oneway'] },
  heal: { usage: '[SERVER] [SERVER]', who: 'server' },
  disk: { usage: 'SERVER slow MS | full | ok', who: 'server', choices: ['slow', 'full', 'ok'] },
  clock: { usage: 'SERVER ahead MS | rate NUMBER', who: 'server', choices: ['ahead', 'rate'] },
  client: { usage: '[NAME] [SERVER]' },
  move: { usage: 'CLIENT [SERVER]', who: 'client' },
  leave: { usage: 'CLIENT', who: 'client' },
  add: { usage: '[observer]', choices: ['observer'] },
  remove: { usage: 'leader | SERVER', who: 'server' },
  ensemble: { usage: 'SERVERS', choices: ['3', '5', '7'] },
  step: { usage: '' },
  speed: { usage: 'auto | NUMBER', choices: ['auto', '1', '0.1', '0.01'] },
  status: { usage: '' },
  words: { usage: '' },
}

export function isVerb(word: string): word is VerbName {
  return Object.hasOwn(verbs, word)
}

type Ends = { readonly from: ServerId; readonly to: ServerId; readonly bothWays: boolean }
type Spoke<T> = Result<T, SpeechProblem>
type Sentence = { readonly verb: VerbName; readonly rest: readonly Word[]; readonly end: number; readonly named: Named }

/** The meaning of `line`; undefined where it is empty or begins with a word of another language. */
export function speak(line: string, named: Named): Spoke<Spoken> | undefined {
  const verb = firstWordOf(line)
  if (!isVerb(verb)) return undefined
  return meaningOf({ verb, rest: wordsOf(line).slice(1), end: line.trimEnd().length, named })
}

function meaningOf(said: Sentence): Spoke<Spoken> {
  switch (said.verb) {
    case 'step':
    case 'status':
    case 'words':
      return limited(said, 0) ?? ok({ type: said.verb })
    case 'kill':
      return killOf(said)
    case 'stop':
      return limited(said, 1) ?? mapped(serverAt(said, 0), (server) => ({ type: 'stop', server }))
    case 'isolate':
      return limited(said, 1) ?? mapped(serverAt(said, 0), (server) => ({ type: 'isolate', server }))
    case 'remove':
      return limited(said, 1) ?? mapped(serverAt(said, 0), (server) => ({ type: 'removeServer', server }))
    case 'add':
      return addOf(said)
    case 'restart':
      return restartOf(said)
    case 'pause':
    case 'resume':
      return said.rest.length === 0 ? ok({ type: said.verb === 'pause' ? 'pause' : 'play' }) : freezeOf(said)
    case 'cut':
      return cutOf(said)
    case 'delay':
    case 'stall':
      return slowOf(said, said.verb)
    case 'partition':
      return partitionOf(said)
    case 'heal':
      return healOf(said)
    case 'disk':
      return diskOf(said)
    case 'clock':
      return clockOf(said)
    case 'client':
      return addClientOf(said)
    case 'move':
      return moveOf(said)
    case 'leave':
      return limited(said, 1) ?? mapped(clientAt(said, 0), (client) => ({ type: 'closeClient', client }))
    case 'ensemble':
      return ensembleOf(said)
    case 'speed':
      return speedOf(said)
    default:
      return unreachable(said.verb)
  }
}

function killOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 1)
  if (extra !== undefined) return extra
  if (said.rest[0]?.text === 'leader') return ok({ type: 'kill' })
  if (isClient(said, 0)) return mapped(clientAt(said, 0), (client) => ({ type: 'killClient', client }))
  return mapped(serverAt(said, 0), (server) => ({ type: 'kill', server }))
}

function restartOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 2)
  if (extra !== undefined) return extra
  const fate = FATES.find((name) => name === (said.rest[1]?.text ?? 'keep'))
  if (fate === undefined) return fail({ type: 'notOneOf', verb: said.verb, choices: FATES, ...placeOf(said, 1) })
  return mapped(serverAt(said, 0), (server) => ({ type: 'restart', server, disk: DISK_FATES[fate] }))
}

function freezeOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 1)
  if (extra !== undefined) return extra
  const isPause = said.verb === 'pause'
  if (isClient(said, 0))
    return mapped(clientAt(said, 0), (client) => ({ type: isPause ? 'freezeClient' : 'thawClient', client }))
  return mapped(serverAt(said, 0), (server) => ({ type: isPause ? 'freeze' : 'thaw', server }))
}

function cutOf(said: Sentence): Spoke<Command> {
  const ends = linkOf(said, 2)
  return ends.ok ? ok({ type: 'cut', ...ends.value }) : ends
}

/** Both ends of a link, and whether both ways are meant: `oneway` may stand at `at`. */
function linkOf(said: Sentence, at: number): Spoke<Ends> {
  const extra = limited(said, at + 1)
  if (extra !== undefined) return extra
  const way = said.rest[at]?.text
  if (way !== undefined && way !== 'oneway')
    return fail({ type: 'notOneOf', verb: said.verb, choices: ['oneway'], ...placeOf(said, at) })
  const [from, to] = [serverAt(said, 0), serverAt(said, 1)]
  if (!from.ok) return from
  return to.ok ? ok({ from: from.value, to: to.value, bothWays: way === undefined }) : to
}
function slowOf(said: Sentence, type: 'delay' | 'stall'): Spoke<Command> {
  const ends = linkOf(said, 3)
  const ms = numberAt(said, 2)
  if (!ends.ok) return ends
  if (!ms.ok) return ms
  return ok(type === 'delay' ? { type, ...ends.value, delayMs: ms.value } : { type, ...ends.value, forMs: ms.value })
}

/** `partition 1 2 | 3 4 5`: a bar begins the next group; who is not named is one more. */
function partitionOf(said: Sentence): Spoke<Command> {
  if (said.rest.length === 0) return fail({ type: 'missing', verb: said.verb, ...placeOf(said, 0) })
  const groups: ServerId[][] = [[]]
  for (const [index, word] of said.rest.entries()) {
    if (word.text === '|') {
      groups.push([])
      continue
    }
    const server = serverAt(said, index)
    if (!server.ok) return server
    groups.at(-1)?.push(server.value)
  }
  return ok({ type: 'partition', groups: groups.filter((group) => group.length > 0) })
}

/** `heal`, `heal all`, `heal 2`, `heal 2 3`. */
function healOf(said: Sentence): Spoke<Command> {
  const { rest } = said
  const extra = limited(said, rest[0]?.text === 'all' ? 1 : 2)
  if (extra !== undefined) return extra
  if (rest.length === 0 || rest[0]?.text === 'all') return ok({ type: 'heal' })
  const server = serverAt(said, 0)
  if (!server.ok) return server
  if (rest.length === 1) return ok({ type: 'heal', server: server.value })
  return mapped(serverAt(said, 1), (to) => ({ type: 'heal', server: server.value, to }))
}

function diskOf(said: Sentence): Spoke<Command> {
  const how = choiceAt(said, 1, ['slow', 'full', 'ok'] as const)
  if (!how.ok) return how
  const extra = limited(said, how.value === 'slow' ? 3 : 2)
  if (extra !== undefined) return extra
  if (how.value === 'full') return mapped(serverAt(said, 0), (server) => ({ type: 'fullDisk', server, full: true }))
  if (how.value === 'ok') return mapped(serverAt(said, 0), (server) => ({ type: 'mendDisk', server }))
  const ms = numberAt(said, 2)
  return ms.ok ? mapped(serverAt(said, 0), (server) => ({ type: 'slowDisk', server, delayMs: ms.value })) : ms
}

function clockOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 3)
  if (extra !== undefined) return extra
  const how = choiceAt(said, 1, ['ahead', 'rate'] as const)
  if (!how.ok) return how
  const number = numberAt(said, 2)
  if (!number.ok) return number
  const [rate, jumpMs] = how.value === 'rate' ? [number.value, 0] : [1, number.value]
  return mapped(serverAt(said, 0), (server) => ({ type: 'skewClock', server, rate, jumpMs }))
}

function addOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 1)
  if (extra !== undefined) return extra
  const role = said.rest[0]?.text ?? 'participant'
  if (role === 'participant' || role === 'observer') return ok({ type: 'addServer', role })
  return fail({ type: 'notOneOf', verb: said.verb, choices: ['observer'], ...placeOf(said, 0) })
}

function addClientOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 2)
  if (extra !== undefined) return extra
  const name = said.rest[0]?.text
  if (name === undefined) return ok({ type: 'addClient' })
  if (said.rest[1] === undefined) return ok({ type: 'addClient', name })
  return mapped(serverAt(said, 1), (server) => ({ type: 'addClient', name, server }))
}

function moveOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 2)
  if (extra !== undefined) return extra
  const client = clientAt(said, 0)
  if (!client.ok) return client
  if (said.rest[1] === undefined) return ok({ type: 'moveClient', client: client.value })
  return mapped(serverAt(said, 1), (server) => ({ type: 'moveClient', client: client.value, server }))
}

function ensembleOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 1)
  if (extra !== undefined) return extra
  const word = said.rest[0]?.text
  if (word === undefined) return fail({ type: 'missing', verb: said.verb, ...placeOf(said, 0) })
  if (!/^\d{1,3}$/.test(word)) return fail({ type: 'noNumber', verb: said.verb, ...placeOf(said, 0) })
  return ok({ type: 'newEnsemble', servers: Number(word) })
}

function speedOf(said: Sentence): Spoke<Command> {
  const extra = limited(said, 1)
  if (extra !== undefined) return extra
  const word = said.rest[0]?.text
  if (word === undefined) return fail({ type: 'missing', verb: said.verb, ...placeOf(said, 0) })
  if (word === 'auto') return ok({ type: 'setSpeed', speed: 'auto' })
  const speed = /^\d+(?:\.\d+)?$/.test(word) ? Number(word) : 0
  if (speed <= 0) return fail({ type: 'noNumber', verb: said.verb, ...placeOf(said, 0) })
  return ok({ type: 'setSpeed', speed })
}

function numberAt(said: Sentence, index: number): Spoke<number> {
  const word = said.rest[index]?.text
  if (word === undefined) return fail({ type: 'missing', verb: said.verb, ...placeOf(said, index) })
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(word)) return fail({ type: 'noNumber', verb: said.verb, ...placeOf(said, index) })
  return ok(Number(word))
}
function choiceAt<T extends string>(said: Sentence, index: number, choices: readonly T[]): Spoke<T> {
  const word = said.rest[index]?.text
  if (word === undefined) return fail({ type: 'missing', verb: said.verb, ...placeOf(said, index) })
  const choice = choices.find((one) => one === word)
  return choice === undefined
    ? fail({ type: 'notOneOf', verb: said.verb, choices, ...placeOf(said, index) })
    : ok(choice)
}

function limited(said: Sentence, max: number): Spoke<never> | undefined {
  if (said.rest.length <= max) return undefined
  return fail({ type: 'tooMuch', verb: said.verb, ...placeOf(said, max) })
}
function placeOf({ rest, end }: Sentence, index: number): { readonly word: string; readonly at: number } {
  const word = rest[index]
  return { word: word?.text ?? '', at: word?.at ?? end }
}

/** A client is meant by its name; where a server is meant as well (a number, `leader`), the server is. */
function isClient({ rest, named }: Sentence, index: number): boolean {
  const word = rest[index]?.text
  return word !== undefined && word !== 'leader' && !/^\d/.test(word) && named.clients.length > 0
}
function clientAt(said: Sentence, index: number): Spoke<string> {
  const { rest, named } = said
  const word = rest[index]
  if (word === undefined) return fail({ type: 'missing', verb: said.verb, ...placeOf(said, index) })
  // Names are told in the letter case that they have; `a` finds A where nobody is called a.
  const client =
    named.clients.find((name) => name === word.text) ??
    named.clients.find((name) => name.toLowerCase() === word.text.toLowerCase())
  if (client === undefined) return fail({ type: 'noSuchClient', clients: named.clients, ...placeOf(said, index) })
  return ok(client)
}
function serverAt(said: Sentence, index: number): Spoke<ServerId> {
  const { rest, named } = said
  const word = rest[index]
  if (word === undefined) return fail({ type: 'missing', verb: said.verb, ...placeOf(said, index) })
  if (word.text === 'leader') {
    return named.leader === undefined ? fail({ type: 'noLeader', ...placeOf(said, index) }) : ok(named.leader)
  }
  const id = named.servers.find((one) => String(one) === word.text)
  if (id === undefined) return fail({ type: 'noSuchServer', servers: named.servers, ...placeOf(said, index) })
  return ok(id)
}

function mapped<T>(result: Spoke<T>, make: (value: T) => Command): Spoke<Command> {
  return result.ok ? ok(make(result.value)) : result
}

/** The problem in English, for a terminal; the page has its own words in the reader's language. */
export function problemText(problem: SpeechProblem): string {
  const { word } = problem
  switch (problem.type) {
    case 'noSuchServer':
      return `there is no server ${word}; there are ${problem.servers.join(', ')}`
    case 'noSuchClient':
      return `there is no client ${word}; there are ${problem.clients.join(', ') || 'none'}`
    case 'noLeader':
      return 'no server leads now'
    case 'missing':
      return `something is missing: ${usageOf(problem.verb)}`
    case 'tooMuch':
      return `${word} is too much: ${usageOf(problem.verb)}`
    case 'notOneOf':
      return `${word} is none of ${problem.choices.join(', ')}: ${usageOf(problem.verb)}`
    case 'noNumber':
      return `${word} is no number that fits: ${usageOf(problem.verb)}`
    default:
      return unreachable(problem)
  }
}
/** `restart SERVER [keep|lose|wipe]`. */
export function usageOf(verb: VerbName): string {
  return `${verb} ${verbs[verb].usage}`.trimEnd()
}
