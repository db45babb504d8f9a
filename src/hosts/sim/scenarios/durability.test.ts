import { expect, test } from 'vitest'
import { create, setData } from '../ops.ts'
import { cluster, connect, eventsOf } from './cluster.suite.ts'

/**
 * The leader is cut off with a write of A that nobody else has seen, and the others have elected another leader.
 * B is connected to that side.
 */
function partitioned() {
  // Longer than the old leader takes to see that it is alone: meanwhile it would end sessions that live on elsewhere.
  const c = cluster(3, { clients: ['A', 'B'], sessionTimeoutMs: 30_000 })
  c.settle()
  connect(c, 'A')
  connect(c, 'B')
  const old = c.pick('leader')
  const other = c.pick('B1')
  c.tell('A', { type: 'move', server: old })
  c.runFor(2000)
  c.isolate(old)
  const lost = c.submit('A', create('/lost'))
  c.runUntil(() => c.leader() !== undefined && c.leader() !== old, 60_000, 'the others elect a leader')
  expect(c.outcome(lost)).toBeUndefined()
  c.killClient('A')
  c.tell('B', { type: 'move', server: other })
  c.runFor(2000)
  return { c, old, other }
}

test('an old leader that returns truncates what no quorum ever saw', () => {
  const { c, old } = partitioned()
  const lost = c.server(old).db.lastProcessedZxid
  c.heal()
  c.settle()
  expect(eventsOf(c, 'truncated')).toMatchObject([{ node: `s${old}`, event: { lost: [lost] } }])
  for (const id of c.servers) expect(c.pathsOf(id)).toEqual([])
  expect(c.ask('B', create('/kept')).ok).toBe(true)
  c.restart(old)
  c.settle()
  expect(c.pathsOf(old)).toEqual(['/kept'])
})

// A TRUNC never crosses the border of an epoch (LearnerHandler.queueCommittedProposals): then the whole tree is sent.
test('an old leader that returns after the next epoch has written takes over the whole tree', () => {
  const { c, old } = partitioned()
  expect(c.ask('B', create('/kept')).ok).toBe(true)
  c.heal()
  c.settle()
  expect(
    eventsOf(c, 'syncPlanned')
      .filter(({ event }) => event.peer === old)
      .at(-1)?.event.mode,
  ).toBe('SNAP')
  for (const id of c.servers) expect(c.pathsOf(id)).toEqual(['/kept'])
  c.restart(old, 'loseUnflushed')
  c.settle()
  expect(c.pathsOf(old)).toEqual(['/kept'])
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

// The newest snapshot holds everything, so nothing is replayed at the start and the committed log is empty.
test('an empty server that joins a leader without a committed log gets the whole tree', () => {
  const c = cluster(3, { clients: ['A'], config: { snapCount: 2 } })
  c.settle()
  c.kill(1)
  for (let i = 0; i < 8; i++) c.ask('A', create(`/n${i}`))
  c.settle()
  c.kill(2)
  c.kill(3)
  c.start(3)
  c.runFor(1000)
  expect(c.server(3).committedLog).toEqual([])
  c.restart(1, 'wipe')
  c.settle()
  expect(c.leader()).toBe(3)
  expect(c.pathsOf(1)).toHaveLength(8)
  expect(eventsOf(c, 'syncPlanned').at(-1)?.event).toMatchObject({ peer: 1, peerZxid: 0n, mode: 'SNAP' })
})

// Whoever loses its leader right after the tree came votes for that tree, so it must not be in memory alone.
test('a tree that came whole goes to the disk before anything else is read', () => {
  const c = cluster(3, { clients: ['A'], flushMs: 5 })
  c.settle()
  for (let i = 0; i < 10; i++) c.ask('A', create(`/n${i}`))
  const wiped = c.pick('B1')
  c.restart(wiped, 'wipe')
  c.settle()
  const own = c.trace.filter(({ node }) => node === `s${wiped}`).map(({ event }) => event.type)
  expect(own.slice(own.lastIndexOf('reloaded')).slice(0, 2)).toEqual(['reloaded', 'snapshotTaken'])
  c.restart(wiped, 'loseUnflushed')
  c.settle()
  expect(c.pathsOf(wiped)).toHaveLength(10)
})

test('who is cut back acknowledges anew: what it had on disk before counts no more', () => {
  const c = cluster(5, { clients: ['A'], sessionTimeoutMs: 30_000 })
  c.settle()
  connect(c, 'A')
  const leader = c.pick('leader')
  c.tell('A', { type: 'move', server: leader })
  c.runFor(2000)
  const [near, ...far] = c.servers.filter((id) => id !== leader)
  if (near === undefined) throw new Error('five servers have four followers')
  for (const id of far) c.cut(leader, id, true)
  c.submit('A', create('/pending'))
  const pendingAcks = () => {
    const { role } = c.server(leader)
    return role.type === 'leading' ? [...role.proposals.values()].map((proposal) => [...proposal.acks].sort()) : []
  }
  c.runUntil(() => pendingAcks()[0]?.length === 2, 5000, 'the leader and one follower have it on disk')
  c.sever(leader, near)
  const cutBack = () => eventsOf(c, 'syncPlanned').some(({ event }) => event.peer === near && event.mode === 'TRUNC')
  c.runUntil(cutBack, 8000, 'the follower comes back and is cut back')
  expect(pendingAcks()).toEqual([[leader]])
})
