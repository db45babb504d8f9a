/**
 * Switches that put a bug back into the protocol, one name each: the zoo (protocol/zoo.ts tells what each one does). They
 * prove that the checkers see what they must.
 *
 * Laws: 1. Whoever runs servers for people builds with `withoutBugs` (hosts/node/withoutBugs.mjs), which makes every
 * `mut('name')` the constant false: neither name nor bug is left. 2. Elsewhere all are off until somebody switches one on, and a
 * switch holds for the whole thread.
 */

/** The 52 of the catalogue, in its order. */
export type CatalogueBug =
  | 'ackBeforeFlush'
  | 'ownAckBeforeFlush'
  | 'halfIsQuorum'
  | 'observersCount'
  | 'twoAcksOfOne'
  | 'ackOfOldLink'
  | 'commitOutOfOrder'
  | 'commitWithoutProposal'
  | 'deafWhileSyncing'
  | 'upToDateAtNewLeader'
  | 'noTrunc'
  | 'truncToUnknown'
  | 'diffWithGap'
  | 'diffOfUncommitted'
  | 'halfSnap'
  | 'epochBeforeHistory'
  | 'ackNewLeaderEarly'
  | 'promiseBeforeDisk'
  | 'promiseTwice'
  | 'sameEpochAgain'
  | 'leadBeforeOwnEpoch'
  | 'noHistoryCheck'
  | 'voteById'
  | 'observerElected'
  | 'believesAnyLeader'
  | 'oldRoundCounts'
  | 'counterOverflow'
  | 'deposedServes'
  | 'forgetsLoggedTail'
  | 'noReplay'
  | 'checksumIgnored'
  | 'badMiddleIsEnd'
  | 'noSnapshotIsEmpty'
  | 'purgesNeededLog'
  | 'zombieDisk'
  | 'replayNotIdempotent'
  | 'partialMulti'
  | 'prepOnCommittedTree'
  | 'suffixFromChildCount'
  | 'badVersionIgnored'
  | 'ephemeralSurvivesElection'
  | 'ephemeralAfterClose'
  | 'noGraceAfterElection'
  | 'movedSessionWrites'
  | 'anyPassword'
  | 'timeTravel'
  | 'readOvertakesWrite'
  | 'syncAlone'
  | 'watchAfterReply'
  | 'watchLostOnReconnect'
  | 'watchFiresTwice'
  | 'watchLeaks'

/** Defences that stand behind another: without one of them nothing is wrong yet, and with the other bug it shows. */
export type Undefended = 'gapsAreTaken' | 'acksNewestFirst' | 'fuzzySnapshots'

/** Bugs that were found in this implementation, and mended. */
export type FoundBug =
  | 'emptyLogHasAll'
  | 'ownSyncUnanswered'
  | 'joinWithoutPatience'
  | 'dialOnce'
  | 'answersTheSettled'
  | 'timeoutBelowZero'
  | 'membershipUnchecked'
  | 'syncUnordered'
  | 'informOvertakes'
  | 'laterEpochTaken'
  | 'unguardedAfterTrunc'
  | 'unguardedBacklog'
  | 'backAndForth'
  | 'treeWrittenLater'
  | 'epochNeverAgreed'
  | 'epochAfterLast'
  | 'epochStartUnknown'
  | 'syncForWrite'

export type BugName = CatalogueBug | Undefended | FoundBug

const active = new Set<BugName>()
const state = { any: false }

/** Switches on exactly these, for all servers of this thread. */
export function infect(names: readonly BugName[]): void {
  active.clear()
  for (const name of names) active.add(name)
  state.any = names.length > 0
}

/** Whether a bug is switched on. Product builds replace each call by `false`. */
export function mut(name: BugName): boolean {
  return state.any && active.has(name)
}
