/**
 * Lines at the console's prompt, and cursors in them: a line ends with one ending and never rejects, whatever is typed and
 * whatever the ensemble answers; what is completed begins where the word at the cursor does.
 */
import { assert } from '../../ground/base/assert.ts'
import { below, type Rng } from '../../ground/base/rng.ts'
import { serverId, sessionIdFrom, zxidFrom } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { ClientOp, OpOutcome } from '../../protocol/client/seam.ts'
import { wordNames } from '../../protocol/config.ts'
import type { CommandResult } from '../command.ts'
import { bytesOf, chance, type Gate, type Meter, oddText, oneOf, timed } from '../fuzzing.ts'
import { type Named, problemText, verbNames } from '../vocabulary.ts'
import { complete } from './complete.ts'
import { type ConsolePorts, consoleOf, endingText, execute, ownWords } from './console.ts'
import { sessionCommandNames } from './zkcli.ts'

export const consoleGate: Gate = {
  name: 'console',
  doc: 'lines and cursors at the prompt: one ending each, whatever is typed or answered',
  episode,
}

const LINES = 40
const NAMED: Named = {
  servers: [1, 2, 3].map(serverId),
  clients: ['A', 'B', 'console'],
  leader: serverId(2),
}
const WORDS: readonly [string, ...string[]] = [
  'help',
  ...verbNames,
  ...sessionCommandNames,
  ...wordNames,
  ...Object.keys(ownWords),
  '__proto__',
  'toString',
]
const MORE: readonly [string, ...string[]] = [
  '1',
  '2',
  '9',
  '0',
  'leader',
  'A',
  'B',
  '/',
  '/a',
  '/a/b',
  '-s',
  '-w',
  '-R',
  '-v',
  '-e',
  '-c',
  '-t',
  '-n',
  '-b',
  '-N',
  '-B',
  'world:anyone:cdrwa',
  'auth::r',
  'digest:a:b:cdrwa',
  ':',
  '::',
  '"a b"',
  "'x",
  '"',
  '--',
  '-',
  '|',
  '1,2',
  '1.5',
  '1e9',
  '-1',
  'keep',
  'wipe',
  'slow',
  'full',
  'oneway',
  'observer',
  'on',
  'off',
  'zk1:2181',
  '[::1]:2181',
  '99999999999999999999',
]

function lineOf(rng: Rng): string {
  if (chance(rng, 5)) return oddText(rng)
  const words = [chance(rng, 95) ? oneOf(rng, WORDS) : oddText(rng)]
  for (let count = below(rng, 6); count > 0; count--) words.push(chance(rng, 90) ? oneOf(rng, MORE) : oddText(rng))
  const line = words.join(oneOf(rng, [' ', ' ', ' ', '  ', '\t', '\u00a0']))
  // Long ones show what grows faster than the line does.
  return chance(rng, 1) ? line.repeat(1 + below(rng, oneOf(rng, [2000, 2000, 100_000]))) : line
}

async function episode(rng: Rng, meter: Meter): Promise<number> {
  const console = consoleOf('console')
  for (let count = 0; count < LINES; count++) {
    const line = lineOf(rng)
    const ending = await timed(meter, () => execute(console, line, portsOf(rng)))
    const text = ending.type === 'misspoken' ? problemText(ending.problem) : endingText(ending)
    assert(ending.type === 'done' || (text ?? '') !== '', 'who is not understood is told why')
    assert(
      ending.type !== 'failed' || isWithin(ending.failure.at, line, console.history),
      'a mistake stands in its line',
    )
    const cursor = below(rng, line.length + 1)
    const { from, choices } = timed(meter, () => complete(line, cursor, NAMED, (path) => childrenOf(path)))
    const word = line.slice(from, cursor)
    assert(from <= cursor && !/\s/.test(word), 'a completion begins where the word does')
    for (const choice of choices) assert(choice.text.startsWith(word), 'a choice goes on with what is typed')
  }
  return 2 * LINES
}

/** What is redone stands in another line. */
function isWithin(at: number | undefined, line: string, history: readonly string[]): boolean {
  const longest = Math.max(line.length, ...history.map((one) => one.length))
  return at === undefined || (at >= 0 && at <= longest)
}

function childrenOf(path: string): readonly string[] {
  return path === '/' ? ['a', 'b', '__proto__'] : path === '/a' ? ['b'] : []
}

function portsOf(rng: Rng): ConsolePorts {
  return {
    intervene: async (command): Promise<CommandResult> => {
      if (chance(rng, 5)) return { type: 'refused', reason: 'not now' }
      return command.type === 'submit' ? { type: 'outcome', outcome: outcomeOf(rng, command.op) } : { type: 'done' }
    },
    word: async () => ({ type: 'answer', text: oddText(rng) }),
    named: () => NAMED,
    serverAt: (address) => (address.startsWith('zk') ? serverId(1) : undefined),
    status: () => ['s1 leads'],
    print: ({ text }) => assert(typeof text === 'string', 'a line is text'),
  }
}

const ERRORS: readonly [KeeperErrorName, ...KeeperErrorName[]] = ['noNode', 'connectionLoss', 'noAuth', 'badArguments']
function outcomeOf(rng: Rng, op: ClientOp): OpOutcome {
  if (chance(rng, 30)) return { ok: false, error: oneOf(rng, ERRORS) }
  const path = 'path' in op && typeof op.path === 'string' ? op.path : '/'
  const data = chance(rng, 20) ? null : bytesOf(rng, below(rng, 20))
  const zero = 0n
  const zxid = zxidFrom(zero)
  const stat = {
    czxid: zxid,
    mzxid: zxid,
    ctime: oneOf(rng, [0, 1, -1, 2 ** 52]),
    mtime: 0,
    version: 0,
    cversion: 0,
    aversion: 0,
    ephemeralOwner: sessionIdFrom(zero),
    dataLength: data?.length ?? 0,
    numChildren: childrenOf(path).length,
    pzxid: zxid,
  }
  return {
    ok: true,
    path,
    stat,
    data,
    children: childrenOf(path),
    acl: [],
    count: 3,
    ephemerals: ['/a'],
    identities: [],
  }
}
