/**
 * The transaction log in ZooKeeper's own format (FileTxnLog): 16 bytes of header, then records of
 * { Adler-32 as a long, length int, transaction bytes, 'B' }; zeros after the last record are preallocated space.
 * The checksum covers the transaction bytes only.
 *
 * What a record that can't be read means. A write that was torn by a crash leaves a prefix of the record, then nothing
 * or zeros; the records before it are whole, and none comes after it. So:
 * 1. Only zeros are left: the log ends here, clean.
 * 2. A valid record stands anywhere behind: damage. Cutting there would lose what was acknowledged.
 * 3. The record ends beyond the file, or has zeros from its trailer on: torn. But where the bytes that are left do match
 *    the checksum, the length was falsified and the record is whole: damage.
 * 4. The record is whole, its checksum is wrong, and only zeros follow. In the newest file it may be a torn write that
 *    was never acknowledged: torn. In an earlier file it was followed by other writes: damage.
 * 5. Anything else (a length that can't be, a trailer that is neither 'B' nor zero, an unknown transaction): damage.
 * ZooKeeper itself ends silently at 2 and 3, and refuses to start at 4.
 */

import { adler32 } from '../base/checksum.ts'
import { mut } from '../base/mut.ts'
import type { Zxid } from '../ids.ts'
import { roomFor } from '../jute/blocks.ts'
import { FIELD_BYTES_MAX } from '../jute/cursor.ts'
import { ProtocolError } from '../jute/errors.ts'
import { decodeTxnRecord, type TxnRecord } from '../jute/txns.ts'
import { zxidFileName } from './folder.ts'

/** Magic "ZKLG", version 2, dbid 0. */
export const LOG_HEADER: Uint8Array = Uint8Array.of(0x5a, 0x4b, 0x4c, 0x47, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
const LOG_VERSION = 2
const HEAD_BYTES = 12
const TRAILER = 0x42
/** The smallest transaction: its 32-byte header (closeSession before 3.6 has no body). */
const TXN_BYTES_MIN = 32

/** One record: `bytes` are the transaction bytes (a view into the file), `end` is the file offset after the record. */
export type LogEntry = {
  readonly zxid: Zxid
  readonly record: TxnRecord
  readonly bytes: Uint8Array
  readonly end: number
}
/** Why a log can't be read on: the byte offset of the bad record, and what is wrong, in words with that offset. */
export type LogDamage = { readonly damage: string; readonly offset: number }
/**
 * What a log file holds. `validLength`: the length to cut the file to, which drops padding and a torn tail. `tornBytes`:
 * how many bytes of a torn record there are (0 when the end is clean).
 */
export type LogReading = {
  readonly entries: readonly LogEntry[]
  readonly validLength: number
  readonly end: 'clean' | 'torn' | LogDamage
  readonly tornBytes: number
}
/** Whether a file is the newest log: only there can a whole record with a wrong checksum be a torn write (rule 4). */
export type LogPlace = 'last' | 'earlier'

/** `version-2/log.<hex>`: named after its first transaction. */
export function logFileName(zxid: Zxid): string {
  return zxidFileName('log', zxid)
}

/** Places for entries that were made lately, by the last byte of their zxid, behind client id and cxid. */
const lately: ({ readonly record: Uint8Array; readonly entry: Uint8Array } | undefined)[] = Array.from(
  { length: 256 },
  () => undefined,
)
const LAST_OF_ZXID = 19
const LATELY_BYTES_MAX = 4096

/**
 * A record of the log: checksum, length, the transaction bytes, 'B'. Where many servers share a thread each of them logs the
 * same bytes (`readTxnOnce`), and the entry is one for all, too: nobody changes either.
 */
export function encodeLogEntry(record: Uint8Array): Uint8Array {
  const place = record[LAST_OF_ZXID] ?? 0
  const known = lately[place]
  if (known?.record === record) return known.entry
  const entry = newEntry(record)
  if (record.length <= LATELY_BYTES_MAX) lately[place] = { record, entry }
  return entry
}
function newEntry(record: Uint8Array): Uint8Array {
  const bytes = roomFor(HEAD_BYTES + record.length + 1)
  putInt(bytes, 4, adler32(record))
  putInt(bytes, 8, record.length)
  bytes.set(record, HEAD_BYTES)
  bytes[bytes.length - 1] = TRAILER
  return bytes
}

function putInt(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

/** Reads a log file from its beginning. Never throws: what can't be read is told in `end`. */
export function readLog(bytes: Uint8Array, place: LogPlace = 'last'): LogReading {
  const used = lengthWithoutZeros(bytes)
  const wrong = LOG_HEADER.findIndex((byte, i) => bytes[i] !== byte)
  if (wrong !== -1) {
    // A header that was torn: no record was ever there (3.9 removes such a file as well).
    if (used <= wrong) return { entries: [], validLength: 0, end: 'torn', tornBytes: bytes.length }
    return { entries: [], validLength: 0, ...headerDamage(bytes) }
  }
  const entries: LogEntry[] = []
  let at = LOG_HEADER.length
  while (at < used) {
    const entry = entryAt(bytes, at)
    // Zoo 32: Protocol-aware recovery.
    if (entry.type === 'bad' && mut('badMiddleIsEnd'))
      return { entries, validLength: at, end: 'torn', tornBytes: used - at }
    if (entry.type === 'bad') return { entries, validLength: at, ...endAt(bytes, at, used, entry, place) }
    entries.push(entry.entry)
    at = entry.entry.end
  }
  return { entries, validLength: at, end: 'clean', tornBytes: 0 }
}

/** Which of the header's three fields is wrong. */
function headerDamage(bytes: Uint8Array): Pick<LogReading, 'end' | 'tornBytes'> {
  if (LOG_HEADER.subarray(0, 4).some((byte, i) => bytes[i] !== byte))
    return damaged(0, 'the file does not begin with ZKLG')
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (bytes.length < LOG_HEADER.length) return damaged(bytes.length, 'the file ends within its header')
  if (view.getInt32(4) !== LOG_VERSION) return damaged(4, `unknown version ${view.getInt32(4)}`)
  return damaged(8, `database id ${view.getBigInt64(8)} instead of 0`)
}

/** The file offset where an entry begins: 12 bytes of head before, one byte of trailer behind its transaction. */
export function startOfEntry(entry: LogEntry): number {
  return entry.end - entry.bytes.length - HEAD_BYTES - 1
}

/** A record, or why there is none; `recordEnd` where its length says that it ends. */
type Attempt =
  | { readonly type: 'good'; readonly entry: LogEntry }
  | { readonly type: 'bad'; readonly why: Flaw; readonly recordEnd: number }
type Flaw = 'cut' | 'length' | 'trailer' | 'checksum' | 'transaction'

function flawed(why: Flaw, recordEnd: number): Attempt {
  return { type: 'bad', why, recordEnd }
}

function entryAt(bytes: Uint8Array, at: number): Attempt {
  if (at + HEAD_BYTES > bytes.length) return flawed('cut', at + HEAD_BYTES)
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  const length = view.getInt32(8)
  const recordEnd = at + HEAD_BYTES + length + 1
  if (length < TXN_BYTES_MIN || length > FIELD_BYTES_MAX) return flawed('length', recordEnd)
  if (recordEnd > bytes.length) return flawed('cut', recordEnd)
  if (bytes[recordEnd - 1] !== TRAILER) return flawed('trailer', recordEnd)
  const txn = bytes.subarray(at + HEAD_BYTES, recordEnd - 1)
  const isSound = view.getUint32(0) === 0 && view.getUint32(4) === adler32(txn)
  // Zoo 31: FileTxnLog.
  if (!isSound && !mut('checksumIgnored')) return flawed('checksum', recordEnd)
  try {
    const record = decodeTxnRecord(txn)
    return { type: 'good', entry: { zxid: record.header.zxid, record, bytes: txn, end: recordEnd } }
  } catch (error) {
    if (error instanceof ProtocolError) return flawed('transaction', recordEnd)
    throw error
  }
}

const REASONS: { readonly [K in Flaw]: string } = {
  cut: 'ends beyond the file',
  length: 'has a length that can not be',
  trailer: 'has no end mark',
  checksum: 'does not match its checksum',
  transaction: 'holds no known transaction',
}

/** What the bad record at `at` means: rules 2 to 5 above. `used`: the file without the zeros at its end. */
function endAt(
  bytes: Uint8Array,
  at: number,
  used: number,
  bad: Extract<Attempt, { type: 'bad' }>,
  place: LogPlace,
): Pick<LogReading, 'end' | 'tornBytes'> {
  const what = `the record at byte ${at} ${REASONS[bad.why]}`
  const later = nextRecord(bytes, at + 1, used)
  if (later !== undefined) return damaged(at, `${what}, and a valid record follows at byte ${later}`)
  if (isWholeButForLength(bytes, at, used)) return damaged(at, `${what}, but its bytes match the checksum`)
  const torn: Pick<LogReading, 'end' | 'tornBytes'> = { end: 'torn', tornBytes: used - at }
  switch (bad.why) {
    case 'cut':
      return torn
    // A length of which only the first bytes were written is smaller than the true one; nothing stands behind it.
    case 'length':
      return used <= at + HEAD_BYTES && bad.recordEnd > at + HEAD_BYTES ? torn : damaged(at, what)
    case 'trailer':
      return used < bad.recordEnd ? torn : damaged(at, what)
    case 'checksum':
      return place === 'last' && used === bad.recordEnd ? torn : damaged(at, what)
    case 'transaction':
      return damaged(at, what)
  }
}

function damaged(offset: number, damage: string): Pick<LogReading, 'end' | 'tornBytes'> {
  return { end: { damage, offset }, tornBytes: 0 }
}

/** Where the next valid record begins, searched byte by byte, or undefined. */
function nextRecord(bytes: Uint8Array, from: number, used: number): number | undefined {
  for (let at = from; at + HEAD_BYTES + TXN_BYTES_MIN < used; at++) {
    // The checksum's upper half is zero: this rules out nearly all places at once.
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0) {
      if (entryAt(bytes, at).type === 'good') return at
    }
  }
  return undefined
}

/** Whether all that is left, taken as one record, matches the checksum: then only its length is wrong (rule 3). */
function isWholeButForLength(bytes: Uint8Array, at: number, used: number): boolean {
  if (used - at < HEAD_BYTES + TXN_BYTES_MIN + 1 || bytes[used - 1] !== TRAILER) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  return view.getUint32(4) === adler32(bytes.subarray(at + HEAD_BYTES, used - 1)) && lengthIsWrong(view, used - at)
}
function lengthIsWrong(view: DataView, size: number): boolean {
  return view.getInt32(8) !== size - HEAD_BYTES - 1
}

/** The length of `bytes` without the zeros at their end. */
function lengthWithoutZeros(bytes: Uint8Array): number {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length--
  return length
}
