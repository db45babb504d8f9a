/**
 * The session of a client and the times that keep it: the handshake's bytes, how long silence is borne, when a ping is due
 * (ClientCnxn.SendThread). The session outlives its connections: id, password and the last zxid seen travel to the next
 * server, which refuses a client that has seen more than it has.
 */
import { type Millis, SESSION_NONE, type SessionId, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import { frameWriter } from '../../ground/jute/frames.ts'
import { type ConnectResponse, connectRequest } from '../../ground/jute/records.ts'

const PASSWORD_BYTES = 16
/** ClientCnxn.SendThread.MAX_SEND_PING_INTERVAL: a ping at least this often, however long the session's timeout is. */
export const PING_INTERVAL_MS_MAX: Millis = 10_000

/** `id` is SESSION_NONE until a server made the session. `timeoutMs`: as asked for, then as negotiated. */
export type Session = {
  id: SessionId
  password: Uint8Array
  timeoutMs: Millis
  /** The highest zxid of any reply: what the next server must have reached. */
  lastZxidSeen: Zxid
  /** Made by a server without a majority, which alone knows it. */
  isReadOnly: boolean
}

/** What a client has before any server made it a session; `timeoutMs` is the timeout that it will ask for. */
export function noSession(timeoutMs: Millis): Session {
  return {
    id: SESSION_NONE,
    password: new Uint8Array(PASSWORD_BYTES),
    timeoutMs,
    lastZxidSeen: ZXID_ZERO,
    isReadOnly: false,
  }
}

/**
 * The first frame of a connection: the connect request with the readOnly byte behind it. `askedMs`: the timeout wished for.
 * A session that only a read-only server knows is not asked for again (ClientCnxn.seenRwServerBefore).
 */
export function connectFrame(session: Session, askedMs: Millis, canBeReadOnly: boolean): Uint8Array {
  const writer = frameWriter()
  connectRequest.write(writer, {
    protocolVersion: 0,
    lastZxidSeen: session.lastZxidSeen,
    timeOut: askedMs,
    sessionId: session.isReadOnly ? SESSION_NONE : session.id,
    passwd: session.password,
  })
  writer.boolean(canBeReadOnly)
  return writer.framed()
}

/** Takes the server's answer over; returns whether it is the session that we had before. `response.timeOut` is above 0. */
export function accept(session: Session, response: ConnectResponse, isReadOnly: boolean): boolean {
  const resumed = session.id !== SESSION_NONE && session.id === response.sessionId
  session.id = response.sessionId
  session.password = response.passwd ?? new Uint8Array(PASSWORD_BYTES)
  session.timeoutMs = response.timeOut
  session.isReadOnly = isReadOnly
  return resumed
}

/** A server that says nothing for this long is given up: two thirds of the negotiated timeout, so that a third is left to find another. */
export function readTimeoutMsOf(session: Session): Millis {
  return Math.floor((session.timeoutMs * 2) / 3)
}
/** How long one server may take to answer a dial, and again a handshake: the timeout shared out over the `servers` of the list. */
export function connectTimeoutMsOf(session: Session, servers: number): Millis {
  return Math.floor(session.timeoutMs / servers)
}
/** When a ping is due: half the read timeout after we last sent anything. */
export function pingAt(lastSentAt: Millis, readTimeoutMs: Millis): Millis {
  return lastSentAt + Math.min(readTimeoutMs / 2, PING_INTERVAL_MS_MAX)
}
