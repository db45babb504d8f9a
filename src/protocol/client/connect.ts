/**
 * Coming and going: dial, handshake, loss, the next server, the end (ClientCnxn.SendThread). The `become…` functions are
 * the only writers of `client.connection`.
 *
 * Laws: one link at a time; a session is asked for again on every server until one says that it is gone; whoever waits for
 * an answer is told of the loss before anything is dialled again.
 */
import { assert } from '../../ground/base/assert.ts'
import { below } from '../../ground/base/rng.ts'
import type { LinkId, Millis, ServerId } from '../../ground/ids.ts'
import { SESSION_NONE } from '../../ground/ids.ts'
import { inbox } from '../../ground/jute/frames.ts'
import type { ConnectResponse } from '../../ground/jute/records.ts'
import * as recipes from '../recipes/recipe.ts'
import * as hosts from './hosts.ts'
import { failAll, rearm } from './queue.ts'
import { withRecipes } from './recipe.ts'
import type { ClientEffect, ClientState } from './seam.ts'
import { endSearch, startSearch } from './search.ts'
import { accept, connectFrame, connectTimeoutMsOf, readTimeoutMsOf } from './session.ts'
import { type Client, type Linked, linkOf, mintLink } from './state.ts'

/** HostProvider.next(1000): the wait after a whole walk around the list in vain. */
const SPIN_DELAY_MS_MAX: Millis = 1000
/** Even a client without delays waits this long after a whole walk: servers that refuse at once must not be asked endlessly in one instant. */
const SPIN_DELAY_MS_MIN: Millis = 50

/** The first attempt: at once, to the first server of the list. */
export function connectFirst(client: Client, now: Millis, out: ClientEffect[]): void {
  assert(client.connection.type === 'unstarted', 'a client starts once')
  becomeDialling(client, now, hosts.nextHost(client.hosts).server, out)
}

/** Leaves the present server (if any) and resumes on `server`, or on the next of the list, without the random delay: somebody wants it now. */
export function move(client: Client, now: Millis, server: ServerId | undefined, out: ClientEffect[]): void {
  const { connection } = client
  if (connection.type === 'unstarted' || connection.type === 'ended') return
  if (client.closing !== 'no') return
  if (server !== undefined) hosts.jumpTo(client.hosts, server)
  const target = server ?? hosts.nextHost(client.hosts).server
  if (connection.type !== 'waiting') {
    leave(client, connection, 'the client moves to another server', true, out)
    becomeWaiting(client, now, target, now, out)
  }
  becomeDialling(client, now, target, out)
}

/** The link is up: the connect request goes out. */
export function onOpened(client: Client, now: Millis, link: LinkId, out: ClientEffect[]): void {
  const { connection, session } = client
  if (connection.type !== 'dialling' || connection.link !== link) return
  const { servers, sessionTimeoutMs, canBeReadOnly = false } = client.config
  const deadline = now + connectTimeoutMsOf(session, servers.length)
  client.connection = { type: 'handshaking', server: connection.server, link, deadline, inbox: inbox() }
  out.push({ type: 'send', link, bytes: connectFrame(session, sessionTimeoutMs, canBeReadOnly) })
}

/** The server's answer to the connect request; `timeOut` 0 or less says that the session is gone. `isReadOnly`: it has no majority. */
export function onConnectResponse(
  client: Client,
  now: Millis,
  response: ConnectResponse,
  isReadOnly: boolean,
  out: ClientEffect[],
): void {
  const { connection, session } = client
  assert(connection.type === 'handshaking', 'a connect response answers a connect request')
  if (response.timeOut <= 0) return becomeExpired(client, now, connection, out)
  const { server, link } = connection
  const resumed = accept(session, response, isReadOnly)
  hosts.onConnected(client.hosts)
  client.connection = {
    type: 'connected',
    server,
    link,
    inbox: connection.inbox,
    readTimeoutMs: readTimeoutMsOf(session),
    search: isReadOnly ? startSearch(now) : undefined,
    lastSentAt: now,
    lastHeardAt: now,
    pingedAt: now,
  }
  const { id, timeoutMs } = session
  const kind = isReadOnly ? ({ isReadOnly } as const) : {}
  out.push({ type: 'trace', event: { type: 'connected', server, session: id, timeoutMs, resumed, ...kind } })
  tellState(client, isReadOnly ? 'connectedReadOnly' : 'connected', out)
  rearm(client, now, out)
  withRecipes(client, out, (recipe, effects) => recipes.onConnected(recipe, id, effects))
}

/** The link is gone or is given up (`isOpen`: we close it): everything under way is lost, the session looks for another server. */
export function lose(client: Client, now: Millis, reason: string, isOpen: boolean, out: ClientEffect[]): void {
  const { connection } = client
  if (!('link' in connection)) return
  leave(client, connection, reason, isOpen, out)
  if (client.closing !== 'no') return becomeClosed(client, now, false, out)
  const { server, cycled } = hosts.nextHost(client.hosts)
  const delayMsMax = client.config.reconnectDelayMsMax
  const randomMs = delayMsMax > 0 ? below(client.rng, delayMsMax) : 0
  const spinMs = cycled ? Math.max(SPIN_DELAY_MS_MIN, Math.min(SPIN_DELAY_MS_MAX, delayMsMax)) : 0
  const dialAt = now + randomMs + spinMs
  becomeWaiting(client, now, server, dialAt, out)
  if (dialAt <= now) becomeDialling(client, now, server, out)
}

/** The wait before an attempt is over. */
export function onDialDue(client: Client, now: Millis, server: ServerId, out: ClientEffect[]): void {
  becomeDialling(client, now, server, out)
}

/** closeSession was asked for. Without a connection there is nobody to tell: the session will expire by itself (ClientCnxn.run leaves its loop). */
export function close(client: Client, now: Millis, out: ClientEffect[]): void {
  if (client.connection.type === 'ended' || client.closing !== 'no') return
  client.closing = 'wanted'
  if (linkOf(client.connection) === undefined) becomeClosed(client, now, false, out)
}

/** A server refused our credentials (it closes the link by itself): the session is left to expire. */
export function failAuth(client: Client, now: Millis, out: ClientEffect[]): void {
  const { connection, session } = client
  if (connection.type === 'connected') endSearch(connection.search, out)
  if ('link' in connection) out.push({ type: 'close', link: connection.link, reason: 'the credentials were refused' })
  client.connection = { type: 'ended', how: 'authFailed' }
  withRecipes(client, out, (recipe, effects) => recipes.onSessionEnded(recipe, false, effects))
  failAll(client, now, 'authFailed', out)
  tellState(client, 'authFailed', out)
  out.push({ type: 'trace', event: { type: 'clientStopped', session: session.id } })
  out.push({ type: 'exit', reason: 'the credentials were refused' })
}

/** The server has closed the session. */
export function onSessionClosed(client: Client, now: Millis, out: ClientEffect[]): void {
  const { connection } = client
  if (connection.type === 'connected') endSearch(connection.search, out)
  if ('link' in connection) out.push({ type: 'close', link: connection.link, reason: 'the session was closed' })
  becomeClosed(client, now, true, out)
}

function leave(client: Client, connection: Linked, reason: string, isOpen: boolean, out: ClientEffect[]): void {
  if (connection.type === 'connected') endSearch(connection.search, out)
  if (isOpen) out.push({ type: 'close', link: connection.link, reason })
  out.push({ type: 'trace', event: { type: 'disconnected', server: connection.server, reason } })
  withRecipes(client, out, (recipe) => recipes.onDisconnected(recipe))
}

function becomeWaiting(client: Client, now: Millis, server: ServerId, dialAt: Millis, out: ClientEffect[]): void {
  client.connection = { type: 'waiting', server, dialAt }
  failAll(client, now, 'connectionLoss', out)
  tellState(client, 'disconnected', out)
}

function becomeDialling(client: Client, now: Millis, server: ServerId, out: ClientEffect[]): void {
  const link = mintLink(client)
  const deadline = now + connectTimeoutMsOf(client.session, client.config.servers.length)
  client.connection = { type: 'dialling', server, link, deadline }
  const resuming = client.session.id !== SESSION_NONE
  out.push({ type: 'trace', event: { type: 'connecting', server, resuming } })
  tellState(client, 'connecting', out)
  out.push({ type: 'dial', link, channel: 'client', peer: server })
}

function becomeExpired(client: Client, now: Millis, connection: Linked, out: ClientEffect[]): void {
  const session = client.session.id
  client.connection = { type: 'ended', how: 'expired' }
  out.push({ type: 'close', link: connection.link, reason: 'the session has expired' })
  out.push({ type: 'trace', event: { type: 'expired', session } })
  withRecipes(client, out, (recipe, effects) => recipes.onSessionEnded(recipe, false, effects))
  failAll(client, now, 'sessionExpired', out)
  tellState(client, 'expired', out)
  out.push({ type: 'exit', reason: 'the session has expired' })
}

/** `isTold`: the server has closed the session; else it lives on until it expires. */
function becomeClosed(client: Client, now: Millis, isTold: boolean, out: ClientEffect[]): void {
  const session = client.session.id
  client.connection = { type: 'ended', how: 'closed' }
  withRecipes(client, out, (recipe, effects) => recipes.onSessionEnded(recipe, isTold, effects))
  failAll(client, now, isTold ? 'sessionExpired' : 'connectionLoss', out)
  tellState(client, 'closed', out)
  out.push({ type: 'trace', event: { type: 'clientStopped', session } })
  out.push({ type: 'exit', reason: 'closed' })
}

function tellState(client: Client, state: ClientState, out: ClientEffect[]): void {
  out.push({ type: 'stateChanged', state, session: client.session.id })
}
