/**
 * The checkers, all of them: a table of families for those who show them, and one call that lets all of them see what
 * happened. A violation is told once, where it shows; what is broken further on may follow from it.
 */
import type { Millis, NodeName } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type AgreementState, createAgreement, missAgreement, observeAgreement } from './agreement.ts'
import { type CheckerName, type Family, isNewEnsemble, type Violation } from './checker.ts'
import { type CrashesState, createCrashes, observeCrashes } from './crashes.ts'
import { createDigests, type DigestsState, observeDigests } from './digests.ts'
import { createDurability, type DurabilityState, missDurability, observeDurability } from './durability.ts'
import { createEphemerals, type EphemeralsState, missEphemerals, observeEphemerals } from './ephemerals.ts'
import { createExpiry, type ExpiryState, missExpiry, observeExpiry } from './expiry.ts'
import { createHearing, type HearingState, missHearing, observeHearing } from './hearing.ts'
import { type EventName, HEARS } from './hears.ts'
import { createLeaders, type LeadersState, observeLeaders } from './leaders.ts'
import { createLiveness, type LivenessState, missLiveness, observeLiveness } from './liveness.ts'
import { createOwnWrites, missOwnWrites, type OwnWritesState, observeOwnWrites } from './ownWrites.ts'
import { createPrimaryOrder, missPrimaryOrder, observePrimaryOrder, type PrimaryOrderState } from './primaryOrder.ts'
import { createPromises, missPromises, observePromises, type PromisesState } from './promises.ts'
import { createReads, missReads, observeReads, type ReadsState } from './reads.ts'
import { createRealTime, missRealTime, observeRealTime, type RealTimeState } from './realTime.ts'
import { createRecipes, missRecipes, observeRecipes, type RecipesState } from './recipes.ts'
import { createSearching, missSearch, observeSearch, type SearchState } from './search.ts'
import { createSequence, missSequence, observeSequence, type SequenceState } from './sequence.ts'
import { createSessionOrder, missSessionOrder, observeSessionOrder, type SessionOrderState } from './sessionOrder.ts'
import { createSyncs, missSyncs, observeSyncs, type SyncsState } from './syncs.ts'
import { createWatches, missWatches, observeWatches, type WatchesState } from './watches.ts'
import { createWrites, missWrites, observeWrites, type WritesState } from './writes.ts'

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
  ownWrites: OwnWritesState
  realTime: RealTimeState
  writes: WritesState
  reads: ReadsState
  syncs: SyncsState
  search: SearchState
  recipes: RecipesState
  liveness: LivenessState
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
    miss: missPromises,
  },
  durability: {
    title: 'Commits are durable',
    doc: 'What is committed is on the disks of a majority, and no leader, truncation or restart takes it away.',
    create: createDurability,
    observe: observeDurability,
    miss: missDurability,
  },
  agreement: {
    title: 'One history',
    doc: 'All servers apply the same transactions in the same order, without a gap.',
    create: createAgreement,
    observe: observeAgreement,
    miss: missAgreement,
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
    miss: missPrimaryOrder,
  },
  sessionOrder: {
    title: 'Session order',
    doc: 'Answers come in order, and time never goes back, on whatever server.',
    create: createSessionOrder,
    observe: observeSessionOrder,
    miss: missSessionOrder,
  },
  watches: {
    title: 'Watches fire once',
    doc: 'A one-shot watch fires once for each time it was set, before any answer that could show the change.',
    create: createWatches,
    observe: observeWatches,
    miss: missWatches,
  },
  hearing: {
    title: 'Watch before data',
    doc: 'A client hears of a change it watches before any answer shows it.',
    create: createHearing,
    observe: observeHearing,
    miss: missHearing,
  },
  ephemerals: {
    title: 'No ephemeral without session',
    doc: 'When a session is closed none of its ephemerals is left, and none comes after.',
    create: createEphemerals,
    observe: observeEphemerals,
    miss: missEphemerals,
  },
  expiry: {
    title: 'Sessions get their time',
    doc: 'A session expires only after its whole timeout.',
    create: createExpiry,
    observe: observeExpiry,
    miss: missExpiry,
  },
  sequence: {
    title: 'Sequence numbers once',
    doc: 'Under one parent each sequence number is given once, rising.',
    create: createSequence,
    observe: observeSequence,
    miss: missSequence,
  },
  ownWrites: {
    title: 'Own writes are read',
    doc: 'A session sees what it wrote in every answer that it gets later.',
    create: createOwnWrites,
    observe: observeOwnWrites,
    miss: missOwnWrites,
  },
  realTime: {
    title: 'Writes in real-time order',
    doc: 'A write that is asked for after another was answered comes after it.',
    create: createRealTime,
    observe: observeRealTime,
    miss: missRealTime,
  },
  writes: {
    title: 'Writes are linearizable',
    doc: 'The committed history, replayed in a model, gives every answer that clients got, in each field.',
    create: createWrites,
    observe: observeWrites,
    miss: missWrites,
  },
  reads: {
    title: 'Reads show one past state',
    doc: 'A read is the tree as it was at the answer’s zxid; it may be behind, and that is noted.',
    create: createReads,
    observe: observeReads,
    miss: missReads,
  },
  syncs: {
    title: 'Sync catches up',
    doc: 'After a sync the server has what was answered before it, unless its leader was deposed and did not know.',
    create: createSyncs,
    observe: observeSyncs,
    miss: missSyncs,
  },
  search: {
    title: 'Writes explain themselves',
    doc: 'Without trusting a zxid: some order of what clients did explains every answer.',
    create: createSearching,
    observe: observeSearch,
    miss: missSearch,
  },
  recipes: {
    title: 'One holder at a time',
    doc: 'A lock or an office has one holder, an item of a queue is taken once; a paused holder may not know yet.',
    create: createRecipes,
    observe: observeRecipes,
    miss: missRecipes,
  },
  liveness: {
    title: 'It goes on',
    doc: 'While a majority runs undisturbed there is a leader before long, and requests are answered.',
    create: createLiveness,
    observe: observeLiveness,
    miss: missLiveness,
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

/** Shows a happening to one family; `at`: the time by the clock of its own node. */
type Hearer = (checkers: Checkers, happening: Happening, at: Millis) => Violation | undefined
const HEARER: { readonly [K in CheckerName]: Hearer } = {
  leaders: ({ leaders }, happening) => observeLeaders(leaders, happening),
  promises: ({ promises }, happening) => observePromises(promises, happening),
  durability: ({ durability }, happening) => observeDurability(durability, happening),
  agreement: ({ agreement }, happening) => observeAgreement(agreement, happening),
  digests: ({ digests }, happening) => observeDigests(digests, happening),
  primaryOrder: ({ primaryOrder }, happening) => observePrimaryOrder(primaryOrder, happening),
  sessionOrder: ({ sessionOrder }, happening) => observeSessionOrder(sessionOrder, happening),
  watches: ({ watches }, happening) => observeWatches(watches, happening),
  hearing: ({ hearing }, happening) => observeHearing(hearing, happening),
  ephemerals: ({ ephemerals }, happening) => observeEphemerals(ephemerals, happening),
  expiry: ({ expiry }, happening, at) => observeExpiry(expiry, happening, at),
  sequence: ({ sequence }, happening) => observeSequence(sequence, happening),
  ownWrites: ({ ownWrites }, happening) => observeOwnWrites(ownWrites, happening),
  realTime: ({ realTime }, happening) => observeRealTime(realTime, happening),
  writes: ({ writes }, happening) => observeWrites(writes, happening),
  reads: ({ reads }, happening) => observeReads(reads, happening),
  syncs: ({ syncs }, happening) => observeSyncs(syncs, happening),
  search: ({ search }, happening) => observeSearch(search, happening),
  recipes: ({ recipes }, happening) => observeRecipes(recipes, happening),
  liveness: ({ liveness }, happening) => observeLiveness(liveness, happening),
  crashes: ({ crashes }, happening) => observeCrashes(crashes, happening),
}

/** Who reads an event of each type that somebody names, in the order of the table; and who reads every other. */
const HEAR_ALL: readonly Hearer[] = CHECKER_NAMES.filter((name) => HEARS[name] === undefined).map(
  (name) => HEARER[name],
)
const HEARERS: ReadonlyMap<string, readonly Hearer[]> = new Map(
  CHECKER_NAMES.flatMap((name) => HEARS[name] ?? []).map((type) => [type, hearersOf(type)]),
)
function hearersOf(type: EventName): readonly Hearer[] {
  return CHECKER_NAMES.filter((name) => HEARS[name]?.includes(type) ?? true).map((name) => HEARER[name])
}

/** Checkers that have seen nothing yet. They may begin in the middle of a run: what they don't know they don't judge. */
export function createCheckers(): Checkers {
  const [writes, realTime] = [createWrites(), createRealTime()]
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
    ownWrites: createOwnWrites(),
    realTime,
    writes,
    // One history, and one model of the tree, for both.
    reads: createReads(writes.ledger),
    // Writes and syncs are followed once.
    syncs: createSyncs(realTime.answered),
    search: createSearching(),
    recipes: createRecipes(),
    liveness: createLiveness(),
    crashes: createCrashes(),
  }
}

/**
 * Shows `happening` to all; give them every happening once, in order. Returns what it broke: mostly nothing. `at` is its time
 * by the clock of its own node, where that may be another: deadlines are judged by it.
 */
export function observeAll(checkers: Checkers, happening: Happening, at: Millis = happening.at): readonly Violation[] {
  let violations: Violation[] | undefined
  const { type } = happening.event
  if ((type === 'nodeEnded' || type === 'commandTaken') && isNewEnsemble(happening)) restart(checkers)
  const hearers = HEARERS.get(type) ?? HEAR_ALL
  for (let i = 0; i < hearers.length; i++) {
    const violation = hearers[i]?.(checkers, happening, at)
    if (violation === undefined) continue
    violations ??= []
    violations.push(violation)
  }
  return violations ?? NONE
}
const NONE: readonly Violation[] = []

/** Tells all that lines of `node` are lost: what it did last is unknown, until it starts anew. */
export function missAll(checkers: Checkers, node: NodeName): void {
  for (const name of CHECKER_NAMES) missOne(checkers, name, node)
}
function missOne<K extends CheckerName>(checkers: Checkers, name: K, node: NodeName): void {
  const family: Family<Checkers[K]> = CHECKERS[name]
  family.miss?.(checkers[name], node)
}

/** Another ensemble: what was known is void, the counts go on. */
function restart(checkers: Checkers): void {
  const fresh = createCheckers()
  for (const name of CHECKER_NAMES) replace(checkers, fresh, name)
}
function replace<K extends CheckerName>(checkers: Checkers, fresh: Checkers, name: K): void {
  const { count, allowed } = checkers[name]
  checkers[name] = fresh[name]
  checkers[name].count = count
  if (allowed !== undefined) checkers[name].allowed = allowed
}
