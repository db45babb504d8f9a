/**
 * Recipes as data. A recipe has a `stage` of its own and `tasks`, chores that every recipe has (make the parents, get a
 * znode of one's own, write exactly once, clean up): the last task is worked on first, then the stage goes on.
 */

import type { SessionId, Zxid } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import type { ClientOp, MultiPart, OpOutcome } from '../client/seam.ts'
import type { ClientEvent } from '../trace.ts'
import type { RecipeRun } from './seam.ts'

/** A znode to get for oneself. `sequential`: `name` is how it starts, and is ours alone; else it is its whole name. */
export type Plan = {
  readonly parent: string
  readonly name: string
  readonly sequential: boolean
  /** What the parent becomes where it is missing: a container goes by itself when it is empty. */
  readonly place: 'persistent' | 'container'
  readonly data: Uint8Array | null
}

/** `doubt`: a create of ours may have happened, and its answer was lost. */
export type EnrolStage =
  | { readonly type: 'creating' }
  /** The create's answer was lost: a write makes sure of what was proposed, then we look for our name, then for its owner. */
  | { readonly type: 'catchingUp' }
  | { readonly type: 'searching' }
  | { readonly type: 'claiming'; readonly found: readonly string[] }
  /** Somebody has our fixed name: is it us? */
  | { readonly type: 'owning' }
  /** Another session has it (it may be our own of before): it goes some day. */
  | { readonly type: 'blocked' }

export type Task =
  /** `paths` are still to be made, topmost first; the last one as `leaf`, with `data`. */
  | {
      readonly type: 'ensure'
      readonly paths: readonly string[]
      readonly leaf: CreateMode
      readonly data: Uint8Array | null
    }
  | { readonly type: 'enrol'; readonly plan: Plan; stage: EnrolStage; doubt: boolean }
  /** `parts` in one transaction with an ephemeral `marker`: where the answer is lost, the marker says that it happened. */
  | { readonly type: 'once'; readonly marker: string; readonly parts: readonly MultiPart[]; doubt: boolean }
  | { readonly type: 'unmark'; readonly marker: string }
  /** Our znode goes, and the recipe ends; `error`: why it failed, or undefined where the application let go. */
  | { readonly type: 'retire'; readonly node: string; readonly error: KeeperErrorName | undefined }

/** What came of a `once`: the results of its parts, none of them where only the marker tells that it happened. */
export type Written =
  | { readonly ok: true; readonly results: readonly OpOutcome[] }
  | { readonly ok: false; readonly error: KeeperErrorName }

/** `behind`: the name of the znode that is waited for. */
export type LineStage =
  | { readonly type: 'listing' }
  | { readonly type: 'checking'; readonly behind: string }
  | { readonly type: 'waiting'; readonly behind: string }
  | { readonly type: 'holding' }
export type GroupStage = { readonly type: 'listing' } | { readonly type: 'watching' }
export type ResolveStage = { readonly type: 'listing' } | { readonly type: 'reading'; readonly node: string }
/** `again`: an event came while the question was on its way. */
export type ConfigStage =
  | { readonly type: 'subscribing' }
  | { readonly type: 'reading'; readonly again: boolean }
  | { readonly type: 'missing'; readonly again: boolean }
  | { readonly type: 'watching' }
export type ConfigWriteStage = { readonly type: 'reading' } | { readonly type: 'writing' }
/** `rest`: further names of the list that was read; `stale`: the list has changed since. */
export type TakeStage =
  | { readonly type: 'listing' }
  | { readonly type: 'watching' }
  | { readonly type: 'reading'; readonly rest: readonly string[]; readonly stale: boolean }
  | {
      readonly type: 'taking'
      readonly data: Uint8Array | null
      readonly rest: readonly string[]
      readonly stale: boolean
    }
export type PutStage = { readonly type: 'putting' }
export type BarrierStage = { readonly type: 'checking' } | { readonly type: 'waiting' }
export type DoubleBarrierStage =
  | { readonly type: 'looking' }
  | { readonly type: 'counting'; readonly open: boolean }
  | { readonly type: 'opening' }
  | { readonly type: 'waiting' }
  | { readonly type: 'entered' }
  | { readonly type: 'leaving' }
  | { readonly type: 'deleting' }
  | { readonly type: 'closing' }
  | { readonly type: 'checking'; readonly name: string }
  | { readonly type: 'staying'; readonly name: string }
export type CounterStage = { readonly type: 'reading' } | { readonly type: 'writing'; readonly value: number }
export type TwoPhaseStage =
  | { readonly type: 'asking' }
  | { readonly type: 'reading'; readonly site: number }
  | { readonly type: 'waiting'; readonly site: number }
  | { readonly type: 'deciding'; readonly decision: 'commit' | 'abort' }
  | { readonly type: 'confirming' }
export type SiteStage =
  | { readonly type: 'looking' }
  | { readonly type: 'voting' }
  | { readonly type: 'reading' }
  | { readonly type: 'waiting'; readonly path: string; readonly then: { readonly type: 'looking' | 'reading' } }

/** The machines: which stages each has, and which runs it carries out. */
export type Stages = {
  readonly line: LineStage
  readonly group: GroupStage
  readonly resolve: ResolveStage
  readonly config: ConfigStage
  readonly configWrite: ConfigWriteStage
  readonly queuePut: PutStage
  readonly queueTake: TakeStage
  readonly barrier: BarrierStage
  readonly doubleBarrier: DoubleBarrierStage
  readonly counter: CounterStage
  readonly twoPhase: TwoPhaseStage
  readonly site: SiteStage
}
export type Kind = keyof Stages
type RunNamed<N extends RecipeRun['recipe']> = Extract<RecipeRun, { recipe: N }>
export type Runs = { readonly [K in Exclude<Kind, 'line' | 'group'>]: RunNamed<K> } & {
  readonly line: RunNamed<'lock' | 'readLock' | 'writeLock' | 'election'>
  readonly group: RunNamed<'member' | 'group' | 'provider'>
}

export type Recipe<K extends Kind = Kind> = {
  /** Of the run; its watches are noted under it. */
  readonly id: number
  readonly kind: K
  readonly run: Runs[K]
  /** Sixteen hex digits of the client's dice: what our names and markers are known by. */
  readonly guid: string
  /** Names the client: stands in znodes, for people, and is the default name of a member. */
  readonly client: string
  stage: Stages[K]
  tasks: Task[]
  /** The znode that is ours, and the zxid that created it (zero where it is not known). */
  mine: string | undefined
  fence: Zxid
  /** Whether a question is on its way; at most one is. */
  asked: boolean
  connected: boolean
  session: SessionId
  /** The ids to answer: of the run until it is, of the release once it was asked for. */
  runId: number | undefined
  releaseId: number | undefined
  /** The way out was taken: of a release there is no other. */
  leaving: boolean
  isOver: boolean
  /** Markers used so far, and what was taken so far. */
  writes: number
  taken: number
  /** What was told last: the same twice is no news. */
  told: string
  /** The newest configuration applied, and whether it is still there. */
  appliedZxid: Zxid
  applied: boolean
  /** What answers the run as soon as the last task is done. */
  conclusion: OpOutcome | undefined
}

export type RecipeEffect =
  | { readonly type: 'ask'; readonly op: ClientOp }
  | { readonly type: 'completed'; readonly id: number; readonly outcome: OpOutcome }
  | { readonly type: 'trace'; readonly event: ClientEvent }
