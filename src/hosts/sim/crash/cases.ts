/** All crashes of the script, or an even sample of them, in order: one line of cases for launchers and tests. */
import { CRASH_FATES, type CrashCase, type CrashReport, RETURNS, runCrash } from './crash.ts'

/** Every fate and return at each `every`-th boundary up to `boundaries`. */
export function* allCases(boundaries: number, every: number = 1, from: number = 1): Generator<CrashCase> {
  for (let at = from; at <= boundaries; at += every)
    for (const fate of CRASH_FATES) for (const back of RETURNS) yield { at, fate, back }
}
/** One fate and return at each `every`-th boundary, all of them in turn. */
export function* turnCases(boundaries: number, every: number): Generator<CrashCase> {
  let turn = 0
  for (let at = 1; at <= boundaries; at += every, turn++) {
    const fate = CRASH_FATES[turn % CRASH_FATES.length] ?? 'keep'
    const back = RETURNS[Math.floor(turn / CRASH_FATES.length) % RETURNS.length] ?? 'soon'
    yield { at, fate, back }
  }
}

export type CrashTotal = {
  cases: number
  steps: number
  acknowledged: number
  /** Servers that did not start on a disk with a hole. */
  halted: number
  readonly boundaries: Map<string, number>
  readonly failures: { readonly one: CrashCase; readonly reason: string }[]
}
export function emptyTotal(): CrashTotal {
  return { cases: 0, steps: 0, acknowledged: 0, halted: 0, boundaries: new Map(), failures: [] }
}

/** Runs `one` and adds what it came to. */
export function runCase(total: CrashTotal, one: CrashCase): CrashReport {
  const report = runCrash(one)
  const { where, halted, acknowledged, steps, failure } = report
  total.cases += 1
  total.steps += steps
  total.acknowledged += acknowledged
  if (halted !== undefined) total.halted += 1
  const name = where?.boundary ?? 'behind the end'
  total.boundaries.set(name, (total.boundaries.get(name) ?? 0) + 1)
  if (failure !== undefined) total.failures.push({ one, reason: failure })
  return report
}
