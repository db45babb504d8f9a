/** A server without a majority, with readonlymode.enabled: what it still answers, what it refuses, and what becomes of sessions. */
import { expect, test } from 'vitest'
import type { ServerConfig } from '../../../protocol/config.ts'
import type { Step } from '../../../protocol/server/conversationCodec.suite.ts'
import { type Carriers, call, carriers } from '../carrier.suite.ts'
import { create, getChildren } from '../ops.ts'
import { cluster, connect, eventsOf } from './cluster.suite.ts'

const GRACE_MS = 2000

/** Three servers with `/a`; then two of them end, and the one that is left has been looking for `forMs`. */
function alone(
  forMs: number,
  config: Partial<ServerConfig> = {},
): Carriers & { readonly left: number; readonly session: bigint; readonly password: Uint8Array } {
  const c = carriers({ servers: 3, seed: 5, config: { readOnlyMode: true, ...config } })
  c.world.settle()
  const caller = call(c, 1)
  if (caller === undefined) throw new Error('nobody answered')
  caller.ask({ op: 'create', path: '/a', data: 'x' })
  for (const id of [2, 3] as const) c.world.kill(c.world.servers[id - 1] ?? 'leader')
  c.world.runUntil(() => c.world.server(c.world.servers[0] ?? 'leader').role.type === 'looking', 30_000, 'it looks')
  c.world.runFor(forMs)
  return { ...c, left: 1, session: caller.id, password: caller.password }
}

test('reads begin after two seconds without a leader, not before, and only for clients that allow it', () => {
  const soon = alone(GRACE_MS - 500)
  expect(call(soon, soon.left, { canBeReadOnly: true })).toBe(undefined)
  const c = alone(GRACE_MS)
  expect(call(c, c.left)).toBe(undefined)
  expect(call(c, c.left, { isOld: true })).toBe(undefined)
  expect(call(c, c.left, { canBeReadOnly: true, seen: 1n << 40n })).toBe(undefined)
  expect(call(c, c.left, { canBeReadOnly: true })).toMatchObject({ isReadOnly: true })
})

test('a server that is not told to be read-only serves nobody', () => {
  const c = alone(10 * GRACE_MS, { readOnlyMode: false })
  expect(call(c, c.left, { canBeReadOnly: true })).toBe(undefined)
})

test('what needs a majority is refused without a zxid of its own; reads, watches and pings are answered', () => {
  const c = alone(GRACE_MS)
  const reader = call(c, c.left, { canBeReadOnly: true })
  if (reader === undefined) throw new Error('nobody answered')
  const { zxid } = reader.ask({ op: 'getData', path: '/a', watch: true })
  const writes: readonly Step[] = [
    { op: 'create', path: '/b' },
    { op: 'create2', path: '/b' },
    { op: 'createTTL', path: '/b', ttl: 5 },
    { op: 'createContainer', path: '/b' },
    { op: 'delete', path: '/a' },
    { op: 'deleteContainer', path: '/a' },
    { op: 'setData', path: '/a', data: '' },
    { op: 'setACL', path: '/a', acl: 'open' },
    { op: 'multi', ops: [] },
    { op: 'sync', path: '/' },
    { op: 'check', path: '/a' },
  ]
  for (const write of writes) expect(reader.ask(write), write.op).toEqual({ error: 'notReadOnly', zxid })
  const reads: readonly Step[] = [
    { op: 'exists', path: '/a', watch: true },
    { op: 'getChildren', path: '/' },
    { op: 'addWatch', path: '/a', mode: 1 },
    { op: 'multiRead', ops: [] },
    { op: 'whoAmI' },
    { op: 'ping' },
  ]
  for (const read of reads) expect(reader.ask(read), read.op).toEqual({ error: 'ok', zxid })
})

test('its sessions are its own: they come back here, are closed here, and end with the mode', () => {
  const c = alone(GRACE_MS)
  const reader = call(c, c.left, { canBeReadOnly: true })
  const back = call(c, c.left, {
    canBeReadOnly: true,
    id: reader?.id ?? 0n,
    password: reader?.password ?? new Uint8Array(),
  })
  expect(back?.id).toBe(reader?.id)
  expect(back?.ask({ op: 'closeSession' }).error).toBe('ok')
  expect(back?.wire.closed()).toBe(true)
  const last = call(c, c.left, { canBeReadOnly: true })
  c.world.restart(c.world.servers[1] ?? 'leader')
  c.world.settle()
  expect(last?.wire.closed()).toBe(true)
  expect(
    call(c, c.left, { canBeReadOnly: true, id: last?.id ?? 0n, password: last?.password ?? new Uint8Array() })?.id,
  ).toBe(0n)
  expect(call(c, c.left, { canBeReadOnly: true })).toMatchObject({ isReadOnly: false })
  expect(
    eventsOf(c.world, 'readOnly')
      .filter(({ node }) => node === 's1')
      .map(({ event }) => event.isOn),
  ).toEqual([true, false])
})

test('whoever can not prove a session is told that there is none', () => {
  const c = alone(GRACE_MS)
  const wrong = { canBeReadOnly: true, id: 0x0200000000000001n, password: new Uint8Array(16) }
  expect(call(c, c.left, wrong)).toMatchObject({ id: 0n })
  expect(call(c, c.left, { ...wrong, id: c.session })).toBe(undefined)
})

test('a session of the ensemble is not taken, not ended, and goes on once there is a majority', () => {
  const c = alone(GRACE_MS)
  const mine = { canBeReadOnly: true, id: c.session, password: c.password }
  expect(call(c, c.left, mine)).toBe(undefined)
  c.world.restart(c.world.servers[1] ?? 'leader')
  c.world.settle()
  const back = call(c, c.left, mine)
  expect(back).toMatchObject({ id: c.session, isReadOnly: false })
  expect(back?.ask({ op: 'setData', path: '/a', data: 'y' }).error).toBe('ok')
})

test('a client that reads alone finds the majority as soon as there is one, and writes again', () => {
  const c = cluster(3, { clients: [], config: { readOnlyMode: true }, canBeReadOnly: true })
  c.settle()
  const leader = c.pick('leader')
  const [other, left] = c.servers.filter((id) => id !== leader)
  if (other === undefined || left === undefined) throw new Error('three servers')
  c.kill(leader)
  c.kill(other)
  c.runFor(30_000)
  c.addClient('R', left)
  connect(c, 'R')
  expect(c.ask('R', create('/no'))).toEqual({ ok: false, error: 'notReadOnly' })
  expect(c.ask('R', getChildren('/'))).toMatchObject({ ok: true, children: ['zookeeper'] })
  c.isolate(left)
  c.start(leader)
  c.start(other)
  c.runUntil(() => eventsOf(c, 'connected').filter(({ node }) => node === 'cR').length > 1, 120_000, 'R found them')
  expect(c.ask('R', create('/yes'))).toMatchObject({ ok: true })
  expect(eventsOf(c, 'connected').map(({ event }) => [event.server === left, event.isReadOnly === true])).toEqual([
    [true, true],
    [false, false],
  ])
})
