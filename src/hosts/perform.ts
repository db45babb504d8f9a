/**
 * From effects to deeds: one exhaustive switch that every host runs after each `step`.
 *
 * Laws:
 * 1. Effects are performed in the order they were pushed.
 * 2. What one turn sends on a link leaves as one message (a post costs more than its bytes), so a send waits for the end of
 *    the turn. Nobody can tell: order holds within a link only, and a link's close or the node's end waits for its sends.
 */
import { assert, unreachable } from '../ground/base/assert.ts'
import type { LinkId } from '../ground/ids.ts'
import type { ClientEffect } from '../protocol/client/seam.ts'
import type { Effect } from '../protocol/seam.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import type { LinkEffect } from './links.ts'

type Of<K extends ClientEffect['type']> = Extract<ClientEffect, { type: K }>
type DiskEffect = Extract<Effect, { type: 'disk' }>

/** What every node needs: a network, somebody who listens, and a way to end. */
export type NodePorts = {
  readonly post: (effect: LinkEffect) => void
  readonly trace: (event: TraceEvent) => void
  /** The process ends; effects that were pushed after it are not performed. */
  readonly exit: (reason: string) => void
}
/** A server's disk. */
export type DiskPorts = { readonly disk: (ticket: DiskEffect['ticket'], op: DiskEffect['op']) => void }
/** The application around a client. */
export type ApplicationPorts = {
  readonly completed: (id: Of<'completed'>['id'], outcome: Of<'completed'>['outcome']) => void
  readonly watched: (event: Of<'watched'>['event'], path: string) => void
  readonly stateChanged: (state: Of<'stateChanged'>['state'], session: Of<'stateChanged'>['session']) => void
}
export type Ports = NodePorts & DiskPorts & ApplicationPorts

/** For the host of a client: clients have no disk. */
export const NO_DISK: DiskPorts = { disk: () => assert(false, 'a client has no disk') }
/** For the host of a server: nobody submits operations to it. */
export const NO_APPLICATION: ApplicationPorts = {
  completed: () => assert(false, 'a server completes no operation of its own'),
  watched: () => assert(false, 'a server has no watcher of its own'),
  stateChanged: () => assert(false, 'a server has no client state'),
}

/** Performs the effects of one turn. */
export function perform(effects: readonly (Effect | ClientEffect)[], ports: Ports): void {
  // Most turns send nothing, or one message on each link.
  let waiting: Waiting | undefined
  for (const effect of effects) {
    switch (effect.type) {
      case 'trace':
        ports.trace(effect.event)
        break
      case 'send':
        if (waiting === undefined) waiting = [effect]
        else waiting.push(effect)
        break
      case 'dial':
        ports.post(effect)
        break
      case 'close':
        if (waiting !== undefined) waiting = flushed(waiting, effect.link, ports)
        ports.post(effect)
        break
      case 'disk':
        ports.disk(effect.ticket, effect.op)
        break
      case 'completed':
        ports.completed(effect.id, effect.outcome)
        break
      case 'watched':
        ports.watched(effect.event, effect.path)
        break
      case 'stateChanged':
        ports.stateChanged(effect.state, effect.session)
        break
      case 'exit':
        if (waiting !== undefined) flushAll(waiting, ports)
        return ports.exit(effect.reason)
      default:
        return unreachable(effect)
    }
  }
  if (waiting !== undefined) flushAll(waiting, ports)
}

type SendEffect = Of<'send'>
/** What is to be sent, oldest first. */
type Waiting = SendEffect[]
/** More messages than these are gathered by link, fewer are looked through. */
const FEW = 16

/** Sends what waits, each link's as one message, in the order of the first pieces. */
function flushAll(waiting: Waiting, ports: Ports): void {
  if (waiting.length > FEW) return flushMany(waiting, ports)
  for (let at = 0; at < waiting.length; at++) {
    const first = waiting[at]
    if (first === undefined || isBefore(waiting, at, first.link)) continue
    let pieces: Uint8Array[] | undefined
    for (let later = at + 1; later < waiting.length; later++) {
      const other = waiting[later]
      if (other === undefined || other.link !== first.link) continue
      pieces ??= [first.bytes]
      pieces.push(other.bytes)
    }
    ports.post(pieces === undefined ? first : { type: 'send', link: first.link, bytes: joined(pieces) })
  }
}

function isBefore(waiting: Waiting, end: number, link: LinkId): boolean {
  for (let at = 0; at < end; at++) if (waiting[at]?.link === link) return true
  return false
}

function flushMany(waiting: Waiting, ports: Ports): void {
  const links = new Map<LinkId, Uint8Array[]>()
  for (const { link, bytes } of waiting) {
    const pieces = links.get(link)
    if (pieces === undefined) links.set(link, [bytes])
    else pieces.push(bytes)
  }
  for (const [link, pieces] of links) ports.post({ type: 'send', link, bytes: joined(pieces) })
}

/** Sends what waits on `link`; returns what waits on others. */
function flushed(waiting: Waiting, link: LinkId, ports: Ports): Waiting {
  const own = waiting.filter((effect) => effect.link === link)
  if (own.length === 0) return waiting
  flushAll(own, ports)
  return waiting.filter((effect) => effect.link !== link)
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const first = pieces[0]
  if (first !== undefined && pieces.length === 1) return first
  let length = 0
  for (const piece of pieces) length += piece.length
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
