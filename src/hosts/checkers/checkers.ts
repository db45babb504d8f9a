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
import { createEphemerals, type EphemeralsState, observeEphemerals } from './ephemerals.ts'
import { createExpiry, type ExpiryState, observeExpiry } from './expiry.ts'
import { createHearing, type HearingState, observeHearing } from './hearing.ts'
import { createLeaders, type LeadersState, observeLeaders } from './leaders.ts'
import { createPrimaryOrder, observePrimaryOrder, type PrimaryOrderState } from './primaryOrder.ts'
import { createPromises, observePromises, type PromisesState } from './promises.ts'
import { createSequence, observeSequence, type SequenceState } from './sequence.ts'
import { createSessionOrder, observeSessionOrder, type SessionOrderState } from './sessionOrder.ts'
import { createWatches, observeWatches, type WatchesState } from './watches.ts'

export type { CheckerName, Violation } from './checker.ts'

/** The state of every family; `count` in each says how often it was put to the test. */
export type Checkers = {
  leaders: LeadersState
  promises: PromisesState
  durability: DurabilityState
  agreement: AgreementState
  digests: DigestsState
  primaryOrder: PrimaryOrderState
  sessionOrder: SessionOrderState
  watches: WatchesState
  hearing: HearingState
  ephemerals: EphemeralsState
  expiry: ExpiryState
  sequence: SequenceState
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
  primaryOrder: {
    title: 'Primary order',
    doc: 'A leader gives out and commits its zxids one by one, and nothing of an older epoch comes later.',
    create: createPrimaryOrder,
    observe: observePrimaryOrder,
  },
  sessionOrder: {
    title: 'Session order',
    doc: 'Answers come in order, time never goes back, a session sees its own writes, and writes are in real-time order.',
    create: createSessionOrder,
    observe: observeSessionOrder,
  },
  watches: {
    title: 'Watches fire once',
    doc: 'A one-shot watch fires once for each time it was set, before any answer that could show the change.',
    create: createWatches,
    observe: observeWatches,
  },
  hearing: {
    title: 'Watch before data',
    doc: 'A client hears of a change it watches before any answer shows it.',
    create: createHearing,
    observe: observeHearing,
  },
  ephemerals: {
    title: 'No ephemeral without session',
    doc: 'When a session is closed none of its ephemerals is left, and none comes after.',
    create: createEphemerals,
    observe: observeEphemerals,
  },
  expiry: {
    title: 'Sessions get their time',
    doc: 'A session expires only after its whole timeout.',
    create: createExpiry,
    observe: observeExpiry,
  },
  sequence: {
    title: 'Sequence numbers once',
    doc: 'Under one parent each sequence number is given once, rising.',
    create: createSequence,
    observe: observeSequence,
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
    primaryOrder: createPrimaryOrder(),
    sessionOrder: createSessionOrder(),
    watches: createWatches(),
    hearing: createHearing(),
    ephemerals: createEphemerals(),
    expiry: createExpiry(),
    sequence: createSequence(),
    crashes: createCrashes(),
  }
}

/**
 * Shows `happening` to all; give them every happening once, in order. Returns what it broke: mostly nothing. `own` is the
 * same happening at the time that the node's own clock shows, where that may be another: deadlines are judged by it.
 */
export function observeAll(checkers: Checkers, happening: Happening, own: Happening = happening): readonly Violation[] {
  let violations: Violation[] | undefined
  if (isNewEnsemble(happening)) for (const name of CHECKER_NAMES) restart(checkers, name)
  for (const name of CHECKER_NAMES) {
    const violation = observeOne(checkers, name, name === 'expiry' ? own : happening)
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
