/**
 * The chores of recipes, each a little machine of its own.
 *
 * Laws:
 * 1. After a lost create nothing is created before a write and a list. Where the write is answered, everything that was
 *    proposed before it is to be seen, and what is still on its way through the old server comes to nothing, since the
 *    session has moved (PrepRequestProcessor: checkSession). A `sync` would not do: the leader answers its own clients'
 *    at once, while proposals wait for their quorum (CommitProcessor: matchSyncs). What is found by its name counts only
 *    if our session owns it: a few letters may meet twice.
 * 2. A write that must happen once travels with an ephemeral marker: it is there if and only if the write happened. A write
 *    asked for again either finds the marker, or happens now.
 * 3. Whoever lets go before it knows what came of a create or write finds that out first.
 */
import { unreachable } from '../../ground/base/assert.ts'
import { mut } from '../../ground/base/mut.ts'
import { joinPath, parentOf } from '../../ground/data/path.ts'
import { ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import { type KeeperErrorName, KeeperErrors } from '../../ground/jute/errors.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp, OpOutcome } from '../client/seam.ts'
import { answerRelease, answerRun, ensure, fail, tell } from './acts.ts'
import { lineOf } from './sequence.ts'
import type { Kind, Recipe, RecipeEffect, Task, Written } from './state.ts'

type Enrol = Extract<Task, { type: 'enrol' }>
type Once = Extract<Task, { type: 'once' }>

/** What a task's end means for the machine. */
export type TaskEnd = { readonly type: 'enrolled' } | { readonly type: 'written'; readonly written: Written }

/** What the task needs to know next; undefined where it waits. */
export function taskQuestion(task: Task): ClientOp | undefined {
  switch (task.type) {
    case 'ensure': {
      const isLeaf = task.paths.length === 1
      const path = task.paths[0] ?? '/'
      const data = isLeaf ? task.data : null
      return { type: 'create', path, data, mode: isLeaf ? task.leaf : 'persistent', acl: OPEN_ACL }
    }
    case 'enrol':
      return enrolQuestion(task)
    case 'once': {
      const marker = { type: 'create', path: task.marker, data: null, mode: 'ephemeral', acl: OPEN_ACL } as const
      return { type: 'multi', ops: [marker, ...task.parts] }
    }
    case 'unmark':
      return { type: 'delete', path: task.marker, version: -1 }
    case 'retire':
      return { type: 'delete', path: task.node, version: -1 }
    default:
      return unreachable(task)
  }
}

function enrolQuestion({ plan, stage }: Enrol): ClientOp | undefined {
  const path = joinPath(plan.parent, plan.name)
  switch (stage.type) {
    case 'creating':
      return {
        type: 'create',
        path,
        data: plan.data,
        mode: plan.sequential ? 'ephemeralSequential' : 'ephemeral',
        acl: OPEN_ACL,
        stat: true,
      }
    case 'catchingUp':
      // A check changes nothing, and goes through the quorum all the same; so does its failure, as an error.
      return mut('syncForWrite')
        ? { type: 'sync', path: plan.parent }
        : { type: 'multi', ops: [{ type: 'check', path: plan.parent, version: -1 }] }
    case 'searching':
      return { type: 'getChildren', path: plan.parent, watch: false }
    case 'claiming':
      return { type: 'exists', path: joinPath(plan.parent, stage.found[0] ?? ''), watch: false }
    case 'owning':
      return { type: 'exists', path, watch: true }
    case 'blocked':
      return undefined
    default:
      return unreachable(stage)
  }
}

/** The answer was lost: nobody knows whether it happened. A create is looked for, the rest can simply be asked again. */
export function onTaskLost(task: Task, error: KeeperErrorName): void {
  if (KeeperErrors[error].definite) return
  if (task.type === 'once') task.doubt = true
  if (task.type !== 'enrol' || task.stage.type !== 'creating') return
  task.doubt = true
  if (task.plan.sequential) task.stage = { type: 'catchingUp' }
}

/** A watch fired while the task was at work: the name that we want may be free. */
export function onTaskWatch(task: Task, path: string): void {
  if (task.type !== 'enrol' || path !== joinPath(task.plan.parent, task.plan.name)) return
  // While it is asked who owns the name, that answer tells.
  if (task.stage.type === 'blocked') task.stage = { type: 'creating' }
}

/** Whether the recipe must see this task through before it can leave. */
export function isBinding(task: Task): boolean {
  if (task.type === 'enrol' || task.type === 'once') return task.doubt
  return task.type === 'unmark' || task.type === 'retire'
}

/** The answer to what the recipe's last task asked. Returns what it means for the machine; undefined where the task goes on. */
export function onTaskAnswer<K extends Kind>(
  recipe: Recipe<K>,
  task: Task,
  outcome: OpOutcome,
  out: RecipeEffect[],
): TaskEnd | undefined {
  switch (task.type) {
    case 'ensure':
      onEnsured(recipe, task, outcome, out)
      return undefined
    case 'enrol':
      return onEnrolAnswer(recipe, task, outcome, out)
    case 'once':
      return onOnceAnswer(recipe, task, outcome)
    case 'unmark':
      recipe.tasks.pop()
      return undefined
    case 'retire':
      onRetired(recipe, task, outcome, out)
      return undefined
    default:
      return unreachable(task)
  }
}

type Ensure = Extract<Task, { type: 'ensure' }>
function onEnsured<K extends Kind>(recipe: Recipe<K>, task: Ensure, outcome: OpOutcome, out: RecipeEffect[]): void {
  recipe.tasks.pop()
  // noNode: a parent that was there a moment ago is gone (an empty container is swept): begin anew from the top.
  if (!outcome.ok && outcome.error === 'noNode') {
    const path = task.paths.at(-1)
    if (path !== undefined) ensure(recipe, path, task.leaf === 'container' ? 'container' : 'persistent', task.data)
    return
  }
  if (!outcome.ok && outcome.error !== 'nodeExists') return fail(recipe, outcome.error, out)
  if (task.paths.length > 1) recipe.tasks.push({ ...task, paths: task.paths.slice(1) })
}

function onEnrolAnswer<K extends Kind>(
  recipe: Recipe<K>,
  task: Enrol,
  outcome: OpOutcome,
  out: RecipeEffect[],
): TaskEnd | undefined {
  const { stage, plan } = task
  switch (stage.type) {
    case 'creating':
      if (outcome.ok) return enrolled(recipe, outcome.path ?? '', outcome.stat?.czxid ?? ZXID_ZERO)
      if (outcome.error === 'noNode') return ensure(recipe, plan.parent, plan.place)
      if (outcome.error !== 'nodeExists' || plan.sequential) return fail(recipe, outcome.error, out)
      task.stage = { type: 'owning' }
      return undefined
    case 'catchingUp':
      // A server without a majority has refused it by itself: what it shows says nothing.
      if (!outcome.ok && outcome.error === 'notReadOnly') return fail(recipe, outcome.error, out)
      task.stage = { type: 'searching' }
      return undefined
    case 'searching': {
      if (!outcome.ok && outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
      const children = outcome.ok ? (outcome.children ?? []) : []
      return claim(
        task,
        lineOf(children).filter((name) => name.startsWith(plan.name)),
      )
    }
    case 'claiming': {
      const [candidate, ...rest] = stage.found
      const isOurs = outcome.ok && outcome.stat?.ephemeralOwner === recipe.session
      if (candidate === undefined || !isOurs) return claim(task, rest)
      return enrolled(recipe, joinPath(plan.parent, candidate), outcome.stat?.czxid ?? ZXID_ZERO)
    }
    case 'owning':
      return onOwned(recipe, task, outcome, out)
    case 'blocked':
      return undefined
    default:
      return unreachable(stage)
  }
}

function claim(task: Enrol, found: readonly string[]): undefined {
  task.stage = found.length === 0 ? { type: 'creating' } : { type: 'claiming', found }
  if (found.length === 0) task.doubt = false
}

function onOwned<K extends Kind>(
  recipe: Recipe<K>,
  task: Enrol,
  outcome: OpOutcome,
  out: RecipeEffect[],
): TaskEnd | undefined {
  const path = joinPath(task.plan.parent, task.plan.name)
  if (!outcome.ok) {
    if (outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
    task.stage = { type: 'creating' }
    return undefined
  }
  if (outcome.stat?.ephemeralOwner === recipe.session) return enrolled(recipe, path, outcome.stat.czxid)
  task.doubt = false
  task.stage = { type: 'blocked' }
  tell(recipe, 'waiting', path, out)
  return undefined
}

function enrolled<K extends Kind>(recipe: Recipe<K>, mine: string, fence: Zxid): TaskEnd {
  recipe.tasks.pop()
  recipe.mine = mine
  recipe.fence = fence
  return { type: 'enrolled' }
}

function onOnceAnswer<K extends Kind>(recipe: Recipe<K>, task: Once, outcome: OpOutcome): TaskEnd | undefined {
  const results = outcome.results ?? []
  const first = results[0]
  const isMarked = !outcome.ok && first?.ok === false && first.error === 'nodeExists'
  recipe.tasks.pop()
  if (outcome.ok || isMarked) {
    recipe.tasks.push({ type: 'unmark', marker: task.marker })
    return { type: 'written', written: { ok: true, results: outcome.ok ? results.slice(1) : [] } }
  }
  // The place for the marker is missing: it is made, and the write asked for again.
  if (outcome.error === 'noNode' && first?.ok === false && first.error === 'noNode') {
    recipe.tasks.push({ ...task, doubt: false })
    ensure(recipe, parentOf(task.marker), 'persistent')
    return undefined
  }
  return { type: 'written', written: { ok: false, error: outcome.error } }
}

type Retire = Extract<Task, { type: 'retire' }>
function onRetired<K extends Kind>(recipe: Recipe<K>, task: Retire, outcome: OpOutcome, out: RecipeEffect[]): void {
  const isGone = outcome.ok || outcome.error === 'noNode'
  recipe.isOver = true
  recipe.tasks = []
  tell(recipe, task.error === undefined && isGone ? 'released' : 'failed', undefined, out)
  // A run that was let go before it held has nothing to show: noNode.
  answerRun(recipe, { ok: false, error: task.error ?? 'noNode' }, out)
  answerRelease(recipe, isGone ? { ok: true } : outcome, out)
}
