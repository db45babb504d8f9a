/**
 * Barriers. The simple one is a znode: as long as it is there, everybody waits; deleting it wakes them all (08 §3).
 *
 * The double one lets `size` processes begin together and end together (08 §4). Each is an ephemeral znode below it; who
 * counts enough of them makes `ready`, which wakes the rest. On the way out the lowest waits for the highest and everybody
 * else for the lowest, so that each deletion wakes one process, and the last takes `ready` along: the barrier can be used
 * again. A process that dies before enough have come is no longer counted. (The lowest that dies on its way out leaves `ready`
 * behind, as in ZooKeeper's own recipe: it has to be deleted before the barrier is used again.)
 */
import { unreachable } from '../../ground/base/assert.ts'
import { joinPath, nameOf } from '../../ground/data/path.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp, OpOutcome } from '../client/seam.ts'
import { did, fail, finish, hold, type Machine, ownerData, PLAIN, tell, vanish } from './acts.ts'
import type { Recipe, RecipeEffect } from './state.ts'

export const barrier: Machine<'barrier'> = {
  ...PLAIN,
  question: ({ run, stage }) =>
    stage.type === 'checking' ? { type: 'exists', path: run.path, watch: true } : undefined,
  onAnswer: (recipe, outcome, out) => {
    if (outcome.ok) {
      recipe.stage = { type: 'waiting' }
      return tell(recipe, 'waiting', recipe.run.path, out)
    }
    if (outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
    did(recipe, { type: 'passed' }, out)
    finish(recipe, { ok: true }, out)
  },
  onWatch: (recipe, _event, path) => {
    if (path === recipe.run.path && recipe.stage.type === 'waiting') recipe.stage = { type: 'checking' }
  },
}

const READY = 'ready'

export const doubleBarrier: Machine<'doubleBarrier'> = {
  ...PLAIN,
  plan: (recipe) => ({
    parent: recipe.run.path,
    name: recipe.run.member ?? recipe.client,
    sequential: false,
    place: 'container',
    data: ownerData(recipe),
  }),
  question,
  onAnswer: (recipe, outcome, out) => {
    if (outcome.ok) return onFine(recipe, outcome, out)
    return onRefused(recipe, outcome.error, out)
  },
  onWatch: (recipe, event, path, out) => {
    const { stage, run } = recipe
    const isReady = path === joinPath(run.path, READY) && event === 'nodeCreated'
    if (isReady && stage.type === 'waiting') return enter(recipe, out)
    if (isReady && stage.type === 'counting') recipe.stage = { type: 'counting', open: true }
    if (stage.type === 'staying' && path === joinPath(run.path, stage.name)) recipe.stage = { type: 'leaving' }
  },
  onRelease: (recipe) => {
    // Before it is open a process just goes; afterwards it leaves with the others.
    if (recipe.stage.type !== 'entered') return false
    recipe.stage = { type: 'leaving' }
    return true
  },
}

function question({ run, stage, mine }: Recipe<'doubleBarrier'>): ClientOp | undefined {
  const { path } = run
  const ready = joinPath(path, READY)
  switch (stage.type) {
    case 'looking':
      return { type: 'exists', path: ready, watch: true }
    case 'counting':
    case 'leaving':
      return { type: 'getChildren', path, watch: false }
    case 'opening':
      return { type: 'create', path: ready, data: null, mode: 'persistent', acl: OPEN_ACL }
    case 'checking':
      return { type: 'exists', path: joinPath(path, stage.name), watch: true }
    case 'deleting':
      return { type: 'delete', path: mine ?? path, version: -1 }
    case 'closing':
      return { type: 'delete', path: ready, version: -1 }
    case 'waiting':
    case 'entered':
    case 'staying':
      return undefined
    default:
      return unreachable(stage)
  }
}

type Fine = Extract<OpOutcome, { ok: true }>
function onFine(recipe: Recipe<'doubleBarrier'>, outcome: Fine, out: RecipeEffect[]): void {
  const { stage } = recipe
  switch (stage.type) {
    case 'looking':
    case 'opening':
      return enter(recipe, out)
    case 'counting':
      return onCounted(recipe, stage.open, processesOf(outcome), out)
    case 'leaving':
      return onLeaving(recipe, processesOf(outcome), out)
    case 'checking':
      recipe.stage = { type: 'staying', name: stage.name }
      return tell(recipe, 'waiting', joinPath(recipe.run.path, stage.name), out)
    case 'deleting':
      recipe.mine = undefined
      recipe.stage = { type: 'leaving' }
      return
    case 'closing':
      return retire(recipe)
    case 'waiting':
    case 'entered':
    case 'staying':
      return
    default:
      return unreachable(stage)
  }
}

function onRefused(recipe: Recipe<'doubleBarrier'>, error: KeeperErrorName, out: RecipeEffect[]): void {
  const { stage } = recipe
  if (stage.type === 'opening' && error === 'nodeExists') return enter(recipe, out)
  if (error !== 'noNode') return fail(recipe, error, out)
  switch (stage.type) {
    case 'looking':
      recipe.stage = { type: 'counting', open: false }
      return
    case 'counting':
    case 'opening':
      return vanish(recipe, out)
    case 'leaving':
      return finish(recipe, { ok: true }, out)
    case 'checking':
      recipe.stage = { type: 'leaving' }
      return
    case 'deleting':
      recipe.mine = undefined
      recipe.stage = { type: 'leaving' }
      return
    case 'closing':
      return retire(recipe)
    case 'waiting':
    case 'entered':
    case 'staying':
      return
    default:
      return unreachable(stage)
  }
}

/** Who is in, by name; `ready` is nobody. */
function processesOf(outcome: Fine): readonly string[] {
  return (outcome.children ?? []).filter((name) => name !== READY).toSorted()
}

function enter(recipe: Recipe<'doubleBarrier'>, out: RecipeEffect[]): void {
  recipe.stage = { type: 'entered' }
  hold(recipe, out)
}

function onCounted(
  recipe: Recipe<'doubleBarrier'>,
  open: boolean,
  members: readonly string[],
  out: RecipeEffect[],
): void {
  did(recipe, { type: 'members', members }, out)
  // `ready` was made while we counted: the count is of no interest any more.
  if (open) return enter(recipe, out)
  if (!members.includes(nameOf(recipe.mine ?? ''))) return vanish(recipe, out)
  if (members.length >= recipe.run.size) {
    recipe.stage = { type: 'opening' }
    return
  }
  recipe.stage = { type: 'waiting' }
  tell(recipe, 'waiting', joinPath(recipe.run.path, READY), out)
}

function onLeaving(recipe: Recipe<'doubleBarrier'>, members: readonly string[], out: RecipeEffect[]): void {
  const mine = nameOf(recipe.mine ?? '')
  const isIn = members.includes(mine)
  const [lowest] = members
  if (lowest === undefined) return finish(recipe, { ok: true }, out)
  if (isIn && members.length === 1) recipe.stage = { type: 'closing' }
  else if (isIn && lowest !== mine) recipe.stage = { type: 'deleting' }
  else recipe.stage = { type: 'checking', name: isIn ? (members.at(-1) ?? lowest) : lowest }
}

function retire(recipe: Recipe<'doubleBarrier'>): void {
  if (recipe.mine !== undefined) recipe.tasks.push({ type: 'retire', node: recipe.mine, error: undefined })
}
