/**
 * The seam of a client application: the ZooKeeper client library (handshake, xids, pings, failover with the same session,
 * watches re-armed) with its recipes, sans-I/O like the server. `step(client, now, input, out)` and `nextDeadline(client)`.
 * The laws of `../seam.ts` hold here too.
 */
import type { LinkId, Millis, ServerId, SessionId, Zxid } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { CreateMode, WatchEventName } from '../../ground/jute/opcodes.ts'
import type { Acl, ClientInfo, Stat } from '../../ground/jute/records.ts'
import type { RecipeName, RecipeRun } from '../recipes/seam.ts'
import type { ClientEvent } from '../trace.ts'

export type { Decision, LineLayout, RecipeName, RecipeRun } from '../recipes/seam.ts'

export type ClientConfig = {
  /** The letter or word that names the client: `A`. */
  readonly name: string
  /** The connect string; shuffled once by `seed`, then walked round-robin (StaticHostProvider) unless `preferred` is first. */
  readonly servers: readonly ServerId[]
  readonly preferred: ServerId | undefined
  readonly sessionTimeoutMs: Millis
  /** Whether reads of a server without a majority will do (false where it is not given): the client then looks on for a better one. */
  readonly canBeReadOnly?: boolean
  /** A random delay in [0, this) before every attempt but the first: 1000 in ZooKeeper's Java client. */
  readonly reconnectDelayMsMax: Millis
  /** Requests waiting for an answer, at most; more are refused. */
  readonly outstandingMax: number
  readonly seed: number
  readonly incarnation: number
}

/** A znode to make. `stat` asks for the new znode's stat beside its path (create2). `ttl` in milliseconds, with TTL modes only. */
export type CreateOp = {
  readonly type: 'create'
  readonly path: string
  readonly data: Uint8Array | null
  readonly mode: CreateMode
  readonly acl: readonly Acl[]
  readonly ttl?: number
  readonly stat?: boolean
}
export type DeleteOp = { readonly type: 'delete'; readonly path: string; readonly version: number }
export type SetDataOp = {
  readonly type: 'setData'
  readonly path: string
  readonly data: Uint8Array | null
  readonly version: number
}
/** Whether the znode has this version: on its own it travels as a multi of one part (no 3.8 release answers a bare one, 02 §9). */
export type CheckOp = { readonly type: 'check'; readonly path: string; readonly version: number }

/** A part of a multi: all of them happen in one transaction, or none. */
export type MultiPart = CreateOp | DeleteOp | SetDataOp | CheckOp
/** A part of a multiRead: each is answered on its own, and none leaves a watch. */
export type MultiReadPart = { readonly type: 'getData' | 'getChildren'; readonly path: string }
/** Kinds of watches that one asks to be rid of (WatcherType of 3.8): `data` includes those of exists, `any` is all. */
export type RemovalKind = 'children' | 'data' | 'any'

/** What an application may ask. `watch` leaves a one-shot watch. Version -1 is any. */
export type ClientOp =
  | MultiPart
  | { readonly type: 'exists'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'getData'; readonly path: string; readonly watch: boolean }
  /** `stat` asks for the parent's stat beside the names (getChildren2). */
  | { readonly type: 'getChildren'; readonly path: string; readonly watch: boolean; readonly stat?: boolean }
  | { readonly type: 'getACL'; readonly path: string }
  /** `version` is the aversion of the znode. */
  | { readonly type: 'setACL'; readonly path: string; readonly acl: readonly Acl[]; readonly version: number }
  | { readonly type: 'sync'; readonly path: string }
  | { readonly type: 'multi'; readonly ops: readonly MultiPart[] }
  | { readonly type: 'multiRead'; readonly ops: readonly MultiReadPart[] }
  /** How many znodes stand below `path`, at any depth. */
  | { readonly type: 'getAllChildrenNumber'; readonly path: string }
  /** The ephemerals of this session whose paths start with `prefix`. */
  | { readonly type: 'getEphemerals'; readonly prefix: string }
  /** A watch that stays when it fires; the recursive one hears of everything below `path` too. */
  | { readonly type: 'addWatch'; readonly path: string; readonly mode: 'persistent' | 'persistentRecursive' }
  /** `local`: forget them here even where the server can't be told. */
  | { readonly type: 'removeWatches'; readonly path: string; readonly kind: RemovalKind; readonly local: boolean }
  /** Proves an identity, `digest` with `user:password`; told again to every server that the session moves to. */
  | { readonly type: 'addAuth'; readonly scheme: string; readonly auth: Uint8Array }
  | { readonly type: 'whoAmI' }
  /** The ensemble's configuration: data and stat of /zookeeper/config. */
  | { readonly type: 'getConfig'; readonly watch: boolean }
  /**
   * A change of members, in lines `server.N=…` or ids: incremental (`joining`, `leaving`) or whole (`newMembers`), null
   * where it is not given. `fromConfig` is the version (hex in the configuration's text) that it must replace; -1 any.
   */
  | {
      readonly type: 'reconfig'
      readonly joining: string | null
      readonly leaving: string | null
      readonly newMembers: string | null
      readonly fromConfig: bigint
    }

/**
 * What came of one part of a multi or multiRead. In a multi that failed the parts before the failing one have the error
 * `ok` (they were fine, and did not happen), those behind it `runtimeInconsistency` (they were not tried).
 */
export type PartOutcome =
  | {
      readonly ok: true
      readonly path?: string
      readonly stat?: Stat
      readonly data?: Uint8Array | null
      readonly children?: readonly string[]
    }
  | { readonly ok: false; readonly error: KeeperErrorName }

/**
 * The answer to an op, each field where the op gives it: `path` (create, sync), `stat`, `data` (getData, getConfig,
 * reconfig), `children`, `acl`, `count` (getAllChildrenNumber), `ephemerals` (paths), `identities` (whoAmI), `results` (one
 * for each part of a multi or multiRead, also of a multi that failed), `fence` (a recipe that holds: the zxid that created
 * its znode, which grows with every holder; show it to what the lock protects).
 */
export type OpOutcome =
  | {
      readonly ok: true
      readonly path?: string
      readonly stat?: Stat
      readonly data?: Uint8Array | null
      readonly children?: readonly string[]
      readonly acl?: readonly Acl[]
      readonly count?: number
      readonly ephemerals?: readonly string[]
      readonly identities?: readonly ClientInfo[]
      readonly results?: readonly PartOutcome[]
      readonly fence?: Zxid
    }
  | { readonly ok: false; readonly error: KeeperErrorName; readonly results?: readonly PartOutcome[] }

export type ClientInput =
  | { readonly type: 'started' }
  | {
      readonly type: 'opened'
      readonly link: LinkId
      readonly channel: 'client'
      readonly peer: ServerId | undefined
      readonly dialled: boolean
      readonly address: string
    }
  | { readonly type: 'received'; readonly link: LinkId; readonly bytes: Uint8Array }
  | { readonly type: 'closed'; readonly link: LinkId; readonly reason: string }
  | { readonly type: 'deadline' }
  /** An operation; `id` is the caller's, answered by one `completed` with the same id. */
  | { readonly type: 'submit'; readonly id: number; readonly op: ClientOp }
  | { readonly type: 'run'; readonly id: number; readonly run: RecipeRun }
  /** Ends a recipe's hold: its znode goes, it leaves the barrier, it takes no more items. Without `path` the oldest of this name. */
  | { readonly type: 'release'; readonly id: number; readonly recipe: RecipeName; readonly path?: string }
  /** Leave this server and resume the session on another one (`server` undefined: the next of the list). */
  | { readonly type: 'move'; readonly server: ServerId | undefined }
  /** closeSession, then the client ends. */
  | { readonly type: 'close' }

/** `authFailed`: a server refused the credentials, and the client is at its end (ZooKeeper.States.AUTH_FAILED). */
export type ClientState =
  | 'connecting'
  | 'connected'
  | 'connectedReadOnly'
  | 'disconnected'
  | 'expired'
  | 'closed'
  | 'authFailed'

export type ClientEffect =
  | { readonly type: 'dial'; readonly link: LinkId; readonly channel: 'client'; readonly peer: ServerId }
  | { readonly type: 'send'; readonly link: LinkId; readonly bytes: Uint8Array }
  | { readonly type: 'close'; readonly link: LinkId; readonly reason: string }
  | { readonly type: 'completed'; readonly id: number; readonly outcome: OpOutcome }
  /** A watch fired, or was removed, for the application. */
  | { readonly type: 'watched'; readonly event: WatchEventName; readonly path: string }
  | { readonly type: 'stateChanged'; readonly state: ClientState; readonly session: SessionId }
  /** The client is done (after `close`, when its session expired, or when its credentials were refused). */
  | { readonly type: 'exit'; readonly reason: string }
  | { readonly type: 'trace'; readonly event: ClientEvent }
