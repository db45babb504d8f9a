/**
 * Our console against what the real zkCli of 3.8.0 printed: the same lines, in the same order, on a simulated ensemble of
 * three, down to the zxids. Times and addresses are nobody's business.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { simEngine } from '../sim/engine.ts'
import { REAL } from '../sim/real.ts'
import { type Console, type ConsolePorts, consoleOf, endingText, execute } from './console.ts'
import { connectionLines, watchLines } from './watches.ts'

type Recorded = { readonly line: string; readonly printed: readonly string[] }
const file = new URL('./testdata/zkcli-3.8.0.json', import.meta.url)
const recorded: readonly Recorded[] = JSON.parse(readFileSync(file, 'utf8'))

/** What a test sees: every printed line that is not empty, watch events among them. */
function talk(): { readonly say: (line: string) => Promise<readonly string[]>; readonly console: Console } {
  const engine = simEngine({ servers: 3, seed: 1, clients: [], programs: REAL })
  engine.advance(3000)
  const console = consoleOf('zkCli')
  let printed: string[] = []
  let answered = false
  engine.subscribe((batch) => {
    for (const { node, event } of batch) {
      if (node !== 'czkCli' || !console.printWatches || !answered) continue
      if (event.type === 'watchEvent') printed.push(...watchLines(event.event, event.path))
      if (event.type === 'clientStopped') printed.push(...connectionLines(event))
    }
  })
  const ports: ConsolePorts = {
    intervene: async (command) => {
      const result = await engine.intervene(command)
      engine.advance(5)
      return result
    },
    word: async () => ({ type: 'refused', reason: 'not asked here' }),
    named: () => ({ ...engine.roster(), leader: engine.world().leader() }),
    serverAt: () => serverId(1),
    status: () => [],
    print: (line) => printed.push(line.text),
  }
  const say = async (line: string): Promise<readonly string[]> => {
    printed = []
    answered = true
    const text = endingText(await execute(console, line, ports))
    engine.advance(20)
    return [...printed, ...(text === undefined ? [] : [text])].filter((each) => each !== '')
  }
  return { say, console }
}

/** Times differ from run to run; the order of a watch event and the answer beside it is a matter of threads. */
function plain(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => line.replace(/^([cm]time) = [A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/, '$1'))
    .toSorted()
}

/** The members' addresses are another ensemble's; `redo` and `history` count the marks between the recorded lines. */
const ELSEWHERE = /^(?:config|whoami$|history$|redo 0$)/
/** Where we differ from 3.8.0, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  '   ': 'a blank line is no command here; 3.8.0 looks for a command named " "',
  'reconfig -remove 3': 'reconfig is switched on in the simulated world',
}

test('every line of a session with the real zkCli prints the same here', async () => {
  const { say } = talk()
  const differences: unknown[] = []
  for (const { line, printed } of recorded) {
    const ours = await say(line)
    if (ELSEWHERE.test(line) || line in DIFFERENT) continue
    const [expected, actual] = [plain(printed), plain(ours)]
    if (JSON.stringify(expected) !== JSON.stringify(actual)) differences.push({ line, expected: printed, actual: ours })
  }
  expect(differences).toEqual([])
  expect(recorded.length).toBeGreaterThan(100)
})
