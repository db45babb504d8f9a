/**
 * Runs a recipe: asks what it needs to know, brings it answers, events and words of the application.
 *
 * Laws:
 * 1. At most one question of a recipe is on its way. One that was lost with its connection is asked again on the next.
 * 2. The last task is worked on first; the machine's own stage asks only when there is none.
 * 3. An event says "look again", never what changed. While a connection is missing a hold may be lost already: only the end
 *    of the session says so for sure.
 * 4. The run and the release are answered once each.
 */
import { pathProblem } from '../../ground/data/path.ts'
import { type SessionId, ZXID_ZERO } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { WatchEventName } from '../../ground/jute/opcodes.ts'
import type { OpOutcome } from '../client/seam.ts'
import { answerRelease, answerRun, finish, type Machine, tell } from './acts.ts'
import { firstOf, machines } from './machines.ts'
import type { RecipeRun } from './seam.ts'
import type { Kind, Recipe, RecipeEffect, Runs, Stages } from './state.ts'
import { isBinding, onTaskAnswer, onTaskLost, onTaskWatch, taskQuestion } from './tasks.ts'

/** Errors that say "ask again": the connection broke, the session was just moving, or the server was too busy. */
const TRY_AGAIN: ReadonlySet<KeeperErrorName> = new Set(['connectionLoss', 'sessionMoved', 'throttledOp'])

/** Who starts a recipe: `id` of the run, the `client`'s name, its session, `guid` of sixteen hex digits. */
export type Start = {
  readonly id: number
  readonly client: string
  readonly session: SessionId
  readonly guid: string
}

/** A recipe that has done nothing yet, or undefined where its parameters make no sense (a path that is none, a size of 0). */
export function createRecipe(run: RecipeRun, start: Start): Recipe | undefined {
  if (pathProblem(run.path) !== undefined || run.path === '/') return undefined
  const first = firstOf(run)
  if (first === undefined) return undefined
  const { kind, stage } = first
  return newRecipe(kind, first.run, stage, start)
}

function newRecipe<K extends Kind>(kind: K, run: Runs[K], stage: Stages[K], start: Start): Recipe<K> {
  return {
    ...start,
    kind,
    run,
    stage,
    tasks: [],
    mine: undefined,
    fence: ZXID_ZERO,
    asked: false,
    connected: false,
    runId: start.id,
    releaseId: undefined,
    leaving: false,
    isOver: false,
    writes: 0,
    taken: 0,
    told: '',
    appliedZxid: ZXID_ZERO,
    applied: false,
    conclusion: undefined,
  }
}

function machineOf<K extends Kind>(recipe: Recipe<K>): Machine<K> {
  return machines[recipe.kind]
}

/** The recipe begins as soon as it is connected. */
export function onStarted<K extends Kind>(recipe: Recipe<K>, connected: boolean, out: RecipeEffect[]): void {
  const plan = machineOf(recipe).plan(recipe)
  if (plan !== undefined) recipe.tasks.push({ type: 'enrol', plan, stage: { type: 'creating' }, doubt: false })
  machineOf(recipe).onStarted(recipe)
  tell(recipe, 'joining', undefined, out)
  recipe.connected = connected
  advance(recipe, out)
}

/** A connection with `session` is there: what was lost is asked again. */
export function onConnected<K extends Kind>(recipe: Recipe<K>, session: SessionId, out: RecipeEffect[]): void {
  recipe.connected = true
  recipe.session = session
  if (!recipe.asked) machineOf(recipe).onReconnected(recipe)
  advance(recipe, out)
}

/** The connection is gone; the outcome of what was asked follows as connectionLoss. */
export function onDisconnected<K extends Kind>(recipe: Recipe<K>): void {
  recipe.connected = false
}

/** A watch of the recipe fired at `path`. */
export function onWatch<K extends Kind>(
  recipe: Recipe<K>,
  event: WatchEventName,
  path: string,
  out: RecipeEffect[],
): void {
  if (recipe.isOver) return
  const task = recipe.tasks.at(-1)
  if (task !== undefined) onTaskWatch(task, path)
  machineOf(recipe).onWatch(recipe, event, path, out)
  advance(recipe, out)
}

/** The application lets go. Refused with badArguments where it has before. */
export function onRelease<K extends Kind>(recipe: Recipe<K>, id: number, out: RecipeEffect[]): void {
  if (recipe.releaseId !== undefined || recipe.leaving) {
    out.push({ type: 'completed', id, outcome: { ok: false, error: 'badArguments' } })
    return
  }
  recipe.releaseId = id
  advance(recipe, out)
}

/** The session has ended, and with it what was ours; `released`: by the client's own closeSession. */
export function onSessionEnded<K extends Kind>(recipe: Recipe<K>, released: boolean, out: RecipeEffect[]): void {
  if (recipe.isOver) return
  recipe.isOver = true
  tell(recipe, released ? 'released' : 'lost', undefined, out)
  answerRun(recipe, { ok: false, error: 'sessionExpired' }, out)
  answerRelease(recipe, { ok: false, error: 'sessionExpired' }, out)
}

/** The answer to what the recipe asked. */
export function onOutcome<K extends Kind>(recipe: Recipe<K>, outcome: OpOutcome, out: RecipeEffect[]): void {
  recipe.asked = false
  if (recipe.isOver) return
  const task = recipe.tasks.at(-1)
  if (!outcome.ok && TRY_AGAIN.has(outcome.error)) {
    if (task !== undefined) onTaskLost(task, outcome.error)
    return advance(recipe, out)
  }
  const machine = machineOf(recipe)
  if (task === undefined) machine.onAnswer(recipe, outcome, out)
  else {
    const end = onTaskAnswer(recipe, task, outcome, out)
    if (end?.type === 'enrolled' && !isLetGo(recipe)) machine.onEnrolled(recipe, out)
    if (end?.type === 'written') machine.onWritten(recipe, end.written, out)
  }
  advance(recipe, out)
}

function isLetGo<K extends Kind>(recipe: Recipe<K>): boolean {
  return recipe.releaseId !== undefined && !recipe.leaving
}

/** Takes the way out where it was asked for, and asks the next question, if it can be asked now and was not. */
function advance<K extends Kind>(recipe: Recipe<K>, out: RecipeEffect[]): void {
  if (recipe.asked || recipe.isOver) return
  if (recipe.conclusion !== undefined && recipe.tasks.length === 0) return finish(recipe, recipe.conclusion, out)
  if (isLetGo(recipe)) leave(recipe, out)
  if (!recipe.connected || recipe.isOver) return
  const task = recipe.tasks.at(-1)
  const op = task === undefined ? machineOf(recipe).question(recipe) : taskQuestion(task)
  if (op === undefined) return
  recipe.asked = true
  out.push({ type: 'ask', op })
}

function leave<K extends Kind>(recipe: Recipe<K>, out: RecipeEffect[]): void {
  if (recipe.tasks.some(isBinding)) return
  recipe.tasks = []
  recipe.leaving = true
  if (machineOf(recipe).onRelease(recipe, out)) return
  if (recipe.mine !== undefined) {
    recipe.tasks.push({ type: 'retire', node: recipe.mine, error: undefined })
    return
  }
  recipe.isOver = true
  tell(recipe, 'released', undefined, out)
  answerRun(recipe, { ok: false, error: 'noNode' }, out)
  answerRelease(recipe, { ok: true }, out)
}
