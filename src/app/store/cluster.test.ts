/** The picture against a real ensemble in the simulator: what the reducer shows is what the servers hold. */
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { REAL } from '../../hosts/sim/real.ts'
import { createWorld, type World } from '../../hosts/sim/world.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import { counted, reduceAll } from './cluster.ts'
import { type ClusterModel, emptyCluster, leaderOf, lockHolder, roleLabel } from './model.ts'

const MINUTE = 60_000

function ensemble(servers: number, clients: readonly string[]): World {
  const world = createWorld({ servers, clients, seed: 11, hopMs: 5, programs: REAL })
  world.settle()
  return world
}
function pictureOf(world: World): ClusterModel {
  return reduceAll(emptyCluster(), world.trace)
}
function create(path: string): ClientOp {
  return { type: 'create', path, data: encodeUtf8('x'), mode: 'persistent', acl: OPEN_ACL }
}
function joinLock(world: World, client: string, id: number): void {
  world.tell(client, { type: 'run', id, run: { recipe: 'lock', path: '/locks', prefix: 'id_' } })
  world.runFor(500)
}

describe('the picture shows what the servers hold', () => {
  test('after the first election: one crown, and every card at the epoch of its disk', () => {
    const world = ensemble(5, [])
    const picture = pictureOf(world)
    expect(leaderOf(picture)?.id).toBe(world.leader())
    expect([...picture.servers.values()].map(roleLabel).toSorted()).toEqual([
      'follower',
      'follower',
      'follower',
      'follower',
      'leader',
    ])
    for (const server of picture.servers.values()) {
      expect(server.serving).toBe(true)
      expect(server.epoch).toBe(1)
      expect(server.lastZxid).toBe(world.server(server.id).db.lastProcessedZxid)
    }
  })

  test('a write ends as a solid, filled cell on every server', () => {
    const world = ensemble(3, ['A'])
    world.ask('A', create('/seen'))
    world.settle()
    for (const { log } of pictureOf(world).servers.values()) {
      expect(log.at(-1)).toEqual({ zxid: world.server(1).db.lastProcessedZxid, durable: true, committed: true })
    }
  })

  test('a write that no majority has is drawn on disk, but dashed', () => {
    const world = ensemble(3, ['A'])
    const leader = world.pick('leader')
    world.ask('A', create('/before'))
    world.isolate('leader')
    world.tell('A', { type: 'move', server: leader })
    world.runFor(200)
    world.submit('A', create('/alone'))
    world.runFor(200)
    const cell = pictureOf(world).servers.get(leader)?.log.at(-1)
    expect(cell).toMatchObject({ durable: true, committed: false })
    // Nor does a leader commit it by giving up: it stays dashed until it is cut off, and then all is solid again.
    world.runUntil(() => world.server(leader).role.type === 'looking', MINUTE, 'the leader gives up')
    expect(pictureOf(world).servers.get(leader)?.log.at(-1)).toMatchObject({ durable: true, committed: false })
    world.heal()
    world.settle()
    const { log, cutOff } = pictureOf(world).servers.get(leader) ?? { log: [], cutOff: [] }
    expect([log.every(({ committed }) => committed), cutOff.length]).toEqual([true, 1])
  })

  test('a killed server is down, without connections; the times of the election follow each other', () => {
    const world = ensemble(5, ['A', 'B'])
    const killed = world.kill('leader')
    world.runUntil(() => world.leader() !== undefined && world.leader() !== killed, MINUTE, 'a new leader')
    world.settle()
    const picture = pictureOf(world)
    const dead = picture.servers.get(killed)
    expect(dead && roleLabel(dead)).toBe('down')
    expect(dead?.connections.size).toBe(0)
    const election = picture.election
    expect(election).toMatchObject({ cause: 'leaderLost', lost: killed, leader: world.leader(), epoch: 2 })
    const times = [
      election?.startedAt,
      election?.noticedAt,
      election?.electedAt,
      election?.syncedAt,
      election?.servingAt,
    ]
    expect(times).toEqual(times.toSorted((a, b) => (a ?? Number.NaN) - (b ?? Number.NaN)))
    expect(times).not.toContain(undefined)
  })

  test('a server that comes back has the solid strip of the others again', () => {
    const world = ensemble(3, ['A'])
    world.ask('A', create('/one'))
    const back = world.kill('B1')
    world.ask('A', create('/two'))
    world.restart(back)
    world.settle()
    const picture = pictureOf(world)
    expect(picture.servers.get(back)?.life).toBe('alive')
    expect(picture.servers.get(back)?.log.at(-1)).toEqual(leaderOf(picture)?.log.at(-1))
  })

  test('no message stays in the air once it has landed', () => {
    const world = ensemble(3, ['A'])
    world.ask('A', create('/x'))
    world.kill('leader')
    world.settle()
    world.runFor(3)
    const { flights, at } = pictureOf(world)
    expect([...flights.values()].filter((flight) => flight.dueAt < at - 1)).toEqual([])
  })
})

describe('clients and their sessions', () => {
  test('a client keeps its session when its server dies, and the picture says where it came from', () => {
    const world = ensemble(3, ['A'])
    world.runUntil(() => pictureOf(world).clients.get('A')?.state === 'connected', MINUTE, 'A is connected')
    const before = pictureOf(world).clients.get('A')
    if (before?.server === undefined) throw new Error('A is connected')
    world.kill(before.server)
    world.runUntil(() => pictureOf(world).clients.get('A')?.state !== 'connected', MINUTE, 'A notices')
    world.runUntil(() => pictureOf(world).clients.get('A')?.state === 'connected', MINUTE, 'A is back')
    const after = pictureOf(world).clients.get('A')
    expect(after).toMatchObject({ state: 'connected', session: before.session, movedFrom: before.server })
    expect(after?.server).not.toBe(before.server)
  })

  test('a session has a deadline that lies ahead while its client is heard', () => {
    const world = ensemble(3, ['A'])
    world.runFor(20_000)
    const picture = pictureOf(world)
    const [session] = picture.sessions.values()
    expect(session?.client).toBe('A')
    expect(session?.deadline).toBeGreaterThan(world.now())
  })

  test('the queue for a lock: A holds, B waits behind A with one watch; A dies and B holds', () => {
    const world = ensemble(3, ['A', 'B'])
    world.ask('A', create('/locks'))
    joinLock(world, 'A', 101)
    joinLock(world, 'B', 102)
    const queued = pictureOf(world)
    expect(lockHolder(queued)?.name).toBe('A')
    expect(queued.clients.get('B')?.lock?.state).toBe('waiting')
    const watches = [...queued.servers.values()].flatMap((server) => server.watches)
    expect(watches.map((watch) => watch.session)).toEqual([queued.clients.get('B')?.session])
    world.killClient('A')
    world.runUntil(() => lockHolder(pictureOf(world))?.name === 'B', MINUTE, 'B holds the lock')
    expect([...pictureOf(world).servers.values()].flatMap((server) => server.watches)).toEqual([])
  })
})

test('commits of a full second are the rate; after a silence it starts anew', () => {
  const busy = [100, 200, 300, 1100].reduce(counted, { since: 0, count: 0, perSecond: 0 })
  expect(busy).toEqual({ since: 1100, count: 1, perSecond: 3 })
  expect(counted(busy, 9000).perSecond).toBe(0)
})

test('a paused leader is given up: the election counts from the pause, and two cards claim to lead', () => {
  const world = ensemble(3, [])
  const paused = world.freeze('leader')
  const pausedAt = world.now()
  world.runUntil(() => (pictureOf(world).election?.servingAt ?? 0) > pausedAt, MINUTE, 'another leader serves')
  const picture = pictureOf(world)
  expect(picture.election).toMatchObject({ cause: 'leaderLost', lost: paused, startedAt: pausedAt })
  expect([...picture.servers.values()].filter((server) => roleLabel(server) === 'leader')).toHaveLength(2)
  expect(leaderOf(picture)?.id).not.toBe(paused)
})
