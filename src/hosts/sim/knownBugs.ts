/**
 * What swarms have found in the protocol, one row each (the practice of etcd's robustness suite). A bug stays here when it
 * is mended: its scenario is what keeps it away, and a test sees to it that the scenario is there.
 */

import type { CatalogueBug, FoundBug } from '../../ground/base/mut.ts'

export type KnownBug = {
  /** What went wrong, as it showed. */
  readonly what: string
  /** Who found it: a seed of the swarm at that time, or the name of what did. */
  readonly foundBy: string
  /** The test that fails without the fix: its file below `src`, and its name. */
  readonly file: string
  readonly test: string
  /** The switch that brings it back (`npm run sim -- --mutant NAME`), proved in `zoo/found.test.ts` or `zoo/zoo.test.ts`. */
  readonly mutant: CatalogueBug | FoundBug
}

export const KNOWN_BUGS: readonly KnownBug[] = [
  {
    what: 'A learner without anything was told that it had everything, by a leader whose committed log was empty.',
    foundBy: 'seeds 254 and 430 of the first swarm',
    file: 'hosts/sim/scenarios/durability.test.ts',
    test: 'an empty server that joins a leader without a committed log gets the whole tree',
    mutant: 'emptyLogHasAll',
  },
  {
    what: 'An acknowledgement was counted of a follower that had been cut back and logged the proposal again.',
    foundBy: 'the durability checker over the first swarm',
    file: 'hosts/sim/scenarios/durability.test.ts',
    test: 'who is cut back acknowledges anew: what it had on disk before counts no more',
    mutant: 'ackOfOldLink',
  },
  {
    what: 'A leader that was sure at once gave up before its followers had waited for a better vote, round after round.',
    foundBy: 'seed 11 of the swarm with 24 fault classes: no core leader within 10 s',
    file: 'hosts/sim/scenarios/found.test.ts',
    test: 'a leader that was sure at once waits for those who may still wait for a better vote',
    mutant: 'joinWithoutPatience',
  },
  {
    what: 'An observer that had settled and a voter that still waited answered each other without end.',
    foundBy: 'seed 1012: without a delay of messages the time stood still',
    file: 'protocol/election/election.test.ts',
    test: 'an observer that has settled and a voter that still waits do not talk without end',
    mutant: 'answersTheSettled',
  },
  {
    what: 'A client that made a session by the operation, with a timeout below zero, threw the leader over, and each one after it.',
    foundBy: 'the fuzzer of the gate client, seed 1, episode 69',
    file: 'hosts/sim/fuzz/fuzz.test.ts',
    test: 'a session that is asked for with a timeout below zero throws no leader over',
    mutant: 'timeoutBelowZero',
  },
  {
    what: 'A server whose membership file had lost its end took itself for the whole ensemble, and led beside the others.',
    foundBy: 'damage at each byte of a folder: a cut at byte 44 of zoo.cfg.dynamic',
    file: 'hosts/sim/damage/damage.test.ts',
    test: 'a membership that lost its end makes no ensemble of its own',
    mutant: 'membershipUnchecked',
  },
  {
    what: 'A sync behind a write of its own session was never answered where the client sat at the leader.',
    foundBy: 'clients that asked for both at once',
    file: 'hosts/sim/zoo/found.test.ts',
    test: 'a leader answers its own sync behind a write of the session',
    mutant: 'ownSyncUnanswered',
  },
  {
    what: 'An election dial that nobody answered was never tried again.',
    foundBy: 'a cold start with lost dials',
    file: 'protocol/server/mesh.test.ts',
    test: 'a dial that nobody answers is given up after the time-out and tried again',
    mutant: 'dialOnce',
  },
  {
    what: 'A learner kept whatever a lying leader sent during synchronisation, and applied it in that order.',
    foundBy: 'a reading of what the fuzzer of the gate peer had found, seed 3, episode 1867',
    file: 'hosts/sim/zoo/found.test.ts',
    test: 'what is sent during synchronisation is taken in its order, or the leader is left',
    mutant: 'syncUnordered',
  },
  {
    what: 'An INFORM of a lying leader was applied before proposals that waited for their commit: the log and the tree disagreed.',
    foundBy: 'the fuzzer of the gate peer, seed 3, episode 1867',
    file: 'hosts/sim/zoo/found.test.ts',
    test: 'a transaction that comes committed never overtakes proposals that wait for their commit',
    mutant: 'informOvertakes',
  },
  {
    what: 'A transaction of an epoch that nobody had agreed on was taken, and the next epoch began before it.',
    foundBy: 'the fuzzer of the gate peer, seed 5, episode 589',
    file: 'hosts/sim/zoo/found.test.ts',
    test: 'nothing is taken of an epoch that was never agreed',
    mutant: 'laterEpochTaken',
  },
  {
    what: 'A learner that read its folder for a TRUNC fell over what came behind it and was no packet.',
    foundBy: 'the fuzzer of the gate peer, seed 5, episode 472',
    file: 'hosts/sim/zoo/found.test.ts',
    test: 'what waits behind a TRUNC and is no packet ends the link, and not the server',
    mutant: 'unguardedAfterTrunc',
  },
  {
    what: 'Garbage that a stranger had said to a looking server broke the link that made it leader, or the server itself.',
    foundBy: 'a reading of what the fuzzer of the gate peer had found, seed 5, episode 472',
    file: 'hosts/sim/zoo/found.test.ts',
    test: 'what waits in the backlog and is no packet ends its own link',
    mutant: 'unguardedBacklog',
  },
  {
    what: 'A tree that came whole was written with NEWLEADER only: a vote spoke for it before, and a crash took it back.',
    foundBy: 'a crash at every effect of a script',
    file: 'hosts/sim/scenarios/durability.test.ts',
    test: 'a tree that came whole goes to the disk before anything else is read',
    mutant: 'treeWrittenLater',
  },
  {
    what: 'A leader that changed its epoch between LEADERINFO and NEWLEADER had a learner take one it never promised.',
    foundBy: 'the fuzzer of the gate peer, seed 20261122, episode 155',
    file: 'hosts/sim/fuzz/found.test.ts',
    test: 'a leader that names another epoch than it agreed on is left, and its epoch is not taken',
    mutant: 'epochNeverAgreed',
  },
  {
    what: 'A learner that had accepted the last epoch there is threw the leader over.',
    foundBy: 'the fuzzer of the gate peer, seed 20261122, episode 140',
    file: 'hosts/sim/fuzz/found.test.ts',
    test: 'a learner that has accepted the last epoch there is throws no leader over',
    mutant: 'epochAfterLast',
  },
  {
    what: 'An observer that heard two voters in different rounds, who did not hear each other, went from one to the other without end.',
    foundBy: 'a seed of the swarm whose time stood still',
    file: 'protocol/election/election.test.ts',
    test: 'an observer between two voters in different rounds, who do not hear each other, does not go back and forth',
    mutant: 'backAndForth',
  },
  {
    what: 'A server that was to be cut back to the start of an epoch did not find it in its log, and ended at each start.',
    foundBy: 'seed 657 of the swarm',
    file: 'hosts/sim/zoo/found.test.ts',
    test: 'a server is cut back to the start of an epoch, which stands in no log',
    mutant: 'epochStartUnknown',
  },
  {
    what: 'A contender that lost its server while it put itself into a line looked for itself too soon, and stood in it twice.',
    foundBy: 'seed 1754 of the swarm',
    file: 'hosts/sim/zoo/found.test.ts',
    test: 'a contender whose create waits for its quorum while it is looked for stands in line once',
    mutant: 'syncForWrite',
  },
]
