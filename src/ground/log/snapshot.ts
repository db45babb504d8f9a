/**
 * A snapshot file in ZooKeeper's own format (FileSnap): header, the tree's image, seal, digest of the tree, seal. And the
 * stream that follows a SNAP packet: the image alone, then the text "BenWasHere".
 *
 * A seal is the Adler-32 of every byte of the file before it, as a long, then the text "/". Files without the digest
 * section (before 3.6) and with one more section behind it (3.9: the zxid again) are read as well.
 * Law: a snapshot whose seals don't match is refused as a whole.
 */
import { adler32 } from '../base/checksum.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { DIGEST_VERSION } from '../data/digest.ts'
import type { Database } from '../data/tree.ts'
import { ZXID_ZERO, type Zxid } from '../ids.ts'
import { Reader, Writer } from '../jute/cursor.ts'
import { ProtocolError } from '../jute/errors.ts'
import { type Inbox, takeRecord, whole } from '../jute/frames.ts'
import { decode, encode, int, long, record, type Schema, ustring } from '../jute/schema.ts'
import { zxidFileName } from './folder.ts'
import { databaseOf, readImage, type TreeImage, treeImage, writeDatabase } from './image.ts'

type SnapshotHeader = { readonly magic: number; readonly version: number; readonly dbid: bigint }
const headerSchema: Schema<SnapshotHeader> = record<SnapshotHeader>({ magic: int, version: int, dbid: long<bigint>() })
/** "ZKSN", version 2, dbid -1. */
const HEADER: SnapshotHeader = { magic: 0x5a4b534e, version: 2, dbid: -1n }
/** The tree's digest when the last transaction up to `zxid` was applied; 0 before the first one. */
export type SnapshotDigest = { readonly zxid: Zxid; readonly version: number; readonly treeDigest: bigint }
const digestSchema: Schema<SnapshotDigest> = record<SnapshotDigest>({
  zxid: long<Zxid>(),
  version: int,
  treeDigest: long<bigint>(),
})
/** What a snapshot file holds; `lastProcessedZxid` is in files of 3.9 only. */
export type SnapshotImage = {
  readonly tree: TreeImage
  readonly digest: SnapshotDigest | undefined
  readonly lastProcessedZxid: Zxid | undefined
}
const SEAL = '/'
const SIGNATURE = 'BenWasHere'

/** `version-2/snapshot.<hex>`: named after the last transaction that it surely holds. */
export function snapshotFileName(zxid: Zxid): string {
  return zxidFileName('snapshot', zxid)
}

/** The header, then the first section: `tree` writes it. */
function begin(writer: Writer, tree: () => void): number {
  headerSchema.write(writer, HEADER)
  tree()
  return writeSeal(writer, 1, 0)
}
/** Seals what was written: `sum` is the checksum of the bytes before `from`. Returns that of all bytes, the seal among them. */
function writeSeal(writer: Writer, sum: number, from: number): number {
  const at = writer.length
  const sealed = adler32(writer.view().subarray(from), sum)
  writer.longNumber(sealed)
  writer.ustring(SEAL)
  return adler32(writer.view().subarray(at), sealed)
}
function writeDigest(writer: Writer, sum: number, digest: SnapshotDigest): number {
  const from = writer.length
  digestSchema.write(writer, digest)
  return writeSeal(writer, sum, from)
}
/** The file of an image. */
export function encodeSnapshotImage(image: SnapshotImage): Uint8Array {
  const writer = new Writer()
  let sum = begin(writer, () => treeImage.write(writer, image.tree))
  if (image.digest !== undefined) sum = writeDigest(writer, sum, image.digest)
  if (image.lastProcessedZxid !== undefined) {
    const from = writer.length
    writer.long(image.lastProcessedZxid)
    writeSeal(writer, sum, from)
  }
  return writer.bytes()
}
/** The file of `db`, to be stored as `snapshotFileName(db.lastProcessedZxid)`. */
export function encodeSnapshot(db: Database): Uint8Array {
  // Before the first transaction there is no digest to compare with: ZooKeeper writes 0.
  const treeDigest = db.lastProcessedZxid === ZXID_ZERO ? 0n : BigInt.asIntN(64, db.tree.digest)
  const writer = new Writer()
  const sum = begin(writer, () => writeDatabase(writer, db))
  writeDigest(writer, sum, { zxid: db.lastProcessedZxid, version: DIGEST_VERSION, treeDigest })
  return writer.bytes()
}

function readSeal(reader: Reader, bytes: Uint8Array): void {
  const at = reader.offset
  const sum = reader.long()
  if (sum !== BigInt(adler32(bytes.subarray(0, at)))) throw new ProtocolError('the seal does not match', at)
  if (reader.ustring() !== SEAL) throw new ProtocolError('the seal has no end mark', at + 8)
}
function readSnapshot(bytes: Uint8Array, offsets?: number[]): SnapshotImage {
  const reader = new Reader(bytes)
  const header = headerSchema.read(reader)
  if (header.magic !== HEADER.magic) throw new ProtocolError('the file does not begin with ZKSN', 0)
  if (header.version !== HEADER.version) throw new ProtocolError(`unknown version ${header.version}`, 4)
  if (header.dbid !== HEADER.dbid) throw new ProtocolError(`database id ${header.dbid} instead of ${HEADER.dbid}`, 8)
  const tree = readImage(reader, offsets)
  readSeal(reader, bytes)
  let digest: SnapshotDigest | undefined
  if (reader.remaining > 0) {
    digest = digestSchema.read(reader)
    readSeal(reader, bytes)
  }
  let lastProcessedZxid: Zxid | undefined
  if (reader.remaining > 0) {
    lastProcessedZxid = long<Zxid>().read(reader)
    readSeal(reader, bytes)
  }
  if (reader.remaining > 0) throw new ProtocolError('there are bytes behind the last seal', reader.offset)
  return { tree, digest, lastProcessedZxid }
}

/** What is wrong with a snapshot, and at which byte (0 where it is about the file as a whole). */
export type SnapshotFlaw = { readonly offset: number; readonly reason: string }
/** Runs `read`; a ProtocolError becomes a flaw with its place. */
function guarded<T>(read: () => T): Result<T, SnapshotFlaw> {
  try {
    return ok(read())
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return fail({ offset: Math.max(0, error.offset), reason: error.message })
  }
}
function inWords<T>(read: Result<T, SnapshotFlaw>): Result<T, string> {
  return read.ok ? read : fail(`byte ${read.error.offset}: ${read.error.reason}`)
}

/** How a finished file ends: the text "/" behind the last seal. */
const END_MARK: readonly number[] = [0, 0, 0, 1, 0x2f]
/** The smallest file that ZooKeeper looks into. */
const FILE_BYTES_MIN = 10
/**
 * Whether the file was written to its end (SnapStream.isValidSnapshot). One that is not was left by a crash: ZooKeeper
 * passes over it. One that is, and can't be read, is damaged.
 */
export function isFinishedSnapshot(bytes: Uint8Array): boolean {
  const end = bytes.subarray(-END_MARK.length)
  return bytes.length >= FILE_BYTES_MIN && END_MARK.every((byte, i) => end[i] === byte)
}
/** What the file holds, or why it can't be read, in words with the byte offset. */
export function decodeSnapshotImage(bytes: Uint8Array): Result<SnapshotImage, string> {
  return inWords(guarded(() => readSnapshot(bytes)))
}
/** A snapshot's database and its digest section. */
export type Snapshot = { readonly database: Database; readonly digest: SnapshotDigest | undefined }
/** Database and digest of the file, or its flaw. `lastProcessedZxid` is 0, as below. */
export function loadSnapshot(bytes: Uint8Array): Result<Snapshot, SnapshotFlaw> {
  return guarded(() => {
    const offsets: number[] = []
    const { tree, digest } = readSnapshot(bytes, offsets)
    return { database: databaseOf(tree, offsets), digest }
  })
}
/**
 * The database in the file, or why there is none, in words with the place. `lastProcessedZxid` is 0: the caller sets it
 * from the file's name.
 */
export function decodeSnapshot(bytes: Uint8Array): Result<Database, string> {
  const loaded = inWords(loadSnapshot(bytes))
  return loaded.ok ? ok(loaded.value.database) : loaded
}

/** The bytes that follow a SNAP packet for `db`: no frame, no header, no seals (LearnerHandler, ZooKeeperServer.dumpSnapshot). */
export function encodeTreeStream(db: Database): Uint8Array {
  const writer = new Writer()
  writeDatabase(writer, db)
  writer.ustring(SIGNATURE)
  return writer.bytes()
}
type TreeStream = { readonly tree: TreeImage; readonly signature: string }
const treeStream: Schema<TreeStream> = record<TreeStream>({ tree: treeImage, signature: ustring })
/** The database of a stream (bytes behind it are ignored); `lastProcessedZxid` is 0, the SNAP packet has it. Throws ProtocolError. */
export function decodeTreeStream(bytes: Uint8Array): Database {
  return databaseOfStream(decode(treeStream, bytes))
}
function databaseOfStream(stream: TreeStream): Database {
  if (stream.signature !== SIGNATURE) throw new ProtocolError(`the stream ends with '${stream.signature}'`)
  return databaseOf(stream.tree)
}

/** How every stream ends: the terminator's path and the signature. */
const STREAM_END: Uint8Array = encode(treeStream, {
  tree: { sessions: [], acls: [], nodes: [] },
  signature: SIGNATURE,
}).slice(8)

/**
 * Takes a stream's database out of `box`, or undefined while it is incomplete. Throws ProtocolError. A stream that never
 * shows its end is waited for: the connection's read timeout ends that.
 */
export function takeTreeStream(box: Inbox): Database | undefined {
  // Reading the tree anew with each piece that comes would be slow: first look whether the end is there at all.
  const bytes = whole(box)
  if (indexOfBytes(bytes, STREAM_END) < 0) return undefined
  const stream = takeRecord(box, treeStream, Number.POSITIVE_INFINITY)
  return stream === undefined ? undefined : databaseOfStream(stream)
}

function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  const first = wanted[0] ?? 0
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = 0
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++
    if (same === wanted.length) return at
  }
  return -1
}
