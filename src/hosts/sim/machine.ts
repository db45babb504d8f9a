/**
 * The machine under a simulated world: one thread, virtual time, a heap of events. Everything that happens to a node
 * happens here: a message arrives, a flush is done, a deadline passes.
 *
 * Laws:
 * 1. The same seed and the same acts give the same trace, to the last event: no clock, no dice but ours, no order by luck.
 * 2. A node hears nothing after it ended, and nothing that was meant for an earlier incarnation.
 * 3. What a cut holds keeps its order, and so does what waits for a frozen or a busy node.
 * 4. A node knows its own clock alone (`localClock.ts`); the machine's time is nobody's but the network's and the disks'.
 */
import { AssertionError, assert, unreachable } from '../../ground/base/assert.ts'
import { type Heap, heapOf, peek, pop, push } from '../../ground/base/heap.ts'
import { below, type Rng } from '../../ground/base/rng.ts'
import { type LinkId, type Millis, type NodeName, nodeName } from '../../ground/ids.ts'
import type { ClientEffect, ClientInput, OpOutcome } from '../../protocol/client/seam.ts'
import type { Effect, Input } from '../../protocol/seam.ts'
import type { Flight, Happening, HostEvent } from '../engine.ts'
import { type ClientRecorder, record, type ServerRecorder } from '../journal.ts'
import { bytesOf, type Delay, type Endpoint, forClient, type LinkInput, post, receive, refuse } from '../links.ts'
import { type LocalClock, localTime } from '../localClock.ts'
import { type NodePorts, type Ports, perform } from '../perform.ts'
import { delayOf, type Rules, verdict } from '../rules.ts'
import { isTime, planWake } from './alarm.ts'
import { ask, type Disk, type FlushFault, finishFlush, REASONS, startFlush } from './disk.ts'
import { clientPorts, serverPorts } from './ports.ts'
import type { ClientProgram, ServerProgram } from './program.ts'

/** What runs on a node, with its journal and what its effects come to; a dead node runs nothing. */
export type Running =
  | { readonly type: 'server'; readonly program: ServerProgram; readonly book: ServerRecorder; readonly ports: Ports }
  | { readonly type: 'client'; readonly program: ClientProgram; readonly book: ClientRecorder; readonly ports: Ports }
  | { readonly type: 'dead' }

export type SimNode = {
  readonly name: NodeName
  end: Endpoint
  running: Running
  incarnation: number
  /** Number of the next happening. */
  index: number
  /** The one wake-up that counts, and its turn among the events of its moment; Infinity where none is planned. */
  wakeAt: Millis
  wakeTurn: number
  /** When the next wake-up that is on its way comes, this one or one before it: a deadline that moves on needs no other. */
  alarmAt: Millis
  /** Deadlines met at the same moment in a row: a core that asks for the same moment for ever is stuck. */
  spins: number
  /** Events that wait for a frozen or a busy node, oldest first. */
  backlog: SimEvent[]
  readonly clock: LocalClock
  /** A slow processor: how long each step takes (0: no time), and until when the present one does. */
  stepMs: Millis
  busyUntil: Millis
  /** The one resumption that counts, and whether a wake-up waits in the backlog. */
  resumeAt: Millis
  late: boolean
  /** How the present process ends if it ends by itself. */
  ending: 'crashed' | 'stopped'
  readonly disk: Disk
  /** On top of what a flush takes anyway. */
  flushSlowMs: Millis
  flushFault: FlushFault | undefined
}

export type SimEvent =
  | { readonly type: 'arrive'; readonly flight: Flight }
  | { readonly type: 'wake'; readonly node: NodeName; readonly at: Millis }
  | { readonly type: 'flushed'; readonly node: NodeName; readonly incarnation: number }
  /** A busy node has time again. */
  | { readonly type: 'resume'; readonly node: NodeName; readonly at: Millis }

export type Machine = {
  now: Millis
  readonly events: Heap<SimEvent>
  readonly nodes: Map<NodeName, SimNode>
  rules: Rules
  /** Messages that a cut holds, oldest first. */
  held: Flight[]
  /** Links that were torn in the middle: what is under way on them is lost. */
  readonly severed: Set<LinkId>
  readonly trace: Happening[]
  /** Number of the host's next happening. */
  hostIndex: number
  /** Answers to operations by the id that they were submitted with. */
  readonly outcomes: Map<number, OpOutcome>
  /** Whether the trace tells of every message. */
  readonly traceMessages: boolean
  /** Whether nodes keep their journals. */
  readonly journals: boolean
  /** Steps of nodes so far: delivered messages, deadlines, disk completions, clients' words. */
  steps: number
  /** `segmentBytes`: a longer message comes in pieces, as a network delivers a stream. */
  readonly network: { readonly rng: Rng; jitterMs: Millis; readonly segmentBytes?: number | undefined }
  readonly disks: { readonly rng: Rng; flushMs: Millis; jitterMs: Millis }
  /** What servers and clients get their seeds from, and what a crash leaves of a disk. */
  readonly births: Rng
  readonly crashes: Rng
  /** Runs after each step of a node: checkers look here, and throw. */
  afterStep: (node: SimNode) => void
}

/** The name under which the host tells of the network and of commands; the page's host has the same. */
const HOST: NodeName = nodeName('page')
const SPINS_MAX = 1000

export function newEvents(): Heap<SimEvent> {
  return heapOf<SimEvent>()
}

/** Handles the next event if it is due by `until`. Returns whether there was one. */
export function advance(machine: Machine, until: Millis): boolean {
  const next = peek(machine.events)
  if (next === undefined || next.at > until) return false
  pop(machine.events)
  machine.now = Math.max(machine.now, next.at)
  handle(machine, next.value)
  return true
}

export function handle(machine: Machine, event: SimEvent): void {
  switch (event.type) {
    case 'arrive':
      return onArrive(machine, event.flight)
    case 'wake':
      return onWake(machine, event.node, event.at)
    case 'flushed':
      return onFlushed(machine, event)
    case 'resume':
      return onResume(machine, nodeOf(machine, event.node), event.at)
    default:
      return unreachable(event)
  }
}

export function tell(machine: Machine, node: SimNode, event: Happening['event']): void {
  machine.trace.push({ at: machine.now, node: node.name, index: node.index, event })
  node.index++
}

/** Tells what the host itself did to the network, or was asked to do. */
export function tellHost(machine: Machine, event: HostEvent): void {
  machine.trace.push({ at: machine.now, node: HOST, index: machine.hostIndex, event })
  machine.hostIndex++
}

/** Gives a node inputs, one step each, until it ends. */
export function feed(machine: Machine, node: SimNode, inputs: readonly LinkInput[]): void {
  for (const input of inputs) give(machine, node, input)
}

function give(machine: Machine, node: SimNode, input: LinkInput): void {
  if (node.running.type === 'server') stepServer(machine, node, input)
  else if (node.running.type === 'client') stepClient(machine, node, forClient(input))
}

export function stepServer(machine: Machine, node: SimNode, input: Input): void {
  const { running, incarnation } = node
  if (running.type !== 'server') return
  const now = localTime(node.clock, machine.now)
  if (machine.journals) record(running.book, now, input)
  if (input.type === 'stopping') node.ending = 'stopped'
  const out: Effect[] = []
  machine.steps++
  try {
    running.program.step(now, input, out)
  } catch (error) {
    return fall(machine, node, error)
  }
  perform(out, running.ports)
  finishStep(machine, node, incarnation)
}

export function stepClient(machine: Machine, node: SimNode, input: ClientInput): void {
  const { running, incarnation } = node
  if (running.type !== 'client') return
  const now = localTime(node.clock, machine.now)
  if (machine.journals) record(running.book, now, input)
  const out: ClientEffect[] = []
  machine.steps++
  try {
    running.program.step(now, input, out)
  } catch (error) {
    return fall(machine, node, error)
  }
  perform(out, running.ports)
  finishStep(machine, node, incarnation)
}

/** What the effects of a server on `node` come to. */
export function portsOfServer(machine: Machine, node: SimNode): Ports {
  return serverPorts(nodePorts(machine, node), (ticket, op) => {
    if (ask(node.disk, ticket, op)) planFlush(machine, node)
  })
}
/** What the effects of a client on `node` come to. */
export function portsOfClient(machine: Machine, node: SimNode): Ports {
  return clientPorts(nodePorts(machine, node), (id, outcome) => {
    assert(!machine.outcomes.has(id), 'an operation is answered once')
    machine.outcomes.set(id, outcome)
  })
}

/** The process of a node ended: the kernel closes its sockets, after what they still hold. */
export function end(
  machine: Machine,
  node: SimNode,
  how: Extract<HostEvent, { type: 'nodeEnded' }>['how'],
  reason: string,
): void {
  const unread = node.backlog.splice(0)
  node.running = { type: 'dead' }
  node.busyUntil = machine.now
  node.late = false
  node.wakeAt = Number.POSITIVE_INFINITY
  tell(machine, node, { type: 'nodeEnded', how, reason })
  const delay = delayFrom(machine, node)
  for (const link of [...node.end.links.keys()]) send(machine, node, { type: 'close', link, reason }, delay)
  // What a frozen process had not read dies with it; who was dialling it is refused.
  for (const event of unread) if (event.type === 'arrive') deliver(machine, node, event.flight)
}

/** Puts flights on their way. */
export function launch(machine: Machine, node: SimNode, flights: readonly Flight[]): void {
  for (const flight of flights) {
    if (machine.traceMessages) tell(machine, node, { type: 'messageSent', flight })
    push(machine.events, flight.dueAt, { type: 'arrive', flight })
  }
}

export function nodeOf(machine: Machine, name: NodeName): SimNode {
  const node = machine.nodes.get(name)
  // Asked for each event: the sentence is made where it is needed only.
  if (node === undefined) throw new AssertionError(`there is no node ${name}`)
  return node
}

function nodePorts(machine: Machine, node: SimNode): NodePorts {
  const delay = delayFrom(machine, node)
  return {
    post: (effect) => send(machine, node, effect, delay),
    trace: (event) => tell(machine, node, event),
    exit: (reason) => end(machine, node, node.ending, reason),
  }
}

function send(machine: Machine, node: SimNode, effect: Parameters<typeof post>[2], delay: Delay): void {
  const { segmentBytes } = machine.network
  if (segmentBytes !== undefined && effect.type === 'send' && effect.bytes.length > segmentBytes) {
    send(machine, node, { ...effect, bytes: effect.bytes.subarray(0, segmentBytes) }, delay)
    return send(machine, node, { ...effect, bytes: effect.bytes.subarray(segmentBytes) }, delay)
  }
  launch(machine, node, post(node.end, machine.now, effect, delay))
}

function delayFrom(machine: Machine, node: SimNode): Delay {
  const { network } = machine
  return (to) => {
    const { rng, jitterMs } = network
    return delayOf(machine.rules, node.name, to, machine.now) + (jitterMs > 0 ? below(rng, jitterMs + 1) : 0)
  }
}

/** A failed assert crashes the node, as it would crash a process. */
function fall(machine: Machine, node: SimNode, error: unknown): void {
  end(machine, node, 'crashed', error instanceof Error ? (error.stack ?? error.message) : String(error))
  machine.afterStep(node)
}

function finishStep(machine: Machine, node: SimNode, incarnation: number): void {
  if (node.incarnation === incarnation) planWake(machine, node)
  machine.afterStep(node)
}

function onArrive(machine: Machine, flight: Flight): void {
  const node = nodeOf(machine, flight.to)
  const ruling = verdict(machine.rules, flight.from, flight.to, flight.channel)
  if (machine.severed.size > 0 && machine.severed.has(flight.link))
    return lose(machine, node, flight, 'the link was severed')
  if (ruling === 'deliver') {
    if (isBusy(machine, node)) return defer(machine, node, { type: 'arrive', flight })
    deliver(machine, node, flight)
    return spend(machine, node)
  }
  // What reached a frozen node lies in its kernel's buffers: no later cut can take it back.
  if (ruling === 'frozen') node.backlog.push({ type: 'arrive', flight })
  else machine.held.push(flight)
}

/** The receiver reads a message that has come all the way. */
export function deliver(machine: Machine, node: SimNode, flight: Flight): void {
  const bytes = node.running.type === 'dead' ? undefined : bytesOf(node.end, flight)
  if (bytes !== undefined) {
    if (machine.traceMessages) tell(machine, node, { type: 'messageDelivered', from: flight.from, seq: flight.seq })
    return give(machine, node, bytes)
  }
  const delay = delayFrom(machine, node)
  if (node.running.type === 'dead') {
    lose(machine, node, flight, 'nobody listens')
    return launch(machine, node, refuse(node.end, machine.now, flight, delay))
  }
  const { inputs, replies } = receive(node.end, machine.now, flight, delay)
  if (machine.traceMessages) tell(machine, node, { type: 'messageDelivered', from: flight.from, seq: flight.seq })
  launch(machine, node, replies)
  feed(machine, node, inputs)
}

function lose(machine: Machine, node: SimNode, flight: Flight, reason: string): void {
  if (machine.traceMessages) tell(machine, node, { type: 'messageLost', from: flight.from, seq: flight.seq, reason })
}

function onWake(machine: Machine, name: NodeName, at: Millis): void {
  const node = nodeOf(machine, name)
  if (!isTime(machine, node, at)) return
  if (isFrozen(machine, name)) return
  if (!isBusy(machine, node)) return wakeUp(machine, node)
  node.late = true
  defer(machine, node, { type: 'wake', node: name, at })
}

/** A deadline is due, unless it has moved on since its wake-up was planned. */
function wakeUp(machine: Machine, node: SimNode): void {
  const { running, name } = node
  if (running.type === 'dead') return
  if (running.program.nextDeadline() > localTime(node.clock, machine.now)) return planWake(machine, node)
  if (running.type === 'server') stepServer(machine, node, { type: 'deadline' })
  else stepClient(machine, node, { type: 'deadline' })
  node.spins = node.wakeAt === machine.now ? node.spins + 1 : 0
  if (node.spins >= SPINS_MAX) throw new AssertionError(`${name} asks for the same deadline for ever`)
  spend(machine, node)
}

function isFrozen(machine: Machine, name: NodeName): boolean {
  return machine.rules.frozen.length > 0 && machine.rules.frozen.includes(name)
}

/** Whether a slow node is still at its last step, or has others to do first. */
function isBusy(machine: Machine, node: SimNode): boolean {
  return node.running.type !== 'dead' && (node.busyUntil > machine.now || node.backlog.length > 0)
}
/** A step took its time. */
function spend(machine: Machine, node: SimNode): void {
  if (node.stepMs > 0 && node.running.type !== 'dead') node.busyUntil = machine.now + node.stepMs
}
function defer(machine: Machine, node: SimNode, event: SimEvent): void {
  node.backlog.push(event)
  if (node.backlog.length === 1) planResume(machine, node)
}
function planResume(machine: Machine, node: SimNode): void {
  const at = Math.max(machine.now, node.busyUntil)
  if (node.resumeAt === at) return
  node.resumeAt = at
  push(machine.events, at, { type: 'resume', node: node.name, at })
}

/** A busy node takes the next event that waits. */
function onResume(machine: Machine, node: SimNode, at: Millis): void {
  if (node.resumeAt !== at) return
  node.resumeAt = Number.POSITIVE_INFINITY
  if (node.running.type === 'dead' || isFrozen(machine, node.name)) return
  if (node.busyUntil > machine.now) return planResume(machine, node)
  const event = node.backlog.shift()
  if (event === undefined) return
  if (event.type === 'arrive') deliver(machine, node, event.flight)
  else if (event.type === 'flushed') flushed(machine, node, event)
  else {
    node.late = false
    wakeUp(machine, node)
  }
  spend(machine, node)
  if (node.backlog.length > 0) planResume(machine, node)
}

function planFlush(machine: Machine, node: SimNode): void {
  const { rng, flushMs, jitterMs } = machine.disks
  const tookMs = flushMs + (jitterMs > 0 ? below(rng, jitterMs + 1) : 0) + node.flushSlowMs
  push(machine.events, machine.now + tookMs, { type: 'flushed', node: node.name, incarnation: node.incarnation })
}

function onFlushed(machine: Machine, event: Extract<SimEvent, { type: 'flushed' }>): void {
  const node = nodeOf(machine, event.node)
  if (node.incarnation !== event.incarnation || node.running.type === 'dead') return
  if (isFrozen(machine, event.node)) return void node.backlog.push(event)
  if (isBusy(machine, node)) return defer(machine, node, event)
  flushed(machine, node, event)
  spend(machine, node)
}

/** The server hears of its disk. One that failed keeps what it did not store: a crash decides what is left of that. */
function flushed(machine: Machine, node: SimNode, event: Extract<SimEvent, { type: 'flushed' }>): void {
  if (node.incarnation !== event.incarnation) return
  const fault = node.flushFault
  if (fault !== undefined) {
    node.flushFault = undefined
    return stepServer(machine, node, { type: 'diskFailed', reason: REASONS[fault] })
  }
  const inputs = finishFlush(node.disk)
  if (startFlush(node.disk)) planFlush(machine, node)
  for (const input of inputs) stepServer(machine, node, input)
}
