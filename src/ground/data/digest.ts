/**
 * Node digests (DigestCalculator, digest version 2): the CRC-32 of path, data and 60 bytes of stat. A tree's digest is
 * their sum modulo 2^64, so each change costs two node digests and not the whole tree; servers compare it after each
 * transaction, which makes it the cheapest check that replicas agree.
 * Laws: 1. The root counts as "". 2. What is below /zookeeper/ counts 0, /zookeeper itself counts.
 * 3. The stat's order here is czxid, mzxid, pzxid, ctime, mtime: not that of StatPersisted (06 §7).
 */
import { crc32, crc32OfAscii, crc32Word } from '../base/checksum.ts'
import { highHalf, lowHalf } from '../base/halves.ts'
import { encodeUtf8 } from '../base/utf8.ts'
import type { StatPersisted } from '../jute/records.ts'

/** The version that transactions and snapshots carry beside a digest. */
export const DIGEST_VERSION = 2
const UNCOUNTED_PREFIX = '/zookeeper/'

/** Goes on with a running CRC by a long. */
function crcLong(running: number, value: bigint): number {
  return crc32Word(crc32Word(running, highHalf(value)), lowHalf(value))
}
/** The same by a time (an integer, exact up to 2^53): two halves are cheaper than a bigint. */
function crcTime(running: number, time: number): number {
  const high = Math.floor(time / 0x1_0000_0000)
  return crc32Word(crc32Word(running, high), time - high * 0x1_0000_0000)
}
function crcStat(start: number, stat: StatPersisted): number {
  let running = crcLong(~start, stat.czxid)
  running = crcLong(running, stat.mzxid)
  running = crcLong(running, stat.pzxid)
  running = crcTime(running, stat.ctime)
  running = crcTime(running, stat.mtime)
  running = crc32Word(running, stat.version)
  running = crc32Word(running, stat.cversion)
  running = crc32Word(running, stat.aversion)
  return ~crcLong(running, stat.ephemeralOwner) >>> 0
}

/** The digest of one node as a number: unsigned 32 bits, 0 for paths below /zookeeper/. */
export function nodeCrc(path: string, data: Uint8Array | null, stat: StatPersisted): number {
  if (path.startsWith(UNCOUNTED_PREFIX)) return 0
  const start = path === '/' || path === '' ? 0 : (crc32OfAscii(path) ?? crc32(encodeUtf8(path)))
  return crcStat(data === null ? start : dataCrc(data, start), stat)
}

/** From here on the checksum of data is remembered: each child that is created counts its parent anew, data and all. */
const REMEMBERED_BYTES_MIN = 4096
/** A znode's data is never changed in place, so what was summed once holds as long as the bytes live. */
const remembered = new WeakMap<Uint8Array, { readonly start: number; readonly crc: number }>()

function dataCrc(data: Uint8Array, start: number): number {
  if (data.length < REMEMBERED_BYTES_MIN) return crc32(data, start)
  const known = remembered.get(data)
  if (known?.start === start) return known.crc
  const crc = crc32(data, start)
  remembered.set(data, { start, crc })
  return crc
}

/** The digest of one node, as it is summed into a tree's digest. */
export function nodeDigest(path: string, data: Uint8Array | null, stat: StatPersisted): bigint {
  return BigInt(nodeCrc(path, data, stat))
}

/** A tree's digest after a node that counted `before` counts `after` (0: there is none): unsigned 64 bits. */
export function movedDigest(digest: bigint, before: number, after: number): bigint {
  return before === after ? digest : BigInt.asUintN(64, digest + BigInt(after - before))
}
