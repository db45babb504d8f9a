/**
 * What a message in the air is, read from its own bytes with the protocol's own decoders. A flight may carry several
 * packets (one post a turn): the most telling one names it.
 */

import { type Epoch, epochOf, type NodeName, serverOf } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { inbox, pour, takeFrame, takeRecord } from '../../ground/jute/frames.ts'
import { SpecialXid } from '../../ground/jute/opcodes.ts'
import { type PacketName, packetName, quorumPacket } from '../../ground/jute/peer.ts'
import type { Flight } from '../../hosts/engine.ts'

export type FlightKind =
  | 'vote'
  | 'proposal'
  | 'ack'
  | 'commit'
  | 'sync'
  | 'request'
  | 'reply'
  | 'watch'
  | 'session'
  | 'link'
  | 'ping'

/** Kinds from the most telling to the quietest. */
const TELLING: readonly FlightKind[] = [
  'watch',
  'proposal',
  'commit',
  'ack',
  'vote',
  'sync',
  'session',
  'request',
  'reply',
  'link',
  'ping',
]
const FRAME_BYTES_MAX = 4 * 0xfffff
/** Packets read of one flight at most: its name needs no more. */
const PACKETS_MAX = 16

const byPacket: { readonly [K in PacketName]: FlightKind } = {
  request: 'request',
  proposal: 'proposal',
  ack: 'ack',
  commit: 'commit',
  ping: 'ping',
  revalidate: 'session',
  sync: 'request',
  inform: 'commit',
  commitAndActivate: 'commit',
  newLeader: 'sync',
  followerInfo: 'sync',
  upToDate: 'sync',
  diff: 'sync',
  trunc: 'sync',
  snap: 'sync',
  observerInfo: 'sync',
  leaderInfo: 'sync',
  ackEpoch: 'sync',
  informAndActivate: 'commit',
}

export type FlightSubject = { readonly kind: FlightKind; readonly epoch: Epoch | undefined }

/** Names a flight by its bytes. Bytes that no decoder knows are part of a snapshot: `sync`. */
export function flightSubject(flight: Flight): FlightSubject {
  if (flight.kind !== 'data') return { kind: 'link', epoch: undefined }
  if (flight.channel === 'election') return { kind: 'vote', epoch: undefined }
  try {
    return flight.channel === 'quorum' ? quorumSubject(flight.bytes) : { kind: clientKind(flight), epoch: undefined }
  } catch (error) {
    if (error instanceof ProtocolError) return { kind: 'sync', epoch: undefined }
    throw error
  }
}

function quorumSubject(bytes: Uint8Array): FlightSubject {
  const box = inbox()
  pour(box, bytes)
  let best: FlightSubject = { kind: 'ping', epoch: undefined }
  for (let count = 0; count < PACKETS_MAX; count++) {
    const packet = takeRecord(box, quorumPacket)
    if (packet === undefined) break
    const name = packetName(packet.type)
    const kind = name === undefined ? 'sync' : byPacket[name]
    const zxidEpoch = packet.zxid > 0n ? epochOf(packet.zxid) : undefined
    if (best.epoch === undefined || TELLING.indexOf(kind) < TELLING.indexOf(best.kind))
      best = { kind, epoch: zxidEpoch }
  }
  return best
}

function clientKind(flight: Flight): FlightKind {
  const box = inbox()
  pour(box, flight.bytes)
  const fromServer = isServer(flight.from)
  let best: FlightKind = 'ping'
  for (let count = 0; count < PACKETS_MAX; count++) {
    const payload = takeFrame(box, FRAME_BYTES_MAX)
    if (payload === undefined || payload.length < 4) break
    const kind = byXid(new Reader(payload).int(), fromServer)
    if (TELLING.indexOf(kind) < TELLING.indexOf(best)) best = kind
  }
  return best
}

function byXid(xid: number, fromServer: boolean): FlightKind {
  if (xid === SpecialXid.ping) return 'ping'
  if (xid === SpecialXid.notification) return 'watch'
  // A handshake begins with protocolVersion 0; requests count from 1.
  if (xid === 0) return 'session'
  return fromServer ? 'reply' : 'request'
}

export function isServer(node: NodeName): boolean {
  return serverOf(node) !== undefined
}
