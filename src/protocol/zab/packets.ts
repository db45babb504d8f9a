/** Quorum packets, written by name: what each carries in `zxid` and `data` (05 §1, Leader.java). */

import { encodeUtf8 } from '../../ground/base/utf8.ts'
import {
  type Epoch,
  epochStart,
  memberId,
  type ServerId,
  type SessionId,
  ZXID_NONE,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import {
  epochBody,
  forwardedRequest,
  LEARNER_PROTOCOL_VERSION,
  learnerInfo,
  type PacketName,
  PacketType,
  type QuorumPacket,
  quorumPacket,
  revalidateAnswer,
  type SessionTouch,
  sessionTouch,
  versionBody,
} from '../../ground/jute/peer.ts'
import { encode } from '../../ground/jute/schema.ts'
import type { Request } from '../server/request.ts'

export type PacketOf = QuorumPacket

export function encodeQuorumPacket(packet: QuorumPacket): Uint8Array {
  return encode(quorumPacket, packet)
}

/** A packet with a zxid and perhaps data, without identities. */
export function packet(name: PacketName, zxid: Zxid, data: Uint8Array | null = null): QuorumPacket {
  return { type: PacketType[name], zxid, data, authinfo: null }
}
/** `configVersion`: that of the learner's current membership. A leader that goes by an older one refuses it. */
export function learnerInfoPacket(
  observer: boolean,
  server: ServerId,
  acceptedEpoch: Epoch,
  configVersion: Zxid,
): QuorumPacket {
  const data = encode(learnerInfo, { serverId: server, protocolVersion: LEARNER_PROTOCOL_VERSION, configVersion })
  return packet(observer ? 'observerInfo' : 'followerInfo', epochStart(acceptedEpoch), data)
}
export function leaderInfoPacket(epoch: Epoch): QuorumPacket {
  return packet('leaderInfo', epochStart(epoch), encode(versionBody, { protocolVersion: LEARNER_PROTOCOL_VERSION }))
}
/** `currentEpoch` -1: the epoch had been accepted before, so this is no new promise. */
export function ackEpochPacket(lastZxid: Zxid, currentEpoch: Epoch): QuorumPacket {
  return packet('ackEpoch', lastZxid, encode(epochBody, { epoch: currentEpoch }))
}
export function newLeaderPacket(epoch: Epoch, config: string): QuorumPacket {
  return packet('newLeader', epochStart(epoch), encodeUtf8(config))
}
/** The commit of a reconfiguration, to followers: who leads from now on. */
export function commitAndActivatePacket(zxid: Zxid, designated: ServerId): QuorumPacket {
  return packet('commitAndActivate', zxid, designation(designated, new Uint8Array()))
}
/** The same for observers, who get the transaction with it. */
export function informAndActivatePacket(zxid: Zxid, designated: ServerId, proposal: Uint8Array): QuorumPacket {
  return packet('informAndActivate', zxid, designation(designated, proposal))
}
function designation(designated: ServerId, rest: Uint8Array): Uint8Array {
  const writer = new Writer()
  writer.long(BigInt(designated))
  writer.raw(rest)
  return writer.bytes()
}
/** The designated leader in such a packet and what follows it; throws ProtocolError where there is none. */
export function designationOf(packet: QuorumPacket): { readonly designated: ServerId; readonly rest: Uint8Array } {
  const reader = new Reader(packet.data ?? new Uint8Array())
  const id = Number(reader.long())
  if (!Number.isSafeInteger(id)) throw new ProtocolError(`not a server id: ${id}`, 0)
  return { designated: memberId(id), rest: reader.raw(reader.remaining) }
}
export function upToDatePacket(): QuorumPacket {
  return packet('upToDate', ZXID_NONE)
}
export function syncAnswerPacket(): QuorumPacket {
  return packet('sync', ZXID_ZERO)
}
export function requestPacket(request: Request): QuorumPacket {
  const writer = new Writer()
  forwardedRequest.write(writer, { sessionId: request.session, cxid: request.cxid, type: request.op })
  writer.raw(request.body)
  return { type: PacketType.request, zxid: ZXID_NONE, data: writer.bytes(), authinfo: request.identities }
}
/** The request in a REQUEST packet; throws ProtocolError where it can't be read. */
export function requestOf(packet: QuorumPacket): Request {
  const reader = new Reader(packet.data ?? new Uint8Array())
  const head = forwardedRequest.read(reader)
  return {
    session: head.sessionId,
    cxid: head.cxid,
    op: head.type,
    body: reader.raw(reader.remaining),
    identities: packet.authinfo ?? [],
  }
}
/** A learner's answer to PING: the sessions that it heard of. */
export function touchesPacket(zxid: Zxid, touches: ReadonlyMap<SessionId, number>): QuorumPacket {
  const writer = new Writer()
  for (const [sessionId, timeout] of touches) sessionTouch.write(writer, { sessionId, timeout })
  return packet('ping', zxid, writer.bytes())
}
export function touchesOf(packet: QuorumPacket): readonly SessionTouch[] {
  const reader = new Reader(packet.data ?? new Uint8Array())
  const touches: SessionTouch[] = []
  while (reader.remaining > 0) touches.push(sessionTouch.read(reader))
  return touches
}
export function revalidatePacket(sessionId: SessionId, timeout: number): QuorumPacket {
  return packet('revalidate', ZXID_NONE, encode(sessionTouch, { sessionId, timeout }))
}
export function revalidateAnswerPacket(sessionId: SessionId, valid: boolean): QuorumPacket {
  return packet('revalidate', ZXID_NONE, encode(revalidateAnswer, { sessionId, valid }))
}
