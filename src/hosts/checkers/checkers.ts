/**
 * The checkers, all of them: a table of families for those who show them, and one call that lets all of them see what
 * happened. A violation is told once, where it shows; what is broken further on may follow from it.
 */
import type { Happening } from '../engine.ts'
import { type AgreementState, createAgreement, observeAgreement } from './agreement.ts'
import { type CheckerName, type Counted, type Family, isNewEnsemble, type Violation } from './checker.ts'
import { type CrashesState, createCrashes, observeCrashes } from './crashes.ts'
import { createDigests, type DigestsState, observeDigests } from './digests.ts'
import { createDurability, type DurabilityState, observeDurability } from './durability.ts'
import { createLeaders, type LeadersState, observeLeaders } from './leaders.ts'
import { createPromises, observePromises, type PromisesState } from './promises.ts'

export type { CheckerName, Violation } from './checker.ts'

/** The state of every family; `count` in each says how often it was put to the test. */
export type Checkers = {
  leaders: LeadersState
  promises: PromisesState
  durability: DurabilityState
  agreement: AgreementState
  digests: DigestsState
  crashes: CrashesState
}

/** What each family promises, and its functions. */
export const CHECKERS: { readonly [K in CheckerName]: Family<Checkers[K]> } = {
  leaders: {
    title: 'One leader an epoch',
    doc: 'An epoch belongs to one reign of one server.',
    create: createLeaders,
    observe: observeLeaders,
  },
  promises: {
    title: 'Promises kept',
    doc: 'Epochs on disk never go back, nobody follows an older one, and a leader waits for a majority of each.',
    create: createPromises,
    observe: observePromises,
  },
  durability: {
    title: 'Commits are durable',
    doc: 'What is committed is on the disks of a majority, and no leader, truncation or restart takes it away.',
    create: createDurability,
    observe: observeDurability,
  },
  agreement: {
    title: 'One history',
    doc: 'All servers apply the same transactions in the same order, without a gap.',
    create: createAgreement,
    observe: observeAgreement,
  },
  digests: {
    title: 'Equal trees',
    doc: 'After the same transaction all trees are equal, and as the leader foretold.',
    create: createDigests,
    observe: observeDigests,
  },
  crashes: {
    title: 'No crash',
    doc: 'No process ends by itself.',
    create: createCrashes,
    observe: observeCrashes,
  },
}

const isName = (name: string): name is CheckerName => Object.hasOwn(CHECKERS, name)
/** In the order of the table. */
export const CHECKER_NAMES: readonly CheckerName[] = Object.keys(CHECKERS).filter(isName)

/** Checkers that have seen nothing yet. They may begin in the middle of a run: what they don't know they don't judge. */
export function createCheckers(): Checkers {
  return {
    leaders: createLeaders(),
    promises: createPromises(),
    durability: createDurability(),
    agreement: createAgreement(),
    digests: createDigests(),
    crashes: createCrashes(),
  }
}

/** Shows `happening` to all; give them every happening once, in order. Returns what it broke: mostly nothing. */
export function observeAll(checkers: Checkers, happening: Happening): readonly Violation[] {
  let violations: Violation[] | undefined
  if (isNewEnsemble(happening)) for (const name of CHECKER_NAMES) restart(checkers, name)
  for (const name of CHECKER_NAMES) {
    const violation = observeOne(checkers, name, happening)
    if (violation === undefined) continue
    violations ??= []
    violations.push(violation)
  }
  return violations ?? NONE
}
const NONE: readonly Violation[] = []

function observeOne<K extends CheckerName>(checkers: Checkers, name: K, happening: Happening): Violation | undefined {
  const family: Family<Checkers[K]> = CHECKERS[name]
  return family.observe(checkers[name], happening)
}

/** Another ensemble: what was known is void, the count goes on. */
function restart<K extends CheckerName>(checkers: Checkers, name: K): void {
  const family: Family<Checkers[K] & Counted> = CHECKERS[name]
  const { count } = checkers[name]
  checkers[name] = family.create()
  checkers[name].count = count
}
