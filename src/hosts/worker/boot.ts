/**
 * The life of a worker, from its first message to its end, the same for servers and clients: take the life lock, open what
 * the node needs, say `ready`, run from `go` on.
 */
import { assert, unreachable } from '../../ground/base/assert.ts'
import type { Millis, Zxid } from '../../ground/ids.ts'
import type { DiskFile } from '../../protocol/seam.ts'
import { realUntil } from '../clock.ts'
import { reasonOf } from '../disk.ts'
import type { DiskTrouble } from '../diskTrouble.ts'
import type { TreeView } from '../engine.ts'
import type { Inspection } from '../inspection.ts'
import { journalOf, recorder } from '../journal.ts'
import { endpoint } from '../links.ts'
import { type ApplicationPorts, type DiskPorts, NO_APPLICATION, NO_DISK } from '../perform.ts'
import { isPageMessage, type NodeMessage, type PageMessage, type StartMessage } from '../workerMessages.ts'
import { holdLifeLock, watchLife } from './life.ts'
import { type Core, type NodeLoop, nodeLoop } from './loopState.ts'
import {
  deadlineAt,
  leave,
  nap,
  onAct,
  onClock,
  onDeath,
  onEnvelope,
  onLocalClock,
  onPeers,
  onReady,
  onRules,
  onTimer,
  onTouch,
  pendingAt,
  takeOne,
} from './nodeLoop.ts'
import { type Soon, soonByChannel } from './soon.ts'
import { leaveIn, takeLines } from './traceBook.ts'
import { broadcastTransport, type Star, starTransport, type Transport } from './transport.ts'

/** What a kind of node brings: its core, its first input, and what the page may ask. */
export type Part<I> = {
  readonly config: unknown
  readonly core: Core<I>
  readonly started: I
  readonly disk?: DiskPorts
  readonly application?: ApplicationPorts
  /** Hears how many of the bytes from outside a peer's core took. */
  readonly taken?: (bytes: number) => void
  /** No journal is kept of it: its inputs come from outside, and it has no state worth replaying. */
  readonly unrecorded?: boolean
  readonly tree: () => TreeView | undefined
  /** A look into the node's memory; absent where there is nothing to see. */
  readonly inspect?: () => Inspection
  /** The folder as it is durable now; undefined where there is none. */
  readonly folder: () => Promise<readonly DiskFile[] | undefined>
  readonly holds: () => { readonly zxid: Zxid; readonly digest: bigint }
  /** Ends when nothing waits for the disk any more: a graceful end waits for it. */
  readonly idle: () => Promise<void>
  /** Hears how the disk misbehaves; absent: the node has none. */
  readonly disturb?: (trouble: DiskTrouble) => void
  /** The act as an input of this node, or undefined where it means nothing here. */
  readonly act: (input: Extract<PageMessage, { type: 'input' }>['input']) => I | undefined
}
export type Workplace<I> = {
  readonly tell: (message: NodeMessage) => void
  readonly soon: Soon
  /** Ends `ms` of virtual time later; at once while the node does not run yet. */
  readonly nap: (ms: Millis) => Promise<void>
  /** Answers of the disk. */
  readonly answer: (inputs: readonly I[]) => void
  /** Ends the node from inside its worker, whether or not it runs yet. */
  readonly leave: (reason: string) => void
}
/** Builds the part; rejects where it can't be opened. */
export type Opening<I> = (start: StartMessage, place: Workplace<I>) => Promise<Part<I>>

const REAL = (): number => performance.timeOrigin + performance.now()
/** Incarnations number their flights apart: nobody uses a number twice. */
const SEQ_PER_INCARNATION = 2 ** 32

/** Waits for `start` and lives. Call once, first thing in the worker. */
export function boot<I>(scope: DedicatedWorkerGlobalScope, opening: Opening<I>): void {
  scope.onmessage = (event: MessageEvent<unknown>) => {
    const message = event.data
    const port = event.ports[0]
    if (!isPageMessage(message) || message.type !== 'start' || port === undefined) return
    scope.onmessage = null
    void live(() => scope.close(), port, message, opening)
  }
}

/** A node's life, told and heard on `port`. `close` is called once when it is over: a worker of one node ends then. */
export async function live<I>(
  close: () => void,
  port: MessagePort,
  start: StartMessage,
  opening: Opening<I>,
): Promise<void> {
  try {
    await begin(close, port, start, opening)
  } catch (error) {
    const ended: NodeMessage = { type: 'ended', how: 'crashed', reason: reasonOf(error) }
    port.postMessage(ended)
    close()
  }
}

async function begin<I>(close: () => void, port: MessagePort, start: StartMessage, opening: Opening<I>): Promise<void> {
  const tell = (message: NodeMessage) => port.postMessage(message)
  let letGo = () => {}
  if (start.death === 'webLocks') letGo = await holdLifeLock(start.instance, start.node, start.incarnation)
  const over = () => {
    letGo()
    close()
  }
  const soon = soonByChannel()
  let loop: NodeLoop<I> | undefined
  const held: { wire?: Star } = {}
  const place: Workplace<I> = {
    tell,
    soon,
    nap: (ms) => (loop === undefined ? Promise.resolve() : nap(loop, ms)),
    answer: (inputs) => {
      if (loop !== undefined) onReady(loop, inputs)
    },
    leave: (reason) => {
      if (loop?.running === true) return leave(loop, 'exit', reason)
      if (loop !== undefined) return
      held.wire?.transport.close()
      over()
    },
  }
  const part = await opening(start, place)
  const early: unknown[] = []
  const opened = openTransport(start, tell, (envelope) => {
    // A peer that heard of us before we heard `go`: its bytes wait as in a listener's backlog.
    if (loop === undefined) early.push(envelope)
    else onEnvelope(loop, envelope)
  })
  held.wire = opened
  port.onmessage = (event: MessageEvent<unknown>) => {
    const message = event.data
    if (!isPageMessage(message)) return
    if (message.type === 'carried') opened.onCarried(message.envelope)
    else if (loop !== undefined) onMessage(loop, part, message, tell)
    else if (message.type === 'go') {
      loop = run(over, start, part, opened.transport, soon, tell, message)
      for (const envelope of early.splice(0)) opened.onCarried(envelope)
    }
  }
  tell({ type: 'ready' })
}

function openTransport(
  start: StartMessage,
  tell: (message: NodeMessage) => void,
  receive: Parameters<typeof broadcastTransport>[2],
): Star {
  const star = starTransport(start.instance, start.node, (envelope) => tell({ type: 'carry', envelope }), receive)
  if (start.transport === 'messagePort') return star
  return { transport: broadcastTransport(start.instance, start.node, receive), onCarried: star.onCarried }
}

function run<I>(
  close: () => void,
  start: StartMessage,
  part: Part<I>,
  wire: Transport,
  soon: Soon,
  tell: (message: NodeMessage) => void,
  go: Extract<PageMessage, { type: 'go' }>,
): NodeLoop<I> {
  const alarms = alarmsOf()
  const loop: NodeLoop<I> = nodeLoop<I>({
    self: start.node,
    instance: start.instance,
    incarnation: start.incarnation,
    core: part.core,
    end: endpoint(start.node, start.incarnation * SEQ_PER_INCARNATION),
    journal: recorder(start.node, part.config),
    clock: go.clock,
    localClock: go.localClock,
    rules: go.rules,
    ports: {
      ...(part.disk ?? NO_DISK),
      ...(part.application ?? NO_APPLICATION),
      real: REAL,
      send: (envelope) => wire.send(envelope),
      met: (peer, incarnation) => {
        if (start.death === 'webLocks')
          watchLife(start.instance, peer, incarnation, () => onDeath(loop, peer, incarnation))
      },
      rest: () => rest(loop, alarms, soon, tell),
      ...(part.taken === undefined ? {} : { taken: part.taken }),
      ended: (how, reason) => void end(close, part, loop, wire, tell, how, reason),
    },
  })
  loop.thin = start.thin === true
  if (part.unrecorded === true || loop.thin) loop.journalBytes = Number.POSITIVE_INFINITY
  onPeers(loop, go.peers)
  onAct(loop, part.started)
  return loop
}

function onMessage<I>(
  loop: NodeLoop<I>,
  part: Part<I>,
  message: PageMessage,
  tell: (message: NodeMessage) => void,
): void {
  switch (message.type) {
    case 'clock':
      return onClock(loop, message.clock)
    case 'rules':
      return onRules(loop, message.rules)
    case 'peers':
      return onPeers(loop, message.peers)
    case 'localClock':
      return onLocalClock(loop, message.clock)
    case 'diskTrouble':
      return part.disturb?.(message.trouble)
    case 'touch':
      return tell({ type: 'touched', id: message.id, refusal: onTouch(loop, message.touch) })
    case 'input': {
      const input = part.act(message.input)
      return input === undefined ? undefined : onAct(loop, input)
    }
    case 'takeOne':
      takeOne(loop, message.at)
      return tell({ type: 'stepped', id: message.id })
    case 'ask':
      if (message.question === 'folder') return void tellFolder(part, message.id, tell)
      return tell(answerTo(loop, part, message))
    case 'start':
    case 'go':
    case 'carried':
      return
    default:
      return unreachable(message)
  }
}

function answerTo<I>(loop: NodeLoop<I>, part: Part<I>, ask: Extract<PageMessage, { type: 'ask' }>): NodeMessage {
  const { id, question } = ask
  if (question === 'tree') return { type: 'tree', id, tree: part.tree() }
  if (question === 'inspection') return { type: 'inspection', id, inspection: part.inspect?.() }
  if (question === 'pending') return { type: 'pending', id, at: pendingAt(loop) }
  const { zxid, digest } = part.holds()
  const whole = loop.journal.entries.length > 0
  return { type: 'journal', id, journal: whole ? journalOf(loop.journal, zxid, digest) : undefined }
}

async function tellFolder<I>(part: Part<I>, id: number, tell: (message: NodeMessage) => void): Promise<void> {
  const files = await part.folder().catch(() => undefined)
  tell({ type: 'folder', id, files })
}

/** One timer for the next event and one for the trace, in real time. */
type Alarms = { event: number | undefined; trace: number | undefined }
function alarmsOf(): Alarms {
  return { event: undefined, trace: undefined }
}

function rest<I>(loop: NodeLoop<I>, alarms: Alarms, soon: Soon, tell: (message: NodeMessage) => void): void {
  const real = REAL()
  const leave = () => {
    alarms.trace = undefined
    const lines = takeLines(loop.book, REAL())
    if (lines.length > 0) tell({ type: 'trace', lines })
  }
  const traceIn = leaveIn(loop.book, real)
  if (traceIn === 0 || !loop.running) leave()
  else if (Number.isFinite(traceIn)) alarms.trace ??= setTimeout(leave, traceIn)
  clearTimeout(alarms.event)
  alarms.event = undefined
  if (!loop.running || loop.clock.rate === 0) return
  const at = pendingAt(loop)
  if (at === Number.POSITIVE_INFINITY) return
  const wait = realUntil(loop.clock, real, at)
  // Work that a full turn left over follows at once; a deadline in the past waits for a timer, so that nothing spins.
  if (wait === 0 && deadlineAt(loop) > loop.now) soon(() => onTimer(loop))
  else alarms.event = setTimeout(() => onTimer(loop), Math.min(wait, TIMER_MS_MAX))
}
/** setTimeout counts in 32 bits. */
const TIMER_MS_MAX = 2 ** 31 - 1

async function end<I>(
  close: () => void,
  part: Part<I>,
  loop: NodeLoop<I>,
  wire: Transport,
  tell: (message: NodeMessage) => void,
  how: 'exit' | 'crash',
  reason: string,
): Promise<void> {
  assert(!loop.running, 'a node that ended does not run')
  if (how === 'exit') await part.idle()
  tell({ type: 'ended', how: how === 'crash' ? 'crashed' : 'stopped', reason })
  wire.close()
  close()
}
