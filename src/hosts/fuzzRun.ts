/** Tries a gate: as many episodes as it takes for a number of inputs, or one episode again. */
import type { Rng } from '../ground/base/rng.ts'
import { episodeDice, type Gate, inputMsMax, meterOf } from './fuzzing.ts'

export type FuzzPlan = {
  readonly gate: Gate
  readonly seed: number
  readonly inputs: number
  /** A clock in milliseconds. */
  readonly now: () => number
  /** Runs after each episode. */
  readonly after?: (report: FuzzReport) => void
}
export type FuzzReport = {
  readonly gate: string
  inputs: number
  episodes: number
  slowestMs: number
  readonly failures: { readonly episode: number; readonly reason: string }[]
}

/** A machine that does other things lets one input wait: only what is slow each time is slow. */
const SLOW_TRIES = 5
/** Then a gate is broken enough. */
const FAILURES_MAX = 50

export async function fuzz(plan: FuzzPlan): Promise<FuzzReport> {
  const report: FuzzReport = { gate: plan.gate.name, inputs: 0, episodes: 0, slowestMs: 0, failures: [] }
  while (report.inputs < plan.inputs && report.failures.length < FAILURES_MAX) {
    await playEpisode(plan, report, report.episodes)
    plan.after?.(report)
  }
  return report
}

/** Plays episode `index` and adds what it came to. */
export async function playEpisode(plan: FuzzPlan, report: FuzzReport, index: number): Promise<void> {
  report.episodes += 1
  try {
    const { inputs, slowestMs } = await patiently(plan, () => episodeDice(plan.seed, index))
    report.inputs += inputs
    report.slowestMs = Math.max(report.slowestMs, slowestMs)
    if (slowestMs > inputMsMax) throw new Error(`an input took ${Math.round(slowestMs)} ms`)
  } catch (error) {
    report.inputs += 1
    report.failures.push({ episode: index, reason: reasonOf(error) })
  }
}

async function patiently({ gate, now }: FuzzPlan, dice: () => Rng): Promise<{ inputs: number; slowestMs: number }> {
  let best = Number.POSITIVE_INFINITY
  let inputs = 0
  for (let attempt = 0; attempt < SLOW_TRIES && best > inputMsMax; attempt++) {
    const meter = meterOf(now)
    inputs = await gate.episode(dice(), meter)
    best = Math.min(best, meter.slowestMs)
  }
  return { inputs, slowestMs: best }
}

/** What went wrong and where: the message and the first places of the stack. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [`${error.name}: ${error.message.slice(0, 300)}`, ...places.slice(0, 3).map((line) => line.trim())].join(' | ')
}
