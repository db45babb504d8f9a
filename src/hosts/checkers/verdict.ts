/**
 * What the Guarantees strip shows of each family, and the one call that feeds it: happenings of the engine as they come, in
 * whatever order the nodes' lines arrive (`causality.ts`). Plain data, so that it can run in a worker of its own.
 */
import type { Millis, NodeName } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type LocalClock, localTime, trueClock, turn } from '../localClock.ts'
import { arrive, type Causality, createCausality, drainAll, type Told } from './causality.ts'
import type { Violation } from './checker.ts'
import {
  CHECKER_NAMES,
  CHECKERS,
  type CheckerName,
  type Checkers,
  createCheckers,
  missAll,
  observeAll,
} from './checkers.ts'
import { missExpiry } from './expiry.ts'

/** Which happening showed it: `index` is its number among those of `node`. `event` names its type, for sentences. */
export type Evidence = {
  readonly at: Millis
  readonly node: NodeName
  readonly index: number
  readonly event: Happening['event']['type']
  /** English, with the facts; the page says it in other languages. Empty where the rule simply held. */
  readonly reason: string
}
/**
 * A lamp: grey `untested` (nothing put the rule to the test yet), green `held`, amber `allowed` (what ZooKeeper does not
 * promise was seen), red `broken`. Red stays red.
 */
export type LampState = 'untested' | 'held' | 'allowed' | 'broken'
export type Verdict = {
  readonly checker: CheckerName
  readonly state: LampState
  /** How often the rule was put to the test, and how often something allowed was seen. */
  readonly count: number
  readonly allowed: number
  /** The first break where it is broken; else what was allowed last; else where the rule was last put to the test. */
  readonly evidence: Evidence | undefined
}

export type Judge = {
  readonly causality: Causality
  readonly checkers: Checkers
  readonly broken: Map<CheckerName, Evidence>
  readonly tested: Map<CheckerName, Evidence>
  /** Clocks of machines that are off, as their owner set them: a server counts its sessions' time by its own. */
  readonly clocks: Map<NodeName, LocalClock>
}

export function createJudge(): Judge {
  const maps = { broken: new Map<CheckerName, Evidence>(), tested: new Map<CheckerName, Evidence>() }
  return { causality: createCausality(), checkers: createCheckers(), ...maps, clocks: new Map() }
}

/** Hears the next happening of the engine. Returns what it broke, mostly nothing: the first break of each family only. */
export function judge(state: Judge, happening: Happening): readonly Violation[] {
  const told: Told[] = []
  arrive(state.causality, happening, told)
  return told.flatMap((one) => hear(state, one))
}

/** Hears the end of a recorded trace: whatever still waited for its cause is judged now. */
export function judgeRest(state: Judge): readonly Violation[] {
  const told: Told[] = []
  drainAll(state.causality, told)
  return told.flatMap((one) => hear(state, one))
}

function hear(state: Judge, told: Told): readonly Violation[] {
  if (told.type === 'missed') {
    missAll(state.checkers, told.node)
    return NONE
  }
  const { happening } = told
  const before = CHECKER_NAMES.map((name) => state.checkers[name].count)
  const violations = observeAll(state.checkers, happening, byOwnClock(state, happening))
  for (const [index, name] of CHECKER_NAMES.entries())
    if (state.checkers[name].count !== before[index]) state.tested.set(name, evidenceOf(happening, ''))
  if (violations.length === 0) return NONE
  const first = violations.filter(({ checker }) => !state.broken.has(checker))
  for (const violation of first) state.broken.set(violation.checker, evidenceOf(violation.happening, violation.reason))
  return first
}
const NONE: readonly Violation[] = []

/**
 * When it happened by its node's own clock. Who turns the clock of a running server does not know which of
 * its lines came before and which behind: what it has promised its sessions by then is not judged.
 */
function byOwnClock({ clocks, checkers }: Judge, { at, node, event }: Happening): Millis {
  if (event.type === 'clockSkewed') {
    const clock = clocks.get(node) ?? trueClock()
    turn(clock, at, event.rate, event.jumpMs)
    clocks.set(node, clock)
    missExpiry(checkers.expiry, node)
  }
  const clock = clocks.get(node)
  return clock === undefined ? at : localTime(clock, at)
}

function evidenceOf({ at, node, index, event }: Happening, reason: string): Evidence {
  return { at, node, index, event: event.type, reason }
}

/** All lamps as they are now, in the order of the table. */
export function verdictsOf(state: Judge): readonly Verdict[] {
  return CHECKER_NAMES.map((checker) => verdictOf(state, checker))
}

function verdictOf({ checkers, broken, tested }: Judge, checker: CheckerName): Verdict {
  const { count, allowed } = checkers[checker]
  const numbers = { checker, count, allowed: allowed?.count ?? 0 }
  const worst = broken.get(checker)
  if (worst !== undefined) return { ...numbers, state: 'broken', evidence: worst }
  if (allowed !== undefined) {
    return { ...numbers, state: 'allowed', evidence: evidenceOf(allowed.happening, allowed.reason) }
  }
  return { ...numbers, state: count === 0 ? 'untested' : 'held', evidence: tested.get(checker) }
}

/** What a family is called and promises, in English. */
export function aboutOf(checker: CheckerName): { readonly title: string; readonly doc: string } {
  const { title, doc } = CHECKERS[checker]
  return { title, doc }
}
