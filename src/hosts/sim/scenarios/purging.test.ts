/** Old snapshots and logs go by schedule, and what is left is enough: for this server, and for those that lag. */
import { expect, test } from 'vitest'
import type { ServerId } from '../../../ground/ids.ts'
import { create, setData } from '../ops.ts'
import type { World } from '../world.ts'
import { cluster, connect, eventsOf } from './cluster.suite.ts'

const HOUR = 3_600_000
const config = { snapCount: 10, purgeIntervalMs: HOUR }

function filesOf(c: World, server: ServerId, kind: 'log' | 'snapshot'): readonly string[] {
  return c
    .filesOf(server)
    .map((file) => file.name)
    .filter((name) => name.startsWith(`version-2/${kind}.`))
}
function write(c: World, times: number): void {
  for (let i = 0; i < times; i++) c.ask('A', setData('/a', String(i)))
}

test('three snapshots stay on each server after the hour, and a restart finds all that was written', () => {
  const c = cluster(3, { clients: ['A'], config, sessionTimeoutMs: 30_000 })
  c.settle()
  connect(c, 'A')
  c.ask('A', create('/a'))
  write(c, 80)
  for (const id of c.servers) expect(filesOf(c, id, 'snapshot').length).toBeGreaterThan(5)
  c.runFor(HOUR)
  for (const id of c.servers) {
    expect(filesOf(c, id, 'snapshot')).toHaveLength(3)
    expect(filesOf(c, id, 'log').length).toBeLessThanOrEqual(4)
  }
  const before = c.treeOf('leader')
  for (const id of c.servers) c.restart(id)
  c.settle()
  connect(c, 'A')
  for (const id of c.servers) expect(c.treeOf(id).digest).toBe(before.digest)
})

test('nothing is removed where nobody asked for it', () => {
  const c = cluster(3, { clients: ['A'], config: { snapCount: 10 } })
  c.settle()
  c.ask('A', create('/a'))
  write(c, 60)
  c.runFor(2 * HOUR)
  expect(eventsOf(c, 'purged')).toEqual([])
})

test('a start removes what is old at once', () => {
  const c = cluster(3, { clients: ['A'], config, sessionTimeoutMs: 30_000 })
  c.settle()
  c.ask('A', create('/a'))
  write(c, 80)
  const [first] = c.servers
  if (first === undefined) throw new Error('no server')
  c.restart(first)
  c.settle()
  expect(eventsOf(c, 'purged').map(({ node }) => node)).toEqual([`s${first}`])
})

test('a new leader writes down what it begins with', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  c.ask('A', create('/a'))
  c.kill('leader')
  c.settle()
  const leader = c.pick('leader')
  const last = eventsOf(c, 'snapshotTaken').at(-1)
  expect(last).toMatchObject({ node: `s${leader}` })
  expect(last?.event.zxid).toBeLessThan(c.server(leader).db.lastProcessedZxid)
  expect(filesOf(c, leader, 'snapshot')).toContain(`version-2/snapshot.${last?.event.zxid.toString(16)}`)
})
