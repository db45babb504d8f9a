import { expect, test } from 'vitest'
import { create } from '../ops.ts'
import { cluster, connect, eventsOf } from './cluster.suite.ts'

test('of three empty servers the one with the largest id leads, in epoch 1, and the others follow', () => {
  const c = cluster(3)
  c.settle()
  expect(c.leader()).toBe(3)
  expect([1, 2].map((id) => c.server(id).role.type)).toEqual(['following', 'following'])
  expect(c.servers.map((id) => c.server(id).currentEpoch)).toEqual([1, 1, 1])
})

test('five servers elect in one round', () => {
  const c = cluster(5)
  c.settle()
  expect(c.leader()).toBe(5)
  expect(eventsOf(c, 'elected').map(({ event }) => event.round)).toEqual([1, 1, 1, 1, 1])
})

test('two of three are a majority: the third one joins without disturbing the leader', () => {
  const c = cluster(3, { autostart: false })
  c.start(1)
  c.runFor(5000)
  expect(c.leader()).toBeUndefined()
  c.start(2)
  c.settle()
  expect(c.leader()).toBe(2)
  c.start(3)
  c.settle()
  expect(c.leader()).toBe(2)
  expect(c.server(3).role.type).toBe('following')
  expect(c.server(3).currentEpoch).toBe(1)
})

test('a server alone never serves', () => {
  const c = cluster(3, { autostart: false })
  c.start(3)
  c.runFor(120_000)
  expect(c.server(3).role.type).toBe('looking')
  expect(eventsOf(c, 'serving')).toEqual([])
})

test('when the leader is killed the others elect another one and go on writing in the next epoch', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  expect(c.ask('A', create('/before')).ok).toBe(true)
  const old = c.kill('leader')
  c.settle()
  expect(c.leader()).not.toBe(old)
  expect(c.server('leader').currentEpoch).toBe(2)
  connect(c, 'A')
  expect(c.ask('A', create('/after')).ok).toBe(true)
  c.restart(old)
  c.settle()
  expect(c.leader()).not.toBe(old)
  for (const id of c.servers) expect(c.pathsOf(id)).toEqual(['/after', '/before'])
})

test('the server with the newest history wins, not the one with the largest id', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  c.kill(3)
  c.settle()
  connect(c, 'A')
  expect(c.ask('A', create('/news')).ok).toBe(true)
  c.kill(2)
  c.kill(1)
  c.start(3)
  c.start(1)
  c.settle()
  expect(c.leader()).toBe(1)
  expect(c.pathsOf(3)).toEqual(['/news'])
})

test('an observer learns everything and votes for nothing', () => {
  const c = cluster(3, { observers: 1, clients: ['A'] })
  c.settle()
  expect(c.ask('A', create('/seen')).ok).toBe(true)
  c.settle()
  expect(c.pathsOf('observer')).toEqual(['/seen'])
  expect(c.server('observer').role.type).toBe('observing')
  c.kill('B1')
  c.kill('B1')
  c.runFor(30_000)
  expect(c.leader()).toBeUndefined()
})

test('a leader that is stopped says good-bye: its clients and followers leave at once', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  connect(c, 'A')
  const old = c.stop('leader')
  expect(eventsOf(c, 'nodeEnded')).toMatchObject([{ node: `s${old}`, event: { how: 'stopped' } }])
  c.runFor(1000)
  expect(c.leader()).not.toBe(old)
  connect(c, 'A')
  expect(c.ask('A', create('/after')).ok).toBe(true)
})
