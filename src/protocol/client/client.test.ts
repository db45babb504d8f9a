import { describe, expect, test } from 'vitest'
import { toHex } from '../../ground/base/hex.ts'
import { linkId, serverId } from '../../ground/ids.ts'
import * as records from '../../ground/jute/records.ts'
import { decode } from '../../ground/jute/schema.ts'
import { nextDeadline } from './client.ts'
import {
  accept,
  asked,
  bench,
  completions,
  connect,
  connectReply,
  dialled,
  drop,
  effectsOf,
  eventsOf,
  give,
  lastLink,
  notification,
  open,
  PASSWORD,
  receive,
  refusal,
  reply,
  SESSION,
  STAT,
  submit,
  wake,
} from './scripted.suite.ts'

const READ_TIMEOUT_MS = 6000
const lossOf = (id: number) => [id, { ok: false, error: 'connectionLoss' }]

describe('handshake', () => {
  test('the first bytes of a new client are those of the Java client', () => {
    const b = bench({ sessionTimeoutMs: 10_000 })
    give(b, { type: 'started' })
    const [send] = effectsOf(open(b), 'send')
    expect(toHex(send?.bytes ?? new Uint8Array())).toBe(
      `0000002d0000000000000000000000000000271000000000000000000000001000000000000000000000000000000000${'00'}`,
    )
  })

  test('the answer may come in any pieces', () => {
    const b = bench()
    give(b, { type: 'started' })
    open(b)
    const bytes = connectReply()
    for (const byte of bytes.subarray(0, -1)) receive(b, Uint8Array.of(byte))
    expect(eventsOf(b.all, 'connected')).toEqual([])
    receive(b, bytes.subarray(-1))
    expect(eventsOf(b.all, 'connected')).toEqual([
      { type: 'connected', server: 1, session: SESSION, timeoutMs: 9000, resumed: false },
    ])
    expect(effectsOf(b.all, 'stateChanged').map((e) => e.state)).toEqual(['connecting', 'connected'])
  })

  test('a session is resumed on the next server with its id, its password and the last zxid seen', () => {
    const b = bench()
    connect(b)
    submit(b, 7, { type: 'exists', path: '/', watch: false })
    receive(b, reply(1, 0x100000005n, records.statResponse, { stat: STAT }))
    const firstServer = dialled(b)[0]
    drop(b)
    const [send] = effectsOf(open(b), 'send')
    const request = decode(records.connectRequest, (send?.bytes ?? new Uint8Array()).subarray(4))
    expect(request).toEqual({
      protocolVersion: 0,
      lastZxidSeen: 0x100000005n,
      timeOut: 9000,
      sessionId: SESSION,
      passwd: PASSWORD,
    })
    expect(dialled(b)[1]).not.toBe(firstServer)
    receive(b, connectReply())
    expect(eventsOf(b.all, 'connected').map((e) => e.resumed)).toEqual([false, true])
  })

  test('a server that hangs up without an answer is not the end: the next one is asked', () => {
    const b = bench()
    give(b, { type: 'started' })
    open(b)
    drop(b, 'the server is behind what this client has seen')
    expect(dialled(b)).toHaveLength(2)
    accept(b)
    expect(eventsOf(b.all, 'connected')).toHaveLength(1)
  })

  test('a server that accepts and stays silent is given up after its share of the timeout', () => {
    const b = bench()
    give(b, { type: 'started' })
    b.now = 100
    open(b)
    expect(nextDeadline(b.client)).toBe(100 + 9000 / 3)
    const first = lastLink(b)
    const out = wake(b)
    expect(effectsOf(out, 'close').map((e) => e.link)).toEqual([first])
    expect(effectsOf(out, 'dial')).toHaveLength(1)
  })

  test('a session that no server knows any more is expired, and the client ends', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'exists', path: '/a', watch: false })
    drop(b)
    submit(b, 2, { type: 'exists', path: '/b', watch: false })
    open(b)
    const out = receive(b, connectReply(0))
    expect(eventsOf(out, 'expired')).toEqual([{ type: 'expired', session: SESSION }])
    expect(completions(out)).toEqual([[2, { ok: false, error: 'sessionExpired' }]])
    expect(effectsOf(out, 'stateChanged').map((e) => e.state)).toEqual(['expired'])
    expect(effectsOf(out, 'exit')).toHaveLength(1)
    expect(nextDeadline(b.client)).toBe(Number.POSITIVE_INFINITY)
    expect(completions(submit(b, 3, { type: 'exists', path: '/c', watch: false }))).toEqual([
      [3, { ok: false, error: 'sessionExpired' }],
    ])
  })

  test('garbage instead of an answer closes that link only', () => {
    const b = bench()
    give(b, { type: 'started' })
    open(b)
    const out = receive(b, Uint8Array.of(0, 0, 0, 2, 1, 2))
    expect(effectsOf(out, 'close')).toHaveLength(1)
    accept(b)
    expect(eventsOf(b.all, 'connected')).toHaveLength(1)
  })
})

describe('keeping alive', () => {
  test('a silent client pings after half the read timeout, and a server that answers keeps the link', () => {
    const b = bench()
    connect(b)
    for (let round = 1; round <= 4; round++) {
      const [send] = effectsOf(wake(b), 'send')
      expect(b.now).toBe((round * READ_TIMEOUT_MS) / 2)
      expect(toHex(send?.bytes ?? new Uint8Array())).toBe('00000008fffffffe0000000b')
      receive(b, reply(-2, 1n))
    }
    expect(eventsOf(b.all, 'disconnected')).toEqual([])
  })

  test('a request is as good as a ping', () => {
    const b = bench()
    connect(b)
    b.now = 2900
    submit(b, 1, { type: 'exists', path: '/', watch: false })
    receive(b, reply(1, 1n, records.statResponse, { stat: STAT }))
    expect(nextDeadline(b.client)).toBe(2900 + READ_TIMEOUT_MS / 2)
  })

  test('a server not heard for two thirds of the timeout is left, with a third to spare', () => {
    const b = bench()
    connect(b)
    wake(b)
    const out = wake(b)
    expect(b.now).toBe(READ_TIMEOUT_MS)
    expect(effectsOf(out, 'close')).toHaveLength(1)
    expect(effectsOf(out, 'dial')).toHaveLength(1)
  })

  test('a deadline that comes early changes nothing', () => {
    const b = bench()
    connect(b)
    b.now = 2999
    expect(give(b, { type: 'deadline' })).toEqual([])
  })

  test('the negotiated timeout counts, not the one asked for', () => {
    const b = bench()
    give(b, { type: 'started' })
    accept(b, 4500)
    expect(nextDeadline(b.client)).toBe(1500)
  })
})

describe('walking the list', () => {
  test('every server gets its turn before the client waits', () => {
    const b = bench()
    give(b, { type: 'started' })
    drop(b)
    drop(b)
    expect([...dialled(b)].sort()).toEqual([1, 2, 3])
    drop(b)
    expect(dialled(b)).toHaveLength(3)
    expect(nextDeadline(b.client)).toBeGreaterThan(b.now)
    wake(b)
    expect(dialled(b)[3]).toBe(dialled(b)[0])
  })

  test('before every attempt but the first stands a random delay below the maximum', () => {
    const b = bench({ reconnectDelayMsMax: 1000 })
    give(b, { type: 'started' })
    expect(dialled(b)).toHaveLength(1)
    drop(b)
    expect(dialled(b)).toHaveLength(1)
    const wait = nextDeadline(b.client)
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThan(1000)
    expect(effectsOf(b.all, 'stateChanged').map((e) => e.state)).toEqual(['connecting', 'disconnected'])
  })

  test('a move resumes the session at once on the server that was named', () => {
    const b = bench({ reconnectDelayMsMax: 1000 })
    connect(b)
    const out = give(b, { type: 'move', server: serverId(3) })
    expect(effectsOf(out, 'close')).toHaveLength(1)
    expect(dialled(b)).toEqual([1, 3])
    accept(b)
    expect(eventsOf(b.all, 'connected').map((e) => [e.server, e.resumed])).toEqual([
      [1, false],
      [3, true],
    ])
  })

  test('what a link that was left still says is not heard', () => {
    const b = bench()
    connect(b)
    const old = lastLink(b)
    give(b, { type: 'move', server: undefined })
    accept(b)
    expect(give(b, { type: 'received', link: old, bytes: reply(9, 1n) })).toEqual([])
    expect(give(b, { type: 'closed', link: old, reason: 'late' })).toEqual([])
    expect(give(b, { type: 'closed', link: linkId('never'), reason: 'never' })).toEqual([])
  })

  test('no link is named twice', () => {
    const b = bench()
    give(b, { type: 'started' })
    for (let i = 0; i < 10; i++) {
      if (effectsOf(b.all, 'dial').length > 0) drop(b)
      wake(b)
    }
    const links = effectsOf(b.all, 'dial').map((e) => e.link)
    expect(new Set(links).size).toBe(links.length)
  })
})

describe('requests', () => {
  test('exists of the root is the golden frame, and xids count from 1', () => {
    const b = bench()
    connect(b)
    const [first] = effectsOf(submit(b, 10, { type: 'exists', path: '/', watch: false }), 'send')
    expect(toHex(first?.bytes ?? new Uint8Array())).toBe('0000000e0000000100000003000000012f00')
    expect(asked(submit(b, 11, { type: 'sync', path: '/' })).map((r) => [r.xid, r.op])).toEqual([[2, 'sync']])
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

describe('watches', () => {
  test('a watch that fires reaches the application once, and is gone', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'getData', path: '/a', watch: true })
    receive(b, reply(1, 1n, records.getDataResponse, { data: null, stat: STAT }))
    expect(effectsOf(receive(b, notification('nodeDataChanged', '/a')), 'watched')).toEqual([
      { type: 'watched', event: 'nodeDataChanged', path: '/a' },
    ])
    drop(b)
    expect(asked(accept(b))).toEqual([])
  })

  test('after a reconnect the server is told all watches, before anything queued', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'getData', path: '/data', watch: true })
    submit(b, 2, { type: 'exists', path: '/there', watch: true })
    submit(b, 3, { type: 'exists', path: '/missing', watch: true })
    submit(b, 4, { type: 'getChildren', path: '/parent', watch: true })
    submit(b, 5, { type: 'getData', path: '/nothing', watch: true })
    receive(b, reply(1, 0x100000001n, records.getDataResponse, { data: null, stat: STAT }))
    receive(b, reply(2, 0x100000001n, records.statResponse, { stat: STAT }))
    receive(b, refusal(3, 0x100000002n, 'noNode'))
    receive(b, reply(4, 0x100000003n, records.getChildrenResponse, { children: [] }))
    receive(b, refusal(5, 0x100000003n, 'noNode'))
    drop(b)
    submit(b, 6, { type: 'sync', path: '/' })
    open(b)
    const [first, second] = asked(receive(b, connectReply()))
    expect([first?.xid, first?.op]).toEqual([-8, 'setWatches'])
    expect(first && records.setWatches.read(first.body)).toEqual({
      relativeZxid: 0x100000003n,
      dataWatches: ['/data', '/there'],
      existWatches: ['/missing'],
      childWatches: ['/parent'],
    })
    expect(second?.op).toBe('sync')
    expect(eventsOf(b.all, 'rearmed')).toEqual([{ type: 'rearmed', watches: 4 }])
    receive(b, reply(-8, 0x100000003n))
    receive(b, reply(6, 0x100000003n, records.syncResponse, { path: '/' }))
    expect(completions(b.all).at(-1)).toEqual([6, { ok: true, path: '/' }])
  })

  test('a watch that was asked for but not answered is not told again', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'getData', path: '/a', watch: true })
    drop(b)
    expect(asked(accept(b))).toEqual([])
  })
})

describe('closing', () => {
  test('closeSession goes out behind what is queued, and its answer ends the client', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'sync', path: '/' })
    const [send] = effectsOf(give(b, { type: 'close' }), 'send')
    expect(toHex(send?.bytes ?? new Uint8Array())).toBe('0000000800000002fffffff5')
    expect(completions(submit(b, 2, { type: 'sync', path: '/' }))).toEqual([lossOf(2)])
    receive(b, reply(1, 1n, records.syncResponse, { path: '/' }))
    const out = receive(b, reply(2, 2n))
    expect(effectsOf(out, 'close')).toHaveLength(1)
    expect(eventsOf(out, 'clientStopped')).toEqual([{ type: 'clientStopped', session: SESSION }])
    expect(effectsOf(out, 'exit')).toHaveLength(1)
    expect(nextDeadline(b.client)).toBe(Number.POSITIVE_INFINITY)
  })

  test('a client that is cut off while it closes ends without looking for another server', () => {
    const b = bench()
    connect(b)
    give(b, { type: 'close' })
    const out = drop(b)
    expect(effectsOf(out, 'exit')).toHaveLength(1)
    expect(effectsOf(out, 'dial')).toEqual([])
  })
})
