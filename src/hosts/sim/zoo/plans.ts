/**
 * Where each bug of the zoo is looked for: a random world, tuned where only certain troubles reach the situation, or a scene
 * that goes there. What judges is the same everywhere: the checkers, the workloads, and the demand to elect and to agree.
 */
import type { CatalogueBug } from '../../../ground/base/mut.ts'
import type { Millis } from '../../../ground/ids.ts'
import type { FaultClass } from '../nemesis/classes.ts'
import { type Build, NO_STEWARD, type SwarmOptions } from '../run/options.ts'
import type { WorkloadName } from '../workloads/names.ts'
import type { SceneName } from './scenes.ts'

/** What a plan fixes in the place of the seed. `faults`: the mean time between two acts (ms), on top of the drawn ones. */
export type Tuning = {
  readonly voters?: number
  readonly observers?: number
  readonly clients?: readonly WorkloadName[]
  readonly actMs?: Millis
  readonly flushMs?: Millis
  readonly flushJitterMs?: Millis
  readonly hopMs?: Millis
  readonly jitterMs?: Millis
  readonly beatMs?: Millis
  readonly sessionTimeoutMs?: Millis
  readonly config?: Partial<Build>
  /** All faults that there are, or those of the seed where this is undefined. */
  readonly faults?: Readonly<Partial<Record<FaultClass, Millis>>>
}
export type Plan = { readonly tuning: Tuning } | { readonly scene: SceneName }

/** The act with faults, where a plan says nothing else: shorter than in `npm run sim`, and enough for nearly all. */
const ACT_MS: Millis = 12_000

const SHAKY: Tuning['faults'] = { crash: 1500, reset: 1500, isolateLeader: 4000 }
const POWER: Tuning['faults'] = { crash: 2000, loseUnflushed: 1500, isolateLeader: 3000, slowFlush: 1500 }
const PLANS: { readonly [K in CatalogueBug]?: Plan } = {
  observersCount: { tuning: { voters: 3, observers: 3, faults: { crash: 1000, crashAll: 5000 } } },
  twoAcksOfOne: { scene: 'countedTwice' },
  ackOfOldLink: { scene: 'cutBack' },
  commitOutOfOrder: {
    tuning: { voters: 5, flushMs: 10, flushJitterMs: 30, beatMs: 20, clients: ['burst', 'burst', 'burst', 'ledger'] },
  },
  commitWithoutProposal: { scene: 'countedTwice' },
  upToDateAtNewLeader: { tuning: { voters: 5, faults: SHAKY, jitterMs: 20, beatMs: 20 } },
  noTrunc: { tuning: { voters: 3, faults: { isolateLeader: 1500, partition: 3000 } } },
  truncToUnknown: { scene: 'branchedOff' },
  diffWithGap: { tuning: { voters: 3, config: { committedLogMax: 5 }, faults: SHAKY } },
  diffOfUncommitted: { tuning: { voters: 5, flushMs: 10, flushJitterMs: 30, faults: SHAKY, beatMs: 20 } },
  halfSnap: { scene: 'brokenSnap' },
  epochBeforeHistory: { tuning: { voters: 3, faults: POWER, flushMs: 10, flushJitterMs: 30 } },
  promiseBeforeDisk: { tuning: { voters: 3, faults: POWER, flushMs: 10, flushJitterMs: 30 } },
  promiseTwice: { tuning: { voters: 3, faults: { reset: 600 } } },
  leadBeforeOwnEpoch: { tuning: { voters: 3, flushMs: 10, flushJitterMs: 30, faults: SHAKY } },
  noHistoryCheck: { tuning: { voters: 5, faults: { crash: 800, isolateLeader: 2000, partition: 2500 } } },
  voteById: { tuning: { voters: 5, faults: { crash: 800, isolateLeader: 2000, partition: 2500 } } },
  observerElected: { tuning: { voters: 3, observers: 2 } },
  believesAnyLeader: { scene: 'loneLeader' },
  oldRoundCounts: { scene: 'rounds' },
  counterOverflow: { tuning: { config: { zxidCounterMax: 60 } } },
  deposedServes: { tuning: { voters: 3, faults: { isolateLeader: 1500, partition: 2500 } } },
  forgetsLoggedTail: { tuning: { voters: 3, faults: SHAKY, beatMs: 20, jitterMs: 20 } },
  noReplay: { tuning: { faults: { crash: 1500 } } },
  checksumIgnored: { scene: 'falsifiedRecord' },
  badMiddleIsEnd: { scene: 'falsifiedMiddle' },
  noSnapshotIsEmpty: { scene: 'unreadableSnapshot' },
  purgesNeededLog: {
    tuning: { voters: 3, config: { purgeIntervalMs: 300, snapRetainCount: 1, snapCount: 30 }, faults: { crash: 1000 } },
  },
  zombieDisk: { scene: 'deadDisk' },
  replayNotIdempotent: { scene: 'fuzzySnapshot' },
  ephemeralSurvivesElection: { scene: 'lastWord' },
  ephemeralAfterClose: { scene: 'closing' },
  noGraceAfterElection: { tuning: { voters: 3, faults: { isolateLeader: 2000, crash: 2000 } } },
  movedSessionWrites: { scene: 'leftBehind' },
  anyPassword: { scene: 'stolenSession' },
  timeTravel: { tuning: { voters: 5, faults: { reset: 700, delay: 900, clog: 900 } } },
  syncAlone: { scene: 'lagging' },
  watchLostOnReconnect: { scene: 'away' },
  watchLeaks: { scene: 'secret' },
}

/** The plan of a bug: a random world unless it needs another. */
export function planOf(bug: CatalogueBug): Plan {
  return PLANS[bug] ?? { tuning: {} }
}

/** The options of a seed with a tuning, and nothing beside it that a bug could hide behind. */
export function tuned(options: SwarmOptions, tuning: Tuning): SwarmOptions {
  const { config, ...rest } = tuning
  const quiet = { localSessions: false, localSessionsUpgrading: false, enforceQuota: false }
  const base = { ...options, steward: NO_STEWARD, readOnlyClients: false, actMs: ACT_MS }
  return { ...base, ...rest, config: { ...options.config, ...quiet, ...config } }
}
