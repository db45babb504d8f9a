/**
 * The official failure benchmark as it runs: the machine of `plan.ts` on a real ensemble beside the page's own, which stands
 * still meanwhile and goes on afterwards, exactly as it was. One run at a time.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Millis, serverOf } from '../../ground/ids.ts'
import type { Capabilities, Happening } from '../../hosts/engine.ts'
import { added, type Histogram } from '../../hosts/histogram.ts'
import type { LoadPlan } from '../../hosts/load.ts'
import type { Bench, BenchReport } from '../../hosts/page/bench.ts'
import { store } from '../store/app.ts'
import { quietly } from '../store/bridge.ts'
import { type Act, advance, isOver, type Missing, type Pace, PLANS, type Run, startRun } from './plan.ts'

/** The official ensemble and load: seven servers, 30 % writes of 1 KB. Sessions and window fit a machine of two cores. */
export const SERVERS = 7
export const SESSIONS = 21
export const LOAD: LoadPlan = { writePercent: 30, window: 4, bytes: 1024 }
/** How often the machine looks at the clock, in real milliseconds; the picture follows it. */
const TICK_MS = 100

/** Answers of one report; times count from the run's begin. */
export type Sample = { readonly at: Millis; readonly reads: number; readonly writes: number; readonly failed: number }
export type End =
  | { readonly type: 'over' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'hidden' }
  | { readonly type: 'stuck'; readonly missing: Missing }
  | { readonly type: 'failed'; readonly reason: string }
/** What a run measured; times of `run` count from the ensemble's begin, `began` is when the load did. */
export type Record = {
  readonly pace: Pace
  readonly run: Run
  readonly began: Millis
  readonly samples: readonly Sample[]
  readonly readMs: Histogram
  readonly writeMs: Histogram
  readonly disk: Capabilities['disk']
  /** Longest time that the page's own thread was late, in milliseconds: how much the machine is at its end. */
  readonly latestMs: number
  readonly cores: number
}
export type BenchState =
  | { readonly type: 'idle' }
  /** Whether the page's ensemble may stand still meanwhile. */
  | { readonly type: 'asking'; readonly pace: Pace }
  | { readonly type: 'starting'; readonly pace: Pace }
  | { readonly type: 'running'; readonly record: Record }
  | { readonly type: 'done'; readonly record: Record | undefined; readonly end: End }

export const bench: StoreApi<BenchState> = createStore<BenchState>(() => ({ type: 'idle' }))
export function useBench(): BenchState {
  return useStore(bench)
}

export function ask(pace: Pace): void {
  if (!isBusy(bench.getState())) bench.setState({ type: 'asking', pace }, true)
}
export function forget(): void {
  if (!isBusy(bench.getState())) bench.setState({ type: 'idle' }, true)
}
export function isBusy({ type }: BenchState): boolean {
  return type === 'starting' || type === 'running'
}

/** Ends the run that is under way; nothing where none is. */
let stop: ((end: End) => void) | undefined
export function cancel(): void {
  stop?.({ type: 'cancelled' })
}

/** Runs the benchmark; ends when it is over, in whatever way. Never rejects. */
export async function begin(pace: Pace): Promise<void> {
  if (isBusy(bench.getState())) return
  bench.setState({ type: 'starting', pace }, true)
  const wasPaused = store.getState().clock.paused
  if (!wasPaused) await quietly({ type: 'pause' })
  const ended = new Promise<End>((resolve) => {
    stop = resolve
  })
  const onHidden = () => {
    if (document.hidden) stop?.({ type: 'hidden' })
  }
  document.addEventListener('visibilitychange', onHidden)
  const end = await conduct(pace, ended).catch(
    (error: unknown): End => ({ type: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  )
  document.removeEventListener('visibilitychange', onHidden)
  stop = undefined
  const last = bench.getState()
  bench.setState({ type: 'done', record: last.type === 'running' ? last.record : undefined, end }, true)
  if (!wasPaused) await quietly({ type: 'play' })
}

async function conduct(pace: Pace, ended: Promise<End>): Promise<End> {
  const { createBench } = await import('../../hosts/page/bench.ts')
  const reports: BenchReport[] = []
  const opening = createBench({ servers: SERVERS, sessions: SESSIONS, load: LOAD }, (report) => reports.push(report))
  const first = await Promise.race([opening, ended])
  if ('type' in first) {
    // Cancelled while it started: what still comes up is ended at once.
    void opening.then((made) => made.close()).catch(() => {})
    return first
  }
  try {
    return await drive(first, pace, reports, ended)
  } finally {
    first.close()
  }
}

/** Feeds the machine until it is over, or until `ended` says so. */
function drive(made: Bench, pace: Pace, reports: BenchReport[], ended: Promise<End>): Promise<End> {
  let record = emptyRecord(made, pace)
  let due = performance.now() + TICK_MS
  return new Promise((resolve) => {
    const doAll = (acts: readonly Act[]) => {
      for (const { type, server } of acts)
        void made.act(type === 'kill' ? { type, server } : { type, server, disk: 'keep' })
    }
    const heed = (batch: readonly Happening[]) => {
      for (const { at, node, event } of batch) {
        const server = serverOf(node)
        if (server !== undefined)
          record = { ...record, run: advance(record.run, { type: 'told', at, server, event }).run }
      }
    }
    const unhear = made.hear(heed)
    const over = (end: End) => {
      clearInterval(timer)
      unhear()
      resolve(end)
    }
    const timer = setInterval(() => {
      const late = performance.now() - due
      due = performance.now() + TICK_MS
      record = withReports({ ...record, latestMs: Math.max(record.latestMs, late) }, reports.splice(0))
      const { run, acts } = advance(record.run, { type: 'time', at: made.now() })
      record = { ...record, run }
      bench.setState({ type: 'running', record }, true)
      doAll(acts)
      if (!isOver(run)) return
      over(run.phase.type === 'stuck' ? { type: 'stuck', missing: run.phase.missing } : { type: 'over' })
    }, TICK_MS)
    void ended.then(over)
  })
}

function emptyRecord(made: Bench, pace: Pace): Record {
  const at = made.now()
  return {
    pace,
    run: startRun(PLANS[pace], made.servers, at),
    began: at,
    samples: [],
    readMs: [],
    writeMs: [],
    disk: made.disk,
    latestMs: 0,
    cores: navigator.hardwareConcurrency,
  }
}

/** The record with what was answered; until the first answer there is nothing to measure. */
function withReports(before: Record, reports: readonly BenchReport[]): Record {
  let record = before
  for (const report of reports) record = withReport(record, report)
  return record
}
function withReport(record: Record, { virtualAt, reads, writes, failed, readMs, writeMs }: BenchReport): Record {
  const isAnswered = reads + writes > 0
  const isFirst = record.samples.length === 0
  if (isFirst && !isAnswered) return record
  const began = isFirst ? virtualAt : record.began
  return {
    ...record,
    run: isAnswered ? advance(record.run, { type: 'answers', at: virtualAt }).run : record.run,
    began,
    samples: [...record.samples, { at: virtualAt - began, reads, writes, failed }],
    readMs: added(record.readMs, readMs),
    writeMs: added(record.writeMs, writeMs),
  }
}
