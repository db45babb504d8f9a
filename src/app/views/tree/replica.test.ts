/** The page's copy of a tree against the servers of a real ensemble in the simulator. */
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { statOf } from '../../../ground/data/tree.ts'
import type { CreateMode } from '../../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import { REAL } from '../../../hosts/sim/real.ts'
import { createWorld, type World } from '../../../hosts/sim/world.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { byName, follow, newsSince, placeOf, type Replica, replicaOf } from './replica.ts'

function ensemble(): World {
  const world = createWorld({ servers: 3, clients: ['A'], seed: 5, programs: REAL })
  world.settle()
  return world
}
function create(path: string, mode: CreateMode = 'persistent', text = 'x'): ClientOp {
  return { type: 'create', path, data: encodeUtf8(text), mode, acl: OPEN_ACL }
}
/** What a copy shows, comparable with what the server's own view shows. */
function shown({ db, order }: Replica) {
  return {
    zxid: db.lastProcessedZxid,
    digest: db.tree.digest,
    stats: [...db.tree.nodes].map(([path, node]) => [path, statOf(node)] as const).toSorted(byFirst),
    children: [...order].map(([path, names]) => [path, [...names].toSorted()] as const).toSorted(byFirst),
  }
}
function byFirst(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1
}

describe('a copy that follows is the tree that the server holds', () => {
  test('after creates, sets and deletes of every kind', () => {
    const world = ensemble()
    world.ask('A', create('/before'))
    world.settle()
    const replica = replicaOf(world.treeOf('leader'))
    const seen = world.trace.length
    world.ask('A', create('/locks', 'container'))
    world.ask('A', create('/locks/id_', 'ephemeralSequential'))
    world.ask('A', create('/locks/id_', 'ephemeralSequential'))
    world.ask('A', { type: 'setData', path: '/before', data: encodeUtf8('later'), version: 0 })
    world.ask('A', { type: 'delete', path: '/locks/id_0000000000', version: -1 })
    world.settle()
    const followed = follow(replica, world.trace.slice(seen))
    expect(followed.type).toBe('changed')
    expect(shown(followed.replica)).toEqual(shown(replicaOf(world.treeOf('leader'))))
    expect(followed.replica.order.get('/locks')).toEqual(['id_0000000001'])
  })

  test('a session that ends takes its ephemeral znodes out of the copy', () => {
    const world = ensemble()
    world.ask('A', create('/mine', 'ephemeral'))
    world.settle()
    const replica = replicaOf(world.treeOf('leader'))
    expect(replica.db.tree.nodes.has('/mine')).toBe(true)
    const seen = world.trace.length
    world.tell('A', { type: 'close' })
    world.runFor(1000)
    const followed = follow(replica, world.trace.slice(seen))
    expect(followed.type).toBe('changed')
    expect(followed.replica.db.tree.nodes.has('/mine')).toBe(false)
  })

  test('what it holds already does not count again, and other servers’ news do not count at all', () => {
    const world = ensemble()
    world.ask('A', create('/once'))
    world.settle()
    const replica = replicaOf(world.treeOf('leader'))
    const news = world.trace.filter(({ event }) => event.type === 'applied')
    expect(news.length).toBeGreaterThan(0)
    expect(follow(replica, news)).toEqual({ type: 'same', replica })
  })

  test('a missed transaction shows at the next one: the digest differs', () => {
    const world = ensemble()
    const replica = replicaOf(world.treeOf('leader'))
    world.ask('A', create('/missed'))
    world.settle()
    const seen = world.trace.length
    world.ask('A', create('/heard'))
    world.settle()
    expect(follow(replica, world.trace.slice(seen)).type).toBe('stale')
  })

  test('a restart makes it stale', () => {
    const world = ensemble()
    const leader = world.pick('leader')
    const replica = replicaOf(world.treeOf(leader))
    const seen = world.trace.length
    world.kill(leader)
    world.restart(leader)
    world.settle()
    expect(follow(replica, world.trace.slice(seen)).type).toBe('stale')
  })
})

test.each([
  [
    ['b', 'item10', 'item9', 'a'],
    ['a', 'b', 'item9', 'item10'],
  ],
  [
    ['q-0000000002', 'z-0000000001', 'a'],
    ['a', 'z-0000000001', 'q-0000000002'],
  ],
  [
    ['id_ff-0000000000', 'id_01-0000000001'],
    ['id_ff-0000000000', 'id_01-0000000001'],
  ],
])('siblings stand naturally, sequential ones as they were made: %j', (names, sorted) => {
  expect(names.toSorted(byName)).toEqual(sorted)
  for (const [place, name] of sorted.entries()) expect(placeOf(sorted, name)).toBe(place)
})

test('news are what came after the last one seen; where that has left the history, something was missed', () => {
  const [first, second, third] = createWorld({ servers: 1, seed: 1, programs: REAL }).trace
  if (first === undefined || second === undefined || third === undefined) throw new Error('a start is told')
  expect(newsSince([first, second, third], first)).toEqual([second, third])
  expect(newsSince([first, second], undefined)).toEqual([first, second])
  expect(newsSince([second, third], first)).toBeUndefined()
})
