import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../base/hex.ts'
import { sessionIdFrom, zxidFrom } from '../ids.ts'
import { ProtocolError } from './errors.ts'
import { OpCode } from './opcodes.ts'
import { OPEN_ACL } from './records.ts'
import { decodeTxnRecord, encodeTxnRecord, type Txn, txnOpCode } from './txns.ts'

function recordOf(txn: Txn, type: number = txnOpCode(txn)) {
  const header = { clientId: sessionIdFrom(-1n), cxid: 7, zxid: zxidFrom(0x100000001n), time: 1_700_000_000_000, type }
  return { header, txn, digest: { version: 2, treeDigest: -5n } }
}
const body = { path: '/a', data: Uint8Array.of(1), acl: OPEN_ACL, parentCVersion: 3 }

describe('every kind of transaction', () => {
  const kinds: readonly Txn[] = [
    { type: 'createSession', timeOut: 4000 },
    { type: 'closeSession', paths: ['/a', '/ζ'] },
    { type: 'create', withStat: false, ...body, ephemeral: true },
    { type: 'create', withStat: true, ...body, data: null, ephemeral: false },
    { type: 'createContainer', ...body },
    { type: 'createTTL', ...body, ttl: 2 ** 40 - 1 },
    { type: 'delete', path: '/a' },
    { type: 'deleteContainer', path: '/a' },
    { type: 'setData', path: '/a', data: null, version: 1 },
    { type: 'reconfig', path: '/zookeeper/config', data: Uint8Array.of(2), version: -1 },
    { type: 'setACL', path: '/a', acl: OPEN_ACL, version: 1 },
    { type: 'error', err: -101 },
    {
      type: 'multi',
      txns: [
        { type: 'create', withStat: true, ...body, ephemeral: false },
        { type: 'check', path: '/a', version: 0 },
        { type: 'setData', path: '/a', data: null, version: 2 },
      ],
    },
    { type: 'multi', txns: [] },
  ]
  test.each(kinds)('$type is read as it was written', (txn) => {
    const record = recordOf(txn)
    expect(decodeTxnRecord(encodeTxnRecord(record))).toEqual(record)
  })
  test('create and create2 differ in the code of their header only', () => {
    const plain = encodeTxnRecord(recordOf({ type: 'create', withStat: false, ...body, ephemeral: false }))
    const withStat = encodeTxnRecord(recordOf({ type: 'create', withStat: true, ...body, ephemeral: false }))
    const differing = [...plain].flatMap((byte, i) => (byte === withStat[i] ? [] : [i]))
    expect(differing).toEqual([31])
  })
})

describe('older and shorter forms', () => {
  test('an error has no digest', () => {
    const record = { ...recordOf({ type: 'error', err: -110 }), digest: null }
    expect(encodeTxnRecord(record).length).toBe(36)
    expect(decodeTxnRecord(encodeTxnRecord(record))).toEqual(record)
  })
  test('a closeSession of before 3.6 has no list of paths', () => {
    const bytes = encodeTxnRecord({ ...recordOf({ type: 'closeSession', paths: [] }), digest: null }).subarray(0, 32)
    expect(decodeTxnRecord(bytes).txn).toEqual({ type: 'closeSession', paths: [] })
  })
})

describe('what is no transaction', () => {
  test('an unknown code is refused', () => {
    const bytes = encodeTxnRecord(recordOf({ type: 'delete', path: '/a' }, OpCode.getData))
    expect(() => decodeTxnRecord(bytes)).toThrow(ProtocolError)
  })
  test('a multi holds neither sessions nor another multi, however deep it pretends to go', () => {
    for (const part of [
      { type: 'multi', txns: [] },
      { type: 'createSession', timeOut: 1 },
      { type: 'closeSession', paths: [] },
    ] satisfies readonly Txn[]) {
      const bytes = encodeTxnRecord(recordOf({ type: 'multi', txns: [part] }))
      expect(() => decodeTxnRecord(bytes)).toThrow(/can't be part of a multi/)
    }
  })
  test('one cut inside its body is incomplete', () => {
    const bytes = encodeTxnRecord({ ...recordOf({ type: 'delete', path: '/abc' }), digest: null })
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeTxnRecord(bytes.subarray(0, length))).toThrow(ProtocolError)
    }
    expect(toHex(bytes.subarray(32))).toBe(toHex(fromHex('00000004 2f616263')))
  })
})
