/**
 * `npm run sim`: seeds over threads, one a core; a line of progress; then what was seen and what was not. A seed that
 * fails is run again with everything kept, and drawn into a file. Exit code 1 where anything failed or was missing.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { parseArguments, type SimArguments, USAGE } from '../../src/hosts/sim/run/arguments.ts'
import { drawOptions } from '../../src/hosts/sim/run/options.ts'
import { picture } from '../../src/hosts/sim/run/picture.ts'
import { programsOf } from '../../src/hosts/sim/run/programs.ts'
import {
  addReport,
  emptyTotal,
  GATE_DEMAND,
  missing,
  type SeedReport,
  type Total,
} from '../../src/hosts/sim/run/report.ts'
import { runSeed } from '../../src/hosts/sim/run/seed.ts'
import type { Done, Task } from './messages.ts'
import { failureRow, failureText, progressText, totalText } from './texts.ts'

const PICTURES = join('test-results', 'sim')
/** One seed in so many runs twice: the same seed must be the same run. */
const TWICE_EVERY = 50
/** How many failures are drawn. */
const DRAWN_MAX = 5
const PROGRESS_MS = 5000

/** Runs what the words ask for. Returns the exit code. */
export async function main(words: readonly string[], thread: URL): Promise<number> {
  const parsed = parseArguments(words)
  if (parsed.type === 'help') {
    console.log(USAGE)
    return 0
  }
  try {
    if (parsed.type === 'wrong') throw new RangeError(parsed.reason)
    programsOf(parsed.arguments.choice.mutants ?? [])
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    console.error(`${error.message}\n\n${USAGE}`)
    return 2
  }
  return simulate(parsed.arguments, thread)
}

async function simulate(args: SimArguments, thread: URL): Promise<number> {
  const total = emptyTotal()
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const threads = Math.min(args.threads ?? availableParallelism(), args.count ?? Number.POSITIVE_INFINITY)
  const progress = setInterval(() => console.log(progressText(total, performance.now() - startedAt)), PROGRESS_MS)
  try {
    await Promise.all(Array.from({ length: threads }, () => drive(args, thread, total)))
  } finally {
    clearInterval(progress)
  }
  const used = process.cpuUsage(cpu)
  const spent = { wallMs: performance.now() - startedAt, cpuMs: (used.user + used.system) / 1000, threads }
  total.failures.sort((a, b) => a.seed - b.seed)
  console.log(totalText(total, spent))
  for (const { seed, failure } of total.failures.slice(0, DRAWN_MAX)) {
    console.log(failureText(seed, failure, drawOptions(seed, args.choice), args.choice, draw(args, seed)))
  }
  if (args.single && total.failures.length === 0) console.log(`Its picture: ${draw(args, args.first)}`)
  const lacks = args.gate ? missing(total, GATE_DEMAND) : []
  for (const words of lacks) console.log(`✗ ${words}`)
  const failed = total.failures.length + lacks.length
  const passed = total.seeds - total.failures.length
  const failures = [...total.failures.map(failureRow), ...lacks.map((name) => ({ file: '', name, error: '' }))]
  if (args.report !== undefined) writeFileSync(args.report, JSON.stringify({ passed, failed, failures }))
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

/** Room for young objects of a thread: with more of it most of them are dead before anybody copies them. */
const YOUNG_MB = 128

/** Hands seeds to one thread until there are no more. */
async function drive(args: SimArguments, thread: URL, total: Total): Promise<void> {
  const worker = new Worker(thread, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
  try {
    for (let seed = nextSeed(args, total); seed !== undefined; seed = nextSeed(args, total)) {
      const report = await ask(worker, { seed, choice: args.choice, twice: args.single || seed % TWICE_EVERY === 0 })
      addReport(total, report)
      const { failure } = report
      if (failure !== undefined) console.log(`seed ${seed} failed: ${failure.checker}: ${failure.reason}`)
    }
  } finally {
    await worker.terminate()
  }
}

/** Seeds that were handed out, over all threads. */
const handed = { count: 0 }
function nextSeed(args: SimArguments, total: Total): number | undefined {
  if (args.count !== undefined && handed.count >= args.count) return undefined
  if (args.hours !== undefined && total.simMs >= args.hours * 3_600_000) return undefined
  handed.count += 1
  return args.first + handed.count - 1
}

function ask(worker: Worker, task: Task): Promise<SeedReport> {
  return new Promise((resolve, reject) => {
    const onDone = ({ report }: Done): void => {
      worker.off('error', reject)
      resolve(report)
    }
    worker.once('message', onDone)
    worker.once('error', reject)
    worker.postMessage(task)
  })
}

/** Runs a seed once more with its whole trace, and draws it. Returns the file's name. */
function draw(args: SimArguments, seed: number): string {
  const options = drawOptions(seed, args.choice)
  const name = join(PICTURES, `seed-${seed}.txt`)
  mkdirSync(PICTURES, { recursive: true })
  runSeed(options, programsOf(options.mutants), { trace: true }, ({ world, nemesis }) => {
    const servers = options.voters + options.observers
    writeFileSync(name, `${JSON.stringify(options)}\n\n${picture(world.trace, nemesis.notes, servers)}`)
  })
  return name
}
