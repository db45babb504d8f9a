/**
 * Client connections (NIOServerCnxn, ZooKeeperServer.processConnectRequest): the handshake in its order of checks, frames
 * cut from the stream, answers sent. While a session is being made or revalidated nothing more is read.
 */

import { sameBytes } from '../../ground/base/hex.ts'
import { mut } from '../../ground/base/mut.ts'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { nextSessionId, sessionPassword } from '../../ground/data/sessions.ts'
import { dropWatcher } from '../../ground/data/watches.ts'
import {
  formatZxid,
  type LinkId,
  type Millis,
  SESSION_NONE,
  type SessionId,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { frameWriter, inbox, pour, takeFrame } from '../../ground/jute/frames.ts'
import { opName } from '../../ground/jute/opcodes.ts'
import { type ConnectRequest, connectRequest, connectResponse } from '../../ground/jute/records.ts'
import type { WordName } from '../config.ts'
import type { Effect } from '../seam.ts'
import { close, send, trace } from './effects.ts'
import { isLocal } from './localSessions.ts'
import { onFrame, openSession, revalidate } from './pipeline.ts'
import { isReadOnly } from './readOnly.ts'
import { encodeReply } from './reply.ts'
import { needsCommit } from './request.ts'
import { isServing } from './serve.ts'
import type { Connection, Queued, Server } from './state.ts'
import { connectionStats, noteAnswer, noteReceived, noteSent } from './stats.ts'
import { answerWord, wordIn } from './words/words.ts'

export function onClientOpened(server: Server, link: LinkId, address: string, now: Millis, out: Effect[]): void {
  if (server.connections.size >= server.config.connectionsMax) {
    server.stats.counters.connection_rejected += 1
    trace(out, { type: 'clientRefused', link, reason: `more than ${server.config.connectionsMax} connections` })
    return close(out, link, 'too many connections')
  }
  const host = address.replace(/:\d+$/, '')
  server.connections.set(link, {
    link,
    address,
    inbox: inbox(),
    identities: [{ scheme: 'ip', id: host }],
    phase: 'new',
    session: SESSION_NONE,
    timeoutMs: 0,
    readOnlyFlag: false,
    resumed: false,
    outstanding: 0,
    deadline: now + server.config.handshakeTimeoutMs,
    openedAt: now,
    received: 0,
    sent: 0,
    lastZxid: ZXID_ZERO,
    askedAt: now,
    stats: connectionStats(),
  })
  trace(out, { type: 'clientOpened', link, address })
}

/** Bytes of a client. Throws ProtocolError on a frame that is no frame: the caller closes this connection. */
export function onClientBytes(server: Server, link: LinkId, bytes: Uint8Array, now: Millis, out: Effect[]): void {
  const connection = server.connections.get(link)
  if (connection === undefined) return
  pour(connection.inbox, bytes)
  readFrames(server, connection, now, out)
  if (connection.inbox.length >= 4) server.unread = true
}

/** Takes what can be taken now: a full queue or an unfinished handshake leaves the rest for later. */
export function readFrames(server: Server, connection: Connection, now: Millis, out: Effect[]): void {
  if (connection.phase === 'new') {
    const word = wordIn(connection.inbox)
    // The mask that stmk sets stands in the eight bytes behind it.
    if (word === 'stmk' && connection.inbox.length < 12) return
    if (word !== undefined) return onWord(server, connection, word, out)
  }
  if (!isServing(server) && connection.inbox.length >= 4) {
    return closeConnection(server, connection.link, 'this server follows no leader and serves nobody', out)
  }
  while (server.connections.has(connection.link) && connection.phase !== 'opening' && !isStalled(server, connection)) {
    const taken = takeFrame(connection.inbox, server.config.frameBytesMax)
    if (taken === undefined) return
    noteReceived(server, connection, taken.length + 4)
    if (connection.phase === 'new') onConnectRequest(server, connection, taken, now, out)
    else onFrame(server, connection, taken, now, out)
  }
}

/** A four-letter word: its answer, and the end of the connection. */
function onWord(server: Server, connection: Connection, word: WordName, out: Effect[]): void {
  noteReceived(server, connection, 4)
  send(out, connection.link, encodeUtf8(answerWord(server, word, connection)))
  noteSent(server, connection)
  closeConnection(server, connection.link, `answered ${word}`, out)
}

/** Beyond globalOutstandingLimit a connection with requests under way is not read on; nothing is refused (01 §13). */
function isStalled(server: Server, connection: Connection): boolean {
  return connection.outstanding > 0 && server.queued >= server.config.outstandingMax
}

function onConnectRequest(
  server: Server,
  connection: Connection,
  payload: Uint8Array,
  now: Millis,
  out: Effect[],
): void {
  const { config } = server
  const reader = new Reader(payload)
  const request = connectRequest.read(reader)
  connection.readOnlyFlag = reader.remaining > 0
  const refusal = refusalWhenReadOnly(server, request, connection.readOnlyFlag && reader.boolean())
  if (refusal !== undefined) {
    trace(out, { type: 'clientRefused', link: connection.link, reason: refusal })
    return closeConnection(server, connection.link, refusal, out)
  }
  // Zoo 46: ZooKeeperServer.processConnectRequest.
  if (request.lastZxidSeen > server.db.lastProcessedZxid && !mut('timeTravel')) {
    const reason = `the client has seen ${formatZxid(request.lastZxidSeen)}, this server only ${formatZxid(server.db.lastProcessedZxid)}`
    trace(out, { type: 'clientRefused', link: connection.link, reason })
    return closeConnection(server, connection.link, reason, out)
  }
  connection.timeoutMs = Math.min(Math.max(request.timeOut, config.sessionTimeoutMsMin), config.sessionTimeoutMsMax)
  connection.phase = 'opening'
  connection.askedAt = now
  connection.deadline = now + connection.timeoutMs
  if (request.sessionId === SESSION_NONE) {
    connection.session = nextSessionId(server.sessionIds)
    return openSession(server, connection, now, out)
  }
  resume(server, connection, request, now, out)
}

/** Why a read-only server takes no such client; in ZooKeeper the second comes after a zxid that is ahead, with the same end. */
function refusalWhenReadOnly(server: Server, request: ConnectRequest, canBeReadOnly: boolean): string | undefined {
  if (!isReadOnly(server)) return undefined
  if (!canBeReadOnly) return 'this server is read-only, and the client wants one that is not'
  const { sessionId: id, passwd } = request
  if (id === SESSION_NONE || isLocal(server, id)) return undefined
  // Whoever can't prove that the session is his is told so, as everywhere.
  if (!server.db.sessions.has(id) && !sameBytes(passwd ?? new Uint8Array(), sessionPassword(id))) return undefined
  return 'this server is read-only and can take over no session'
}

function resume(server: Server, connection: Connection, request: ConnectRequest, now: Millis, out: Effect[]): void {
  // An older connection of the session is closed before the password is looked at (01 §3, step 8b).
  for (const other of [...server.connections.values()]) {
    if (other !== connection && other.session === request.sessionId) {
      closeConnection(server, other.link, 'the session came back on another connection', out)
    }
  }
  connection.session = request.sessionId
  connection.resumed = true
  // Zoo 45: ZooKeeperServer.reopenSession.
  if (!sameBytes(request.passwd ?? new Uint8Array(), sessionPassword(request.sessionId)) && !mut('anyPassword')) {
    return finishHandshake(server, connection.link, false, out)
  }
  revalidate(server, connection, now, out)
}

/** Answers a connect request: with the session, or with an invalid one, after which the connection ends. */
export function finishHandshake(server: Server, link: LinkId, valid: boolean, out: Effect[]): void {
  const connection = server.connections.get(link)
  if (connection === undefined || connection.phase !== 'opening') return
  const { session, timeoutMs } = connection
  const answer = connectAnswer(server, connection, valid)
  send(out, link, answer)
  if (!valid) {
    trace(out, { type: 'clientRefused', link, reason: 'the session is unknown, expired, or its password is wrong' })
    connection.session = SESSION_NONE
    return closeConnection(server, link, 'no such session', out)
  }
  connection.phase = 'open'
  const { lastProcessedZxid: zxid } = server.db
  const { askedAt: since } = connection
  noteAnswer(server, connection, { op: 'createSession', cxid: 0, zxid, since, bytes: answer.length, write: true })
  trace(out, { type: 'sessionOpened', link, session, timeoutMs, resumed: connection.resumed })
}

function connectAnswer(server: Server, { session, timeoutMs, readOnlyFlag }: Connection, valid: boolean): Uint8Array {
  const writer = frameWriter()
  connectResponse.write(writer, {
    protocolVersion: 0,
    timeOut: valid ? timeoutMs : 0,
    sessionId: valid ? session : SESSION_NONE,
    passwd: valid ? sessionPassword(session) : new Uint8Array(16),
  })
  if (readOnlyFlag) writer.boolean(isReadOnly(server))
  return writer.framed()
}

/** A client that asks for its session by the operation (-10) is greeted once more, as 3.8.0 does (finishSessionInit). */
export function greetAgain(server: Server, queued: Queued, zxid: Zxid, out: Effect[]): void {
  const connection = server.connections.get(queued.link)
  if (connection === undefined) return
  connection.outstanding = Math.max(0, connection.outstanding - 1)
  const answer = connectAnswer(server, connection, true)
  const { length: bytes } = answer
  noteAnswer(server, connection, { op: 'createSession', cxid: 0, zxid, since: queued.readAt, bytes, write: true })
  send(out, queued.link, answer)
}

/** Sends the answer to a queued request, if its connection is still there. */
export function reply(
  server: Server,
  queued: Queued,
  zxid: Zxid,
  error: KeeperErrorName,
  body: Uint8Array | undefined,
  out: Effect[],
): void {
  const connection = server.connections.get(queued.link)
  if (connection === undefined) return
  const { request, link } = queued
  connection.outstanding = Math.max(0, connection.outstanding - 1)
  const op = opName(request.op) ?? 'error'
  const bytes = encodeReply(request.cxid, zxid, error, body)
  const write = needsCommit(request.op)
  const { cxid } = request
  noteAnswer(server, connection, { op, cxid, zxid, since: queued.readAt, bytes: bytes.length, write })
  trace(out, { type: 'replied', link, session: request.session, xid: cxid, op, zxid, error })
  send(out, link, bytes)
}

/** Ends a connection from our side; what was sent before still arrives. */
export function closeConnection(server: Server, link: LinkId, reason: string, out: Effect[]): void {
  if (!server.connections.has(link)) return
  forgetConnection(server, link, reason, out)
  close(out, link, reason)
}

/** A connection is gone: its watches go with it, its session lives on until it expires. */
export function forgetConnection(server: Server, link: LinkId, reason: string, out: Effect[]): void {
  const connection = server.connections.get(link)
  if (connection === undefined) return
  server.connections.delete(link)
  dropWatcher(server.watches, link)
  const session: SessionId | undefined = connection.session === SESSION_NONE ? undefined : connection.session
  trace(out, { type: 'clientClosed', link, session, reason })
}

/** Without a leader, a server serves nobody. */
export function dropAllConnections(server: Server, reason: string, out: Effect[]): void {
  for (const link of [...server.connections.keys()]) closeConnection(server, link, reason, out)
  server.queues.clear()
  server.queued = 0
}

export function nextConnectionDeadline(server: Server): Millis {
  let next = Number.POSITIVE_INFINITY
  for (const { deadline } of server.connections.values()) if (deadline < next) next = deadline
  return next
}

/** Closes connections that were silent for too long. */
export function onConnectionDeadline(server: Server, now: Millis, out: Effect[]): void {
  for (const connection of [...server.connections.values()]) {
    if (now < connection.deadline) continue
    if (connection.phase === 'new') server.stats.counters.sessionless_connections_expired += 1
    closeConnection(server, connection.link, 'nothing heard in time', out)
  }
}
