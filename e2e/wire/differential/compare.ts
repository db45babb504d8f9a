/** Finds where two ensembles part, and the shortest conversation that still parts them. */
import type { Step } from '../../../src/protocol/server/conversationCodec.suite.ts'
import { KNOWN, type Known } from './known.ts'
import type { Move } from './moves.ts'
import type { Outcome } from './talk.ts'

export type Difference = {
  /** Index of the move. */
  readonly at: number
  readonly session: string
  readonly real: string | undefined
  readonly ours: string | undefined
}

/** The first line that differs. */
export function firstDifference(real: readonly Outcome[], ours: readonly Outcome[]): Difference | undefined {
  for (let at = 0; at < Math.max(real.length, ours.length); at++) {
    const [there = {}, here = {}] = [real[at], ours[at]]
    for (const session of new Set([...Object.keys(there), ...Object.keys(here)])) {
      const [wanted = [], got = []] = [there[session], here[session]]
      const line = Array.from({ length: Math.max(wanted.length, got.length) }).findIndex((_, i) => wanted[i] !== got[i])
      if (line >= 0) return { at, session, real: wanted[line], ours: got[line] }
    }
  }
  return undefined
}

export function knownFor(moves: readonly Move[], difference: Difference): Known | undefined {
  const move = moves[difference.at]
  if (move === undefined) return undefined
  return KNOWN.find((known) => known.explains(move, difference))
}

/** Leaves out what is not needed: halves first, then single moves, then single requests of a pipeline. */
export async function shrink(
  moves: readonly Move[],
  differs: (moves: readonly Move[]) => Promise<boolean>,
): Promise<readonly Move[]> {
  let best = moves
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = best.length - size; at > -size; at -= size) {
      const shorter = [...best.slice(0, Math.max(0, at)), ...best.slice(at + size)]
      if (shorter.length < best.length && (await differs(shorter))) best = shorter
    }
  }
  for (const at of best.keys()) {
    for (;;) {
      const shorter = await first(smaller(best, at), differs)
      if (shorter === undefined) break
      best = shorter
    }
  }
  return best
}

/** The conversations with one request less in the pipeline at `at`, or one part less in a multi there. */
function smaller(moves: readonly Move[], at: number): readonly (readonly Move[])[] {
  const move = moves[at]
  if (move?.do !== 'ask') return []
  const withAsks = (asks: readonly Step[]): readonly Move[] => moves.with(at, { ...move, asks })
  const fewer = move.asks.length < 2 ? [] : move.asks.map((_, i) => withAsks(move.asks.toSpliced(i, 1)))
  const lesser = move.asks.flatMap((ask, i) =>
    (ask.ops ?? []).map((_, part) => withAsks(move.asks.with(i, { ...ask, ops: (ask.ops ?? []).toSpliced(part, 1) }))),
  )
  return [...fewer, ...lesser]
}

async function first<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T | undefined> {
  for (const item of items) if (await holds(item)) return item
  return undefined
}
