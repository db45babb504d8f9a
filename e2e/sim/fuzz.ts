/** `npm run fuzz`: every gate, or one of them, under anything that may come in. The last line counts inputs. */
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { cpuMs } from '../../src/hosts/cpuClock.suite.ts'
import type { Gate } from '../../src/hosts/fuzzing.ts'
import { type FuzzPlan, type FuzzReport, fuzz, playEpisode } from '../../src/hosts/fuzzRun.ts'
import { ALL_GATES } from './gates.ts'
import { nowAndThen, numberOf, optionsOf, WordsError, withUsage } from './words.ts'

const NAMES = ALL_GATES.map(({ name }) => name).join(', ')
const USAGE = `npm run fuzz -- [--gate NAME] [--inputs N] [--seed S] [--episode N] [--report FILE]

  --gate NAME    one of ${NAMES} (all)
  --inputs N     as many inputs for each gate (100000)
  --seed S       where the dice begin (1)
  --episode N    play this episode alone, as a failure names it
  --report FILE  write {"passed":…,"failed":…} there`
const SHOWN_MAX = 10

export function main(words: readonly string[]): number | Promise<number> {
  return withUsage(USAGE, words, () => {
    const options = optionsOf(words, ['gate', 'inputs', 'seed', 'episode', 'report'])
    const name = options.get('gate')
    const gates = ALL_GATES.filter((gate) => name === undefined || gate.name === name)
    if (gates.length === 0) throw new WordsError(`${name} is no gate: there are ${NAMES}`)
    const seed = numberOf(options, 'seed', 1, 0)
    const inputs = numberOf(options, 'inputs', 100_000, 1)
    const episode = options.has('episode') ? numberOf(options, 'episode', 0, 0) : undefined
    return fuzzAll(gates, seed, inputs, episode, options.get('report'))
  })
}

async function fuzzAll(
  gates: readonly Gate[],
  seed: number,
  inputs: number,
  episode: number | undefined,
  file: string | undefined,
): Promise<number> {
  const sum = { passed: 0, failed: 0 }
  for (const gate of gates) {
    const report = await fuzzOne(gate, seed, inputs, episode)
    sum.failed += report.failures.length
    sum.passed += report.inputs - report.failures.length
  }
  if (file !== undefined) writeFileSync(file, JSON.stringify(sum))
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`)
  return sum.failed === 0 ? 0 : 1
}

async function fuzzOne(gate: Gate, seed: number, inputs: number, episode: number | undefined): Promise<FuzzReport> {
  console.log(`\n${gate.name}: ${gate.doc}`)
  const startedAt = performance.now()
  let mostBytes = 0
  let shown = 0
  // At once, and not at the end of an hour.
  const tellFailures = (now: FuzzReport): void => {
    for (; shown < Math.min(SHOWN_MAX, now.failures.length); shown++) {
      const failure = now.failures[shown]
      if (failure === undefined) return
      console.log(`✗ ${failure.reason}`)
      console.log(`  again: npm run fuzz -- --gate ${gate.name} --seed ${seed} --episode ${failure.episode}`)
    }
  }
  const tell = nowAndThen(() => console.log(`  ${report.inputs} inputs, ${report.failures.length} failed`))
  let report: FuzzReport = { gate: gate.name, inputs: 0, episodes: 0, slowestMs: 0, failures: [] }
  const after = (now: FuzzReport): void => {
    report = now
    mostBytes = Math.max(mostBytes, process.memoryUsage().rss)
    tellFailures(now)
    tell()
  }
  const plan: FuzzPlan = { gate, seed, inputs, now: cpuMs, after }
  if (episode === undefined) report = await fuzz(plan)
  else await playEpisode(plan, report, episode)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const room = mostBytes > 0 ? `, ${Math.round(mostBytes / 1024 / 1024)} MiB of memory at most` : ''
  console.log(
    `  ${report.inputs} inputs in ${report.episodes} episodes, ${seconds} s; slowest input ${report.slowestMs.toFixed(1)} ms${room}`,
  )
  tellFailures(report)
  return report
}
