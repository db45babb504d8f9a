/**
 * One node in its worker: messages come in, wait until they are due, are stepped through the core, and what the core wants
 * goes out. Servers and clients run in the same loop; only the core differs.
 *
 * Laws:
 * 1. A turn takes everything that is due, then sends one envelope to each peer: a post costs more than its bytes.
 * 2. The node's time is the page's clock and never goes back; it stands still with the clock.
 * 3. A frozen node takes nothing, and closes nothing. A paused one takes only acts of the user.
 * 4. A peer that died closes its links the way its kernel would: what it had sent comes first, then the end.
 * 5. An exception is a crash of this node and of nothing else.
 */
import { externalOf, type LinkId, type Millis, type NodeName, serverNode } from '../../ground/ids.ts'
import type { DiskOp } from '../../protocol/seam.ts'
import type { TraceEvent } from '../../protocol/trace.ts'
import { type VirtualClock, virtualAt } from '../clock.ts'
import type { Flight, HostEvent } from '../engine.ts'
import { type Delay, type LinkEffect, type LinkInput, post, receive } from '../links.ts'
import { type LocalClock, localTime, machineTime } from '../localClock.ts'
import { perform } from '../perform.ts'
import { delayOf, isOpen, type Rules } from '../rules.ts'
import type { Envelope, PeerView, Touch } from '../workerMessages.ts'
import { admit, dialsFrom, flightIn, type Held, lastDueOf, nextDue, takeDue, takeOut, takeUpTo } from './inbox.ts'
import { keep } from './keep.ts'
import { type Deadline, dueToleranceMs, type NodeLoop, type Peer, turnEventsMax, unreadBytesMax } from './loopState.ts'
import { dueNap, nextNap } from './naps.ts'
import { isToldThinly } from './thin.ts'
import { stopAt, whyNotTouch } from './touch.ts'
import { note, traced } from './traceBook.ts'

/** An envelope came. What an incarnation sent that is known to be dead is lost. */
export function onEnvelope<I>(loop: NodeLoop<I>, envelope: Envelope): void {
  guarded(loop, () => {
    const peer = meet(loop, envelope.from, envelope.incarnation)
    const late = envelope.incarnation < peer.incarnation || !peer.alive
    for (const flight of envelope.flights) {
      if (late) lose(loop, flight, `${flight.from} is dead`)
      else if (!admit(loop.inbox, { flight, local: false })) overflow(loop, flight)
    }
    if (envelope.taken !== undefined) loop.ports.taken?.(envelope.taken)
    turn(loop)
  })
}

/** The page says who lives. */
export function onPeers<I>(loop: NodeLoop<I>, peers: readonly PeerView[]): void {
  guarded(loop, () => {
    for (const { node, incarnation, alive } of peers) {
      if (node === loop.self) continue
      const known = loop.peers.get(node)
      if (alive || known === undefined) {
        const peer = known ?? { incarnation, alive, watched: false }
        loop.peers.set(node, peer)
        renew(loop, node, peer, incarnation)
      } else if (known.incarnation <= incarnation) bury(loop, node, known)
    }
    turn(loop)
  })
}

/** That incarnation of `node` died. */
export function onDeath<I>(loop: NodeLoop<I>, node: NodeName, incarnation: number): void {
  guarded(loop, () => {
    const peer = loop.peers.get(node)
    if (peer === undefined || peer.incarnation !== incarnation || !peer.alive) return
    bury(loop, node, peer)
    turn(loop)
  })
}

export function onClock<I>(loop: NodeLoop<I>, clock: VirtualClock): void {
  loop.clock = clock
  guarded(loop, () => turn(loop))
}
export function onRules<I>(loop: NodeLoop<I>, rules: Rules): void {
  loop.rules = rules
  guarded(loop, () => turn(loop))
}
export function onLocalClock<I>(loop: NodeLoop<I>, clock: LocalClock): void {
  loop.localClock = clock
  guarded(loop, () => turn(loop))
}
/** Ends `ms` of virtual time later. */
export function nap<I>(loop: NodeLoop<I>, ms: Millis): Promise<void> {
  return new Promise((wake) => {
    loop.naps.push({ at: tick(loop) + ms, wake })
    guarded(loop, () => turn(loop))
  })
}
/** A person's act on a message that waits here. Returns why it can't be, in words. */
export function onTouch<I>(loop: NodeLoop<I>, { act, from, seq }: Touch): string | undefined {
  const held = flightIn(loop.inbox, from, seq)
  const refusal = whyNotTouch(act, held) ?? (act === 'deliver' ? whyNotRead(loop, from) : undefined)
  if (refusal !== undefined || held === undefined) return refusal
  guarded(loop, () => {
    tick(loop)
    if (act === 'hold' || act === 'release') {
      stopAt(loop.inbox, held.flight, act === 'hold')
      trace(loop, { type: 'messageHeld', from, seq, held: act === 'hold' })
    } else if (act === 'drop') {
      takeOut(loop.inbox, held)
      lose(loop, held.flight, 'dropped by hand')
    } else {
      const { now } = loop
      for (const { flight, local } of takeUpTo(loop.inbox, held))
        deliver(loop, { flight: { ...flight, dueAt: now }, local })
    }
    turn(loop)
  })
  return undefined
}
/** Why nothing of `from` can be read now. */
function whyNotRead<I>(loop: NodeLoop<I>, from: NodeName): string | undefined {
  if (isFrozen(loop)) return 'its receiver is paused: it reads nothing'
  return opens(loop, from) ? undefined : 'the link is cut: heal it first'
}
/** Answers of the disk: taken in turn. */
export function onReady<I>(loop: NodeLoop<I>, inputs: readonly I[]): void {
  loop.ready.push(...inputs)
  guarded(loop, () => turn(loop))
}
/** An act of the user: taken at once, paused or not; a frozen node takes it when it thaws. */
export function onAct<I>(loop: NodeLoop<I>, input: I): void {
  if (isFrozen(loop)) {
    loop.ready.push(input)
    return
  }
  guarded(loop, () => {
    tick(loop)
    stepCore(loop, input)
    turn(loop)
  })
}
/** The time of a timer came. */
export function onTimer<I>(loop: NodeLoop<I>): void {
  guarded(loop, () => turn(loop))
}

/** When the next event is due: at once where answers wait, Infinity where nothing is to come or the node is frozen. */
export function pendingAt<I>(loop: NodeLoop<I>): Millis {
  if (!loop.running || isFrozen(loop)) return Number.POSITIVE_INFINITY
  if (loop.ready.length > 0) return loop.now
  return Math.min(
    nextDue(loop.inbox, (from) => opens(loop, from)),
    deadlineAt(loop),
    nextNap(loop.naps),
  )
}
/** When the core's next deadline is due, in the page's time. */
export function deadlineAt<I>(loop: NodeLoop<I>): Millis {
  return machineTime(loop.localClock, loop.core.nextDeadline())
}

/** Takes one pending event at the virtual time `at` (a step of a paused ensemble). */
export function takeOne<I>(loop: NodeLoop<I>, at: Millis): void {
  guarded(loop, () => {
    loop.now = Math.max(loop.now, at)
    if (!isFrozen(loop)) takeNext(loop, loop.now)
    finish(loop)
  })
}

function turn<I>(loop: NodeLoop<I>): void {
  const now = tick(loop)
  if (loop.clock.rate > 0 && !isFrozen(loop)) {
    const horizon = now + dueToleranceMs * loop.clock.rate
    let deadlineTaken = false
    for (let taken = 0; taken < turnEventsMax && loop.running; taken++) {
      const what = takeNext(loop, horizon, deadlineTaken)
      if (what === undefined) break
      // One deadline a turn: a core that asks for the past again is not spun.
      if (what === 'deadline') deadlineTaken = true
    }
  }
  finish(loop)
}

/** Takes the first thing that is due up to `horizon`: an answer, a flight, or the deadline. */
function takeNext<I>(loop: NodeLoop<I>, horizon: Millis, noDeadline = false): 'event' | 'deadline' | undefined {
  const answer = loop.ready.shift()
  if (answer !== undefined) {
    stepCore(loop, answer)
    return 'event'
  }
  const rested = dueNap(loop.naps, loop.now)
  if (rested !== undefined) {
    rested.wake()
    return 'event'
  }
  const deadline = noDeadline ? Number.POSITIVE_INFINITY : deadlineAt(loop)
  const open = (from: NodeName) => opens(loop, from)
  if (deadline <= Math.min(loop.now, nextDue(loop.inbox, open))) {
    stepCore(loop, { type: 'deadline' })
    return 'deadline'
  }
  const held = takeDue(loop.inbox, horizon, open)
  if (held === undefined) return undefined
  deliver(loop, held)
  return 'event'
}

function deliver<I>(loop: NodeLoop<I>, held: Held): void {
  const { flight } = held
  loop.now = Math.max(loop.now, flight.dueAt)
  if (!held.local) trace(loop, { type: 'messageDelivered', from: flight.from, seq: flight.seq })
  const receipt = receive(loop.end, loop.now, flight, delayFrom(loop))
  for (const reply of receipt.replies) dispatch(loop, reply)
  for (const input of receipt.inputs) stepCore(loop, input)
  if (flight.kind === 'data' && externalOf(flight.from) !== undefined) {
    const bytes = flight.bytes.length + (loop.taken.get(flight.from)?.bytes ?? 0)
    loop.taken.set(flight.from, { link: flight.link, bytes })
  }
}

function stepCore<I>(loop: NodeLoop<I>, input: I | LinkInput | Deadline): void {
  if (!loop.running) return
  loop.localNow = Math.max(loop.localNow, localTime(loop.localClock, loop.now))
  keep(loop, loop.localNow, input)
  const effects = loop.core.step(loop.localNow, input)
  let leaving: string | undefined
  perform(effects, {
    completed: loop.ports.completed,
    watched: loop.ports.watched,
    stateChanged: loop.ports.stateChanged,
    post: (effect) => postEffect(loop, effect),
    disk: (ticket: number, op: DiskOp) => loop.ports.disk(ticket, op),
    trace: (event) => trace(loop, event),
    exit: (reason) => {
      leaving = reason
    },
  })
  if (leaving !== undefined) leave(loop, 'exit', leaving)
}

/** A dial to the dead is refused after one hop; everything else becomes flights. */
function postEffect<I>(loop: NodeLoop<I>, effect: LinkEffect): void {
  const delay = delayFrom(loop)
  const flights = post(loop.end, loop.now, effect, delay)
  if (effect.type === 'dial') {
    const node = serverNode(effect.peer)
    const peer = loop.peers.get(node)
    if (peer === undefined || !peer.alive) {
      for (const flight of flights) closeLocally(loop, flight.to, flight.link, 2 * delay(node, effect.channel))
      return
    }
    watch(loop, node, peer)
  }
  for (const flight of flights) dispatch(loop, flight)
}

function dispatch<I>(loop: NodeLoop<I>, flight: Flight): void {
  trace(loop, { type: 'messageSent', flight: traced(flight) })
  const waiting = loop.outbox.get(flight.to)
  if (waiting === undefined) loop.outbox.set(flight.to, [flight])
  else waiting.push(flight)
}

/** Sends what the turn gathered, one envelope to each peer. */
function finish<I>(loop: NodeLoop<I>): void {
  const { instance, self, incarnation } = loop
  for (const to of loop.taken.keys()) if (!loop.outbox.has(to)) loop.outbox.set(to, [])
  for (const [to, flights] of loop.outbox) {
    const taken = tellTaken(loop, to)
    if (taken !== undefined) loop.ports.send({ instance, from: self, incarnation, to, flights, taken })
    else if (flights.length > 0) loop.ports.send({ instance, from: self, incarnation, to, flights })
  }
  loop.outbox.clear()
  loop.ports.rest()
}

/** What `to` is told that we took; nothing while too much of it waits to be read by the core. */
function tellTaken<I>(loop: NodeLoop<I>, to: NodeName): number | undefined {
  const taken = loop.taken.get(to)
  if (taken === undefined || (loop.core.unread?.(taken.link) ?? 0) > unreadBytesMax) return undefined
  loop.taken.delete(to)
  return taken.bytes
}

/** The peer of an envelope: an incarnation that we did not know replaces the one before. */
function meet<I>(loop: NodeLoop<I>, node: NodeName, incarnation: number): Peer {
  const peer = loop.peers.get(node) ?? { incarnation, alive: true, watched: false }
  loop.peers.set(node, peer)
  renew(loop, node, peer, incarnation)
  if (peer.alive) watch(loop, node, peer)
  return peer
}
function renew<I>(loop: NodeLoop<I>, node: NodeName, peer: Peer, incarnation: number): void {
  if (incarnation <= peer.incarnation) return
  if (peer.alive) bury(loop, node, peer)
  peer.incarnation = incarnation
  peer.alive = true
  peer.watched = false
}
function watch<I>(loop: NodeLoop<I>, node: NodeName, peer: Peer): void {
  if (peer.watched) return
  peer.watched = true
  loop.ports.met(node, peer.incarnation)
}

/** A death: each link with the dead, and each that it was dialling, ends after what is still under way on it. */
function bury<I>(loop: NodeLoop<I>, node: NodeName, peer: Peer): void {
  if (!peer.alive) return
  peer.alive = false
  const links = [...loop.end.links.values()].filter((link) => link.peer === node).map((link) => link.id)
  const hop = delayOf(loop.rules, node, loop.self, loop.now)
  tick(loop)
  for (const link of new Set([...links, ...dialsFrom(loop.inbox, node)])) closeLocally(loop, node, link, hop)
}

/** The end of a link as the other machine's kernel sends it. */
function closeLocally<I>(loop: NodeLoop<I>, from: NodeName, link: LinkId, inMs: Millis): void {
  const channel = loop.end.links.get(link)?.channel ?? 'client'
  const dueAt = Math.max(loop.now + inMs, lastDueOf(loop.inbox, link))
  const bytes = new Uint8Array()
  const flight = { from, to: loop.self, seq: 0, link, channel, kind: 'close', sentAt: loop.now, dueAt, bytes } as const
  admit(loop.inbox, { flight, local: true })
}

/** The inbox is full: the sender's link is severed, on both sides. */
function overflow<I>(loop: NodeLoop<I>, flight: Flight): void {
  lose(loop, flight, 'the inbox is full')
  const { link } = flight
  const reason = 'the inbox is full'
  postEffect(loop, { type: 'close', link, reason })
  stepCore(loop, { type: 'closed', link, reason })
}

function lose<I>(loop: NodeLoop<I>, flight: Flight, reason: string): void {
  trace(loop, { type: 'messageLost', from: flight.from, seq: flight.seq, reason })
}
function trace<I>(loop: NodeLoop<I>, event: TraceEvent | HostEvent): void {
  if (loop.thin && !isToldThinly(event)) return
  note(loop.book, { at: loop.now, event })
}
function tick<I>(loop: NodeLoop<I>): Millis {
  loop.now = Math.max(loop.now, virtualAt(loop.clock, loop.ports.real()))
  return loop.now
}
function isFrozen<I>(loop: NodeLoop<I>): boolean {
  return loop.rules.frozen.includes(loop.self)
}
function opens<I>(loop: NodeLoop<I>, from: NodeName): boolean {
  return isOpen(loop.rules, from, loop.self)
}
function delayFrom<I>(loop: NodeLoop<I>): Delay {
  return (to) => delayOf(loop.rules, loop.self, to, loop.now)
}

/** Ends the node: what it sent leaves, then it is over. */
export function leave<I>(loop: NodeLoop<I>, how: 'exit' | 'crash', reason: string): void {
  loop.running = false
  finish(loop)
  loop.ports.ended(how, reason)
}
function guarded<I>(loop: NodeLoop<I>, act: () => void): void {
  if (!loop.running) return
  try {
    act()
  } catch (error) {
    leave(loop, 'crash', error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  }
}
