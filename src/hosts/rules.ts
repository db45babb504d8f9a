/**
 * Faults of the network as data, the same in every host: the learner turns the dials that the fuzzer turns.
 *
 * Laws:
 * 1. A cut is silence: bytes stop, nothing is closed, and both sides notice by their own timeouts. TCP keeps sending, so
 *    what waited flows on after the heal where its link still stands, in order; a link that was closed or severed
 *    meanwhile takes its bytes with it.
 * 2. `isolate` is a partition of one server from the other servers; clients still reach it.
 * 3. A frozen node (a long garbage collection, SIGSTOP) reads nothing, and nothing of it is closed.
 */
import { type Millis, type NodeName, serverOf } from '../ground/ids.ts'
import type { Channel } from '../protocol/seam.ts'

/** One direction between two nodes. */
export type Direction = { readonly from: NodeName; readonly to: NodeName }

export type Rules = {
  /** Delay of each message, in virtual milliseconds. */
  readonly hopMs: Millis
  /** Directions with an own delay in place of `hopMs`; the last one that fits counts. */
  readonly delays: readonly (Direction & { readonly delayMs: Millis })[]
  /** Directions whose messages arrive at `until` at the earliest. */
  readonly stalls: readonly (Direction & { readonly until: Millis })[]
  readonly cuts: readonly Direction[]
  /** Servers that are cut from every other server, both ways. */
  readonly isolated: readonly NodeName[]
  readonly frozen: readonly NodeName[]
}

/** What becomes of a message that is due: it is delivered, or held until the rules change, and why. */
export type Verdict = 'deliver' | 'cut' | 'isolated' | 'frozen'

/** A network without faults. */
export function rulesOf(hopMs: Millis): Rules {
  return { hopMs, delays: [], stalls: [], cuts: [], isolated: [], frozen: [] }
}

/**
 * Judges a message from `from` to `to` that is due: a cut also stops what is under way. Every channel has the same rules
 * today; hosts pass it so that a rule may tell.
 */
export function verdict(rules: Rules, from: NodeName, to: NodeName, _channel: Channel): Verdict {
  if (isIsolated(rules, from, to)) return 'isolated'
  if (isCut(rules, from, to)) return 'cut'
  return rules.frozen.length > 0 && rules.frozen.includes(to) ? 'frozen' : 'deliver'
}
/** The delay of a message that is sent at `now`, in virtual milliseconds, whether or not the way is open. */
export function delayOf(rules: Rules, from: NodeName, to: NodeName, now: Millis = Number.POSITIVE_INFINITY): Millis {
  const usual = ruleFor(rules.delays, from, to)?.delayMs ?? rules.hopMs
  const stall = ruleFor(rules.stalls, from, to)
  return stall === undefined ? usual : Math.max(usual, stall.until - now)
}
/** Whether messages flow from `from` to `to`: no cut and no isolation (a frozen receiver is no matter of the way). */
export function isOpen(rules: Rules, from: NodeName, to: NodeName): boolean {
  return !isIsolated(rules, from, to) && !isCut(rules, from, to)
}

export function withHop(rules: Rules, hopMs: Millis): Rules {
  return { ...rules, hopMs }
}
/** Gives one direction its own delay. */
export function withDelay(rules: Rules, from: NodeName, to: NodeName, delayMs: Millis): Rules {
  const others = rules.delays.filter((rule) => rule.from !== from || rule.to !== to)
  return { ...rules, delays: [...others, { from, to, delayMs }] }
}
/** Lets what is sent one way arrive at `until` at the earliest. */
export function withStall(rules: Rules, from: NodeName, to: NodeName, until: Millis): Rules {
  const others = rules.stalls.filter((rule) => rule.from !== from || rule.to !== to)
  return { ...rules, stalls: [...others, { from, to, until }] }
}
/** Silences `from` to `to`, or both directions. */
export function withCut(rules: Rules, from: NodeName, to: NodeName, bothWays: boolean): Rules {
  const wanted = bothWays
    ? [
        { from, to },
        { from: to, to: from },
      ]
    : [{ from, to }]
  const added = wanted.filter((way) => !rules.cuts.some((cut) => cut.from === way.from && cut.to === way.to))
  return { ...rules, cuts: [...rules.cuts, ...added] }
}
export function withIsolated(rules: Rules, node: NodeName): Rules {
  return rules.isolated.includes(node) ? rules : { ...rules, isolated: [...rules.isolated, node] }
}
export function withFrozen(rules: Rules, node: NodeName): Rules {
  return rules.frozen.includes(node) ? rules : { ...rules, frozen: [...rules.frozen, node] }
}
export function withThawed(rules: Rules, node: NodeName): Rules {
  return { ...rules, frozen: rules.frozen.filter((other) => other !== node) }
}
/** Forgets what is cut, delayed and isolated about one node: it leaves. */
export function withoutNode(rules: Rules, node: NodeName): Rules {
  const isAbout = ({ from, to }: Direction): boolean => from === node || to === node
  return {
    ...rules,
    delays: rules.delays.filter((rule) => !isAbout(rule)),
    stalls: rules.stalls.filter((rule) => !isAbout(rule)),
    cuts: rules.cuts.filter((cut) => !isAbout(cut)),
    isolated: rules.isolated.filter((other) => other !== node),
    frozen: rules.frozen.filter((other) => other !== node),
  }
}
/** Opens every way again, and makes all as fast as the others; frozen nodes stay. */
export function healed(rules: Rules): Rules {
  return { ...rules, delays: [], stalls: [], cuts: [], isolated: [] }
}
/** Heals one direction. Isolation must be told as cuts before (`withCutsFor`). */
export function healedWay(rules: Rules, { from, to }: Direction): Rules {
  const isOther = (way: Direction): boolean => way.from !== from || way.to !== to
  return {
    ...rules,
    delays: rules.delays.filter(isOther),
    stalls: rules.stalls.filter(isOther),
    cuts: rules.cuts.filter(isOther),
  }
}
/** The same silence with `node` no longer isolated but cut from each of `others`: so that one way can be opened again. */
export function withCutsFor(rules: Rules, node: NodeName, others: readonly NodeName[]): Rules {
  if (!rules.isolated.includes(node)) return rules
  let cut: Rules = { ...rules, isolated: rules.isolated.filter((other) => other !== node) }
  for (const other of others) if (other !== node) cut = withCut(cut, node, other, true)
  return cut
}

/** The last rule that is for this direction. Every message asks: mostly there is none. */
function ruleFor<R extends Direction>(rules: readonly R[], from: NodeName, to: NodeName): R | undefined {
  return rules.length === 0 ? undefined : rules.findLast((rule) => rule.from === from && rule.to === to)
}

function isCut(rules: Rules, from: NodeName, to: NodeName): boolean {
  return rules.cuts.length > 0 && rules.cuts.some((cut) => cut.from === from && cut.to === to)
}

function isIsolated(rules: Rules, from: NodeName, to: NodeName): boolean {
  if (rules.isolated.length === 0 || serverOf(from) === undefined || serverOf(to) === undefined) return false
  return rules.isolated.includes(from) || rules.isolated.includes(to)
}
