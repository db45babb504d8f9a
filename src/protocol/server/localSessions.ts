/**
 * Sessions that are one server's own affair (LocalSessionTracker, UpgradeableSessionTracker; ZOOKEEPER-1147): all new ones
 * where `localSessions` is on, and those of a read-only server, which has nobody to ask.
 *
 * Laws: 1. Their making, closing and expiry are no transactions: they take no zxid and nobody else learns of them. 2. They
 * live as long as the server keeps its role, and on this server only. 3. An ephemeral needs a session that the ensemble
 * knows: the first create of one makes it known (`upgrade`), or is refused.
 */
import * as sessions from '../../ground/data/sessions.ts'
import { type Millis, SESSION_NONE, type SessionId } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { createMode, isEphemeral, OpCode } from '../../ground/jute/opcodes.ts'
import { createRequest } from '../../ground/jute/records.ts'
import type { Effect } from '../seam.ts'
import { closeConnection, finishHandshake } from './connections.ts'
import { trace } from './effects.ts'
import { multiRequest } from './multi.ts'
import type { Request } from './request.ts'
import type { Connection, Server } from './state.ts'

/** `upgrading`: sessions whose createSession is under way. */
export type LocalSessions = {
  readonly tracker: sessions.SessionTracker
  readonly upgrading: Set<SessionId>
}

/** From now on this server may have sessions of its own. */
export function startLocal(server: Server, now: Millis): void {
  server.local = { tracker: sessions.sessionTracker(server.config.tickTime, now), upgrading: new Set() }
}

export function isLocal(server: Server, session: SessionId): boolean {
  return server.local?.tracker.sessions.has(session) === true
}

/** A new session of this server: answered at once. */
export function openLocal(server: Server, connection: Connection, now: Millis, out: Effect[]): void {
  if (server.local === undefined) return
  sessions.trackSession(server.local.tracker, connection.session, connection.timeoutMs, now)
  finishHandshake(server, connection.link, true, out)
}

/** The session was heard of; false where it is none of this server's. */
export function touchLocal(server: Server, session: SessionId, timeoutMs: Millis, now: Millis): boolean {
  return server.local !== undefined && sessions.touchSession(server.local.tracker, session, timeoutMs, now)
}

/** The session is over here: closed, expired, or known to the ensemble now. */
export function forgetLocal(server: Server, session: SessionId): void {
  if (server.local === undefined) return
  sessions.forget(server.local.tracker, session)
  server.local.upgrading.delete(session)
}

export function nextLocalExpiry(server: Server): Millis {
  return server.local === undefined ? Number.POSITIVE_INFINITY : sessions.nextExpiry(server.local.tracker)
}

export function expireLocal(server: Server, now: Millis, out: Effect[]): void {
  if (server.local === undefined) return
  for (const session of sessions.expire(server.local.tracker, now)) {
    trace(out, { type: 'sessionExpired', session })
    forgetLocal(server, session)
    for (const connection of [...server.connections.values()]) {
      if (connection.session === session) closeConnection(server, connection.link, 'the session has expired', out)
    }
  }
}

/** What must happen to the session before the request may go to the leader (QuorumZooKeeperServer.checkUpgradeSession). */
export function upgradeFor(server: Server, request: Request): 'none' | 'upgrade' | 'ephemeralOnLocalSession' {
  if (request.session === SESSION_NONE || !isLocal(server, request.session) || !makesEphemeral(request)) return 'none'
  return server.config.localSessionsUpgrading ? 'upgrade' : 'ephemeralOnLocalSession'
}

/** The session leaves this server's care; returns its timeout, which its createSession tells the ensemble. */
export function beginUpgrade(server: Server, session: SessionId): Millis {
  const timeoutMs = server.local?.tracker.sessions.get(session)?.timeoutMs ?? 0
  forgetLocal(server, session)
  server.local?.upgrading.add(session)
  return timeoutMs
}

/** create and create2 count, alone or in a multi; a body that can't be read is the leader's to refuse. */
function makesEphemeral(request: Request): boolean {
  const { op, body } = request
  if (op !== OpCode.create && op !== OpCode.create2 && op !== OpCode.multi) return false
  try {
    if (op !== OpCode.multi) return isEphemeralFlag(createRequest.read(new Reader(body)).flags)
    return multiRequest
      .read(new Reader(body))
      .some((part) => part.type === 'create' && part.fields.op === 'create' && isEphemeralFlag(part.fields.flags))
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}

function isEphemeralFlag(flags: number): boolean {
  const mode = createMode(flags)
  return mode !== undefined && isEphemeral(mode)
}
