/**
 * What a host page and an embedded playground say to each other: closed unions, versioned, structured-clone safe.
 * Laws: 1. The frame says `hello` to its parent until it is given a `MessagePort` in an `init`; everything else goes through that
 * port, so that many embeds on one page never mix. 2. The host answers only the frame that it made, from the origin that it
 * loaded; the frame takes an `init` from its parent only, once. 3. What carries an `id` is answered once, with that `id`.
 * 4. What is not understood is refused in words, and changes nothing.
 */

/** Every message carries both: another library's message is nobody's news here. */
export const NAMESPACE = 'zk-playground'
/** Rises when a message changes its meaning; new messages and fields may come without. */
export const VERSION = 1

export type Envelope = { readonly ns: typeof NAMESPACE; readonly v: typeof VERSION }
export type Theme = 'auto' | 'light' | 'dark'
/** `auto` is the language of the host's page. */
export type Lang = 'auto' | 'en' | 'zh-CN'
export type CreateMode = 'persistent' | 'persistentSequential' | 'ephemeral' | 'ephemeralSequential' | 'container'
export type DiskFate = 'keep' | 'loseUnflushed' | 'wipe'

/** An act. Servers are named by id (1, 2, …), clients by name (`A` unless given); data is text. */
export type Op =
  /** The leader, where no server is given. */
  | { readonly type: 'kill'; readonly server?: number | undefined }
  | { readonly type: 'stop' | 'freeze' | 'thaw' | 'isolate'; readonly server: number }
  /** What its disk holds then; everything unless given. */
  | { readonly type: 'restart'; readonly server: number; readonly disk?: DiskFate | undefined }
  /** Cuts every link between servers of different groups; those that no group names are one more. */
  | { readonly type: 'partition'; readonly groups: readonly (readonly number[])[] }
  | { readonly type: 'cut'; readonly from: number; readonly to: number }
  | { readonly type: 'heal' }
  | { readonly type: 'newEnsemble'; readonly servers: number }
  | { readonly type: 'addClient'; readonly name?: string | undefined }
  | { readonly type: 'killClient' | 'closeClient' | 'freezeClient' | 'thawClient'; readonly client: string }
  | {
      readonly type: 'create'
      readonly path: string
      readonly data?: string | undefined
      readonly mode?: CreateMode | undefined
      readonly client?: string | undefined
    }
  | {
      readonly type: 'set'
      readonly path: string
      readonly data: string
      readonly version?: number | undefined
      readonly client?: string | undefined
    }
  | {
      readonly type: 'delete'
      readonly path: string
      readonly version?: number | undefined
      readonly client?: string | undefined
    }
  | { readonly type: 'get' | 'ls'; readonly path: string; readonly client?: string | undefined }
  /** Leaves a one-shot watch for data and existence, unless `mode` says otherwise. */
  | {
      readonly type: 'watch'
      readonly path: string
      readonly mode?: 'oneShot' | 'children' | 'persistent' | 'persistentRecursive' | undefined
      readonly client?: string | undefined
    }
  /** A, B and C queue for the lock under /locks. */
  | { readonly type: 'lock' }

/** What came of an act. `error` is ZooKeeper's name for it (`noNode`), `reason` says in words why nothing was done. */
export type OpResult =
  | {
      readonly ok: true
      readonly path?: string | undefined
      readonly data?: string | undefined
      readonly children?: readonly string[] | undefined
      readonly version?: number | undefined
    }
  | { readonly ok: false; readonly error?: string | undefined; readonly reason: string }

/** The servers' folders, as they are on their disks: enough to go on from here elsewhere. */
export type Snapshot = {
  readonly version: 1
  readonly servers: readonly {
    readonly id: number
    readonly observer?: boolean | undefined
    readonly files: readonly { readonly name: string; readonly base64: string }[]
  }[]
  readonly clients: readonly string[]
}

/** From the host. Those behind `init` come through the port. */
export type HostMessage =
  | {
      readonly type: 'init'
      readonly theme?: Theme | undefined
      readonly accent?: string | undefined
      readonly lang?: Lang | undefined
    }
  | { readonly type: 'setTheme'; readonly theme: Theme; readonly accent?: string | undefined }
  | { readonly type: 'setLang'; readonly lang: Lang }
  | { readonly type: 'setSpeed'; readonly speed: number | 'auto' }
  | { readonly type: 'run'; readonly op: Op }
  /** Time; `reset` begins anew, with a lesson: its step. */
  | { readonly type: 'play' | 'pause' | 'step' | 'reset' | 'getSnapshot' }
  /** Refused: this version does not go back in time. */
  | { readonly type: 'seek'; readonly t: number }
  /** `step` counts from 1. */
  | { readonly type: 'goto'; readonly lesson: string; readonly step?: number | undefined }
  | { readonly type: 'loadSnapshot'; readonly snapshot: Snapshot }

export type ServerView = {
  readonly id: number
  readonly role: 'leader' | 'follower' | 'observer' | 'looking' | 'down'
  readonly epoch: number
  /** `0x100000002` */
  readonly zxid: string
}
export type StateView = {
  readonly leader: number | undefined
  readonly epoch: number
  /** The leader's last one; `0x0` where nobody leads. */
  readonly zxid: string
  /** Whether a majority serves. */
  readonly quorum: boolean
  readonly servers: readonly ServerView[]
  readonly clients: readonly { readonly name: string; readonly state: string; readonly server: number | undefined }[]
  readonly paused: boolean
}

export type Happened =
  | { readonly kind: 'leader.elected'; readonly server: number; readonly epoch: number }
  | { readonly kind: 'quorum.lost'; readonly epoch: number }
  | { readonly kind: 'server.started' | 'server.ended'; readonly server: number }
  | { readonly kind: 'session.opened' | 'session.expired'; readonly session: string }
  | { readonly kind: 'watch.fired'; readonly client: string; readonly path: string; readonly event: string }

export type Capabilities = {
  readonly storage: boolean
  readonly broadcastChannel: boolean
  readonly opfs: boolean
}
/** From the frame. `hello` goes to the parent, all others through the port. */
export type FrameMessage =
  | { readonly type: 'hello' }
  /** A leader can be elected from now on: acts are taken. */
  | { readonly type: 'ready'; readonly version: string; readonly capabilities: Capabilities }
  /** At most four a second. */
  | { readonly type: 'state'; readonly state: StateView }
  | { readonly type: 'event'; readonly event: Happened }
  | {
      readonly type: 'lesson'
      readonly id: string
      readonly step: number
      readonly status: 'started' | 'completed'
    }
  /** The reader asked for a link to the whole page. */
  | { readonly type: 'share'; readonly url: string }
  /** How high the content is, with `height="auto"` only. */
  | { readonly type: 'resize'; readonly height: number }
  /** `failed`: no servers run here, ever; `refused`: one message was, and nothing else. */
  | { readonly type: 'error'; readonly code: 'failed' | 'refused'; readonly reason: string }
  | { readonly type: 'reply'; readonly ok: true; readonly value: OpResult | Snapshot | undefined }
  | { readonly type: 'reply'; readonly ok: false; readonly reason: string }

/** Names a question; the answer has the same. */
export type MessageId = string | number
export type Wrapped<M> = M & Envelope & { readonly id?: MessageId | undefined }
