/**
 * One conversation held with both: whether their answers part, and the shortest conversation that still parts them. What the
 * real ensemble said can be kept, so that it is asked once only.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { type Difference, firstDifference, knownFor, shrink } from './compare.ts'
import { conversationOf } from './generator.ts'
import { type Move, showMove } from './moves.ts'
import { type Ensemble, hold, type Outcome } from './talk.ts'

export type Sides = {
  readonly real: () => Promise<Ensemble>
  /** The real ensemble stopped answering: the next one is a new one. */
  readonly giveUpReal: () => Promise<void>
  readonly ours: Ensemble
  readonly answers: Map<string, readonly Outcome[]>
  readonly file: string | undefined
  readonly known: Map<string, number>
}

/** What the conversation did to the real ensemble cannot be compared with anything. */
export class RealStopped extends Error {}

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
export function readAnswers(file: string | undefined): Map<string, readonly Outcome[]> {
  const answers = new Map<string, readonly Outcome[]>()
  if (file === undefined || !existsSync(file)) return answers
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    const entry: { readonly key: string; readonly outcomes: readonly Outcome[] } = JSON.parse(line)
    answers.set(entry.key, entry.outcomes)
  }
  return answers
}

export async function realAnswer(sides: Sides, moves: readonly Move[]): Promise<readonly Outcome[]> {
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
export async function examine(sides: Sides, seed: number): Promise<string | undefined> {
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
