/**
 * Unified configuration: one znode holds it, everybody watches it. A one-shot watch says "look again"; what changed
 * between the event and the next look is seen in one step. The persistent watch stays, but says nothing of a time without
 * connection, so after a reconnect it is looked at anyway. What is applied is never older than what was (its mzxid grows).
 *
 * A writer reads the version, writes with it, and reads again where somebody was faster: nothing is overwritten unseen.
 */
import { unreachable } from '../../ground/base/assert.ts'
import { parentOf } from '../../ground/data/path.ts'
import { ZXID_ZERO } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp, OpOutcome } from '../client/seam.ts'
import { conclude, did, fail, hold, type Machine, PLAIN, tell, writeOnce } from './acts.ts'
import type { Recipe, RecipeEffect } from './state.ts'

const READ = { type: 'reading', again: false } as const

export const config: Machine<'config'> = {
  ...PLAIN,
  question,
  onAnswer,
  onWatch: (recipe, _event, path) => {
    const { stage } = recipe
    if (path !== recipe.run.path) return
    if (stage.type === 'watching') recipe.stage = READ
    else if (stage.type === 'reading' || stage.type === 'missing') recipe.stage = { ...stage, again: true }
  },
  onReconnected: (recipe) => {
    if (recipe.run.watch === 'persistent' && recipe.stage.type === 'watching') recipe.stage = READ
  },
}

function question({ run, stage }: Recipe<'config'>): ClientOp | undefined {
  const { path } = run
  const isOneShot = run.watch === 'oneShot'
  switch (stage.type) {
    case 'subscribing':
      return { type: 'addWatch', path, mode: 'persistent' }
    case 'reading':
      return { type: 'getData', path, watch: isOneShot }
    case 'missing':
      // getData leaves no watch where there is nothing; exists does.
      return { type: 'exists', path, watch: isOneShot }
    case 'watching':
      return undefined
    default:
      return unreachable(stage)
  }
}

function onAnswer(recipe: Recipe<'config'>, outcome: OpOutcome, out: RecipeEffect[]): void {
  const { stage } = recipe
  if (!outcome.ok && outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
  switch (stage.type) {
    case 'subscribing':
      recipe.stage = READ
      return
    case 'reading':
      if (!outcome.ok) {
        recipe.stage = { type: 'missing', again: false }
        return
      }
      recipe.stage = stage.again ? READ : { type: 'watching' }
      return apply(recipe, outcome, out)
    case 'missing':
      if (outcome.ok || stage.again) {
        recipe.stage = READ
        return
      }
      recipe.stage = { type: 'watching' }
      return applyNone(recipe, out)
    case 'watching':
      return
    default:
      return unreachable(stage)
  }
}

function apply(recipe: Recipe<'config'>, outcome: Extract<OpOutcome, { ok: true }>, out: RecipeEffect[]): void {
  const mzxid = outcome.stat?.mzxid ?? ZXID_ZERO
  if (mzxid > recipe.appliedZxid) {
    recipe.appliedZxid = mzxid
    recipe.applied = true
    did(recipe, { type: 'configApplied', data: outcome.data ?? null, mzxid }, out)
  }
  hold(recipe, out)
}

function applyNone(recipe: Recipe<'config'>, out: RecipeEffect[]): void {
  if (recipe.applied) did(recipe, { type: 'configApplied', data: undefined, mzxid: recipe.appliedZxid }, out)
  recipe.applied = false
  tell(recipe, 'waiting', recipe.run.path, out)
}

/** Somebody was faster, or the znode is gone or has come: look again. */
const OVERTAKEN: ReadonlySet<KeeperErrorName> = new Set(['badVersion', 'noNode', 'nodeExists'])

export const configWrite: Machine<'configWrite'> = {
  ...PLAIN,
  question: ({ run, stage }) =>
    stage.type === 'reading' ? { type: 'exists', path: run.path, watch: false } : undefined,
  onAnswer: (recipe, outcome, out) => {
    const { path, data } = recipe.run
    if (!outcome.ok) {
      if (outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
      // Made with its data in one step: a follower must not see an empty one.
      recipe.stage = { type: 'writing' }
      const made = { type: 'create', path, data, mode: 'persistent', acl: OPEN_ACL } as const
      return writeOnce(recipe, parentOf(path), [made])
    }
    recipe.stage = { type: 'writing' }
    writeOnce(recipe, path, [{ type: 'setData', path, data, version: outcome.stat?.version ?? -1 }])
  },
  onWritten: (recipe, written, out) => {
    if (written.ok) {
      did(recipe, { type: 'configWritten', data: recipe.run.data }, out)
      return conclude(recipe, written.results[0]?.ok === true ? written.results[0] : { ok: true })
    }
    if (!OVERTAKEN.has(written.error)) return fail(recipe, written.error, out)
    recipe.stage = { type: 'reading' }
  },
}
