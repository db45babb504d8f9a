/**
 * Transactions as they stand in the log and in PROPOSAL and INFORM packets: header, body by the header's type, and the
 * digest of the tree after it (absent on error transactions).
 */
import type { SessionId, Zxid } from '../ids.ts'
import { copyOf } from './blocks.ts'
import { Reader, Writer } from './cursor.ts'
import { ProtocolError } from './errors.ts'
import { OpCode } from './opcodes.ts'
import { type Acl, acl } from './records.ts'
import { boolean, buffer, int, long, longNumber, record, type Schema, ustring, vector } from './schema.ts'

/** 32 bytes; `time` is the leader's wall clock in milliseconds since 1970. */
export type TxnHeader = {
  readonly clientId: SessionId
  readonly cxid: number
  readonly zxid: Zxid
  readonly time: number
  readonly type: number
}
const session: Schema<SessionId> = long<SessionId>()
const zxid: Schema<Zxid> = long<Zxid>()
export const txnHeader: Schema<TxnHeader> = record<TxnHeader>(
  { clientId: session, cxid: int, zxid, time: longNumber(), type: int },
  {
    read: (r) => ({
      clientId: session.read(r),
      cxid: r.int(),
      zxid: zxid.read(r),
      time: r.longNumber(),
      type: r.int(),
    }),
    write: (w, v) => {
      w.long(v.clientId)
      w.int(v.cxid)
      w.long(v.zxid)
      w.longNumber(v.time)
      w.int(v.type)
    },
  },
)

/**
 * What a transaction does. Sequence numbers are already in the path, ACLs already expanded, versions are the new ones;
 * `parentCVersion` is the parent's creation counter after this create.
 */
export type Txn =
  | { readonly type: 'createSession'; readonly timeOut: number }
  | { readonly type: 'closeSession'; readonly paths: readonly string[] }
  | {
      readonly type: 'create'
      readonly withStat: boolean
      readonly path: string
      readonly data: Uint8Array | null
      readonly acl: readonly Acl[]
      readonly ephemeral: boolean
      readonly parentCVersion: number
    }
  | {
      readonly type: 'createContainer'
      readonly path: string
      readonly data: Uint8Array | null
      readonly acl: readonly Acl[]
      readonly parentCVersion: number
    }
  | {
      readonly type: 'createTTL'
      readonly path: string
      readonly data: Uint8Array | null
      readonly acl: readonly Acl[]
      readonly parentCVersion: number
      readonly ttl: number
    }
  | { readonly type: 'delete'; readonly path: string }
  | { readonly type: 'deleteContainer'; readonly path: string }
  | { readonly type: 'setData'; readonly path: string; readonly data: Uint8Array | null; readonly version: number }
  | { readonly type: 'reconfig'; readonly path: string; readonly data: Uint8Array | null; readonly version: number }
  | { readonly type: 'setACL'; readonly path: string; readonly acl: readonly Acl[]; readonly version: number }
  | { readonly type: 'check'; readonly path: string; readonly version: number }
  | { readonly type: 'error'; readonly err: number }
  | { readonly type: 'multi'; readonly txns: readonly Txn[] }

/** The tree's digest after the transaction (`version` 2: CRC-32 of each node, summed modulo 2^64). */
export type TxnDigest = { readonly version: number; readonly treeDigest: bigint }
export type TxnRecord = { readonly header: TxnHeader; readonly txn: Txn; readonly digest: TxnDigest | null }

type BodyOf<K extends Txn['type']> = Omit<Extract<Txn, { type: K }>, 'type'>
const digestSchema: Schema<TxnDigest> = record<TxnDigest>(
  { version: int, treeDigest: long<bigint>() },
  {
    read: (r) => ({ version: r.int(), treeDigest: r.long() }),
    write: (w, v) => {
      w.int(v.version)
      w.long(v.treeDigest)
    },
  },
)
const acls: Schema<readonly Acl[]> = vector(acl)
const createBody: Schema<Omit<BodyOf<'create'>, 'withStat'>> = record<Omit<BodyOf<'create'>, 'withStat'>>(
  { path: ustring, data: buffer, acl: acls, ephemeral: boolean, parentCVersion: int },
  {
    read: (r) => ({
      path: ustring.read(r),
      data: r.buffer(),
      acl: acls.read(r),
      ephemeral: r.boolean(),
      parentCVersion: r.int(),
    }),
    write: (w, v) => {
      w.ustring(v.path)
      w.buffer(v.data)
      acls.write(w, v.acl)
      w.boolean(v.ephemeral)
      w.int(v.parentCVersion)
    },
  },
)
const containerBody: Schema<BodyOf<'createContainer'>> = record<BodyOf<'createContainer'>>({
  path: ustring,
  data: buffer,
  acl: vector(acl),
  parentCVersion: int,
})
const ttlBody: Schema<BodyOf<'createTTL'>> = record<BodyOf<'createTTL'>>({
  path: ustring,
  data: buffer,
  acl: vector(acl),
  parentCVersion: int,
  ttl: longNumber(),
})
const pathBody: Schema<{ readonly path: string }> = record<{ readonly path: string }>({ path: ustring })
const dataBody: Schema<BodyOf<'setData'>> = record<BodyOf<'setData'>>(
  { path: ustring, data: buffer, version: int },
  {
    read: (r) => ({ path: ustring.read(r), data: r.buffer(), version: r.int() }),
    write: (w, v) => {
      w.ustring(v.path)
      w.buffer(v.data)
      w.int(v.version)
    },
  },
)
const aclBody: Schema<BodyOf<'setACL'>> = record<BodyOf<'setACL'>>({ path: ustring, acl: vector(acl), version: int })
const checkBody: Schema<BodyOf<'check'>> = record<BodyOf<'check'>>({ path: ustring, version: int })
const sessionBody: Schema<BodyOf<'createSession'>> = record<BodyOf<'createSession'>>({ timeOut: int })
const closeBody: Schema<BodyOf<'closeSession'>> = record<BodyOf<'closeSession'>>({ paths: vector(ustring) })
const errorBody: Schema<BodyOf<'error'>> = record<BodyOf<'error'>>({ err: int })
type Part = { readonly type: number; readonly data: Uint8Array | null }
const part: Schema<Part> = record<Part>({ type: int, data: buffer })
const parts: Schema<readonly Part[]> = vector(part)

/** The opcode that a transaction's header carries. */
export function txnOpCode(txn: Txn): number {
  return txn.type === 'create' && txn.withStat ? OpCode.create2 : OpCode[txn.type]
}

function readData(reader: Reader, type: 'setData' | 'reconfig'): Txn {
  const { path, data, version } = dataBody.read(reader)
  return { type, path, data, version }
}
/** Bodies become transactions field by field: a literal with a spread in it is copied name by name. */
function readCreate(reader: Reader, withStat: boolean): Txn {
  const { path, data, acl, ephemeral, parentCVersion } = createBody.read(reader)
  return { type: 'create', withStat, path, data, acl, ephemeral, parentCVersion }
}

/** Reads the body of a transaction of `opCode`. Throws ProtocolError on an opcode that no transaction has. */
export function readTxn(reader: Reader, opCode: number): Txn {
  switch (opCode) {
    case OpCode.createSession:
      return { type: 'createSession', ...sessionBody.read(reader) }
    // Logs before 3.6 have no body here.
    case OpCode.closeSession:
      return reader.remaining === 0
        ? { type: 'closeSession', paths: [] }
        : { type: 'closeSession', ...closeBody.read(reader) }
    case OpCode.create:
      return readCreate(reader, false)
    case OpCode.create2:
      return readCreate(reader, true)
    case OpCode.createContainer:
      return { type: 'createContainer', ...containerBody.read(reader) }
    case OpCode.createTTL:
      return { type: 'createTTL', ...ttlBody.read(reader) }
    case OpCode.delete:
      return { type: 'delete', path: ustring.read(reader) }
    case OpCode.deleteContainer:
      return { type: 'deleteContainer', path: ustring.read(reader) }
    case OpCode.setData:
      return readData(reader, 'setData')
    case OpCode.reconfig:
      return readData(reader, 'reconfig')
    case OpCode.setACL:
      return { type: 'setACL', ...aclBody.read(reader) }
    case OpCode.check:
      return { type: 'check', ...checkBody.read(reader) }
    case OpCode.error:
      return { type: 'error', ...errorBody.read(reader) }
    case OpCode.multi:
      return {
        type: 'multi',
        txns: parts.read(reader).map(readPart),
      }
    default:
      throw new ProtocolError(`no transaction has type ${opCode}`, reader.offset)
  }
}

/** Transactions that stand alone: inside a multi they are malformed (DataTree.processTxn: "Invalid type of op"). */
const ALONE: ReadonlySet<number> = new Set([OpCode.multi, OpCode.createSession, OpCode.closeSession])
function readPart({ type, data }: Part): Txn {
  if (ALONE.has(type)) throw new ProtocolError(`a transaction of type ${type} can't be part of a multi`)
  return readTxn(new Reader(data ?? new Uint8Array()), type)
}

export function writeTxn(writer: Writer, txn: Txn): void {
  switch (txn.type) {
    case 'createSession':
      return sessionBody.write(writer, txn)
    case 'closeSession':
      return closeBody.write(writer, txn)
    case 'create':
      return createBody.write(writer, txn)
    case 'createContainer':
      return containerBody.write(writer, txn)
    case 'createTTL':
      return ttlBody.write(writer, txn)
    case 'delete':
    case 'deleteContainer':
      return pathBody.write(writer, txn)
    case 'setData':
    case 'reconfig':
      return dataBody.write(writer, txn)
    case 'setACL':
      return aclBody.write(writer, txn)
    case 'check':
      return checkBody.write(writer, txn)
    case 'error':
      return errorBody.write(writer, txn)
    case 'multi':
      return parts.write(
        writer,
        txn.txns.map((sub) => ({ type: txnOpCode(sub), data: encodeTxn(sub) })),
      )
  }
}

function encodeTxn(txn: Txn): Uint8Array {
  const writer = new Writer()
  writeTxn(writer, txn)
  return writer.bytes()
}

/** Header, body and digest: a log record's transaction bytes, and the payload of PROPOSAL and INFORM. */
export function encodeTxnRecord(value: TxnRecord): Uint8Array {
  const writer = new Writer()
  txnHeader.write(writer, value.header)
  writeTxn(writer, value.txn)
  if (value.digest !== null) digestSchema.write(writer, value.digest)
  return writer.bytes()
}

export function decodeTxnRecord(bytes: Uint8Array): TxnRecord {
  return readTxnRecord(new Reader(bytes))
}
/** The same from a reader, which may note where each field stands. */

/** A transaction with the bytes that it was read from. */
export type ReadTxn = { readonly bytes: Uint8Array; readonly record: TxnRecord }
/** Places for transactions that were read lately: by the last byte of the zxid, behind client id and cxid. */
const lately: (ReadTxn | undefined)[] = Array.from({ length: 256 }, () => undefined)
const LAST_OF_ZXID = 19
const LATELY_BYTES_MAX = 4096

/**
 * `decodeTxnRecord`, once for all who read the same bytes: where many servers share a thread each of them gets every
 * proposal. Bytes and record are then one object for all, and nobody changes either; the bytes are a copy, which may be
 * kept. Throws ProtocolError.
 */
export function readTxnOnce(bytes: Uint8Array): ReadTxn {
  const place = bytes[LAST_OF_ZXID] ?? 0
  const known = lately[place]
  if (known !== undefined && equalBytes(known.bytes, bytes)) return known
  const read: ReadTxn = { bytes: copyOf(bytes, 0, bytes.length), record: decodeTxnRecord(bytes) }
  if (bytes.length <= LATELY_BYTES_MAX) lately[place] = read
  return read
}
function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export function readTxnRecord(reader: Reader): TxnRecord {
  const header = txnHeader.read(reader)
  const txn = readTxn(reader, header.type)
  return { header, txn, digest: reader.remaining >= 12 ? digestSchema.read(reader) : null }
}
