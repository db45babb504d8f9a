/**
 * The lamps of the Guarantees strip: the checkers hear all that the engine tells, in slices between frames. They run here
 * and not in a worker, as posting a happening costs as much as judging it (some 3.5 µs, less than 2 % of a core at 5,000
 * happenings a second).
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CheckerName, Violation } from '../../hosts/checkers/checkers.ts'
import { createJudge, type Judge, judge, type Verdict, verdictsOf } from '../../hosts/checkers/verdict.ts'
import type { Happening } from '../../hosts/engine.ts'
import { goOn, raise } from './alarm.ts'
import { hearAll } from './bridge.ts'
import { sandbox } from './sandbox.ts'

/** How long one slice takes at most, and how often counts are shown where no lamp changes, in real milliseconds. */
const SLICE_MS = 5
const SHOW_EVERY_MS = 250
/** Happenings looked at between two looks at the clock. */
const STRIDE = 64
/** Happenings that wait, at most: beyond that the oldest are dropped, and the checkers begin anew. */
const WAITING_MAX = 200_000

export type GuaranteesState = {
  readonly verdicts: readonly Verdict[]
  /** What was broken, oldest first, each family once. */
  readonly breaks: readonly Violation[]
}
export const guarantees: StoreApi<GuaranteesState> = createStore<GuaranteesState>(() => ({
  verdicts: verdictsOf(createJudge()),
  breaks: [],
}))

export function useVerdicts(): readonly Verdict[] {
  return useStore(guarantees, ({ verdicts }) => verdicts)
}
export function useVerdict(checker: CheckerName): Verdict | undefined {
  return useStore(guarantees, ({ verdicts }) => verdicts.find((one) => one.checker === checker))
}
export function useBreaks(): readonly Violation[] {
  return useStore(guarantees, ({ breaks }) => breaks)
}

/** What a watch leans on, for tests. `later` calls back when the page has drawn; `real` is a clock in milliseconds. */
export type GuaranteesPorts = {
  readonly hear: (listener: (batch: readonly Happening[]) => void) => () => void
  readonly later: (work: () => void) => void
  readonly real: () => number
}
const PAGE: GuaranteesPorts = {
  hear: hearAll,
  later: (work) => setTimeout(work, 0),
  real: () => performance.now(),
}

type Watch = { state: Judge; waiting: Happening[]; next: number; shownAt: number; isDue: boolean; isOver: boolean }

/**
 * Lets the checkers judge what is told from now on. A new ensemble is judged anew: what was broken in the old one is no
 * guarantee of the next. Returns "stop".
 */
export function watchGuarantees(ports: GuaranteesPorts = PAGE): () => void {
  const watch: Watch = { state: createJudge(), waiting: [], next: 0, shownAt: 0, isDue: false, isOver: false }
  const stop = ports.hear((batch) => {
    const begin = batch.findLastIndex(isOtherEnsemble)
    if (begin >= 0) {
      restart(watch)
      guarantees.setState({ verdicts: verdictsOf(watch.state), breaks: [] })
    }
    for (const happening of batch.slice(begin + 1)) watch.waiting.push(happening)
    if (watch.waiting.length - watch.next > WAITING_MAX) restart(watch, watch.state.broken)
    arrange(watch, ports)
  })
  return () => {
    watch.isOver = true
    stop()
  }
}

/** The checkers begin anew; what is known to be `broken` stays red. */
function restart(watch: Watch, broken: Judge['broken'] = new Map()): void {
  Object.assign(watch, { state: { ...createJudge(), broken }, waiting: [], next: 0 })
}

function isOtherEnsemble({ event }: Happening): boolean {
  return event.type === 'commandTaken' && event.command.type === 'newEnsemble'
}

/**
 * Lets the checkers judge the page's ensemble, and stops the world at the first bad event. A sandbox is stopped where it
 * breaks what it is to break: what else the same bug breaks is told by the lamps.
 */
export function guard(ports: GuaranteesPorts = PAGE): () => void {
  const stopRaising = guarantees.subscribe(({ breaks }, before) => {
    // What was shown is of an ensemble that is gone: the next one does not begin with its clock stopped.
    if (breaks.length === 0 && before.breaks.length > 0) void goOn()
    const news = breaks.slice(before.breaks.length)
    const { family } = sandbox.getState()
    const found = news.find(({ checker }) => family === undefined || checker === family)
    if (found !== undefined) raise(found)
  })
  const stopWatching = watchGuarantees(ports)
  return () => {
    stopRaising()
    stopWatching()
  }
}

function arrange(watch: Watch, ports: GuaranteesPorts): void {
  if (watch.isDue || watch.next >= watch.waiting.length) return
  watch.isDue = true
  ports.later(() => {
    watch.isDue = false
    if (watch.isOver) return
    slice(watch, ports)
    arrange(watch, ports)
  })
}

function slice(watch: Watch, { real }: GuaranteesPorts): void {
  const until = real() + SLICE_MS
  const broken: Violation[] = []
  while (watch.next < watch.waiting.length && real() < until) {
    for (const happening of watch.waiting.slice(watch.next, watch.next + STRIDE)) {
      watch.next += 1
      for (const violation of judge(watch.state, happening)) broken.push(violation)
    }
  }
  if (watch.next >= watch.waiting.length) Object.assign(watch, { waiting: [], next: 0 })
  show(watch, broken, real())
}

function show(watch: Watch, broken: readonly Violation[], now: number): void {
  const verdicts = verdictsOf(watch.state)
  const before = guarantees.getState()
  const isNews = verdicts.some(({ state }, index) => state !== before.verdicts[index]?.state)
  if (!isNews && broken.length === 0 && now - watch.shownAt < SHOW_EVERY_MS) return
  watch.shownAt = now
  guarantees.setState({ verdicts, breaks: broken.length === 0 ? before.breaks : [...before.breaks, ...broken] })
}
