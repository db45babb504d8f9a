/**
 * What an application can have run inside its client, and what a recipe tells of itself. A recipe is a convention over
 * znodes: servers know nothing of it. `run` starts one, `release` ends its hold; both are answered once (`../client/seam.ts`).
 *
 * Who is answered when: whoever stands in a line (lock, readLock, writeLock, election), when it holds; a member or
 * provider, when its znode stands; a follower of a group or of a configuration, when it has looked for the first time; the
 * rest when they are done. A release is answered when nothing of the recipe is left behind.
 */
import type { Zxid } from '../../ground/ids.ts'

/** Whose names a line is made of: ours, or those of Curator or kazoo, so that we stand in one line with their clients. */
export type LineLayout = 'own' | 'curator' | 'kazoo'

export type RecipeRun =
  /**
   * The exclusive lock under `path`; names begin with `prefix` (own layout only). `herd`: every waiter watches the whole
   * line, so that each release wakes all of them: the mistake that the recipe avoids.
   */
  | {
      readonly recipe: 'lock'
      readonly path: string
      readonly prefix: string
      readonly herd?: boolean
      readonly layout?: LineLayout
    }
  /** Readers share, a writer is alone; in order of arrival. */
  | { readonly recipe: 'readLock'; readonly path: string; readonly layout?: LineLayout }
  | { readonly recipe: 'writeLock'; readonly path: string; readonly layout?: LineLayout }
  /** The smallest sequence leads, each other candidate watches the one before it. */
  | { readonly recipe: 'election'; readonly path: string; readonly layout?: LineLayout }
  /** Stands in the group as the ephemeral `path`/`member` (by default the client's name) and follows who else does. */
  | { readonly recipe: 'member'; readonly path: string; readonly member?: string; readonly data?: Uint8Array }
  /** Follows who is in the group at `path`, without being in it. */
  | { readonly recipe: 'group'; readonly path: string }
  /** Offers `address` under the service name `path`, as long as the session lives. */
  | { readonly recipe: 'provider'; readonly path: string; readonly address: Uint8Array }
  /** Asks for one address of the service name `path`: any of them, so that askers spread. */
  | { readonly recipe: 'resolve'; readonly path: string }
  /** Applies the data of `path` now and after each change. */
  | { readonly recipe: 'config'; readonly path: string; readonly watch: 'oneShot' | 'persistent' }
  /** Makes `data` the configuration at `path`, over whatever version is there. */
  | { readonly recipe: 'configWrite'; readonly path: string; readonly data: Uint8Array }
  /** Puts one item into the queue at `path`. `priority` 0 to 99, lower comes first; without one it counts as 50. */
  | { readonly recipe: 'queuePut'; readonly path: string; readonly data: Uint8Array; readonly priority?: number }
  /** Takes `count` items (without: until it is released), waiting where there is none. */
  | { readonly recipe: 'queueTake'; readonly path: string; readonly count?: number }
  /** Waits until the znode `path` is gone. */
  | { readonly recipe: 'barrier'; readonly path: string }
  /** Enters at `path` together with `size` - 1 others; a release leaves together with all of them. */
  | { readonly recipe: 'doubleBarrier'; readonly path: string; readonly size: number; readonly member?: string }
  /** Adds `add` to the number at `path`, which starts as 0. */
  | { readonly recipe: 'counter'; readonly path: string; readonly add: number }
  /** Asks `sites` to vote below `path`, and decides: commit if all say commit. A release before that aborts. */
  | { readonly recipe: 'twoPhase'; readonly path: string; readonly sites: readonly string[] }
  /** Votes as `site` of the transaction at `path`, and waits for the decision. */
  | { readonly recipe: 'site'; readonly path: string; readonly site: string; readonly vote: Decision }
export type RecipeName = RecipeRun['recipe']
/** Two-phase commit's votes and outcome. */
export type Decision = 'commit' | 'abort'

/** What a recipe did beside joining, waiting, holding and leaving. Paths are whole, `data` is as it stands in the znode. */
export type RecipeDeed =
  /** Who is in the group (or offers the service, or has entered), in order of names. */
  | { readonly type: 'members'; readonly members: readonly string[] }
  /** The configuration as of `mzxid`; `data` undefined: there is none now. Never older than what was applied before. */
  | { readonly type: 'configApplied'; readonly data: Uint8Array | null | undefined; readonly mzxid: Zxid }
  | { readonly type: 'configWritten'; readonly data: Uint8Array }
  /** `node` undefined: it was put, but its name was lost with the answer. */
  | { readonly type: 'itemPut'; readonly node: string | undefined; readonly data: Uint8Array }
  | { readonly type: 'itemTaken'; readonly node: string; readonly data: Uint8Array | null }
  | { readonly type: 'resolved'; readonly node: string; readonly data: Uint8Array | null }
  | { readonly type: 'counted'; readonly value: number }
  /** The barrier is gone. */
  | { readonly type: 'passed' }
  | { readonly type: 'voted'; readonly site: string; readonly vote: Decision }
  | { readonly type: 'decided'; readonly decision: Decision }
