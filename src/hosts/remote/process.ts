/**
 * A real server as a node of the page: what clients send to it goes through the gateway as bytes, and comes back as flights.
 * It takes the place of a worker (`Process`): the page starts it, talks with it over a port, and ends it.
 *
 * Laws:
 * 1. A client's link is one TCP connection: dialled when the client dials, closed when either side closes.
 * 2. Bytes are told as they are: nothing is added, nothing is held back. What servers say to each other can't be seen.
 */
import { type LinkId, linkId, type NodeName } from '../../ground/ids.ts'
import { type VirtualClock, virtualAt } from '../clock.ts'
import type { Flight, HostEvent } from '../engine.ts'
import type { Process } from '../page/nodes.ts'
import { type Envelope, isPageMessage, type NodeMessage, type StartMessage } from '../workerMessages.ts'
import { type Call, dial, hangUp, type Line, say } from './line.ts'

type Joined = { readonly call: Call; readonly peer: NodeName; up: boolean }
type Remote = {
  readonly line: Line
  readonly target: number
  readonly real: () => number
  readonly links: Map<LinkId, Joined>
  start: StartMessage | undefined
  port: MessagePort | undefined
  clock: VirtualClock | undefined
  seq: number
}

const NOTHING = new Uint8Array()
/** Incarnations number their flights apart. */
const SEQ_PER_INCARNATION = 2 ** 32

/** The process that stands for target `target` of the gateway; `real`: milliseconds since 1970. */
export function remoteProcess(line: Line, target: number, real: () => number): Process {
  const remote: Remote = {
    line,
    target,
    real,
    links: new Map(),
    start: undefined,
    port: undefined,
    clock: undefined,
    seq: 0,
  }
  return {
    onerror: null,
    postMessage: (message: unknown, ports: unknown) => {
      if (isPageMessage(message) && message.type === 'start' && Array.isArray(ports)) begin(remote, message, ports[0])
    },
    terminate: () => {
      for (const { call } of remote.links.values()) hangUp(line, call, 'the page leaves')
      remote.links.clear()
      remote.port?.close()
    },
  }
}

function begin(remote: Remote, start: StartMessage, port: unknown): void {
  if (!(port instanceof MessagePort)) return
  remote.start = start
  remote.port = port
  remote.seq = start.incarnation * SEQ_PER_INCARNATION
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isPageMessage(data)) return
    if (data.type === 'go' || data.type === 'clock') remote.clock = data.clock
    else if (data.type === 'carried') for (const flight of data.envelope.flights) onFlight(remote, flight)
  }
  tell(remote, { type: 'ready' })
}

function tell(remote: Remote, message: NodeMessage): void {
  remote.port?.postMessage(message)
}
function trace(remote: Remote, event: HostEvent): void {
  tell(remote, { type: 'trace', lines: [{ at: now(remote), event }] })
}
function now({ clock, real }: Remote): number {
  return clock === undefined ? 0 : virtualAt(clock, real())
}

function onFlight(remote: Remote, flight: Flight): void {
  trace(remote, { type: 'messageDelivered', from: flight.from, seq: flight.seq })
  const joined = remote.links.get(flight.link)
  switch (flight.kind) {
    case 'dial':
      return onDial(remote, flight)
    case 'data':
      return joined === undefined
        ? fly(remote, flight.from, flight.link, 'close', NOTHING)
        : say(remote.line, joined.call, flight.bytes)
    case 'close':
      remote.links.delete(flight.link)
      if (joined !== undefined) hangUp(remote.line, joined.call, 'the client closed')
      return
    case 'accept':
      return
  }
}

function onDial(remote: Remote, { from, link }: Flight): void {
  const call = dial(remote.line, remote.target, {
    opened: () => {
      const joined = remote.links.get(link)
      if (joined === undefined) return
      joined.up = true
      fly(remote, from, link, 'accept', NOTHING)
    },
    received: (bytes) => fly(remote, from, link, 'data', bytes),
    closed: () => {
      if (remote.links.delete(link)) fly(remote, from, link, 'close', NOTHING)
    },
  })
  if (call === undefined) return fly(remote, from, link, 'close', NOTHING)
  remote.links.set(link, { call, peer: from, up: false })
}

/** A flight of the server to a client, handed to the page to carry. */
function fly(remote: Remote, to: NodeName, link: LinkId, kind: Flight['kind'], bytes: Uint8Array): void {
  const { start } = remote
  if (start === undefined) return
  remote.seq++
  const at = now(remote)
  const flight: Flight = {
    from: start.node,
    to,
    seq: remote.seq,
    link: linkId(link),
    channel: 'client',
    kind,
    sentAt: at,
    dueAt: at,
    bytes,
  }
  trace(remote, { type: 'messageSent', flight })
  const { instance, node: from, incarnation } = start
  const envelope: Envelope = { instance, from, incarnation, to, flights: [flight] }
  tell(remote, { type: 'carry', envelope })
}
