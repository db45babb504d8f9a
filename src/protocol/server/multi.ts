/**
 * The streams of multi (14) and multiRead (22): operations with a header each, closed by a header whose `done` is set.
 *
 * Laws: a stream holds one family only, writes or reads (MultiOperationRecord: anything else can't be read). As in
 * 3.8.0 a create inside a multi is typed anew by its flags (Op.Create.getOpcode): create2 is answered as create, and
 * createContainer without the container flag makes an ordinary znode.
 */
import type { Reader, Writer } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, keeperErrorCode, ProtocolError } from '../../ground/jute/errors.ts'
import { CreateFlag, OpCode } from '../../ground/jute/opcodes.ts'
import {
  type CreateRequest,
  type CreateTtlRequest,
  checkVersionRequest,
  create2Response,
  createRequest,
  createResponse,
  createTtlRequest,
  deleteRequest,
  errorResponse,
  type GetDataResponse,
  getChildrenResponse,
  getDataResponse,
  type MultiHeader,
  multiHeader,
  type PathVersionRequest,
  type SetDataRequest,
  type Stat,
  setDataRequest,
  statResponse,
} from '../../ground/jute/records.ts'
import type { Schema } from '../../ground/jute/schema.ts'

/** The opcodes that make a znode. */
export type CreateOp = 'create' | 'create2' | 'createContainer' | 'createTTL'
/** A create of any kind; `ttl` is -1 where the request has none. */
export type CreateFields = CreateTtlRequest & { readonly op: CreateOp }

/** The fields of a create, whichever record they came in. */
export function createOf({ path, data, acl, flags }: CreateRequest, ttl: number, op: CreateOp): CreateFields {
  return { path, data, acl, flags, ttl, op }
}

/** One part of a multi. */
export type WritePart =
  | { readonly type: 'create'; readonly fields: CreateFields }
  | { readonly type: 'delete'; readonly fields: PathVersionRequest }
  | { readonly type: 'setData'; readonly fields: SetDataRequest }
  | { readonly type: 'check'; readonly fields: PathVersionRequest }
  /** A create that asks for a TTL node and has no ttl: 3.8.0 takes it for another record, which it is not. */
  | { readonly type: 'miscast' }
/** One part of a multiRead; its watch flag is read and means nothing. A null path is found out only when it is looked up. */
export type ReadPart =
  | { readonly type: 'getData' | 'getChildren'; readonly path: string | null }
  /** A write, in a stream of writes: it can be read, but not be done. */
  | { readonly type: 'write' }

/** What came of one part. */
export type PartResult =
  | { readonly type: 'created'; readonly path: string; readonly stat: Stat | undefined }
  | { readonly type: 'deleted' }
  | { readonly type: 'dataSet'; readonly stat: Stat }
  | { readonly type: 'checked' }
  | ({ readonly type: 'data' } & GetDataResponse)
  | { readonly type: 'children'; readonly children: readonly string[] }
  | { readonly type: 'error'; readonly error: KeeperErrorName }

const END: MultiHeader = { type: -1, done: true, err: -1 }

function parts<T>(read: (reader: Reader, type: number) => T): { readonly read: (reader: Reader) => readonly T[] } {
  return {
    read: (reader) => {
      const items: T[] = []
      for (;;) {
        const header = multiHeader.read(reader)
        if (header.done) return items
        items.push(read(reader, header.type))
      }
    },
  }
}

function isTtl(flags: number): boolean {
  return flags === CreateFlag.persistentWithTtl || flags === CreateFlag.persistentSequentialWithTtl
}

function readWrite(reader: Reader, type: number): WritePart {
  switch (type) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer: {
      const fields = createRequest.read(reader)
      if (isTtl(fields.flags)) return { type: 'miscast' }
      const op = fields.flags === CreateFlag.container ? 'createContainer' : 'create'
      return { type: 'create', fields: createOf(fields, -1, op) }
    }
    case OpCode.createTTL: {
      const fields = createTtlRequest.read(reader)
      return { type: 'create', fields: createOf(fields, fields.ttl, 'createTTL') }
    }
    case OpCode.delete:
      return { type: 'delete', fields: deleteRequest.read(reader) }
    case OpCode.setData:
      return { type: 'setData', fields: setDataRequest.read(reader) }
    case OpCode.check:
      return { type: 'check', fields: checkVersionRequest.read(reader) }
    default:
      throw new ProtocolError(`no part of a multi has type ${type}`, reader.offset)
  }
}

function readRead(reader: Reader, type: number): ReadPart {
  if (type !== OpCode.getData && type !== OpCode.getChildren) {
    readWrite(reader, type)
    return { type: 'write' }
  }
  const path = reader.ustring()
  reader.boolean()
  return { type: type === OpCode.getData ? 'getData' : 'getChildren', path }
}

/** Reads the body of a multi. Throws ProtocolError, also on a part that no multi may have (setACL among them). */
export const multiRequest: { readonly read: (reader: Reader) => readonly WritePart[] } = parts(readWrite)
/** Reads the body of a multiRead: reads only, or, as in 3.8.0, writes only. Throws ProtocolError. */
export const multiReadRequest: { readonly read: (reader: Reader) => readonly ReadPart[] } = {
  read: (reader) => {
    const items = parts(readRead).read(reader)
    const writes = items.filter((item) => item.type === 'write').length
    if (writes > 0 && writes < items.length) throw new ProtocolError('reads and writes in one stream', reader.offset)
    return items
  },
}

function put<T>(writer: Writer, type: number, schema: Schema<T>, value: T): void {
  multiHeader.write(writer, { type, done: false, err: 0 })
  schema.write(writer, value)
}

function putResult(writer: Writer, result: PartResult): void {
  switch (result.type) {
    case 'created':
      if (result.stat === undefined) return put(writer, OpCode.create, createResponse, { path: result.path })
      return put(writer, OpCode.create2, create2Response, { path: result.path, stat: result.stat })
    case 'deleted':
      return multiHeader.write(writer, { type: OpCode.delete, done: false, err: 0 })
    case 'checked':
      return multiHeader.write(writer, { type: OpCode.check, done: false, err: 0 })
    case 'dataSet':
      return put(writer, OpCode.setData, statResponse, { stat: result.stat })
    case 'data':
      return put(writer, OpCode.getData, getDataResponse, result)
    case 'children':
      return put(writer, OpCode.getChildren, getChildrenResponse, result)
    case 'error': {
      const err = keeperErrorCode(result.error)
      multiHeader.write(writer, { type: OpCode.error, done: false, err })
      return errorResponse.write(writer, { err })
    }
  }
}

/** The answer to a multi or a multiRead (MultiResponse): a header and a body for each part, then the end. */
export function writeResults(writer: Writer, results: readonly PartResult[]): void {
  for (const result of results) putResult(writer, result)
  multiHeader.write(writer, END)
}
