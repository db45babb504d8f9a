/** Preparing: which error wins, what a pipeline sees of itself, and what the digest foretells. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Applied, applyTxn } from '../../ground/data/apply.ts'
import { CONTAINER_OWNER, type Database, emptyDatabase, lookup, statOf, treeDigest } from '../../ground/data/tree.ts'
import { epoch, nextZxid, SESSION_NONE, type SessionId, sessionIdFrom, type Zxid, zxidOf } from '../../ground/ids.ts'
import { type KeeperErrorName, keeperErrorName } from '../../ground/jute/errors.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import type { Id } from '../../ground/jute/records.ts'
import type { TxnRecord } from '../../ground/jute/txns.ts'
import { codeOf, encodeBody, type Step } from './conversationCodec.suite.ts'
import { noOutstanding, type Outstanding, settle } from './outstanding.ts'
import { prepare } from './prep.ts'

const ANN = sessionIdFrom(0x0100000000000001n)
const BOB = sessionIdFrom(0x0100000000000002n)
const NOBODY: readonly Id[] = [{ scheme: 'ip', id: '10.0.0.1' }]
const NOTHING_ALLOWED = [[0, 'world', 'anyone']] as const
const TIME = 1_700_000_000_000

type Leader = {
  db: Database
  outstanding: Outstanding
  zxid: Zxid
  log: TxnRecord[]
  closing: Set<SessionId>
  extendedTypes: boolean
}

function leader(): Leader {
  const db = emptyDatabase()
  for (const session of [ANN, BOB]) db.sessions.set(session, 10_000)
  const zxid = zxidOf(epoch(1), 0)
  return { db, outstanding: noOutstanding(), zxid, log: [], closing: new Set(), extendedTypes: true }
}

/** Prepares one request; it is not applied before `apply`. */
function ask(it: Leader, step: Step, session: SessionId = ANN, body: Uint8Array = encodeBody(step)): TxnRecord {
  it.zxid = nextZxid(it.zxid)
  const { db, outstanding, zxid, extendedTypes } = it
  const closing = (id: SessionId): boolean => it.closing.has(id)
  const context = { db, outstanding, extendedTypes, time: TIME + it.log.length, zxid, closing }
  const record = prepare(context, { session, cxid: 7, op: codeOf(step.op), body, identities: NOBODY })
  if (step.op === 'closeSession') it.closing.add(session)
  it.log.push(record)
  return record
}

/** Applies the oldest prepared transaction. */
function apply(it: Leader): { readonly record: TxnRecord; readonly applied: Applied } | undefined {
  const record = it.log.shift()
  if (record === undefined) return undefined
  const applied = applyTxn(it.db, record.header, record.txn)
  settle(it.outstanding, record.header.zxid)
  return { record, applied }
}
function applyAll(it: Leader): void {
  while (apply(it) !== undefined) {}
}
function given(...steps: readonly Step[]): Leader {
  const it = leader()
  for (const step of steps) expect(errorOf(ask(it, step)), JSON.stringify(step)).toBe('ok')
  applyAll(it)
  return it
}

function errorOf(record: TxnRecord): KeeperErrorName | undefined {
  return record.txn.type === 'error' ? keeperErrorName(record.txn.err) : 'ok'
}
function pathOf(record: TxnRecord): string | undefined {
  return 'path' in record.txn ? record.txn.path : undefined
}

const PLAIN: Step = { op: 'create', path: '/plain', data: '' }
const SHUT: Step = { op: 'create', path: '/shut', data: '', acl: NOTHING_ALLOWED }
const MINE: Step = { op: 'create', path: '/mine', data: '', flags: 1 }
const FULL: readonly Step[] = [
  { op: 'create', path: '/full', data: '' },
  { op: 'create', path: '/full/child', data: '' },
]

describe('the first error of a create wins, in the order of ZooKeeper', () => {
  // Each row breaks one rule and all the rules after it that can be broken together.
  test.each<[KeeperErrorName, string, Step]>([
    ['badArguments', 'unknown flags, before a bad path', { op: 'create', path: 'relative', flags: 7 }],
    ['badArguments', 'a plain create with a TTL flag has no ttl', { op: 'create2', path: '/a', flags: 5 }],
    ['badArguments', 'createTTL without a TTL flag', { op: 'createTTL', path: '/a', flags: 0, ttl: 100 }],
    ['badArguments', 'createTTL without a TTL flag or a ttl', { op: 'createTTL', path: '/a', flags: 0, ttl: -1 }],
    ['badArguments', 'a ttl of 2^40 ms', { op: 'createTTL', path: '/a', flags: 5, ttl: 2 ** 40 }],
    ['badArguments', 'no slash, before an invalid ACL', { op: 'create', path: 'relative', acl: null }],
    ['badArguments', 'a NUL, before an invalid ACL', { op: 'create', path: '/a\0', acl: null }],
    ['invalidACL', 'an empty ACL, before a missing parent', { op: 'create', path: '/no/a', acl: null }],
    ['noNode', 'a missing parent, before a bad name', { op: 'create', path: '/no/..' }],
    ['noAuth', 'no right on the parent, before a bad name', { op: 'create', path: '/shut/..' }],
    ['badArguments', 'a bad name, before its existence is asked', { op: 'create', path: '/plain/.' }],
    ['nodeExists', 'the node is there', PLAIN],
    ['noChildrenForEphemerals', 'the parent is an ephemeral', { op: 'create', path: '/mine/a' }],
    ['ok', 'a sequential name may be a number alone', { op: 'create', path: '/plain/', flags: 2 }],
    ['ok', 'createTTL', { op: 'createTTL', path: '/a', flags: 5, ttl: 2 ** 40 - 1 }],
  ])('%s: %s', (error, _why, step) => {
    const it = given(PLAIN, SHUT, MINE)
    expect(errorOf(ask(it, step))).toBe(error)
  })

  test('NoAuth beats NodeExists', () => {
    const it = given({ op: 'create', path: '/p', data: '' }, { op: 'create', path: '/p/a', data: '' })
    ask(it, { op: 'setACL', path: '/p', acl: NOTHING_ALLOWED })
    expect(errorOf(ask(it, { op: 'create', path: '/p/a' }))).toBe('noAuth')
  })

  test('TTL nodes are unimplemented while extended types are off, whatever the ttl', () => {
    const it = leader()
    it.extendedTypes = false
    expect(errorOf(ask(it, { op: 'createTTL', path: '/a', flags: 5, ttl: 0 }))).toBe('unimplemented')
  })

  test('a closing session comes after flags and ttl, before the path', () => {
    const it = given()
    it.closing.add(ANN)
    expect(errorOf(ask(it, { op: 'create', path: '/a', flags: 9 }))).toBe('badArguments')
    expect(errorOf(ask(it, { op: 'create', path: 'relative' }))).toBe('sessionExpired')
  })
})

describe('the first error of the other writes wins, too', () => {
  test.each<[KeeperErrorName, string, Step]>([
    ['badArguments', 'delete: the root', { op: 'delete', path: '/' }],
    ['badArguments', 'delete: /zookeeper/config', { op: 'delete', path: '/zookeeper/config' }],
    ['badArguments', 'delete: no slash', { op: 'delete', path: 'relative' }],
    ['noNode', 'delete: no parent', { op: 'delete', path: '/no/a' }],
    ['noAuth', 'delete: no right on the parent, before the missing node', { op: 'delete', path: '/shut/a' }],
    ['noNode', 'delete: no node', { op: 'delete', path: '/no', version: 3 }],
    ['badVersion', 'delete: another version, before its children', { op: 'delete', path: '/full', version: 3 }],
    ['notEmpty', 'delete: children', { op: 'delete', path: '/full', version: 0 }],
    ['ok', 'delete: the right on the node itself is not asked', { op: 'delete', path: '/shut' }],
    ['badArguments', 'setData: a bad path', { op: 'setData', path: '/plain/' }],
    ['badArguments', 'setData: the alias of the root is no path', { op: 'setData', path: '' }],
    ['noNode', 'setData: no node', { op: 'setData', path: '/no', version: 3 }],
    ['noAuth', 'setData: no right, before the version', { op: 'setData', path: '/shut', version: 3 }],
    ['badVersion', 'setData: another version', { op: 'setData', path: '/plain', version: 3 }],
    ['badArguments', 'setACL: a bad path, before the ACL', { op: 'setACL', path: 'no', acl: null }],
    ['invalidACL', 'setACL: an invalid ACL, before the missing node', { op: 'setACL', path: '/no', acl: null }],
    ['noNode', 'setACL: no node', { op: 'setACL', path: '/no', acl: 'open' }],
    ['noAuth', 'setACL: no right, before the version', { op: 'setACL', path: '/shut', acl: 'open', version: 3 }],
    ['badVersion', 'setACL: another aversion', { op: 'setACL', path: '/plain', acl: 'open', version: 3 }],
  ])('%s: %s', (error, _why, step) => {
    expect(errorOf(ask(given(PLAIN, SHUT, ...FULL), step))).toBe(error)
  })

  test('the session is asked before the body is read, but a create reads first', () => {
    const it = given()
    it.closing.add(ANN)
    const cut = new Uint8Array(3)
    expect(errorOf(ask(it, { op: 'delete' }, ANN, cut))).toBe('sessionExpired')
    expect(errorOf(ask(it, { op: 'create' }, ANN, cut))).toBe('marshallingError')
  })

  test('a session that has moved is refused, a closing one first', () => {
    const it = given()
    const request = {
      session: ANN,
      cxid: 1,
      op: OpCode.setData,
      body: encodeBody({ op: 'setData', path: '/a' }),
      identities: [],
    }
    const context = { ...it, time: TIME, closing: () => false, moved: true }
    expect(errorOf(prepare(context, request))).toBe('sessionMoved')
    expect(errorOf(prepare({ ...context, closing: () => true }, request))).toBe('sessionExpired')
  })

  test('reconfig is disabled, and what no write is called is unimplemented', () => {
    const it = given()
    const context = { ...it, time: TIME, closing: () => false }
    const request = { session: ANN, cxid: 1, body: new Uint8Array(), identities: [] }
    expect(errorOf(prepare(context, { ...request, op: OpCode.reconfig }))).toBe('reconfigDisabled')
    for (const op of [OpCode.check, 4711]) expect(errorOf(prepare(context, { ...request, op }))).toBe('unimplemented')
  })
})

describe('a failed write is a transaction, too', () => {
  test('it takes the zxid, keeps who asked, and carries no digest', () => {
    const it = given()
    const { header, txn, digest } = ask(it, { op: 'delete', path: '/no' })
    expect(header).toEqual({ clientId: ANN, cxid: 7, zxid: it.zxid, time: TIME, type: OpCode.error })
    expect(txn).toEqual({ type: 'error', err: -101 })
    expect(digest).toBeNull()
  })

  test('it leaves no change record', () => {
    const it = given(...FULL)
    ask(it, { op: 'create', path: '/full/child' })
    ask(it, { op: 'delete', path: '/full' })
    expect(it.outstanding).toEqual(noOutstanding())
  })

  test('garbage is a marshalling error for every write that has a body', () => {
    const it = given()
    for (const op of ['create', 'create2', 'createContainer', 'createTTL', 'delete', 'setData', 'setACL', 'multi']) {
      const record = ask(it, { op }, ANN, Uint8Array.of(0, 0, 0, 9, 47))
      expect(errorOf(record), op).toBe('marshallingError')
    }
  })
})

describe('the opcode decides what kind of node comes to be', () => {
  test.each<[Step, string, bigint]>([
    [{ op: 'create2', path: '/a', flags: 4 }, 'create', 0n],
    [{ op: 'createContainer', path: '/a' }, 'createContainer', CONTAINER_OWNER],
    [{ op: 'createTTL', path: '/a', flags: 5, ttl: 9 }, 'createTTL', BigInt.asIntN(64, 0xff00000000000009n)],
    [{ op: 'create', path: '/a', flags: 1 }, 'create', ANN],
  ])('%j makes a transaction %s', (step, type, owner) => {
    const it = leader()
    const record = ask(it, step)
    expect(record.txn.type).toBe(type)
    applyAll(it)
    expect(lookup(it.db.tree, '/a')?.stat.ephemeralOwner).toBe(owner)
    expect(it.db.tree.digest).toBe(record.digest?.treeDigest)
  })

  test('deleteContainer is the server’s own: empty and nobody’s ephemeral', () => {
    const it = given({ op: 'createContainer', path: '/c' }, MINE, ...FULL)
    expect(errorOf(ask(it, { op: 'deleteContainer', path: '/c' }, ANN)), 'from a client').toBe('badArguments')
    expect(errorOf(ask(it, { op: 'deleteContainer', path: '/no' }, SESSION_NONE))).toBe('noNode')
    expect(errorOf(ask(it, { op: 'deleteContainer', path: '/full' }, SESSION_NONE))).toBe('notEmpty')
    expect(errorOf(ask(it, { op: 'deleteContainer', path: '/mine' }, SESSION_NONE))).toBe('badVersion')
    const record = ask(it, { op: 'deleteContainer', path: '/c' }, SESSION_NONE)
    expect(record.txn).toEqual({ type: 'deleteContainer', path: '/c' })
    expect(record.header.type).toBe(OpCode.deleteContainer)
  })
})

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

describe('sessions', () => {
  test('createSession carries the timeout and asks for no session', () => {
    const it = leader()
    it.closing.add(ANN)
    const body = Uint8Array.of(0, 0, 0x27, 0x10)
    expect(ask(it, { op: 'createSession' }, ANN, body).txn).toEqual({ type: 'createSession', timeOut: 10_000 })
    const context = { ...it, time: TIME, closing: () => true, sessionTimeoutMs: 4000 }
    const request = { session: ANN, cxid: 0, op: OpCode.createSession, body, identities: [] }
    expect(prepare(context, request).txn).toEqual({ type: 'createSession', timeOut: 4000 })
  })

  test('the digest of a first session is that of the empty tree', () => {
    const it = leader()
    const record = ask(it, { op: 'createSession' }, ANN, Uint8Array.of(0, 0, 0x27, 0x10))
    expect(record.digest).toEqual({ version: 2, treeDigest: 0x51c6d660n })
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
