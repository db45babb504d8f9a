/** Records that are read and written by hand are those of their fields: the loop and the hand must never differ. */
import { expect, test } from 'vitest'
import { sessionIdFrom, zxidFrom } from '../ids.ts'
import { Reader, Writer } from './cursor.ts'
import { quorumPacket } from './peer.ts'
import { acl, id, replyHeader, requestHeader, stat, statPersisted } from './records.ts'
import { encode, longNumber, type Schema } from './schema.ts'
import { decodeTxnRecord, encodeTxnRecord, readTxnOnce, type TxnRecord, txnHeader } from './txns.ts'

const zxid = zxidFrom(0x7_0000_0009n)
const owner = sessionIdFrom(-5n)
const persisted = {
  czxid: zxid,
  mzxid: zxidFrom(-1n),
  ctime: 1_700_000_000_123,
  mtime: -7,
  version: -1,
  cversion: 2,
  aversion: 3,
  ephemeralOwner: owner,
  pzxid: zxid,
}
const someId = { scheme: 'digest', id: null }
const { pzxid, ...rest } = persisted

/** Read with spans, which the loop does, and without: equal, with the fields in the same order; and written as it was. */
function check<T extends object>(schema: Schema<T>, value: T): void {
  const bytes = encode(schema, value)
  const byHand = schema.read(new Reader(bytes))
  const inLoop = schema.read(new Reader(bytes, []))
  expect(byHand).toEqual(value)
  expect(Object.entries(byHand)).toEqual(Object.entries(inLoop))
  expect(encode(schema, inLoop)).toEqual(bytes)
}

test('a record by hand has the fields of the loop, in their order, and the same bytes', () => {
  check(id, someId)
  check(acl, { perms: 31, id: someId })
  check(requestHeader, { xid: -2, type: 11 })
  check(replyHeader, { xid: 7, zxid, err: -101 })
  check(statPersisted, persisted)
  check(stat, { ...rest, dataLength: 4, numChildren: 9, pzxid })
  check(quorumPacket, { type: 2, zxid, data: Uint8Array.of(1, 2), authinfo: [someId] })
  check(quorumPacket, { type: 3, zxid, data: null, authinfo: null })
  check(txnHeader, { clientId: owner, cxid: 3, zxid, time: 5, type: 1 })
})

test('a long that a number holds is the long that a bigint would be, on either side of zero', () => {
  for (const value of [
    0,
    1,
    -1,
    2 ** 32,
    -(2 ** 32),
    2 ** 32 - 1,
    -(2 ** 32) - 1,
    2 ** 53 - 1,
    -(2 ** 53) + 1,
    -(2 ** 63),
  ]) {
    const writer = new Writer()
    writer.longNumber(value)
    expect(new Reader(writer.bytes()).long()).toBe(BigInt(value))
    expect(longNumber().read(new Reader(writer.bytes()))).toBe(value)
  }
  expect(() => new Writer().longNumber(0.5)).toThrow(RangeError)
})

test('a transaction is read once however many servers get its bytes, and never taken for another of the same zxid', () => {
  const record = (path: string): TxnRecord => ({
    header: { clientId: owner, cxid: 1, zxid, time: 1, type: 2 },
    txn: { type: 'delete', path },
    digest: null,
  })
  const [a, b] = ['/a', '/b'].map((path) => encodeTxnRecord(record(path)))
  if (a === undefined || b === undefined) throw new Error('both were encoded')
  const first = readTxnOnce(a)
  expect(first.record).toEqual(decodeTxnRecord(a))
  expect(readTxnOnce(a.slice())).toBe(first)
  expect(readTxnOnce(b).record).toEqual(record('/b'))
  expect(readTxnOnce(a).record).toEqual(record('/a'))
})

test('what is kept of a proposal is not the message that it came in', () => {
  const payload = encodeTxnRecord({
    header: { clientId: owner, cxid: 8, zxid: zxidFrom(0x7_0000_00aan), time: 1, type: 2 },
    txn: { type: 'delete', path: '/kept' },
    digest: null,
  })
  const stream = encode(quorumPacket, { type: 2, zxid, data: payload, authinfo: null })
  const { data } = quorumPacket.read(new Reader(stream))
  const kept = readTxnOnce(data ?? new Uint8Array())
  stream.fill(0)
  expect(kept.bytes).toEqual(payload)
  expect(kept.bytes.buffer).not.toBe(stream.buffer)
})
