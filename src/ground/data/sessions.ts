/**
 * The leader's session tracker (SessionTrackerImpl, ExpiryQueue): who is alive, until when, and through which server.
 * Laws: 1. Deadlines are multiples of the tick and lie later than now + timeout, by at most one tick, so sessions expire
 * in buckets. 2. A closing session can't be touched back to life: its closeSession is on the way. 3. It is forgotten
 * only when that closeSession is applied. 4. Trackers are not replicated: a new leader starts every session anew.
 */

import { assert } from '../base/assert.ts'
import { mut } from '../base/mut.ts'
import { type Millis, type ServerId, type SessionId, sessionIdFrom } from '../ids.ts'
import { CONTAINER_OWNER } from './tree.ts'

export type TrackedSession = {
  timeoutMs: Millis
  /** Through whom it last attached: a learner's name or a fixed word for local ones. Undefined until first used. */
  owner: string | undefined
  isClosing: boolean
  deadline: Millis
}
export type SessionTracker = {
  readonly tickTime: Millis
  readonly sessions: Map<SessionId, TrackedSession>
  /** Sessions by deadline; an empty bucket has no entry. */
  readonly buckets: Map<Millis, Set<SessionId>>
  /** Buckets up to here are expired: no deadline lies before it. */
  expiredTo: Millis
}

/** A tracker that starts at `now`; `tickTime` is the width of a bucket. */
export function sessionTracker(tickTime: Millis, now: Millis): SessionTracker {
  return { tickTime, sessions: new Map(), buckets: new Map(), expiredTo: now }
}

/** ExpiryQueue.roundToNextInterval: the first tick strictly after `time`. */
function nextTick(tickTime: Millis, time: Millis): Millis {
  return (Math.floor(time / tickTime) + 1) * tickTime
}

/**
 * When a session expires that was heard of at `now`. A client may ask for a session by the operation, with any timeout: one
 * that would be over already gets the next bucket, as no deadline may lie in the past.
 */
function deadlineFrom({ tickTime, expiredTo }: SessionTracker, timeoutMs: Millis, now: Millis): Millis {
  if (mut('timeoutBelowZero')) return nextTick(tickTime, now + timeoutMs)
  return nextTick(tickTime, Math.max(now + timeoutMs, now, expiredTo))
}

function leaveBucket(tracker: SessionTracker, id: SessionId, deadline: Millis): void {
  const bucket = tracker.buckets.get(deadline)
  bucket?.delete(id)
  if (bucket?.size === 0) tracker.buckets.delete(deadline)
}

function enterBucket(tracker: SessionTracker, id: SessionId, deadline: Millis): void {
  assert(deadline > tracker.expiredTo, 'a session gets no deadline that is past')
  const bucket = tracker.buckets.get(deadline) ?? new Set()
  tracker.buckets.set(deadline, bucket.add(id))
}

/** Starts to track a session; one that is tracked already keeps its owner and is only heard of (false then). */
export function trackSession(tracker: SessionTracker, id: SessionId, timeoutMs: Millis, now: Millis): boolean {
  if (tracker.sessions.has(id)) {
    touchSession(tracker, id, timeoutMs, now)
    return false
  }
  const deadline = deadlineFrom(tracker, timeoutMs, now)
  tracker.sessions.set(id, { timeoutMs, owner: undefined, isClosing: false, deadline })
  enterBucket(tracker, id, deadline)
  return true
}

/** The session was heard of: a new deadline. False where it is unknown or closing, and nothing changes. */
export function touchSession(tracker: SessionTracker, id: SessionId, timeoutMs: Millis, now: Millis): boolean {
  const session = tracker.sessions.get(id)
  if (session === undefined || session.isClosing) return false
  session.timeoutMs = timeoutMs
  const deadline = deadlineFrom(tracker, timeoutMs, now)
  if (deadline === session.deadline) return true
  leaveBucket(tracker, id, session.deadline)
  session.deadline = deadline
  enterBucket(tracker, id, deadline)
  return true
}

/** Its closeSession is on the way: from now on it can't be touched, and it does not expire a second time. */
export function setClosing(tracker: SessionTracker, id: SessionId): void {
  const session = tracker.sessions.get(id)
  if (session === undefined || session.isClosing) return
  session.isClosing = true
  leaveBucket(tracker, id, session.deadline)
}

/** The session moved to `owner`. False where it is unknown or closing. */
export function setOwner(tracker: SessionTracker, id: SessionId, owner: string): boolean {
  const session = tracker.sessions.get(id)
  if (session === undefined || session.isClosing) return false
  session.owner = owner
  return true
}
export function ownerOf(tracker: SessionTracker, id: SessionId): string | undefined {
  return tracker.sessions.get(id)?.owner
}

/**
 * Why a request of the session that came through `owner` is refused; undefined where it is not. The first use sets the
 * owner (SessionTrackerImpl.checkSession).
 */
export function checkOwner(
  tracker: SessionTracker,
  id: SessionId,
  owner: string,
): 'sessionExpired' | 'sessionMoved' | undefined {
  const session = tracker.sessions.get(id)
  if (session === undefined || session.isClosing) return 'sessionExpired'
  session.owner ??= owner
  return session.owner === owner ? undefined : 'sessionMoved'
}

/** The session's closeSession is applied. */
export function forget(tracker: SessionTracker, id: SessionId): void {
  const session = tracker.sessions.get(id)
  if (session === undefined) return
  leaveBucket(tracker, id, session.deadline)
  tracker.sessions.delete(id)
}

/**
 * The sessions whose deadline has come, earliest bucket first; all are closing now, and the caller must submit a
 * closeSession for each. `now` never goes back.
 */
export function expire(tracker: SessionTracker, now: Millis): readonly SessionId[] {
  const due = [...tracker.buckets.keys()].filter((deadline) => deadline <= now).sort((a, b) => a - b)
  const expired = due.flatMap((deadline) => [...(tracker.buckets.get(deadline) ?? [])])
  for (const id of expired) setClosing(tracker, id)
  tracker.expiredTo = Math.max(tracker.expiredTo, now)
  return expired
}

/** When `expire` has something to do next: Infinity where no session can expire. */
export function nextExpiry(tracker: SessionTracker): Millis {
  let earliest = Number.POSITIVE_INFINITY
  for (const deadline of tracker.buckets.keys()) earliest = Math.min(earliest, deadline)
  return earliest
}

/** When the session expires unless it is heard of; undefined where it is unknown or closing. */
export function deadlineOf(tracker: SessionTracker, id: SessionId): Millis | undefined {
  const session = tracker.sessions.get(id)
  return session === undefined || session.isClosing ? undefined : session.deadline
}

/** ZooKeeperServer.superSecret. */
const SUPER_SECRET = 0xb3415c00n
const LCG_MULTIPLIER = 0x5deece66dn
const LCG_ADDEND = 0xbn
const LCG_BITS = 48

/**
 * The 16 bytes that prove a session is one's own: java.util.Random seeded with the id and a constant, so that every
 * server of the ensemble knows it without being told (ZooKeeperServer.generatePasswd).
 */
export function sessionPassword(id: SessionId): Uint8Array {
  const password = new Uint8Array(16)
  const view = new DataView(password.buffer)
  let state = BigInt.asUintN(LCG_BITS, id ^ SUPER_SECRET ^ LCG_MULTIPLIER)
  for (let at = 0; at < 16; at += 4) {
    state = BigInt.asUintN(LCG_BITS, state * LCG_MULTIPLIER + LCG_ADDEND)
    view.setUint32(at, Number(state >> 16n), true)
  }
  return password
}

/** Where a server takes session ids from. */
export type SessionIds = { next: SessionId }

/**
 * The first session id of a server's life: its id in the top byte, 40 bits of the clock, a counter of 16 bits from 0
 * (SessionTrackerImpl.initializeNextSessionId). `wallClockMs` must differ from one life to the next.
 */
export function firstSessionId(server: ServerId, wallClockMs: number): SessionId {
  const clock = BigInt.asUintN(40, BigInt(Math.floor(wallClockMs)))
  const first = sessionIdFrom((BigInt(server & 0xff) << 56n) | (clock << 16n))
  // The mark of a container must be no session's id (EphemeralType.CONTAINER_EPHEMERAL_OWNER).
  return first === CONTAINER_OWNER ? sessionIdFrom(first + 1n) : first
}

export function sessionIds(server: ServerId, wallClockMs: number): SessionIds {
  return { next: firstSessionId(server, wallClockMs) }
}

/** Takes the next session id; the counter may carry into the clock's bits. */
export function nextSessionId(ids: SessionIds): SessionId {
  const id = ids.next
  ids.next = sessionIdFrom(id + 1n)
  return id
}
