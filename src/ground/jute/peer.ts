/** Records between servers: quorum packets (port 2888, a plain stream of records) and election messages (port 3888, framed). */
import type { Epoch, ServerId, SessionId, Zxid } from '../ids.ts'
import { type Id, id } from './records.ts'
import { boolean, branded, buffer, int, long, longNumber, nullableVector, record, type Schema } from './schema.ts'

/** Quorum packet types (Leader.java). */
export const PacketType = {
  request: 1,
  proposal: 2,
  ack: 3,
  commit: 4,
  ping: 5,
  revalidate: 6,
  sync: 7,
  inform: 8,
  commitAndActivate: 9,
  newLeader: 10,
  followerInfo: 11,
  upToDate: 12,
  diff: 13,
  trunc: 14,
  snap: 15,
  observerInfo: 16,
  leaderInfo: 17,
  ackEpoch: 18,
  informAndActivate: 19,
} as const
export type PacketName = keyof typeof PacketType

const byCode: ReadonlyMap<number, PacketName> = new Map(
  Object.entries(PacketType).map(([name, code]) => [code, name as PacketName]),
)
export function packetName(code: number): PacketName | undefined {
  return byCode.get(code)
}

export type QuorumPacket = {
  readonly type: number
  readonly zxid: Zxid
  readonly data: Uint8Array | null
  readonly authinfo: readonly Id[] | null
}
const zxid: Schema<Zxid> = long<Zxid>()
const identities: Schema<readonly Id[] | null> = nullableVector(id)
/** A packet as it came: `data` is a view of the stream's bytes, so whoever keeps it, or a part of it, copies (`readTxnOnce`). */
export const quorumPacket: Schema<QuorumPacket> = record<QuorumPacket>(
  { type: int, zxid, data: buffer, authinfo: identities },
  {
    read: (r) => ({ type: r.int(), zxid: zxid.read(r), data: r.bufferView(), authinfo: identities.read(r) }),
    write: (w, v) => {
      w.int(v.type)
      w.long(v.zxid)
      w.buffer(v.data)
      identities.write(w, v.authinfo)
    },
  },
)
/** Data of FOLLOWERINFO and OBSERVERINFO. */
export type LearnerInfo = {
  readonly serverId: ServerId
  readonly protocolVersion: number
  readonly configVersion: bigint
}
export const learnerInfo: Schema<LearnerInfo> = record<LearnerInfo>({
  serverId: longNumber<ServerId>(),
  protocolVersion: int,
  configVersion: long<bigint>(),
})
export const LEARNER_PROTOCOL_VERSION = 0x10000
/** Data of ACKEPOCH: the learner's currentEpoch, or -1 where the epoch was accepted before (no new promise). */
export type EpochBody = { readonly epoch: Epoch }
export const epochBody: Schema<EpochBody> = record<EpochBody>({ epoch: branded<Epoch>() })
/** Data of LEADERINFO. */
export type VersionBody = { readonly protocolVersion: number }
export const versionBody: Schema<VersionBody> = record<VersionBody>({ protocolVersion: int })
/** One row of the touch table in a learner's PING; the body of a REVALIDATE request. `timeout` in ms. */
export type SessionTouch = { readonly sessionId: SessionId; readonly timeout: number }
export const sessionTouch: Schema<SessionTouch> = record<SessionTouch>({ sessionId: long<SessionId>(), timeout: int })
export type RevalidateAnswer = { readonly sessionId: SessionId; readonly valid: boolean }
export const revalidateAnswer: Schema<RevalidateAnswer> = record<RevalidateAnswer>({
  sessionId: long<SessionId>(),
  valid: boolean,
})
/** Head of a REQUEST's data; the client's request body follows as it came. */
export type ForwardedRequest = { readonly sessionId: SessionId; readonly cxid: number; readonly type: number }
export const forwardedRequest: Schema<ForwardedRequest> = record<ForwardedRequest>({
  sessionId: long<SessionId>(),
  cxid: int,
  type: int,
})

/** States in a notification (QuorumPeer.ServerState). */
export const PeerState = { looking: 0, following: 1, leading: 2, observing: 3 } as const
export type PeerStateName = keyof typeof PeerState
export function peerStateName(code: number): PeerStateName | undefined {
  return (Object.keys(PeerState) as PeerStateName[]).find((name) => PeerState[name] === code)
}

/** An election notification, version 2: what the sender votes for and where it stands. */
export type Notification = {
  readonly state: number
  readonly leader: ServerId
  readonly zxid: Zxid
  readonly electionEpoch: bigint
  readonly peerEpoch: Epoch
  readonly version: number
  readonly config: Uint8Array | null
}
export const notification: Schema<Notification> = record<Notification>({
  state: int,
  leader: longNumber<ServerId>(),
  zxid: long<Zxid>(),
  electionEpoch: long<bigint>(),
  peerEpoch: longNumber<Epoch>(),
  version: int,
  config: buffer,
})
/** The first bytes on an election connection: version -65536, the dialler's id, its election address. */
export type ElectionHandshake = {
  readonly protocolVersion: bigint
  readonly serverId: ServerId
  readonly address: Uint8Array | null
}
export const electionHandshake: Schema<ElectionHandshake> = record<ElectionHandshake>({
  protocolVersion: long<bigint>(),
  serverId: longNumber<ServerId>(),
  address: buffer,
})
export const ELECTION_PROTOCOL_VERSION = -65536n
