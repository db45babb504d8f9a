/**
 * The bridge between the engine and the store: happenings are gathered and become one `setState` an animation frame.
 * Nothing else in the app holds the engine; acts go through `intervene`, trees come through `readTree`.
 */
import type { Millis, ServerId } from '../../ground/ids.ts'
import type { Command, CommandResult } from '../../hosts/command.ts'
import type { ClockView, Engine, Happening, TreeView, WordAnswer } from '../../hosts/engine.ts'
import type { Inspection } from '../../hosts/inspection.ts'
import type { WordName } from '../../protocol/config.ts'
import type { DiskFile } from '../../protocol/seam.ts'
import { eachFrame, sight } from '../hooks/sight.ts'
import { type AppState, HISTORY_MAX, store } from './app.ts'
import { reduceAll } from './cluster.ts'

/** How often the picture follows while the page is out of view, in real milliseconds. */
const UNSEEN_MS = 250

let engine: Engine | undefined
/** New ensembles are numbered as they are asked for: the last number, and that of the present one. */
const ensembles = { asked: 0, present: 0 }
/** Ends when those that were asked for are made, or refused. */
let renewing: Promise<unknown> = Promise.resolve()
const listeners = new Set<(batch: readonly Happening[]) => void>()

/**
 * Hears each frame's happenings, messages among them, after the store has taken them: for views that remember what the
 * store does not. Returns "stop hearing".
 */
export function hear(listener: (batch: readonly Happening[]) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Hears all that was told since the page opened (as far as the engine keeps it) and all that is told from now on, whether
 * frames are drawn or not. Hears nothing where no engine runs yet. Returns "stop hearing".
 */
export function hearAll(listener: (batch: readonly Happening[]) => void): () => void {
  return engine?.subscribe(listener) ?? (() => {})
}

/** Lets the store follow `next` until the returned function is called. */
export function connect(next: Engine): () => void {
  engine = { ...next, intervene: (command) => counted(next, command) }
  let pending: Happening[] = []
  let unseen: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    unseen = undefined
    const batch = pending
    pending = []
    const state = store.getState()
    const change = withHappenings(state, batch, next.clock())
    if (change !== state) store.setState(change)
    if (batch.length > 0) for (const listener of listeners) listener(batch)
  }
  const unsubscribe = next.subscribe((batch) => {
    for (const happening of batch) pending.push(happening)
    // Out of view there are no frames; what acts on the picture from elsewhere still finds it up to date.
    if (!sight.getState().inView) unseen ??= setTimeout(flush, UNSEEN_MS)
  })
  store.setState({ engine: { type: 'running', capabilities: next.capabilities() }, clock: next.clock() })
  const stop = eachFrame(flush)
  return () => {
    stop()
    clearTimeout(unseen)
    unsubscribe()
    engine = undefined
  }
}

function counted(to: Engine, command: Command): Promise<CommandResult> {
  const result = to.intervene(command)
  if (command.type !== 'newEnsemble') return result
  const number = ++ensembles.asked
  const made = result.then(({ type }) => {
    if (type === 'done') ensembles.present = number
  })
  renewing = Promise.allSettled([renewing, made])
  return result
}

/** Whether an ensemble is still the present one, after whatever is just being made. */
export type IsHere = () => Promise<boolean>
/**
 * Asks after the present ensemble, or the one that is just being made. Who does more than one thing, and waits in between,
 * must not go on in another one.
 */
export function thisEnsemble(): IsHere {
  return isHere(renewing.then(() => ensembles.present))
}
/** Asks after the one that the next command makes. */
export function nextEnsemble(): IsHere {
  return isHere(ensembles.asked + 1)
}
function isHere(number: number | Promise<number>): IsHere {
  return async () => {
    const wanted = await number
    await renewing
    return ensembles.present === wanted
  }
}

/** The state after a frame: the same object where nothing happened and the clock's settings are the same. */
export function withHappenings(state: AppState, batch: readonly Happening[], clock: ClockView): AppState {
  const sameClock =
    clock.speed === state.clock.speed &&
    clock.paused === state.clock.paused &&
    clock.hopMs === state.clock.hopMs &&
    clock.byHand === state.clock.byHand
  if (batch.length === 0) return sameClock ? state : { ...state, clock }
  const told = batch.filter((happening) => !isMessage(happening))
  return {
    ...state,
    clock: sameClock ? state.clock : clock,
    cluster: reduceAll(state.cluster, batch),
    history: told.length === 0 ? state.history : [...state.history, ...told].slice(-HISTORY_MAX),
  }
}

function isMessage(happening: Happening): boolean {
  const { type } = happening.event
  return type === 'messageSent' || type === 'messageDelivered'
}

/** Why the reader may not do it here; undefined where they may. */
let guarding: (command: Command) => string | undefined = () => undefined
/** Lets `next` look at what the reader does from now on: an embed may be for looking only. */
export function guard(next: typeof guarding): void {
  guarding = next
}

/** Does a command; a refusal is told in the status line. Resolves to the result, never rejects. */
export async function intervene(command: Command): Promise<CommandResult> {
  if (engine === undefined) return { type: 'refused', reason: 'the ensemble is not running yet' }
  const forbidden = guarding(command)
  const result: CommandResult =
    forbidden === undefined ? await engine.intervene(command) : { type: 'refused', reason: forbidden }
  const refusal = result.type === 'refused' ? result.reason : undefined
  if (store.getState().refusal !== refusal) store.setState({ refusal })
  return result
}

/** Does a command of the page's own accord: a refusal is nobody's news. */
export async function quietly(command: Command): Promise<CommandResult> {
  return engine?.intervene(command) ?? { type: 'refused', reason: 'the ensemble is not running yet' }
}

/** The tree of a live server, or undefined where it does not run. */
export async function readTree(server: ServerId): Promise<TreeView | undefined> {
  return engine?.tree(server)
}

/** The engine itself, for whoever plays a whole scenario on it. */
export function theEngine(): Engine | undefined {
  return engine
}

/** A look into a live server's memory, or undefined where it does not run or is elsewhere. */
export async function inspect(server: ServerId): Promise<Inspection | undefined> {
  return engine?.inspect?.(server)
}

/** A server's files, or undefined where there are none to be had. */
export async function readFolder(server: ServerId): Promise<readonly DiskFile[] | undefined> {
  return engine?.folder(server)
}

/** A server's answer to a four-letter word. */
export async function askWord(server: ServerId, name: WordName): Promise<WordAnswer> {
  const answer = engine?.word?.(server, name)
  return answer ?? { type: 'refused', reason: 'four-letter words are not answered here' }
}

/** Virtual time now: what places and arcs are functions of. */
export function virtualNow(): Millis {
  return engine?.clock().now ?? 0
}
