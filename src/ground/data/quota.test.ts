import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import { sessionIdFrom, type Zxid, zxidFrom } from '../ids.ts'
import { OPEN_ACL } from '../jute/records.ts'
import type { Txn } from '../jute/txns.ts'
import { applyTxn } from './apply.ts'
import { formatStatsTrack, parseStatsTrack, quotaOf } from './quota.ts'
import { type Database, emptyDatabase, lookup, treeDigest } from './tree.ts'

/** A tree whose writes come in order; `used` reads what the quota of a path has counted. */
function garden(): { db: Database; write: (txn: Txn) => Zxid; make: (path: string, data?: string) => Zxid } {
  const db = emptyDatabase()
  let counter = 0n
  const write = (txn: Txn): Zxid => {
    counter += 1n
    const zxid = zxidFrom(counter)
    applyTxn(db, { clientId: sessionIdFrom(1n), cxid: 0, zxid, time: Number(counter), type: 1 }, txn)
    return zxid
  }
  const make = (path: string, data = ''): Zxid =>
    write({
      type: 'create',
      withStat: false,
      path,
      data: encodeUtf8(data),
      acl: OPEN_ACL,
      ephemeral: false,
      parentCVersion: -1,
    })
  return { db, write, make }
}
function limit(make: (path: string, data?: string) => Zxid, path: string): void {
  make(`/zookeeper/quota${path}`)
  make(`/zookeeper/quota${path}/zookeeper_limits`, 'count=3,bytes=10')
  make(`/zookeeper/quota${path}/zookeeper_stats`, 'count=0,bytes=0')
}
const used = (db: Database, path: string): string =>
  decodeUtf8(lookup(db.tree, `/zookeeper/quota${path}/zookeeper_stats`)?.data ?? new Uint8Array())

test('a new quota counts what stands there already, the path itself included', () => {
  const { db, make } = garden()
  make('/app', '12345')
  make('/app/a', '123')
  limit(make, '/app')
  expect(used(db, '/app')).toBe('count=2,bytes=8')
})

test('creates, deletes and new data are counted where they happen, and nothing beside the path', () => {
  const { db, write, make } = garden()
  make('/app', '12345')
  make('/apple', 'not below /app')
  limit(make, '/app')
  make('/app/a', '123')
  write({ type: 'setData', path: '/app/a', data: encodeUtf8('123456'), version: 1 })
  write({ type: 'setData', path: '/apple', data: encodeUtf8('x'), version: 1 })
  expect(used(db, '/app')).toBe('count=2,bytes=11')
  write({ type: 'delete', path: '/app/a' })
  expect(used(db, '/app')).toBe('count=1,bytes=5')
})

test('counting leaves no trace in the stats of the node that holds the numbers, nor in the digest', () => {
  const { db, make } = garden()
  make('/app')
  limit(make, '/app')
  const before = lookup(db.tree, '/zookeeper/quota/app/zookeeper_stats')?.stat
  make('/app/a')
  expect(lookup(db.tree, '/zookeeper/quota/app/zookeeper_stats')?.stat).toEqual(before)
  expect(db.tree.digest).toBe(treeDigest(db.tree))
})

test('of nested quotas the deepest counts, and only that one; without limits there is no quota', () => {
  const { db, write, make } = garden()
  make('/app')
  make('/app/part')
  limit(make, '/app')
  limit(make, '/app/part')
  make('/app/part/x')
  expect([used(db, '/app'), used(db, '/app/part')]).toEqual(['count=2,bytes=0', 'count=2,bytes=0'])
  write({ type: 'delete', path: '/zookeeper/quota/app/part/zookeeper_limits' })
  expect(quotaOf(db.tree, '/app/part/x')).toBe('/app')
})

test.each([
  ['count=3,bytes=8', 'count=3,bytes=8'],
  ['count=3', 'count=3,bytes=-1'],
  ['count=1,bytes=2=;countHardLimit=4;byteHardLimit=3', 'count=1,bytes=2=;byteHardLimit=3;countHardLimit=4'],
])('%s is written back as %s', (text, again) => {
  expect(formatStatsTrack(parseStatsTrack(text) ?? new Map())).toBe(again)
})

test.each(['count=x,bytes=1', 'count=', 'count', ',count=1', 'count=1e3', 'bytes=1;=', 'count= 1'])(
  '%j is no quota: ZooKeeper itself stumbles over it',
  (text) => {
    expect(parseStatsTrack(text)).toBe(undefined)
  },
)

test.each([
  ['', []],
  [',;', []],
  ['count=1,', [['count', 1]]],
  ['count==5', [['count', -1]]],
  [
    'count=+2;bytes=-7=9',
    [
      ['count', 2],
      ['bytes', -7],
    ],
  ],
])('%j is read as %j', (text, pairs) => {
  expect([...(parseStatsTrack(text) ?? [])]).toEqual(pairs)
})
