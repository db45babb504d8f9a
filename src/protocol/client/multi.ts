/**
 * The client's half of multi (14) and multiRead (22): parts with a header each out, results with a header each back
 * (MultiOperationRecord, MultiResponse). A multi that failed is answered with the error 0 and says in its results which
 * part it was (ZooKeeper.multiInternal).
 */
import { unreachable } from '../../ground/base/assert.ts'
import { type Reader, Writer } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, keeperErrorName, ProtocolError } from '../../ground/jute/errors.ts'
import { CreateFlag, OpCode, type OpName } from '../../ground/jute/opcodes.ts'
import * as records from '../../ground/jute/records.ts'
import type { Schema } from '../../ground/jute/schema.ts'
import type { CreateOp, MultiPart, MultiReadPart, OpOutcome, PartOutcome } from './seam.ts'

/** Whether a create asks for a time to live. */
export function hasTtl(op: CreateOp): boolean {
  return op.mode === 'persistentWithTtl' || op.mode === 'persistentSequentialWithTtl'
}
/** The operation code that a create travels under: containers and TTL nodes have their own, a wish for the stat too. */
export function createNameOf(op: CreateOp): 'create' | 'create2' | 'createContainer' | 'createTTL' {
  if (op.mode === 'container') return 'createContainer'
  if (hasTtl(op)) return 'createTTL'
  return op.stat === true ? 'create2' : 'create'
}
/** The record of a create. */
export function writeCreate(writer: Writer, op: CreateOp): void {
  const body = { path: op.path, data: op.data, acl: op.acl, flags: CreateFlag[op.mode] }
  if (hasTtl(op)) records.createTtlRequest.write(writer, { ...body, ttl: op.ttl ?? 0 })
  else records.createRequest.write(writer, body)
}

/** The body of a multi or a multiRead. */
export function multiBody(ops: readonly (MultiPart | MultiReadPart)[]): Uint8Array {
  const writer = new Writer()
  for (const op of ops) {
    const name: OpName = op.type === 'create' ? createNameOf(op) : op.type
    records.multiHeader.write(writer, { type: OpCode[name], done: false, err: -1 })
    writePart(writer, op)
  }
  records.multiHeader.write(writer, { type: -1, done: true, err: -1 })
  return writer.bytes()
}

function writePart(writer: Writer, op: MultiPart | MultiReadPart): void {
  switch (op.type) {
    case 'create':
      return writeCreate(writer, op)
    case 'delete':
      return records.deleteRequest.write(writer, op)
    case 'check':
      return records.checkVersionRequest.write(writer, op)
    case 'setData':
      return records.setDataRequest.write(writer, op)
    case 'getData':
    case 'getChildren':
      return records.pathWatchRequest.write(writer, { path: op.path, watch: false })
    default:
      return unreachable(op)
  }
}

/** The results up to the closing header. Throws ProtocolError where a result is of no known type or breaks off. */
export function readResults(reader: Reader): readonly PartOutcome[] {
  const results: PartOutcome[] = []
  for (;;) {
    const header = records.multiHeader.read(reader)
    if (header.done) return results
    results.push(readResult(header.type, reader))
  }
}

function readResult(type: number, reader: Reader): PartOutcome {
  switch (type) {
    case OpCode.create:
      return given(records.createResponse, reader)
    case OpCode.create2:
      return given(records.create2Response, reader)
    case OpCode.setData:
      return given(records.statResponse, reader)
    case OpCode.getData:
      return given(records.getDataResponse, reader)
    case OpCode.getChildren:
      return given(records.getChildrenResponse, reader)
    case OpCode.delete:
    case OpCode.check:
      return { ok: true }
    case OpCode.error:
      return { ok: false, error: errorOf(records.errorResponse.read(reader).err) }
    default:
      throw new ProtocolError(`no result of a multi has the type ${type}`, reader.offset)
  }
}

function given<T extends object>(schema: Schema<T>, reader: Reader): PartOutcome & T {
  return { ok: true, ...schema.read(reader) }
}

/** The error with this code. Throws ProtocolError where there is none. */
export function errorOf(code: number): KeeperErrorName {
  const error = keeperErrorName(code)
  if (error === undefined) throw new ProtocolError(`no error has the code ${code}`)
  return error
}

/** What came of a multi as a whole: the first error of its parts is its own. */
export function multiOutcome(results: readonly PartOutcome[]): OpOutcome {
  for (const result of results) {
    if (!result.ok && result.error !== 'ok') return { ok: false, error: result.error, results }
  }
  return { ok: true, results }
}
