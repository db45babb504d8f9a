import { describe, expect, test } from 'vitest'
import { toHex } from '../../ground/base/hex.ts'
import { linkId, serverId } from '../../ground/ids.ts'
import * as records from '../../ground/jute/records.ts'
import { decode } from '../../ground/jute/schema.ts'
import { nextDeadline } from './client.ts'
import {
  accept,
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
  open,
  PASSWORD,
  receive,
  reply,
  SESSION,
  STAT,
  submit,
  wake,
} from './scripted.suite.ts'

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
