/** Switches beside the 52: defences that can be taken away, and bugs that were found here and mended. */
import type { FoundBug, Undefended } from '../../../ground/base/mut.ts'

/** What each second defence is, without which another bug shows. Taking one away does no harm by itself. */
export const UNDEFENDED: { readonly [K in Undefended]: string } = {
  gapsAreTaken: 'A follower takes a proposal that does not follow its last one (3.8.0 only warns).',
  acksNewestFirst: 'What is flushed together is acknowledged with the newest first.',
  fuzzySnapshots: 'Snapshots are named after a transaction before their last one, as ZooKeeper names its own.',
}

/** What each bug did that was found here. */
export const FOUND: { readonly [K in FoundBug]: string } = {
  emptyLogHasAll: 'A leader whose committed log is empty tells every learner that it has everything.',
  ownSyncUnanswered: 'A sync behind a write of its session is never answered by the leader itself.',
  joinWithoutPatience: 'A leader that was sure at once gives up before the others have waited for a better vote.',
  dialOnce: 'An election dial that nobody answers is never tried again.',
  answersTheSettled: 'A looking voter answers an observer that has settled, which answers back, without end.',
  timeoutBelowZero: 'A session that is asked for with a timeout below zero throws the leader over.',
  membershipUnchecked: 'A membership file that has lost its end makes an ensemble of its own.',
  syncUnordered: 'A learner takes what its leader sends during synchronisation in any order.',
  informOvertakes: 'A transaction that comes committed is applied before proposals that wait for their commit.',
  laterEpochTaken: 'A transaction of an epoch that was never agreed is taken for the next one.',
  unguardedAfterTrunc: 'What waits behind a TRUNC and is no packet throws its learner over.',
  unguardedBacklog: 'What waits in the backlog and is no packet breaks the link that decided the election.',
  backAndForth: 'An observer between two voters in different rounds goes back and forth, and asks ever more.',
  treeWrittenLater: 'A tree that came whole is written with NEWLEADER only, and a vote may speak for it before.',
  epochNeverAgreed: 'A NEWLEADER of another epoch than was agreed on is taken.',
  epochAfterLast: 'A learner that has accepted the last epoch there is throws its leader over.',
  epochStartUnknown: 'A server that is cut back to the start of an epoch does not find it in its log, and ends.',
  syncForWrite: 'A contender whose create was lost looks for it behind a sync only, and may stand in line twice.',
}

function isOther(name: string): name is Undefended | FoundBug {
  return Object.hasOwn(UNDEFENDED, name) || Object.hasOwn(FOUND, name)
}
export const OTHER_BUGS: readonly (Undefended | FoundBug)[] = Object.keys({ ...UNDEFENDED, ...FOUND }).filter(isOther)
