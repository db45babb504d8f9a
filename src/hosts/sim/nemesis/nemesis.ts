/**
 * The nemesis of a world: at its own times, drawn from its own dice, it does what the classes of `classes.ts` say, and
 * undoes it later. Each class has its own stream: switching one off leaves what the others do as it was.
 *
 * Its ways of cutting overlap: each holds its directions until it lets go, and a direction is open when nobody holds it.
 */
import { below, type Rng } from '../../../ground/base/rng.ts'
import { type Millis, type NodeName, type ServerId, serverNode } from '../../../ground/ids.ts'
import type { Violation } from '../../checkers/checker.ts'
import type { Happening } from '../../engine.ts'
import type { Direction } from '../../rules.ts'
import type { Fate } from '../disk.ts'
import { isRunning, setRules } from '../faults.ts'
import { type Machine, nodeOf } from '../machine.ts'
import type { SwarmOptions } from '../run/options.ts'
import { streamOf } from '../streams.ts'
import type { World } from '../world.ts'
import { isObserver, mayForget } from './atlas.ts'
import { FAULT_NAMES, type FaultClass, perFault } from './classes.ts'
import { clog, delay, isolateLeader, jitter, oneWay, partition, reset, swizzleClog } from './network.ts'
import { type Ambush, crash, crashAll, emptyDisk, mixedBuilds, pause, slowCpu, spring } from './process.ts'
import { bitFlip, diskFull, flushError, loseUnflushed, misdirect, reorder, slowFlush, tear } from './storage.ts'
import { clockSkew, sleepGap } from './time.ts'

export type Nemesis = {
  readonly world: World
  readonly machine: Machine
  readonly options: SwarmOptions
  readonly dice: Readonly<Record<FaultClass, Rng>>
  readonly fired: Record<FaultClass, number>
  /** When each class acts next. */
  readonly next: Map<FaultClass, Millis>
  /** The soonest of those and of what is to be undone; undefined where it must be looked for. */
  soonest: Millis | undefined
  /** What is to be undone, and when. */
  later: { readonly at: Millis; readonly act: () => void }[]
  readonly cuts: Map<number, readonly Direction[]>
  readonly delays: Map<number, readonly (Direction & { readonly delayMs: Millis })[]>
  holds: number
  /** A blow that waits for its moment. */
  ambush: Ambush | undefined
  /** Voters whose disk may lack what they acknowledged, until they have the history back. */
  readonly impaired: Set<ServerId>
  /** Servers that can't start on what their disk holds. */
  readonly halted: Set<ServerId>
  /** Nodes whose disk we spoilt: they may end by themselves, and say that it was the disk. */
  readonly pardoned: Set<NodeName>
  /** Which of the two builds each server runs. */
  readonly builds: Map<ServerId, number>
  /** What was done, for whoever reads the picture of a run. */
  readonly notes: { readonly at: Millis; readonly text: string }[]
}

const ACTS: { readonly [K in FaultClass]: (nemesis: Nemesis, rng: Rng) => void } = {
  delay,
  jitter,
  reset,
  partition,
  oneWay,
  isolateLeader,
  clog,
  swizzleClog,
  crash,
  crashAll,
  pause,
  slowCpu,
  emptyDisk,
  mixedBuilds,
  loseUnflushed,
  tear,
  reorder,
  bitFlip,
  misdirect,
  diskFull,
  flushError,
  slowFlush,
  clockSkew,
  sleepGap,
}

export function createNemesis(world: World, options: SwarmOptions, builds: Nemesis['builds']): Nemesis {
  const nemesis: Nemesis = {
    world,
    machine: world.machine,
    options,
    dice: perFault((fault) => streamOf(options.seed, `nemesis ${fault}`)),
    fired: perFault(() => 0),
    next: new Map(),
    soonest: undefined,
    later: [],
    cuts: new Map(),
    delays: new Map(),
    holds: 0,
    ambush: undefined,
    impaired: new Set(),
    halted: new Set(),
    pardoned: new Set(),
    builds,
    notes: [],
  }
  for (const fault of FAULT_NAMES) plan(nemesis, fault)
  return nemesis
}

/** When the nemesis wants to act next; Infinity where never. */
export function nextAct(nemesis: Nemesis): Millis {
  nemesis.soonest ??= soonestOf(nemesis)
  return nemesis.soonest
}
function soonestOf(nemesis: Nemesis): Millis {
  let next = Number.POSITIVE_INFINITY
  for (const at of nemesis.next.values()) next = Math.min(next, at)
  for (const { at } of nemesis.later) next = Math.min(next, at)
  return next
}

/** Does all that is due by now. */
export function act(nemesis: Nemesis): void {
  const now = nemesis.world.now()
  if (nextAct(nemesis) > now) return
  nemesis.soonest = undefined
  for (;;) {
    const due = nemesis.later.filter(({ at }) => at <= now)
    if (due.length === 0) break
    nemesis.later = nemesis.later.filter(({ at }) => at > now)
    for (const { act: undo } of due) undo()
  }
  for (const [fault, at] of nemesis.next) {
    if (at > now) continue
    plan(nemesis, fault)
    ACTS[fault](nemesis, nemesis.dice[fault])
  }
}

/** Hears what happens. Returns nothing: what follows from it is done by `strike`, between two steps. */
export function observe(nemesis: Nemesis, { node, event }: Happening): void {
  const { ambush } = nemesis
  if (ambush !== undefined && !ambush.sprung && event.type === ambush.event) ambush.sprung = node
  if (event.type === 'serving' || event.type === 'nodeEnded') onServerEvent(nemesis, node, event)
}

function onServerEvent(nemesis: Nemesis, node: NodeName, event: Happening['event']): void {
  const id = nemesis.world.servers.find((server) => serverNode(server) === node)
  if (id === undefined) return
  if (event.type === 'serving') nemesis.impaired.delete(id)
  if (event.type !== 'nodeEnded' || event.how !== 'crashed') return
  if (event.reason.includes('is damaged') && nemesis.pardoned.has(node)) {
    nemesis.halted.add(id)
    if (!isObserver(nemesis, id)) nemesis.impaired.add(id)
    after(nemesis, REIMAGE_MS, () => reimage(nemesis, id))
    return
  }
  // A full disk took a part of what it was given; after a failed flush nobody knows.
  const fate = event.reason.includes('no space') ? 'tear' : 'loseUnflushed'
  after(nemesis, REIMAGE_MS, () => revive(nemesis, id, fate))
}
const REIMAGE_MS = 500

/** Between two steps: a blow whose moment has come. */
export function strike(nemesis: Nemesis): void {
  if (nemesis.ambush?.sprung !== undefined) spring(nemesis, nemesis.ambush)
}

/** Whether what a checker says is our own doing: a server that ends because we spoilt its disk, and says so. */
export function isPardoned(nemesis: Nemesis, { checker, happening }: Violation): boolean {
  const { node, event } = happening
  if (checker !== 'crashes' || event.type !== 'nodeEnded' || !nemesis.pardoned.has(node)) return false
  return /^the disk failed: |^\S+ is damaged at byte /.test(event.reason)
}

/** Lets go of everything, and does nothing any more: who is dead stays so, who stands still goes on. */
export function quiet(nemesis: Nemesis): void {
  const { machine } = nemesis
  nemesis.next.clear()
  undoNothing(nemesis)
  nemesis.ambush = undefined
  nemesis.cuts.clear()
  nemesis.delays.clear()
  applyHolds(nemesis)
  machine.network.jitterMs = nemesis.options.jitterMs
  for (const node of machine.nodes.values()) {
    node.stepMs = 0
    node.flushSlowMs = 0
    node.flushFault = undefined
  }
}

/** Forgets what is to be undone. */
export function undoNothing(nemesis: Nemesis): void {
  nemesis.later = []
  nemesis.soonest = undefined
}

/** Starts a server again if it is dead and its disk can be read. Its fate may put it into the atlas. */
export function revive(nemesis: Nemesis, id: ServerId, fate: Fate): boolean {
  const { world, machine } = nemesis
  if (nemesis.halted.has(id)) return reimage(nemesis, id)
  if (isRunning(nodeOf(machine, serverNode(id)))) return true
  world.restart(id, fate)
  return true
}

/** Gives a server that can't start an empty disk, as soon as nothing is lost with that. */
export function reimage(nemesis: Nemesis, id: ServerId): boolean {
  const { world } = nemesis
  if (!nemesis.halted.has(id)) return true
  if (!mayForget(nemesis, id)) {
    after(nemesis, REIMAGE_MS, () => reimage(nemesis, id))
    return false
  }
  note(nemesis, `s${id} gets an empty disk`)
  nemesis.halted.delete(id)
  world.restart(id, 'wipe', true)
  return true
}

// ── What the acts share ─────────────────────────────────────────────────────────────────────────────────────────────────

export function after(nemesis: Nemesis, ms: Millis, act: () => void): void {
  nemesis.later.push({ at: nemesis.world.now() + ms, act })
  nemesis.soonest = undefined
}
/** Counts that a class did something, and notes what. */
export function fire(nemesis: Nemesis, fault: FaultClass, text: string): void {
  nemesis.fired[fault] += 1
  note(nemesis, `${fault}: ${text}`)
}
export function note(nemesis: Nemesis, text: string): void {
  nemesis.notes.push({ at: nemesis.world.now(), text })
}
/** An integer from `least` to `most`. */
export function between(rng: Rng, least: number, most: number): number {
  return least + below(rng, most - least + 1)
}
export function oneOf<T>(rng: Rng, values: readonly T[]): T | undefined {
  return values[below(rng, Math.max(1, values.length))]
}
/** The values in a random order. */
export function shuffled<T>(rng: Rng, values: readonly T[]): T[] {
  const left = [...values]
  const mixed: T[] = []
  while (left.length > 0) mixed.push(...left.splice(below(rng, left.length), 1))
  return mixed
}

/** Cuts directions for some time. */
export function hold(nemesis: Nemesis, ways: readonly Direction[], ms: Millis): void {
  const key = nemesis.holds++
  nemesis.cuts.set(key, ways)
  applyHolds(nemesis)
  after(nemesis, ms, () => {
    nemesis.cuts.delete(key)
    applyHolds(nemesis)
  })
}
/** Slows directions down for some time. */
export function slow(nemesis: Nemesis, ways: readonly Direction[], delayMs: Millis, ms: Millis): void {
  const key = nemesis.holds++
  nemesis.delays.set(
    key,
    ways.map((way) => ({ ...way, delayMs })),
  )
  applyHolds(nemesis)
  after(nemesis, ms, () => {
    nemesis.delays.delete(key)
    applyHolds(nemesis)
  })
}
function applyHolds({ machine, cuts, delays }: Nemesis): void {
  setRules(machine, { ...machine.rules, cuts: [...cuts.values()].flat(), delays: [...delays.values()].flat() })
}

export function liveServers({ world }: Nemesis): readonly ServerId[] {
  return world.servers.filter((id) => world.isRunning(id))
}

function plan(nemesis: Nemesis, fault: FaultClass): void {
  const everyMs = nemesis.options.faults[fault]
  if (everyMs === undefined) return
  // Uniform from 0 to twice the mean: no logarithm, whose last bit may differ between machines.
  nemesis.soonest = undefined
  nemesis.next.set(fault, nemesis.world.now() + 1 + below(nemesis.dice[fault], 2 * everyMs))
}
