/** What every recipe does in the same way: tell, answer, end, and hand chores to its tasks. */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { joinPath } from '../../ground/data/path.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { WatchEventName } from '../../ground/jute/opcodes.ts'
import type { ClientOp, MultiPart, OpOutcome } from '../client/seam.ts'
import type { ClientEvent } from '../trace.ts'
import type { RecipeDeed } from './seam.ts'
import type { Kind, Plan, Recipe, RecipeEffect, Written } from './state.ts'

/** One recipe's rules. Handlers change the recipe and push what they tell; the kernel (recipe.ts) asks the next question. */
export type Machine<K extends Kind> = {
  /** What it does first. */
  readonly onStarted: (recipe: Recipe<K>) => void
  /** The znode that it needs of its own before its first stage; undefined where it needs none. */
  readonly plan: (recipe: Recipe<K>) => Plan | undefined
  /** What its stage needs to know; undefined where it waits or where a task is at work. */
  readonly question: (recipe: Recipe<K>) => ClientOp | undefined
  /** The answer to its question: never one of the errors that only say "ask again". */
  readonly onAnswer: (recipe: Recipe<K>, outcome: OpOutcome, out: RecipeEffect[]) => void
  /** Its own znode stands. */
  readonly onEnrolled: (recipe: Recipe<K>, out: RecipeEffect[]) => void
  /** Its `writeOnce` happened, or was refused for good. */
  readonly onWritten: (recipe: Recipe<K>, written: Written, out: RecipeEffect[]) => void
  /** One of its watches fired. It may have a question under way. */
  readonly onWatch: (recipe: Recipe<K>, event: WatchEventName, path: string, out: RecipeEffect[]) => void
  /** A new connection: watches were told again, but a persistent one says nothing of the gap. */
  readonly onReconnected: (recipe: Recipe<K>) => void
  /** The application lets go. True: the machine has a way out of its own; else its znode goes and it is over. */
  readonly onRelease: (recipe: Recipe<K>, out: RecipeEffect[]) => boolean
}

/** For machines that need none of it. */
export const PLAIN: {
  readonly onStarted: () => void
  readonly plan: () => undefined
  readonly onEnrolled: () => void
  readonly onWritten: () => void
  readonly onWatch: () => void
  readonly onReconnected: () => void
  readonly onRelease: () => false
} = {
  onStarted: () => {},
  plan: () => undefined,
  onEnrolled: () => {},
  onWritten: () => {},
  onWatch: () => {},
  onReconnected: () => {},
  onRelease: () => false,
}

type RecipeState = Extract<ClientEvent, { type: 'recipe' }>['state']
/** Tells where the recipe stands, once for each stand. `behind` is a whole path. */
export function tell<K extends Kind>(
  recipe: Recipe<K>,
  state: RecipeState,
  behind: string | undefined,
  out: RecipeEffect[],
): void {
  const told = `${state} ${behind ?? ''}`
  if (recipe.told === told) return
  recipe.told = told
  const { recipe: name, path } = recipe.run
  out.push({ type: 'trace', event: { type: 'recipe', recipe: name, state, path, node: recipe.mine, behind } })
}

/** Tells what the recipe did. */
export function did<K extends Kind>(recipe: Recipe<K>, deed: RecipeDeed, out: RecipeEffect[]): void {
  const { recipe: name, path } = recipe.run
  out.push({ type: 'trace', event: { type: 'recipeDid', recipe: name, path, deed } })
}

/** Answers the run, if it still waits. */
export function answerRun<K extends Kind>(recipe: Recipe<K>, outcome: OpOutcome, out: RecipeEffect[]): void {
  if (recipe.runId !== undefined) out.push({ type: 'completed', id: recipe.runId, outcome })
  recipe.runId = undefined
}
/** Answers the release, if there is one. */
export function answerRelease<K extends Kind>(recipe: Recipe<K>, outcome: OpOutcome, out: RecipeEffect[]): void {
  if (recipe.releaseId !== undefined) out.push({ type: 'completed', id: recipe.releaseId, outcome })
  recipe.releaseId = undefined
}

/** The recipe holds, or stands where it wanted to: its znode and the fence are the answer. */
export function hold<K extends Kind>(recipe: Recipe<K>, out: RecipeEffect[]): void {
  tell(recipe, 'holding', undefined, out)
  const { mine, fence } = recipe
  answerRun(recipe, mine === undefined ? { ok: true } : { ok: true, path: mine, fence }, out)
}

/** The recipe is done: `outcome` answers the run, a release is fine. */
export function finish<K extends Kind>(recipe: Recipe<K>, outcome: OpOutcome, out: RecipeEffect[]): void {
  recipe.isOver = true
  tell(recipe, 'released', undefined, out)
  answerRun(recipe, outcome, out)
  answerRelease(recipe, { ok: true }, out)
}

/** The recipe is done as soon as its tasks are: nothing of it is left behind. */
export function conclude<K extends Kind>(recipe: Recipe<K>, outcome: OpOutcome): void {
  recipe.conclusion = outcome
}

/** The recipe has failed for good; a znode of ours must not stay in others' way. */
export function fail<K extends Kind>(recipe: Recipe<K>, error: KeeperErrorName, out: RecipeEffect[]): undefined {
  if (recipe.mine !== undefined) {
    recipe.leaving = true
    recipe.tasks = [{ type: 'retire', node: recipe.mine, error }]
    return
  }
  recipe.isOver = true
  tell(recipe, 'failed', undefined, out)
  answerRun(recipe, { ok: false, error }, out)
  answerRelease(recipe, { ok: false, error }, out)
}

/** Our znode is gone, and it was not us: we are nowhere any more. */
export function vanish<K extends Kind>(recipe: Recipe<K>, out: RecipeEffect[]): void {
  recipe.isOver = true
  tell(recipe, 'lost', undefined, out)
  answerRun(recipe, { ok: false, error: 'noNode' }, out)
  answerRelease(recipe, { ok: true }, out)
}

/** Makes `path` and what is above it, before anything else is asked: `leaf` is what `path` itself becomes. */
export function ensure<K extends Kind>(
  recipe: Recipe<K>,
  path: string,
  leaf: 'persistent' | 'container',
  data: Uint8Array | null = null,
): undefined {
  if (path === '/') return
  recipe.tasks.push({ type: 'ensure', paths: ancestorsOf(path), leaf, data })
}

/**
 * Writes `parts` in one transaction that happens once, even if its answer is lost: an ephemeral marker below `at` goes with
 * it, so that asking again tells. `onWritten` hears of it when the marker is gone again.
 */
export function writeOnce<K extends Kind>(recipe: Recipe<K>, at: string, parts: readonly MultiPart[]): void {
  recipe.writes += 1
  const marker = joinPath(at, `once-${recipe.guid}-${recipe.writes}`)
  recipe.tasks.push({ type: 'once', marker, parts, doubt: false })
}

/** What stands in a contender's znode: who it is, for people. */
export function ownerData<K extends Kind>(recipe: Recipe<K>): Uint8Array {
  return encodeUtf8(JSON.stringify({ host: `app-${recipe.client.toLowerCase()}` }))
}

/** `/a/b/c` gives `/a`, `/a/b`, `/a/b/c`. */
function ancestorsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1)
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)
}
