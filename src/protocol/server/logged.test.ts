/**
 * What preparing logs, byte for byte as ZooKeeper 3.8.0 did: the log of a leader (Debian's 3.8.0) whose client asked for every
 * kind of create, alone and inside a multi. A DataTree of 3.8.0 applies no create2 (15) as a part of a multi, so none may be
 * logged as that (DataTree.processTxn).
 */
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../ground/base/hex.ts'
import { applyTxn } from '../../ground/data/apply.ts'
import { emptyDatabase } from '../../ground/data/tree.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { decodeTxnRecord, encodeTxnRecord, txnHeader } from '../../ground/jute/txns.ts'
import { codeOf, encodeBody, type Step } from './conversationCodec.suite.ts'
import { noOutstanding, settle } from './outstanding.ts'
import { prepare } from './prep.ts'
import logged from './testdata/multi-3.8.0.txt?raw'

const RECORDS = logged.trim().split('\n').map(fromHex)
const CONTAINER = 4
const TTL_MS = 100_000
const part = (op: string, path: string, data: string, more: Partial<Step> = {}): Step => ({ op, path, data, ...more })

/** What the client asked for, in its order; the first record is its session. */
const ASKED: readonly Step[] = [
  {
    op: 'multi',
    ops: [
      part('create', '/m1', 'x'),
      part('create2', '/m2', 'y'),
      part('createContainer', '/m3', 'z'),
      part('createTTL', '/m4', 'w', { ttl: TTL_MS }),
      part('create', '/m5-', 'v', { flags: 2 }),
      part('create', '/m6', 'e', { flags: 1 }),
      part('create2', '/m7-', 'e', { flags: 3 }),
      part('setData', '/m1', 'new'),
      { op: 'delete', path: '/m2' },
      { op: 'check', path: '/m1', version: 1 },
    ],
  },
  { op: 'multi', ops: [part('create', '/n1', 'x'), { op: 'delete', path: '/nix' }, part('create', '/n2', '')] },
  part('create2', '/p', ''),
  part('createContainer', '/q', ''),
  part('createTTL', '/t', '', { ttl: 1000 }),
  {
    op: 'multi',
    ops: [
      part('create2', '/c15-4', 'q', { flags: CONTAINER }),
      part('createContainer', '/c19-0', 'q', { flags: 0 }),
      part('create', '/c1-4', 'q', { flags: CONTAINER }),
    ],
  },
  { op: 'closeSession' },
]

test('the same requests become the same bytes, digests included', () => {
  const db = emptyDatabase()
  const outstanding = noOutstanding()
  const got = RECORDS.map((bytes, i) => {
    const { clientId: session, cxid, zxid, time } = txnHeader.read(new Reader(bytes))
    const step = ASKED[i - 1]
    const op = step === undefined ? codeOf('createSession') : codeOf(step.op)
    const body = step === undefined ? bytes.slice(32, 36) : encodeBody(step)
    const request = { session, cxid, op, body, identities: [] }
    const record = prepare({ db, outstanding, extendedTypes: true, time, zxid, closing: () => false }, request)
    applyTxn(db, record.header, record.txn)
    settle(outstanding, zxid)
    return toHex(encodeTxnRecord(record))
  })
  expect(got.slice(0, -1)).toEqual(RECORDS.slice(0, -1).map(toHex))
  // closeSession names ephemerals in the order of a hash set there.
  expect(got.at(-1)).toHaveLength(toHex(RECORDS.at(-1) ?? new Uint8Array()).length)
})

test('they are read back and written again as they were', () => {
  for (const bytes of RECORDS) expect(toHex(encodeTxnRecord(decodeTxnRecord(bytes)))).toBe(toHex(bytes))
})

test('no part of a multi is logged as create2', () => {
  const kinds = RECORDS.map(decodeTxnRecord).flatMap(({ txn }) => (txn.type === 'multi' ? txn.txns : []))
  expect(kinds.filter((txn) => txn.type === 'create' && txn.withStat)).toEqual([])
  expect(new Set(kinds.map((txn) => txn.type))).toEqual(
    new Set(['create', 'createContainer', 'createTTL', 'setData', 'delete', 'check', 'error']),
  )
})
