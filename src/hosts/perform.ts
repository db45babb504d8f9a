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
  // Most turns send nothing, or on one link.
  let waiting: Waiting | undefined
  for (const effect of effects) {
    switch (effect.type) {
      case 'send':
        waiting ??= new Map()
        queue(waiting, effect.link, effect.bytes)
        break
      case 'dial':
        ports.post(effect)
        break
      case 'close':
        if (waiting !== undefined) flush(waiting, effect.link, ports)
        ports.post(effect)
        break
      case 'disk':
        ports.disk(effect.ticket, effect.op)
        break
      case 'trace':
        ports.trace(effect.event)
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

/** What is to be sent on each link, in the order of the first piece. */
type Waiting = Map<LinkId, Uint8Array[]>

function queue(waiting: Waiting, link: LinkId, bytes: Uint8Array): void {
  const pieces = waiting.get(link)
  if (pieces === undefined) waiting.set(link, [bytes])
  else pieces.push(bytes)
}

function flushAll(waiting: Waiting, ports: Ports): void {
  for (const [link, pieces] of waiting) ports.post({ type: 'send', link, bytes: joined(pieces) })
}

function flush(waiting: Waiting, link: LinkId, ports: Ports): void {
  const pieces = waiting.get(link)
  if (pieces === undefined) return
  waiting.delete(link)
  ports.post({ type: 'send', link, bytes: joined(pieces) })
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const first = pieces[0]
  if (first !== undefined && pieces.length === 1) return first
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
