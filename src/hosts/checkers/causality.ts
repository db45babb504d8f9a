/**
 * The order in which checkers hear of things: no effect before its cause, whichever way the lines of the nodes came in.
 * Nodes tell at different moments; only each node's own order is sure. So a line that tells of a delivery, and all of its
 * node behind it, waits until the sender has told of the sending (Lamport's happened-before, with the messages as arrows).
 *
 * Laws:
 * 1. Each node's lines keep their order, and every line is passed on once.
 * 2. A node that died may have taken its last lines with it. Who waits for them goes on, and `missed` names the dead: what it
 *    did last is unknown, and what is unknown is never held against anybody.
 * 3. Waiting is bounded, by number and by virtual time: beyond that the sender counts as missed, too.
 * 4. A trace without messages is passed on as it comes.
 */
import type { Millis, NodeName } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'

/** Lines that wait, at most, in all. */
export const HELD_MAX: number = 20_000
/** Virtual time for which a line waits, at most. */
export const HELD_MS_MAX: Millis = 30_000

/** What checkers hear: a line, or that a node's tale has a hole here. */
export type Told =
  | { readonly type: 'happening'; readonly happening: Happening }
  | { readonly type: 'missed'; readonly node: NodeName }

/**
 * A node's lines: `sent` is the highest number of its messages that was passed on, `missed` the highest that nobody will
 * tell of, as long as the node is dead.
 */
type Lane = { waiting: Happening[]; sent: number; missed: number; ended: boolean }
export type Causality = { readonly lanes: Map<NodeName, Lane>; readonly blocked: Set<NodeName>; held: number }

export function createCausality(): Causality {
  return { lanes: new Map(), blocked: new Set(), held: 0 }
}

/** Takes the next line of a node; what may be heard now is pushed to `out`. */
export function arrive(state: Causality, happening: Happening, out: Told[]): void {
  const lane = laneOf(state, happening.node)
  if (lane.waiting.length === 0 && causeOf(state, happening) === undefined) {
    pass(lane, happening, out)
    if (state.blocked.size > 0 && opensOthers(happening)) drain(state, out)
    return
  }
  lane.waiting.push(happening)
  state.held += 1
  state.blocked.add(happening.node)
  const [first] = lane.waiting
  if (state.held > HELD_MAX || (first !== undefined && happening.at - first.at > HELD_MS_MAX)) giveUp(state, out)
  else drain(state, out)
}

/** Passes on whatever still waits, for the end of a recorded trace. */
export function drainAll(state: Causality, out: Told[]): void {
  while (state.held > 0) giveUp(state, out)
}

function laneOf(state: Causality, node: NodeName): Lane {
  const known = state.lanes.get(node)
  if (known !== undefined) return known
  const lane: Lane = { waiting: [], sent: 0, missed: 0, ended: false }
  state.lanes.set(node, lane)
  return lane
}

/** Whether others may have waited for this. */
function opensOthers({ event }: Happening): boolean {
  return event.type === 'messageSent' || event.type === 'nodeEnded'
}

/** The node whose sending must be heard of first. */
function causeOf(state: Causality, { node, event }: Happening): NodeName | undefined {
  if (event.type !== 'messageDelivered' || event.from === node) return undefined
  const sender = state.lanes.get(event.from)
  if (sender !== undefined && event.seq <= Math.max(sender.sent, sender.missed)) return undefined
  return event.from
}

function pass(lane: Lane, happening: Happening, out: Told[]): void {
  const { event, node } = happening
  if (event.type === 'messageSent' && event.flight.from === node) lane.sent = Math.max(lane.sent, event.flight.seq)
  if (event.type === 'nodeEnded') lane.ended = true
  if (event.type === 'nodeStarted') {
    lane.ended = false
    lane.missed = 0
  }
  out.push({ type: 'happening', happening })
}

/** Lets every lane go on as far as it can. */
function drain(state: Causality, out: Told[]): void {
  for (let moved = true; moved; ) {
    moved = false
    for (const node of state.blocked) moved = drainLane(state, laneOf(state, node), out) || moved
    for (const node of state.blocked) if (laneOf(state, node).waiting.length === 0) state.blocked.delete(node)
  }
}

function drainLane(state: Causality, lane: Lane, out: Told[]): boolean {
  let taken = 0
  for (const happening of lane.waiting) {
    const cause = causeOf(state, happening)
    if (cause !== undefined && !isSilent(state, cause)) break
    if (cause !== undefined) miss(state, cause, happening, out)
    pass(lane, happening, out)
    taken += 1
  }
  lane.waiting.splice(0, taken)
  state.held -= taken
  return taken > 0
}

/** Whether the node is dead and has said all that will ever be heard of this life. */
function isSilent(state: Causality, node: NodeName): boolean {
  const lane = state.lanes.get(node)
  return lane?.ended === true && lane.waiting.length === 0
}

function miss(state: Causality, node: NodeName, { event }: Happening, out: Told[]): void {
  out.push({ type: 'missed', node })
  // One hole is told once.
  const lane = laneOf(state, node)
  if (event.type === 'messageDelivered') lane.missed = Math.max(lane.missed, event.seq)
}

/** Waits no longer for whoever the oldest line waits for. */
function giveUp(state: Causality, out: Told[]): void {
  let oldest: Happening | undefined
  for (const node of state.blocked) {
    const [first] = laneOf(state, node).waiting
    if (first !== undefined && (oldest === undefined || first.at < oldest.at)) oldest = first
  }
  if (oldest === undefined) return
  const cause = causeOf(state, oldest)
  if (cause !== undefined) miss(state, cause, oldest, out)
  drain(state, out)
}
