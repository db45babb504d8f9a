/**
 * A ZooKeeper server in its own thread: the core, its folder, its wires to the other servers and its client port, in real
 * time.
 *
 * Laws:
 * 1. What one turn of the event loop sends to a peer leaves in one message.
 * 2. A frozen thread stands still as a stopped process does: nothing is read, nothing is closed, the kernel still accepts.
 * 3. An exception is a crash of this server and of nothing else.
 */
import { type MessagePort, parentPort } from 'node:worker_threads'
import { assert, unreachable } from '../../ground/base/assert.ts'
import { type Millis, serverNode } from '../../ground/ids.ts'
import type { Effect, Input } from '../../protocol/seam.ts'
import { createServer, nextDeadline, type Server, step } from '../../protocol/server/server.ts'
import type { TraceEvent } from '../../protocol/trace.ts'
import { type Disk, diskOf } from '../disk.ts'
import type { Flight } from '../engine.ts'
import { type Endpoint, endpoint, type LinkEffect, peerGone, post, receive } from '../links.ts'
import { NO_APPLICATION, perform } from '../perform.ts'
import { type FsStore, openFsStore } from './fsStore.ts'
import { type Gate, openGate } from './gate.ts'
import { type FromServer, isToServer, type ThreadStart } from './messages.ts'
import { reportLines } from './report.ts'
import { logLine } from './story.ts'
import { type Wires, wires } from './wires.ts'

type Thread = {
  readonly start: ThreadStart
  readonly server: Server
  readonly end: Endpoint
  readonly wires: Wires
  readonly tell: (message: FromServer) => void
  gate: Gate | undefined
  disk: Disk | undefined
  store: FsStore | undefined
  now: Millis
  running: boolean
  resting: boolean
  timer: NodeJS.Timeout | undefined
}

/** Flights number on from incarnation to incarnation. */
const SEQ_PER_INCARNATION = 2 ** 32
/** How long a stopping server waits for clients to close their connections. */
const GRACE_MS = 300
/** Messages between threads take no time of their own. */
const NO_DELAY = (): Millis => 0
const TIMER_MS_MAX = 2 ** 31 - 1

/** Runs the server; call once, first thing in its thread. */
export async function runThread(start: ThreadStart): Promise<void> {
  const port = parentPort
  assert(port !== null, 'a server runs in a thread of its own')
  const tell = (message: FromServer) => port.postMessage(message)
  const self = serverNode(start.config.self)
  const thread: Thread = {
    start,
    server: createServer(start.config),
    end: endpoint(self, start.config.incarnation * SEQ_PER_INCARNATION),
    wires: wires(
      (flights) => onFlights(thread, flights),
      (node) => {
        for (const input of peerGone(thread.end, node, `${node} is gone`)) take(thread, input)
      },
    ),
    tell,
    gate: undefined,
    disk: undefined,
    store: undefined,
    now: 0,
    running: false,
    resting: false,
    timer: undefined,
  }
  try {
    const files = await open(thread)
    listen(thread, port, { type: 'started', files })
    tell({ type: 'ready' })
  } catch (error) {
    tell({ type: 'refused', reason: reasonOf(start, error) })
  }
}

async function open(thread: Thread): Promise<Extract<Input, { type: 'started' }>['files']> {
  const { start, server } = thread
  const { self, incarnation } = start.config
  const store = await openFsStore(start.folder)
  thread.store = store
  const files = await store.read()
  for (const line of reportLines(files)) thread.tell({ type: 'log', line })
  thread.disk = diskOf(store, setImmediate, (inputs) => {
    for (const input of inputs) take(thread, input)
  })
  thread.gate = await openGate(start.host, start.port, `t${self}.${incarnation}`, {
    opened: (link, address) =>
      take(thread, { type: 'opened', link, channel: 'client', peer: undefined, dialled: false, address }),
    received: (link, bytes) => take(thread, { type: 'received', link, bytes }),
    closed: (link, reason) => take(thread, { type: 'closed', link, reason }),
    waiting: (link) => server.connections.get(link)?.inbox.length ?? 0,
  })
  return files
}

function listen(thread: Thread, port: MessagePort, started: Input): void {
  port.on('message', (message: unknown) => {
    if (!isToServer(message)) return
    switch (message.type) {
      case 'peer':
        return thread.wires.join(message.node, message.port)
      case 'go':
        thread.running = true
        return take(thread, started)
      case 'stop':
        return take(thread, { type: 'stopping' })
      case 'freeze':
        return standStill(thread.start.frozen)
      default:
        return unreachable(message)
    }
  })
}

/** Blocks the whole thread until it is thawed (or terminated). */
function standStill(frozen: SharedArrayBuffer): void {
  const flag = new Int32Array(frozen)
  while (Atomics.load(flag, 0) === 1) Atomics.wait(flag, 0, 1)
}

/** One input through the core, its effects performed. */
function take(thread: Thread, input: Input): void {
  if (!thread.running) return
  const out: Effect[] = []
  let leaving: string | undefined
  try {
    step(thread.server, tick(thread), input, out)
    perform(out, {
      ...NO_APPLICATION,
      post: (effect) => postEffect(thread, effect),
      disk: (ticket, op) => thread.disk?.submit(ticket, op),
      trace: (event) => tellTrace(thread, event),
      exit: (reason) => {
        leaving = reason
      },
    })
  } catch (error) {
    leaving = `crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
  if (leaving !== undefined) void leave(thread, leaving)
  rest(thread)
}

/** A link of the client port, or one of the wires; a dial to a server that does not run is refused. */
function postEffect(thread: Thread, effect: LinkEffect): void {
  const { gate, end } = thread
  if (effect.type === 'send' && gate?.has(effect.link)) return gate.send(effect.link, effect.bytes)
  if (effect.type === 'close' && gate?.has(effect.link)) return gate.close(effect.link)
  for (const flight of post(end, thread.now, effect, NO_DELAY)) {
    if (thread.wires.reaches(flight.to)) thread.wires.queue(flight)
    else {
      end.links.delete(flight.link)
      setImmediate(() =>
        take(thread, { type: 'closed', link: flight.link, reason: `connection refused by ${flight.to}` }),
      )
    }
  }
}

function onFlights(thread: Thread, flights: readonly Flight[]): void {
  for (const flight of flights) {
    const receipt = receive(thread.end, tick(thread), flight, NO_DELAY)
    for (const reply of receipt.replies) thread.wires.queue(reply)
    for (const input of receipt.inputs) take(thread, input)
  }
  rest(thread)
}

/** Once for each turn of the event loop: flights leave, paused connections are read on, the timer is set. */
function rest(thread: Thread): void {
  if (thread.resting) return
  thread.resting = true
  setImmediate(() => {
    thread.resting = false
    thread.wires.flush()
    if (!thread.running) return
    thread.gate?.relieve()
    clearTimeout(thread.timer)
    const deadline = nextDeadline(thread.server)
    if (deadline === Number.POSITIVE_INFINITY) return
    // A deadline in the past waits for a timer, too, so that nothing spins.
    const wait = Math.min(Math.max(1, Math.ceil(deadline - tick(thread))), TIMER_MS_MAX)
    thread.timer = setTimeout(() => {
      if (nextDeadline(thread.server) <= tick(thread)) take(thread, { type: 'deadline' })
      else rest(thread)
    }, wait)
  })
}

function tick(thread: Thread): Millis {
  const since = Number(process.hrtime.bigint() - thread.start.timeZero) / 1e6
  thread.now = Math.max(thread.now, since)
  return thread.now
}

function tellTrace(thread: Thread, event: TraceEvent): void {
  if (event.type === 'roleChanged') thread.tell({ type: 'role', role: event.role, reason: event.reason })
  if (event.type === 'serving') thread.tell({ type: 'serving', role: event.role, zxid: event.zxid })
  if (event.type === 'configActivated') {
    const { version, members } = event
    thread.tell({ type: 'config', membership: { version, members } })
  }
  const line = logLine(event)
  if (line !== undefined) thread.tell({ type: 'log', line })
}

/** The end: what was sent still leaves, what was written is flushed. */
async function leave(thread: Thread, reason: string): Promise<void> {
  if (!thread.running) return
  thread.running = false
  clearTimeout(thread.timer)
  thread.wires.flush()
  await Promise.all([thread.gate?.shut(GRACE_MS), thread.disk?.idle()])
  await thread.store?.close()
  thread.wires.close()
  thread.tell({ type: 'ended', reason })
  parentPort?.close()
}

function reasonOf(start: ThreadStart, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const message = error instanceof Error ? error.message : String(error)
  if (code === 'EADDRINUSE') return `port ${start.port} on ${start.host} is in use`
  if (code === 'EACCES' && message.includes('listen')) return `port ${start.port} on ${start.host} is not allowed`
  return `the folder ${start.folder} can't be used: ${message}`
}
