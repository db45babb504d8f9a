/**
 * The lesson that runs on the page: it hears what the store heard, performs moves, and brings the ensemble to where a step
 * begins. Everything waits for the ensemble, nothing for a timer; whoever goes elsewhere ends what was under way.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Command } from '../../hosts/command.ts'
import { select, store } from '../store/app.ts'
import { hear, intervene } from '../store/bridge.ts'
import { goTo } from '../store/lessonPlace.ts'
import { showPane } from '../store/panes.ts'
import { allServe } from './facts.ts'
import type { Check, Facts, Lesson, Move } from './lesson.ts'
import { loadProgress, type Progress, saveProgress } from './progress.ts'
import { begun, founding, heard, isReady, type LessonSession, opened, planting, stepOf, wayTo } from './session.ts'

export type LessonState = {
  readonly session: LessonSession | undefined
  /** "Do it" is under way. */
  readonly acting: boolean
  /** Why the lesson's ensemble could not be made, in the engine's words. */
  readonly refusal: string | undefined
  readonly progress: Progress
}

export const lessonStore: StoreApi<LessonState> = createStore<LessonState>(() => ({
  session: undefined,
  acting: false,
  refusal: undefined,
  progress: loadProgress(),
}))

export function useLesson<T>(selector: (state: LessonState) => T): T {
  return useStore(lessonStore, selector)
}

/** Rises with each place that is gone to: what was begun before is over. */
let visit = 0

/** Follows the ensemble until the returned function is called. */
export function followEnsemble(): () => void {
  const stop = hear((batch) => {
    const { session } = lessonStore.getState()
    if (session === undefined) return
    setSession(heard(session, batch, store.getState().cluster))
  })
  return () => {
    visit += 1
    stop()
    leaveSandbox()
    lessonStore.setState({ session: undefined, acting: false, refusal: undefined })
  }
}

/** Whoever closes the lessons on servers with a bug finds sound ones. */
function leaveSandbox(): void {
  const { session } = lessonStore.getState()
  if (session === undefined || wayTo(session.lesson, session.step).fresh?.zoo === undefined) return
  void intervene(founding(session.lesson, undefined))
}

function setSession(session: LessonSession): void {
  const { session: before, progress } = lessonStore.getState()
  const isNew = session.phase === 'done' && before?.phase !== 'done'
  const key = `${session.lesson.id}/${stepOf(session).id}`
  if (isNew && !progress.has(key)) {
    const more = new Set(progress).add(key)
    saveProgress(more)
    lessonStore.setState({ session, progress: more })
  } else lessonStore.setState({ session })
}

/** Ends with true when `check` holds, with false when the reader went elsewhere. The picture lags a frame behind answers. */
async function until(here: number, check: Check): Promise<boolean> {
  await new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))
  return new Promise((resolve) => {
    const look = (): boolean => {
      const { session } = lessonStore.getState()
      if (here !== visit) resolve(false)
      else if (session !== undefined && check(session.facts)) resolve(true)
      else return false
      return true
    }
    if (look()) return
    const stop = lessonStore.subscribe(() => {
      if (look()) stop()
    })
  })
}

/** Performs moves one after another; false where the reader went elsewhere meanwhile. */
async function perform(here: number, moves: readonly Move[]): Promise<boolean> {
  for (const { when, act, hurried } of moves) {
    if (when !== undefined && !(await until(here, when))) return false
    const facts = factsNow()
    if (here !== visit || facts === undefined) return false
    const command = act(facts)
    if (command === undefined) continue
    const result = take(command)
    // A place in a queue is answered when the queue has moved: the next move says what it waits for.
    if (command.type !== 'run' && hurried !== true) await result
  }
  return here === visit
}
function factsNow(): Facts | undefined {
  return lessonStore.getState().session?.facts
}
async function take(command: Command): Promise<string | undefined> {
  const result = await intervene(command)
  return result.type === 'refused' ? result.reason : undefined
}

/** Opens the lesson that the address names: the page's first ensemble is on its way, and is let arrive before it is replaced. */
export async function openFirst(lesson: Lesson, step: number): Promise<void> {
  visit += 1
  const here = visit
  lessonStore.setState({ session: opened(lesson, step, store.getState().cluster), acting: false, refusal: undefined })
  if (!(await engineRuns(here))) return
  const { servers, observers } = store.getState().settings
  const hasArrived: Check = (facts) =>
    (facts.cluster.servers.size >= servers + observers && allServe(facts)) || facts.cluster.remote !== undefined
  if (await until(here, hasArrived)) await openLesson(lesson, step)
}

/** Opens a lesson at a step (from 0): a fresh ensemble, its first tree, and the moves of all steps before. */
export async function openLesson(lesson: Lesson, step: number): Promise<void> {
  visit += 1
  const here = visit
  const target = opened(lesson, step, store.getState().cluster)
  lessonStore.setState({ session: target, acting: false, refusal: undefined })
  goTo({ type: 'lesson', id: lesson.id, step: target.step + 1 })
  if (lesson.pane !== undefined) showPane(lesson.pane)
  if (!(await engineRuns(here))) return
  // What was chosen in the old ensemble is not meant in the new one: K would kill it.
  select(undefined)
  await intervene({ type: 'play' })
  const { fresh, earlier } = wayTo(lesson, target.step)
  const refusal = await take(founding(lesson, fresh))
  if (here !== visit) return
  if (refusal !== undefined) return lessonStore.setState({ refusal })
  if (!(await perform(here, planting(lesson)))) return
  if (!(await until(here, (facts) => isReady(lesson, facts)))) return
  if (!(await perform(here, fresh?.arrange ?? []))) return
  for (const { moves, done } of earlier) {
    setSession({ ...begun(target, target.step, store.getState().cluster), phase: 'arranging' })
    if (!(await perform(here, moves)) || !(await until(here, done))) return
  }
  setSession(begun(target, target.step, store.getState().cluster))
}

/** Ends with true when there is an ensemble to act on. */
function engineRuns(here: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (store.getState().engine.type === 'running') return resolve(true)
    const stop = store.subscribe(({ engine }) => {
      if (here === visit && engine.type === 'starting') return
      stop()
      resolve(here === visit && engine.type === 'running')
    })
  })
}

/** On to the next step, with the ensemble as it is, or with the fresh one that it asks for. */
export function nextStep(): void {
  const { session } = lessonStore.getState()
  if (session === undefined) return
  const step = session.step + 1
  const next = session.lesson.steps[step]
  if (next === undefined) return
  if (next.fresh !== undefined) return void openLesson(session.lesson, step)
  visit += 1
  lessonStore.setState({ session: begun(session, step, store.getState().cluster), acting: false })
  goTo({ type: 'lesson', id: session.lesson.id, step: step + 1 })
}

/** Performs the step's own moves. */
export async function doStep(): Promise<void> {
  const { session, acting } = lessonStore.getState()
  if (session === undefined || acting || session.phase !== 'playing') return
  const here = visit
  lessonStore.setState({ acting: true })
  await perform(here, stepOf(session).moves)
  if (here === visit) lessonStore.setState({ acting: false })
}
