import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../base/utf8.ts'
import { sessionIdFrom, type Zxid, zxidFrom } from '../ids.ts'
import { type Acl, OPEN_ACL } from '../jute/records.ts'
import { type Txn, type TxnHeader, txnOpCode } from '../jute/txns.ts'
import { READ_ACL } from './acl.ts'
import { type Applied, applyTxn } from './apply.ts'
import { type Database, emptyDatabase, kindOf, lookup, statOf, treeDigest, ttlOf } from './tree.ts'

const ann = sessionIdFrom(0xa1n)
const bob = sessionIdFrom(0xb1n)

type CreateTxn = Extract<Txn, { type: 'create' }>
const create = (
  path: string,
  parentCVersion: number,
  more: { ephemeral?: boolean; acl?: readonly Acl[] } = {},
): CreateTxn => ({
  type: 'create',
  withStat: false,
  path,
  data: encodeUtf8('x'),
  acl: more.acl ?? OPEN_ACL,
  ephemeral: more.ephemeral ?? false,
  parentCVersion,
})
const setData = (path: string, version: number): Txn => ({ type: 'setData', path, data: encodeUtf8('new'), version })
const remove = (path: string): Txn => ({ type: 'delete', path })

/** Transaction number `zxid` at the time `1000 * zxid`. */
function run(db: Database, zxid: number, txn: Txn, clientId = ann): Applied {
  const header: TxnHeader = { clientId, cxid: 1, zxid: zxidFrom(BigInt(zxid)), time: 1000 * zxid, type: txnOpCode(txn) }
  return applyTxn(db, header, txn)
}
const z = (value: number): Zxid => zxidFrom(BigInt(value))
function shown(db: Database, path: string) {
  const node = lookup(db.tree, path)
  return node === undefined ? undefined : statOf(node)
}
const told = (applied: Applied): readonly string[] => applied.changes.map((one) => `${one.type} ${one.path}`)

describe('the stat of a node', () => {
  test('a create starts all zxids and no version, and counts on its parent', () => {
    const db = emptyDatabase()
    const applied = run(db, 5, create('/a', 1))
    const stat = { czxid: z(5), mzxid: z(5), pzxid: z(5), ctime: 5000, mtime: 5000 }
    expect(shown(db, '/a')).toMatchObject({ ...stat, version: 0, cversion: 0, aversion: 0, dataLength: 1 })
    expect(applied).toMatchObject({ error: 'ok', path: '/a', stat })
    // Two children now (with /zookeeper), one creation counted: 2 * 1 - 2.
    expect(shown(db, '/')).toMatchObject({ cversion: 0, numChildren: 2, pzxid: z(5), mzxid: z(0) })
  })

  test('a delete raises the parent: cversion as clients see it, and pzxid', () => {
    const db = emptyDatabase()
    run(db, 1, create('/a', 1))
    run(db, 2, remove('/a'))
    expect(shown(db, '/a')).toBeUndefined()
    expect(shown(db, '/')).toMatchObject({ cversion: 1, numChildren: 1, pzxid: z(2) })
    expect(lookup(db.tree, '/')?.stat.cversion).toBe(1)
  })

  test('setData moves version, mzxid and mtime of the node and nothing of its parent', () => {
    const db = emptyDatabase()
    run(db, 1, create('/a', 1))
    const parent = shown(db, '/')
    expect(run(db, 2, setData('/a', 1)).stat).toMatchObject({ version: 1, mzxid: z(2), mtime: 2000, dataLength: 3 })
    expect(shown(db, '/a')).toMatchObject({ czxid: z(1), pzxid: z(1), ctime: 1000 })
    expect(shown(db, '/')).toEqual(parent)
  })

  test('setACL moves aversion alone', () => {
    const db = emptyDatabase()
    run(db, 1, create('/a', 1))
    const before = shown(db, '/a')
    run(db, 2, { type: 'setACL', path: '/a', acl: READ_ACL, version: 1 })
    expect(shown(db, '/a')).toEqual({ ...before, aversion: 1 })
    expect(lookup(db.tree, '/a')?.acl).toEqual(READ_ACL)
  })

  test('null data stays null, and an ACL of null from an old log means open', () => {
    const db = emptyDatabase()
    run(db, 1, { ...create('/a', 1, { acl: [] }), data: null })
    expect(lookup(db.tree, '/a')).toMatchObject({ data: null, acl: OPEN_ACL })
  })

  test('a counter at its end is never lowered: names repeat, as on a real server', () => {
    const db = emptyDatabase()
    run(db, 1, create('/a', 1))
    run(db, 2, create('/a/2147483647', 0x7fffffff))
    run(db, 3, create('/a/other', -0x80000000))
    expect(lookup(db.tree, '/a')?.stat).toMatchObject({ cversion: 0x7fffffff, pzxid: z(2) })
  })
})

describe('kinds of nodes', () => {
  test('an ephemeral belongs to the session in the header, containers and TTL nodes to none', () => {
    const db = emptyDatabase()
    const rest = { data: null, acl: OPEN_ACL }
    run(db, 1, create('/e', 1, { ephemeral: true }))
    run(db, 2, { type: 'createContainer', path: '/c', parentCVersion: 2, ...rest })
    run(db, 3, { type: 'createTTL', path: '/t', parentCVersion: 3, ttl: 5000, ...rest })
    const nodes = ['/e', '/c', '/t'].map((path) => lookup(db.tree, path))
    expect(nodes.map((node) => node && kindOf(node))).toEqual(['ephemeral', 'container', 'ttl'])
    expect(nodes[0]?.stat.ephemeralOwner).toBe(ann)
    expect(nodes[2] && ttlOf(nodes[2].stat.ephemeralOwner)).toBe(5000)
    run(db, 4, { type: 'deleteContainer', path: '/c' })
    run(db, 5, { type: 'deleteContainer', path: '/t' })
    expect([db.tree.containers.size, db.tree.ttls.size, db.tree.ephemerals.size]).toEqual([0, 0, 1])
  })
})

describe('sessions', () => {
  test('are replicated: created with their timeout, gone when closed', () => {
    const db = emptyDatabase()
    run(db, 1, { type: 'createSession', timeOut: 4000 })
    expect([...db.sessions]).toEqual([[ann, 4000]])
    run(db, 2, { type: 'closeSession', paths: [] })
    expect(db.sessions.size).toBe(0)
  })

  test('a closed session loses the listed ephemerals in order, then the leftovers; others keep theirs', () => {
    const db = emptyDatabase()
    for (const [i, path] of ['/1', '/2', '/3'].entries()) run(db, i + 1, create(path, i + 1, { ephemeral: true }))
    run(db, 4, create('/b', 4, { ephemeral: true }), bob)
    const applied = run(db, 5, { type: 'closeSession', paths: ['/3', '/gone', '/1'] })
    expect(told(applied)).toEqual(['deleted /3', 'deleted /1', 'deleted /2'])
    expect(applied.error).toBe('ok')
    expect([...db.tree.ephemerals]).toEqual([[bob, new Set(['/b'])]])
    expect(shown(db, '/')?.pzxid).toBe(z(5))
  })
})

describe('multi', () => {
  test('parts share one zxid, later ones see earlier ones, and changes come in order', () => {
    const db = emptyDatabase()
    const txns = [create('/a', 1), setData('/a', 1), setData('/a', 2), create('/a/b', 1), remove('/a/b')]
    const applied = run(db, 9, { type: 'multi', txns })
    expect(told(applied)).toEqual(['created /a', 'dataChanged /a', 'dataChanged /a', 'created /a/b', 'deleted /a/b'])
    expect(applied.results.map((part) => part.stat?.version)).toEqual([0, 1, 2, 0, undefined])
    expect(shown(db, '/a')).toMatchObject({ version: 2, mzxid: z(9), cversion: 2, numChildren: 0 })
  })

  test('with one error it is void: ok before it, its code, and RUNTIMEINCONSISTENCY after it', () => {
    const db = emptyDatabase()
    const applied = run(db, 9, { type: 'multi', txns: [create('/a', 1), { type: 'error', err: -101 }, remove('/b')] })
    expect(applied.results.map((part) => part.error)).toEqual(['ok', 'noNode', 'runtimeInconsistency'])
    expect([applied.error, applied.changes]).toEqual(['noNode', []])
    expect(db).toEqual({ ...emptyDatabase(), lastProcessedZxid: z(9) })
  })

  test('as the leader logs it, all parts are errors, and 0 means ok', () => {
    const parts: Txn[] = [0, -110, -2].map((err) => ({ type: 'error', err }))
    const applied = run(emptyDatabase(), 9, { type: 'multi', txns: parts })
    expect(applied.results.map((part) => part.error)).toEqual(['ok', 'nodeExists', 'runtimeInconsistency'])
    expect(applied.error).toBe('nodeExists')
  })

  test('an empty one succeeds and moves the zxid', () => {
    const db = emptyDatabase()
    expect(run(db, 9, { type: 'multi', txns: [] })).toEqual({ error: 'ok', changes: [], results: [] })
    expect(db.lastProcessedZxid).toBe(z(9))
  })
})

describe('the last zxid', () => {
  test('moves with errors and sessions too', () => {
    const db = emptyDatabase()
    expect(run(db, 3, { type: 'error', err: -110 }).error).toBe('nodeExists')
    expect(db.lastProcessedZxid).toBe(z(3))
    run(db, 4, { type: 'createSession', timeOut: 1 })
    expect(db.lastProcessedZxid).toBe(z(4))
  })

  test('never goes back', () => {
    const db = emptyDatabase()
    run(db, 9, create('/a', 1))
    run(db, 4, create('/b', 1))
    expect(db.lastProcessedZxid).toBe(z(9))
  })
})

describe('replay over a fuzzy snapshot', () => {
  const history: readonly Txn[] = [
    create('/a', 1),
    create('/a/x', 1),
    create('/a/e', 2, { ephemeral: true }),
    setData('/a', 1),
    remove('/a/x'),
    { type: 'setACL', path: '/a', acl: READ_ACL, version: 1 },
    remove('/a/e'),
    remove('/a'),
    create('/a', 2),
    create('/a/y', 1),
    { type: 'multi', txns: [create('/m', 3), setData('/a', 1)] },
  ]
  const play = (db: Database, from: number): Database => {
    history.forEach((txn, i) => {
      if (i >= from) run(db, i + 1, txn)
    })
    return db
  }

  test.each(history.map((_, i) => i))('doing again everything from transaction %i on ends in the same tree', (from) => {
    const once = play(emptyDatabase(), 0)
    const again = play(structuredClone(once), from)
    expect(again).toEqual(once)
    expect(again.tree.digest).toBe(treeDigest(again.tree))
  })

  test('a create of type 1 on a node that is there still raises its parent; create2 does not', () => {
    const db = emptyDatabase()
    run(db, 1, create('/a', 1))
    expect(run(db, 5, { ...create('/a', 4), withStat: true }).error).toBe('nodeExists')
    expect(lookup(db.tree, '/')?.stat).toMatchObject({ cversion: 1, pzxid: z(1) })
    expect(run(db, 6, create('/a', 4)).error).toBe('nodeExists')
    expect(lookup(db.tree, '/')?.stat).toMatchObject({ cversion: 4, pzxid: z(6) })
  })

  test('a delete of a node that is gone still raises pzxid of its parent', () => {
    const db = emptyDatabase()
    expect(run(db, 5, remove('/a')).error).toBe('noNode')
    expect(lookup(db.tree, '/')?.stat.pzxid).toBe(z(5))
  })

  test('a create of before 3.4 carries no counter, and counts by one', () => {
    const db = emptyDatabase()
    run(db, 1, create('/a', -1))
    run(db, 2, create('/b', -1))
    expect(lookup(db.tree, '/')?.stat.cversion).toBe(2)
  })
})

describe('what can not be done is an error value and changes nothing', () => {
  test.each<[string, Txn]>([
    ['a create below nothing', create('/x/y', 1)],
    ['a create without a slash', create('a', 1)],
    ['a delete of the root', remove('/')],
    ['a delete of nothing', remove('')],
    ['data of nothing', setData('/x', 1)],
    ['an ACL of nothing', { type: 'setACL', path: '/x', acl: [], version: 1 }],
    ['a multi in a multi', { type: 'multi', txns: [{ type: 'multi', txns: [create('/a', 1)] }] }],
    ['a session in a multi', { type: 'multi', txns: [{ type: 'createSession', timeOut: 1 }] }],
    ['an unknown error code', { type: 'error', err: 12345 }],
  ])('%s', (_what, txn) => {
    const db = emptyDatabase()
    expect(run(db, 0, txn).error).not.toBe('ok')
    expect(db).toEqual(emptyDatabase())
  })

  test('creating the root finds it there', () => {
    expect(run(emptyDatabase(), 1, create('/', 0)).error).toBe('nodeExists')
  })
})

test('a change carries the ACLs that hide it: of the node before it went, and of its parent', () => {
  const db = emptyDatabase()
  run(db, 1, create('/a', 1, { acl: READ_ACL }))
  expect(run(db, 2, create('/a/b', 1)).changes).toEqual([
    { type: 'created', path: '/a/b', acl: OPEN_ACL, parentAcl: READ_ACL },
  ])
  run(db, 3, { type: 'setACL', path: '/a/b', acl: READ_ACL, version: 1 })
  expect(run(db, 4, remove('/a/b')).changes).toEqual([
    { type: 'deleted', path: '/a/b', acl: READ_ACL, parentAcl: READ_ACL },
  ])
})
