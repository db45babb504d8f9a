/**
 * One learner as its leader sees it, packet by packet (LearnerHandler.java): who it is, what it promised, how it is
 * brought up to date, and what it asks for afterwards.
 */
import { mut } from '../../ground/base/mut.ts'
import { EPOCH_HIGHEST, epochOf, epochStart, formatZxid, type LinkId, type Millis } from '../../ground/ids.ts'
import type { ProtocolError } from '../../ground/jute/errors.ts'
import { inbox, pour, takeRecord } from '../../ground/jute/frames.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import {
  epochBody,
  learnerInfo,
  type PacketName,
  packetName,
  type QuorumPacket,
  quorumPacket,
  sessionTouch,
} from '../../ground/jute/peer.ts'
import { decode } from '../../ground/jute/schema.ts'
import { encodeTreeStream } from '../../ground/log/snapshot.ts'
import { configText } from '../membershipText.ts'
import type { Effect } from '../seam.ts'
import {
  leaderInfoPacket,
  newLeaderPacket,
  packet,
  requestOf,
  revalidateAnswerPacket,
  syncAnswerPacket,
  touchesOf,
  upToDatePacket,
} from '../zab/packets.ts'
import { planSync } from '../zab/syncPlan.ts'
import { close, send, sendPacket, trace } from './effects.ts'
import { considerEpoch, considerEstablished, considerPromises, onAck } from './leader.ts'
import { adoptSession, submitAsLeader, touchAsLeader } from './leaderRequests.ts'
import type { Leading, LearnerHandler, Server } from './state.ts'

/** A learner dialled our quorum port. */
export function onLearnerOpened(server: Server, role: Leading, link: LinkId, now: Millis): void {
  const { config } = server
  role.learners.set(link, {
    link,
    inbox: inbox(),
    server: undefined,
    observer: false,
    phase: 'new',
    acceptedEpoch: server.acceptedEpoch,
    lastZxid: server.db.lastProcessedZxid,
    forwarding: false,
    upToDate: false,
    deadline: now + config.initLimit * config.tickTime,
  })
}

/** Bytes of a learner. Throws ProtocolError where they are no packet: the caller hangs up on it. */
export function onLearnerBytes(
  server: Server,
  role: Leading,
  link: LinkId,
  bytes: Uint8Array,
  now: Millis,
  out: Effect[],
): void {
  const learner = role.learners.get(link)
  if (learner === undefined) return
  const { config } = server
  const limit = learner.phase === 'synced' ? config.syncLimit : config.initLimit
  learner.deadline = now + limit * config.tickTime
  pour(learner.inbox, bytes)
  while (server.role === role && role.learners.has(link)) {
    const taken = takeRecord(learner.inbox, quorumPacket)
    if (taken === undefined) return
    onPacket(server, role, learner, taken, now, out)
  }
}

function onPacket(
  server: Server,
  role: Leading,
  learner: LearnerHandler,
  taken: QuorumPacket,
  now: Millis,
  out: Effect[],
): void {
  const name = packetName(taken.type)
  switch (name) {
    case 'followerInfo':
    case 'observerInfo':
      return onInfo(server, role, learner, name, taken, now, out)
    case 'ackEpoch':
      return onAckEpoch(server, role, learner, taken, out)
    case 'ack':
      return onLearnerAck(server, role, learner, taken, now, out)
    case 'ping': {
      for (const { sessionId, timeout } of touchesOf(taken)) touchAsLeader(role, sessionId, timeout, now, out)
      return
    }
    case 'request':
      return onRequest(server, role, learner, taken, now, out)
    case 'revalidate': {
      const { sessionId, timeout } = decode(sessionTouch, taken.data ?? new Uint8Array())
      const valid = adoptSession(role, sessionId, timeout, learner.link, now, out)
      return sendPacket(out, learner.link, revalidateAnswerPacket(sessionId, valid))
    }
    default:
      return trace(out, {
        type: 'ignored',
        what: name ?? `packet of type ${taken.type}`,
        from: learner.server,
        reason: 'a leader does not expect it',
      })
  }
}

function onInfo(
  server: Server,
  role: Leading,
  learner: LearnerHandler,
  name: PacketName,
  taken: QuorumPacket,
  now: Millis,
  out: Effect[],
): void {
  if (learner.server !== undefined) return
  const info = decode(learnerInfo, taken.data ?? new Uint8Array())
  learner.server = info.serverId
  // Whoever follows and does not vote gets proposals like the others; its acknowledgements are not counted.
  learner.observer = name === 'observerInfo'
  if (info.configVersion > server.views.current.version) {
    return hangUp(role, learner, `server ${info.serverId} goes by a newer membership than ours`, out)
  }
  const accepted = epochOf(taken.zxid)
  if (accepted >= EPOCH_HIGHEST && !mut('epochAfterLast')) {
    return hangUp(role, learner, `server ${info.serverId} accepted epoch ${accepted}: none comes after it`, out)
  }
  learner.acceptedEpoch = accepted
  // A server has one link: a handler left over from before is history.
  for (const other of [...role.learners.values()]) {
    if (other !== learner && other.server === learner.server) hangUp(role, other, 'the learner dialled again', out)
  }
  const decided = role.epoch
  // Who counts is for the memberships to say: an observer may be a voter of the one that is proposed.
  role.connecting.add(info.serverId)
  if (decided === undefined) return considerEpoch(server, role, now, out)
  if (server.acceptedEpoch === decided) sendPacket(out, learner.link, leaderInfoPacket(decided))
}

function onAckEpoch(server: Server, role: Leading, learner: LearnerHandler, taken: QuorumPacket, out: Effect[]): void {
  if (learner.server === undefined || learner.phase !== 'new') return
  const { epoch } = decode(epochBody, taken.data ?? new Uint8Array())
  learner.lastZxid = taken.zxid
  if (role.phase === 'discovery' && epoch !== -1) {
    const mine = { epoch: server.currentEpoch, zxid: server.db.lastProcessedZxid }
    const isNewer = epoch > mine.epoch || (epoch === mine.epoch && taken.zxid > mine.zxid)
    // Zoo 22: Leader.waitForEpochAck.
    if (isNewer && !mut('noHistoryCheck')) {
      // The election should have found it; a leader must not lose what somebody may have committed.
      return hangUp(role, learner, `server ${learner.server} has a newer history (${formatZxid(taken.zxid)})`, out)
    }
    role.promised.add(learner.server)
  }
  learner.phase = 'acked'
  considerPromises(server, role, out)
  // Nobody is brought up to date twice on one link.
  const waits = role.learners.get(learner.link)?.phase === 'acked'
  if (waits && role.phase !== 'discovery' && server.currentEpoch === role.epoch) syncLearner(server, role, learner, out)
}

/** Sends our history, what is under way, and NEWLEADER; from here on the learner hears every proposal. */
export function syncLearner(server: Server, role: Leading, learner: LearnerHandler, out: Effect[]): void {
  const { db, committedLog, currentEpoch } = server
  if (learner.server === undefined) return
  const plan = planSync(learner.lastZxid, db.lastProcessedZxid, committedLog)
  learner.phase = 'syncing'
  // What it acknowledged over an older link may be cut from its log now: it gets it again, and acknowledges again.
  // Zoo 6: Zab §III; Zoo 5: Zab §III.
  if (!mut('ackOfOldLink') && !mut('twoAcksOfOne'))
    for (const pending of role.proposals.values()) pending.acks.delete(learner.server)
  trace(out, {
    type: 'syncPlanned',
    peer: learner.server,
    mode: plan.mode,
    peerZxid: learner.lastZxid,
    zxid: plan.zxid,
    proposals: plan.items.length,
    reason: plan.reason,
  })
  const first = plan.mode === 'DIFF' ? 'diff' : plan.mode === 'TRUNC' ? 'trunc' : 'snap'
  sendPacket(out, learner.link, packet(first, plan.zxid))
  if (plan.mode === 'SNAP') send(out, learner.link, encodeTreeStream(db))
  for (const item of plan.items) {
    sendPacket(out, learner.link, packet('proposal', item.zxid, item.bytes))
    sendPacket(out, learner.link, packet('commit', item.zxid))
  }
  // Zoo 8: Zab, ambiguity 1 of the TLA+ specification.
  if (!learner.observer && !mut('commitWithoutProposal')) {
    for (const pending of role.proposals.values()) {
      sendPacket(out, learner.link, packet('proposal', pending.zxid, pending.bytes))
      // Zoo 14: ZOOKEEPER-3911, 4394.
      if (mut('diffOfUncommitted')) sendPacket(out, learner.link, packet('commit', pending.zxid))
    }
  }
  // Zoo 9: ZOOKEEPER-3911.
  learner.forwarding = !mut('deafWhileSyncing')
  // In synchronisation the membership that we have seen proposed is put to the vote with our history. In broadcast it is a
  // proposal like any other: 3.8.0 tells it here all the same, and the learner goes by it before it is committed.
  const membership = role.phase === 'broadcast' ? server.views.current : server.views.lastSeen
  sendPacket(out, learner.link, newLeaderPacket(currentEpoch, configText(membership)))
}

function onLearnerAck(
  server: Server,
  role: Leading,
  learner: LearnerHandler,
  taken: QuorumPacket,
  now: Millis,
  out: Effect[],
): void {
  if (learner.server === undefined) return
  if (learner.phase !== 'syncing') return onAck(server, role, learner.server, taken.zxid, out)
  if (taken.zxid !== epochStart(server.currentEpoch)) {
    return hangUp(role, learner, `acknowledged ${formatZxid(taken.zxid)} instead of NEWLEADER`, out)
  }
  learner.phase = 'synced'
  learner.forwarding = true
  role.established.add(learner.server)
  if (role.phase === 'broadcast') {
    learner.upToDate = true
    return sendPacket(out, learner.link, upToDatePacket())
  }
  considerEstablished(server, role, now, out)
}

function onRequest(
  server: Server,
  role: Leading,
  learner: LearnerHandler,
  taken: QuorumPacket,
  now: Millis,
  out: Effect[],
): void {
  const request = requestOf(taken)
  if (role.phase !== 'broadcast') return
  if (request.op !== OpCode.sync) return submitAsLeader(server, role, request, learner.link, now, out)
  // A sync is answered behind the commit of all that is proposed now.
  if (role.proposals.size === 0) sendPacket(out, learner.link, syncAnswerPacket())
  else role.syncs.push({ zxid: role.lastProposed, link: learner.link })
}

/** A learner's link is gone. */
export function onLearnerClosed(role: Leading, link: LinkId): void {
  const learner = role.learners.get(link)
  if (learner === undefined) return
  role.learners.delete(link)
  forgetLearner(role, learner)
}

/** A learner sent what is no packet. */
export function refuseLearner(role: Leading, link: LinkId, error: ProtocolError, out: Effect[]): void {
  trace(out, { type: 'ignored', what: 'quorum bytes', from: role.learners.get(link)?.server, reason: error.message })
  onLearnerClosed(role, link)
  close(out, link, error.message)
}

function hangUp(role: Leading, learner: LearnerHandler, reason: string, out: Effect[]): void {
  role.learners.delete(learner.link)
  forgetLearner(role, learner)
  close(out, learner.link, reason)
  trace(out, { type: 'ignored', what: 'learner', from: learner.server, reason })
}

/** Before the epoch is established a learner that left counts no more: it may join somebody else. */
function forgetLearner(role: Leading, learner: LearnerHandler): void {
  if (learner.server === undefined) return
  if (role.phase === 'synchronization') role.established.delete(learner.server)
  if (role.epoch === undefined) role.connecting.delete(learner.server)
}
