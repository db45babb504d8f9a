/** Which lamps stand together in the strip, and in which order. Every family is in one group. */
import type { CheckerName } from '../../hosts/checkers/checkers.ts'
import type { LampState, Verdict } from '../../hosts/checkers/verdict.ts'

export type GroupName = 'leaders' | 'history' | 'sessions' | 'watches' | 'answers' | 'recipes' | 'progress'
export const GROUPS: { readonly [K in GroupName]: readonly CheckerName[] } = {
  leaders: ['leaders', 'promises'],
  history: ['durability', 'agreement', 'primaryOrder', 'digests'],
  sessions: ['sessionOrder', 'ownWrites', 'ephemerals', 'expiry'],
  watches: ['watches', 'hearing'],
  answers: ['writes', 'reads', 'realTime', 'syncs', 'sequence', 'search'],
  recipes: ['recipes'],
  progress: ['liveness', 'crashes'],
}
const isGroup = (name: string): name is GroupName => Object.hasOwn(GROUPS, name)
export const GROUP_NAMES: readonly GroupName[] = Object.keys(GROUPS).filter(isGroup)

/** How many lamps are in each state. */
export function tally(verdicts: readonly Verdict[]): { readonly [K in LampState]: number } {
  const counts = { untested: 0, held: 0, allowed: 0, broken: 0 }
  for (const { state } of verdicts) counts[state] += 1
  return counts
}

const GRAVITY: { readonly [K in LampState]: number } = { untested: 0, held: 1, allowed: 2, broken: 3 }
/** The state that one lamp for all of them shows. */
export function worst(verdicts: readonly Verdict[]): LampState {
  return verdicts.reduce<LampState>((most, { state }) => (GRAVITY[state] > GRAVITY[most] ? state : most), 'untested')
}

export function inGroup(verdicts: readonly Verdict[], group: GroupName): readonly Verdict[] {
  return GROUPS[group].flatMap((name) => verdicts.find(({ checker }) => checker === name) ?? [])
}
