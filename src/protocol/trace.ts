/**
 * One closed union of what happens inside servers and clients. It feeds the picture, the story, the checkers and the
 * transcript tests. "Ignored, because …" is an event too: the page can always answer "why?".
 */
import type { Epoch, LinkId, Millis, ServerId, SessionId, Zxid } from '../ground/ids.ts'
import type { KeeperErrorName } from '../ground/jute/errors.ts'
import type { OpName, WatchEventName } from '../ground/jute/opcodes.ts'
import type { PeerStateName } from '../ground/jute/peer.ts'
import type { Txn, TxnHeader } from '../ground/jute/txns.ts'
import type { ClientOp, OpOutcome } from './client/seam.ts'
import type { Member } from './membership.ts'
import type { RecipeDeed, RecipeName } from './recipes/seam.ts'

/** What a server votes for: compared by epoch, then zxid, then id. */
export type Vote = { readonly leader: ServerId; readonly zxid: Zxid; readonly epoch: Epoch }
/** Phases of Zab: 0 election, 1 discovery, 2 synchronisation, 3 broadcast. */
export type ZabPhase = 'election' | 'discovery' | 'synchronization' | 'broadcast'
/** How a learner is brought up to date. */
export type SyncMode = 'DIFF' | 'TRUNC' | 'SNAP'
export type RoleName = PeerStateName
export type WatchKind = 'data' | 'exist' | 'child' | 'persistent' | 'persistentRecursive'

/** Happens inside a server. */
export type ServerEvent =
  | {
      readonly type: 'booted'
      readonly lastZxid: Zxid
      readonly acceptedEpoch: Epoch
      readonly currentEpoch: Epoch
      readonly znodes: number
      readonly incarnation: number
      readonly tornBytes: number
      /** Whose majority decides, ascending: the configuration's participants. */
      readonly voters: readonly ServerId[]
    }
  /**
   * What this server goes by from now on: the membership that was committed. Told at the start too (`booted`), after
   * `booted`; `heard`: from a peer's notification while looking.
   */
  | {
      readonly type: 'configActivated'
      readonly version: Zxid
      readonly members: readonly Member[]
      readonly how: 'booted' | 'committed' | 'synchronized' | 'heard'
    }
  /** A newer membership is proposed: until it is activated (or forgotten) every decision needs a majority of both. */
  | { readonly type: 'configPending'; readonly version: Zxid; readonly members: readonly Member[] }
  /** A proposed membership came to nothing: nobody committed it. */
  | { readonly type: 'configForgotten'; readonly version: Zxid }
  /** The commit of a reconfiguration names who leads from now on, without an election. */
  | { readonly type: 'designated'; readonly leader: ServerId; readonly zxid: Zxid }
  | {
      readonly type: 'roleChanged'
      readonly role: RoleName
      readonly leader: ServerId | undefined
      readonly reason: string
    }
  | { readonly type: 'phaseChanged'; readonly phase: ZabPhase; readonly epoch: Epoch }
  | {
      readonly type: 'voted'
      readonly round: number
      readonly vote: Vote
      readonly reason: 'initial' | 'better' | 'newRound'
    }
  | {
      readonly type: 'voteReceived'
      readonly from: ServerId
      readonly state: PeerStateName
      readonly round: number
      readonly vote: Vote
      readonly verdict: 'counted' | 'better' | 'newRound' | 'oldRound' | 'ignored'
      readonly reason: string
    }
  | {
      readonly type: 'elected'
      readonly leader: ServerId
      readonly round: number
      readonly voters: readonly ServerId[]
      readonly early: boolean
    }
  /** acceptedEpoch is durable: this server follows no leader of an older epoch any more. */
  | { readonly type: 'promised'; readonly epoch: Epoch }
  /** currentEpoch is durable: this server has the initial history of the epoch. */
  | { readonly type: 'epochEstablished'; readonly epoch: Epoch }
  | {
      readonly type: 'syncPlanned'
      readonly peer: ServerId
      readonly mode: SyncMode
      readonly peerZxid: Zxid
      readonly zxid: Zxid
      readonly proposals: number
      readonly reason: string
    }
  | { readonly type: 'syncStarted'; readonly mode: SyncMode; readonly zxid: Zxid }
  | { readonly type: 'truncated'; readonly zxid: Zxid; readonly lost: readonly Zxid[] }
  /** The server answers clients from now on. */
  | { readonly type: 'serving'; readonly role: RoleName; readonly epoch: Epoch; readonly zxid: Zxid }
  | { readonly type: 'proposed'; readonly zxid: Zxid; readonly header: TxnHeader; readonly txn: Txn }
  | { readonly type: 'appended'; readonly zxid: Zxid }
  | { readonly type: 'durable'; readonly zxid: Zxid }
  | { readonly type: 'acked'; readonly zxid: Zxid; readonly from: ServerId }
  /** The leader has a majority for it (leader only). */
  | { readonly type: 'committed'; readonly zxid: Zxid; readonly acks: readonly ServerId[] }
  /**
   * In the tree now; `digest` is the tree's after it, `expected` what the leader wrote into the transaction, `ephemerals`
   * how many ephemeral znodes the transaction's session (`header.clientId`) has after it.
   */
  | {
      readonly type: 'applied'
      readonly zxid: Zxid
      readonly header: TxnHeader
      readonly txn: Txn
      readonly digest: bigint
      readonly expected: bigint | undefined
      readonly ephemerals: number
    }
  /** The whole tree was replaced (SNAP) or read again (TRUNC). */
  | { readonly type: 'reloaded'; readonly zxid: Zxid; readonly znodes: number }
  | { readonly type: 'snapshotTaken'; readonly zxid: Zxid; readonly bytes: number }
  /** Old snapshots and logs that no recovery needs any more are removed, by their names in the folder (autopurge). */
  | { readonly type: 'purged'; readonly files: readonly string[] }
  | { readonly type: 'quorumLost'; readonly epoch: Epoch; readonly synced: readonly ServerId[] }
  | { readonly type: 'clientOpened'; readonly link: LinkId; readonly address: string }
  | {
      readonly type: 'clientClosed'
      readonly link: LinkId
      readonly session: SessionId | undefined
      readonly reason: string
    }
  | { readonly type: 'clientRefused'; readonly link: LinkId; readonly reason: string }
  /** A connection has its session: a new one, or one that moved here or came back (`resumed`). */
  | {
      readonly type: 'sessionOpened'
      readonly link: LinkId
      readonly session: SessionId
      readonly timeoutMs: Millis
      readonly resumed: boolean
    }
  /** The leader will expire it then, unless it is heard of (SessionTrackerImpl). Told when the time changes by a tick. */
  | { readonly type: 'sessionDeadline'; readonly session: SessionId; readonly deadline: Millis }
  | { readonly type: 'sessionExpired'; readonly session: SessionId }
  | {
      readonly type: 'requested'
      readonly link: LinkId
      readonly session: SessionId
      readonly xid: number
      readonly op: OpName
      readonly path: string | undefined
    }
  | {
      readonly type: 'replied'
      readonly link: LinkId
      readonly session: SessionId
      readonly xid: number
      readonly op: OpName
      readonly zxid: Zxid
      readonly error: KeeperErrorName
    }
  | {
      readonly type: 'watchSet'
      readonly link: LinkId
      readonly session: SessionId
      readonly path: string
      readonly kind: WatchKind
    }
  | {
      readonly type: 'watchFired'
      readonly link: LinkId
      readonly session: SessionId
      readonly path: string
      readonly event: WatchEventName
      readonly zxid: Zxid
      readonly oneShot: boolean
    }
  /** The server answers reads without a leader, or does so no longer (readonlymode.enabled). */
  | { readonly type: 'readOnly'; readonly isOn: boolean; readonly zxid: Zxid }
  /** A change goes over a limit (enforceQuota): a hard one refuses it, a soft one is only told. */
  | {
      readonly type: 'quotaExceeded'
      readonly path: string
      readonly quota: string
      readonly what: 'count' | 'bytes'
      readonly isHard: boolean
      readonly used: number
      readonly limit: number
    }
  | { readonly type: 'ignored'; readonly what: string; readonly from: ServerId | undefined; readonly reason: string }
  /** A rare branch, for tests. */
  | { readonly type: 'mark'; readonly name: string }

/** Happens inside a client application. */
export type ClientEvent =
  | { readonly type: 'connecting'; readonly server: ServerId; readonly resuming: boolean }
  | {
      readonly type: 'connected'
      readonly server: ServerId
      readonly session: SessionId
      readonly timeoutMs: Millis
      readonly resumed: boolean
      /** The server has no majority: reads only. */
      readonly isReadOnly?: true
    }
  | { readonly type: 'disconnected'; readonly server: ServerId; readonly reason: string }
  | { readonly type: 'expired'; readonly session: SessionId }
  | { readonly type: 'clientStopped'; readonly session: SessionId }
  /** `request`: what the application (or a recipe) asked for; absent on what the library sends by itself. */
  | {
      readonly type: 'sent'
      readonly xid: number
      readonly op: OpName
      readonly path: string | undefined
      readonly request?: ClientOp
    }
  /** `outcome`: what the server's answer said; absent where no server answered, and on what the library sent by itself. */
  | {
      readonly type: 'answered'
      readonly xid: number
      readonly op: OpName
      readonly path: string | undefined
      readonly error: KeeperErrorName
      readonly zxid: Zxid
      readonly tookMs: Millis
      readonly outcome?: OpOutcome
    }
  | { readonly type: 'watchEvent'; readonly event: WatchEventName; readonly path: string }
  | { readonly type: 'rearmed'; readonly watches: number }
  /** Where a recipe stands, e.g. lock: `waiting` behind a predecessor (whole paths), `holding`, `released`, `lost`. */
  | {
      readonly type: 'recipe'
      readonly recipe: RecipeName
      readonly state: 'joining' | 'waiting' | 'holding' | 'released' | 'lost' | 'failed'
      readonly path: string
      readonly node: string | undefined
      readonly behind: string | undefined
    }
  /** What it did: an item taken, a configuration applied, who is in the group. */
  | { readonly type: 'recipeDid'; readonly recipe: RecipeName; readonly path: string; readonly deed: RecipeDeed }

export type TraceEvent = ServerEvent | ClientEvent
