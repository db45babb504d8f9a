/** A client that may read from a server without a majority: what it asks for, what it gets, and how it finds a better one. */
import { describe, expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { serverId, sessionIdFrom } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { connectRequest } from '../../ground/jute/records.ts'
import { nextDeadline } from './client.ts'
import {
  accept,
  type Bench,
  bench,
  connect,
  connectReply,
  dialled,
  drop,
  effectsOf,
  eventsOf,
  give,
  lastLink,
  open,
  receive,
  SESSION,
  wake,
} from './scripted.suite.ts'
import type { ClientEffect } from './seam.ts'

const LENT = sessionIdFrom(0x0300000000000009n)
const PASSWORD = new Uint8Array(16).fill(9)

/** The connect request in these effects: the session that it asks for, and its readOnly byte. */
function asked(effects: readonly ClientEffect[]): { readonly session: bigint; readonly canBeReadOnly: boolean } {
  const [send] = effectsOf(effects, 'send')
  if (send === undefined) throw new Error('nothing was sent')
  const reader = new Reader(send.bytes.subarray(4))
  const { sessionId } = connectRequest.read(reader)
  return { session: sessionId, canBeReadOnly: reader.boolean() }
}
/** Connected to server 1, which has no majority. */
function reading(): Bench {
  const b = bench({ canBeReadOnly: true })
  give(b, { type: 'started' })
  open(b)
  receive(b, connectReply(9000, LENT, PASSWORD, true))
  return b
}
/** Until the next question is asked. */
function question(b: Bench): void {
  const before = dialled(b).length
  while (dialled(b).length === before) wake(b)
}

describe('the handshake', () => {
  test('says whether reads alone will do', () => {
    for (const canBeReadOnly of [true, false]) {
      const b = bench({ canBeReadOnly })
      give(b, { type: 'started' })
      expect(asked(open(b))).toEqual({ session: 0n, canBeReadOnly })
    }
  })

  test('a session that a read-only server lent is not asked for again; one of the ensemble is', () => {
    const b = reading()
    expect(effectsOf(b.all, 'stateChanged').at(-1)).toMatchObject({ state: 'connectedReadOnly', session: LENT })
    expect(eventsOf(b.all, 'connected')).toMatchObject([{ server: 1, isReadOnly: true }])
    drop(b)
    expect(asked(open(b)).session).toBe(0n)
    receive(b, connectReply())
    expect(effectsOf(b.all, 'stateChanged').at(-1)).toMatchObject({ state: 'connected', session: SESSION })
    drop(b)
    expect(asked(open(b)).session).toBe(SESSION)
  })
})

describe('the search', () => {
  test('a client of a server with a majority looks for no other', () => {
    const b = bench({ canBeReadOnly: true })
    connect(b)
    // The next thing to do is a ping, half the read timeout after the last word.
    expect(nextDeadline(b.client)).toBe(3000)
    wake(b)
    expect(dialled(b)).toEqual([1])
  })

  test('the servers of the list are asked in turn, with a pause that doubles', () => {
    const b = reading()
    const times: number[] = []
    for (let i = 0; i < 4; i++) {
      question(b)
      times.push(b.now)
      drop(b, 'nobody listens')
    }
    expect(dialled(b)).toEqual([1, ...dialled(b).slice(1, 4), dialled(b)[1]])
    expect(new Set(dialled(b).slice(1, 4)).size).toBe(3)
    expect(times).toEqual([100, 300, 700, 1500])
  })

  test('one that has a majority is where the client goes', () => {
    const b = reading()
    question(b)
    const found = dialled(b).at(-1)
    expect(effectsOf(open(b), 'send').map(({ bytes }) => decodeUtf8(bytes))).toEqual(['isro'])
    receive(b, encodeUtf8('r'))
    const out = receive(b, encodeUtf8('w'))
    expect(effectsOf(out, 'close')).toHaveLength(2)
    expect(dialled(b).at(-1)).toBe(found)
    accept(b)
    expect(eventsOf(b.all, 'connected').at(-1)).toEqual({
      type: 'connected',
      server: serverId(found ?? 0),
      session: SESSION,
      timeoutMs: 9000,
      resumed: false,
    })
  })

  test.each(['ro', 'null', 'xx'])('%s is no reason to leave', (answer) => {
    const b = reading()
    question(b)
    open(b)
    receive(b, encodeUtf8(answer))
    expect(effectsOf(b.all, 'stateChanged').at(-1)?.state).toBe('connectedReadOnly')
  })

  test('whoever says nothing is given up after a second', () => {
    const b = reading()
    question(b)
    const { now } = b
    const link = lastLink(b)
    open(b)
    const closed = (): boolean => effectsOf(b.all, 'close').some((close) => close.link === link)
    while (!closed()) wake(b)
    expect(b.now - now).toBe(1000)
  })

  test('it ends with the connection, and leaves no link behind', () => {
    const b = reading()
    question(b)
    const link = lastLink(b)
    const out = give(b, { type: 'move', server: serverId(2) })
    expect(effectsOf(out, 'close').map((close) => close.link)).toContain(link)
    expect(nextDeadline(b.client)).toBeGreaterThan(b.now)
    expect(give(b, { type: 'received', link, bytes: encodeUtf8('rw') })).toEqual([])
  })

  test('pings go on meanwhile', () => {
    const b = reading()
    while (b.now < 3000) {
      wake(b)
      if (effectsOf(b.all, 'dial').length > 1) drop(b)
    }
    expect(eventsOf(b.all, 'sent').filter(({ op }) => op === 'ping')).not.toEqual([])
  })
})
