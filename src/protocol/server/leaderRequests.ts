/**
 * The leader's own work on requests: it orders them, tracks all sessions and decides who owns each. Owners are `self` or
 * a learner's link: a write from a server that no longer owns the session is a SessionMoved (03 B5).
 */
import { mut } from '../../ground/base/mut.ts'
import * as sessions from '../../ground/data/sessions.ts'
import {
  counterOf,
  epoch,
  epochOf,
  epochStart,
  type LinkId,
  type Millis,
  makerOf,
  nextZxid,
  type SessionId,
} from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import { encodeTxnRecord } from '../../ground/jute/txns.ts'
import type { Effect } from '../seam.ts'
import { trace } from './effects.ts'
import { propose, syncedFollowers } from './leader.ts'
import { isLocal } from './localSessions.ts'
import type { ReconfigContext } from './planReconfig.ts'
import { prepare } from './prep.ts'
import type { Request } from './request.ts'
import { becomeLooking } from './roles.ts'
import type { Leading, Server } from './state.ts'

export type Owner = 'self' | LinkId | 'expiry'

/** Turns a request into the next transaction and proposes it. Every request takes a zxid, also one that fails. */
export function submitAsLeader(
  server: Server,
  role: Leading,
  request: Request,
  owner: Owner,
  now: Millis,
  out: Effect[],
  refusal?: KeeperErrorName,
): void {
  const isFull = counterOf(role.lastProposed) >= server.config.zxidCounterMax
  // Zoo 27: ZOOKEEPER-1277.
  if (isFull && !mut('counterOverflow')) {
    // Zxids must stay unique within an epoch: a full counter forces a new election (ZOOKEEPER-1277).
    return becomeLooking(server, now, 'the counter of this epoch is full', out)
  }
  const { tracker } = role
  if (tracker === undefined) return
  // What a counter of 32 bits does when nobody looks: it carries into the epoch.
  const carried = mut('counterOverflow') && isFull ? epochStart(epoch(epochOf(role.lastProposed) + 1)) : undefined
  const zxid = carried ?? nextZxid(role.lastProposed)
  const time = Math.floor(server.config.wallClockAtZero + now)
  // Zoo 42: ZOOKEEPER-1496.
  const isGone = mut('ephemeralAfterClose')
    ? !tracker.sessions.has(request.session)
    : sessions.deadlineOf(tracker, request.session) === undefined
  const unknown = owner !== 'expiry' && isGone
  const closing = (id: SessionId): boolean => unknown && !mayBeLocal(server, tracker, id)
  if (request.op === OpCode.createSession) {
    const timeoutMs = timeoutOf(request)
    if (timeoutMs !== undefined) sessions.trackSession(tracker, request.session, timeoutMs, now)
    sessions.setOwner(tracker, request.session, owner)
    const deadline = sessions.deadlineOf(tracker, request.session)
    if (deadline !== undefined) trace(out, { type: 'sessionDeadline', session: request.session, deadline })
  }
  const queued = role.outstanding.records.length
  const record = prepare(
    {
      db: server.db,
      outstanding: role.outstanding,
      extendedTypes: server.config.extendedTypes,
      time,
      zxid,
      closing,
      ephemeralProblem: refusal ?? (unknown ? 'sessionExpired' : undefined),
      moved: owner !== 'expiry' && isMoved(role, request.session, owner),
      reconfig: reconfigContext(server, role),
      onExcess: server.config.enforceQuota
        ? (path, excess) => trace(out, { type: 'quotaExceeded', path, ...excess })
        : undefined,
    },
    request,
  )
  server.stats.counters.outstanding_changes_queued += role.outstanding.records.length - queued
  if (record.txn.type === 'closeSession') sessions.setClosing(tracker, request.session)
  propose(server, role, { zxid, record, bytes: encodeTxnRecord(record) }, out)
}

/** A session that this leader never tracked may be another server's own; its own local ones it knows (LeaderSessionTracker). */
function mayBeLocal(server: Server, tracker: sessions.SessionTracker, session: SessionId): boolean {
  if (!server.config.localSessions || tracker.sessions.has(session)) return false
  return isLocal(server, session) || makerOf(session) !== server.config.self
}

function reconfigContext(server: Server, role: Leading): ReconfigContext | undefined {
  const { config, views } = server
  if (!config.reconfigEnabled) return undefined
  const { standaloneEnabled } = config
  return { views, standaloneEnabled, synced: () => syncedFollowers(server, role) }
}

/** Undefined where the body is too short to hold one: a client may send anything. */
function timeoutOf(request: Request): number | undefined {
  if (request.body.length < 4) return undefined
  return new DataView(request.body.buffer, request.body.byteOffset).getInt32(0)
}

/** Whether the session is known and belongs to another server by now. */
export function isMoved(role: Leading, session: SessionId, owner: Owner): boolean {
  // Zoo 44: SessionTrackerImpl.checkSession.
  if (mut('movedSessionWrites')) return false
  return role.tracker !== undefined && sessions.checkOwner(role.tracker, session, owner) === 'sessionMoved'
}

/** The session was heard of: false where it is unknown or closing. A new deadline is told, so that it can be drawn. */
export function touchAsLeader(
  role: Leading,
  session: SessionId,
  timeoutMs: Millis,
  now: Millis,
  out: Effect[],
): boolean {
  const { tracker } = role
  if (tracker === undefined) return false
  const tracked = tracker.sessions.get(session)
  if (tracked === undefined || tracked.isClosing) return false
  const before = tracked.deadline
  const alive = sessions.touchSession(tracker, session, timeoutMs, now)
  const { deadline } = tracked
  if (deadline !== before) trace(out, { type: 'sessionDeadline', session, deadline })
  return alive
}

/** A session comes (back) through `owner`: true where it lives. */
export function adoptSession(
  role: Leading,
  session: SessionId,
  timeoutMs: Millis,
  owner: Owner,
  now: Millis,
  out: Effect[],
): boolean {
  if (role.tracker === undefined || !touchAsLeader(role, session, timeoutMs, now, out)) return false
  sessions.setOwner(role.tracker, session, owner)
  return true
}

/** Closes the sessions whose time is up: each is a transaction, like a client's own closeSession. */
export function expireSessions(server: Server, role: Leading, now: Millis, out: Effect[]): void {
  if (role.tracker === undefined) return
  for (const session of sessions.expire(role.tracker, now)) {
    trace(out, { type: 'sessionExpired', session })
    const request = { session, cxid: 0, op: OpCode.closeSession, body: new Uint8Array(), identities: [] }
    submitAsLeader(server, role, request, 'expiry', now, out)
    if (server.role !== role) return
  }
}
