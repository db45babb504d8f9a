/** Requests of clients as bytes: all operations, with good and odd fields, and frames that are none. */
import { below, type Rng } from '../../../ground/base/rng.ts'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { Writer } from '../../../ground/jute/cursor.ts'
import { frame } from '../../../ground/jute/frames.ts'
import { OpCode } from '../../../ground/jute/opcodes.ts'
import { bytesOf, chance, joined, ODD_INTS, ODD_TEXTS, oddText, oneOf, spoiled } from '../../fuzzing.ts'

const GOOD_PATHS = ['/', '/a', '/a/b', '/e', '/q', '/zookeeper', '/zookeeper/config', '/zookeeper/quota'] as const
const OPS: readonly [number, ...number[]] = [OpCode.create, ...Object.values(OpCode)]
/** Parts that a multi may have, and one that it may not: itself. */
const PARTS = [OpCode.create, OpCode.delete, OpCode.setData, OpCode.check, OpCode.create2, OpCode.multi] as const
const READ_PARTS = [OpCode.getData, OpCode.getChildren, OpCode.multiRead] as const
/** Java's modified encodings, cut sequences, and overlong forms: no valid UTF-8. */
const BAD_UTF8: readonly [readonly number[], ...(readonly number[])[]] = [
  [0xc0, 0x80],
  [0x2f, 0xff, 0xfe],
  [0x2f, 0xe2, 0x82],
  [0x2f, 0xed, 0xa0, 0x80],
  [0x2f, 0xf4, 0x90, 0x80, 0x80],
]

function path(rng: Rng): string {
  return chance(rng, 75) ? oneOf(rng, GOOD_PATHS) : oddText(rng)
}
function putPath(writer: Writer, rng: Rng): void {
  if (chance(rng, 2)) return writer.ustring(null)
  if (chance(rng, 3)) return writer.buffer(Uint8Array.from(oneOf(rng, BAD_UTF8)))
  writer.ustring(path(rng))
}
function putPaths(writer: Writer, rng: Rng): void {
  if (chance(rng, 5)) return writer.int(oneOf(rng, ODD_INTS))
  const count = below(rng, 4)
  writer.int(count)
  for (let i = 0; i < count; i++) putPath(writer, rng)
}
function putData(writer: Writer, rng: Rng): void {
  writer.buffer(chance(rng, 20) ? null : bytesOf(rng, below(rng, 20)))
}
function putInt(writer: Writer, rng: Rng, least: number, most: number): void {
  writer.int(chance(rng, 90) ? least + below(rng, most - least + 1) : oneOf(rng, ODD_INTS))
}
function putAcl(writer: Writer, rng: Rng): void {
  const count = chance(rng, 85) ? 1 : oneOf(rng, [0, -1, 3, -5])
  writer.int(count)
  for (let i = 0; i < count; i++) {
    putInt(writer, rng, 0, 31)
    writer.ustring(oneOf(rng, ['world', 'world', 'world', 'auth', 'digest', 'ip', 'x509', 'nonsense', '']))
    writer.ustring(oneOf(rng, ['anyone', 'anyone', 'anyone', '', 'a:b', '127.0.0.1/8', '999.1.1.1', '::1', 'x']))
  }
}
function putParts(writer: Writer, rng: Rng, kinds: readonly [number, ...number[]], depth: number): void {
  for (let count = below(rng, 5); count > 0; count--) {
    const type = chance(rng, 95) ? oneOf(rng, kinds) : oneOf(rng, OPS)
    writer.int(type)
    writer.boolean(chance(rng, 2))
    writer.int(-1)
    putBody(writer, rng, type, depth + 1)
  }
  if (chance(rng, 5)) return
  writer.int(-1)
  writer.boolean(true)
  writer.int(-1)
}

function putBody(writer: Writer, rng: Rng, op: number, depth: number): void {
  switch (op) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTTL:
      putPath(writer, rng)
      putData(writer, rng)
      putAcl(writer, rng)
      putInt(writer, rng, 0, 6)
      if (op === OpCode.createTTL) writer.long(BigInt(oneOf(rng, ODD_INTS)) * BigInt(oneOf(rng, ODD_INTS)))
      return
    case OpCode.setData:
      putPath(writer, rng)
      putData(writer, rng)
      return putInt(writer, rng, -1, 3)
    case OpCode.setACL:
      putPath(writer, rng)
      putAcl(writer, rng)
      return putInt(writer, rng, -1, 3)
    case OpCode.multi:
      return depth < 3 ? putParts(writer, rng, PARTS, depth) : undefined
    case OpCode.multiRead:
      return depth < 3 ? putParts(writer, rng, READ_PARTS, depth) : undefined
    case OpCode.setWatches:
    case OpCode.setWatches2:
      writer.long(BigInt(oneOf(rng, ODD_INTS)))
      for (let i = 0; i < (op === OpCode.setWatches ? 3 : 5); i++) putPaths(writer, rng)
      return
    case OpCode.auth:
      putInt(writer, rng, 0, 0)
      writer.ustring(oneOf(rng, ['digest', 'ip', 'world', 'x509', '']))
      return writer.buffer(encodeUtf8(oneOf(rng, ['a:b', 'super:x', '', ':', 'x'])))
    case OpCode.reconfig:
      for (let i = 0; i < 3; i++) writer.ustring(oneOf(rng, [null, '1', 'server.9=zk9:2888:3888;2181', 'x', '\n', ',']))
      return writer.long(BigInt(oneOf(rng, ODD_INTS)))
    default:
      putPath(writer, rng)
      return putInt(writer, rng, 0, 4)
  }
}

/** A request without its frame: its xid, its type and its body, good for the most part. */
export function request(rng: Rng, xid: number): Uint8Array {
  const writer = new Writer()
  const op = chance(rng, 96) ? oneOf(rng, OPS) : oneOf(rng, ODD_INTS)
  writer.int(chance(rng, 95) ? xid : oneOf(rng, ODD_INTS))
  writer.int(op)
  putBody(writer, rng, op, 0)
  return writer.bytes()
}

/** A connect request without its frame; `session` and `passwd` where an old one is to be taken up. */
export function connect(rng: Rng, session: bigint = 0n, passwd: Uint8Array = new Uint8Array(16)): Uint8Array {
  const writer = new Writer()
  writer.int(chance(rng, 95) ? 0 : oneOf(rng, ODD_INTS))
  writer.long(chance(rng, 95) ? 0n : BigInt(oneOf(rng, ODD_INTS)) << 32n)
  writer.int(chance(rng, 80) ? 10_000 : oneOf(rng, ODD_INTS))
  writer.long(chance(rng, 90) ? session : BigInt(oneOf(rng, ODD_INTS)))
  writer.buffer(chance(rng, 90) ? passwd : oneOf(rng, [null, new Uint8Array(), bytesOf(rng, 16), bytesOf(rng, 17)]))
  if (chance(rng, 80)) writer.boolean(chance(rng, 20))
  return writer.bytes()
}

const WORDS: readonly [string, ...string[]] = [
  'ruok',
  'stat',
  'mntr',
  'wchc',
  'dump',
  'cons',
  'RUOK',
  'abcd',
  'crst',
  'isro',
]

/** What a client may send next, in frames that are right for the most part. */
export function clientBytes(rng: Rng, xid: number): Uint8Array {
  const body = request(rng, xid)
  switch (below(rng, 20)) {
    case 0:
      return spoiled(rng, frame(body))
    case 1:
    case 2:
    case 3:
    case 4:
      return frame(spoiled(rng, body))
    case 5:
      return joined(Array.from({ length: 1 + below(rng, 30) }, (_, i) => frame(request(rng, xid + i))))
    case 6:
      return chance(rng, 20) ? encodeUtf8(oneOf(rng, WORDS)) : frame(body)
    case 7:
      return chance(rng, 20) ? frame(connect(rng)) : frame(body)
    default:
      return frame(body)
  }
}

/** Great ones, seldom: as many as a frame can hold. */
export function greatBytes(rng: Rng, xid: number): Uint8Array {
  const writer = new Writer()
  switch (below(rng, 4)) {
    case 0:
      // A setWatches with a hundred thousand paths.
      writer.int(-8)
      writer.int(OpCode.setWatches2)
      writer.long(0n)
      for (let i = 0; i < 5; i++) {
        writer.int(20_000)
        for (let path = 0; path < 20_000; path++) writer.ustring(`/${path}`)
      }
      return frame(writer.bytes())
    case 1:
      writer.int(xid)
      writer.int(OpCode.multi)
      for (let i = 0; i < 20_000; i++) {
        writer.int(OpCode.check)
        writer.boolean(false)
        writer.int(-1)
        writer.ustring('/a')
        writer.int(-1)
      }
      return frame(writer.bytes())
    case 2:
      return joined(
        Array.from({ length: 10_000 }, (_, i) => {
          const one = new Writer()
          one.int(xid + i)
          one.int(OpCode.exists)
          one.ustring(oneOf(rng, ODD_TEXTS))
          one.boolean(true)
          return frame(one.bytes())
        }),
      )
    default:
      // A path of the greatest length, of ten thousand levels and more.
      writer.int(xid)
      writer.int(OpCode.create)
      writer.ustring('/a'.repeat(500_000))
      writer.buffer(null)
      writer.int(1)
      writer.int(31)
      writer.ustring('world')
      writer.ustring('anyone')
      writer.int(0)
      return frame(writer.bytes())
  }
}
