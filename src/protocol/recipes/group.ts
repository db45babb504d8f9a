/**
 * Group membership and naming: each member is an ephemeral znode below the group, and whoever follows the group watches its
 * list. A member has its own name (`/groupMember/A`); a provider of a service takes the next number
 * (`/names/db/<guid>-0000000003`) and its data is its address. A member that dies is missing from the list when its
 * session has expired (08 §2).
 */
import { joinPath } from '../../ground/data/path.ts'
import type { ClientOp, OpOutcome } from '../client/seam.ts'
import { did, ensure, fail, finish, hold, type Machine, ownerData, PLAIN } from './acts.ts'
import type { Plan, Recipe, RecipeEffect } from './state.ts'

export const group: Machine<'group'> = {
  ...PLAIN,
  plan,
  question,
  onAnswer,
  onEnrolled: hold,
  onWatch: (recipe, event, path) => {
    if (path !== recipe.run.path) return
    if (recipe.stage.type === 'watching' && (event === 'nodeChildrenChanged' || event === 'nodeDeleted'))
      recipe.stage = { type: 'listing' }
  },
}

function plan(recipe: Recipe<'group'>): Plan | undefined {
  const { run, guid, client } = recipe
  switch (run.recipe) {
    case 'member':
      return {
        parent: run.path,
        name: run.member ?? client,
        sequential: false,
        place: 'persistent',
        data: run.data ?? ownerData(recipe),
      }
    case 'provider':
      return { parent: run.path, name: `${guid}-`, sequential: true, place: 'persistent', data: run.address }
    default:
      return undefined
  }
}

function question({ run, stage }: Recipe<'group'>): ClientOp | undefined {
  // A provider offers and does not look who else does.
  if (stage.type === 'watching' || run.recipe === 'provider') return undefined
  return { type: 'getChildren', path: run.path, watch: true }
}

function onAnswer(recipe: Recipe<'group'>, outcome: OpOutcome, out: RecipeEffect[]): void {
  if (!outcome.ok) {
    if (outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
    return ensure(recipe, recipe.run.path, 'persistent')
  }
  const members = (outcome.children ?? []).toSorted()
  recipe.stage = { type: 'watching' }
  did(recipe, { type: 'members', members }, out)
  if (recipe.run.recipe === 'group') hold(recipe, out)
}

/** The asker's half of naming: the list, one name of it by the asker's own dice, its address. */
export const resolve: Machine<'resolve'> = {
  ...PLAIN,
  question: ({ run, stage }) =>
    stage.type === 'listing'
      ? { type: 'getChildren', path: run.path, watch: false }
      : { type: 'getData', path: stage.node, watch: false },
  onAnswer: (recipe, outcome, out) => {
    const { run, stage, guid } = recipe
    if (!outcome.ok) {
      // The one that was picked has just left: another one, from a fresh list.
      if (stage.type === 'reading' && outcome.error === 'noNode') recipe.stage = { type: 'listing' }
      else fail(recipe, outcome.error, out)
      return
    }
    if (stage.type === 'listing') {
      const names = (outcome.children ?? []).toSorted()
      const name = names[Number.parseInt(guid.slice(0, 8), 16) % Math.max(1, names.length)]
      if (name === undefined) return fail(recipe, 'noNode', out)
      recipe.stage = { type: 'reading', node: joinPath(run.path, name) }
      return
    }
    const data = outcome.data ?? null
    did(recipe, { type: 'resolved', node: stage.node, data }, out)
    finish(recipe, { ok: true, path: stage.node, data }, out)
  },
}
