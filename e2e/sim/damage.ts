/** `npm run damage`: every byte of a server's folder, falsified in every way, on one server and on all. */
import { writeFileSync } from 'node:fs'
import { type DamageTotal, damageAllServers, damageOneServer } from '../../src/hosts/sim/damage/cases.ts'
import { allDamages, createVictim } from '../../src/hosts/sim/damage/damage.ts'
import { nowAndThen, numberOf, optionsOf, withUsage } from './words.ts'

const USAGE = `npm run damage -- [--every N] [--report FILE]

  --every N      take every Nth damage only (1: all)
  --report FILE  write {"passed":…,"failed":…} there`
const SHOWN_MAX = 20

export function main(words: readonly string[]): number {
  return withUsage(USAGE, words, () => {
    const options = optionsOf(words, ['every', 'report'])
    const every = numberOf(options, 'every', 1, 1)
    const victim = createVictim()
    const bytes = victim.files.reduce((sum, file) => sum + file.bytes.length, 0)
    console.log(`A folder of ${victim.files.length} files and ${bytes} bytes; every damage of ${every}`)
    const all = told('on all servers', (each) => damageAllServers(victim, allDamages(victim.files, every), each))
    const one = told('on one server', (each) => damageOneServer(allDamages(victim.files, every), each))
    const failed = all.failures.length + one.failures.length
    const passed = countOf(all) + countOf(one) - failed
    const report = options.get('report')
    if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed }))
    console.log(`\n${passed} passed, ${failed} failed`)
    return failed === 0 ? 0 : 1
  })
}

function countOf({ counts }: DamageTotal): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function told(where: string, run: (each: () => void) => DamageTotal): DamageTotal {
  const startedAt = performance.now()
  const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(1)
  let done = 0
  const progress = nowAndThen(() => console.log(`  ${seconds()} s: ${done} damages`))
  const total = run(() => {
    done += 1
    progress()
  })
  const outcomes = [...total.counts].map(([name, count]) => `${name} ${count}`).join(', ')
  console.log(`${where}: ${countOf(total)} damages in ${seconds()} s: ${outcomes}`)
  for (const { one, reason } of total.failures.slice(0, SHOWN_MAX))
    console.log(`✗ ${one.kind} at byte ${one.at} of ${one.file}: ${reason}`)
  return total
}
