/**
 * Operations as bytes: which opcode the Java client sends for what an application asks, and what is refused before
 * anything is sent (ZooKeeper.java, ZooKeeperAdmin.java).
 */
import { unreachable } from '../../ground/base/assert.ts'
import { pathProblem } from '../../ground/data/path.ts'
import type { Writer } from '../../ground/jute/cursor.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { frameWriter } from '../../ground/jute/frames.ts'
import { isSequential, OpCode, type OpName } from '../../ground/jute/opcodes.ts'
import * as records from '../../ground/jute/records.ts'
import type { Schema } from '../../ground/jute/schema.ts'
import { createNameOf, hasTtl, multiBody, writeCreate } from './multi.ts'
import type { ClientOp, CreateOp, RemovalKind } from './seam.ts'

/** The largest time to live, 2^40 - 1 milliseconds (EphemeralType.TTL.maxValue). */
export const TTL_MS_MAX: number = 2 ** 40 - 1
/** ZooDefs.CONFIG_NODE. */
export const CONFIG_PATH = '/zookeeper/config'

/** WatcherType as it travels. */
const REMOVAL_TYPE: { readonly [K in RemovalKind]: number } = { children: 1, data: 2, any: 3 }
/** AddWatchMode as it travels. */
const ADD_WATCH_MODE = { persistent: 0, persistentRecursive: 1 } as const

/** The operation code that `op` travels under. A removal is a `checkWatches` where others still watch: see `nameOnWire`. */
export function opNameOf(op: ClientOp): OpName {
  switch (op.type) {
    case 'create':
      return createNameOf(op)
    case 'getChildren':
      return op.stat === true ? 'getChildren2' : 'getChildren'
    case 'check':
      return 'multi'
    case 'addAuth':
      return 'auth'
    case 'getConfig':
      return 'getData'
    default:
      return op.type
  }
}

/** The path that `op` is about, for people and watches; undefined where it is about none or several. */
export function pathOf(op: ClientOp): string | undefined {
  switch (op.type) {
    case 'getConfig':
    case 'reconfig':
      return CONFIG_PATH
    case 'getEphemerals':
      return op.prefix
    case 'multi':
    case 'multiRead':
    case 'addAuth':
    case 'whoAmI':
      return undefined
    default:
      return op.path
  }
}

/**
 * Why `op` is not sent at all, or undefined. Paths are checked as PathUtils.validatePath does, a sequential create with a
 * digit behind it: `/a/` is a fine prefix. An empty ACL and a time to live that does not fit the mode are refused too.
 */
export function refuseOp(op: ClientOp): KeeperErrorName | undefined {
  switch (op.type) {
    case 'create':
      return refuseCreate(op)
    case 'setACL':
      return refusePath(op.path) ?? (op.acl.length === 0 ? 'invalidACL' : undefined)
    case 'multi':
      return op.ops.map(refuseOp).find((error) => error !== undefined)
    case 'multiRead':
      return op.ops.map((part) => refusePath(part.path)).find((error) => error !== undefined)
    case 'getEphemerals':
      return refusePath(op.prefix)
    case 'addAuth':
    case 'whoAmI':
    case 'getConfig':
    case 'reconfig':
      return undefined
    default:
      return refusePath(op.path)
  }
}

function refusePath(path: string): KeeperErrorName | undefined {
  return pathProblem(path) === undefined ? undefined : 'badArguments'
}
function refuseCreate(op: CreateOp): KeeperErrorName | undefined {
  const error = refusePath(isSequential(op.mode) ? `${op.path}1` : op.path)
  if (error !== undefined) return error
  if (op.acl.length === 0) return 'invalidACL'
  if (!hasTtl(op)) return op.ttl === undefined ? undefined : 'badArguments'
  const ttl = op.ttl ?? 0
  return Number.isInteger(ttl) && ttl >= 1 && ttl <= TTL_MS_MAX ? undefined : 'badArguments'
}

/** A whole frame: length, header, and the body where the operation has one. */
export function requestFrame<T>(xid: number, name: OpName, schema?: Schema<T>, body?: T): Uint8Array {
  const writer = frameWriter()
  records.requestHeader.write(writer, { xid, type: OpCode[name] })
  if (schema !== undefined && body !== undefined) schema.write(writer, body)
  return writer.framed()
}

/** The frame of `op` with its `xid`, under the operation code of `name`. */
export function encodeOp(xid: number, op: ClientOp, name: OpName = opNameOf(op)): Uint8Array {
  const writer = frameWriter()
  records.requestHeader.write(writer, { xid, type: OpCode[name] })
  writeBody(writer, op)
  return writer.framed()
}

function writeBody(writer: Writer, op: ClientOp): void {
  switch (op.type) {
    case 'create':
      return writeCreate(writer, op)
    case 'delete':
      return records.deleteRequest.write(writer, op)
    case 'setData':
      return records.setDataRequest.write(writer, op)
    case 'exists':
    case 'getData':
    case 'getChildren':
      return records.pathWatchRequest.write(writer, op)
    case 'getConfig':
      return records.pathWatchRequest.write(writer, { path: CONFIG_PATH, watch: op.watch })
    case 'getACL':
    case 'getAllChildrenNumber':
      return records.pathRequest.write(writer, op)
    case 'setACL':
      return records.setAclRequest.write(writer, op)
    case 'sync':
      return records.syncRequest.write(writer, op)
    case 'check':
      return writer.raw(multiBody([op]))
    case 'multi':
    case 'multiRead':
      return writer.raw(multiBody(op.ops))
    case 'getEphemerals':
      return records.getEphemeralsRequest.write(writer, { prefixPath: op.prefix })
    case 'addWatch':
      return records.addWatchRequest.write(writer, { path: op.path, mode: ADD_WATCH_MODE[op.mode] })
    case 'removeWatches':
      return records.watchTypeRequest.write(writer, { path: op.path, type: REMOVAL_TYPE[op.kind] })
    case 'addAuth':
      return records.authPacket.write(writer, { type: 0, scheme: op.scheme, auth: op.auth })
    case 'whoAmI':
      return
    case 'reconfig':
      return records.reconfigRequest.write(writer, {
        joiningServers: op.joining,
        leavingServers: op.leaving,
        newMembers: op.newMembers,
        curConfigId: op.fromConfig,
      })
    default:
      return unreachable(op)
  }
}
