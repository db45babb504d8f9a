/**
 * Election notifications on port 3888, as a real peer writes them (FastLeaderElection.buildMsg, version 2): state, leader,
 * zxid, round, epoch, and the text of the sender's configuration. A server that has a leader speaks only when asked.
 */
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { epochOf, type ServerId } from '../../ground/ids.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { frame } from '../../ground/jute/frames.ts'
import {
  type Notification,
  notification,
  PeerState,
  type PeerStateName,
  peerStateName,
} from '../../ground/jute/peer.ts'
import { decode, encode } from '../../ground/jute/schema.ts'
import { allVoters, type Membership, type Views } from '../membership.ts'
import { configText, parseConfig } from '../membershipText.ts'
import type { Vote } from '../trace.ts'
import type { ReceivedVote } from './votes.ts'

const VERSION = 2
/** Lengths of the fixed part: of a 3.4-era message, with the epoch, and with version and config length. */
const BYTES_OLDEST = 28
const BYTES_WITH_EPOCH = 40
const BYTES_WITH_CONFIG = 44
/** QuorumCnxManager.PACKETMAXSIZE: a longer message breaks the connection. */
export const NOTIFICATION_BYTES_MAX: number = 512 * 1024

/** A notification with its int32 length before it, ready for the link. */
export function encodeNotification(current: Membership, state: PeerStateName, vote: Vote, round: number): Uint8Array {
  const message: Notification = {
    state: PeerState[state],
    leader: vote.leader,
    zxid: vote.zxid,
    electionEpoch: BigInt(round),
    peerEpoch: vote.epoch,
    version: VERSION,
    config: encodeUtf8(configText(current)),
  }
  return frame(encode(notification, message))
}

/**
 * The notification in a frame's payload, or undefined where it is malformed: FastLeaderElection skips such a message and
 * keeps the connection. The two older forms, of 28 and of 40 bytes, are version 0; the oldest has its epoch in the zxid.
 */
export function decodeNotification(payload: Uint8Array): Notification | undefined {
  if (payload.length < BYTES_OLDEST) return undefined
  if (payload.length < BYTES_WITH_CONFIG) {
    const padded = new Uint8Array(BYTES_WITH_CONFIG)
    padded.set(payload)
    const old = { ...decode(notification, padded), version: 0, config: null }
    return payload.length < BYTES_WITH_EPOCH ? { ...old, peerEpoch: epochOf(old.zxid) } : old
  }
  try {
    return decode(notification, payload)
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

/** What a notification says, or undefined where its state is none that we know. */
export function readVote(n: Notification): ReceivedVote | undefined {
  const state = peerStateName(n.state)
  if (state === undefined) return undefined
  return { vote: { leader: n.leader, zxid: n.zxid, epoch: n.peerEpoch }, round: Number(n.electionEpoch), state }
}

/** The membership that the sender goes by, or undefined where it tells none, or none that can be read. */
export function membershipOf(n: Notification): Membership | undefined {
  if (n.version < VERSION || n.config === null) return undefined
  const parsed = parseConfig(decodeUtf8(n.config))
  return parsed.ok ? parsed.value : undefined
}

/** What a server answers with once it has a leader. */
export type Settled = {
  readonly state: Exclude<PeerStateName, 'looking'>
  /** The vote that ended its election; its epoch is the leader's new one as soon as that is established. */
  readonly vote: Vote
  readonly round: number
}

/**
 * The framed answer of a server that has a leader to notification `n` of `from`, or undefined for silence: it tells
 * looking servers, and whoever does not vote, where it stands (FastLeaderElection.WorkerReceiver).
 */
export function answerWhenSettled(
  views: Views,
  settled: Settled,
  from: ServerId,
  n: Notification,
): Uint8Array | undefined {
  const votes = allVoters(views).includes(from)
  if (votes && peerStateName(n.state) !== 'looking') return undefined
  return encodeNotification(views.current, settled.state, settled.vote, settled.round)
}
