import { describe, expect, test } from 'vitest'
import { toHex } from '../../ground/base/hex.ts'
import * as records from '../../ground/jute/records.ts'
import {
  accept,
  asked,
  bench,
  completions,
  connect,
  connectReply,
  drop,
  effectsOf,
  eventsOf,
  give,
  open,
  receive,
  refusal,
  reply,
  STAT,
  submit,
} from './scripted.suite.ts'

const lossOf = (id: number) => [id, { ok: false, error: 'connectionLoss' }]

describe('requests', () => {
  test('exists of the root is the golden frame, and xids count from 1', () => {
    const b = bench()
    connect(b)
    const [first] = effectsOf(submit(b, 10, { type: 'exists', path: '/', watch: false }), 'send')
    expect(toHex(first?.bytes ?? new Uint8Array())).toBe('0000000e0000000100000003000000012f00')
    expect(asked(submit(b, 11, { type: 'sync', path: '/' })).map((r) => [r.xid, r.op])).toEqual([[2, 'sync']])
  })

  test('after the highest xid comes 1 again, for the negative ones mean something', () => {
    const b = bench()
    connect(b)
    b.client.lastXid = 0x7ffffffe
    submit(b, 1, { type: 'sync', path: '/' })
    submit(b, 2, { type: 'sync', path: '/' })
    expect(
      asked(b.all)
        .slice(1)
        .map((r) => r.xid),
    ).toEqual([0x7fffffff, 1])
  })

  test('an answer goes to the one who asked, with what the operation gives', () => {
    const b = bench()
    connect(b)
    submit(b, 10, { type: 'getData', path: '/a', watch: false })
    submit(b, 11, { type: 'getChildren', path: '/a', watch: false })
    submit(b, 12, { type: 'delete', path: '/a', version: 3 })
    const data = Uint8Array.of(1, 2)
    receive(b, reply(1, 5n, records.getDataResponse, { data, stat: STAT }))
    receive(b, reply(2, 5n, records.getChildrenResponse, { children: ['x'] }))
    receive(b, refusal(3, 6n, 'badVersion'))
    expect(completions(b.all)).toEqual([
      [10, { ok: true, data, stat: STAT }],
      [11, { ok: true, children: ['x'] }],
      [12, { ok: false, error: 'badVersion' }],
    ])
    expect(eventsOf(b.all, 'answered').map((e) => [e.op, e.error, e.zxid])).toEqual([
      ['getData', 'ok', 5n],
      ['getChildren', 'ok', 5n],
      ['delete', 'badVersion', 6n],
    ])
  })

  test('a container and a TTL znode have their own opcodes', () => {
    const b = bench()
    connect(b)
    const base = { type: 'create', data: null, acl: records.OPEN_ACL } as const
    submit(b, 1, { ...base, path: '/p', mode: 'persistent' })
    submit(b, 2, { ...base, path: '/c', mode: 'container' })
    submit(b, 3, { ...base, path: '/t', mode: 'persistentWithTtl', ttl: 5000 })
    expect(
      asked(b.all)
        .slice(1)
        .map((r) => r.op),
    ).toEqual(['create', 'createContainer', 'createTTL'])
    receive(b, reply(1, 1n, records.createResponse, { path: '/p' }))
    receive(b, reply(2, 2n, records.create2Response, { path: '/c', stat: STAT }))
    receive(b, reply(3, 3n, records.create2Response, { path: '/t', stat: STAT }))
    expect(completions(b.all).map(([, outcome]) => outcome.ok && outcome.path)).toEqual(['/p', '/c', '/t'])
  })

  test.each([
    ['a path without a slash', { type: 'getData', path: 'a', watch: false }, 'badArguments'],
    ['a path that ends with a slash', { type: 'delete', path: '/a/', version: -1 }, 'badArguments'],
    ['an empty ACL', { type: 'create', path: '/a', data: null, mode: 'persistent', acl: [] }, 'invalidACL'],
    [
      'a TTL without a time',
      { type: 'create', path: '/a', data: null, mode: 'persistentWithTtl', acl: records.OPEN_ACL },
      'badArguments',
    ],
  ] as const)('%s is refused and never sent', (_, op, error) => {
    const b = bench()
    connect(b)
    const out = submit(b, 1, op)
    expect(completions(out)).toEqual([[1, { ok: false, error }]])
    expect(effectsOf(out, 'send')).toEqual([])
  })

  test('a sequential create may have its number right behind the slash', () => {
    const b = bench()
    connect(b)
    const out = submit(b, 1, {
      type: 'create',
      path: '/a/',
      data: null,
      mode: 'persistentSequential',
      acl: records.OPEN_ACL,
    })
    expect(effectsOf(out, 'send')).toHaveLength(1)
  })

  test('what is asked before there is a connection waits for it, in order', () => {
    const b = bench()
    give(b, { type: 'started' })
    submit(b, 1, { type: 'sync', path: '/a' })
    submit(b, 2, { type: 'sync', path: '/b' })
    open(b)
    expect(asked(receive(b, connectReply())).map((r) => [r.xid, r.body.ustring()])).toEqual([
      [1, '/a'],
      [2, '/b'],
    ])
  })

  test('a loss completes everything that was pending or queued, and sends nothing again', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'setData', path: '/a', data: null, version: -1 })
    submit(b, 2, { type: 'getData', path: '/a', watch: false })
    expect(completions(drop(b))).toEqual([lossOf(1), lossOf(2)])
    submit(b, 3, { type: 'getData', path: '/a', watch: false })
    expect(completions(drop(b))).toEqual([lossOf(3)])
    expect(asked(accept(b))).toEqual([])
  })

  test('data above a megabyte costs the connection, and is not tried again', () => {
    const b = bench()
    connect(b)
    const out = submit(b, 1, { type: 'setData', path: '/a', data: new Uint8Array(0x100000), version: -1 })
    expect(effectsOf(out, 'send')[0]?.bytes.length).toBeGreaterThan(0x100000)
    expect(completions(drop(b, 'the server closed the connection'))).toEqual([lossOf(1)])
    expect(asked(accept(b))).toEqual([])
  })

  test('the bound counts what is queued and what is pending', () => {
    const b = bench({ outstandingMax: 2 })
    connect(b)
    for (const id of [1, 2, 3]) submit(b, id, { type: 'sync', path: '/' })
    expect(completions(b.all)).toEqual([lossOf(3)])
    receive(b, reply(1, 1n, records.syncResponse, { path: '/' }))
    expect(asked(submit(b, 4, { type: 'sync', path: '/' }))).toHaveLength(1)
    drop(b)
    for (const id of [5, 6, 7]) submit(b, id, { type: 'sync', path: '/' })
    expect(completions(b.all).at(-1)).toEqual(lossOf(7))
  })

  test.each([
    ['out of order', reply(2, 1n, records.statResponse, { stat: STAT })],
    ['too short for its record', reply(1, 1n)],
    ['longer than any frame may be', Uint8Array.of(0x00, 0x10, 0x00, 0x00)],
    ['of negative length', Uint8Array.of(0xff, 0xff, 0xff, 0xff)],
    ['an error that nobody knows', Uint8Array.from([0, 0, 0, 16, 0, 0, 0, 1, ...new Array(8).fill(0), 0, 0, 0x7f, 0])],
    [
      'a notification of no known kind',
      Uint8Array.from([0, 0, 0, 28, 255, 255, 255, 255, ...new Array(12).fill(0), 0, 0, 0, 99, 0, 0, 0, 3, 0, 0, 0, 0]),
    ],
  ])('a reply that is %s closes the connection with a reason, and the session goes on elsewhere', (_, bytes) => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'exists', path: '/a', watch: false })
    const out = receive(b, bytes)
    expect(effectsOf(out, 'close')).toHaveLength(1)
    expect(effectsOf(out, 'close')[0]?.reason).not.toBe('')
    expect(completions(out)).toEqual([lossOf(1)])
    accept(b)
    expect(eventsOf(b.all, 'connected').map((e) => e.resumed)).toEqual([false, true])
  })

  test('a reply to nothing is a fault of the server', () => {
    const b = bench()
    connect(b)
    expect(effectsOf(receive(b, reply(1, 1n)), 'close')).toHaveLength(1)
  })
})
