import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../base/hex.ts'
import { zxidFrom } from '../ids.ts'
import { decodeTxnRecord, encodeTxnRecord } from '../jute/txns.ts'
import { file, joined, logOf, readFolder, txnBytes, zxids } from './testdata.suite.ts'
import { encodeLogEntry, LOG_HEADER, type LogReading, logFileName, readLog } from './txnLog.ts'

/** The first record of a fresh standalone server: a session of 10 s begins. */
const FIRST_TXN = fromHex(
  '010000380e2d0000 00000000 0000000000000001 000001a20176c920 fffffff6 00002710 00000002 0000000051c6d660',
)
const FIRST_ENTRY = `00000000949308f200000030${toHex(FIRST_TXN)}42`
const realLog = file(readFolder('standalone'), 'log.1')

function zxidsOf(reading: LogReading): readonly bigint[] {
  return reading.entries.map((entry) => entry.zxid)
}
/** Where each record of a clean log begins, and where the last one ends. */
function bounds(bytes: Uint8Array): readonly number[] {
  return [LOG_HEADER.length, ...readLog(bytes).entries.map((entry) => entry.end)]
}
function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice()
  copy[at] = value
  return copy
}

describe('what ZooKeeper writes', () => {
  test('a record is checksum, length, transaction and B, byte for byte', () => {
    expect(toHex(encodeLogEntry(FIRST_TXN))).toBe(FIRST_ENTRY)
    const reading = readLog(joined(LOG_HEADER, fromHex(FIRST_ENTRY)))
    expect(reading.end).toBe('clean')
    expect(reading.entries[0]?.record).toMatchObject({
      header: { zxid: 1n, cxid: 0, time: 0x1a20176c920, type: -10 },
      txn: { type: 'createSession', timeOut: 10_000 },
      digest: { version: 2, treeDigest: 0x51c6d660n },
    })
  })
  test('bodies of create2, setData and error are those that were recorded', () => {
    const header = '010000380e2d0000 00000001 0000000000000002 000001a20176c920'
    const create2 = `${header} 0000000f 00000002 2f68 00000000 00000001 0000001f 00000005 776f726c64 00000006 616e796f6e65 00 00000001 00000002 00000001590f79fa`
    const setData = `${header} 00000005 00000009 2f682f736563726574 00000001 78 00000001`
    const error = `${header} ffffffff ffffff92`
    for (const hex of [create2, setData, error]) {
      expect(toHex(encodeTxnRecord(decodeTxnRecord(fromHex(hex))))).toBe(hex.replaceAll(' ', ''))
    }
    expect(decodeTxnRecord(fromHex(create2)).txn).toMatchObject({ type: 'create', withStat: true, path: '/h' })
    expect(fromHex(error).length).toBe(36)
  })
  test('a log is named after its first transaction in plain hex', () => {
    expect(logFileName(zxidFrom(0x10000000bn))).toBe('version-2/log.10000000b')
  })
  test.each(['standalone', 'follower', 'trunc-before', 'trunc-after', 'stale-log'] as const)(
    'every log of a real server (%s) is read and written again byte for byte',
    (name) => {
      const logs = readFolder(name).filter((candidate) => candidate.name.includes('/log.'))
      expect(logs.length).toBeGreaterThan(0)
      for (const log of logs) {
        const reading = readLog(log.bytes)
        expect(reading.end).toBe('clean')
        const again = joined(
          LOG_HEADER,
          ...reading.entries.map((entry) => encodeLogEntry(encodeTxnRecord(entry.record))),
        )
        expect(toHex(again)).toBe(toHex(log.bytes))
        expect(logFileName(reading.entries[0]?.zxid ?? zxidFrom(-1n))).toBe(log.name)
      }
    },
  )
})

describe('how a log ends', () => {
  const two = logOf(1n, 2n).bytes
  const [, first = 0, second = 0] = bounds(two)

  test('preallocated zeros are a clean end', () => {
    const reading = readLog(joined(two, new Uint8Array(4096)))
    expect(reading).toMatchObject({ end: 'clean', validLength: second, tornBytes: 0 })
  })
  test('a log cut at any byte ends with the last whole record before the cut', () => {
    const ends = bounds(realLog)
    for (let length = 0; length < realLog.length; length++) {
      const reading = readLog(realLog.subarray(0, length))
      const whole = ends.filter((end) => end <= length)
      expect(reading.entries.length).toBe(Math.max(whole.length - 1, 0))
      expect(reading.validLength).toBe(whole.at(-1) ?? 0)
      // Where only zeros of the record were written, there is nothing to see of it.
      const visible =
        length < LOG_HEADER.length || realLog.subarray(whole.at(-1) ?? 0, length).some((byte) => byte !== 0)
      expect(reading.end).toBe(visible ? 'torn' : 'clean')
    }
  })
  test('a record of which only the first bytes reached preallocated space is torn as well', () => {
    for (let length = first + 1; length < second; length++) {
      const reading = readLog(joined(two.subarray(0, length), new Uint8Array(100)))
      expect(zxidsOf(reading)).toEqual([1n])
      expect(reading.validLength).toBe(first)
      const visible = two.subarray(first, length).some((byte) => byte !== 0)
      expect(reading.end).toBe(visible ? 'torn' : 'clean')
    }
  })
  test('a whole last record with a wrong checksum was never acknowledged, but only in the newest file', () => {
    const wrong = changed(two, second - 2, 0xff)
    expect(readLog(wrong, 'last')).toMatchObject({ end: 'torn', validLength: first, tornBytes: second - first })
    expect(readLog(wrong, 'earlier').end).toMatchObject({ offset: first })
  })
  test('a bad record before a good one is damage, never the end', () => {
    const reading = readLog(changed(two, first - 2, 0xff))
    expect(reading.entries).toEqual([])
    expect(reading.end).toEqual({
      offset: 16,
      damage: `the record at byte 16 does not match its checksum, and a valid record follows at byte ${first}`,
    })
  })
  test('a hole of zeros before a good record is damage, though zeros look like the end', () => {
    const holed = two.slice().fill(0, LOG_HEADER.length, first)
    expect(readLog(holed).end).toMatchObject({ offset: LOG_HEADER.length })
  })
  test('a falsified length does not make a whole record look torn', () => {
    const longer = changed(two, first + 11, (two[first + 11] ?? 0) + 16)
    expect(readLog(longer).end).toMatchObject({ offset: first })
  })
  test('a length that can not be is damage: the first bytes of a length are zeros, never too large or too small', () => {
    const broken = changed(two, second - 2, 0xff)
    for (const value of [0, 0xff]) {
      const wrong = changed(changed(broken, first + 8, value), first + 11, value)
      expect(readLog(wrong).end).toEqual({
        offset: first,
        damage: `the record at byte ${first} has a length that can not be`,
      })
    }
  })
  test('an end mark that is neither B nor missing is damage: a torn write leaves nothing behind', () => {
    expect(readLog(changed(two, second - 1, 0x43)).end).toMatchObject({ offset: first })
    expect(readLog(changed(two, second - 1, 0)).end).toBe('torn')
  })
  test('garbage behind a bad last record is damage: the record was not the last thing written', () => {
    const wrong = joined(changed(two, second - 2, 0xff), Uint8Array.of(7))
    expect(readLog(wrong).end).toMatchObject({ offset: first })
  })
  test('a transaction of an unknown type with a right checksum is damage', () => {
    const unknown = txnBytes(2n)
    new DataView(unknown.buffer).setInt32(28, 13_000)
    expect(readLog(joined(two.subarray(0, first), encodeLogEntry(unknown))).end).toMatchObject({ offset: first })
  })
  test('a file of something else is no log, and an empty one was torn before its header', () => {
    expect(readLog(fromHex('5a4b534e 00000002')).end).toMatchObject({ offset: 0 })
    expect(readLog(new Uint8Array())).toMatchObject({ end: 'torn', validLength: 0 })
  })
})

test('no single changed byte yields another record, and only the last record can be taken for torn', () => {
  const entries = readLog(realLog).entries
  const lastStart = entries.at(-2)?.end ?? 0
  const texts = entries.map((entry) => toHex(entry.bytes))
  for (let at = 0; at < realLog.length; at++) {
    for (const mask of [0x01, 0x80, 0xff]) {
      const reading = readLog(changed(realLog, at, (realLog[at] ?? 0) ^ mask))
      expect(reading.entries.map((entry) => toHex(entry.bytes))).toEqual(texts.slice(0, reading.entries.length))
      expect(reading.entries.length).toBeLessThan(entries.length)
      if (at < lastStart) expect(reading.end).toBeTypeOf('object')
    }
  }
})

test('records lie in the file where their offsets say', () => {
  const reading = readLog(logOf(5n, 6n, 7n).bytes)
  expect(zxidsOf(reading)).toEqual(zxids(5n, 6n, 7n))
  expect(reading.entries.map((entry) => entry.end - entry.bytes.length - 13)).toEqual([
    16,
    ...reading.entries.slice(0, -1).map((entry) => entry.end),
  ])
})
