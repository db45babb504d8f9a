/**
 * A looking server: it waits until its log is durable, then runs an election and carries out what that decides. A server
 * that has a leader answers those who look (04 §7).
 */

import { assert } from '../../ground/base/assert.ts'
import { mut } from '../../ground/base/mut.ts'
import type { LinkId, Millis, ServerId } from '../../ground/ids.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import type { Notification } from '../../ground/jute/peer.ts'
import {
  type Action,
  nextElectionDeadline,
  onElectionDeadline,
  onLinksChanged,
  onNotification,
  startElection,
} from '../election/election.ts'
import { answerWhenSettled, encodeNotification, membershipOf } from '../election/notifications.ts'
import { allVoters, isVoter, sameMembers } from '../membership.ts'
import type { Effect } from '../seam.ts'
import { close, mark } from './effects.ts'
import { considerEpoch } from './leader.ts'
import { dialLeader } from './learner.ts'
import { onLearnerBytes, onLearnerOpened, refuseLearner } from './learnerHandlers.ts'
import { redial, tell, votersInReach } from './mesh.ts'
import { startReadOnly } from './readOnly.ts'
import { activateConfig } from './reconfig.ts'
import { becomeLeading, becomeLearner } from './roles.ts'
import type { Looking, Server } from './state.ts'
import { isQuiet } from './storage.ts'

/** Starts the election as soon as a vote can speak for the whole log. */
export function startLooking(server: Server, now: Millis, out: Effect[]): void {
  const { role, config } = server
  if (role.type !== 'looking' || role.election !== undefined || !isQuiet(server) || now < role.notBefore) return
  const { designated } = role
  if (designated !== undefined) return settle(server, role, designated, 'the reconfiguration designates it', now, out)
  // Zoo 24: ZOOKEEPER-764.
  const votes = isVoter(server.views.current, config.self) || mut('observerElected')
  const self = { leader: config.self, zxid: server.db.lastProcessedZxid, epoch: server.currentEpoch }
  const { election, actions } = startElection(config, server.round, votes ? self : undefined, now, server.views)
  role.election = election
  server.round = election.round
  carryOut(server, role, actions, now, out)
  for (const { from, notification } of role.early.splice(0)) hear(server, from, notification, now, out)
}

/** A notification from a peer, whatever we are doing. */
export function hear(server: Server, from: ServerId, heard: Notification, now: Millis, out: Effect[]): void {
  const { role, config } = server
  if (role.type === 'looking') {
    if (hearConfig(server, role, heard, out)) role.election = undefined
    if (role.election === undefined) {
      role.early.push({ from, notification: heard })
      if (role.early.length > config.earlyVotesMax) role.early.shift()
      return
    }
    const actions = onNotification(role.election, config, from, heard, votersInReach(server), now)
    return carryOut(server, role, actions, now, out)
  }
  const settled = { state: role.type, vote: server.vote, voteRound: server.voteRound, round: server.round }
  const answer = answerWhenSettled(server.views, settled, from, heard)
  if (answer !== undefined) tell(server, out, from, answer)
}

/**
 * A peer goes by a newer membership than we do: it is ours now (FastLeaderElection.WorkerReceiver). True where that changes
 * who votes: the election begins anew.
 */
function hearConfig(server: Server, role: Looking, heard: Notification, out: Effect[]): boolean {
  if (!server.config.reconfigEnabled || role.designated !== undefined) return false
  const membership = membershipOf(heard)
  const before = server.views.current
  if (membership === undefined || membership.version <= before.version) return false
  activateConfig(server, membership, 'heard', undefined, out)
  if (sameMembers(before, membership)) return false
  mark(out, 'hears of a newer membership')
  return true
}

/** Links came or went: perhaps every voter that can be heard has voted now. */
export function onMeshChanged(server: Server, now: Millis, out: Effect[]): void {
  const { role, config } = server
  if (role.type !== 'looking' || role.election === undefined) return
  carryOut(server, role, onLinksChanged(role.election, config, votersInReach(server), now), now, out)
}

export function onLookingDeadline(server: Server, role: Looking, now: Millis, out: Effect[]): void {
  if (now >= role.readOnlyAt) startReadOnly(server, role, now, out)
  if (role.election === undefined) return startLooking(server, now, out)
  if (now < nextElectionDeadline(role.election)) return
  carryOut(server, role, onElectionDeadline(role.election, server.config, votersInReach(server), now), now, out)
}

export function nextLookingDeadline(server: Server, role: Looking): Millis {
  if (role.election !== undefined) return Math.min(role.readOnlyAt, nextElectionDeadline(role.election))
  return Math.min(role.readOnlyAt, isQuiet(server) ? role.notBefore : Number.POSITIVE_INFINITY)
}

function carryOut(server: Server, role: Looking, actions: readonly Action[], now: Millis, out: Effect[]): void {
  const { config } = server
  for (const action of actions) {
    const { election } = role
    assert(election !== undefined, 'an election that acts is under way')
    server.round = election.round
    const { current } = server.views
    const message = (): Uint8Array => encodeNotification(current, 'looking', election.proposal, election.round)
    switch (action.type) {
      case 'broadcast':
        for (const id of allVoters(server.views)) if (id !== config.self) tell(server, out, id, message())
        break
      case 'notify':
        tell(server, out, action.to, message())
        break
      case 'connectAll':
        redial(server, now, out)
        break
      case 'trace':
        out.push({ type: 'trace', event: action.event })
        break
      case 'elected':
        return onElected(server, role, action, now, out)
    }
  }
}

function onElected(
  server: Server,
  role: Looking,
  action: Extract<Action, { type: 'elected' }>,
  now: Millis,
  out: Effect[],
): void {
  const { leader, round, voters, early, vote } = action
  server.round = round
  server.vote = vote
  server.voteRound = round
  out.push({ type: 'trace', event: { type: 'elected', leader, round, voters, early } })
  const isOurs = leader === server.config.self
  settle(server, role, leader, isOurs ? 'won the vote' : `server ${leader} won the vote`, now, out)
}

/** The leader is known, by election or by designation: we lead, or follow it. */
function settle(server: Server, role: Looking, leader: ServerId, reason: string, now: Millis, out: Effect[]): void {
  if (role.designated !== undefined) {
    const zxid = server.db.lastProcessedZxid
    server.vote = { leader, zxid, epoch: server.currentEpoch }
    out.push({ type: 'trace', event: { type: 'designated', leader, zxid } })
  }
  if (leader !== server.config.self) {
    becomeLearner(server, leader, now, reason, out)
    if (server.role.type === 'following' || server.role.type === 'observing') dialLeader(server, server.role, out)
    return
  }
  const backlog = role.backlog.splice(0)
  const leading = becomeLeading(server, now, reason, out)
  for (const { link, bytes } of backlog) {
    onLearnerOpened(server, leading, link, now)
    try {
      for (const piece of bytes) onLearnerBytes(server, leading, link, piece, now, out)
    } catch (error) {
      // Bytes that waited break their own link, and not the one that decided the election.
      if (!(error instanceof ProtocolError) || mut('unguardedBacklog')) throw error
      refuseLearner(leading, link, error, out)
    }
  }
  // A lone voter needs nobody's promise but its own.
  considerEpoch(server, leading, now, out)
}

/** A learner dialled, and we do not lead. A looking server may be about to: it keeps the link for a while. */
export function onStrayLearner(server: Server, link: LinkId, out: Effect[]): void {
  const { role, config } = server
  if (role.type !== 'looking') return close(out, link, `server ${config.self} does not lead`)
  if (role.backlog.length >= config.backlogMax)
    return close(
      out,
      link,
      `server ${config.self} looks for a leader, and ${config.backlogMax} learners wait for it already`,
    )
  role.backlog.push({ link, bytes: [], size: 0 })
}

/** A learner in the backlog speaks before we know that we lead: its bytes wait with it, as many as a socket would hold. */
export function onStrayBytes(server: Server, role: Looking, link: LinkId, bytes: Uint8Array, out: Effect[]): void {
  const waiting = role.backlog.find((entry) => entry.link === link)
  if (waiting === undefined) return
  waiting.size += bytes.length
  if (waiting.size <= server.config.backlogBytesMax) return void waiting.bytes.push(bytes)
  role.backlog = role.backlog.filter((entry) => entry !== waiting)
  close(out, link, `a learner said ${waiting.size} bytes before anybody answered it`)
}
