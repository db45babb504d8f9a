/**
 * Two-phase commit (08 §10). The coordinator makes the transaction's znode with one child for each site; a site writes its
 * vote into its own child; the coordinator reads them as they come and writes the decision into the transaction's znode,
 * where every site waits for it: commit if all say commit, abort at the first abort.
 *
 * Laws: votes and decision are written over version 0, so each is written once and by one writer: whoever comes too late
 * finds what stands. Only the coordinator watches the votes (O(n) messages). A site that never votes holds the transaction
 * up: the coordinator's application lets go, and that aborts.
 */
import { unreachable } from '../../ground/base/assert.ts'
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { joinPath } from '../../ground/data/path.ts'
import type { ClientOp, OpOutcome } from '../client/seam.ts'
import { did, ensure, fail, finish, type Machine, PLAIN, tell } from './acts.ts'
import type { Decision } from './seam.ts'
import type { Recipe, RecipeEffect, SiteStage } from './state.ts'

/** The vote or decision in a znode's data; undefined while there is none. */
export function decisionIn(data: Uint8Array | null | undefined): Decision | undefined {
  const text = data === null || data === undefined ? '' : decodeUtf8(data)
  return text === 'commit' || text === 'abort' ? text : undefined
}
const NO_VOTE = new Uint8Array(0)

export const twoPhase: Machine<'twoPhase'> = {
  ...PLAIN,
  onStarted: (recipe) => {
    for (const site of recipe.run.sites.toReversed())
      ensure(recipe, joinPath(recipe.run.path, site), 'persistent', NO_VOTE)
    ensure(recipe, recipe.run.path, 'persistent', NO_VOTE)
  },
  question: coordinatorQuestion,
  onAnswer: onCoordinatorAnswer,
  onWatch: (recipe, _event, path) => {
    const { stage, run } = recipe
    const site = run.sites.findIndex((name) => joinPath(run.path, name) === path)
    if (site === -1) return
    if (stage.type === 'waiting' && stage.site === site) recipe.stage = { type: 'reading', site }
  },
  onRelease: (recipe) => {
    const { stage } = recipe
    if (stage.type === 'deciding' || stage.type === 'confirming') return true
    recipe.stage = { type: 'deciding', decision: 'abort' }
    return true
  },
}

function coordinatorQuestion({ run, stage }: Recipe<'twoPhase'>): ClientOp | undefined {
  const { path } = run
  switch (stage.type) {
    case 'asking':
    case 'confirming':
      return { type: 'getData', path, watch: false }
    case 'reading':
      return { type: 'getData', path: joinPath(path, run.sites[stage.site] ?? ''), watch: true }
    case 'deciding':
      return { type: 'setData', path, data: encodeUtf8(stage.decision), version: 0 }
    case 'waiting':
      return undefined
    default:
      return unreachable(stage)
  }
}

function onCoordinatorAnswer(recipe: Recipe<'twoPhase'>, outcome: OpOutcome, out: RecipeEffect[]): void {
  const { stage, run } = recipe
  // badVersion: it was decided before (by us, where the answer was lost).
  // Let go before anything was made.
  if (!outcome.ok && stage.type === 'deciding' && outcome.error === 'noNode') return finish(recipe, outcome, out)
  if (!outcome.ok && !(stage.type === 'deciding' && outcome.error === 'badVersion')) {
    return fail(recipe, outcome.error, out)
  }
  const data = outcome.ok ? outcome.data : null
  switch (stage.type) {
    case 'asking':
    case 'confirming': {
      const decision = decisionIn(data)
      if (decision !== undefined) return decided(recipe, decision, out)
      recipe.stage = readSite(recipe, 0)
      return
    }
    case 'reading': {
      const site = run.sites[stage.site] ?? ''
      const vote = decisionIn(data)
      if (vote === undefined) {
        recipe.stage = { type: 'waiting', site: stage.site }
        return tell(recipe, 'waiting', joinPath(run.path, site), out)
      }
      did(recipe, { type: 'voted', site, vote }, out)
      recipe.stage = vote === 'abort' ? { type: 'deciding', decision: 'abort' } : readSite(recipe, stage.site + 1)
      return
    }
    case 'deciding':
      recipe.stage = { type: 'confirming' }
      return
    case 'waiting':
      return
    default:
      return unreachable(stage)
  }
}

/** The next vote, or the decision where all are known. */
function readSite({ run }: Recipe<'twoPhase'>, site: number): Recipe<'twoPhase'>['stage'] {
  return site < run.sites.length ? { type: 'reading', site } : { type: 'deciding', decision: 'commit' }
}

function decided(recipe: Recipe<'twoPhase'> | Recipe<'site'>, decision: Decision, out: RecipeEffect[]): void {
  did(recipe, { type: 'decided', decision }, out)
  finish(recipe, { ok: true, path: recipe.run.path, data: encodeUtf8(decision) }, out)
}

export const site: Machine<'site'> = {
  ...PLAIN,
  question: siteQuestion,
  onAnswer: onSiteAnswer,
  onWatch: (recipe, _event, path) => {
    const { stage } = recipe
    if (stage.type === 'waiting' && stage.path === path) recipe.stage = stage.then
  },
}

function siteQuestion({ run, stage }: Recipe<'site'>): ClientOp | undefined {
  const mine = joinPath(run.path, run.site)
  switch (stage.type) {
    case 'looking':
      return { type: 'exists', path: mine, watch: true }
    case 'voting':
      return { type: 'setData', path: mine, data: encodeUtf8(run.vote), version: 0 }
    case 'reading':
      return { type: 'getData', path: run.path, watch: true }
    case 'waiting':
      return undefined
    default:
      return unreachable(stage)
  }
}

function onSiteAnswer(recipe: Recipe<'site'>, outcome: OpOutcome, out: RecipeEffect[]): void {
  const { stage, run } = recipe
  const mine = joinPath(run.path, run.site)
  switch (stage.type) {
    case 'looking':
      if (outcome.ok) recipe.stage = { type: 'voting' }
      else if (outcome.error === 'noNode') wait(recipe, mine, { type: 'looking' }, out)
      else fail(recipe, outcome.error, out)
      return
    case 'voting':
      // badVersion: it has voted before, and cannot take it back.
      if (!outcome.ok && outcome.error !== 'badVersion') return fail(recipe, outcome.error, out)
      if (outcome.ok) did(recipe, { type: 'voted', site: run.site, vote: run.vote }, out)
      recipe.stage = { type: 'reading' }
      return
    case 'reading': {
      if (!outcome.ok) return fail(recipe, outcome.error, out)
      const decision = decisionIn(outcome.data)
      if (decision !== undefined) return decided(recipe, decision, out)
      return wait(recipe, run.path, { type: 'reading' }, out)
    }
    case 'waiting':
      return
    default:
      return unreachable(stage)
  }
}

type Look = Extract<SiteStage, { type: 'looking' | 'reading' }>
function wait(recipe: Recipe<'site'>, path: string, then: Look, out: RecipeEffect[]): void {
  recipe.stage = { type: 'waiting', path, then }
  tell(recipe, 'waiting', path, out)
}
