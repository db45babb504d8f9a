/**
 * The way of a client's request (FollowerRequestProcessor, LeaderRequestProcessor, CommitProcessor): a read is answered
 * from the own tree at once, unless a write of the same session is under way; a write goes to the leader and waits for
 * its commit.
 */
import { mut } from '../../ground/base/mut.ts'
import { type Millis, SESSION_NONE, ZXID_NONE } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { OpCode, opName, SpecialXid } from '../../ground/jute/opcodes.ts'
import { requestHeader } from '../../ground/jute/records.ts'
import type { Effect } from '../seam.ts'
import { requestPacket, revalidatePacket } from '../zab/packets.ts'
import { onAuth, onSasl } from './auth.ts'
import { closeConnection, finishHandshake, reply } from './connections.ts'
import { send, sendPacket, trace } from './effects.ts'
import { adoptSession, isMoved, submitAsLeader, touchAsLeader } from './leaderRequests.ts'
import { beginUpgrade, forgetLocal, isLocal, openLocal, touchLocal, upgradeFor } from './localSessions.ts'
import { noteNamespace } from './metrics.ts'
import { isReadOnly, needsMajority } from './readOnly.ts'
import { answerRead } from './reads.ts'
import { encodeNotification, encodeReply } from './reply.ts'
import { isRead, needsCommit, pathOfRequest, type Request } from './request.ts'
import type { Connection, Queued, Server } from './state.ts'
import { noteAnswer } from './stats.ts'

/** One request frame of an open connection. Throws ProtocolError where not even its header can be read. */
export function onFrame(server: Server, connection: Connection, payload: Uint8Array, now: Millis, out: Effect[]): void {
  const reader = new Reader(payload)
  const header = requestHeader.read(reader)
  const body = reader.raw(reader.remaining)
  const { session, identities, link } = connection
  connection.deadline = now + connection.timeoutMs
  const request: Request = { session, cxid: header.xid, op: header.type, body, identities }
  const op = opName(header.type)
  // Who only proves identities does not keep the session alive (ZooKeeperServer.processPacket answers before it touches).
  if (op === 'auth') return onAuth(server, connection, header.xid, body, out)
  if (op === 'sasl') return onSasl(server, connection, header.xid, body, out)
  const isAlive = touch(server, connection, now, out)
  // Behind its own closeSession a request is still answered, but as one of a session that is gone.
  if (!isAlive && !server.queues.has(session)) return closeConnection(server, link, 'the session is closing', out)
  if (op !== 'ping') {
    trace(out, { type: 'requested', link, session, xid: header.xid, op: op ?? 'error', path: pathOfRequest(request) })
  }
  if (isReadOnly(server) && needsMajority(header.type)) {
    return reply(server, { link, request, readAt: now }, server.db.lastProcessedZxid, 'notReadOnly', undefined, out)
  }
  if (op === undefined || !(isRead(header.type) || needsCommit(header.type) || header.type === OpCode.sync)) {
    // An operation that nobody knows ends the connection after its answer (01 §4).
    reply(server, { link, request, readAt: now }, ZXID_NONE, 'unimplemented', undefined, out)
    return closeConnection(server, link, 'an operation that this server does not know', out)
  }
  // The leader looks at the owner of every request's session, a follower only where the leader is asked (03 B5).
  const own = isLocal(server, session)
  if (!own && !needsCommit(header.type) && server.role.type === 'leading' && isMoved(server.role, session, 'self')) {
    return closeConnection(server, link, 'the session moved to another server', out)
  }
  connection.outstanding += 1
  const isOwnEnd = own && header.type === OpCode.closeSession
  const refusal = own ? considerUpgrade(server, request, now, out) : isAlive ? undefined : 'sessionExpired'
  const queued: Queued = { link, request, readAt: now, isLocal: isOwnEnd, refusal }
  const queue = server.queues.get(session)
  if (isOwnEnd || isRead(header.type)) {
    // Zoo 47: CommitProcessor.
    if (queue === undefined || mut('readOvertakesWrite')) return readNow(server, queued, out)
    queue.push(queued)
    server.queued += 1
    return
  }
  forward(server, queued, now, out)
}

/** A local session that makes its first ephemeral becomes one of the ensemble's before; the error says that it may not. */
function considerUpgrade(server: Server, request: Request, now: Millis, out: Effect[]): KeeperErrorName | undefined {
  const wanted = upgradeFor(server, request)
  if (wanted === 'ephemeralOnLocalSession') return wanted
  if (wanted === 'upgrade') createSession(server, request, beginUpgrade(server, request.session), now, out)
  return undefined
}

/** Puts a write or a sync behind what its session has under way, and hands it to the leader. */
function forward(server: Server, queued: Queued, now: Millis, out: Effect[]): void {
  const { role } = server
  const { request } = queued
  const onLeader = role.type === 'leading'
  const queue = server.queues.get(request.session)
  // The leader orders a sync behind the session's own writes only: it has no one to ask (05 §8).
  // Zoo 48: FollowerRequestProcessor.
  if ((onLeader || mut('syncAlone')) && request.op === OpCode.sync && queue === undefined)
    return readNow(server, queued, out)
  if (queue === undefined) server.queues.set(request.session, [queued])
  else queue.push(queued)
  server.queued += 1
  if (onLeader) {
    if (request.op !== OpCode.sync) submitAsLeader(server, role, request, 'self', now, out, queued.refusal)
    return
  }
  if (role.type === 'looking' || role.link === undefined) return
  if (request.op === OpCode.sync) role.syncs.push({ session: request.session, cxid: request.cxid })
  sendPacket(out, role.link, requestPacket(request))
}

/** Answers a read from the own tree, as it is now. */
export function readNow(server: Server, queued: Queued, out: Effect[]): void {
  const { link, request } = queued
  const zxid = server.db.lastProcessedZxid
  if (request.op === OpCode.ping) {
    const connection = server.connections.get(link)
    if (connection === undefined) return
    connection.outstanding = Math.max(0, connection.outstanding - 1)
    const bytes = encodeReply(SpecialXid.ping, zxid, 'ok', undefined)
    const { length } = bytes
    noteAnswer(server, connection, { op: 'ping', cxid: -2, zxid, since: queued.readAt, bytes: length, write: false })
    return send(out, link, bytes)
  }
  if (!server.connections.has(link)) return
  if (queued.refusal !== undefined) return reply(server, queued, zxid, queued.refusal, undefined, out)
  if (queued.isLocal === true) {
    forgetLocal(server, request.session)
    reply(server, queued, zxid, 'ok', undefined, out)
    return closeConnection(server, link, 'the session was closed', out)
  }
  const answer = answerRead(server.db, server.watches, link, request)
  for (const event of answer.notifications ?? []) {
    send(out, link, encodeNotification(event.event, event.path))
    trace(out, {
      type: 'watchFired',
      link,
      session: request.session,
      path: event.path,
      event: event.event,
      zxid,
      oneShot: true,
    })
  }
  for (const { path, kind } of answer.watchesSet) {
    trace(out, { type: 'watchSet', link, session: request.session, path, kind })
  }
  const path = answer.error === 'ok' && READS_COUNTED.has(request.op) ? pathOfRequest(request) : undefined
  if (path !== undefined) noteNamespace(server.stats.metrics, 'read_per_namespace', path, answer.body?.length ?? 0)
  reply(server, queued, zxid, answer.error, answer.body, out)
}
/** What counts as read in a namespace (DataTree.updateReadStat). */
const READS_COUNTED: ReadonlySet<number> = new Set([OpCode.getData, OpCode.getChildren, OpCode.getChildren2])

/** Every request that enters the pipeline says that its session lives. False where the session is unknown or closing. */
function touch(server: Server, connection: Connection, now: Millis, out: Effect[]): boolean {
  const { role } = server
  if (touchLocal(server, connection.session, connection.timeoutMs, now)) return true
  if (role.type === 'leading') return touchAsLeader(role, connection.session, connection.timeoutMs, now, out)
  // A learner may lag behind the session's creation: only the leader knows who lives.
  if (role.type === 'looking') return false
  role.touches.set(connection.session, connection.timeoutMs)
  return true
}

/** A new session is a transaction like any other, or, where sessions are local, nobody else's business. */
export function openSession(server: Server, connection: Connection, now: Millis, out: Effect[]): void {
  if (server.local !== undefined) return openLocal(server, connection, now, out)
  createSession(server, connection, connection.timeoutMs, now, out)
}

function createSession(
  server: Server,
  asking: Pick<Request, 'session' | 'identities'>,
  timeoutMs: Millis,
  now: Millis,
  out: Effect[],
): void {
  const { role } = server
  const writer = new Writer()
  writer.int(timeoutMs)
  const { session, identities } = asking
  const request: Request = { session, cxid: 0, op: OpCode.createSession, body: writer.bytes(), identities }
  if (role.type === 'leading') return submitAsLeader(server, role, request, 'self', now, out)
  if (role.type !== 'looking' && role.link !== undefined) sendPacket(out, role.link, requestPacket(request))
}

/** A session that comes back: the leader knows whether it lives, and from now on that it is here (03 B5). */
export function revalidate(server: Server, connection: Connection, now: Millis, out: Effect[]): void {
  const { role } = server
  const { session, timeoutMs, link } = connection
  if (session === SESSION_NONE) return finishHandshake(server, link, false, out)
  if (touchLocal(server, session, timeoutMs, now)) return finishHandshake(server, link, true, out)
  if (role.type === 'leading') {
    return finishHandshake(server, link, adoptSession(role, session, timeoutMs, 'self', now, out), out)
  }
  if (role.type === 'looking' || role.link === undefined) return
  role.revalidating.set(session, link)
  sendPacket(out, role.link, revalidatePacket(session, timeoutMs))
}
