/**
 * The bug zoo: 52 realistic bugs of a protocol like this one, each with the place where it was first seen, and what has to
 * notice it. `ground/base/mut.ts` has the switches; the guards stand where the bug would be.
 *
 * Some bugs hide behind a second defence: `with` takes that one away, too. Alone, the lack of it is not noticed in the same seed.
 */
import type { BugName, CatalogueBug } from '../ground/base/mut.ts'

/** How hard it may be to find: within 20, 300 or 5000 seeds of the simulated world. */
export type BugClass = 'easy' | 'medium' | 'hard'
export const SEEDS_MAX: { readonly [K in BugClass]: number } = { easy: 20, medium: 300, hard: 5000 }

/** Who has to notice: prefix or loss, white box, witness, session order, watches, ephemerals, liveness, digests, access, disks. */
export type Oracle = 'P' | 'W' | 'L' | 'S' | 'H' | 'E' | 'V' | 'D' | 'A' | 'X'

export type Bug = {
  /** Its place in the catalogue, from 1. */
  readonly number: number
  /** What it does, in one sentence. */
  readonly what: string
  /** Where a real server had it, or who described it. */
  readonly ancestor: string
  readonly oracles: readonly Oracle[]
  readonly class: BugClass
  /** The other defence that must be gone for it to show. */
  readonly with?: BugName
}

function bug(number: number, kind: BugClass, oracles: string, ancestor: string, what: string, partner?: BugName): Bug {
  const letters = [...oracles].filter(isOracle)
  return { number, what, ancestor, oracles: letters, class: kind, ...(partner === undefined ? {} : { with: partner }) }
}
function isOracle(letter: string): letter is Oracle {
  return 'PWLSHEVDAX'.includes(letter)
}

/** In the order of the catalogue. */
export const ZOO: { readonly [K in CatalogueBug]: Bug } = {
  ackBeforeFlush: bug(1, 'easy', 'WP', 'Zab §III', 'A follower acknowledges a proposal before it is flushed.'),
  ownAckBeforeFlush: bug(2, 'easy', 'WP', 'Zab §III', 'The leader counts itself before its own flush.'),
  halfIsQuorum: bug(3, 'easy', 'WP', 'QuorumMaj', 'Half of the voters are taken for a majority.'),
  observersCount: bug(4, 'medium', 'W', 'ZOOKEEPER-2959', 'Acknowledgements of observers are counted.'),
  twoAcksOfOne: bug(5, 'medium', 'W', 'Zab §III', 'A follower that reconnects is counted twice.'),
  ackOfOldLink: bug(6, 'easy', 'WP', 'Zab §III', 'What was acknowledged over an older link still counts.'),
  commitOutOfOrder: bug(
    7,
    'hard',
    'PL',
    'Zab §III',
    'A proposal is committed before the one ahead of it has a majority.',
    'acksNewestFirst',
  ),
  commitWithoutProposal: bug(
    8,
    'medium',
    'P',
    'Zab, ambiguity 1 of the TLA+ specification',
    'A learner hears of the commit of what was never proposed to it.',
    'gapsAreTaken',
  ),
  deafWhileSyncing: bug(
    9,
    'easy',
    'P',
    'ZOOKEEPER-3911',
    'What is proposed while a learner is brought up to date never reaches it.',
    'gapsAreTaken',
  ),
  upToDateAtNewLeader: bug(
    10,
    'medium',
    'PV',
    'Zab, ambiguity 3 of the TLA+ specification',
    'What was committed between NEWLEADER and UPTODATE is forgotten.',
  ),
  noTrunc: bug(11, 'easy', 'PD', 'LearnerHandler', 'Nobody is told to cut off what was never committed.'),
  truncToUnknown: bug(
    12,
    'medium',
    'PD',
    'LearnerHandler',
    'A learner is cut back to a transaction that it does not have, and keeps what it has.',
  ),
  diffWithGap: bug(
    13,
    'medium',
    'PD',
    'ZOOKEEPER-4925',
    'A DIFF begins behind what the learner lacks.',
    'gapsAreTaken',
  ),
  diffOfUncommitted: bug(14, 'medium', 'WP', 'ZOOKEEPER-3911, 4394', 'A DIFF commits what is only proposed.'),
  halfSnap: bug(15, 'medium', 'DP', 'ZOOKEEPER-2872, 3642', 'An interrupted SNAP leaves half a tree behind.'),
  epochBeforeHistory: bug(16, 'medium', 'WP', 'ZOOKEEPER-4643', 'A follower writes the epoch before its history.'),
  ackNewLeaderEarly: bug(
    17,
    'easy',
    'WP',
    'ZOOKEEPER-4646',
    'NEWLEADER is acknowledged before the history is on disk.',
  ),
  promiseBeforeDisk: bug(18, 'medium', 'W', 'ZOOKEEPER-4685', 'An epoch is promised before the promise is on disk.'),
  promiseTwice: bug(19, 'medium', 'W', 'Learner.registerWithLeader', 'The same epoch is promised to two leaders.'),
  sameEpochAgain: bug(
    20,
    'easy',
    'W',
    'Leader.getEpochToPropose',
    'A leader takes the highest epoch, and not the next one.',
  ),
  leadBeforeOwnEpoch: bug(21, 'medium', 'W', 'Zab §IV', 'A leader begins before its own epoch is on disk.'),
  noHistoryCheck: bug(
    22,
    'medium',
    'P',
    'Leader.waitForEpochAck',
    'A leader does not ask who has a newer history.',
    'voteById',
  ),
  voteById: bug(23, 'hard', 'VP', 'FastLeaderElection.totalOrderPredicate', 'Votes ignore the history behind them.'),
  observerElected: bug(24, 'easy', 'W', 'ZOOKEEPER-764', 'Observers vote and are elected.'),
  believesAnyLeader: bug(
    25,
    'medium',
    'V',
    'FastLeaderElection.checkLeader',
    'Who says that it leads is followed, though nobody else follows.',
  ),
  oldRoundCounts: bug(26, 'hard', 'V', 'FastLeaderElection', 'Votes of an older round are counted.'),
  counterOverflow: bug(27, 'easy', 'W', 'ZOOKEEPER-1277', 'A full counter runs over into the epoch.'),
  deposedServes: bug(28, 'medium', 'LV', 'Leader.lead', 'A leader without a majority goes on.'),
  forgetsLoggedTail: bug(
    29,
    'hard',
    'PD',
    'ZOOKEEPER-4712',
    'What is logged and not applied is forgotten with the leader.',
  ),
  noReplay: bug(30, 'easy', 'PD', 'ZOOKEEPER-2845', 'A restart does not replay the log.'),
  checksumIgnored: bug(31, 'easy', 'DX', 'FileTxnLog', 'Log records are read without a look at their checksum.'),
  badMiddleIsEnd: bug(32, 'easy', 'PX', 'Protocol-aware recovery', 'A bad record in the middle of a log is its end.'),
  noSnapshotIsEmpty: bug(
    33,
    'easy',
    'P',
    'ZOOKEEPER-2325, 3644',
    'Where no snapshot can be read the database is empty.',
  ),
  purgesNeededLog: bug(
    34,
    'medium',
    'X',
    'ZOOKEEPER-3231',
    'A purge removes the log that the newest snapshot needs.',
    'fuzzySnapshots',
  ),
  zombieDisk: bug(35, 'easy', 'V', 'ZOOKEEPER-3701, CORDS', 'A server whose disk failed goes on.'),
  replayNotIdempotent: bug(
    36,
    'medium',
    'DH',
    'ZOOKEEPER-3145',
    'Replay over a fuzzy snapshot leaves old counters at the parent.',
  ),
  partialMulti: bug(37, 'easy', 'DL', 'ZOOKEEPER-3127', 'A multi that fails leaves its first parts behind.'),
  prepOnCommittedTree: bug(38, 'easy', 'L', 'PrepRequestProcessor', 'Requests are checked without what is under way.'),
  suffixFromChildCount: bug(
    39,
    'easy',
    'L',
    'PrepRequestProcessor',
    'Sequence numbers count the children that are there.',
  ),
  badVersionIgnored: bug(40, 'easy', 'L', 'PrepRequestProcessor', 'setData does not look at the version.'),
  ephemeralSurvivesElection: bug(
    41,
    'medium',
    'ED',
    'ZOOKEEPER-1208, 2355',
    'An ephemeral survives when the leader changes while its session is closed.',
  ),
  ephemeralAfterClose: bug(
    42,
    'medium',
    'E',
    'ZOOKEEPER-1496',
    'A session whose end is proposed makes one more ephemeral.',
  ),
  noGraceAfterElection: bug(43, 'easy', 'E', 'SessionTrackerImpl', 'A new leader gives sessions no full timeout.'),
  movedSessionWrites: bug(
    44,
    'medium',
    'SL',
    'SessionTrackerImpl.checkSession',
    'A session writes through the server that it left.',
  ),
  anyPassword: bug(45, 'easy', 'AE', 'ZooKeeperServer.reopenSession', 'A session is given to whoever knows its id.'),
  timeTravel: bug(
    46,
    'easy',
    'S',
    'ZooKeeperServer.processConnectRequest',
    'A client is let in that has seen more than the server.',
  ),
  readOvertakesWrite: bug(47, 'easy', 'S', 'CommitProcessor', 'A read overtakes the write before it.'),
  syncAlone: bug(48, 'medium', 'SL', 'FollowerRequestProcessor', 'A sync is answered without the leader.'),
  watchAfterReply: bug(
    49,
    'easy',
    'H',
    'FinalRequestProcessor',
    'A watch fires behind the answer that shows the change.',
  ),
  watchLostOnReconnect: bug(
    50,
    'medium',
    'H',
    'ZOOKEEPER-1412, 1667',
    'What changed while a client was away is not told.',
  ),
  watchFiresTwice: bug(51, 'easy', 'H', 'ZOOKEEPER-4475', 'A one-shot watch fires more than once.'),
  watchLeaks: bug(52, 'easy', 'A', 'CVE-2024-23944', 'A watch tells of a znode that its session may not read.'),
}

function isName(name: string): name is CatalogueBug {
  return Object.hasOwn(ZOO, name)
}
export const ZOO_NAMES: readonly CatalogueBug[] = Object.keys(ZOO).filter(isName)

/** Whether a catalogued bug has this name. */
export { isName as isZooBug }

/** The switches that bring a bug to light: itself, and the defence that hides it. */
export function switchesOf(name: CatalogueBug): readonly BugName[] {
  const { with: partner } = ZOO[name]
  return partner === undefined ? [name] : [name, partner]
}
