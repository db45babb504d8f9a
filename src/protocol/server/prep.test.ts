/** Preparing: which error wins, and what a write becomes. */
import { describe, expect, test } from 'vitest'
import { CONTAINER_OWNER, lookup } from '../../ground/data/tree.ts'
import { SESSION_NONE } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import { reconfigRequest } from '../../ground/jute/records.ts'
import { encode } from '../../ground/jute/schema.ts'
import { encodeBody, type Step } from './conversationCodec.suite.ts'
import { noOutstanding } from './outstanding.ts'
import { prepare } from './prep.ts'
import {
  ANN,
  applyAll,
  ask,
  errorOf,
  FULL,
  given,
  leader,
  MINE,
  NOTHING_ALLOWED,
  PLAIN,
  SHUT,
  TIME,
} from './preparing.suite.ts'

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
    const wish = { joiningServers: null, leavingServers: '3', newMembers: null, curConfigId: -1n }
    const reconfigBody = encode(reconfigRequest, wish)
    const request = { session: ANN, cxid: 1, body: new Uint8Array(), identities: [] }
    expect(errorOf(prepare(context, { ...request, body: reconfigBody, op: OpCode.reconfig }))).toBe('reconfigDisabled')
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

describe('quotas, where they are enforced', () => {
  const quota = (limits: string): readonly Step[] => [
    { op: 'create', path: '/app', data: 'ab' },
    { op: 'create', path: '/zookeeper/quota/app', data: '' },
    { op: 'create', path: '/zookeeper/quota/app/zookeeper_limits', data: limits },
    { op: 'create', path: '/zookeeper/quota/app/zookeeper_stats', data: '' },
  ]
  const child: Step = { op: 'create', path: '/app/a', data: 'xyz' }

  test.each<[KeeperErrorName, string, Step]>([
    ['quotaExceeded', 'count=-1,bytes=-1=;countHardLimit=1', child],
    ['ok', 'count=-1,bytes=-1=;countHardLimit=2', child],
    ['ok', 'count=1,bytes=1', child],
    ['quotaExceeded', 'count=9,bytes=9=;byteHardLimit=4;countHardLimit=9', child],
    ['ok', 'byteHardLimit=5;countHardLimit=9', child],
    ['quotaExceeded', 'byteHardLimit=2', { op: 'setData', path: '/app', data: 'abc', version: 7 }],
    ['badVersion', 'byteHardLimit=2', { op: 'setData', path: '/app', data: 'a', version: 7 }],
    ['ok', 'byteHardLimit=0', { op: 'setData', path: '/app', data: 'xy' }],
    ['marshallingError', 'count=many', child],
    ['nodeExists', 'countHardLimit=0', { op: 'create', path: '/app', data: '' }],
    ['ok', 'countHardLimit=0,byteHardLimit=0', { op: 'delete', path: '/app' }],
  ])('%s under the limits %s', (error, limits, step) => {
    const it = given(...quota(limits))
    it.isQuotaEnforced = true
    expect(errorOf(ask(it, step))).toBe(error)
  })

  test('nobody asks while they are not', () => {
    expect(errorOf(ask(given(...quota('countHardLimit=0')), child))).toBe('ok')
  })

  test('a soft limit is only told, a hard one stands in for the soft one beside it', () => {
    const soft = given(...quota('count=1,bytes=1'))
    soft.isQuotaEnforced = true
    ask(soft, child)
    expect(soft.excesses).toEqual([
      { quota: '/app', what: 'count', isHard: false, used: 2, limit: 1 },
      { quota: '/app', what: 'bytes', isHard: false, used: 5, limit: 1 },
    ])
    const hard = given(...quota('count=1,bytes=-1=;countHardLimit=5'))
    hard.isQuotaEnforced = true
    ask(hard, child)
    expect(hard.excesses).toEqual([])
  })

  test('what is applied counts, so a burst may go over; a part of a multi is refused like a create', () => {
    const it = given(...quota('countHardLimit=2'))
    it.isQuotaEnforced = true
    expect(errorOf(ask(it, child))).toBe('ok')
    expect(errorOf(ask(it, { ...child, path: '/app/b' }))).toBe('ok')
    applyAll(it)
    expect(ask(it, { op: 'multi', ops: [{ ...child, path: '/app/c' }] }).txn).toEqual({
      type: 'multi',
      txns: [{ type: 'error', err: -125 }],
    })
  })
})
