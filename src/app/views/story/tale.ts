/**
 * What the story can tell: a closed union of facts, without a word of any language. Sentences are made from it when they
 * are shown, so the language can change and the tests can read facts.
 */

import type { Epoch, Millis, NodeName, ServerId, Zxid } from '../../../ground/ids.ts'
import type { KeeperErrorName } from '../../../ground/jute/errors.ts'
import type { OpName, WatchEventName } from '../../../ground/jute/opcodes.ts'
import type { Txn } from '../../../ground/jute/txns.ts'
import type { DiskFate } from '../../../hosts/command.ts'
import type { RecipeName } from '../../../protocol/client/seam.ts'
import type { RecipeDeed } from '../../../protocol/recipes/seam.ts'
import type { SyncMode, WatchKind } from '../../../protocol/trace.ts'
import type { Selection } from '../../store/app.ts'
import type { LockModel } from '../../store/model.ts'

/** The filters. */
export type StoryKind = 'election' | 'broadcast' | 'sessions' | 'watches' | 'faults'
export const STORY_KINDS: readonly StoryKind[] = ['election', 'broadcast', 'sessions', 'watches', 'faults']

/** What a transaction does, as far as a sentence says it. */
export type Deed = { readonly type: Txn['type']; readonly path: string | undefined; readonly count: number }
/** A server's vote after it changed its mind. */
export type Ballot = { readonly server: ServerId; readonly leader: ServerId }

type Servers = { readonly servers: readonly ServerId[] }
export type ElectionTale =
  | ({ readonly type: 'started' } & Servers)
  | { readonly type: 'returned'; readonly server: ServerId; readonly zxid: Zxid; readonly tornBytes: number }
  | ({ readonly type: 'looking' } & Servers)
  /** Rounds keep elections apart that follow each other closely. */
  | ({ readonly type: 'ownVotes'; readonly round: number } & Servers)
  | { readonly type: 'changedVotes'; readonly round: number; readonly ballots: readonly Ballot[] }
  /** `voters` of `of` servers stand behind the leader. */
  | {
      readonly type: 'elected'
      readonly round: number
      readonly leader: ServerId
      readonly voters: readonly ServerId[]
      readonly of: number
    }
  /** Servers that find a leader that serves already. */
  | ({ readonly type: 'joined'; readonly leader: ServerId } & Servers)
  | ({ readonly type: 'promised'; readonly epoch: Epoch } & Servers)
  | {
      readonly type: 'synced'
      readonly leader: ServerId
      readonly mode: SyncMode
      readonly peers: readonly ServerId[]
      readonly proposals: number
    }
  | { readonly type: 'truncated'; readonly server: ServerId; readonly lost: readonly Zxid[] }
  /** A change of members is committed: who votes from now on, and who only listens. */
  | {
      readonly type: 'members'
      readonly version: Zxid
      readonly voters: readonly ServerId[]
      readonly observers: readonly ServerId[]
    }
  | { readonly type: 'leads'; readonly server: ServerId; readonly epoch: Epoch }
  | ({ readonly type: 'follows'; readonly leader: ServerId } & Servers)
  | {
      readonly type: 'quorumLost'
      readonly server: ServerId
      readonly epoch: Epoch
      readonly synced: readonly ServerId[]
    }
  | { readonly type: 'readOnly'; readonly server: ServerId }
  | {
      readonly type: 'ignored'
      readonly server: ServerId
      readonly from: readonly ServerId[]
      readonly what: string
    }

export type BroadcastTale =
  /** `acks` undefined: not committed yet. */
  | {
      readonly type: 'write'
      readonly leader: ServerId
      readonly zxid: Zxid
      readonly deed: Deed
      readonly acks: readonly ServerId[] | undefined
      readonly of: number
    }
  /** More writes at once than can be read one by one. */
  | { readonly type: 'writes'; readonly count: number; readonly last: Zxid }
  | {
      readonly type: 'failed'
      readonly client: string
      readonly op: OpName
      readonly path: string | undefined
      readonly error: KeeperErrorName
    }
  | { readonly type: 'snapshot'; readonly server: ServerId; readonly zxid: Zxid }

export type SessionTale =
  | { readonly type: 'connected'; readonly client: string; readonly server: ServerId; readonly resumed: boolean }
  | { readonly type: 'disconnected'; readonly client: string; readonly server: ServerId }
  /** It had no session there yet. */
  | { readonly type: 'notReached'; readonly client: string; readonly server: ServerId }
  /** A leader heard nothing in time: it proposes the session's end. */
  | { readonly type: 'overdue'; readonly client: string | undefined; readonly server: ServerId }
  /** The client learns of it. */
  | { readonly type: 'expired'; readonly client: string }
  | { readonly type: 'closed'; readonly client: string }
  | { readonly type: 'turnedAway'; readonly server: ServerId }
  /** A program outside connected over TCP, and its connection ended. */
  | { readonly type: 'reached'; readonly address: string; readonly server: ServerId }
  | { readonly type: 'left'; readonly address: string }
  | { readonly type: 'lock'; readonly client: string; readonly state: LockModel['state']; readonly path: string }
  /** Where another recipe than the lock stands, and what any of them did. */
  | {
      readonly type: 'recipe'
      readonly client: string
      readonly recipe: RecipeName
      readonly state: LockModel['state']
      readonly path: string
      readonly node: string | undefined
      readonly behind: string | undefined
    }
  | {
      readonly type: 'recipeDid'
      readonly client: string
      readonly recipe: RecipeName
      readonly path: string
      readonly deed: RecipeDeed
    }

export type WatchTale =
  | {
      readonly type: 'watchSet'
      readonly client: string
      readonly server: ServerId
      readonly path: string
      readonly kind: WatchKind
    }
  /** `heard`: the application has the event. */
  | {
      readonly type: 'fired'
      readonly client: string
      readonly server: ServerId
      readonly path: string
      readonly event: WatchEventName
      readonly oneShot: boolean
      readonly heard: boolean
    }
  | { readonly type: 'rearmed'; readonly client: string; readonly watches: number }

export type Way = { readonly from: NodeName; readonly to: NodeName }
export type Trouble =
  | { readonly type: 'linkHealed'; readonly ways: readonly Way[] }
  | { readonly type: 'linkDelayed'; readonly ways: readonly Way[]; readonly delayMs: Millis }
  | { readonly type: 'linkStalled'; readonly ways: readonly Way[]; readonly until: Millis }
  | { readonly type: 'disk'; readonly node: NodeName; readonly slowMs: Millis; readonly full: boolean }
  | { readonly type: 'clock'; readonly node: NodeName; readonly rate: number; readonly jumpMs: Millis }
  | { readonly type: 'held' | 'released' | 'dropped'; readonly from: NodeName; readonly to: NodeName }

export type FaultTale =
  /** `lost`: messages in the air to or from it. */
  | {
      readonly type: 'ended'
      readonly node: NodeName
      readonly how: 'killed' | 'stopped' | 'crashed'
      readonly lost: number
    }
  | { readonly type: 'frozen'; readonly node: NodeName }
  | { readonly type: 'thawed'; readonly node: NodeName }
  | { readonly type: 'disk'; readonly server: ServerId; readonly fate: Exclude<DiskFate, 'keep'> }
  | { readonly type: 'cut'; readonly cuts: readonly { readonly from: NodeName; readonly to: NodeName }[] }
  | { readonly type: 'healed' }
  /** What a person did to a link, a disk, a clock or a message; `ways` are the directions of a link. */
  | { readonly type: 'trouble'; readonly trouble: Trouble }
  | { readonly type: 'newEnsemble'; readonly servers: number }

export type Tale = ElectionTale | BroadcastTale | SessionTale | WatchTale | FaultTale

/** Why, in the words of the core (English), and who said it. */
export type Reason = { readonly node: NodeName; readonly words: string }

export type Entry = {
  /** Rises by one. */
  readonly id: number
  /** When it began, in virtual milliseconds. */
  readonly at: Millis
  readonly kind: StoryKind
  readonly tale: Tale
  /** What it selects in the picture. */
  readonly about: Selection
  readonly why: readonly Reason[]
}
