/**
 * A queue: items are persistent sequential znodes below it, taken in order. Names are `queue-<sequence>`, or
 * `queue-<priority>-<sequence>` with two digits, lower first; an item without one stands among those of 50.
 *
 * Laws:
 * 1. Who deletes an item has it. The delete travels as a write that happens once (`writeOnce`), so a consumer whose answer
 *    was lost learns whether the item is its own: nothing is delivered twice, nothing is dropped on the way.
 * 2. A put happens once too: asked again after a lost answer it makes no second item.
 * 3. A list that has changed is read again before the next item is chosen: a more urgent one may stand there now.
 * 4. A consumer that dies between its delete and its work takes the item with it (at most once, 08 §5).
 */
import { unreachable } from '../../ground/base/assert.ts'
import { joinPath } from '../../ground/data/path.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp, OpOutcome } from '../client/seam.ts'
import { conclude, did, ensure, fail, type Machine, PLAIN, tell, writeOnce } from './acts.ts'
import type { Recipe, RecipeEffect, Written } from './state.ts'

/** What an item without a priority counts as. */
const ORDINARY = 50
const ITEM = /^queue-(?:(\d\d)-)?(-?\d{10})$/

/** The items among `names`, first to take first. */
export function itemsOf(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => {
      const match = ITEM.exec(name)
      if (match === null) return []
      return [{ name, priority: Number(match[1] ?? ORDINARY), sequence: Number(match[2]) }]
    })
    .sort((a, b) => a.priority - b.priority || a.sequence - b.sequence)
    .map((item) => item.name)
}

export const queuePut: Machine<'queuePut'> = {
  ...PLAIN,
  // It has nothing to ask: the first write begins it.
  question: () => undefined,
  onAnswer: () => {},
  onStarted: (recipe) => {
    const { path, data, priority } = recipe.run
    const start = priority === undefined ? 'queue-' : `queue-${String(priority).padStart(2, '0')}-`
    writeOnce(recipe, path, [
      { type: 'create', path: joinPath(path, start), data, mode: 'persistentSequential', acl: OPEN_ACL },
    ])
  },
  onWritten: (recipe, written, out) => {
    if (!written.ok) return fail(recipe, written.error, out)
    const made = written.results[0]
    const node = made?.ok === true ? made.path : undefined
    did(recipe, { type: 'itemPut', node, data: recipe.run.data }, out)
    conclude(recipe, node === undefined ? { ok: true } : { ok: true, path: node })
  },
}

export const queueTake: Machine<'queueTake'> = {
  ...PLAIN,
  question,
  onAnswer,
  onWritten,
  onWatch: (recipe, _event, path) => {
    const { stage } = recipe
    if (path !== recipe.run.path) return
    if (stage.type === 'watching') recipe.stage = { type: 'listing' }
    else if (stage.type === 'reading' || stage.type === 'taking') recipe.stage = { ...stage, stale: true }
  },
}

function question({ run, stage }: Recipe<'queueTake'>): ClientOp | undefined {
  switch (stage.type) {
    case 'listing':
      return { type: 'getChildren', path: run.path, watch: true }
    case 'reading':
      return { type: 'getData', path: joinPath(run.path, stage.rest[0] ?? ''), watch: false }
    case 'watching':
    case 'taking':
      return undefined
    default:
      return unreachable(stage)
  }
}

function onAnswer(recipe: Recipe<'queueTake'>, outcome: OpOutcome, out: RecipeEffect[]): void {
  const { stage, run } = recipe
  if (!outcome.ok && outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
  if (stage.type === 'listing') {
    if (!outcome.ok) return ensure(recipe, run.path, 'persistent')
    return goOn(recipe, itemsOf(outcome.children ?? []), false, out)
  }
  if (stage.type !== 'reading') return
  const { rest, stale } = stage
  // Somebody else took it: the next one.
  if (!outcome.ok) return goOn(recipe, rest.slice(1), stale, out)
  const node = joinPath(run.path, rest[0] ?? '')
  recipe.stage = { type: 'taking', data: outcome.data ?? null, rest, stale }
  writeOnce(recipe, run.path, [{ type: 'delete', path: node, version: outcome.stat?.version ?? -1 }])
}

function onWritten(recipe: Recipe<'queueTake'>, written: Written, out: RecipeEffect[]): void {
  const { stage, run } = recipe
  if (stage.type !== 'taking') return
  const { data, rest, stale } = stage
  // badVersion: somebody wrote into the item after it was read.
  if (!written.ok && written.error === 'badVersion') return goOn(recipe, rest, true, out)
  if (!written.ok && written.error !== 'noNode') return fail(recipe, written.error, out)
  if (!written.ok) return goOn(recipe, rest.slice(1), stale, out)
  const node = joinPath(run.path, rest[0] ?? '')
  recipe.taken += 1
  did(recipe, { type: 'itemTaken', node, data }, out)
  goOn(recipe, rest.slice(1), stale, out)
  // A release that waits for this take lets go of what comes after it, not of the item.
  if (recipe.taken === run.count || recipe.releaseId !== undefined) conclude(recipe, { ok: true, path: node, data })
}

/** The next item of the list, a fresh list where it has changed, or the wait where nothing is left of it. */
function goOn(recipe: Recipe<'queueTake'>, rest: readonly string[], stale: boolean, out: RecipeEffect[]): void {
  if (stale) recipe.stage = { type: 'listing' }
  else if (rest.length > 0) recipe.stage = { type: 'reading', rest, stale: false }
  else {
    recipe.stage = { type: 'watching' }
    tell(recipe, 'waiting', recipe.run.path, out)
  }
}
