/**
 * Local sessions, held to what a real ensemble of ZooKeeper 3.8.0 answered with localSessionsEnabled: the same errors, and
 * the same zxids taken.
 */
import { expect, test } from 'vitest'
import type { ServerConfig } from '../../../protocol/config.ts'
import type { Step } from '../../../protocol/server/conversationCodec.suite.ts'
import { type Caller, type Carriers, call, carriers } from '../carrier.suite.ts'

function ensemble(config: Partial<ServerConfig>): Carriers & { readonly leader: number; readonly follower: number } {
  const c = carriers({ servers: 3, seed: 3, config: { localSessions: true, ...config } })
  c.world.settle()
  const leader = Number(c.world.leader())
  return { ...c, leader, follower: leader === 1 ? 2 : 1 }
}
function greeted(c: Carriers, server: number, options: Parameters<typeof call>[2] = {}): Caller {
  const caller = call(c, server, options)
  if (caller === undefined) throw new Error('nobody answered')
  return caller
}
const create = (path: string, flags = 0): Step => ({ op: 'create', path, data: '', flags })

test('a local session costs the ensemble nothing: no zxid for its start, none for its end', () => {
  const c = ensemble({})
  const [a, b] = [greeted(c, c.follower), greeted(c, c.leader)]
  const first = a.ask(create('/a')).zxid
  expect(b.ask(create('/b')).zxid).toBe(first + 1n)
  expect(a.ask({ op: 'closeSession' }).error).toBe('ok')
  expect(a.wire.closed()).toBe(true)
  expect(b.ask(create('/c')).zxid).toBe(first + 2n)
  expect(c.world.server('leader').db.sessions.size).toBe(0)
})

test.each(['follower', 'leader'] as const)(
  'without upgrading, an ephemeral is refused at a %s; the refusal takes a zxid like any other',
  (where) => {
    const c = ensemble({})
    const a = greeted(c, c[where])
    const { zxid } = a.ask(create('/a'))
    expect(a.ask(create('/e', 1))).toEqual({ error: 'ephemeralOnLocalSession', zxid: zxid + 1n })
    expect(a.ask({ op: 'create2', path: '/e', data: '', flags: 3 })).toEqual({
      error: 'ephemeralOnLocalSession',
      zxid: zxid + 2n,
    })
    expect(a.ask(create('/e', 99))).toEqual({ error: 'badArguments', zxid: zxid + 3n })
    expect(a.ask(create('/no/e', 1)).error).toBe('ephemeralOnLocalSession')
    expect(a.ask({ op: 'multi', ops: [create('/p'), create('/e', 1)] }).zxid).toBe(zxid + 5n)
    expect(c.world.pathsOf('leader')).toEqual(['/a'])
    expect(a.ask({ op: 'createTTL', path: '/t', data: '', ttl: 1000 }).error).toBe('ok')
    expect(a.ask({ op: 'setData', path: '/a', data: 'x' }).error).toBe('ok')
  },
)

test('a local session comes back to its server, but nowhere else; that costs it nothing where it is', () => {
  const c = ensemble({})
  const a = greeted(c, c.follower)
  const again = greeted(c, c.follower, { id: a.id, password: a.password })
  expect(again.id).toBe(a.id)
  expect(a.wire.closed()).toBe(true)
  expect(greeted(c, c.leader, { id: a.id, password: a.password }).id).toBe(0n)
  expect(again.ask(create('/a')).error).toBe('ok')
})

test('a local session expires at its server, without a word to anybody', () => {
  const c = ensemble({})
  const a = greeted(c, c.follower)
  a.wire.drop()
  c.world.runFor(15_000)
  expect(greeted(c, c.follower, { id: a.id, password: a.password }).id).toBe(0n)
})

test.each(['follower', 'leader'] as const)(
  'the first ephemeral at a %s makes the session known to all: one zxid for that, one for the create',
  (where) => {
    const c = ensemble({ localSessionsUpgrading: true })
    const a = greeted(c, c[where])
    const { zxid } = a.ask(create('/a'))
    expect(a.ask(create('/e', 1))).toEqual({ error: 'ok', zxid: zxid + 2n })
    expect(a.ask(create('/e2', 1))).toEqual({ error: 'ok', zxid: zxid + 3n })
    const other = where === 'leader' ? c.follower : c.leader
    const moved = greeted(c, other, { id: a.id, password: a.password })
    expect(moved.id).toBe(a.id)
    expect(moved.ask({ op: 'setData', path: '/a', data: 'x' })).toEqual({ error: 'ok', zxid: zxid + 4n })
    expect(a.ask({ op: 'setData', path: '/a', data: 'y' }).error).toBe('closed')
    expect(moved.ask({ op: 'closeSession' })).toEqual({ error: 'ok', zxid: zxid + 6n })
    expect(c.world.pathsOf('leader')).toEqual(['/a'])
  },
)

test('a multi with an ephemeral upgrades, too, and an upgrade stays where the create itself fails', () => {
  const c = ensemble({ localSessionsUpgrading: true })
  const a = greeted(c, c.follower)
  const { zxid } = a.ask({ op: 'multi', ops: [create('/p'), create('/e', 1)] })
  expect(c.world.pathsOf('leader')).toEqual(['/e', '/p'])
  const b = greeted(c, c.follower)
  expect(b.ask(create('/no/such', 1))).toEqual({ error: 'noNode', zxid: zxid + 2n })
  expect(b.ask({ op: 'closeSession' }).zxid).toBe(zxid + 3n)
})

test('without local sessions an ephemeral needs no second thought', () => {
  const c = ensemble({ localSessions: false })
  const a = greeted(c, c.follower)
  expect(a.ask(create('/e', 1)).error).toBe('ok')
})
