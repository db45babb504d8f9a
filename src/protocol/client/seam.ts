/**
 * The seam of a client application: the ZooKeeper client library (handshake, xids, pings, failover with the same session,
 * watches re-armed) with its recipes, sans-I/O like the server. `step(client, now, input, out)` and `nextDeadline(client)`.
 * The laws of `../seam.ts` hold here too.
 */
import type { LinkId, Millis, ServerId, SessionId } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { CreateMode, WatchEventName } from '../../ground/jute/opcodes.ts'
import type { Acl, Stat } from '../../ground/jute/records.ts'
import type { ClientEvent } from '../trace.ts'

export type ClientConfig = {
  /** The letter or word that names the client: `A`. */
  readonly name: string
  /** The connect string; shuffled once by `seed`, then walked round-robin (StaticHostProvider) unless `preferred` is first. */
  readonly servers: readonly ServerId[]
  readonly preferred: ServerId | undefined
  readonly sessionTimeoutMs: Millis
  /** A random delay in [0, this) before every attempt but the first: 1000 in ZooKeeper's Java client. */
  readonly reconnectDelayMsMax: Millis
  /** Requests waiting for an answer, at most; more are refused. */
  readonly outstandingMax: number
  readonly seed: number
  readonly incarnation: number
}

/** What an application may ask. `watch` leaves a one-shot watch. Version -1 is any. */
export type ClientOp =
  | {
      readonly type: 'create'
      readonly path: string
      readonly data: Uint8Array | null
      readonly mode: CreateMode
      readonly acl: readonly Acl[]
      readonly ttl?: number
    }
  | { readonly type: 'delete'; readonly path: string; readonly version: number }
  | { readonly type: 'exists'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'getData'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'setData'; readonly path: string; readonly data: Uint8Array | null; readonly version: number }
  | { readonly type: 'getChildren'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'sync'; readonly path: string }

/** The answer to an op: `path` of a create, `stat`, `data` and `children` where the op gives them. */
export type OpOutcome =
  | {
      readonly ok: true
      readonly path?: string
      readonly stat?: Stat
      readonly data?: Uint8Array | null
      readonly children?: readonly string[]
    }
  | { readonly ok: false; readonly error: KeeperErrorName }

/** Recipes that an application can run; each is a state machine over ClientOps (protocol/recipes). */
export type RecipeRun = { readonly recipe: 'lock'; readonly path: string; readonly prefix: string }

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
  /** Ends a recipe's hold: the lock's node is deleted. */
  | { readonly type: 'release'; readonly id: number; readonly recipe: 'lock' }
  /** Leave this server and resume the session on another one (`server` undefined: the next of the list). */
  | { readonly type: 'move'; readonly server: ServerId | undefined }
  /** closeSession, then the client ends. */
  | { readonly type: 'close' }

export type ClientState = 'connecting' | 'connected' | 'disconnected' | 'expired' | 'closed'

export type ClientEffect =
  | { readonly type: 'dial'; readonly link: LinkId; readonly channel: 'client'; readonly peer: ServerId }
  | { readonly type: 'send'; readonly link: LinkId; readonly bytes: Uint8Array }
  | { readonly type: 'close'; readonly link: LinkId; readonly reason: string }
  | { readonly type: 'completed'; readonly id: number; readonly outcome: OpOutcome }
  /** A watch fired, for the application. */
  | { readonly type: 'watched'; readonly event: WatchEventName; readonly path: string }
  | { readonly type: 'stateChanged'; readonly state: ClientState; readonly session: SessionId }
  /** The client is done (after `close` or when its session expired). */
  | { readonly type: 'exit'; readonly reason: string }
  | { readonly type: 'trace'; readonly event: ClientEvent }
