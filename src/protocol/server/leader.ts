/**
 * The leader's part of Zab (Leader.java, LearnerHandler.java).
 *
 * Discovery: a majority says which epochs it accepted; the next one is ours once it is durable here, and a majority has
 * promised it. Synchronisation: each learner gets our history, and acknowledges NEWLEADER when it is durable there.
 * Broadcast: a transaction is committed when a majority has it durable, in order, one epoch, one leader.
 */

import { assert } from '../../ground/base/assert.ts'
import { mut } from '../../ground/base/mut.ts'
import { deadlineOf, forget, sessionTracker, trackSession } from '../../ground/data/sessions.ts'
import {
  counterOf,
  EPOCH_HIGHEST,
  type Epoch,
  epoch as epochId,
  epochOf,
  epochStart,
  type Millis,
  type ServerId,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import {
  areTooFew,
  deciding,
  isPending,
  isQuorum,
  isQuorumOfAll,
  isVoter,
  type Membership,
  votersOf,
} from '../membership.ts'
import type { Effect } from '../seam.ts'
import {
  commitAndActivatePacket,
  encodeQuorumPacket,
  informAndActivatePacket,
  leaderInfoPacket,
  packet,
  syncAnswerPacket,
  upToDatePacket,
} from '../zab/packets.ts'
import { commitAndAnswer } from './commits.ts'
import { gardener, tendContainers } from './containers.ts'
import { close, exit, send, sendPacket, trace } from './effects.ts'
import { expireSessions } from './leaderRequests.ts'
import { syncLearner } from './learnerHandlers.ts'
import { settle } from './outstanding.ts'
import { activateConfig, designate, membershipIn, seeConfig } from './reconfig.ts'
import { becomeLooking } from './roles.ts'
import { serve } from './serve.ts'
import type { Leading, PendingProposal, Proposal, Server } from './state.ts'
import { resize } from './stats.ts'
import { append, snapshotIfDue, storeEpoch, takeSnapshot } from './storage.ts'

/** A learner said which epoch it accepted: with a majority, ours is the next after the highest. */
export function considerEpoch(server: Server, role: Leading, now: Millis, out: Effect[]): void {
  const { config } = server
  if (role.epoch !== undefined || !isQuorum(server.views.current, role.connecting)) return
  role.deadline = now + config.initLimit * config.tickTime
  let highest: number = server.acceptedEpoch
  for (const learner of role.learners.values()) {
    if (learner.server !== undefined) highest = Math.max(highest, learner.acceptedEpoch)
  }
  if (highest >= EPOCH_HIGHEST && !mut('epochAfterLast'))
    return exit(server, out, `epoch ${highest} was accepted: none comes after it`)
  // Zoo 20: Leader.getEpochToPropose.
  const epoch = epochId(mut('sameEpochAgain') ? Math.max(1, highest) : highest + 1)
  role.epoch = epoch
  establishFirst(server, epoch, out)
  storeEpoch(server, out, 'acceptedEpoch', epoch, { type: 'promise', epoch })
}

/**
 * The first leader gives the membership of the configuration files its version, the start of its epoch, so that it wins over
 * files that nobody established (ZOOKEEPER-1783). It is proposed with NEWLEADER and committed with UPTODATE.
 */
function establishFirst(server: Server, epoch: Epoch, out: Effect[]): void {
  const { current, lastSeen } = server.views
  if (current.version !== ZXID_ZERO || lastSeen.version !== ZXID_ZERO) return
  seeConfig(server, { version: epochStart(epoch), members: current.members }, out)
}

/** Our own promise is durable: now it may be asked of others. */
export function onOwnPromiseDurable(server: Server, role: Leading, out: Effect[]): void {
  if (role.epoch === undefined || role.phase !== 'discovery') return
  for (const learner of role.learners.values()) {
    if (learner.server !== undefined && learner.phase === 'new')
      sendPacket(out, learner.link, leaderInfoPacket(role.epoch))
  }
  considerPromises(server, role, out)
}

/** With a majority of promises the epoch is ours: written down, then everybody is synchronised. */
export function considerPromises(server: Server, role: Leading, out: Effect[]): void {
  if (role.phase !== 'discovery' || role.epoch === undefined || server.acceptedEpoch !== role.epoch) return
  if (!isQuorum(server.views.current, role.promised)) return
  role.phase = 'synchronization'
  trace(out, { type: 'phaseChanged', phase: 'synchronization', epoch: role.epoch })
  storeEpoch(server, out, 'currentEpoch', role.epoch, { type: 'establish', epoch: role.epoch })
  // Zoo 21: Zab §IV.
  if (!mut('leadBeforeOwnEpoch')) return
  server.currentEpoch = role.epoch
  for (const learner of role.learners.values()) if (learner.phase === 'acked') syncLearner(server, role, learner, out)
}

/** Our currentEpoch is durable: learners that promised get our history. */
export function onOwnEpochDurable(server: Server, role: Leading, now: Millis, out: Effect[]): void {
  for (const learner of role.learners.values()) if (learner.phase === 'acked') syncLearner(server, role, learner, out)
  considerEstablished(server, role, now, out)
}

/** With a majority that has our history durable, we lead: broadcast begins. */
export function considerEstablished(server: Server, role: Leading, now: Millis, out: Effect[]): void {
  if (role.phase !== 'synchronization' || role.epoch === undefined || server.currentEpoch !== role.epoch) return
  if (!isQuorumOfAll(deciding(server.views), role.established)) return
  activate(server, role, role.epoch, now, out)
}

function activate(server: Server, role: Leading, epoch: Epoch, now: Millis, out: Effect[]): void {
  const { config } = server
  const start = epochStart(epoch)
  role.phase = 'broadcast'
  role.lastCommitted = start
  role.lastProposed = start
  role.tickAt = now + config.tickTime / 2
  role.deadline = Number.POSITIVE_INFINITY
  // ZooKeeper writes it when it begins to lead (ZooKeeperServer.loadData); here it holds only what a majority has.
  takeSnapshot(server, out)
  // Only on the leader: followers keep the zxid that they had, until the first write of the epoch (05 §7).
  server.db.lastProcessedZxid = start
  const tracker = sessionTracker(config.tickTime, now)
  // A new leader starts every session anew: each has its full time from here.
  for (const [session, timeoutMs] of server.db.sessions) {
    // Zoo 43: SessionTrackerImpl.
    trackSession(tracker, session, mut('noGraceAfterElection') ? 1 : timeoutMs, now)
    const deadline = deadlineOf(tracker, session)
    if (deadline !== undefined) trace(out, { type: 'sessionDeadline', session, deadline })
  }
  role.tracker = tracker
  role.garden = gardener(config, now)
  trace(out, { type: 'phaseChanged', phase: 'broadcast', epoch })
  // A membership that was proposed before us, and that a majority of it has now, is completed (ZOOKEEPER-1324).
  if (isPending(server.views))
    activateMembership(server, role, server.views.lastSeen, role.established, 'synchronized', out)
  for (const learner of role.learners.values()) {
    if (learner.phase !== 'synced') continue
    learner.upToDate = true
    sendPacket(out, learner.link, upToDatePacket())
  }
  serve(server, out)
  considerHandover(server, role, now, out)
}

/** We go by `membership`; where it takes the lead from us, we name who has it. */
function activateMembership(
  server: Server,
  role: Leading,
  membership: Membership,
  acks: ReadonlySet<ServerId>,
  how: 'committed' | 'synchronized',
  out: Effect[],
): ServerId {
  const designated = designate(server, membership, acks, role.proposals.values())
  activateConfig(server, membership, how, designated, out)
  if (designated !== server.config.self) role.heir = designated
  return designated
}

/** A leader that has an heir follows it as soon as no majority is left here: they have all been told, and went. */
export function considerHandover(server: Server, role: Leading, now: Millis, out: Effect[]): void {
  if (role.heir === undefined || isQuorumOfAll(deciding(server.views), syncedServers(server, role))) return
  becomeLooking(server, now, `the reconfiguration makes server ${role.heir} the leader`, out, role.heir)
}

/** Proposes a transaction: to every learner in step, and to our own log. Its place in the order is fixed here. */
export function propose(server: Server, role: Leading, proposal: Proposal, out: Effect[]): void {
  // Zoo 27: ZOOKEEPER-1277.
  if (!mut('counterOverflow')) {
    assert(epochOf(proposal.zxid) === role.epoch, 'a leader proposes in its own epoch only')
    assert(proposal.zxid === role.lastProposed + 1n, 'zxids are handed out without a gap')
  }
  role.lastProposed = proposal.zxid
  resize(server.stats.proposals, proposal.bytes.length)
  const { current } = server.views
  const proposed = membershipIn(proposal)
  if (proposed !== undefined) seeConfig(server, proposed, out)
  const memberships = proposed === undefined ? deciding(server.views) : [current, proposed]
  const { zxid, record, bytes } = proposal
  role.proposals.set(counterOf(zxid), { zxid, record, bytes, acks: new Set(), memberships })
  trace(out, { type: 'proposed', zxid: proposal.zxid, header: proposal.record.header, txn: proposal.record.txn })
  const message = encodeQuorumPacket(packet('proposal', proposal.zxid, proposal.bytes))
  for (const learner of role.learners.values()) {
    if (learner.forwarding && !learner.observer) send(out, learner.link, message)
  }
  append(server, out, proposal, { type: 'ackProposal', zxid: proposal.zxid })
  // Zoo 2: Zab §III.
  if (mut('ownAckBeforeFlush')) onAck(server, role, server.config.self, proposal.zxid, out)
}

/** A server has the transaction durable; ours counts like any other. */
export function onAck(server: Server, role: Leading, from: ServerId, zxid: Zxid, out: Effect[]): void {
  const ignored = role.heir === undefined ? ignoreAck(role, zxid) : `server ${role.heir} leads from now on`
  if (ignored !== undefined) return trace(out, { type: 'ignored', what: 'ack', from, reason: ignored })
  // Zoo 5: Zab §III.
  if (mut('twoAcksOfOne')) countTwice(role, from, zxid)
  pendingOf(role, zxid)?.acks.add(from)
  trace(out, { type: 'acked', zxid, from })
  // Commits go in order: an earlier proposal that has its majority sets the later ones free.
  for (const proposal of role.proposals.values()) {
    if (server.role !== role || role.heir !== undefined) return
    const { memberships, acks } = proposal
    if (areTooFew(memberships, acks) || !isQuorumOfAll(memberships, acks)) {
      // Zoo 7: Zab §III.
      if (mut('commitOutOfOrder')) continue
      return
    }
    commit(server, role, proposal, out)
  }
}

/** The bug of a count in place of a set: who acknowledges again stands for one who has not. */
function countTwice(role: Leading, from: ServerId, zxid: Zxid): void {
  const pending = pendingOf(role, zxid)
  if (pending?.acks.has(from) !== true) return
  const absent = pending.memberships.flatMap(votersOf).find((id) => !pending.acks.has(id))
  if (absent !== undefined) pending.acks.add(absent)
}

function pendingOf(role: Leading, zxid: Zxid): PendingProposal | undefined {
  const pending = role.proposals.get(counterOf(zxid))
  return pending?.zxid === zxid ? pending : undefined
}

function ignoreAck(role: Leading, zxid: Zxid): string | undefined {
  if (counterOf(zxid) === 0) return 'it acknowledges the epoch, a second time'
  if (zxid <= role.lastCommitted) return 'a majority had it already'
  if (pendingOf(role, zxid) === undefined) return 'nothing with this zxid is proposed'
  return undefined
}

function commit(server: Server, role: Leading, proposal: PendingProposal, out: Effect[]): void {
  const { zxid } = proposal
  assert(zxid === role.lastCommitted + 1n || mut('commitOutOfOrder'), 'commits leave no gap')
  role.proposals.delete(counterOf(zxid))
  role.lastCommitted = zxid
  const counted: ServerId[] = []
  for (const id of proposal.acks) if (proposal.memberships.some((one) => isVoter(one, id))) counted.push(id)
  trace(out, { type: 'committed', zxid, acks: counted })
  const membership = membershipIn(proposal)
  const designated =
    membership === undefined ? undefined : activateMembership(server, role, membership, proposal.acks, 'committed', out)
  const told = encodeQuorumPacket(
    designated === undefined ? packet('commit', zxid) : commitAndActivatePacket(zxid, designated),
  )
  let inform: Uint8Array | undefined
  for (const learner of role.learners.values()) {
    if (!learner.forwarding) continue
    if (learner.observer) inform ??= encodeInform(proposal, designated)
    send(out, learner.link, (learner.observer ? inform : undefined) ?? told)
  }
  if (proposal.record.txn.type === 'closeSession' && role.tracker !== undefined)
    forget(role.tracker, proposal.record.header.clientId)
  commitAndAnswer(server, proposal, out)
  settle(role.outstanding, zxid)
  while (role.syncs[0] !== undefined && role.syncs[0].zxid <= zxid) {
    const next = role.syncs.shift()
    if (next !== undefined && role.learners.has(next.link)) sendPacket(out, next.link, syncAnswerPacket())
  }
  snapshotIfDue(server, out)
}

/** What observers are told of a commit. */
function encodeInform({ zxid, bytes }: PendingProposal, designated: ServerId | undefined): Uint8Array {
  return encodeQuorumPacket(
    designated === undefined ? packet('inform', zxid, bytes) : informAndActivatePacket(zxid, designated, bytes),
  )
}

/** Every half tick: pings; every tick: do we still have a majority? And sessions whose time is up. */
export function onLeaderDeadline(server: Server, role: Leading, now: Millis, out: Effect[]): void {
  const { config } = server
  if (now >= role.deadline) {
    return becomeLooking(server, now, 'no majority joined in time', out)
  }
  for (const learner of [...role.learners.values()]) {
    if (now < learner.deadline) continue
    role.learners.delete(learner.link)
    close(out, learner.link, 'nothing heard in time')
    trace(out, {
      type: 'ignored',
      what: 'learner',
      from: learner.server,
      reason: 'nothing heard of it in time: hung up',
    })
  }
  if (now >= role.tickAt) {
    role.tickAt = now + config.tickTime / 2
    role.halfTicks += 1
    for (const learner of role.learners.values()) {
      if (learner.upToDate) sendPacket(out, learner.link, packet('ping', role.lastProposed))
    }
    const synced = syncedServers(server, role)
    if (role.halfTicks % 2 === 0 && role.heir !== undefined) considerHandover(server, role, now, out)
    if (server.role !== role) return
    // Zoo 28: Leader.lead.
    const isAlone = !isQuorumOfAll(deciding(server.views), synced) && !mut('deposedServes')
    if (role.halfTicks % 2 === 0 && isAlone) {
      trace(out, { type: 'quorumLost', epoch: server.currentEpoch, synced })
      return becomeLooking(server, now, `only ${synced.length} of the servers are in step: no majority`, out)
    }
  }
  expireSessions(server, role, now, out)
  if (server.role === role) tendContainers(server, role, now, out)
}

/** Who is in step with us and gets proposals, ourselves among them: who can acknowledge the next one. */
export function syncedFollowers(server: Server, role: Leading): readonly ServerId[] {
  const observers = new Set([...role.learners.values()].filter((one) => one.observer).map((one) => one.server))
  return syncedServers(server, role).filter((id) => !observers.has(id))
}

/** Who is in step with us, ourselves among them. */
function syncedServers(server: Server, role: Leading): readonly ServerId[] {
  const synced = [server.config.self]
  for (const learner of role.learners.values()) {
    if (learner.server !== undefined && learner.phase === 'synced') synced.push(learner.server)
  }
  return synced
}
