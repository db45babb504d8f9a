/**
 * From asked to answered. Laws: every id is completed exactly once; answers come in the order of the requests, so the
 * oldest pending request is the one that a reply answers; nothing is ever sent twice (the application decides whether to
 * try again, for only it knows whether that is safe), except identities, which every new connection has to be told.
 */
import { unreachable } from '../../ground/base/assert.ts'
import { type Millis, ZXID_NONE } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { type OpName, SpecialXid } from '../../ground/jute/opcodes.ts'
import { authPacket, setWatches, setWatches2 } from '../../ground/jute/records.ts'
import * as recipes from '../recipes/recipe.ts'
import { withRecipe } from './recipe.ts'
import { encodeOp, opNameOf, pathOf, refuseOp, requestFrame } from './requests.ts'
import type { ClientEffect, ClientOp, OpOutcome } from './seam.ts'
import { type Asker, type Client, mintXid, type Request, watcherOf } from './state.ts'
import { countOf, hasWatch, isSecondKind, othersWatch, setWatchesOf, unwatch } from './watches.ts'

/** Takes an operation of the application: queued, or refused at once and never sent. */
export function submit(client: Client, id: number, op: ClientOp, out: ClientEffect[]): void {
  const request: Request = { op, asker: { type: 'application', id } }
  const error = refuseSubmit(client, op)
  if (error !== undefined) return complete(client, request.asker, settle(client, request, failed(error), out), out)
  if (op.type === 'addAuth') client.auths.push({ type: 0, scheme: op.scheme, auth: op.auth })
  client.queue.push(request)
}

function refuseSubmit(client: Client, op: ClientOp): KeeperErrorName | undefined {
  const { connection } = client
  if (connection.type === 'ended') return connection.how === 'authFailed' ? 'authFailed' : 'sessionExpired'
  // ClientCnxn.queuePacket: while closing nothing more is taken.
  if (client.closing !== 'no') return 'connectionLoss'
  const { queue, pending, authsAsked, config } = client
  if (queue.length + pending.length + authsAsked.length >= config.outstandingMax) return 'connectionLoss'
  return refuseOp(op)
}

function failed(error: KeeperErrorName): OpOutcome {
  return { ok: false, error }
}

/** Gives `outcome` to whoever asked. */
export function complete(client: Client, asker: Asker, outcome: OpOutcome, out: ClientEffect[]): void {
  switch (asker.type) {
    case 'application':
      return void out.push({ type: 'completed', id: asker.id, outcome })
    case 'recipe':
      return withRecipe(client, asker.id, out, (recipe, effects) => recipes.onOutcome(recipe, outcome, effects))
    default:
      return unreachable(asker.type)
  }
}

/**
 * What the end of a request does to the client's own watches (WatchDeregistration): a removal that succeeded, or that is
 * `local`, takes them and tells so; without such a watch the answer is noWatcher whatever the server said. Any other
 * request: its outcome as it is.
 */
export function settle(client: Client, { op, asker }: Request, outcome: OpOutcome, out: ClientEffect[]): OpOutcome {
  if (op.type !== 'removeWatches') return outcome
  const watcher = watcherOf(asker)
  if (!outcome.ok && outcome.error === 'badArguments') return outcome
  if (!hasWatch(client.watches, op.kind, op.path, watcher)) return failed('noWatcher')
  if (!outcome.ok && !op.local) return outcome
  for (const event of unwatch(client.watches, op.kind, op.path, watcher)) {
    out.push({ type: 'trace', event: { type: 'watchEvent', event, path: op.path } })
    if (watcher === 'application') out.push({ type: 'watched', event, path: op.path })
  }
  return { ok: true }
}

/** Sends all that is queued, and behind it closeSession where the client wants to close. Nothing while not connected. */
export function flush(client: Client, now: Millis, out: ClientEffect[]): void {
  if (client.connection.type !== 'connected' || client.closing === 'asked') return
  const { queue } = client
  if (queue.length > 0) {
    client.queue = []
    for (const request of queue) sendRequest(client, now, request, out)
  }
  if (client.closing !== 'wanted') return
  client.closing = 'asked'
  const xid = mintXid(client)
  traceSent(xid, 'closeSession', undefined, out)
  send(client, now, requestFrame(xid, 'closeSession'), out)
  client.pending.push({ type: 'closeSession', xid, sentAt: now })
}

function sendRequest(client: Client, now: Millis, request: Request, out: ClientEffect[]): void {
  const { op, asker } = request
  const name = nameOnWire(client, request)
  const xid = op.type === 'addAuth' ? SpecialXid.auth : mintXid(client)
  traceSent(xid, name, pathOf(op), out, op)
  send(client, now, encodeOp(xid, op, name), out)
  if (op.type === 'addAuth') client.authsAsked.push({ sentAt: now, request })
  else client.pending.push({ type: 'op', xid, name, sentAt: now, op, asker })
}

/** A server keeps one watch for all of a client: while others of it watch, a removal only asks whether there is one. */
function nameOnWire(client: Client, { op, asker }: Request): OpName {
  if (op.type !== 'removeWatches') return opNameOf(op)
  return othersWatch(client.watches, op.kind, op.path, watcherOf(asker)) ? 'checkWatches' : 'removeWatches'
}

/**
 * Tells a new connection who we are, then all watches, before anything else is sent on it (SendThread.primeConnection):
 * identities first, as events are only sent to whom the ACL lets read.
 */
export function rearm(client: Client, now: Millis, out: ClientEffect[]): void {
  for (const packet of client.auths) {
    traceSent(SpecialXid.auth, 'auth', undefined, out)
    send(client, now, requestFrame(SpecialXid.auth, 'auth', authPacket, packet), out)
    client.authsAsked.push({ sentAt: now, request: undefined })
  }
  const packets = setWatchesOf(client.watches, client.session.lastZxidSeen)
  if (packets.length === 0) return
  out.push({ type: 'trace', event: { type: 'rearmed', watches: countOf(client.watches) } })
  for (const packet of packets) {
    const xid = SpecialXid.setWatches
    const bytes = isSecondKind(packet)
      ? requestFrame(xid, 'setWatches2', setWatches2, packet)
      : requestFrame(xid, 'setWatches', setWatches, packet)
    send(client, now, bytes, out)
    client.pending.push({ type: 'setWatches', xid, sentAt: now })
  }
}

/** Says that we are alive. Nothing while not connected. */
export function ping(client: Client, now: Millis, out: ClientEffect[]): void {
  if (client.connection.type !== 'connected') return
  client.connection.pingedAt = now
  traceSent(SpecialXid.ping, 'ping', undefined, out)
  send(client, now, requestFrame(SpecialXid.ping, 'ping'), out)
}

function traceSent(xid: number, op: OpName, path: string | undefined, out: ClientEffect[], request?: ClientOp): void {
  // Credentials are no part of the story.
  const isTold = request !== undefined && request.type !== 'addAuth'
  out.push({
    type: 'trace',
    event: isTold ? { type: 'sent', xid, op, path, request } : { type: 'sent', xid, op, path },
  })
}

function send(client: Client, now: Millis, bytes: Uint8Array, out: ClientEffect[]): void {
  const connection = client.connection
  if (connection.type !== 'connected') return
  connection.lastSentAt = now
  out.push({ type: 'send', link: connection.link, bytes })
}

/** Completes everything pending and queued with `error` (ClientCnxn.conLossPacket). The connection is no longer `connected`. */
export function failAll(client: Client, now: Millis, error: KeeperErrorName, out: ClientEffect[]): void {
  const { pending, queue, authsAsked } = client
  client.pending = []
  client.queue = []
  client.authsAsked = []
  const lose = (request: Request): void =>
    complete(client, request.asker, settle(client, request, failed(error), out), out)
  for (const request of pending) {
    if (request.type !== 'op') continue
    const { xid, op, name, sentAt } = request
    const tookMs = now - sentAt
    const path = pathOf(op)
    out.push({ type: 'trace', event: { type: 'answered', xid, op: name, path, error, zxid: ZXID_NONE, tookMs } })
    lose(request)
  }
  for (const { request } of authsAsked) if (request !== undefined) lose(request)
  for (const request of queue) lose(request)
}
