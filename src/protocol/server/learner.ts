/**
 * A follower's or observer's dialogue with its leader (Learner.java, Follower.java, Observer.java), in the order of 3.9.4:
 * what a leader's history holds is durable before the epoch is, and the epoch before it is acknowledged.
 *
 *   dial → FOLLOWERINFO → LEADERINFO → (acceptedEpoch durable) → ACKEPOCH → DIFF|TRUNC|SNAP, proposals → NEWLEADER →
 *   (log, then currentEpoch durable) → ACK → UPTODATE → broadcast
 */
import { mut } from '../../ground/base/mut.ts'
import {
  epoch as epochId,
  epochOf,
  epochStart,
  follows,
  formatZxid,
  type LinkId,
  type Millis,
  type ServerId,
  type Zxid,
} from '../../ground/ids.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { pour, takeRecord } from '../../ground/jute/frames.ts'
import {
  type PacketName,
  packetName,
  type QuorumPacket,
  quorumPacket,
  revalidateAnswer,
} from '../../ground/jute/peer.ts'
import { decode } from '../../ground/jute/schema.ts'
import { readTxnOnce } from '../../ground/jute/txns.ts'
import type { Effect } from '../seam.ts'
import { ackEpochPacket, designationOf, learnerInfoPacket, packet, touchesPacket } from '../zab/packets.ts'
import { commitAndAnswer, completeSync } from './commits.ts'
import { finishHandshake } from './connections.ts'
import { exit, mintLink, sendPacket, trace } from './effects.ts'
import { activateConfig, membershipIn, seeConfig, type Turn } from './reconfig.ts'
import { becomeLooking } from './roles.ts'
import type { Following, Observing, Proposal, Server } from './state.ts'
import { append, snapshotIfDue, storeEpoch } from './storage.ts'
import { acceptNewLeader, acceptUpToDate, continueReading, startSync } from './synchronize.ts'
import { isOfLater, keepCommit, keepInform, keepProposal } from './syncStream.ts'

export type LearnerRole = Following | Observing

/** Dials the leader's quorum port. */
export function dialLeader(server: Server, role: LearnerRole, out: Effect[]): void {
  const link = mintLink(server)
  role.link = link
  role.tries += 1
  role.retryAt = Number.POSITIVE_INFINITY
  out.push({ type: 'dial', link, channel: 'quorum', peer: role.leader })
}

export function onLeaderOpened(server: Server, role: LearnerRole, out: Effect[]): void {
  role.phase = 'discovery'
  const { config, acceptedEpoch, views } = server
  const info = learnerInfoPacket(role.type === 'observing', config.self, acceptedEpoch, views.current.version)
  if (role.link !== undefined) sendPacket(out, role.link, info)
}

/** The link to the leader broke, or could not be dialled: a few tries, then another election. */
export function onLeaderClosed(server: Server, role: LearnerRole, now: Millis, reason: string, out: Effect[]): void {
  const { config } = server
  role.link = undefined
  if (role.phase !== 'connecting' || role.tries >= config.connectTries) {
    return becomeLooking(server, now, `lost server ${role.leader}: ${reason}`, out)
  }
  role.retryAt = now + config.connectRetryMs
}

/** Bytes of the leader. Packets are taken one by one, so that a pause (TRUNC reads the disk) keeps the rest. */
export function onLeaderBytes(server: Server, role: LearnerRole, now: Millis, bytes: Uint8Array, out: Effect[]): void {
  const { config } = server
  pour(role.inbox, bytes)
  const limit = role.phase === 'discovery' || role.phase === 'synchronization' ? config.initLimit : config.syncLimit
  role.deadline = now + limit * config.tickTime
  readPackets(server, role, now, out)
}

export function readPackets(server: Server, role: LearnerRole, now: Millis, out: Effect[]): void {
  while (server.role === role && server.ended === undefined && continueReading(server, role, out)) {
    const taken = takeRecord(role.inbox, quorumPacket)
    if (taken === undefined) return
    onPacket(server, role, now, taken, out)
  }
}

function onPacket(server: Server, role: LearnerRole, now: Millis, taken: QuorumPacket, out: Effect[]): void {
  const name = packetName(taken.type)
  if (name === undefined) return ignore(out, role, `packet of type ${taken.type}`, 'there is no such packet')
  switch (role.phase) {
    case 'connecting':
    case 'discovery':
      return onDiscovery(server, role, now, name, taken, out)
    case 'synchronization':
    case 'established':
      return onSynchronization(server, role, now, name, taken, out)
    case 'broadcast':
      return onBroadcast(server, role, now, name, taken, out)
  }
}

function onDiscovery(
  server: Server,
  role: LearnerRole,
  now: Millis,
  name: PacketName,
  taken: QuorumPacket,
  out: Effect[],
): void {
  if (name !== 'leaderInfo') return ignore(out, role, name, 'the epoch is not agreed yet')
  const proposed = epochOf(taken.zxid)
  role.epoch = proposed
  if (proposed < server.acceptedEpoch) {
    const reason = `server ${role.leader} proposes epoch ${proposed}, but epoch ${server.acceptedEpoch} is promised`
    return becomeLooking(server, now, reason, out)
  }
  role.phase = 'synchronization'
  trace(out, { type: 'phaseChanged', phase: 'synchronization', epoch: proposed })
  // Promised before: the leader must not count it as a new promise, so no epoch is told.
  // Zoo 19: Learner.registerWithLeader.
  if (proposed === server.acceptedEpoch && !mut('promiseTwice')) return sendAckEpoch(server, role, false, out)
  // Zoo 18: ZOOKEEPER-4685.
  if (mut('promiseBeforeDisk')) sendAckEpoch(server, role, true, out)
  storeEpoch(server, out, 'acceptedEpoch', proposed, { type: 'promise', epoch: proposed })
}

/** The promise is durable: now the leader may hear of it. */
export function onPromiseDurable(server: Server, role: LearnerRole, out: Effect[]): void {
  if (role.phase === 'synchronization' && role.epoch === server.acceptedEpoch) sendAckEpoch(server, role, true, out)
}

function sendAckEpoch(server: Server, role: LearnerRole, promise: boolean, out: Effect[]): void {
  if (role.link === undefined) return
  sendPacket(out, role.link, ackEpochPacket(server.db.lastProcessedZxid, promise ? server.currentEpoch : epochId(-1)))
}

function onSynchronization(
  server: Server,
  role: LearnerRole,
  now: Millis,
  name: PacketName,
  taken: QuorumPacket,
  out: Effect[],
): void {
  switch (name) {
    case 'diff':
    case 'trunc':
    case 'snap':
      return startSync(server, role, name, taken.zxid, out)
    case 'proposal': {
      const proposal = proposalOf(taken)
      if (leaveIf(server, now, keepProposal(server, role, proposal), out)) return
      return seeProposed(server, proposal, out)
    }
    case 'commit':
      return void leaveIf(server, now, keepCommit(role, taken.zxid), out)
    case 'commitAndActivate': {
      if (leaveIf(server, now, keepCommit(role, taken.zxid), out)) return
      return void role.designations.set(taken.zxid, designationOf(taken).designated)
    }
    case 'informAndActivate': {
      const { designated, rest } = designationOf(taken)
      const proposal = proposalOf({ ...taken, data: rest })
      if (leaveIf(server, now, keepInform(server, role, proposal), out)) return
      return void role.designations.set(proposal.zxid, designated)
    }
    case 'inform':
      return void leaveIf(server, now, keepInform(server, role, proposalOf(taken)), out)
    case 'newLeader':
      return acceptNewLeader(server, role, taken, out)
    case 'upToDate':
      return acceptUpToDate(server, role, now, out)
    default:
      return ignore(out, role, name, 'synchronisation is not over')
  }
}

/** Leaves a leader that breaks the order, where there is a `reason`. */
function leaveIf(server: Server, now: Millis, reason: string | undefined, out: Effect[]): boolean {
  if (reason !== undefined) becomeLooking(server, now, reason, out)
  return reason !== undefined
}

function onBroadcast(
  server: Server,
  role: LearnerRole,
  now: Millis,
  name: PacketName,
  taken: QuorumPacket,
  out: Effect[],
): void {
  switch (name) {
    case 'proposal':
      return onProposal(server, role, now, proposalOf(taken), out)
    case 'commit':
      return onCommit(server, role, taken.zxid, out)
    case 'inform':
      return onInform(server, role, now, proposalOf(taken), out)
    case 'commitAndActivate':
      return onReconfigCommitted(server, role, now, taken.zxid, designationOf(taken).designated, out)
    case 'informAndActivate': {
      const { designated, rest } = designationOf(taken)
      return onInform(server, role, now, proposalOf({ ...taken, data: rest }), out, designated)
    }
    case 'ping': {
      if (role.link !== undefined) sendPacket(out, role.link, touchesPacket(taken.zxid, role.touches))
      role.touches = new Map()
      return
    }
    case 'sync': {
      const oldest = role.syncs.shift()
      if (oldest === undefined) return ignore(out, role, name, 'nobody asked for it')
      return completeSync(server, oldest.session, oldest.cxid, out)
    }
    case 'revalidate': {
      const answer = decode(revalidateAnswer, taken.data ?? new Uint8Array())
      const link = role.revalidating.get(answer.sessionId)
      role.revalidating.delete(answer.sessionId)
      return link === undefined ? undefined : finishHandshake(server, link, answer.valid, out)
    }
    default:
      return ignore(out, role, name, 'a learner in broadcast does not expect it')
  }
}

/** Logs a proposal; its acknowledgement leaves when it is durable. A gap means that the stream lost something (3.9.4). */
export function onProposal(server: Server, role: LearnerRole, now: Millis, proposal: Proposal, out: Effect[]): void {
  const last = role.pending.at(-1)?.zxid ?? lastKnown(server, role)
  if ((!follows(last, proposal.zxid) && !mut('gapsAreTaken')) || isOfLater(role, proposal.zxid)) {
    const reason = `proposal ${formatZxid(proposal.zxid)} does not follow ${formatZxid(last)}`
    return becomeLooking(server, now, reason, out)
  }
  seeProposed(server, proposal, out)
  role.pending.push(proposal)
  append(server, out, proposal, { type: 'ackProposal', zxid: proposal.zxid })
  // Zoo 1: Zab §III.
  if (mut('ackBeforeFlush')) sendAck(role, proposal.zxid, out)
}

/** A membership has a say from its proposal on; it is on its way to the disk before the proposal is. */
export function seeProposed(server: Server, proposal: Proposal, out: Effect[]): void {
  const membership = membershipIn(proposal)
  if (membership !== undefined) seeConfig(server, membership, out)
}

/** The zxid that the next proposal must follow: our last transaction, or the bare start of the epoch. */
function lastKnown(server: Server, role: LearnerRole): Zxid {
  const last = server.db.lastProcessedZxid
  const start = epochStart(role.epoch)
  return last > start ? last : start
}

export function onCommit(server: Server, role: LearnerRole, zxid: Zxid, out: Effect[]): void {
  const head = role.pending[0]
  if (head === undefined) return ignore(out, role, `commit of ${formatZxid(zxid)}`, 'no proposal is pending')
  if (head.zxid !== zxid) {
    return exit(
      server,
      out,
      `committing ${formatZxid(zxid)}, but the next pending proposal is ${formatZxid(head.zxid)}`,
    )
  }
  role.pending.shift()
  commitAndAnswer(server, head, out)
  snapshotIfDue(server, out)
}

/** A reconfiguration is committed: it is activated, then applied; then we go where it sends us. */
export function onReconfigCommitted(
  server: Server,
  role: LearnerRole,
  now: Millis,
  zxid: Zxid,
  designated: ServerId,
  out: Effect[],
): void {
  const head = role.pending[0]
  const membership = head?.zxid === zxid ? membershipIn(head) : undefined
  const turn = membership === undefined ? 'stay' : activateConfig(server, membership, 'committed', designated, out)
  onCommit(server, role, zxid, out)
  takeTurn(server, now, turn, designated, out)
}

/** Leaves the present leader where a new membership asks for it. */
export function takeTurn(
  server: Server,
  now: Millis,
  turn: Turn,
  designated: ServerId | undefined,
  out: Effect[],
): void {
  if (turn === 'stay' || server.ended !== undefined) return
  const reason = 'the reconfiguration changes who leads, or what we are'
  becomeLooking(server, now, reason, out, turn === 'designated' ? designated : undefined)
}

export function onInform(
  server: Server,
  role: LearnerRole,
  now: Millis,
  proposal: Proposal,
  out: Effect[],
  designated?: ServerId,
): void {
  // Whoever gets proposals gets commits: what is committed by itself would overtake them.
  const waiting = role.pending[0]
  if (waiting !== undefined && !mut('informOvertakes')) {
    const reason = `inform ${formatZxid(proposal.zxid)}, but ${formatZxid(waiting.zxid)} is next`
    return becomeLooking(server, now, reason, out)
  }
  const isGap = !follows(lastKnown(server, role), proposal.zxid) && !mut('gapsAreTaken')
  if (isGap || isOfLater(role, proposal.zxid)) {
    return becomeLooking(server, now, `inform ${formatZxid(proposal.zxid)} leaves a gap`, out)
  }
  const membership = designated === undefined ? undefined : membershipIn(proposal)
  const turn = membership === undefined ? 'stay' : activateConfig(server, membership, 'committed', designated, out)
  append(server, out, proposal, { type: 'ackProposal', zxid: proposal.zxid })
  commitAndAnswer(server, proposal, out)
  snapshotIfDue(server, out)
  takeTurn(server, now, turn, designated, out)
}

export function sendAck(role: LearnerRole, zxid: Zxid, out: Effect[]): void {
  if (role.link !== undefined) sendPacket(out, role.link, packet('ack', zxid))
}

export function proposalOf(taken: QuorumPacket): Proposal {
  if (taken.data === null) throw new ProtocolError('a proposal without a transaction')
  const { record, bytes } = readTxnOnce(taken.data)
  return { zxid: record.header.zxid, record, bytes }
}

function ignore(out: Effect[], role: LearnerRole, what: string, reason: string): void {
  trace(out, { type: 'ignored', what, from: role.leader, reason })
}

export function nextLearnerDeadline(role: LearnerRole): Millis {
  return Math.min(role.deadline, role.retryAt)
}

export function onLearnerDeadline(server: Server, role: LearnerRole, now: Millis, out: Effect[]): void {
  if (now >= role.deadline) return becomeLooking(server, now, `heard nothing of server ${role.leader} in time`, out)
  if (now >= role.retryAt) dialLeader(server, role, out)
}

export function isLeaderLink(role: LearnerRole, link: LinkId): boolean {
  return role.link === link
}
