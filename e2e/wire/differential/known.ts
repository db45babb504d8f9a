/**
 * Where our answers differ from those of ZooKeeper 3.8.0 on purpose, each with its reason. README's fidelity table tells
 * the same to people.
 */
import type { Move } from './moves.ts'

export type Known = {
  readonly name: string
  readonly why: string
  /** Whether this row explains that `move` was answered by `real` there and by `ours` here (undefined: by nothing). */
  readonly explains: (move: Move, real: string | undefined, ours: string | undefined) => boolean
}

export const KNOWN: readonly Known[] = []
