/**
 * What a server says: the connect response, then replies, pings and notifications. Law: whatever is malformed, unasked for
 * or out of order closes this connection and nothing else; the session goes on elsewhere (ClientCnxn.SendThread.readResponse).
 */
import { unreachable } from '../../ground/base/assert.ts'
import { type LinkId, type Millis, maxZxid } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, keeperErrorName, ProtocolError } from '../../ground/jute/errors.ts'
import { pour, takeFrame } from '../../ground/jute/frames.ts'
import { SpecialXid, watchEventName } from '../../ground/jute/opcodes.ts'
import { connectResponse, type ReplyHeader, replyHeader, watcherEvent } from '../../ground/jute/records.ts'
import * as recipes from '../recipes/recipe.ts'
import type { ClientEvent } from '../trace.ts'
import { failAuth, lose, move, onConnectResponse, onSessionClosed } from './connect.ts'
import { decodeOutcome, watchLeftBy } from './outcomes.ts'
import { complete, settle } from './queue.ts'
import { withRecipe } from './recipe.ts'
import { pathOf } from './requests.ts'
import type { ClientEffect } from './seam.ts'
import { onAnswer } from './search.ts'
import { type Client, type Pending, watcherOf } from './state.ts'
import { fire, note } from './watches.ts'

/** jute.maxbuffer of the Java client: a longer reply closes the connection ("Packet len is out of range"). */
const FRAME_BYTES_MAX = 0xfffff

/** Bytes came on `link`; bytes of a link that we have left are ignored. */
export function onReceived(client: Client, now: Millis, link: LinkId, bytes: Uint8Array, out: ClientEffect[]): void {
  const { connection } = client
  if (connection.type !== 'handshaking' && connection.type !== 'connected') return
  const found = connection.type === 'connected' ? onAnswer(connection.search, link, bytes, now, out) : undefined
  if (found !== undefined) return move(client, now, found, out)
  if (connection.link !== link) return
  pour(connection.inbox, bytes)
  try {
    while (takeOne(client, now, link, out));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    lose(client, now, error.message, true, out)
  }
}

/** Takes one frame of `link`; false where none is complete or the link was left. Throws ProtocolError. */
function takeOne(client: Client, now: Millis, link: LinkId, out: ClientEffect[]): boolean {
  const { connection } = client
  if (connection.type !== 'handshaking' && connection.type !== 'connected') return false
  if (connection.link !== link) return false
  const frame = takeFrame(connection.inbox, FRAME_BYTES_MAX)
  if (frame === undefined) return false
  if (connection.type === 'handshaking') {
    const answer = new Reader(frame)
    const response = connectResponse.read(answer)
    onConnectResponse(client, now, response, answer.remaining > 0 && answer.boolean(), out)
    return true
  }
  connection.lastHeardAt = now
  const reader = new Reader(frame)
  const header = replyHeader.read(reader)
  if (header.xid === SpecialXid.notification) onNotification(client, reader, out)
  else if (header.xid === SpecialXid.ping) onPong(header, now, connection.pingedAt, out)
  else if (header.xid === SpecialXid.auth) onAuthReply(client, now, header, out)
  else onReply(client, now, header, reader, out)
  return true
}

function onPong(header: ReplyHeader, now: Millis, sentAt: Millis, out: ClientEffect[]): void {
  const { xid, zxid } = header
  out.push({
    type: 'trace',
    event: { type: 'answered', xid, op: 'ping', path: undefined, error: 'ok', zxid, tookMs: now - sentAt },
  })
}

function onNotification(client: Client, reader: Reader, out: ClientEffect[]): void {
  const { type, path } = watcherEvent.read(reader)
  const event = watchEventName(type)
  if (event === undefined) throw new ProtocolError(`no watch event has the type ${type}`)
  out.push({ type: 'trace', event: { type: 'watchEvent', event, path } })
  for (const watcher of fire(client.watches, event, path)) {
    if (watcher === 'application') out.push({ type: 'watched', event, path })
    else withRecipe(client, watcher, out, (recipe, effects) => recipes.onWatch(recipe, event, path, effects))
  }
}

function onReply(client: Client, now: Millis, header: ReplyHeader, reader: Reader, out: ClientEffect[]): void {
  const request = client.pending[0]
  if (request === undefined) throw new ProtocolError(`nothing was asked, but a reply to ${header.xid} came`)
  if (request.xid !== header.xid) {
    throw new ProtocolError(`xid out of order: got ${header.xid}, expected ${request.xid}`)
  }
  switch (request.type) {
    case 'op':
      return onOpReply(client, now, request, header, reader, out)
    case 'setWatches':
      client.pending.shift()
      client.session.lastZxidSeen = maxZxid(client.session.lastZxidSeen, header.zxid)
      return
    case 'closeSession':
      client.pending.shift()
      traceAnswer(
        {
          xid: request.xid,
          op: 'closeSession',
          path: undefined,
          error: keeperErrorName(header.err) ?? 'ok',
          zxid: header.zxid,
          tookMs: now - request.sentAt,
        },
        out,
      )
      return onSessionClosed(client, now, out)
    default:
      return unreachable(request)
  }
}

function onOpReply(
  client: Client,
  now: Millis,
  request: Extract<Pending, { type: 'op' }>,
  header: ReplyHeader,
  reader: Reader,
  out: ClientEffect[],
): void {
  // Read before anything changes: a malformed body leaves the request pending, so that the loss completes it.
  const outcome = decodeOutcome(request.op, header.err, reader)
  client.pending.shift()
  client.session.lastZxidSeen = maxZxid(client.session.lastZxidSeen, header.zxid)
  const { xid, name, sentAt, asker, op } = request
  const error = outcome.ok ? 'ok' : outcome.error
  traceAnswer({ xid, op: name, path: pathOf(op), error, zxid: header.zxid, tookMs: now - sentAt, outcome }, out)
  const watch = watchLeftBy(op, outcome)
  if (watch !== undefined) note(client.watches, watch.table, watch.path, watcherOf(asker))
  complete(client, asker, settle(client, request, outcome, out), out)
}

/** Auth packets are answered in their own order, straight from the connection. A refusal is the client's end (AUTH_FAILED). */
function onAuthReply(client: Client, now: Millis, header: ReplyHeader, out: ClientEffect[]): void {
  const asked = client.authsAsked.shift()
  if (asked === undefined) throw new ProtocolError('nobody was authenticated, but an answer to it came')
  const error: KeeperErrorName = header.err === 0 ? 'ok' : 'authFailed'
  const { xid, zxid } = header
  traceAnswer({ xid, op: 'auth', path: undefined, error, zxid, tookMs: now - asked.sentAt }, out)
  const { request } = asked
  if (request !== undefined) complete(client, request.asker, error === 'ok' ? { ok: true } : { ok: false, error }, out)
  if (error !== 'ok') failAuth(client, now, out)
}

type Answered = Omit<Extract<ClientEvent, { type: 'answered' }>, 'type'>
function traceAnswer({ xid, op, path, error, zxid, tookMs, outcome }: Answered, out: ClientEffect[]): void {
  const event =
    outcome === undefined
      ? ({ type: 'answered', xid, op, path, error, zxid, tookMs } as const)
      : ({ type: 'answered', xid, op, path, error, zxid, tookMs, outcome } as const)
  out.push({ type: 'trace', event })
}
