/** A pipeline of writes: what it sees of itself, how a multi is taken back, and what its digests foretell. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lookup, statOf, treeDigest } from '../../ground/data/tree.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import type { Step } from './conversationCodec.suite.ts'
import { noOutstanding } from './outstanding.ts'
import {
  ANN,
  apply,
  applyAll,
  ask,
  BOB,
  errorOf,
  given,
  type Leader,
  leader,
  MINE,
  PLAIN,
  pathOf,
  SHUT,
} from './preparing.suite.ts'

describe('a pipeline of writes sees itself before anything is applied', () => {
  test('a child can follow its parent, and versions rise, while nothing is committed', () => {
    const it = leader()
    expect(errorOf(ask(it, { op: 'create', path: '/a', data: '' }))).toBe('ok')
    expect(errorOf(ask(it, { op: 'create', path: '/a/b', data: '' }))).toBe('ok')
    expect(errorOf(ask(it, { op: 'setData', path: '/a', data: '1', version: 0 }))).toBe('ok')
    expect(errorOf(ask(it, { op: 'setData', path: '/a', data: '2', version: 0 }))).toBe('badVersion')
    expect(errorOf(ask(it, { op: 'delete', path: '/a', version: 1 }))).toBe('notEmpty')
    expect(errorOf(ask(it, { op: 'delete', path: '/a/b' }))).toBe('ok')
    expect(errorOf(ask(it, { op: 'delete', path: '/a', version: 1 }))).toBe('ok')
    expect(errorOf(ask(it, { op: 'setData', path: '/a', data: '3' }))).toBe('noNode')
    expect(lookup(it.db.tree, '/a'), 'nothing is applied yet').toBeUndefined()
  })

  test('sequence numbers count creates that are still on their way, and deletes give none back', () => {
    const it = given(PLAIN)
    const names = [
      { op: 'create', path: '/plain/a-', flags: 2 },
      { op: 'create', path: '/plain/b', flags: 0 },
      { op: 'create', path: '/plain/b-', flags: 3 },
    ]
    expect(names.map((step) => pathOf(ask(it, step)))).toEqual([
      '/plain/a-0000000000',
      '/plain/b',
      '/plain/b-0000000002',
    ])
    ask(it, { op: 'delete', path: '/plain/b' })
    expect(pathOf(ask(it, { op: 'create', path: '/plain/', flags: 2 }))).toBe('/plain/0000000003')
  })

  test('the last sequence number is 2147483647, and its name stays the next one until it is deleted', () => {
    const it = given(PLAIN)
    const parent = lookup(it.db.tree, '/plain')
    if (parent !== undefined) parent.stat = { ...parent.stat, cversion: 2147483646 }
    const next: Step = { op: 'create', path: '/plain/', flags: 2 }
    expect(pathOf(ask(it, next))).toBe('/plain/2147483646')
    expect(pathOf(ask(it, next))).toBe('/plain/2147483647')
    expect(errorOf(ask(it, next))).toBe('nodeExists')
    applyAll(it)
    expect(errorOf(ask(it, next))).toBe('nodeExists')
    ask(it, { op: 'delete', path: '/plain/2147483647' })
    expect(pathOf(ask(it, next))).toBe('/plain/2147483647')
  })

  test('versions are 32 bits and overflow', () => {
    const it = given(PLAIN)
    const node = lookup(it.db.tree, '/plain')
    if (node !== undefined) node.stat = { ...node.stat, version: 2147483647 }
    expect(ask(it, { op: 'setData', path: '/plain', data: '' }).txn).toMatchObject({ version: -2147483648 })
  })

  test('closeSession lists ephemerals that are not there yet, and none that are on their way out', () => {
    const it = given(MINE, { op: 'create', path: '/leaving', flags: 1 }, PLAIN)
    ask(it, { op: 'delete', path: '/leaving' })
    ask(it, { op: 'create', path: '/plain/coming', flags: 1 })
    ask(it, { op: 'create', path: '/bobs', flags: 1 }, BOB)
    expect(ask(it, { op: 'closeSession' }).txn).toEqual({ type: 'closeSession', paths: ['/mine', '/plain/coming'] })
    expect(errorOf(ask(it, { op: 'delete', path: '/plain' }, BOB)), 'its last child goes with the session').toBe('ok')
    expect(errorOf(ask(it, PLAIN)), 'the session is closing').toBe('sessionExpired')
  })

  test('records go when the tree has caught up, and not before', () => {
    const it = leader()
    ask(it, { op: 'create', path: '/a', data: '' })
    ask(it, { op: 'setData', path: '/a', data: '1' })
    apply(it)
    expect(it.outstanding.byPath.get('/a')?.node?.stat.version).toBe(1)
    expect(it.outstanding.byPath.has('/'), 'the root was touched by the first one only').toBe(false)
    apply(it)
    expect(it.outstanding).toEqual(noOutstanding())
  })
})

describe('a multi happens as a whole or not at all', () => {
  test('after the first part that fails no other is tried, and numbers are given back', () => {
    const it = given(PLAIN)
    const ops: Step[] = [
      { op: 'create', path: '/plain/', flags: 2 },
      { op: 'check', path: '/no' },
      { op: 'delete', path: '/plain' },
    ]
    const { header, txn } = ask(it, { op: 'multi', ops })
    expect(header.type).toBe(OpCode.multi)
    expect(txn).toMatchObject({ txns: [{ type: 'create' }, { type: 'error', err: -101 }, { type: 'error', err: -2 }] })
    expect(it.outstanding).toEqual(noOutstanding())
    expect(pathOf(ask(it, { op: 'create', path: '/plain/', flags: 2 }))).toBe('/plain/0000000000')
  })

  test('a failed multi takes back its own records only, not those of writes before it', () => {
    const it = given(PLAIN)
    ask(it, { op: 'setData', path: '/plain', data: '1' })
    const before = structuredClone(it.outstanding)
    ask(it, {
      op: 'multi',
      ops: [
        { op: 'setData', path: '/plain', data: '2' },
        { op: 'delete', path: '/no' },
      ],
    })
    expect(it.outstanding).toEqual(before)
    expect(ask(it, { op: 'setData', path: '/plain', data: '3', version: 1 }).txn).toMatchObject({ version: 2 })
  })

  test('setACL is no part of a multi, and the whole request is malformed', () => {
    const it = given(PLAIN)
    expect(errorOf(ask(it, { op: 'multi', ops: [{ op: 'setACL', path: '/plain', acl: 'open' }] }))).toBe(
      'marshallingError',
    )
  })

  test('a multi of nothing is a transaction', () => {
    const it = given()
    expect(ask(it, { op: 'multi', ops: [] })).toMatchObject({
      txn: { type: 'multi', txns: [] },
      digest: { version: 2 },
    })
  })

  test('check asks for READ, then for the version', () => {
    const it = given(PLAIN, SHUT)
    const parts = (ops: readonly Step[]): unknown => ask(it, { op: 'multi', ops }).txn
    expect(parts([{ op: 'check', path: '/shut', version: 9 }])).toMatchObject({ txns: [{ err: -102 }] })
    expect(parts([{ op: 'check', path: '/plain', version: 9 }])).toMatchObject({ txns: [{ err: -103 }] })
    expect(parts([{ op: 'check', path: 'plain' }])).toMatchObject({ txns: [{ err: -8 }] })
  })
})

describe('whatever is pipelined, applying it says the same as preparing did', () => {
  const path = fc.constantFrom('/a', '/b', '/a/x', '/a/y', '/b/x', '/a/x/deep', '/zookeeper/q')
  const version = fc.constantFrom(-1, -1, -1, 0, 1)
  const data = fc.constantFrom('', 'one', 'two', null)
  const change: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ op: fc.constantFrom('create', 'create2'), path, data, flags: fc.constantFrom(0, 0, 1, 2, 3, 4) }),
    fc.record({ op: fc.constant('createContainer'), path, data }),
    fc.record({ op: fc.constant('createTTL'), path, data, flags: fc.constantFrom(5, 6), ttl: fc.constant(500) }),
    fc.record({ op: fc.constant('delete'), path, version }),
    fc.record({ op: fc.constant('setData'), path, data, version }),
  )
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: change },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('setACL'), path, acl: fc.constant('open'), version }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('multi'), ops: fc.array(change, { maxLength: 4 }) }) },
    { weight: 1, arbitrary: fc.constant<Step>({ op: 'closeSession' }) },
  )
  const act = fc.oneof(
    { weight: 2, arbitrary: fc.record({ step, session: fc.constantFrom(ANN, BOB) }) },
    { weight: 1, arbitrary: fc.constant('apply' as const) },
  )

  test('no prepared transaction fails, its digest is the tree’s, and in the end nothing is outstanding', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const it = leader()
        const check = (): boolean => {
          const done = apply(it)
          if (done === undefined) return false
          const { record, applied } = done
          const refused =
            record.txn.type === 'error' ||
            (record.txn.type === 'multi' && record.txn.txns.some((part) => part.type === 'error'))
          expect(applied.error === 'ok', JSON.stringify(record.txn)).toBe(!refused)
          if (record.digest !== null) expect(record.digest.treeDigest).toBe(it.db.tree.digest)
          return true
        }
        for (const one of acts) {
          if (one === 'apply') check()
          else ask(it, one.step, one.session)
        }
        while (check()) {}
        expect(it.outstanding).toEqual(noOutstanding())
        expect(it.db.tree.digest).toBe(treeDigest(it.db.tree))
        for (const session of it.closing) expect(it.db.tree.ephemerals.has(session)).toBe(false)
      }),
      { numRuns: 400 },
    )
  })

  test('a pipeline is judged as the same requests one by one are', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const [pipelined, serial] = [leader(), leader()]
        const ahead = steps.map((one) => ask(pipelined, one))
        const oneByOne = steps.map((one) => {
          const record = ask(serial, one)
          applyAll(serial)
          return record
        })
        expect(ahead.map((record) => record.txn)).toEqual(oneByOne.map((record) => record.txn))
        applyAll(pipelined)
        const stats = (it: Leader): unknown =>
          [...it.db.tree.nodes].map(([at, node]) => ({ at, ...statOf(node), ctime: 0, mtime: 0 }))
        expect(stats(pipelined)).toEqual(stats(serial))
      }),
      { numRuns: 300 },
    )
  })
})
