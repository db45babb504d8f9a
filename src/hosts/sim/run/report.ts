/** What a seed came to, as plain data that can be posted between threads; and the sum of many. */
import type { Millis } from '../../../ground/ids.ts'
import { CHECKER_NAMES, type CheckerName } from '../../checkers/checkers.ts'
import { FAULT_NAMES, type FaultClass, perFault } from '../nemesis/classes.ts'
import { MARK_NAMES, type MarkName } from './markNames.ts'

/** What went wrong: in which event (step of a node), at what time, who says so, and what in one sentence. */
export type Failure = {
  readonly checker: string
  readonly reason: string
  readonly event: number
  readonly at: Millis
}
export type SeedReport = {
  readonly seed: number
  readonly failure: Failure | undefined
  readonly simMs: Millis
  /** Steps of nodes: delivered messages, deadlines, disk completions, words to clients. */
  readonly events: number
  readonly happenings: number
  /** Operations that a server answered with success, to clients. */
  readonly acknowledged: number
  readonly elections: number
  readonly crashes: number
  /** From the heal until the core's leader served. */
  readonly electionMs: Millis
  readonly faults: Readonly<Record<FaultClass, number>>
  readonly marks: Readonly<Partial<Record<MarkName, number>>>
  readonly checks: Readonly<Partial<Record<CheckerName, number>>>
  /** The print of the trace, where it was asked for. */
  readonly hash: string | undefined
}

/** Many seeds in one: how many each fault fired in, how often each mark was seen. */
export type Total = {
  seeds: number
  simMs: Millis
  events: number
  acknowledged: number
  elections: number
  crashes: number
  electionMsMax: Millis
  readonly failures: { readonly seed: number; readonly failure: Failure }[]
  /** Seeds in which each class fired. */
  readonly faults: Record<FaultClass, number>
  readonly marks: Map<MarkName, number>
  readonly checks: Map<CheckerName, number>
}

export function emptyTotal(): Total {
  return {
    seeds: 0,
    simMs: 0,
    events: 0,
    acknowledged: 0,
    elections: 0,
    crashes: 0,
    electionMsMax: 0,
    failures: [],
    faults: perFault(() => 0),
    marks: new Map(),
    checks: new Map(),
  }
}

export function addReport(total: Total, report: SeedReport): void {
  total.seeds += 1
  total.simMs += report.simMs
  total.events += report.events
  total.acknowledged += report.acknowledged
  total.elections += report.elections
  total.crashes += report.crashes
  total.electionMsMax = Math.max(total.electionMsMax, report.electionMs)
  if (report.failure !== undefined) total.failures.push({ seed: report.seed, failure: report.failure })
  for (const fault of FAULT_NAMES) if (report.faults[fault] > 0) total.faults[fault] += 1
  for (const name of MARK_NAMES) add(total.marks, name, report.marks[name] ?? 0)
  for (const name of CHECKER_NAMES) add(total.checks, name, report.checks[name] ?? 0)
}
function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

/** What a run of many seeds must have shown, or its cleanliness proves nothing. */
export type Demand = {
  /** Each fault class fired in at least this share of the seeds (0 to 1). */
  readonly faultShare: number
  /** Acknowledged operations in a simulated second, at least. */
  readonly acknowledgedPerSecond: number
  /** Whether every mark and every checker must have been hit. */
  readonly marks: boolean
}
export const GATE_DEMAND: Demand = { faultShare: 0.05, acknowledgedPerSecond: 40, marks: true }

/** What is missing of the demand, one sentence each. */
export function missing(total: Total, demand: Demand): readonly string[] {
  const words: string[] = []
  for (const fault of FAULT_NAMES) {
    const least = Math.ceil(demand.faultShare * total.seeds)
    if (total.faults[fault] < least)
      words.push(`the fault ${fault} fired in ${total.faults[fault]} of ${total.seeds} seeds: ${least} are asked for`)
  }
  const rate = total.acknowledged / (total.simMs / 1000)
  if (rate < demand.acknowledgedPerSecond)
    words.push(
      `${rate.toFixed(1)} operations a simulated second were acknowledged: ${demand.acknowledgedPerSecond} are asked for`,
    )
  if (!demand.marks) return words
  for (const name of MARK_NAMES) if (total.marks.get(name) === 0) words.push(`it never happened: ${name}`)
  for (const name of CHECKER_NAMES)
    if (total.checks.get(name) === 0) words.push(`the checker ${name} had nothing to judge`)
  return words
}
