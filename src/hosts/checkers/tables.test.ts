/** The checkers' own tables: each answers as the plain map or set of which it is a faster kind, and has its bound. */
import { expect, test } from 'vitest'
import { below, rngOf } from '../../ground/base/rng.ts'
import { epoch, sessionIdFrom, ZXID_NONE, type Zxid, zxidOf } from '../../ground/ids.ts'
import { type Acl, OPEN_ACL } from '../../ground/jute/records.ts'
import { decodeTxnRecord, encodeTxnRecord, type Txn, txnOpCode } from '../../ground/jute/txns.ts'
import { SLACK } from './checker.ts'
import { createByRequest, dropRequest, putRequest, requestAt } from './requests.ts'
import { isSameHeader, isSameTxn } from './sameTxn.ts'
import { addTo, createStretches, cutAfter, forgetBeyond, highestIn, isIn } from './stretches.ts'
import { createByZxid, dropAll, dropAt, putAt, valueAt, zxidsIn } from './zxids.ts'

const z = (e: number, counter: number): Zxid => zxidOf(epoch(e), counter)

test('a table by zxid holds what a map would hold, whatever is put in and dropped, near and far', () => {
  const dice = rngOf(4711)
  const table = createByZxid<number>()
  const map = new Map<Zxid, number>()
  const any = (): Zxid => z(1 + below(dice, 3), below(dice, 20) === 0 ? 0xfffffff0 + below(dice, 16) : below(dice, 600))
  for (let n = 0; n < 5000; n++) {
    const zxid = any()
    if (below(dice, 3) === 0) {
      dropAt(table, zxid)
      map.delete(zxid)
    } else {
      putAt(table, zxid, n)
      map.set(zxid, n)
    }
    const asked = any()
    expect(valueAt(table, asked)).toBe(map.get(asked))
  }
  expect(zxidsIn(table)).toEqual([...map.keys()].sort((a, b) => (a < b ? -1 : 1)))
  dropAll(table)
  expect(zxidsIn(table)).toEqual([])
})

test('a table by zxid forgets the oldest, and a queue through it leaves nothing behind', () => {
  const table = createByZxid<number>(100)
  for (let n = 1; n <= 5000; n++) putAt(table, z(1 + (n % 2), n), n)
  expect(zxidsIn(table).length).toBeLessThanOrEqual(100 + SLACK)
  expect(valueAt(table, z(1, 5000))).toBe(5000)
  expect(valueAt(table, z(2, 1))).toBeUndefined()
  const queue = createByZxid<number>()
  for (let n = 1; n <= 5000; n++) {
    putAt(queue, z(1, n), n)
    if (n > 3) dropAt(queue, z(1, n - 3))
  }
  expect(queue.places).toBe(3)
})

test('stretches hold what a set would hold, over epochs, cuts and repetitions', () => {
  const dice = rngOf(1871)
  const stretches = createStretches()
  let set = new Set<Zxid>()
  let [e, counter] = [1, 0]
  for (let n = 0; n < 3000; n++) {
    if (below(dice, 40) === 0) [e, counter] = [e + 1, 0]
    counter += below(dice, 10) === 0 ? 0 : 1 + below(dice, 20) * (below(dice, 30) === 0 ? 1 : 0)
    addTo(stretches, z(e, counter))
    set.add(z(e, counter))
    if (below(dice, 100) === 0) {
      const cut = z(e, Math.max(0, counter - below(dice, 9)))
      expect(new Set(cutAfter(stretches, cut))).toEqual(new Set([...set].filter((one) => one > cut)))
      set = new Set([...set].filter((one) => one <= cut))
      counter = Number(cut & 0xffffffffn)
    }
    const asked = z(Math.max(1, e - below(dice, 2)), below(dice, 60))
    expect(isIn(stretches, asked)).toBe(set.has(asked))
    expect(stretches.count).toBe(set.size)
  }
  expect(highestIn(stretches)).toBe([...set].reduce((a, b) => (a > b ? a : b), ZXID_NONE))
  const before = [...set].sort((a, b) => (a < b ? -1 : 1))
  const forgotten = forgetBeyond(stretches, 10)
  expect(stretches.count).toBe(10)
  expect(forgotten).toBe(before.at(-11))
  expect(before.filter((one) => isIn(stretches, one))).toEqual(before.slice(-10))
})

test('requests are told apart by session and number, and the oldest are forgotten', () => {
  const table = createByRequest<string>()
  const [a, b] = [sessionIdFrom(1n), sessionIdFrom(2n)]
  putRequest(table, a, 1, 'a1')
  putRequest(table, b, 1, 'b1')
  putRequest(table, a, 2, 'a2')
  expect([requestAt(table, a, 1), requestAt(table, b, 1), requestAt(table, b, 2)]).toEqual(['a1', 'b1', undefined])
  dropRequest(table, a, 1)
  expect([requestAt(table, a, 1), requestAt(table, a, 2)]).toEqual([undefined, 'a2'])
  for (let xid = 10; xid < 30_000; xid++) putRequest(table, b, xid, 'more')
  expect(table.count).toBeLessThanOrEqual(10_000 + SLACK)
  expect([requestAt(table, a, 2), requestAt(table, b, 29_999)]).toEqual([undefined, 'more'])
})

const READ_ACL: readonly Acl[] = [{ perms: 1, id: { scheme: 'world', id: 'anyone' } }]
const data = new Uint8Array([1, 2, 3])
const create = { path: '/a', data, acl: OPEN_ACL, parentCVersion: 4 }
const TXNS: { readonly [K in Txn['type']]: Extract<Txn, { type: K }> } = {
  createSession: { type: 'createSession', timeOut: 9 },
  closeSession: { type: 'closeSession', paths: ['/a', '/b'] },
  create: { type: 'create', withStat: false, ...create, ephemeral: false },
  createContainer: { type: 'createContainer', ...create },
  createTTL: { type: 'createTTL', ...create, ttl: 5 },
  delete: { type: 'delete', path: '/a' },
  deleteContainer: { type: 'deleteContainer', path: '/a' },
  setData: { type: 'setData', path: '/a', data, version: 3 },
  reconfig: { type: 'reconfig', path: '/a', data, version: 3 },
  setACL: { type: 'setACL', path: '/a', acl: OPEN_ACL, version: 3 },
  check: { type: 'check', path: '/a', version: 3 },
  error: { type: 'error', err: -101 },
  multi: { type: 'multi', txns: [{ type: 'delete', path: '/a' }] },
}
/** Another value of the same kind. */
function otherThan(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [value + 1]
  if (typeof value === 'bigint') return [value + 1n]
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'string') return [`${value}x`]
  if (value instanceof Uint8Array) return [new Uint8Array([1, 2, 4]), new Uint8Array([1, 2]), new Uint8Array(), null]
  if (value === OPEN_ACL) return [READ_ACL, [], [...OPEN_ACL, ...OPEN_ACL]]
  return [[], ['/a', '/c'], [{ type: 'delete', path: '/c' }]]
}

test.each(Object.values(TXNS))('of $type every field counts, and a copy is the same', (txn) => {
  const header = { clientId: sessionIdFrom(7n), cxid: 1, zxid: z(1, 1), time: 5, type: txnOpCode(txn) }
  const copy = decodeTxnRecord(encodeTxnRecord({ header, txn, digest: null }))
  expect([isSameTxn(txn, copy.txn), isSameHeader(header, copy.header)]).toEqual([true, true])
  for (const [name, value] of Object.entries(txn))
    for (const other of name === 'type' ? Object.keys(TXNS).filter((type) => type !== txn.type) : otherThan(value)) {
      const changed: Txn = Object.assign({ ...txn }, { [name]: other })
      expect([name, isSameTxn(txn, changed), isSameTxn(changed, txn)]).toEqual([name, false, false])
    }
  for (const [name, value] of Object.entries(header))
    expect([name, isSameHeader(header, Object.assign({ ...header }, { [name]: otherThan(value)[0] }))]).toEqual([
      name,
      false,
    ])
})
