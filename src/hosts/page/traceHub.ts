/**
 * Where the traces of all nodes meet: each line gets its number, and everybody who subscribed hears it.
 *
 * Laws:
 * 1. Lines of one node keep their order; `index` rises by one for each node.
 * 2. A delivery is told after its sending: workers post at different moments, so a delivery waits for its cause, unless the
 *    sender is gone or silent for `causeWaitMs`.
 * 3. A message to a node that is down is lost, and the trace says so.
 * 4. The newest `historyMax` happenings are kept: who subscribes later hears them first.
 */
import { assert } from '../../ground/base/assert.ts'
import type { Millis, NodeName } from '../../ground/ids.ts'
import type { Happening, HostEvent } from '../engine.ts'
import type { TraceLine } from '../workerMessages.ts'

/** Happenings that are kept for late listeners. */
export const historyMax: number = 50_000
/** How long a delivery waits for its cause, in real milliseconds: several times the workers' trace interval. */
export const causeWaitMs: number = 80

const LONG_AGO = Number.NEGATIVE_INFINITY

type Listener = (batch: readonly Happening[]) => void
type Waiting = { readonly line: TraceLine; readonly since: number }
type Lane = { readonly waiting: Waiting[]; nextIndex: number; alive: boolean }

export type TraceHub = {
  readonly lanes: Map<NodeName, Lane>
  /** Who was told to be in the air: sender/number, with its receiver. */
  readonly inAir: Map<string, { readonly to: NodeName; readonly from: NodeName; readonly seq: number }>
  readonly listeners: Set<Listener>
  history: Happening[]
  readonly real: () => number
  /** Asks to be called back (`release`) in that many real milliseconds. */
  readonly later: (ms: number) => void
}

export function traceHub(real: () => number, later: (ms: number) => void): TraceHub {
  return { lanes: new Map(), inAir: new Map(), listeners: new Set(), history: [], real, later }
}

/** Lines of a node, as its worker posted them. Tells what may be told. */
export function ingest(hub: TraceHub, node: NodeName, lines: readonly TraceLine[]): void {
  const since = hub.real()
  const lane = laneOf(hub, node)
  for (const line of lines) lane.waiting.push({ line, since })
  release(hub)
}

/** An event of the page itself, at virtual time `at`. */
export function tell(hub: TraceHub, node: NodeName, at: Millis, event: HostEvent): void {
  const lane = laneOf(hub, node)
  if (event.type === 'nodeStarted') lane.alive = true
  if (event.type !== 'nodeEnded') return ingest(hub, node, [{ at, event }])
  lane.alive = false
  // What it still said comes before its end, and its end is told now: a kill that is done is seen.
  lane.waiting.splice(0, Number.POSITIVE_INFINITY, ...lane.waiting.map(({ line }) => ({ line, since: LONG_AGO })))
  const lost = [...hub.inAir.values()].filter((flight) => flight.to === node)
  const losses = lost.map(({ from, seq }) => lossLine(at, from, seq, node))
  ingest(hub, node, [{ at, event }, ...losses])
}

/** Tells every line whose turn has come; to be called again when `later` says. */
export function release(hub: TraceHub): void {
  const batch: Happening[] = []
  let moved = true
  while (moved) {
    moved = false
    for (const [node, lane] of hub.lanes) moved = drain(hub, node, lane, batch) || moved
  }
  if ([...hub.lanes.values()].some((lane) => lane.waiting.length > 0)) hub.later(causeWaitMs)
  if (batch.length === 0) return
  hub.history.push(...batch)
  if (hub.history.length > 2 * historyMax) hub.history = hub.history.slice(-historyMax)
  for (const listener of [...hub.listeners]) listener(batch)
}

/** The node comes back under no name: once its last line is told, nothing is kept of it. */
export function forget(hub: TraceHub, node: NodeName): void {
  release(hub)
  const lane = hub.lanes.get(node)
  if (lane?.waiting.length === 0 && !lane.alive) hub.lanes.delete(node)
}

/** Hears the history first, then every batch. Returns "stop hearing". */
export function subscribe(hub: TraceHub, listener: Listener): () => void {
  let wanted = true
  queueMicrotask(() => {
    if (!wanted) return
    if (hub.history.length > 0) listener([...hub.history])
    hub.listeners.add(listener)
  })
  return () => {
    wanted = false
    hub.listeners.delete(listener)
  }
}

function laneOf(hub: TraceHub, node: NodeName): Lane {
  const lane = hub.lanes.get(node) ?? { waiting: [], nextIndex: 0, alive: false }
  hub.lanes.set(node, lane)
  return lane
}

function drain(hub: TraceHub, node: NodeName, lane: Lane, batch: Happening[]): boolean {
  let taken = 0
  for (const { line, since } of lane.waiting) {
    if (awaitsCause(hub, line, since)) break
    taken++
    emit(lane, node, line, batch)
    track(hub, lane, node, line, batch)
  }
  lane.waiting.splice(0, taken)
  return taken > 0
}

function emit(lane: Lane, node: NodeName, { at, event }: TraceLine, batch: Happening[]): void {
  batch.push({ at, node, index: lane.nextIndex, event })
  lane.nextIndex++
}

function awaitsCause(hub: TraceHub, { event }: TraceLine, since: number): boolean {
  if (event.type !== 'messageDelivered' || hub.inAir.has(airKey(event.from, event.seq))) return false
  const sender = hub.lanes.get(event.from)
  return sender?.alive === true && hub.real() - since < causeWaitMs
}

function track(hub: TraceHub, lane: Lane, node: NodeName, { at, event }: TraceLine, batch: Happening[]): void {
  if (event.type === 'messageDelivered' || event.type === 'messageLost') {
    hub.inAir.delete(airKey(event.from, event.seq))
    return
  }
  if (event.type !== 'messageSent') return
  const { from, to, seq } = event.flight
  if (hub.lanes.get(to)?.alive === true) hub.inAir.set(airKey(from, seq), { from, to, seq })
  else emit(lane, node, lossLine(at, from, seq, to), batch)
}

function lossLine(at: Millis, from: NodeName, seq: number, to: NodeName): TraceLine {
  return { at, event: { type: 'messageLost', from, seq, reason: `${to} is down` } }
}
function airKey(from: NodeName, seq: number): string {
  assert(Number.isSafeInteger(seq), 'a message has a number')
  return `${from}/${seq}`
}
