import { expect, test } from 'vitest'
import { serverId, serverNode } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type SimEngine, simEngine } from './engine.ts'
import { create } from './ops.ts'
import { REAL } from './real.ts'
import { stateOf } from './roles.ts'

function engine(): SimEngine {
  const e = simEngine({ servers: 3, seed: 1, clients: ['A'], programs: REAL })
  e.advance(2000)
  return e
}

test('who subscribes late hears everything from the start, once', async () => {
  const e = engine()
  const heard: Happening[] = []
  e.subscribe((batch) => heard.push(...batch))
  await e.intervene({ type: 'submit', client: 'A', op: create('/a') })
  e.advance(100)
  expect(heard).toEqual(e.world().trace)
  expect(heard[0]?.event.type).toBe('nodeStarted')
})

test('an operation is answered with its outcome', async () => {
  const e = engine()
  const result = await e.intervene({ type: 'submit', client: 'A', op: create('/a') })
  expect(result).toMatchObject({ type: 'outcome', outcome: { ok: true, path: '/a' } })
  e.advance(100)
  expect((await e.tree(serverId(1)))?.znodes.at(-1)?.path).toBe('/zookeeper/quota')
  expect((await e.tree(serverId(1)))?.znodes.map((node) => node.path)).toContain('/a')
})

test('a kill without a server means the leader, and there is another one soon', async () => {
  const e = engine()
  expect(await e.intervene({ type: 'kill' })).toEqual({ type: 'done' })
  expect(await e.tree(serverId(3))).toBeUndefined()
  e.advance(5000)
  expect(e.world().leader()).toBe(2)
  expect(await e.intervene({ type: 'kill', server: serverId(3) })).toMatchObject({ type: 'refused' })
})

test('it means who was elected, too, before that one serves, and nobody where all are looking', async () => {
  const e = simEngine({ servers: 3, seed: 1, clients: ['A'], programs: REAL })
  expect(await e.intervene({ type: 'kill' })).toEqual({ type: 'refused', reason: 'there is no leader now' })
  const roleOf = (id: number) => stateOf(e.world().machine, serverId(id))?.role.type
  while (roleOf(3) !== 'leading') expect(e.world().stepOne()).toBe(true)
  expect(e.world().leader()).toBeUndefined()
  expect(await e.intervene({ type: 'kill' })).toEqual({ type: 'done' })
  expect(roleOf(3)).toBeUndefined()
  e.advance(5000)
  expect(e.world().leader()).toBe(2)
})

test('what can not be done now is refused in words', async () => {
  const e = engine()
  expect(await e.intervene({ type: 'thaw', server: serverId(1) })).toEqual({
    type: 'refused',
    reason: 'server 1 is not paused',
  })
  expect(await e.intervene({ type: 'freeze', server: serverId(9) })).toMatchObject({ type: 'refused' })
  expect(await e.intervene({ type: 'addClient', name: 'A' })).toMatchObject({ type: 'refused' })
  expect(await e.intervene({ type: 'newEnsemble', servers: 4 })).toMatchObject({ type: 'refused' })
})

test('a lock is taken and given back through commands', async () => {
  const e = engine()
  const run = { recipe: 'lock', path: '/lock', prefix: 'x-' } as const
  expect(await e.intervene({ type: 'run', client: 'A', run })).toMatchObject({ outcome: { ok: true } })
  expect(await e.intervene({ type: 'release', client: 'A', recipe: 'lock' })).toMatchObject({ outcome: { ok: true } })
})

test('while paused no time passes, and a step is one event', async () => {
  const e = engine()
  await e.intervene({ type: 'pause' })
  const before = e.clock().now
  e.advance(1000)
  expect(e.clock()).toMatchObject({ now: before, paused: true })
  await e.intervene({ type: 'step' })
  expect(e.clock().now).toBeGreaterThan(before)
})

test('a new ensemble is empty, and time does not go back', async () => {
  const e = engine()
  await e.intervene({ type: 'submit', client: 'A', op: create('/a') })
  const before = e.clock().now
  await e.intervene({ type: 'newEnsemble', servers: 5 })
  e.advance(2000)
  expect(e.roster().servers).toHaveLength(5)
  expect(e.clock().now).toBeGreaterThan(before)
  expect(e.world().pathsOf('leader')).toEqual([])
})

test('the journal of a node that runs is at hand, of a dead one not', async () => {
  const e = engine()
  const name = serverNode(serverId(1))
  expect((await e.journal(name))?.entries.length).toBeGreaterThan(5)
  await e.intervene({ type: 'kill', server: serverId(1) })
  expect(await e.journal(name)).toBeUndefined()
})

test('the folder of a server starts another ensemble, which has everything', async () => {
  const e = engine()
  await e.intervene({ type: 'submit', client: 'A', op: create('/kept') })
  e.advance(1000)
  const files = (await e.folder(serverId(1))) ?? []
  const folders = [1, 2, 3].map((id) => ({ server: serverId(id), files }))
  expect(await e.intervene({ type: 'newEnsemble', servers: 3, folders })).toEqual({ type: 'done' })
  e.advance(5000)
  expect(e.world().pathsOf('leader')).toEqual(['/kept'])
  const told = e.world().trace.map((line) => line.event)
  expect(told.some((event) => event.type === 'commandTaken' && 'folders' in event.command)).toBe(false)
})

test('a damaged folder starts nothing: the ensemble that was there goes on', async () => {
  const e = engine()
  await e.intervene({ type: 'submit', client: 'A', op: create('/kept') })
  e.advance(1000)
  const files = (await e.folder(serverId(1))) ?? []
  const torn = files.map((file) =>
    /log\./.test(file.name) ? { ...file, bytes: file.bytes.slice().fill(7, 20, 24) } : file,
  )
  const folders = [
    { server: serverId(1), files },
    { server: serverId(2), files: torn },
  ]
  const world = e.world()
  const result = await e.intervene({ type: 'newEnsemble', servers: 3, folders })
  expect(result).toMatchObject({
    type: 'refused',
    reason: expect.stringMatching(/^server 2: version-2\/log\.\S+ is damaged at byte 16: /),
  })
  expect(e.world()).toBe(world)
  expect(world.pathsOf('leader')).toEqual(['/kept'])
  const nobody = [{ server: serverId(4), files }]
  expect(await e.intervene({ type: 'newEnsemble', servers: 3, folders: nobody })).toMatchObject({ type: 'refused' })
})

test('servers are added and removed as on the page, and what can not be done is refused in words', async () => {
  const engine = simEngine({ servers: 3, seed: 1, programs: REAL })
  engine.advance(2000)
  expect(await engine.intervene({ type: 'addServer', role: 'observer' })).toEqual({ type: 'done' })
  expect(engine.roster().servers).toEqual([1, 2, 3, 4])
  expect(await engine.intervene({ type: 'removeServer', server: serverId(9) })).toEqual({
    type: 'refused',
    reason: 'there is no server 9',
  })
  expect(await engine.intervene({ type: 'removeServer', server: serverId(4) })).toEqual({ type: 'done' })
  expect(engine.roster().servers).toEqual([1, 2, 3])
  for (const id of [1, 2]) await engine.intervene({ type: 'kill', server: serverId(id) })
  engine.advance(10_000)
  expect(await engine.intervene({ type: 'addServer', role: 'participant' })).toMatchObject({ type: 'refused' })
  expect(await engine.intervene({ type: 'addClient', name: 'Admin' })).toMatchObject({ type: 'refused' })
})
