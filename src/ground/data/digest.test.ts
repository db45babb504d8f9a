import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sessionIdFrom, zxidFrom } from '../ids.ts'
import { OPEN_ACL } from '../jute/records.ts'
import { type Txn, txnOpCode } from '../jute/txns.ts'
import { applyTxn } from './apply.ts'
import { nodeDigest } from './digest.ts'
import { emptyDatabase, lookup, newStat, treeDigest } from './tree.ts'

const path = fc.constantFrom('/', '/a', '/b', '/a/a', '/a/b', '/a/a/a', '/b/ü', '/zookeeper', '/zookeeper/config', '')
const data = fc.option(fc.uint8Array({ maxLength: 6 }), { nil: null })
const small = fc.integer({ min: -1, max: 6 })
const acl = fc.constant(OPEN_ACL)
const simpleTxn: fc.Arbitrary<Txn> = fc.oneof(
  fc.record({
    type: fc.constant('create' as const),
    withStat: fc.boolean(),
    path,
    data,
    acl,
    ephemeral: fc.boolean(),
    parentCVersion: small,
  }),
  fc.record({ type: fc.constant('createContainer' as const), path, data, acl, parentCVersion: small }),
  fc.record({ type: fc.constant('createTTL' as const), path, data, acl, parentCVersion: small, ttl: fc.nat() }),
  fc.record({ type: fc.constantFrom('delete' as const, 'deleteContainer' as const), path }),
  fc.record({ type: fc.constantFrom('setData' as const, 'reconfig' as const), path, data, version: small }),
  fc.record({ type: fc.constant('setACL' as const), path, acl, version: small }),
  fc.record({ type: fc.constant('error' as const), err: fc.constantFrom(-101, 0) }),
  fc.record({ type: fc.constant('closeSession' as const), paths: fc.array(path, { maxLength: 3 }) }),
)
const anyTxn = fc.oneof(
  { weight: 5, arbitrary: simpleTxn },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('multi' as const), txns: fc.array(simpleTxn, { maxLength: 4 }) }),
  },
)

test('whatever transactions come, the digest kept along is the digest computed from scratch', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyTxn, fc.constantFrom(1n, 2n)), { maxLength: 40 }), (txns) => {
      const db = emptyDatabase()
      for (const [i, [txn, client]] of txns.entries()) {
        const header = { clientId: sessionIdFrom(client), cxid: i, zxid: zxidFrom(BigInt(i + 1)), time: i * 1e9 }
        applyTxn(db, { ...header, type: txnOpCode(txn) }, txn)
        expect(db.tree.digest).toBe(treeDigest(db.tree))
        expect(db.lastProcessedZxid).toBe(header.zxid)
      }
    }),
  )
})

test('every field of the stat that a snapshot stores moves the digest, and so do path and data', () => {
  const stat = { ...newStat(zxidFrom(1n), 2, sessionIdFrom(3n)) }
  const digests = new Set([
    nodeDigest('/a', null, stat),
    nodeDigest('/b', null, stat),
    nodeDigest('/a', Uint8Array.of(0), stat),
    ...Object.keys(stat).map((field) =>
      nodeDigest('/a', null, { ...stat, [field]: field.endsWith('time') || field.endsWith('version') ? 77 : 77n }),
    ),
  ])
  expect(digests.size).toBe(3 + 9)
})

test('times beyond 32 bits count whole: a second of 2026 is not a second of 1970', () => {
  const at = (time: number) => nodeDigest('/a', null, newStat(zxidFrom(1n), time, sessionIdFrom(0n)))
  expect(new Set([at(0), at(2 ** 32), at(2 ** 33), at(1_790_000_000_000), at(-1)]).size).toBe(5)
})

test('no data and empty data have the same digest: nothing is hashed for either', () => {
  const stat = newStat(zxidFrom(1n), 2, sessionIdFrom(0n))
  expect(nodeDigest('/a', null, stat)).toBe(nodeDigest('/a', new Uint8Array(), stat))
  expect(lookup(emptyDatabase().tree, '/zookeeper/quota')?.crc).toBe(0)
})

test('large data is summed once for each path, and counts the same ever after', () => {
  const stat = newStat(zxidFrom(1n), 2, sessionIdFrom(0n))
  const data = new Uint8Array(1_000_000).fill(7)
  const at = (path: string, child: bigint) => nodeDigest(path, data, { ...stat, pzxid: zxidFrom(child) })
  const fresh = (path: string, child: bigint) => nodeDigest(path, data.slice(), { ...stat, pzxid: zxidFrom(child) })
  for (const path of ['/a', '/b', '/a', '/'])
    for (const child of [2n, 3n]) expect(at(path, child)).toBe(fresh(path, child))
})
