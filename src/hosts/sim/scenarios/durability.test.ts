import { expect, test } from 'vitest'
import { create, setData } from '../ops.ts'
import { cluster, connect, eventsOf } from './cluster.suite.ts'

test('an old leader that returns truncates what no quorum ever saw', () => {
  // Longer than the old leader takes to see that it is alone: meanwhile it would end sessions that live on elsewhere.
  const c = cluster(3, { clients: ['A', 'B'], sessionTimeoutMs: 30_000 })
  c.settle()
  connect(c, 'A')
  connect(c, 'B')
  const old = c.pick('leader')
  const [b1, b2] = [c.pick('B1'), c.pick('B2')]
  c.tell('A', { type: 'move', server: old })
  c.tell('B', { type: 'move', server: b1 })
  c.runFor(2000)
  c.isolate('leader')
  c.submit('A', create('/lost'))
  c.runUntil(() => c.leader() !== undefined && c.leader() !== old, 60_000, 'the others elect a leader')
  c.killClient('A')
  connect(c, 'B')
  expect(c.ask('B', create('/kept')).ok).toBe(true)
  c.heal()
  c.settle()
  for (const id of [old, b1, b2]) expect(c.pathsOf(id)).toEqual(['/kept'])
  const [cut] = eventsOf(c, 'truncated')
  expect(cut).toMatchObject({ node: `s${old}`, event: { lost: [expect.any(BigInt)] } })
})

test('after a power failure of all, every acknowledged write is still there', () => {
  const c = cluster(3, { clients: ['A'], flushMs: 5 })
  c.settle()
  for (let i = 0; i < 20; i++) expect(c.ask('A', create(`/n${i}`)).ok).toBe(true)
  c.submit('A', create('/perhaps'))
  for (const id of c.servers) c.kill(id)
  for (const id of c.servers) c.restart(id, 'loseUnflushed')
  c.settle()
  for (const id of c.servers) {
    const kept = c.pathsOf(id).filter((path) => path !== '/perhaps')
    expect(kept).toEqual(Array.from({ length: 20 }, (_, i) => `/n${i}`))
  }
})

test('a torn end of the log is cut off at the start, and the leader sends what is missing', () => {
  const c = cluster(3, { clients: ['A'], flushMs: 50 })
  c.settle()
  c.ask('A', create('/one'))
  const torn = c.pick('B1')
  c.submit('A', create('/two', 'x'.repeat(500)))
  c.runFor(30)
  c.kill(torn)
  c.runFor(1000)
  c.restart(torn, 'tear')
  c.settle()
  expect(c.pathsOf(torn)).toEqual(['/one', '/two'])
})

test('without a majority a write hangs, and when the majority is back it succeeds', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  connect(c, 'A')
  c.tell('A', { type: 'move', server: c.pick('leader') })
  c.runFor(2000)
  const followers = [c.pick('B1'), c.pick('B2')]
  for (const id of followers) c.freeze(id)
  const id = c.submit('A', create('/patient'))
  c.runFor(3000)
  expect(c.outcome(id)).toBeUndefined()
  for (const id of followers) c.thaw(id)
  c.runFor(100)
  expect(c.outcome(id)).toMatchObject({ ok: true, path: '/patient' })
})

test('a leader that lost its majority stops serving, and clients write again when it is back', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  expect(c.ask('A', create('/x', 'old')).ok).toBe(true)
  const dead = [c.kill('B1'), c.kill('B1')]
  c.runFor(30_000)
  expect(c.leader()).toBeUndefined()
  for (const id of dead) c.restart(id)
  c.settle()
  connect(c, 'A')
  expect(c.ask('A', setData('/x', 'new')).ok).toBe(true)
})

test('a follower that is far behind gets the whole tree', () => {
  const c = cluster(3, { clients: ['A'], config: { committedLogMax: 5, snapCount: 20 } })
  c.settle()
  const late = c.kill('B1')
  for (let i = 0; i < 60; i++) expect(c.ask('A', create(`/n${i}`)).ok).toBe(true)
  c.restart(late)
  c.settle()
  const plans = eventsOf(c, 'syncPlanned').filter(({ event }) => event.peer === late)
  expect(plans.at(-1)?.event.mode).toBe('SNAP')
  expect(c.pathsOf(late)).toHaveLength(60)
  c.restart(late)
  c.settle()
  expect(c.treeOf(late).digest).toBe(c.treeOf('leader').digest)
})

test('a server whose disk was wiped comes back with everything', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  for (let i = 0; i < 10; i++) c.ask('A', create(`/n${i}`))
  const wiped = c.pick('B1')
  c.restart(wiped, 'wipe')
  c.settle()
  expect(c.treeOf(wiped).digest).toBe(c.treeOf('leader').digest)
  expect(c.pathsOf(wiped)).toHaveLength(10)
})
