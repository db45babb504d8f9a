/**
 * Operations as bytes and replies as outcomes: which opcode the Java client sends for what an application asks, which
 * record comes back, which watch a reply leaves, and what is refused before anything is sent (ZooKeeper.java).
 */
import { unreachable } from '../../ground/base/assert.ts'
import { pathProblem } from '../../ground/data/path.ts'
import { type Reader, Writer } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, keeperErrorName, ProtocolError } from '../../ground/jute/errors.ts'
import { frame } from '../../ground/jute/frames.ts'
import { CreateFlag, isSequential, OpCode, type OpName } from '../../ground/jute/opcodes.ts'
import * as records from '../../ground/jute/records.ts'
import type { Schema } from '../../ground/jute/schema.ts'
import type { ClientOp, OpOutcome } from './seam.ts'
import type { WatchTableName } from './watches.ts'

/** The largest time to live, 2^40 - 1 milliseconds (EphemeralType.TTL.maxValue). */
export const TTL_MS_MAX: number = 2 ** 40 - 1

type Create = Extract<ClientOp, { type: 'create' }>

/** The operation code that `op` travels under: containers and TTL nodes have their own. */
export function opNameOf(op: ClientOp): OpName {
  if (op.type !== 'create') return op.type
  if (op.mode === 'container') return 'createContainer'
  return hasTtl(op) ? 'createTTL' : 'create'
}

function hasTtl(op: Create): boolean {
  return op.mode === 'persistentWithTtl' || op.mode === 'persistentSequentialWithTtl'
}

/**
 * Why `op` is not sent at all, or undefined. Paths are checked as PathUtils.validatePath does, a sequential create with a
 * digit behind it: `/a/` is a fine prefix. An empty ACL and a time to live that does not fit the mode are refused too.
 */
export function refuseOp(op: ClientOp): KeeperErrorName | undefined {
  const isPrefix = op.type === 'create' && isSequential(op.mode)
  if (pathProblem(isPrefix ? `${op.path}1` : op.path) !== undefined) return 'badArguments'
  if (op.type !== 'create') return undefined
  if (op.acl.length === 0) return 'invalidACL'
  if (!hasTtl(op)) return op.ttl === undefined ? undefined : 'badArguments'
  const ttl = op.ttl ?? 0
  return Number.isInteger(ttl) && ttl >= 1 && ttl <= TTL_MS_MAX ? undefined : 'badArguments'
}

/** A whole frame: length, header, and the body where the operation has one. */
export function requestFrame<T>(xid: number, name: OpName, schema?: Schema<T>, body?: T): Uint8Array {
  const writer = new Writer()
  records.requestHeader.write(writer, { xid, type: OpCode[name] })
  if (schema !== undefined && body !== undefined) schema.write(writer, body)
  return frame(writer.bytes())
}

/** The frame of `op` with its `xid`. */
export function encodeOp(xid: number, op: ClientOp): Uint8Array {
  const name = opNameOf(op)
  switch (op.type) {
    case 'create': {
      const body = { path: op.path, data: op.data, acl: op.acl, flags: CreateFlag[op.mode] }
      if (name !== 'createTTL') return requestFrame(xid, name, records.createRequest, body)
      return requestFrame(xid, name, records.createTtlRequest, { ...body, ttl: op.ttl ?? 0 })
    }
    case 'delete':
      return requestFrame(xid, name, records.deleteRequest, op)
    case 'setData':
      return requestFrame(xid, name, records.setDataRequest, op)
    case 'exists':
    case 'getData':
    case 'getChildren':
      return requestFrame(xid, name, records.pathWatchRequest, op)
    case 'sync':
      return requestFrame(xid, name, records.syncRequest, op)
    default:
      return unreachable(op)
  }
}

/** The outcome of `op` from a reply's error code and body. Throws ProtocolError on an unknown code or a malformed body. */
export function decodeOutcome(op: ClientOp, err: number, reader: Reader): OpOutcome {
  const error = keeperErrorName(err)
  if (error === undefined) throw new ProtocolError(`no error has the code ${err}`)
  if (error !== 'ok') return { ok: false, error }
  switch (op.type) {
    case 'create':
      if (opNameOf(op) === 'create') return { ok: true, ...records.createResponse.read(reader) }
      return { ok: true, ...records.create2Response.read(reader) }
    case 'delete':
      return { ok: true }
    case 'exists':
    case 'setData':
      return { ok: true, ...records.statResponse.read(reader) }
    case 'getData':
      return { ok: true, ...records.getDataResponse.read(reader) }
    case 'getChildren':
      return { ok: true, ...records.getChildrenResponse.read(reader) }
    case 'sync':
      return { ok: true, path: records.syncResponse.read(reader).path ?? '' }
    default:
      return unreachable(op)
  }
}

/** The table that takes the watch of `op` once `outcome` is there, or undefined where it leaves none (ZooKeeper.java, WatchRegistration). */
export function watchLeftBy(op: ClientOp, outcome: OpOutcome): WatchTableName | undefined {
  if (!('watch' in op) || !op.watch) return undefined
  if (!outcome.ok) return op.type === 'exists' && outcome.error === 'noNode' ? 'exist' : undefined
  return op.type === 'getChildren' ? 'child' : 'data'
}
