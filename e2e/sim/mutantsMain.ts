/**
 * `npm run mutants`: each bug of the zoo is put into the protocol, and seeds are run until somebody notices. A bug counts as
 * caught where the same seed is clean without it. Exit code 1 where one was not caught within its budget.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CatalogueBug } from '../../src/ground/base/mut.ts'
import { isZooBug, SEEDS_MAX, ZOO, ZOO_NAMES } from '../../src/protocol/zoo.ts'
import type { Hunt, Hunted } from './mutantsThread.ts'

const USAGE = `npm run mutants -- [options]
  --only NAME      this bug alone (by name or number); may be given several times
  --class CLASS    easy, medium or hard only
  --seeds N        at most N seeds a bug (its class says how many: easy 20, medium 300, hard 5000)
  --threads N      threads (one a core)
  --minutes M      stop looking for one bug after M minutes (4)
  --report FILE    write the counts as JSON
  --write          put what caught each bug into src/hosts/sim/zoo/caught.ts, where all were caught`

/** Seeds of one bug that a thread runs before it looks up. */
const BATCH = 5

type Choice = {
  bugs: readonly CatalogueBug[]
  seeds: number | undefined
  threads: number
  minutes: number
  report: string | undefined
  write: boolean
}
type State = { readonly bug: CatalogueBug; next: number; readonly max: number; ms: number; done: Hunted | undefined }

export async function main(words: readonly string[], thread: URL): Promise<number> {
  const choice = parse([...words])
  if (typeof choice === 'string') {
    console.error(`${choice}\n\n${USAGE}`)
    return 2
  }
  const states = choice.bugs.map((bug): State => {
    const max = Math.min(choice.seeds ?? Number.POSITIVE_INFINITY, SEEDS_MAX[ZOO[bug].class])
    return { bug, next: 1, max, ms: 0, done: undefined }
  })
  const startedAt = performance.now()
  const queue = [...states]
  await Promise.all(Array.from({ length: Math.min(choice.threads, queue.length) }, () => drive(queue, choice, thread)))
  const caught = states.filter(({ done }) => done?.caught !== undefined && done.without === undefined).length
  console.log(`caught ${caught} of ${states.length} in ${Math.round((performance.now() - startedAt) / 1000)} s`)
  if (choice.write && caught === states.length && caught === ZOO_NAMES.length) writeFileSync(TABLE, tableOf(states))
  if (choice.report !== undefined)
    writeFileSync(choice.report, JSON.stringify({ passed: caught, failed: states.length - caught }))
  return caught === states.length ? 0 : 1
}

/** Seen from the table. */
const MUT = `${'../'.repeat(3)}ground/base/mut.ts`
const TABLE = join('src', 'hosts', 'sim', 'zoo', 'caught.ts')

/** The source of the table: in the catalogue's order, and nothing in it that differs from run to run but by its cause. */
function tableOf(states: readonly State[]): string {
  const rows = states.map(
    ({ bug, done }) => `  ${bug}: { seed: ${done?.seed ?? 0}, by: '${done?.caught?.checker ?? ''}' },`,
  )
  return `/** Which seed caught each bug of the zoo, and who noticed. \`npm run mutants -- --write\` writes it. */
import type { CatalogueBug } from '${MUT}'

export const CAUGHT: { readonly [K in CatalogueBug]: { readonly seed: number; readonly by: string } } = {
${rows.join('\n')}
}
`
}

async function drive(queue: State[], { minutes }: Choice, thread: URL): Promise<void> {
  const worker = new Worker(thread)
  try {
    for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
      while (state.done === undefined && state.next <= state.max && state.ms < minutes * 60_000) {
        const count = Math.min(BATCH, state.max - state.next + 1)
        const hunted = await ask(worker, { bug: state.bug, from: state.next, count })
        state.next += count
        state.ms += hunted.ms
        if (hunted.seed !== undefined) state.done = hunted
      }
      console.log(line(state))
    }
  } finally {
    await worker.terminate()
  }
}

function line({ bug, next, ms, done }: State): string {
  const { number, class: kind, with: partner } = ZOO[bug]
  const name = `${String(number).padStart(2)} ${bug}${partner === undefined ? '' : ` + ${partner}`}`.padEnd(42)
  const time = `${(ms / 1000).toFixed(1)} s`.padStart(8)
  if (done?.caught === undefined) return `✗ ${name} ${kind.padEnd(6)} not within ${next - 1} seeds ${time}`
  const { checker, reason } = done.caught
  const dirty = done.without === undefined ? '' : ` — but without it: ${done.without.checker}: ${done.without.reason}`
  const sign = done.without === undefined ? '✓' : '✗'
  return `${sign} ${name} ${kind.padEnd(6)} seed ${String(done.seed).padStart(4)} ${time}  ${checker}: ${reason}${dirty}`
}

function ask(worker: Worker, task: Hunt): Promise<Hunted> {
  return new Promise((resolve, reject) => {
    const onDone = (hunted: Hunted): void => {
      worker.off('error', reject)
      resolve(hunted)
    }
    worker.once('message', onDone)
    worker.once('error', reject)
    worker.postMessage(task)
  })
}

/** The choice, or what is wrong with the words. */
function parse(words: string[]): Choice | string {
  const only: CatalogueBug[] = []
  const choice: Choice = {
    bugs: ZOO_NAMES,
    seeds: undefined,
    threads: availableParallelism(),
    minutes: 4,
    report: undefined,
    write: false,
  }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--write') {
      choice.write = true
      continue
    }
    const value = words.shift() ?? ''
    if (word === '--only') {
      const name = ZOO_NAMES.find((bug) => bug === value || String(ZOO[bug].number) === value)
      if (name === undefined || !isZooBug(name)) return `there is no bug ${value || '(nothing)'}`
      only.push(name)
    } else if (word === '--class') {
      if (!Object.hasOwn(SEEDS_MAX, value)) return `there is no class ${value || '(nothing)'}`
      choice.bugs = ZOO_NAMES.filter((bug) => ZOO[bug].class === value)
    } else if (word === '--report') choice.report = value
    else if (word === '--seeds' || word === '--threads' || word === '--minutes') {
      if (!/^\d{1,6}$/.test(value) || Number(value) < 1)
        return `${word} takes a whole number from 1, not ${value || 'nothing'}`
      if (word === '--seeds') choice.seeds = Number(value)
      else if (word === '--threads') choice.threads = Number(value)
      else choice.minutes = Number(value)
    } else return `there is no option ${word}`
  }
  if (only.length > 0) choice.bugs = only
  return choice
}
