/** Every timeout and limit of a server, ZooKeeper's default beside each. Times in milliseconds. */
import type { Millis, ServerId } from '../ground/ids.ts'
import type { Member } from './membership.ts'

/** The four-letter words that are answered (07 §7). */
export const wordNames = [
  'conf',
  'cons',
  'crst',
  'dirs',
  'dump',
  'envi',
  'gtmk',
  'hash',
  'isro',
  'mntr',
  'ruok',
  'srst',
  'srvr',
  'stat',
  'stmk',
  'wchc',
  'wchp',
  'wchs',
] as const
export type WordName = (typeof wordNames)[number]

/** The process around a server: its client port, its data folder, and the lines of `envi` after the version. */
export type ProcessFacts = {
  readonly clientPort: number
  readonly dataDir: string
  readonly environment: readonly (readonly [name: string, value: string])[]
}

export type ServerConfig = {
  readonly self: ServerId
  /**
   * The ensemble that the configuration file names, ascending by id. With `reconfigEnabled` it is only where a server
   * begins: what its folder and the others know is newer (`membership.ts`).
   */
  readonly members: readonly Member[]
  /** reconfigEnabled, false: whether the membership may change while the ensemble runs. */
  readonly reconfigEnabled: boolean
  /** standaloneEnabled, true: a lone server can't be reconfigured, and no membership may have fewer than two voters. */
  readonly standaloneEnabled: boolean
  /** tickTime, 2000. The unit of the limits below and of session expiry. */
  readonly tickTime: Millis
  /** initLimit, ticks to connect and synchronise: 10. */
  readonly initLimit: number
  /**
   * Ticks that a leader waits, beside the finalize wait of the others, until a majority has dialled it: 1. ZooKeeper waits
   * initLimit ticks (20 s) here; a vote that was overtaken by a better one would leave a leader without followers on the
   * screen for as long.
   */
  readonly leaderJoinLimit: number
  /**
   * Learners that dialled a server which does not know yet whether it leads: 50, what the backlog of a ServerSocket holds.
   * (ZooKeeper listens from the moment it leads; before that a dial is refused, and tried again.)
   */
  readonly backlogMax: number
  /** Bytes that one of them may have sent by then: 65536, a socket's buffer. A learner introduces itself (some 50) and waits. */
  readonly backlogBytesMax: number
  /** QuorumCnxManager.RECV_CAPACITY, 100: votes heard before the election can begin; the oldest are forgotten first. */
  readonly earlyVotesMax: number
  /** syncLimit, ticks between a request and its acknowledgement: 5. */
  readonly syncLimit: number
  /** minSessionTimeout, 2 ticks: 4000; maxSessionTimeout, 20 ticks: 40000. */
  readonly sessionTimeoutMsMin: Millis
  readonly sessionTimeoutMsMax: Millis
  /** jute.maxbuffer, 0xfffff: a longer frame closes the connection. */
  readonly frameBytesMax: number
  /** maxClientCnxns, 60 for each address; here for the server. */
  readonly connectionsMax: number
  /** globalOutstandingLimit, 1000: beyond it a connection with requests outstanding is not read on. */
  readonly outstandingMax: number
  /** Connections without a session are closed after 10 s (NIOServerCnxnFactory). */
  readonly handshakeTimeoutMs: Millis
  /** fastleader.minNotificationInterval 200 and maxNotificationInterval 60000. */
  readonly notificationMsMin: Millis
  readonly notificationMsMax: Millis
  /** FastLeaderElection.finalizeWait, 200: how long to wait for a better vote once a majority agrees. */
  readonly finalizeWaitMs: Millis
  /**
   * End the finalize wait at once where every voter whose link is up has already voted in this round: no better vote can
   * come. Ours (default true); false is ZooKeeper's behaviour.
   */
  readonly finalizeEarly: boolean
  /** zookeeper.cnxTimeout, 5000: an election dial that nobody answered for so long is given up. */
  readonly dialTimeoutMs: Millis
  /** Learner.connectToLeader: 5 tries, 100 ms apart. */
  readonly connectTries: number
  readonly connectRetryMs: Millis
  /** observer.election.DelayMs, 200: a random part of it before an observer looks again. */
  readonly observerElectionDelayMs: Millis
  /** commitLogCount, 500: committed proposals kept in memory for DIFF. */
  readonly committedLogMax: number
  /** Transactions of one epoch: 0xffffffff, as many as a counter of 32 bits has; less where a full one is to be seen. */
  readonly zxidCounterMax: number
  /** snapCount, 100000: transactions between snapshots (a random half of it is drawn each time). */
  readonly snapCount: number
  /** txn-log sync: snapshotSizeFactor 0.33 of the newest snapshot (ZKDatabase). */
  readonly snapshotSizeFactor: number
  /** extendedTypesEnabled, false in ZooKeeper; true here so that TTL nodes can be seen. */
  readonly extendedTypes: boolean
  /** znode.container.checkIntervalMs, 60000: how often the leader looks for containers and TTL nodes to delete. */
  readonly containerCheckMs: Millis
  /** znode.container.maxPerMinute, 10000: deletions are spread, one in 6 ms. */
  readonly containersPerMinuteMax: number
  /** znode.container.maxNeverUsedIntervalMs, 0 (never): how long a container that never had a child may stay. */
  readonly containerNeverUsedMs: Millis
  /** enforceQuota, false: whether hard limits of quotas refuse writes. */
  readonly enforceQuota: boolean
  /** readonlymode.enabled, false: whether a server that finds no leader answers reads of clients that allow it. */
  readonly readOnlyMode: boolean
  /** localSessionsEnabled, false: a new session is its server's own affair, until it needs an ephemeral. */
  readonly localSessions: boolean
  /** localSessionsUpgradingEnabled, false: whether the first ephemeral makes a local session one of the ensemble's. */
  readonly localSessionsUpgrading: boolean
  /** autopurge.purgeInterval, 0 (never): how often old snapshots and logs are removed; the first time at the start. */
  readonly purgeIntervalMs: Millis
  /** autopurge.snapRetainCount, 3 at least: the newest valid snapshots that stay, with the logs that they need. */
  readonly snapRetainCount: number
  /** DigestAuthenticationProvider.superDigest, unset: `super:base64(sha1(user:password))`; whoever proves it may do everything. */
  readonly superDigest: string | undefined
  /**
   * A second identity of that kind, for the host itself, which adds and removes servers through a client connection as an
   * administrator would. Ours; undefined: nobody.
   */
  readonly adminDigest: string | undefined
  /** 4lw.commands.whitelist: `srvr` alone in ZooKeeper; all here, which answers nobody but its own machine. */
  readonly wordsAllowed: readonly WordName[]
  /** What `conf` and `envi` tell of the process around the server. */
  readonly process: ProcessFacts
  /** Milliseconds since 1970 at virtual time 0: what ctime and mtime are counted from. */
  readonly wallClockAtZero: number
  /** Seed of this server's dice. */
  readonly seed: number
  /** Counts the starts of this server, from 1: part of the link ids that it mints, so that none is used twice. */
  readonly incarnation: number
}

/** A configuration with ZooKeeper's defaults for server `self` of `members`. */
export function serverConfig(
  self: ServerId,
  members: readonly Member[],
  changes: Partial<ServerConfig> = {},
): ServerConfig {
  const tickTime = changes.tickTime ?? 2000
  return {
    self,
    members,
    reconfigEnabled: false,
    standaloneEnabled: true,
    tickTime,
    initLimit: 10,
    leaderJoinLimit: 1,
    backlogMax: 50,
    backlogBytesMax: 65_536,
    earlyVotesMax: 100,
    syncLimit: 5,
    sessionTimeoutMsMin: 2 * tickTime,
    sessionTimeoutMsMax: 20 * tickTime,
    frameBytesMax: 0xfffff,
    connectionsMax: 60,
    outstandingMax: 1000,
    handshakeTimeoutMs: 10_000,
    notificationMsMin: 200,
    notificationMsMax: 60_000,
    finalizeWaitMs: 200,
    finalizeEarly: true,
    dialTimeoutMs: 5000,
    connectTries: 5,
    connectRetryMs: 100,
    observerElectionDelayMs: 200,
    committedLogMax: 500,
    zxidCounterMax: 0xffffffff,
    snapCount: 100_000,
    snapshotSizeFactor: 0.33,
    extendedTypes: true,
    containerCheckMs: 60_000,
    containersPerMinuteMax: 10_000,
    containerNeverUsedMs: 0,
    enforceQuota: false,
    readOnlyMode: false,
    localSessions: false,
    localSessionsUpgrading: false,
    purgeIntervalMs: 0,
    snapRetainCount: 3,
    superDigest: undefined,
    adminDigest: undefined,
    wordsAllowed: wordNames,
    process: { clientPort: 2181, dataDir: '/data', environment: [] },
    wallClockAtZero: 1_700_000_000_000,
    seed: self,
    incarnation: 1,
    ...changes,
  }
}

export type { Member, PeerType } from './membership.ts'
