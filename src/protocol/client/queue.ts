/**
 * From asked to answered. Laws: every id is completed exactly once; answers come in the order of the requests, so the
 * oldest pending request is the one that a reply answers; nothing is ever sent twice (the application decides whether to
 * try again, for only it knows whether that is safe).
 */
import { unreachable } from '../../ground/base/assert.ts'
import { type Millis, ZXID_NONE } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { SpecialXid } from '../../ground/jute/opcodes.ts'
import { setWatches } from '../../ground/jute/records.ts'
import * as locks from '../recipes/lock.ts'
import { withLock } from './recipe.ts'
import { encodeOp, opNameOf, refuseOp, requestFrame } from './requests.ts'
import type { ClientEffect, ClientOp, OpOutcome } from './seam.ts'
import { type Asker, type Client, mintXid } from './state.ts'
import { countOf, setWatchesOf } from './watches.ts'

/** Takes an operation of the application: queued, or refused at once and never sent. */
export function submit(client: Client, id: number, op: ClientOp, out: ClientEffect[]): void {
  const error = refuseSubmit(client, op)
  if (error !== undefined) return complete(client, { type: 'application', id }, { ok: false, error }, out)
  client.queue.push({ op, asker: { type: 'application', id } })
}

function refuseSubmit(client: Client, op: ClientOp): KeeperErrorName | undefined {
  if (client.connection.type === 'ended') return 'sessionExpired'
  // ClientCnxn.queuePacket: while closing nothing more is taken.
  if (client.closing !== 'no') return 'connectionLoss'
  if (client.queue.length + client.pending.length >= client.config.outstandingMax) return 'connectionLoss'
  return refuseOp(op)
}

/** Gives `outcome` to whoever asked. */
export function complete(client: Client, asker: Asker, outcome: OpOutcome, out: ClientEffect[]): void {
  switch (asker.type) {
    case 'application':
      return void out.push({ type: 'completed', id: asker.id, outcome })
    case 'lock':
      return withLock(client, out, (lock, effects) => locks.onOutcome(lock, outcome, effects))
    default:
      return unreachable(asker)
  }
}

/** Sends all that is queued, and behind it closeSession where the client wants to close. Nothing while not connected. */
export function flush(client: Client, now: Millis, out: ClientEffect[]): void {
  if (client.connection.type !== 'connected' || client.closing === 'asked') return
  const queue = client.queue
  client.queue = []
  for (const { op, asker } of queue) {
    const xid = mintXid(client)
    const path = op.path
    out.push({ type: 'trace', event: { type: 'sent', xid, op: opNameOf(op), path } })
    send(client, now, encodeOp(xid, op), out)
    client.pending.push({ type: 'op', xid, sentAt: now, op, asker })
  }
  if (client.closing !== 'wanted') return
  client.closing = 'asked'
  const xid = mintXid(client)
  out.push({ type: 'trace', event: { type: 'sent', xid, op: 'closeSession', path: undefined } })
  send(client, now, requestFrame(xid, 'closeSession'), out)
  client.pending.push({ type: 'closeSession', xid, sentAt: now })
}

/** Tells a new connection all watches, before anything else is sent on it. */
export function rearm(client: Client, now: Millis, out: ClientEffect[]): void {
  const packets = setWatchesOf(client.watches, client.session.lastZxidSeen)
  if (packets.length === 0) return
  out.push({ type: 'trace', event: { type: 'rearmed', watches: countOf(client.watches) } })
  for (const packet of packets) {
    send(client, now, requestFrame(SpecialXid.setWatches, 'setWatches', setWatches, packet), out)
    client.pending.push({ type: 'setWatches', xid: SpecialXid.setWatches, sentAt: now })
  }
}

/** Says that we are alive. Nothing while not connected. */
export function ping(client: Client, now: Millis, out: ClientEffect[]): void {
  if (client.connection.type !== 'connected') return
  client.connection.pingedAt = now
  out.push({ type: 'trace', event: { type: 'sent', xid: SpecialXid.ping, op: 'ping', path: undefined } })
  send(client, now, requestFrame(SpecialXid.ping, 'ping'), out)
}

function send(client: Client, now: Millis, bytes: Uint8Array, out: ClientEffect[]): void {
  const connection = client.connection
  if (connection.type !== 'connected') return
  connection.lastSentAt = now
  out.push({ type: 'send', link: connection.link, bytes })
}

/** Completes everything pending and queued with `error` (ClientCnxn.conLossPacket). The connection is no longer `connected`. */
export function failAll(client: Client, now: Millis, error: KeeperErrorName, out: ClientEffect[]): void {
  const { pending, queue } = client
  client.pending = []
  client.queue = []
  for (const request of pending) {
    if (request.type !== 'op') continue
    const { xid, op, asker, sentAt } = request
    const tookMs = now - sentAt
    out.push({
      type: 'trace',
      event: { type: 'answered', xid, op: opNameOf(op), path: op.path, error, zxid: ZXID_NONE, tookMs },
    })
    complete(client, asker, { ok: false, error }, out)
  }
  for (const { asker } of queue) complete(client, asker, { ok: false, error }, out)
}
