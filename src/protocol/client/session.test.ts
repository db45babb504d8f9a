import { describe, expect, test } from 'vitest'
import { toHex } from '../../ground/base/hex.ts'
import * as records from '../../ground/jute/records.ts'
import { nextDeadline } from './client.ts'
import {
  accept,
  bench,
  completions,
  connect,
  drop,
  effectsOf,
  eventsOf,
  give,
  receive,
  reply,
  SESSION,
  STAT,
  submit,
  wake,
} from './scripted.suite.ts'

const READ_TIMEOUT_MS = 6000
const lossOf = (id: number) => [id, { ok: false, error: 'connectionLoss' }]

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

  test('how long a ping took is counted from the ping, whatever was sent after it', () => {
    const b = bench()
    connect(b)
    wake(b)
    b.now += 20
    submit(b, 1, { type: 'sync', path: '/' })
    b.now += 5
    expect(eventsOf(receive(b, reply(-2, 1n)), 'answered').map((e) => [e.op, e.tookMs])).toEqual([['ping', 25]])
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

  test('however long the timeout, ten seconds of silence are broken', () => {
    const b = bench()
    give(b, { type: 'started' })
    accept(b, 40_000)
    expect(nextDeadline(b.client)).toBe(10_000)
  })

  test('the negotiated timeout counts, not the one asked for', () => {
    const b = bench()
    give(b, { type: 'started' })
    accept(b, 4500)
    expect(nextDeadline(b.client)).toBe(1500)
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
