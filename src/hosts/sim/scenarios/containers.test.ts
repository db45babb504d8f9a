/** Containers and TTL nodes: who empties the bin, when, and what saves a node from it. */
import { expect, test } from 'vitest'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { create, remove, setData } from '../ops.ts'
import { cluster } from './cluster.suite.ts'

const MINUTE = 60_000
const TTL_MS = 5000
function createTtl(path: string, ttl: number): ClientOp {
  return { type: 'create', path, data: encodeUtf8(''), mode: 'persistentWithTtl', acl: OPEN_ACL, ttl }
}

test('a container goes within a minute after its last child, one that never had a child stays', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  c.ask('A', create('/used', '', 'container'))
  c.ask('A', create('/never-used', '', 'container'))
  c.ask('A', create('/used/x'))
  c.runFor(MINUTE)
  expect(c.pathsOf('leader')).toEqual(['/never-used', '/used', '/used/x'])
  c.ask('A', remove('/used/x'))
  c.runFor(MINUTE)
  c.settle()
  for (const id of c.servers) expect(c.pathsOf(id)).toEqual(['/never-used'])
})

test('a TTL node goes at the first look after its time, and new data gives it its whole time again', () => {
  const c = cluster(3, { clients: ['A'], config: { containerCheckMs: 1000 } })
  c.settle()
  expect(c.ask('A', createTtl('/brief', TTL_MS)).ok).toBe(true)
  c.runFor(TTL_MS - 1000)
  c.ask('A', setData('/brief', 'again'))
  c.runFor(TTL_MS - 1000)
  expect(c.pathsOf('leader')).toEqual(['/brief'])
  c.runFor(3000)
  c.settle()
  for (const id of c.servers) expect(c.pathsOf(id)).toEqual([])
})

test('a TTL node with children outlives its time until they are gone', () => {
  const c = cluster(3, { clients: ['A'], config: { containerCheckMs: 1000 } })
  c.settle()
  c.ask('A', createTtl('/parent', TTL_MS))
  c.ask('A', create('/parent/child'))
  c.runFor(3 * TTL_MS)
  expect(c.pathsOf('leader')).toEqual(['/parent', '/parent/child'])
  c.ask('A', remove('/parent/child'))
  c.runFor(2000)
  expect(c.pathsOf('leader')).toEqual([])
})

test('many containers go one after the other, no faster than the limit', () => {
  const c = cluster(3, { clients: ['A'], config: { containerCheckMs: MINUTE, containersPerMinuteMax: 60 } })
  c.settle()
  for (const name of ['/a', '/b', '/c']) {
    c.ask('A', create(name, '', 'container'))
    c.ask('A', create(`${name}/x`))
    c.ask('A', remove(`${name}/x`))
  }
  const left = new Set<number>()
  for (let second = 0; second < 70; second++) {
    c.runFor(500)
    left.add(c.pathsOf('leader').length)
    c.runFor(500)
  }
  expect([...left]).toEqual([3, 2, 1, 0])
})

test('a new leader looks after what the old one left', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  c.ask('A', create('/used', '', 'container'))
  c.ask('A', create('/used/x'))
  c.ask('A', remove('/used/x'))
  c.kill('leader')
  c.runFor(MINUTE + 5000)
  c.settle()
  expect(c.pathsOf('leader')).toEqual([])
})
