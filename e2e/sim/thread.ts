/** A thread of `npm run sim`: seeds in, reports out. */
import { parentPort } from 'node:worker_threads'
import { drawOptions } from '../../src/hosts/sim/run/options.ts'
import { programsOf } from '../../src/hosts/sim/run/programs.ts'
import type { SeedReport } from '../../src/hosts/sim/run/report.ts'
import { runSeed } from '../../src/hosts/sim/run/seed.ts'
import type { Done, Task } from './messages.ts'

function run({ seed, choice, twice }: Task): SeedReport {
  const options = drawOptions(seed, choice)
  const programs = programsOf(options.mutants)
  if (!twice) return runSeed(options, programs)
  const first = runSeed(options, programs, { hash: true, journals: true })
  const second = runSeed(options, programs, { hash: true })
  if (first.failure !== undefined || first.hash === second.hash) return first
  const reason = `two runs of it have the traces ${first.hash} and ${second.hash}`
  return { ...first, failure: { checker: 'determinism', reason, event: first.events, at: first.simMs } }
}

parentPort?.on('message', (task: Task) => {
  const done: Done = { report: run(task) }
  parentPort?.postMessage(done)
})
