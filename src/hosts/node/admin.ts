/**
 * A reconfig through a client connection, as an administrator would send it: TCP to a server's port, a session, the proof of
 * who asks, the request, and the end of the session.
 */
import { connect, type Socket } from 'node:net'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { SESSION_NONE, ZXID_ZERO } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { keeperErrorName } from '../../ground/jute/errors.ts'
import { frame, inbox, pour, takeFrame } from '../../ground/jute/frames.ts'
import { OpCode, SpecialXid } from '../../ground/jute/opcodes.ts'
import { authPacket, connectRequest, reconfigRequest, replyHeader, requestHeader } from '../../ground/jute/records.ts'
import { encode, type Schema } from '../../ground/jute/schema.ts'
import type { OpOutcome } from '../../protocol/client/seam.ts'

/** `joining` are lines `server.N=…`, `leaving` ids; null where nothing is asked. */
export type Change = { readonly joining: string | null; readonly leaving: string | null }
type Place = { readonly host: string; readonly port: number }

const ANSWER_MS_MAX = 15_000
const FRAME_BYTES_MAX = 0xfffff
const CHANGE_XID = 1

/** Asks the server at `place`; undefined where no answer came: the change may or may not have happened. */
export function reconfigure(place: Place, auth: string, change: Change): Promise<OpOutcome | undefined> {
  return new Promise((resolve) => {
    const socket = connect(place)
    const box = inbox()
    let hasSession = false
    const finish = (outcome: OpOutcome | undefined): void => {
      clearTimeout(impatient)
      socket.destroy()
      resolve(outcome)
    }
    const impatient = setTimeout(() => finish(undefined), ANSWER_MS_MAX)
    socket.on('connect', () => greet(socket))
    socket.on('error', () => finish(undefined))
    socket.on('close', () => finish(undefined))
    socket.on('data', (bytes: Buffer) => {
      pour(box, new Uint8Array(bytes))
      for (;;) {
        const payload = takeFrame(box, FRAME_BYTES_MAX)
        if (payload === undefined) return
        if (!hasSession) {
          hasSession = true
          ask(socket, auth, change)
          continue
        }
        const reply = replyHeader.read(new Reader(payload))
        if (reply.xid !== CHANGE_XID) continue
        send(socket, CHANGE_XID + 1, OpCode.closeSession, new Uint8Array())
        const error = keeperErrorName(reply.err) ?? 'runtimeInconsistency'
        finish(error === 'ok' ? { ok: true } : { ok: false, error })
      }
    })
  })
}

function greet(socket: Socket): void {
  const hello = {
    protocolVersion: 0,
    lastZxidSeen: ZXID_ZERO,
    timeOut: ANSWER_MS_MAX,
    sessionId: SESSION_NONE,
    passwd: new Uint8Array(16),
    readOnly: false,
  }
  socket.write(frame(encode(connectRequest, hello)))
}

function ask(socket: Socket, auth: string, { joining, leaving }: Change): void {
  send(socket, SpecialXid.auth, OpCode.auth, body(authPacket, { type: 0, scheme: 'digest', auth: encodeUtf8(auth) }))
  const wish = { joiningServers: joining, leavingServers: leaving, newMembers: null, curConfigId: -1n }
  send(socket, CHANGE_XID, OpCode.reconfig, body(reconfigRequest, wish))
}

function body<T>(schema: Schema<T>, value: T): Uint8Array {
  return encode(schema, value)
}

function send(socket: Socket, xid: number, type: number, rest: Uint8Array): void {
  const writer = new Writer()
  requestHeader.write(writer, { xid, type })
  writer.raw(rest)
  socket.write(frame(writer.bytes()))
}
