/**
 * A server's whole state: plain data, cloneable and printable.
 *
 * Numbered invariants, held after each step (invariants.ts):
 * 1. `acceptedEpoch` and `currentEpoch` are what the disk holds durably; currentEpoch <= acceptedEpoch.
 * 2. `tail` holds what was appended to the log and is not applied yet, in zxid order, all beyond db.lastProcessedZxid.
 * 3. A continuation runs once, in ticket order, and only after its ticket is durable.
 * 4. Fields live in the role that needs them; `become…` in roles.ts are the only doors between roles.
 */

import type { Rng } from '../../ground/base/rng.ts'
import type { SessionIds, SessionTracker } from '../../ground/data/sessions.ts'
import type { Database } from '../../ground/data/tree.ts'
import type { Watches } from '../../ground/data/watches.ts'
import type { Epoch, LinkId, Millis, ServerId, SessionId, Zxid } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { Inbox } from '../../ground/jute/frames.ts'
import type { Notification } from '../../ground/jute/peer.ts'
import type { Id } from '../../ground/jute/records.ts'
import type { TxnRecord } from '../../ground/jute/txns.ts'
import type { ServerConfig } from '../config.ts'
import type { Election } from '../election/election.ts'
import type { Membership, Views } from '../membership.ts'
import type { Channel } from '../seam.ts'
import type { SyncMode, Vote, ZabPhase } from '../trace.ts'
import type { Gardener } from './containers.ts'
import type { LocalSessions } from './localSessions.ts'
import type { Outstanding } from './outstanding.ts'
import type { Request } from './request.ts'
import type { ConnectionStats, ServerStats } from './stats.ts'

/** A transaction with its encoded bytes, as proposed, logged and kept for DIFF. */
export type Proposal = { readonly zxid: Zxid; readonly record: TxnRecord; readonly bytes: Uint8Array }

/** What to do once a ticket is durable. */
export type Continuation =
  /** Told of; a follower also acknowledges it, an observer (whose INFORM is committed already) does not. */
  | { readonly type: 'ackProposal'; readonly zxid: Zxid }
  | { readonly type: 'promise'; readonly epoch: Epoch }
  | { readonly type: 'establish'; readonly epoch: Epoch }

export type DiskState = {
  nextTicket: number
  /** Every operation up to here is durable. */
  storedTo: number
  waiting: { ticket: number; then: Continuation }[]
  /** The log file that the next append goes to, or undefined to open a new one (after a start, a snapshot, a sync). */
  logFile: string | undefined
  /** Transactions appended since the last snapshot, and at how many the next one is due (snapCount, half of it drawn). */
  sinceSnapshot: number
  snapshotAt: number
  /** Lengths of the folder's files in bytes, by name. */
  readonly sizes: Map<string, number>
  /** Snapshots that were broken off: they count for nothing when old files are removed. */
  readonly broken: Set<string>
  /** When old files are removed next; Infinity: never. */
  purgeAt: Millis
}

/** One client's connection. */
export type Connection = {
  readonly link: LinkId
  readonly address: string
  readonly inbox: Inbox
  identities: readonly Id[]
  /** `new`: no connect request yet. `opening`: its session is being made or revalidated, nothing more is read meanwhile. */
  phase: 'new' | 'opening' | 'open'
  session: SessionId
  timeoutMs: Millis
  /** The client sent the readOnly byte, so the answer carries one. */
  readOnlyFlag: boolean
  resumed: boolean
  /** Requests read and not yet answered. */
  outstanding: number
  /** Closed when nothing was heard until then. */
  deadline: Millis
  openedAt: Millis
  received: number
  sent: number
  lastZxid: Zxid
  /** When its connect request was read. */
  askedAt: Millis
  stats: ConnectionStats
}

/** A request that waits for a commit (`write`), for SYNC, or behind such a one of its session. */
export type Queued = {
  readonly link: LinkId
  readonly request: Request
  readonly readAt: Millis
  /** A closeSession that this server answers by itself: the session is its own. */
  readonly isLocal?: boolean
  /** Why this server would have refused it; it is logged as refused all the same, and this is what its client hears. */
  readonly refusal?: KeeperErrorName | undefined
}

export type Looking = {
  readonly type: 'looking'
  /** Undefined while what was logged is not durable yet: a vote speaks of durable transactions only. */
  election: Election | undefined
  /** Notifications that came before the election could start (`earlyVotesMax`). */
  early: { readonly from: ServerId; readonly notification: Notification }[]
  /** Learners that dialled before we knew that we lead: kept like a listener's backlog (`backlogMax`, `backlogBytesMax`). */
  backlog: { readonly link: LinkId; readonly bytes: Uint8Array[]; size: number }[]
  /** An observer that lost its leader waits a random while. */
  notBefore: Millis
  /** When reads are served without a leader (Infinity: never, or they are already), and whether they are. */
  readOnlyAt: Millis
  isReadOnly: boolean
  /** A reconfiguration named our next leader: no election, straight to it, as soon as the log is durable. */
  designated: ServerId | undefined
}

/** How far a learner is with its leader. */
export type LearnerPhase = 'connecting' | 'discovery' | 'synchronization' | 'established' | 'broadcast'

/** The learner's part of Zab, for followers and observers alike. */
export type Learner = {
  leader: ServerId
  link: LinkId | undefined
  inbox: Inbox
  phase: LearnerPhase
  tries: number
  /** Dial again then (Infinity: not waiting). */
  retryAt: Millis
  /** The leader counts as dead when nothing came until then. */
  deadline: Millis
  epoch: Epoch
  syncMode: SyncMode | undefined
  /** Packets are not read on while the folder is being read for TRUNC, or a SNAP's stream is incomplete. */
  reading:
    | { readonly type: 'truncate'; readonly zxid: Zxid; readonly ticket: number }
    | { readonly type: 'snapshot'; readonly zxid: Zxid }
    | undefined
  /** Proposals of the synchronisation (and after NEWLEADER, until UPTODATE), and which of them were committed. */
  notCommitted: Proposal[]
  committed: Zxid[]
  /** Proposals in broadcast, logged or being logged, not committed: the head is the next to commit. */
  pending: Proposal[]
  /** Sessions heard of since the leader's last ping: id → timeout (LearnerSessionTracker). */
  touches: Map<SessionId, Millis>
  /** The membership that came with NEWLEADER: activated with UPTODATE. */
  membership: Membership | undefined
  /** Reconfigurations committed during the synchronisation, with the leader that each names. */
  readonly designations: Map<Zxid, ServerId>
  /** Connections that wait for the leader's word on their session. */
  revalidating: Map<SessionId, LinkId>
  syncs: { readonly session: SessionId; readonly cxid: number }[]
}
export type Following = Learner & { readonly type: 'following' }
export type Observing = Learner & { readonly type: 'observing' }

/** One learner as its leader sees it (LearnerHandler). */
export type LearnerHandler = {
  readonly link: LinkId
  readonly inbox: Inbox
  server: ServerId | undefined
  observer: boolean
  phase: 'new' | 'promised' | 'acked' | 'syncing' | 'synced'
  acceptedEpoch: Epoch
  lastZxid: Zxid
  /** Receives proposals (a follower) or informs (an observer). */
  forwarding: boolean
  upToDate: boolean
  deadline: Millis
}

/** `memberships`: whose majorities it needs, fixed when it was proposed. */
export type PendingProposal = Proposal & {
  readonly acks: Set<ServerId>
  readonly memberships: readonly Membership[]
}

export type Leading = {
  readonly type: 'leading'
  phase: ZabPhase
  /** Undefined until a majority has said which epochs it accepted. */
  epoch: Epoch | undefined
  readonly learners: Map<LinkId, LearnerHandler>
  /** Who said which epoch they accepted, who promised ours, who has our history: all with ourselves. */
  readonly connecting: Set<ServerId>
  readonly promised: Set<ServerId>
  readonly established: Set<ServerId>
  deadline: Millis
  tickAt: Millis
  halfTicks: number
  lastProposed: Zxid
  lastCommitted: Zxid
  /** Proposed, not committed, in the order of zxids; by counter, as all are of one epoch. */
  readonly proposals: Map<number, PendingProposal>
  outstanding: Outstanding
  tracker: SessionTracker | undefined
  /** SYNC answers that wait for the commit of a zxid. */
  readonly syncs: { readonly zxid: Zxid; readonly link: LinkId }[]
  /**
   * Who leads from now on: a committed reconfiguration takes the lead from us. We commit nothing more, and follow it as soon
   * as the others have left us (Leader.allowedToCommit).
   */
  heir: ServerId | undefined
  /** Looks after containers and TTL nodes from broadcast on. */
  garden: Gardener
}

export type Role = Looking | Following | Leading | Observing

/** The election links: one for each pair, kept by the side with the larger id. */
export type Mesh = {
  readonly links: Map<ServerId, LinkId>
  readonly dialling: Map<ServerId, LinkId>
  /** Dials that were still unanswered when we looked: since when. */
  readonly unanswered: Map<LinkId, Millis>
  /** Incoming, or outgoing before its handshake: bytes not yet taken. */
  readonly inboxes: Map<LinkId, { peer: ServerId | undefined; readonly dialled: boolean; readonly inbox: Inbox }>
  /** The newest message to each peer: queues of one, where the newest wins (QuorumCnxManager). */
  readonly last: Map<ServerId, Uint8Array>
}

export type Server = {
  readonly config: ServerConfig
  readonly rng: Rng
  /** The time of the input that is being taken. */
  clock: Millis
  started: boolean
  ended: string | undefined
  db: Database
  watches: Watches
  disk: DiskState
  acceptedEpoch: Epoch
  currentEpoch: Epoch
  /** Who belongs to the ensemble, as this server knows it: committed, and proposed. */
  views: Views
  /** Appended to the log, not applied. */
  tail: Proposal[]
  /** Recent committed proposals, oldest first (ZKDatabase.committedLog). */
  committedLog: Proposal[]
  /** The logical clock of elections: lives as long as the process. */
  round: number
  /** The result of the last election, and its round: what settled servers answer with. */
  vote: Vote
  voteRound: number
  role: Role
  mesh: Mesh
  linkCount: number
  /** What each open link is for. */
  readonly channels: Map<LinkId, Channel>
  readonly connections: Map<LinkId, Connection>
  /** Requests that wait for a commit and what queues behind them, by session, in order (CommitProcessor). */
  readonly queues: Map<SessionId, Queued[]>
  queued: number
  /** Whether some connection may hold bytes that could not be taken when they came. */
  unread: boolean
  sessionIds: SessionIds
  /** The tree's digest after transactions whose zxid is a multiple of 128, the newest last (DataTree.digestLog). */
  digests: { readonly zxid: Zxid; readonly digest: bigint }[]
  /** What `gtmk` tells and `stmk` sets (ZooTrace): nothing here looks at it. */
  traceMask: bigint
  /** Sessions that nobody else knows; undefined while there can be none. */
  local: LocalSessions | undefined
  stats: ServerStats
}
