/**
 * One node's end of the network, as plain data: which links it has, and the messages that its effects become. Every host
 * carries the same flights; only what lies between two endpoints differs (an event heap, a BroadcastChannel, a socket).
 *
 * Laws:
 * 1. A link stands for a TCP connection: bytes of one direction arrive in the order sent, so a flight's `dueAt` never lies
 *    below that of the flight before it.
 * 2. A dial opens the link at the receiver at once; the dialler hears `opened` when the accept comes back.
 * 3. Whoever gets bytes for a link that it does not know answers with a close, as TCP answers with a reset. A close is
 *    never answered.
 */
import { unreachable } from '../ground/base/assert.ts'
import { externalOf, type LinkId, type Millis, type NodeName, serverNode, serverOf } from '../ground/ids.ts'
import type { ClientEffect, ClientInput } from '../protocol/client/seam.ts'
import type { Channel, Effect, Input } from '../protocol/seam.ts'
import type { Flight } from './engine.ts'

/** One link as its endpoint knows it; `lastDueAt` is when the newest flight of our direction is due. */
export type Link = {
  readonly id: LinkId
  readonly peer: NodeName
  readonly channel: Channel
  /** A link that we dialled is up when the accept came; one dialled to us is up at once. */
  up: boolean
  lastDueAt: Millis
}
/** A node's end of the network. `seq` numbers its flights and outlives its incarnations. */
export type Endpoint = { readonly node: NodeName; seq: number; readonly links: Map<LinkId, Link> }

/** The effects of servers and clients that an endpoint turns into flights. */
export type LinkEffect = Extract<Effect | ClientEffect, { type: 'dial' | 'send' | 'close' }>
/** The inputs that come from links: a server takes them as they are, a client those of its own channel. */
export type LinkInput = Extract<Input, { type: 'opened' | 'received' | 'closed' }>
/** How long a flight to `to` takes from now on, in virtual milliseconds. */
export type Delay = (to: NodeName, channel: Channel) => Millis
/** What a flight does at its receiver: inputs for the node, and flights that go back. */
export type Receipt = { readonly inputs: readonly LinkInput[]; readonly replies: readonly Flight[] }

const NOTHING: Uint8Array = new Uint8Array()
const NO_FLIGHTS: readonly Flight[] = []
const NO_INPUTS: readonly LinkInput[] = []
const PORTS: Readonly<Record<Channel, number>> = { client: 2181, quorum: 2888, election: 3888 }

/** The end of `node` without any link; `seq` is the last number that an earlier incarnation used. */
export function endpoint(node: NodeName, seq: number = 0): Endpoint {
  return { node, seq, links: new Map() }
}

/** The flights that an effect becomes: none for a link that is closed or was never dialled. */
export function post(end: Endpoint, now: Millis, effect: LinkEffect, delay: Delay): readonly Flight[] {
  switch (effect.type) {
    case 'dial': {
      if (end.links.has(effect.link)) return NO_FLIGHTS
      const peer = serverNode(effect.peer)
      const link: Link = { id: effect.link, peer, channel: effect.channel, up: false, lastDueAt: 0 }
      end.links.set(link.id, link)
      return [fly(end, now, link, 'dial', NOTHING, delay)]
    }
    case 'send': {
      const link = end.links.get(effect.link)
      return link === undefined ? NO_FLIGHTS : [fly(end, now, link, 'data', effect.bytes, delay)]
    }
    case 'close': {
      const link = end.links.get(effect.link)
      if (link === undefined) return NO_FLIGHTS
      end.links.delete(link.id)
      return [fly(end, now, link, 'close', NOTHING, delay)]
    }
    default:
      return unreachable(effect)
  }
}

/** Takes a flight that has arrived. */
export function receive(end: Endpoint, now: Millis, flight: Flight, delay: Delay): Receipt {
  switch (flight.kind) {
    case 'dial':
      return onDial(end, now, flight, delay)
    case 'accept': {
      const link = end.links.get(flight.link)
      if (link === undefined) return { inputs: NO_INPUTS, replies: refuse(end, now, flight, delay) }
      link.up = true
      return { inputs: [opened(link, true)], replies: NO_FLIGHTS }
    }
    case 'data': {
      const input = bytesOf(end, flight)
      if (input === undefined) return { inputs: NO_INPUTS, replies: refuse(end, now, flight, delay) }
      return { inputs: [input], replies: NO_FLIGHTS }
    }
    case 'close': {
      const link = end.links.get(flight.link)
      if (link === undefined) return { inputs: NO_INPUTS, replies: NO_FLIGHTS }
      end.links.delete(link.id)
      const reason = link.up ? `closed by ${flight.from}` : `connection refused by ${flight.from}`
      return { inputs: [{ type: 'closed', link: link.id, reason }], replies: NO_FLIGHTS }
    }
    default:
      return unreachable(flight.kind)
  }
}

/** What a flight with bytes on a link that stands is to the node, which most are; undefined for every other: `receive` takes it. */
export function bytesOf(end: Endpoint, flight: Flight): Extract<LinkInput, { type: 'received' }> | undefined {
  if (flight.kind !== 'data' || !end.links.has(flight.link)) return undefined
  return { type: 'received', link: flight.link, bytes: flight.bytes }
}

/** The answer of a machine where nobody listens: a close for whatever came, and nothing for a close. */
export function refuse(end: Endpoint, now: Millis, flight: Flight, delay: Delay): readonly Flight[] {
  if (flight.kind === 'close') return NO_FLIGHTS
  const link: Link = { id: flight.link, peer: flight.from, channel: flight.channel, up: false, lastDueAt: 0 }
  return [fly(end, now, link, 'close', NOTHING, delay)]
}

/** The peer's process ended, or its links were severed: each link to it is closed, oldest first. */
export function peerGone(end: Endpoint, peer: NodeName, reason: string): readonly LinkInput[] {
  const inputs: LinkInput[] = []
  for (const link of [...end.links.values()]) {
    if (link.peer !== peer) continue
    end.links.delete(link.id)
    inputs.push({ type: 'closed', link: link.id, reason })
  }
  return inputs
}

/** A link's input as a client takes it. A client has client links only. */
export function forClient(input: LinkInput): Extract<ClientInput, { type: LinkInput['type'] }> {
  return input.type === 'opened' ? { ...input, channel: 'client' } : input
}

/**
 * The network address of `node` as its peer sees it: `10.0.0.2:3888` for a server's port, `10.0.1.65:41234` for a dialler,
 * its own for a program outside.
 */
export function addressOf(node: NodeName, channel: Channel, dialler: LinkId | undefined): string {
  const real = externalOf(node)
  if (real !== undefined) return real
  const id = serverOf(node)
  const host = id === undefined ? `10.0.1.${1 + (hash(node) % 254)}` : `10.0.0.${id}`
  // Linux takes the local port of a connection from 32768 to 60999.
  const port = dialler === undefined ? PORTS[channel] : 32768 + (hash(dialler) % 28232)
  return `${host}:${port}`
}

function onDial(end: Endpoint, now: Millis, flight: Flight, delay: Delay): Receipt {
  if (end.links.has(flight.link)) return { inputs: NO_INPUTS, replies: NO_FLIGHTS }
  const link: Link = { id: flight.link, peer: flight.from, channel: flight.channel, up: true, lastDueAt: 0 }
  end.links.set(link.id, link)
  return { inputs: [opened(link, false)], replies: [fly(end, now, link, 'accept', NOTHING, delay)] }
}

function opened(link: Link, dialled: boolean): LinkInput {
  return {
    type: 'opened',
    link: link.id,
    channel: link.channel,
    peer: serverOf(link.peer),
    dialled,
    address: addressOf(link.peer, link.channel, dialled ? undefined : link.id),
  }
}

function fly(end: Endpoint, now: Millis, link: Link, kind: Flight['kind'], bytes: Uint8Array, delay: Delay): Flight {
  link.lastDueAt = Math.max(link.lastDueAt, now + delay(link.peer, link.channel))
  end.seq++
  const { id, peer, channel, lastDueAt } = link
  return { from: end.node, to: peer, seq: end.seq, link: id, channel, kind, sentAt: now, dueAt: lastDueAt, bytes }
}

/** FNV-1a, 32 bits: spreads names over hosts and ports, the same on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
