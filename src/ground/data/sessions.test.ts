import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../base/hex.ts'
import { makerOf, serverId, sessionIdFrom } from '../ids.ts'
import {
  checkOwner,
  deadlineOf,
  expire,
  firstSessionId,
  forget,
  nextExpiry,
  nextSessionId,
  ownerOf,
  sessionIds,
  sessionPassword,
  sessionTracker,
  setClosing,
  setOwner,
  touchSession,
  trackSession,
} from './sessions.ts'
import { CONTAINER_OWNER } from './tree.ts'

const TICK = 2000
const ann = sessionIdFrom(0xa1n)
const bob = sessionIdFrom(0xb1n)

describe('deadlines', () => {
  test.each([
    [0, 4000, 6000],
    [1, 4000, 6000],
    [1999, 4000, 6000],
    [2000, 4000, 8000],
    [0.5, 3999, 4000],
    [100, 1, 2000],
  ])('heard of at %d with %d ms: it expires at %d, later than asked by at most a tick', (now, timeoutMs, deadline) => {
    const tracker = sessionTracker(TICK, 0)
    trackSession(tracker, ann, timeoutMs, now)
    expect([deadlineOf(tracker, ann), nextExpiry(tracker)]).toEqual([deadline, deadline])
    expect(deadline - (now + timeoutMs)).toBeGreaterThan(0)
    expect(deadline - (now + timeoutMs)).toBeLessThanOrEqual(TICK)
  })

  test('nothing tracked, nothing to wait for', () => {
    expect(nextExpiry(sessionTracker(TICK, 0))).toBe(Number.POSITIVE_INFINITY)
  })

  test('a session that is heard of lives on, one that is silent expires in its bucket', () => {
    const tracker = sessionTracker(TICK, 0)
    trackSession(tracker, ann, 4000, 0)
    trackSession(tracker, bob, 4000, 0)
    expect(touchSession(tracker, ann, 4000, 3000)).toBe(true)
    expect(expire(tracker, 5999)).toEqual([])
    expect(expire(tracker, 6000)).toEqual([bob])
    expect([deadlineOf(tracker, ann), deadlineOf(tracker, bob), nextExpiry(tracker)]).toEqual([8000, undefined, 8000])
  })

  test('a late look expires bucket after bucket, the earliest first', () => {
    const tracker = sessionTracker(TICK, 0)
    trackSession(tracker, ann, 9000, 0)
    trackSession(tracker, bob, 4000, 0)
    expect(expire(tracker, 60_000)).toEqual([bob, ann])
    expect(expire(tracker, 90_000)).toEqual([])
  })

  test('touching with a shorter timeout brings the deadline nearer', () => {
    const tracker = sessionTracker(TICK, 0)
    trackSession(tracker, ann, 40_000, 0)
    touchSession(tracker, ann, 4000, 100)
    expect(deadlineOf(tracker, ann)).toBe(6000)
  })
})

describe('a closing session', () => {
  test('can not be touched, does not expire again, and is forgotten at last', () => {
    const tracker = sessionTracker(TICK, 0)
    trackSession(tracker, ann, 4000, 0)
    setClosing(tracker, ann)
    expect(touchSession(tracker, ann, 4000, 1)).toBe(false)
    expect(setOwner(tracker, ann, 's2')).toBe(false)
    expect(expire(tracker, 100_000)).toEqual([])
    expect(checkOwner(tracker, ann, 's2')).toBe('sessionExpired')
    forget(tracker, ann)
    expect(tracker).toEqual({ ...sessionTracker(TICK, 100_000) })
  })

  test('is what expiry makes of a silent one', () => {
    const tracker = sessionTracker(TICK, 0)
    trackSession(tracker, ann, 4000, 0)
    expire(tracker, 6000)
    expect(touchSession(tracker, ann, 4000, 6001)).toBe(false)
  })
})

describe('owners', () => {
  test('the first use sets the owner, and a request through another server finds the session moved', () => {
    const tracker = sessionTracker(TICK, 0)
    trackSession(tracker, ann, 4000, 0)
    expect(checkOwner(tracker, ann, 's1')).toBeUndefined()
    expect(checkOwner(tracker, ann, 's2')).toBe('sessionMoved')
    expect(setOwner(tracker, ann, 's2')).toBe(true)
    expect([checkOwner(tracker, ann, 's2'), checkOwner(tracker, ann, 's1')]).toEqual([undefined, 'sessionMoved'])
    expect(ownerOf(tracker, ann)).toBe('s2')
  })

  test('unknown sessions have none', () => {
    const tracker = sessionTracker(TICK, 0)
    expect([ownerOf(tracker, ann), checkOwner(tracker, ann, 's1')]).toEqual([undefined, 'sessionExpired'])
    expect([setOwner(tracker, ann, 's1'), touchSession(tracker, ann, 1, 0)]).toEqual([false, false])
  })

  test('tracking again is hearing of it: the owner stays', () => {
    const tracker = sessionTracker(TICK, 0)
    expect(trackSession(tracker, ann, 4000, 0)).toBe(true)
    setOwner(tracker, ann, 's1')
    expect(trackSession(tracker, ann, 4000, 5000)).toBe(false)
    expect([ownerOf(tracker, ann), deadlineOf(tracker, ann)]).toEqual(['s1', 10_000])
  })
})

test('however touched, a session expires within a tick after its timeout and never before', () => {
  const gap = fc.integer({ min: 0, max: 7000 })
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, fc.constantFrom(ann, bob)), { maxLength: 40 }), (steps) => {
      const tracker = sessionTracker(TICK, 0)
      const heard = new Map([ann, bob].map((id) => [id, 0]))
      for (const id of heard.keys()) trackSession(tracker, id, 4000, 0)
      let now = 0
      for (const [wait, id] of steps) {
        now += wait
        for (const gone of expire(tracker, now)) {
          expect(now).toBeGreaterThan((heard.get(gone) ?? 0) + 4000)
          heard.delete(gone)
          forget(tracker, gone)
        }
        for (const last of heard.values()) expect(now).toBeLessThan(last + 4000 + TICK)
        expect(touchSession(tracker, id, 4000, now)).toBe(heard.has(id))
        if (heard.has(id)) heard.set(id, now)
      }
      expect([...tracker.sessions.keys()]).toEqual([...heard.keys()])
    }),
  )
})

describe('session ids and passwords', () => {
  // The second is what java.util.Random gives for an id that a real server made; the first was seen on the wire.
  test.each([
    [0x0100002688a40000n, '1ea5d2875373461d2c7820b554fbfcd0'],
    [0x0100002e8cad0000n, '49d74c31a2710499cfb9540abb5f79e7'],
  ])('the password of session %d is the one of a real server', (id, password) => {
    expect(toHex(sessionPassword(sessionIdFrom(id)))).toBe(password)
  })

  test('an id has the server on top, 40 bits of the clock, and counts from 0', () => {
    const ids = sessionIds(serverId(3), 0x1_23_4567_89ab)
    const id = nextSessionId(ids)
    expect(BigInt.asUintN(64, id)).toBe(0x03_23_4567_89ab_0000n)
    expect([makerOf(id), nextSessionId(ids)]).toEqual([3, id + 1n])
  })

  test('ids of servers from 128 on are negative, as longs are', () => {
    expect(firstSessionId(serverId(254), 1)).toBe(sessionIdFrom(0xfe00000000010000n))
    expect(firstSessionId(serverId(254), 1) < 0n).toBe(true)
  })

  test('no session is named like the mark of a container', () => {
    expect(firstSessionId(serverId(128), 0)).toBe(CONTAINER_OWNER + 1n)
  })
})
