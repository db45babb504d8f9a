/**
 * The auto tempo: slow while something worth seeing is under way after somebody acted, fast otherwise. Heartbeats never
 * slow anything down.
 */

import { PacketType } from '../../ground/jute/peer.ts'
import type { Flight } from '../engine.ts'

/** A hop of 40 virtual milliseconds then takes 0.4 s: the eye follows it. */
export const WATCH_SPEED: number = 0.1
/** The first election after a start: quick enough to wait for, slow enough to see. */
export const START_SPEED: number = 0.3
export const FAST_SPEED: number = 1
/** An act is watched this long, in real milliseconds; then the ensemble runs on at full speed. */
export const watchMsMax: number = 20_000
/** Between two waves of messages the tempo stays slow this long (real), so that it does not flutter. */
export const lingerMs: number = 120

export type TempoView = {
  /** The speed for watching: `WATCH_SPEED` after an act, `START_SPEED` after the start. */
  readonly watchSpeed: number
  /** Real milliseconds since somebody acted; Infinity where nobody did. */
  readonly sinceActMs: number
  /** Messages in the air that are worth seeing. */
  readonly inAir: number
  /** Real milliseconds since the last of them was in the air. */
  readonly idleMs: number
}

/** Virtual over real time. */
export function autoSpeed(view: TempoView): number {
  if (view.sinceActMs > watchMsMax) return FAST_SPEED
  return view.inAir > 0 || view.idleMs < lingerMs ? view.watchSpeed : FAST_SPEED
}

const CLIENT_PING_XID = -2

/** Whether a message is more than a heartbeat: elections, Zab except PING, client requests and answers except pings. */
export function worthSeeing(flight: Flight): boolean {
  if (flight.kind !== 'data') return flight.kind === 'dial'
  const { channel, bytes } = flight
  if (channel === 'election') return true
  // A quorum packet begins with its type; a client's frame with its length, then the xid.
  const at = channel === 'quorum' ? 0 : 4
  if (bytes.length < at + 4) return true
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(at)
  return head !== (channel === 'quorum' ? PacketType.ping : CLIENT_PING_XID)
}
