/** The bugs that were found here, each with the scene that shows it. */
import type { FoundBug } from '../../../ground/base/mut.ts'
import type { Programs } from '../program.ts'
import {
  betweenRounds,
  emptyLog,
  epochStart,
  lostCreate,
  lostDials,
  ownSync,
  patience,
  sessionOfThePast,
  settledObserver,
  shortMembership,
  wholeTree,
} from './scenesOfFound.ts'
import {
  garbageBehindTrunc,
  garbageInBacklog,
  lastEpoch,
  laterEpoch,
  otherEpoch,
  overtakingInform,
  unorderedSync,
} from './scenesOfLies.ts'

/** What shows the bug, under which seed. It is quiet without the bug. */
export type Proof = { readonly seed: number; readonly play: (seed: number, programs: Programs) => void }

export const PROOFS: { readonly [K in FoundBug]: Proof } = {
  emptyLogHasAll: { seed: 1, play: emptyLog },
  ownSyncUnanswered: { seed: 1, play: ownSync },
  joinWithoutPatience: { seed: 1, play: patience },
  dialOnce: { seed: 1, play: lostDials },
  answersTheSettled: { seed: 1, play: settledObserver },
  timeoutBelowZero: { seed: 1, play: sessionOfThePast },
  membershipUnchecked: { seed: 1, play: shortMembership },
  syncUnordered: { seed: 1, play: unorderedSync },
  informOvertakes: { seed: 1, play: overtakingInform },
  laterEpochTaken: { seed: 1, play: laterEpoch },
  unguardedAfterTrunc: { seed: 1, play: garbageBehindTrunc },
  unguardedBacklog: { seed: 1, play: garbageInBacklog },
  backAndForth: { seed: 1, play: betweenRounds },
  treeWrittenLater: { seed: 1, play: wholeTree },
  epochNeverAgreed: { seed: 1, play: otherEpoch },
  epochAfterLast: { seed: 1, play: lastEpoch },
  epochStartUnknown: { seed: 657, play: epochStart },
  syncForWrite: { seed: 1, play: lostCreate },
}
