/** Reads and watches: which error wins, which watches stay behind, and what a client that comes back is told. */
import { describe, expect, test } from 'vitest'
import { applyTxn } from '../../ground/data/apply.ts'
import { CONTAINER_OWNER, type Database, emptyDatabase, lookup } from '../../ground/data/tree.ts'
import { countWatches, noWatches, type Watches, watchMode } from '../../ground/data/watches.ts'
import { linkId, sessionIdFrom, zxidFrom } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import { type Acl, type Id, OPEN_ACL } from '../../ground/jute/records.ts'
import { txnOpCode } from '../../ground/jute/txns.ts'
import { codeOf, decodeResult, encodeBody, type Step } from './conversationCodec.suite.ts'
import { type Answer, answerRead } from './reads.ts'

const ANN = sessionIdFrom(1n)
const BOB = sessionIdFrom(2n)
const LINK = linkId('ann')
const ANNS_ID: Id = { scheme: 'digest', id: 'ann:secretDigest=' }
const ONLY_ANN: readonly Acl[] = [{ perms: 31, id: ANNS_ID }]
const ADMIN_ONLY: readonly Acl[] = [{ perms: 16, id: { scheme: 'world', id: 'anyone' } }]
const READERS: readonly Acl[] = [
  { perms: 1, id: { scheme: 'world', id: 'anyone' } },
  { perms: 31, id: ANNS_ID },
]

type Server = { readonly db: Database; readonly watches: Watches }

/** /a (open), /a/b, /secret (ann only), /listed (all may read), /mine and /other (ephemerals of ann and bob). */
function server(): Server {
  const db = emptyDatabase()
  const make = (zxid: number, path: string, acl: readonly Acl[], session = ANN, ephemeral = false): void => {
    const txn = { type: 'create', withStat: false, path, data: null, acl, ephemeral, parentCVersion: -1 } as const
    applyTxn(db, { clientId: session, cxid: 0, zxid: zxidFrom(BigInt(zxid)), time: 1000, type: txnOpCode(txn) }, txn)
  }
  make(1, '/a', OPEN_ACL)
  make(2, '/a/b', OPEN_ACL)
  make(3, '/secret', ONLY_ANN)
  make(4, '/listed', READERS)
  make(5, '/mine', OPEN_ACL, ANN, true)
  make(6, '/other', OPEN_ACL, BOB, true)
  make(7, '/admin', ADMIN_ONLY)
  return { db, watches: noWatches() }
}

function ask(it: Server, step: Step, identities: readonly Id[] = [], body: Uint8Array = encodeBody(step)): Answer {
  return answerRead(it.db, it.watches, LINK, { session: ANN, cxid: 1, op: codeOf(step.op), body, identities })
}
function result(step: Step, answer: Answer): object {
  return decodeResult(step.op, new Reader(answer.body ?? new Uint8Array()), (stat) => stat)
}

describe('the first error of a read wins', () => {
  test.each<[KeeperErrorName, string, Step]>([
    ['ok', 'the empty path is the root', { op: 'getData', path: '' }],
    ['ok', 'for exists, too', { op: 'exists', path: '' }],
    ['noNode', 'a malformed path does not exist', { op: 'getData', path: '//a/../\0' }],
    ['badArguments', 'exists alone refuses NUL', { op: 'exists', path: '/a\0' }],
    ['noNode', 'what is not there, before any right', { op: 'getChildren', path: '/secret/x' }],
    ['noAuth', 'getData', { op: 'getData', path: '/secret' }],
    ['noAuth', 'getChildren', { op: 'getChildren', path: '/secret' }],
    ['noAuth', 'getChildren2', { op: 'getChildren2', path: '/secret' }],
    ['noAuth', 'getAllChildrenNumber', { op: 'getAllChildrenNumber', path: '/secret' }],
    ['noAuth', 'getACL', { op: 'getACL', path: '/secret' }],
    ['ok', 'exists asks for no right, as in 3.8.0', { op: 'exists', path: '/secret' }],
    ['ok', 'ADMIN alone lets the ACL be read', { op: 'getACL', path: '/admin' }],
    ['ok', 'sync gives back any path', { op: 'sync', path: '//nothing/' }],
    ['ok', 'addWatch takes any path', { op: 'addWatch', path: 'garbage//', mode: 0 }],
    ['marshallingError', 'a mode that is none', { op: 'addWatch', path: '/a', mode: 2 }],
    ['marshallingError', 'a watcher type that is none', { op: 'removeWatches', path: '/a', type: 4 }],
    ['marshallingError', 'the same for checkWatches', { op: 'checkWatches', path: '/a', type: 0 }],
    ['noWatcher', 'no watch to remove', { op: 'removeWatches', path: '/a', type: 3 }],
  ])('%s: %s', (error, _why, step) => {
    expect(ask(server(), step).error).toBe(error)
  })

  test('a body that ends early is a marshalling error, for every read that has one', () => {
    const cut = Uint8Array.of(0, 0, 0, 2, 47)
    const reads = [
      'exists',
      'getData',
      'getChildren',
      'getChildren2',
      'getACL',
      'getAllChildrenNumber',
      'getEphemerals',
    ]
    const others = ['multiRead', 'addWatch', 'removeWatches', 'checkWatches', 'setWatches', 'setWatches2', 'sync']
    for (const op of [...reads, ...others]) expect(ask(server(), { op }, [], cut).error, op).toBe('marshallingError')
  })

  test('what is no read is unimplemented', () => {
    expect(answerRead(...setup(OpCode.check)).error).toBe('unimplemented')
    function setup(op: number): Parameters<typeof answerRead> {
      const it = server()
      return [it.db, it.watches, LINK, { session: ANN, cxid: 1, op, body: new Uint8Array(), identities: [] }]
    }
  })
})

describe('a watch stays behind only where the read may have it', () => {
  test.each<[string, Step, Answer['watchesSet']]>([
    ['exists on a node is a data watch', { op: 'exists', path: '/a', watch: true }, [{ path: '/a', kind: 'data' }]],
    ['exists waits for a missing node', { op: 'exists', path: '/no', watch: true }, [{ path: '/no', kind: 'exist' }]],
    ['getData', { op: 'getData', path: '/a', watch: true }, [{ path: '/a', kind: 'data' }]],
    ['getChildren', { op: 'getChildren', path: '/a', watch: true }, [{ path: '/a', kind: 'child' }]],
    ['getChildren2', { op: 'getChildren2', path: '/a', watch: true }, [{ path: '/a', kind: 'child' }]],
    ['getData of a missing node', { op: 'getData', path: '/no', watch: true }, []],
    ['getData without the right', { op: 'getData', path: '/secret', watch: true }, []],
    ['getChildren without the right', { op: 'getChildren2', path: '/secret', watch: true }, []],
    ['exists with NUL', { op: 'exists', path: '/\0', watch: true }, []],
    ['no watch wanted', { op: 'getData', path: '/a', watch: false }, []],
    ['multiRead never', { op: 'multiRead', ops: [{ op: 'getData', path: '/a', watch: true }] }, []],
  ])('%s', (_what, step, watchesSet) => {
    const it = server()
    expect(ask(it, step).watchesSet).toEqual(watchesSet)
    expect(countWatches(it.watches)).toBe(watchesSet.length)
  })

  test('persistent and recursive watches stand in both tables, as in 3.8', () => {
    const it = server()
    expect(ask(it, { op: 'addWatch', path: '/a', mode: 0 })).toMatchObject({ watchesSet: [{ kind: 'persistent' }] })
    expect(ask(it, { op: 'addWatch', path: '/b', mode: 1 })).toMatchObject({ body: Uint8Array.of(0, 0, 0, 0) })
    for (const table of ['data', 'child'] as const) {
      expect(watchMode(it.watches, table, '/a', LINK)).toBe('persistent')
      expect(watchMode(it.watches, table, '/b', LINK)).toBe('persistentRecursive')
    }
  })

  test('checkWatches says yes where anybody watches, and removes nothing', () => {
    const it = server()
    ask(it, { op: 'getData', path: '/a', watch: true })
    const { db, watches } = it
    const body = encodeBody({ op: 'checkWatches', path: '/a', type: 2 })
    const request = { session: BOB, cxid: 1, op: OpCode.checkWatches, body, identities: [] }
    expect(answerRead(db, watches, linkId('bob'), request).error).toBe('ok')
    expect(countWatches(watches)).toBe(1)
    expect(answerRead(db, watches, linkId('bob'), { ...request, op: OpCode.removeWatches }).error).toBe('noWatcher')
  })
})

describe('a client that comes back is told what it missed, and watches the rest', () => {
  const cases: readonly [string, Step, Answer['notifications'], number][] = [
    ['data: gone', { op: 'setWatches', zxid: 9, data: ['/no'] }, [{ event: 'nodeDeleted', path: '/no' }], 0],
    ['data: changed since', { op: 'setWatches', zxid: 0, data: ['/a'] }, [{ event: 'nodeDataChanged', path: '/a' }], 0],
    ['data: changed by the very last it saw', { op: 'setWatches', zxid: 1, data: ['/a'] }, [], 1],
    ['exist: there now', { op: 'setWatches', zxid: 9, exist: ['/a'] }, [{ event: 'nodeCreated', path: '/a' }], 0],
    ['exist: still missing', { op: 'setWatches', zxid: 0, exist: ['/no'] }, [], 1],
    ['child: gone', { op: 'setWatches', zxid: 9, child: ['/no'] }, [{ event: 'nodeDeleted', path: '/no' }], 0],
    ['child: pzxid', { op: 'setWatches', zxid: 1, child: ['/a'] }, [{ event: 'nodeChildrenChanged', path: '/a' }], 0],
    ['child: nothing new', { op: 'setWatches', zxid: 2, child: ['/a'] }, [], 1],
    [
      'persistent ones are set and told nothing',
      { op: 'setWatches2', zxid: 0, persistent: ['/a'], recursive: ['/no'] },
      [],
      4,
    ],
  ]
  test.each(cases)('%s', (_what, step, notifications, watches) => {
    const it = server()
    const answer = ask(it, step)
    expect(answer.error).toBe('ok')
    expect(answer.notifications).toEqual(notifications)
    expect(countWatches(it.watches)).toBe(watches)
  })

  test('a node on both lists that is gone is told once for each list', () => {
    const { notifications } = ask(server(), { op: 'setWatches', zxid: 9, data: ['/no'], child: ['/no'] })
    expect(notifications.map((one) => one.event)).toEqual(['nodeDeleted', 'nodeDeleted'])
  })
})

describe('what a read tells', () => {
  test('getACL hides digests from whoever is not ADMIN', () => {
    const it = server()
    const step: Step = { op: 'getACL', path: '/listed' }
    expect(result(step, ask(it, step))).toMatchObject({
      acl: [
        [1, 'world', 'anyone'],
        [31, 'digest', 'ann:x'],
      ],
    })
    expect(result(step, ask(it, step, [ANNS_ID]))).toMatchObject({
      acl: [
        [1, 'world', 'anyone'],
        [31, 'digest', ANNS_ID.id],
      ],
    })
  })

  test('getEphemerals lists the session’s own; null, blank and the root mean all of them', () => {
    const it = server()
    for (const path of ['', '  ', '/', '/mi']) {
      const step: Step = { op: 'getEphemerals', path }
      expect(result(step, ask(it, step)), path).toEqual({ paths: ['/mine'] })
    }
    const none = Uint8Array.of(255, 255, 255, 255)
    expect(result({ op: 'getEphemerals' }, ask(it, { op: 'getEphemerals' }, [], none))).toEqual({ paths: ['/mine'] })
    expect(result({ op: 'getEphemerals' }, ask(it, { op: 'getEphemerals', path: '/other' }))).toEqual({ paths: [] })
  })

  test('getAllChildrenNumber counts all descendants, under the root the system’s own, too', () => {
    const it = server()
    const count = (path: string): object =>
      result({ op: 'getAllChildrenNumber' }, ask(it, { op: 'getAllChildrenNumber', path }))
    expect(count('/')).toEqual({ total: 10 })
    expect(count('/a')).toEqual({ total: 1 })
    expect(count('/zookeeper')).toEqual({ total: 2 })
  })

  test('whoAmI names users, not their digests', () => {
    const answer = ask(server(), { op: 'whoAmI' }, [{ scheme: 'ip', id: '10.0.0.1' }, ANNS_ID])
    expect(result({ op: 'whoAmI' }, answer)).toEqual({
      ids: [
        ['digest', 'ann'],
        ['ip', '10.0.0.1'],
      ],
    })
  })

  test('parts of a multiRead fail by themselves', () => {
    const ops: Step[] = [
      { op: 'getData', path: '/secret' },
      { op: 'getChildren', path: '/a' },
      { op: 'getData', path: '/no' },
    ]
    const step: Step = { op: 'multiRead', ops }
    const results = [{ err: 'NOAUTH' }, { op: 'getChildren', children: ['b'] }, { err: 'NONODE' }]
    expect(result(step, ask(server(), step))).toEqual({ results })
  })

  test('a write in a multiRead makes it unreadable, and nothing of it is done', () => {
    expect(ask(server(), { op: 'multiRead', ops: [{ op: 'delete', path: '/a/b' }] }).error).toBe('marshallingError')
  })

  test('the owner of a container is nobody', () => {
    const it = server()
    const node = lookup(it.db.tree, '/a')
    if (node !== undefined) node.stat = { ...node.stat, ephemeralOwner: CONTAINER_OWNER }
    expect(result({ op: 'exists' }, ask(it, { op: 'exists', path: '/a' }))).toMatchObject({
      stat: { ephemeralOwner: 0n },
    })
  })
})
