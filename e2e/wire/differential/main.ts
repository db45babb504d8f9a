/**
 * `npm run differential`: random conversations with a real ensemble and with ours, and where the answers part.
 *
 *     npm run differential -- [--from 1] [--count 40] [--answers FILE] [--real PORT,PORT,PORT] [--ours PORT,PORT,PORT]
 *
 * `--answers` keeps what the real ensemble said, so that it is asked once only; `--real` and `--ours` (leader first) use
 * ensembles that run already. Ends with 'N passed, M failed'; a difference of `known.ts` is passed and counted beside.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Difference, firstDifference, knownFor, shrink } from './compare.ts'
import { conversationOf } from './generator.ts'
import { type Move, showMove } from './moves.ts'
import { startOurs } from './ours.ts'
import { type Running, startReal, whyNoReal } from './real.ts'
import { type Ensemble, hold, type Outcome } from './talk.ts'

type Sides = {
  readonly real: () => Promise<Ensemble>
  /** The real ensemble stopped answering: the next one is a new one. */
  readonly giveUpReal: () => Promise<void>
  readonly ours: Ensemble
  readonly answers: Map<string, readonly Outcome[]>
  readonly file: string | undefined
  readonly known: Map<string, number>
}

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '40' },
    answers: { type: 'string' },
    real: { type: 'string' },
    ours: { type: 'string' },
    'only-real': { type: 'boolean', default: false },
  },
})

/** What the conversation did to the real ensemble cannot be compared with anything. */
class RealStopped extends Error {}

/** How often a conversation is held with a new real ensemble that stops. */
const TRIES = 3

let held = 0
/** A parent node of its own for each conversation that is held. */
function nameOf(): string {
  held += 1
  return `differential-${process.pid}-${held}`
}

function keyOf(moves: readonly Move[]): string {
  return createHash('sha1').update(JSON.stringify(moves)).digest('hex')
}

/** Lines `{key, outcomes}`. */
function readAnswers(file: string | undefined): Map<string, readonly Outcome[]> {
  const answers = new Map<string, readonly Outcome[]>()
  if (file === undefined || !existsSync(file)) return answers
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    const entry: { readonly key: string; readonly outcomes: readonly Outcome[] } = JSON.parse(line)
    answers.set(entry.key, entry.outcomes)
  }
  return answers
}

async function realAnswer(sides: Sides, moves: readonly Move[]): Promise<readonly Outcome[]> {
  const key = keyOf(moves)
  const known = sides.answers.get(key)
  if (known !== undefined) return known
  const outcomes = await holdWithReal(sides, moves)
  sides.answers.set(key, outcomes)
  if (sides.file !== undefined) appendFileSync(sides.file, `${JSON.stringify({ key, outcomes })}\n`)
  return outcomes
}

/** A follower of 3.8.0 now and then takes nothing any more, by no fault of the conversation: a new ensemble is asked again. */
async function holdWithReal(sides: Sides, moves: readonly Move[]): Promise<readonly Outcome[]> {
  let text = ''
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return await hold(await sides.real(), nameOf(), moves)
    } catch (cause) {
      await sides.giveUpReal()
      text = cause instanceof Error ? cause.message : String(cause)
      console.log(`the real ensemble stopped: ${text}`)
    }
  }
  throw new RealStopped(text)
}

async function differenceOf(sides: Sides, moves: readonly Move[]): Promise<Difference | undefined> {
  return firstDifference(await realAnswer(sides, moves), await hold(sides.ours, nameOf(), moves))
}

/** Both are asked anew before a difference counts: the real ensemble's answers may depend on its threads. */
async function lastingDifference(sides: Sides, moves: readonly Move[]): Promise<Difference | undefined> {
  if ((await differenceOf(sides, moves)) === undefined) return undefined
  sides.answers.delete(keyOf(moves))
  return differenceOf(sides, moves)
}

/** The report of an unexplained difference; undefined: there is none. Moves with a known one are left out and it goes on. */
async function examine(sides: Sides, seed: number): Promise<string | undefined> {
  let moves = conversationOf(seed)
  for (;;) {
    const difference = await lastingDifference(sides, moves)
    if (difference === undefined) return undefined
    const known = knownFor(moves, difference)
    if (known === undefined) return report(sides, seed, moves, difference)
    sides.known.set(known.name, (sides.known.get(known.name) ?? 0) + 1)
    moves = moves.toSpliced(difference.at, 1)
  }
}

async function report(sides: Sides, seed: number, moves: readonly Move[], first: Difference): Promise<string> {
  const cut = moves.slice(0, first.at + 1)
  const shortest = await shrink(cut, async (shorter) => {
    const difference = await differenceOf(sides, shorter)
    return difference !== undefined && knownFor(shorter, difference) === undefined
  })
  const difference = (await differenceOf(sides, shortest)) ?? first
  const steps = shortest.map((move, i) => `  ${i === difference.at ? '>' : ' '} ${showMove(move)}`)
  return [
    `seed ${seed}:`,
    ...steps,
    `    on ${difference.session}`,
    `    real ${difference.real ?? '(nothing)'}`,
    `    ours ${difference.ours ?? '(nothing)'}`,
  ].join('\n')
}

function portsOf(text: string | undefined): Ensemble | undefined {
  return text === undefined ? undefined : { ports: text.split(',').map(Number) }
}

async function run(): Promise<number> {
  const why = whyNoReal()
  if (why !== undefined) {
    console.log(`SKIPPED: no conversation was compared, because ${why}`)
    return 0
  }
  let real: Promise<Running> | undefined
  const given = portsOf(values.real)
  const giveUpReal = async (): Promise<void> => {
    await real?.then((running) => running.stop())
    real = undefined
  }
  const needReal = async (): Promise<Ensemble> => {
    if (given !== undefined) return given
    real ??= startReal().catch(() => startReal())
    return (await real).ensemble
  }
  let running: Running | undefined
  const stopAll = async (): Promise<void> => {
    await Promise.all([giveUpReal(), running?.stop()])
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stopAll().then(() => process.exit(1)))
  }
  try {
    let ours = portsOf(values.ours)
    if (ours === undefined && !values['only-real']) {
      running = await startOurs()
      ours = running.ensemble
    }
    const answers = readAnswers(values.answers)
    const sides: Sides = {
      real: needReal,
      giveUpReal,
      ours: ours ?? { ports: [] },
      answers,
      file: values.answers,
      known: new Map(),
    }
    return await compareAll(sides)
  } finally {
    await stopAll()
  }
}

async function compareAll(sides: Sides): Promise<number> {
  const [from, count] = [Number(values.from), Number(values.count)]
  let [passed, failed] = [0, 0]
  for (let seed = from; seed < from + count; seed++) {
    const work = values['only-real']
      ? realAnswer(sides, conversationOf(seed)).then(() => undefined)
      : examine(sides, seed)
    const failure = await work.catch((error: unknown) => {
      if (error instanceof RealStopped) return `seed ${seed}: the real ensemble stopped: ${error.message}`
      throw error
    })
    if (failure === undefined) passed += 1
    else {
      failed += 1
      console.log(failure)
    }
    if ((seed - from + 1) % 100 === 0) console.log(`${passed + failed} of ${count} held`)
  }
  for (const [name, times] of sides.known) console.log(`known: ${name} (${times} times)`)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await run()
