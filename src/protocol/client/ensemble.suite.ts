/**
 * A little ensemble for tests of clients: one tree, sessions and one-shot watches behind ZooKeeper's client bytes, no
 * replication. Messages lie in queues until the test lets them pass, so a test can cut a link between a request and its
 * answer. It is far from a server; it is what a lock and a client can tell from one.
 */
import {
  type LinkId,
  type Millis,
  SESSION_NONE,
  type SessionId,
  serverId,
  sessionIdFrom,
  zxidFrom,
} from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { type Inbox, inbox, pour, takeFrame } from '../../ground/jute/frames.ts'
import { type CreateMode, createMode, isEphemeral, isSequential, OpCode } from '../../ground/jute/opcodes.ts'
import * as records from '../../ground/jute/records.ts'
import type { ClientEvent } from '../trace.ts'
import { type Client, createClient, nextDeadline, step } from './client.ts'
import { configOf, connectReply, notification, refusal, reply, STAT } from './scripted.suite.ts'
import type { ClientConfig, ClientEffect, ClientInput, OpOutcome } from './seam.ts'

type Znode = { readonly owner: SessionId; readonly mode: CreateMode; created: number }
type Link = {
  readonly id: LinkId
  readonly app: App
  readonly inbox: Inbox
  session: SessionId
  isOpen: boolean
  /** Data watches of exists, as `path`. */
  readonly watches: Set<string>
  readonly toServer: Uint8Array[]
  readonly toClient: Uint8Array[]
}
export type App = {
  readonly name: string
  readonly client: Client
  readonly done: Map<number, OpOutcome[]>
  readonly told: Extract<ClientEvent, { type: 'recipe' }>[]
  /** All inputs and all effects so far: enough to live the same life again. */
  readonly journal: { readonly at: Millis; readonly input: ClientInput }[]
  readonly effects: ClientEffect[]
  readonly config: ClientConfig
  link: Link | undefined
  ended: boolean
}
export type Ensemble = {
  now: Millis
  zxid: bigint
  readonly znodes: Map<string, Znode>
  readonly apps: App[]
  readonly sessions: Set<SessionId>
  sessionsMade: number
}

export function ensemble(): Ensemble {
  const root: Znode = { owner: SESSION_NONE, mode: 'persistent', created: 0 }
  return { now: 0, zxid: 0x100000000n, znodes: new Map([['/', root]]), apps: [], sessions: new Set(), sessionsMade: 0 }
}
/** A client application that has been started; its messages are still to be carried (`settle`). */
export function join(e: Ensemble, name: string, changes: Partial<ClientConfig> = {}): App {
  const config = configOf({ name, seed: name.charCodeAt(0), servers: [serverId(1)], ...changes })
  const app: App = {
    name,
    client: createClient(config),
    done: new Map(),
    told: [],
    journal: [],
    effects: [],
    config,
    link: undefined,
    ended: false,
  }
  e.apps.push(app)
  give(e, app, { type: 'started' })
  return app
}
export function give(e: Ensemble, app: App, input: ClientInput): void {
  const out: ClientEffect[] = []
  step(app.client, e.now, input, out)
  app.journal.push({ at: e.now, input })
  app.effects.push(...out)
  for (const effect of out) perform(app, effect)
}

function perform(app: App, effect: ClientEffect): void {
  switch (effect.type) {
    case 'dial':
      app.link = linkFor(app, effect.link)
      return
    case 'send':
      if (app.link?.id === effect.link) app.link.toServer.push(effect.bytes)
      return
    case 'close':
      if (app.link?.id === effect.link) app.link = undefined
      return
    case 'completed':
      app.done.set(effect.id, [...(app.done.get(effect.id) ?? []), effect.outcome])
      return
    case 'exit':
      app.ended = true
      return
    case 'trace':
      if (effect.event.type === 'recipe') app.told.push(effect.event)
      return
    case 'watched':
    case 'stateChanged':
      return
  }
}
function linkFor(app: App, id: LinkId): Link {
  const session = SESSION_NONE
  return { id, app, inbox: inbox(), session, isOpen: false, watches: new Set(), toServer: [], toClient: [] }
}

/** Lets one message pass, requests before answers; false where nothing is under way. */
export function carryOne(e: Ensemble, app: App): boolean {
  const { link } = app
  if (link === undefined) return false
  if (!link.isOpen) {
    link.isOpen = true
    give(e, app, { type: 'opened', link: link.id, channel: 'client', peer: undefined, dialled: true, address: 'zk1' })
    return true
  }
  const request = link.toServer.shift()
  if (request !== undefined) {
    pour(link.inbox, request)
    for (let f = takeFrame(link.inbox, 0xfffff); f !== undefined; f = takeFrame(link.inbox, 0xfffff)) serve(e, link, f)
    return true
  }
  const answer = link.toClient.shift()
  if (answer === undefined) return false
  give(e, app, { type: 'received', link: link.id, bytes: answer })
  return true
}
/** Lets everything pass until all is quiet; clocks stand still, except that waiting clients dial. */
export function settle(e: Ensemble): void {
  for (let round = 0; round < 10_000; round++) {
    const moved = e.apps.map((app) => carryOne(e, app)).some(Boolean)
    if (!moved && !dialNext(e)) return
  }
  throw new Error('the ensemble does not come to rest')
}
function dialNext(e: Ensemble): boolean {
  const waiting = e.apps.filter((app) => app.client.connection.type === 'waiting')
  for (const app of waiting) {
    e.now = Math.max(e.now, nextDeadline(app.client))
    give(e, app, { type: 'deadline' })
  }
  return waiting.length > 0
}
/** Cuts the client's link: what is under way on it is lost. */
export function cut(e: Ensemble, app: App): void {
  const { link } = app
  if (link === undefined) return
  app.link = undefined
  give(e, app, { type: 'closed', link: link.id, reason: 'cut' })
}
/** The session ends on the server's side, as by expiry: its ephemerals go, its link too. */
export function expire(e: Ensemble, app: App): void {
  endSession(e, app.client.session.id)
  cut(e, app)
}
export function childrenOf(e: Ensemble, parent: string): readonly string[] {
  const start = parent === '/' ? '/' : `${parent}/`
  return [...e.znodes.keys()]
    .filter((path) => path !== '/' && path.startsWith(start) && !path.slice(start.length).includes('/'))
    .map((path) => path.slice(start.length))
}
export function statesOf(app: App): readonly string[] {
  return app.told.map((event) => event.state)
}

function serve(e: Ensemble, link: Link, bytes: Uint8Array): void {
  const reader = new Reader(bytes)
  if (link.session === SESSION_NONE) return handshake(e, link, records.connectRequest.read(reader))
  const { xid, type } = records.requestHeader.read(reader)
  const answer = (bytesOut: Uint8Array): void => void link.toClient.push(bytesOut)
  switch (type) {
    case OpCode.create:
    case OpCode.createContainer: {
      const result = create(e, link.session, records.createRequest.read(reader))
      if ('error' in result) return answer(refusal(xid, e.zxid, result.error))
      if (type === OpCode.create) return answer(reply(xid, e.zxid, records.createResponse, { path: result.path }))
      return answer(reply(xid, e.zxid, records.create2Response, { path: result.path, stat: STAT }))
    }
    case OpCode.delete: {
      const { path } = records.deleteRequest.read(reader)
      const isThere = remove(e, path)
      return answer(isThere ? reply(xid, e.zxid) : refusal(xid, e.zxid, 'noNode'))
    }
    case OpCode.exists: {
      const { path, watch } = records.pathWatchRequest.read(reader)
      if (watch) link.watches.add(path)
      const znode = e.znodes.get(path)
      if (znode === undefined) return answer(refusal(xid, e.zxid, 'noNode'))
      return answer(reply(xid, e.zxid, records.statResponse, { stat: { ...STAT, ephemeralOwner: znode.owner } }))
    }
    case OpCode.getChildren: {
      const { path } = records.pathWatchRequest.read(reader)
      if (!e.znodes.has(path)) return answer(refusal(xid, e.zxid, 'noNode'))
      return answer(reply(xid, e.zxid, records.getChildrenResponse, { children: childrenOf(e, path) }))
    }
    case OpCode.sync:
      return answer(reply(xid, e.zxid, records.syncResponse, records.syncRequest.read(reader)))
    case OpCode.ping:
      return answer(reply(-2, e.zxid))
    case OpCode.setWatches: {
      for (const path of records.setWatches.read(reader).dataWatches) {
        if (e.znodes.has(path)) link.watches.add(path)
        else answer(notification('nodeDeleted', path))
      }
      return answer(reply(xid, e.zxid))
    }
    case OpCode.closeSession:
      endSession(e, link.session)
      return answer(reply(xid, e.zxid))
    default:
      throw new Error(`the little ensemble does not know operation ${type}`)
  }
}

function handshake(e: Ensemble, link: Link, request: records.ConnectRequest): void {
  if (request.sessionId !== SESSION_NONE && !e.sessions.has(request.sessionId)) {
    link.toClient.push(connectReply(0, SESSION_NONE))
    return
  }
  link.session = request.sessionId
  if (request.sessionId === SESSION_NONE) {
    e.sessionsMade += 1
    link.session = sessionIdFrom(BigInt(e.sessionsMade) << 16n)
  }
  e.sessions.add(link.session)
  link.toClient.push(connectReply(request.timeOut, link.session))
}
function create(
  e: Ensemble,
  session: SessionId,
  request: records.CreateRequest,
): { readonly path: string } | { readonly error: KeeperErrorName } {
  e.zxid = zxidFrom(e.zxid + 1n)
  const wanted = request.path ?? ''
  const parentPath = wanted.slice(0, wanted.lastIndexOf('/')) || '/'
  const parent = e.znodes.get(parentPath)
  if (parent === undefined) return { error: 'noNode' }
  const mode = createMode(request.flags) ?? 'persistent'
  const path = isSequential(mode) ? `${wanted}${String(parent.created).padStart(10, '0')}` : wanted
  if (e.znodes.has(path)) return { error: 'nodeExists' }
  parent.created += 1
  e.znodes.set(path, { owner: isEphemeral(mode) ? session : SESSION_NONE, mode, created: 0 })
  return { path }
}
export function remove(e: Ensemble, path: string): boolean {
  e.zxid = zxidFrom(e.zxid + 1n)
  if (!e.znodes.delete(path)) return false
  for (const { link } of e.apps) {
    if (link?.watches.delete(path)) link.toClient.push(notification('nodeDeleted', path))
  }
  return true
}
function endSession(e: Ensemble, session: SessionId): void {
  if (session === SESSION_NONE) return
  e.sessions.delete(session)
  for (const [path, znode] of [...e.znodes]) if (znode.owner === session) remove(e, path)
}
