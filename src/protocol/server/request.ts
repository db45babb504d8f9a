/**
 * What a client asks: one table says of each operation who answers it and how its body is read.
 *
 * `write`: becomes a transaction with a zxid of its own, even where it fails. `read`: answered by the server that the
 * client is attached to, from its own tree. `sync`: a round trip to the leader, then answered like a read.
 * `connection`: about the connection's identity (auth, sasl), not about the tree. An operation that is not in the table
 * is unimplemented; so is a bare `check` (13), as in 3.8.5: 3.8.0 logs it as a transaction that no server can read again.
 */
import type { SessionId } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { OpCode, type OpName } from '../../ground/jute/opcodes.ts'
import {
  addWatchRequest,
  createRequest,
  createTtlRequest,
  deleteRequest,
  getEphemeralsRequest,
  type Id,
  pathRequest,
  pathWatchRequest,
  reconfigRequest,
  setAclRequest,
  setDataRequest,
  setWatches,
  setWatches2,
  syncRequest,
  watchTypeRequest,
} from '../../ground/jute/records.ts'
import { int, record, type Schema } from '../../ground/jute/schema.ts'
import { multiReadRequest, multiRequest } from './multi.ts'

/** One request on its way: `body` is what follows the request header, `identities` those of the connection when it was read. */
export type Request = {
  readonly session: SessionId
  readonly cxid: number
  readonly op: number
  readonly body: Uint8Array
  readonly identities: readonly Id[]
}

/** The body of createSession as it travels to the leader: the negotiated timeout in milliseconds. */
export type CreateSessionRequest = { readonly timeOut: number }
export const createSessionRequest: Schema<CreateSessionRequest> = record<CreateSessionRequest>({ timeOut: int })

export type OpKind = 'write' | 'read' | 'sync' | 'connection'
/** `body` reads what follows the header (undefined: nothing does); `path`: the body begins with the path that it is about. */
export type Op = {
  readonly name: OpName
  readonly kind: OpKind
  readonly body: { readonly read: (reader: Reader) => unknown } | undefined
  readonly path: boolean
}

function row(name: OpName, kind: OpKind, body: Op['body'], path: boolean): readonly [number, Op] {
  return [OpCode[name], { name, kind, body, path }]
}

/** Every operation that a server answers, by its code. */
export const ops: ReadonlyMap<number, Op> = new Map([
  row('create', 'write', createRequest, true),
  row('create2', 'write', createRequest, true),
  row('createContainer', 'write', createRequest, true),
  row('createTTL', 'write', createTtlRequest, true),
  row('delete', 'write', deleteRequest, true),
  row('deleteContainer', 'write', pathRequest, true),
  row('setData', 'write', setDataRequest, true),
  row('setACL', 'write', setAclRequest, true),
  row('multi', 'write', multiRequest, false),
  row('reconfig', 'write', reconfigRequest, false),
  row('createSession', 'write', createSessionRequest, false),
  row('closeSession', 'write', undefined, false),
  row('exists', 'read', pathWatchRequest, true),
  row('getData', 'read', pathWatchRequest, true),
  row('getChildren', 'read', pathWatchRequest, true),
  row('getChildren2', 'read', pathWatchRequest, true),
  row('getACL', 'read', pathRequest, true),
  row('getAllChildrenNumber', 'read', pathRequest, true),
  row('getEphemerals', 'read', getEphemeralsRequest, true),
  row('multiRead', 'read', multiReadRequest, false),
  row('addWatch', 'read', addWatchRequest, true),
  row('removeWatches', 'read', watchTypeRequest, true),
  row('checkWatches', 'read', watchTypeRequest, true),
  row('setWatches', 'read', setWatches, false),
  row('setWatches2', 'read', setWatches2, false),
  row('whoAmI', 'read', undefined, false),
  row('ping', 'read', undefined, false),
  row('sync', 'sync', syncRequest, true),
  row('auth', 'connection', undefined, false),
  row('sasl', 'connection', undefined, false),
])

/** The same by place: every request asks more than once. Codes begin at LOWEST, which closeSession has. */
const LOWEST = OpCode.closeSession
const byPlace: (Op | undefined)[] = []
for (let code = LOWEST; code <= Math.max(...ops.keys()); code++) byPlace.push(ops.get(code))
function opOf(code: number): Op | undefined {
  return byPlace[code - LOWEST]
}

/** Whether the operation becomes a transaction that a quorum must commit (CommitProcessor.needCommit, sync apart). */
export function needsCommit(op: number): boolean {
  return opOf(op)?.kind === 'write'
}
/** Whether `answerRead` answers it without asking anybody: sync, which it answers too, needs the leader's word first. */
export function isRead(op: number): boolean {
  return opOf(op)?.kind === 'read'
}

/** The path that a request is about, for people; undefined where it has none or can't be read. Never throws. */
export function pathOfRequest(request: Pick<Request, 'op' | 'body'>): string | undefined {
  if (opOf(request.op)?.path !== true) return undefined
  try {
    return new Reader(request.body).ustring() ?? undefined
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
