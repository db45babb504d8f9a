/** The server's half of the little ensemble: what a client and its recipes can tell from a server, and no more. */
import { parentOf } from '../../ground/data/path.ts'
import { type LinkId, type Millis, SESSION_NONE, type SessionId, sessionIdFrom, zxidFrom } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, keeperErrorCode } from '../../ground/jute/errors.ts'
import type { Inbox } from '../../ground/jute/frames.ts'
import {
  type CreateMode,
  createMode,
  isEphemeral,
  isSequential,
  OpCode,
  type WatchEventType,
} from '../../ground/jute/opcodes.ts'
import * as records from '../../ground/jute/records.ts'
import type { Schema } from '../../ground/jute/schema.ts'
import type { RecipeDeed } from '../recipes/seam.ts'
import type { ClientEvent } from '../trace.ts'
import type { Client } from './client.ts'
import { connectReply, notification, refusal, reply, STAT } from './scripted.suite.ts'
import type { ClientConfig, ClientEffect, ClientInput, OpOutcome } from './seam.ts'

type Znode = {
  readonly owner: SessionId
  readonly mode: CreateMode
  readonly czxid: bigint
  data: Uint8Array | null
  version: number
  mzxid: bigint
  pzxid: bigint
  created: number
}
export type Link = {
  readonly id: LinkId
  readonly app: App
  readonly inbox: Inbox
  session: SessionId
  isOpen: boolean
  /** One-shot watches: of exists and getData, and of getChildren; persistent ones. */
  readonly watches: Set<string>
  readonly childWatches: Set<string>
  readonly persistent: Set<string>
  readonly toServer: Uint8Array[]
  readonly toClient: Uint8Array[]
}
export type App = {
  readonly name: string
  readonly client: Client
  readonly done: Map<number, OpOutcome[]>
  readonly told: Extract<ClientEvent, { type: 'recipe' }>[]
  readonly deeds: RecipeDeed[]
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

/** Names of the children of `parent`, in the order of their making. */
export function childrenOf(e: Ensemble, parent: string): readonly string[] {
  const start = parent === '/' ? '/' : `${parent}/`
  return [...e.znodes.keys()]
    .filter((path) => path !== '/' && path.startsWith(start) && !path.slice(start.length).includes('/'))
    .map((path) => path.slice(start.length))
}
/** Answers one request. */
export function serve(e: Ensemble, link: Link, bytes: Uint8Array): void {
  const reader = new Reader(bytes)
  if (link.session === SESSION_NONE) return handshake(e, link, records.connectRequest.read(reader))
  const { xid, type } = records.requestHeader.read(reader)
  const answer = (bytesOut: Uint8Array): void => void link.toClient.push(bytesOut)
  switch (type) {
    case OpCode.ping:
      return answer(reply(-2, e.zxid))
    case OpCode.sync:
      return answer(reply(xid, e.zxid, records.syncResponse, records.syncRequest.read(reader)))
    case OpCode.setWatches:
      rearm(e, link, { ...records.setWatches.read(reader), persistentWatches: [] })
      return answer(reply(xid, e.zxid))
    case OpCode.setWatches2:
      rearm(e, link, records.setWatches2.read(reader))
      return answer(reply(xid, e.zxid))
    case OpCode.addWatch:
      link.persistent.add(records.addWatchRequest.read(reader).path)
      return answer(reply(xid, e.zxid, records.errorResponse, { err: 0 }))
    case OpCode.removeWatches:
      link.persistent.delete(records.watchTypeRequest.read(reader).path)
      return answer(reply(xid, e.zxid))
    case OpCode.closeSession:
      endSession(e, link.session)
      return answer(reply(xid, e.zxid))
    default:
      return answer(isWrite(type) ? write(e, link.session, type, xid, reader) : read(e, link, type, xid, reader))
  }
}

function read(e: Ensemble, link: Link, type: number, xid: number, reader: Reader): Uint8Array {
  const { path, watch } = records.pathWatchRequest.read(reader)
  const znode = e.znodes.get(path)
  if (watch && type === OpCode.exists) link.watches.add(path)
  if (znode === undefined) return refusal(xid, e.zxid, 'noNode')
  if (watch) (type === OpCode.getChildren ? link.childWatches : link.watches).add(path)
  const { data } = znode
  if (type === OpCode.exists) return reply(xid, e.zxid, records.statResponse, { stat: statOf(znode) })
  if (type === OpCode.getData) return reply(xid, e.zxid, records.getDataResponse, { data, stat: statOf(znode) })
  if (type !== OpCode.getChildren) throw new Error(`the little ensemble does not know operation ${type}`)
  return reply(xid, e.zxid, records.getChildrenResponse, { children: childrenOf(e, path) })
}

function rearm(
  e: Ensemble,
  link: Link,
  wanted: records.SetWatches & { readonly persistentWatches: readonly string[] },
): void {
  const { relativeZxid } = wanted
  const tell = (event: keyof typeof WatchEventType, path: string): void =>
    void link.toClient.push(notification(event, path))
  for (const path of wanted.dataWatches) {
    const znode = e.znodes.get(path)
    if (znode === undefined) tell('nodeDeleted', path)
    else if (znode.mzxid > relativeZxid) tell('nodeDataChanged', path)
    else link.watches.add(path)
  }
  for (const path of wanted.existWatches) {
    if (e.znodes.has(path)) tell('nodeCreated', path)
    else link.watches.add(path)
  }
  for (const path of wanted.childWatches) {
    const znode = e.znodes.get(path)
    if (znode === undefined) tell('nodeDeleted', path)
    else if (znode.pzxid > relativeZxid) tell('nodeChildrenChanged', path)
    else link.childWatches.add(path)
  }
  for (const path of wanted.persistentWatches) link.persistent.add(path)
}

type Result =
  | { readonly path: string; readonly stat: records.Stat }
  | { readonly stat: records.Stat }
  | { readonly deleted: true }
  | { readonly error: KeeperErrorName }
function isWrite(type: number): boolean {
  const writes: readonly number[] = [
    OpCode.create,
    OpCode.create2,
    OpCode.createContainer,
    OpCode.delete,
    OpCode.setData,
    OpCode.multi,
  ]
  return writes.includes(type)
}

function write(e: Ensemble, session: SessionId, type: number, xid: number, reader: Reader): Uint8Array {
  e.zxid = zxidFrom(e.zxid + 1n)
  if (type === OpCode.multi) return multi(e, session, xid, reader)
  const result = writeOne(e, session, type, reader)
  if ('error' in result) return refusal(xid, e.zxid, result.error)
  if ('deleted' in result) return reply(xid, e.zxid)
  if (!('path' in result)) return reply(xid, e.zxid, records.statResponse, result)
  if (type === OpCode.create) return reply(xid, e.zxid, records.createResponse, result)
  return reply(xid, e.zxid, records.create2Response, result)
}

/** Tried on a copy first: a multi happens whole or not at all. */
function multi(e: Ensemble, session: SessionId, xid: number, reader: Reader): Uint8Array {
  const before = structuredClone([...e.znodes])
  const told = e.apps.map(({ link }) => ({ link, count: link?.toClient.length ?? 0 }))
  const results: { readonly type: number; readonly result: Result }[] = []
  let failed = -1
  for (;;) {
    const { type, done } = records.multiHeader.read(reader)
    if (done) break
    const result: Result = failed === -1 ? writeOne(e, session, type, reader) : skip(type, reader)
    if ('error' in result && failed === -1) failed = results.length
    results.push({ type, result })
  }
  if (failed === -1) return reply(xid, e.zxid, resultsSchema, results)
  e.znodes.clear()
  for (const [path, znode] of before) e.znodes.set(path, znode)
  for (const { link, count } of told) link?.toClient.splice(count)
  const errorAt = (i: number): KeeperErrorName => (i < failed ? 'ok' : 'runtimeInconsistency')
  const errors = results.map(({ type, result }, i) => ({
    type,
    result: i === failed ? result : { error: errorAt(i) },
  }))
  return reply(xid, e.zxid, resultsSchema, errors)
}
function skip(type: number, reader: Reader): Result {
  if (type === OpCode.create) records.createRequest.read(reader)
  else if (type === OpCode.setData) records.setDataRequest.read(reader)
  else if (type === OpCode.check) records.checkVersionRequest.read(reader)
  else records.deleteRequest.read(reader)
  return { error: 'runtimeInconsistency' }
}
const resultsSchema: Schema<readonly { readonly type: number; readonly result: Result }[]> = {
  read: () => [],
  write: (writer, results) => {
    for (const { type, result } of results) {
      if ('error' in result) {
        const err = keeperErrorCode(result.error)
        records.multiHeader.write(writer, { type: -1, done: false, err })
        records.errorResponse.write(writer, { err })
        continue
      }
      records.multiHeader.write(writer, { type, done: false, err: 0 })
      if ('path' in result) records.createResponse.write(writer, result)
      else if ('stat' in result) records.statResponse.write(writer, result)
    }
    records.multiHeader.write(writer, { type: -1, done: true, err: -1 })
  },
}

function writeOne(e: Ensemble, session: SessionId, type: number, reader: Reader): Result {
  switch (type) {
    case OpCode.check: {
      const { path, version } = records.checkVersionRequest.read(reader)
      const znode = e.znodes.get(path)
      if (znode === undefined) return { error: 'noNode' }
      return version === -1 || version === znode.version ? { deleted: true } : { error: 'badVersion' }
    }
    case OpCode.delete: {
      const { path, version } = records.deleteRequest.read(reader)
      const znode = e.znodes.get(path)
      if (znode === undefined) return { error: 'noNode' }
      if (version !== -1 && version !== znode.version) return { error: 'badVersion' }
      if (childrenOf(e, path).length > 0) return { error: 'notEmpty' }
      removeAt(e, path)
      return { deleted: true }
    }
    case OpCode.setData: {
      const { path, data, version } = records.setDataRequest.read(reader)
      const znode = e.znodes.get(path)
      if (znode === undefined) return { error: 'noNode' }
      if (version !== -1 && version !== znode.version) return { error: 'badVersion' }
      Object.assign(znode, { data, version: znode.version + 1, mzxid: e.zxid })
      fire(e, 'nodeDataChanged', path)
      return { stat: statOf(znode) }
    }
    default:
      return create(e, session, records.createRequest.read(reader))
  }
}

function statOf({ czxid, mzxid, pzxid, owner, version }: Znode): records.Stat {
  const [created, modified, changed] = [zxidFrom(czxid), zxidFrom(mzxid), zxidFrom(pzxid)]
  return { ...STAT, czxid: created, mzxid: modified, pzxid: changed, ephemeralOwner: owner, version }
}
export function znodeOf(owner: SessionId, mode: CreateMode, data: Uint8Array | null, zxid: bigint): Znode {
  return { owner, mode, data, version: 0, czxid: zxid, mzxid: zxid, pzxid: zxid, created: 0 }
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
function create(e: Ensemble, session: SessionId, request: records.CreateRequest): Result {
  const wanted = request.path ?? ''
  const parentPath = parentOf(wanted)
  const parent = e.znodes.get(parentPath)
  if (parent === undefined) return { error: 'noNode' }
  const mode = createMode(request.flags) ?? 'persistent'
  const path = isSequential(mode) ? `${wanted}${String(parent.created).padStart(10, '0')}` : wanted
  if (e.znodes.has(path)) return { error: 'nodeExists' }
  parent.created += 1
  parent.pzxid = e.zxid
  const znode = znodeOf(isEphemeral(mode) ? session : SESSION_NONE, mode, request.data, e.zxid)
  e.znodes.set(path, znode)
  fire(e, 'nodeCreated', path)
  fire(e, 'nodeChildrenChanged', parentPath)
  return { path, stat: statOf(znode) }
}
/** Somebody deletes `path`; false where it is not there. */
export function remove(e: Ensemble, path: string): boolean {
  e.zxid = zxidFrom(e.zxid + 1n)
  return removeAt(e, path)
}
function removeAt(e: Ensemble, path: string): boolean {
  if (!e.znodes.delete(path)) return false
  const parent = e.znodes.get(parentOf(path))
  if (parent !== undefined) parent.pzxid = e.zxid
  fire(e, 'nodeDeleted', path)
  fire(e, 'nodeChildrenChanged', parentOf(path))
  return true
}
/** Tells whoever watches, each connection once. */
function fire(e: Ensemble, event: keyof typeof WatchEventType, path: string): void {
  for (const { link } of e.apps) {
    if (link === undefined) continue
    const isChild = event === 'nodeChildrenChanged'
    const isHeard = isChild
      ? link.childWatches.delete(path)
      : [link.watches.delete(path), event === 'nodeDeleted' && link.childWatches.delete(path)].includes(true)
    if (isHeard || link.persistent.has(path)) link.toClient.push(notification(event, path))
  }
}
/** The session is over: its ephemerals go. */
export function endSession(e: Ensemble, session: SessionId): void {
  if (session === SESSION_NONE) return
  e.sessions.delete(session)
  for (const [path, znode] of [...e.znodes]) if (znode.owner === session) remove(e, path)
}
