/** `npm run crash`: a crash at every effect of the script, with every fate of the disk. The last line counts. */
import { writeFileSync } from 'node:fs'
import { allCases, emptyTotal, runCase } from '../../src/hosts/sim/crash/cases.ts'
import { type CrashCase, countBoundaries } from '../../src/hosts/sim/crash/crash.ts'
import { nowAndThen, numberOf, optionsOf, withUsage } from './words.ts'

const USAGE = `npm run crash -- [--every N] [--from N] [--to N] [--report FILE]

  --every N      take every Nth boundary only (1: all)
  --from N       begin at this boundary (1)
  --to N         end with this boundary (the last)
  --report FILE  write {"passed":…,"failed":…} there`
const SHOWN_MAX = 20

export function main(words: readonly string[]): number {
  return withUsage(USAGE, words, () => {
    const options = optionsOf(words, ['every', 'from', 'to', 'report'])
    const boundaries = countBoundaries()
    const last = Math.min(boundaries, numberOf(options, 'to', boundaries, 1))
    const every = numberOf(options, 'every', 1, 1)
    return crashAll(allCases(last, every, numberOf(options, 'from', 1, 1)), boundaries, options.get('report'))
  })
}

function crashAll(cases: Iterable<CrashCase>, boundaries: number, report: string | undefined): number {
  const total = emptyTotal()
  const startedAt = performance.now()
  const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(1)
  const progress = nowAndThen(() =>
    console.log(`${seconds()} s: ${total.cases} cases, ${total.failures.length} failed`),
  )
  for (const one of cases) {
    runCase(total, one)
    progress()
  }
  const places = [...total.boundaries].map(([name, count]) => `${name} ${count}`).join(', ')
  console.log(`${boundaries} boundaries in the script; ${total.cases} cases in ${seconds()} s: ${places}`)
  console.log(`${total.steps} steps of nodes, ${total.acknowledged} acknowledged writes looked for on three servers`)
  console.log(`${total.halted} times a server named the hole in its disk and did not start`)
  for (const { one, reason } of total.failures.slice(0, SHOWN_MAX))
    console.log(`✗ boundary ${one.at}, ${one.fate}, back ${one.back}: ${reason}`)
  const failed = total.failures.length
  const passed = total.cases - failed
  if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed }))
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}
