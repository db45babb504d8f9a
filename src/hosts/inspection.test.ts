/** A look into a server's memory says what its disk, its clients and the others would say. */
import { expect, test } from 'vitest'
import { encodeUtf8 } from '../ground/base/utf8.ts'
import { serverId } from '../ground/ids.ts'
import { OPEN_ACL } from '../ground/jute/records.ts'
import { type Inspection, inspectionOf } from './inspection.ts'
import { simEngine } from './sim/engine.ts'
import { REAL } from './sim/real.ts'
import { createWorld, type World } from './sim/world.ts'

const create = (path: string, mode: 'persistent' | 'ephemeral' = 'persistent') =>
  ({ type: 'create', path, data: encodeUtf8('x'), mode, acl: OPEN_ACL }) as const

function ensemble(flushMs: number = 1): World {
  const world = createWorld({ servers: 3, clients: ['A'], seed: 7, hopMs: 5, flushMs, programs: REAL })
  world.settle()
  world.runFor(3000)
  return world
}
const look = (world: World, who: 'leader' | 1 | 2 | 3): Inspection => inspectionOf(world.server(who))

test('a transaction stands in every log with what it did, on disk and committed', () => {
  const world = ensemble()
  world.ask('A', create('/seen'))
  world.settle()
  for (const id of [1, 2, 3] as const) {
    const { log, lastZxid } = look(world, id)
    expect(log.at(-1)).toMatchObject({ zxid: lastZxid, type: 'create', path: '/seen', durable: true, committed: true })
    expect(log.map(({ zxid }) => zxid)).toEqual(log.map(({ zxid }) => zxid).toSorted((a, b) => (a < b ? -1 : 1)))
  }
})

test('what is logged and not flushed is told apart from what a crash keeps', () => {
  const world = ensemble(50)
  world.submit('A', create('/hollow'))
  world.runUntil(() => look(world, 'leader').log.at(-1)?.path === '/hollow', 1000, 'the proposal')
  expect(look(world, 'leader').log.at(-1)).toMatchObject({ durable: false, committed: false })
  expect(look(world, 'leader').unflushed).toBeGreaterThan(0)
  world.settle()
  expect(look(world, 'leader').log.at(-1)).toMatchObject({ durable: true, committed: true })
  expect(look(world, 'leader').unflushed).toBe(0)
})

test('what no majority has is on the disk of its leader, and not committed', () => {
  const world = ensemble()
  const leader = world.pick('leader')
  world.addClient('L', leader)
  world.runFor(2000)
  for (const other of world.servers) if (other !== leader) world.cut(leader, other)
  world.submit('L', create('/lonely'))
  world.runFor(200)
  const log = inspectionOf(world.server(leader)).log
  expect(log.at(-1)).toMatchObject({ path: '/lonely', durable: true, committed: false })
  expect(log.slice(0, -1).every(({ committed }) => committed)).toBe(true)
})

test('sessions with their ephemerals, watches with their paths, connections with their sessions', () => {
  const world = ensemble()
  world.ask('A', create('/mine', 'ephemeral'))
  world.ask('A', { type: 'getData', path: '/mine', watch: true })
  world.ask('A', { type: 'getChildren', path: '/', watch: true })
  world.ask('A', { type: 'addWatch', path: '/', mode: 'persistentRecursive' })
  const looks = [1, 2, 3].map((id) => inspectionOf(world.server(serverId(id))))
  const [host] = looks.filter(({ connectionCount }) => connectionCount === 1)
  const [session] = looks.flatMap(({ sessions }) => sessions.filter(({ here }) => here))
  expect(session).toMatchObject({ ephemerals: 1, local: false, closing: false })
  expect(looks.map(({ sessions }) => sessions.map(({ id }) => id))).toEqual(looks.map(() => [session?.id]))
  expect(host?.connections).toMatchObject([{ session: session?.id, outstanding: 0 }])
  expect(host?.watches.map(({ path, kind, session: owner }) => [path, kind, owner])).toEqual([
    ['/', 'persistentRecursive', session?.id],
    ['/mine', 'data', session?.id],
  ])
})

test('equal histories have equal digests, and files have the lengths that the folder has', () => {
  const world = ensemble()
  world.ask('A', create('/same'))
  world.settle()
  const looks = [1, 2, 3].map((id) => inspectionOf(world.server(serverId(id))))
  expect(new Set(looks.map(({ digest }) => digest)).size).toBe(1)
  expect(looks[0]?.digest).toBe(world.treeOf(1).digest)
  const folder = world.filesOf(1).map(({ name, bytes }) => ({ name, bytes: bytes.length }))
  expect(looks[0]?.files).toEqual(folder.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
})

test('a leader knows how far its learners are; a server that does not run holds nothing', async () => {
  const engine = simEngine({ servers: 3, clients: [], seed: 7, hopMs: 5, programs: REAL })
  engine.advance(3000)
  const world = engine.world()
  const leader = world.pick('leader')
  expect((await engine.inspect?.(leader))?.learners.map(({ phase, upToDate }) => [phase, upToDate])).toEqual([
    ['synced', true],
    ['synced', true],
  ])
  await engine.intervene({ type: 'kill' })
  expect(await engine.inspect?.(leader)).toBeUndefined()
})
