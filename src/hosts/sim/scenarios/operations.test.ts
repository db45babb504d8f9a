/** Every operation of 3.8 that the client library knows, asked of real servers: the client reads what the server writes. */
import { expect, test } from 'vitest'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import type { CreateOp, SetDataOp } from '../../../protocol/client/seam.ts'
import { create, exists, getChildren, getData, remove, setData } from '../ops.ts'
import type { World } from '../world.ts'
import { cluster, eventsOf } from './cluster.suite.ts'

function started(...clients: readonly string[]): World {
  const c = cluster(3, { clients })
  c.settle()
  return c
}
/** Until all is quiet for clients too: `settle` only asks the servers. */
function rest(c: World): void {
  c.settle()
  c.runFor(2000)
}
function made(path: string, changes: Partial<CreateOp> = {}): CreateOp {
  return { type: 'create', path, data: encodeUtf8('x'), mode: 'persistent', acl: OPEN_ACL, ...changes }
}
function set(path: string, version: number): SetDataOp {
  return { type: 'setData', path, data: encodeUtf8('y'), version }
}
function heardBy(c: World, client: string): readonly string[] {
  return eventsOf(c, 'watchEvent').flatMap(({ node, event }) =>
    node === `c${client}` ? [`${event.event} ${event.path}`] : [],
  )
}

test('each kind of create answers with its path, and with the stat where one asks for it', () => {
  const c = started('A')
  expect(c.ask('A', made('/plain'))).toEqual({ ok: true, path: '/plain' })
  expect(c.ask('A', made('/full', { stat: true }))).toMatchObject({ path: '/full', stat: { dataLength: 1 } })
  expect(c.ask('A', made('/box', { mode: 'container' }))).toMatchObject({ path: '/box', stat: { dataLength: 1 } })
  expect(c.ask('A', made('/brief', { mode: 'persistentWithTtl', ttl: 5000 }))).toMatchObject({ path: '/brief' })
  expect(c.ask('A', made('/s-', { mode: 'ephemeralSequential', stat: true }))).toMatchObject({ path: '/s-0000000004' })
})

test('a multi happens whole or not at all, and says of each part what came of it', () => {
  const c = started('A')
  c.ask('A', create('/a'))
  const good = c.ask('A', {
    type: 'multi',
    ops: [
      made('/b'),
      set('/a', 0),
      { type: 'check', path: '/a', version: 1 },
      { type: 'delete', path: '/b', version: 0 },
    ],
  })
  expect(good).toMatchObject({
    ok: true,
    results: [{ path: '/b' }, { stat: { version: 1 } }, { ok: true }, { ok: true }],
  })
  const bad = c.ask('A', { type: 'multi', ops: [made('/c'), set('/a', 0), made('/d')] })
  expect(bad).toEqual({
    ok: false,
    error: 'badVersion',
    results: [
      { ok: false, error: 'ok' },
      { ok: false, error: 'badVersion' },
      { ok: false, error: 'runtimeInconsistency' },
    ],
  })
  expect(c.pathsOf('leader')).toEqual(['/a'])
  expect(c.ask('A', { type: 'multi', ops: [] })).toEqual({ ok: true, results: [] })
})

test('a check on its own compares the version and changes nothing', () => {
  const c = started('A')
  c.ask('A', create('/a'))
  expect(c.ask('A', { type: 'check', path: '/a', version: 0 })).toEqual({ ok: true })
  expect(c.ask('A', { type: 'check', path: '/a', version: 7 })).toEqual({ ok: false, error: 'badVersion' })
  expect(c.ask('A', { type: 'check', path: '/none', version: -1 })).toEqual({ ok: false, error: 'noNode' })
})

test('a multiRead answers each part on its own', () => {
  const c = started('A')
  c.ask('A', create('/a', 'text'))
  c.ask('A', create('/a/b'))
  expect(
    c.ask('A', {
      type: 'multiRead',
      ops: [
        { type: 'getData', path: '/a' },
        { type: 'getData', path: '/none' },
        { type: 'getChildren', path: '/a' },
      ],
    }),
  ).toMatchObject({
    ok: true,
    results: [{ data: encodeUtf8('text') }, { ok: false, error: 'noNode' }, { children: ['b'] }],
  })
})

test('children come with the stat of their parent where one asks, and can be counted at any depth', () => {
  const c = started('A')
  for (const path of ['/a', '/a/b', '/a/b/c']) c.ask('A', create(path))
  expect(c.ask('A', { type: 'getChildren', path: '/a', watch: false, stat: true })).toMatchObject({
    children: ['b'],
    stat: { numChildren: 1 },
  })
  expect(c.ask('A', { type: 'getAllChildrenNumber', path: '/a' })).toEqual({ ok: true, count: 2 })
})

test('only ephemerals of the own session under the prefix are listed', () => {
  const c = started('A', 'B')
  c.ask('A', create('/mine', '', 'ephemeral'))
  c.ask('A', create('/other', '', 'ephemeral'))
  c.ask('B', create('/mine-not', '', 'ephemeral'))
  expect(c.ask('A', { type: 'getEphemerals', prefix: '/mine' })).toEqual({ ok: true, ephemerals: ['/mine'] })
})

test('an identity opens what its ACL guards, also on the server that the session moves to', () => {
  const c = started('A', 'B')
  const auth = { type: 'addAuth', scheme: 'digest', auth: encodeUtf8('ann:secret') } as const
  expect(c.ask('A', auth)).toEqual({ ok: true })
  const acl = [{ perms: 31, id: { scheme: 'auth', id: '' } }]
  c.ask('A', create('/guarded', 'gold'))
  expect(c.ask('A', { type: 'setACL', path: '/guarded', acl, version: 0 })).toMatchObject({ stat: { aversion: 1 } })
  expect(c.ask('B', getData('/guarded'))).toEqual({ ok: false, error: 'noAuth' })
  expect(c.ask('B', auth)).toEqual({ ok: true })
  expect(c.ask('B', getData('/guarded'))).toMatchObject({ data: encodeUtf8('gold') })
  expect(c.ask('A', { type: 'getACL', path: '/guarded' })).toMatchObject({
    acl: [{ perms: 31, id: { scheme: 'digest' } }],
  })
  c.tell('A', { type: 'move', server: undefined })
  rest(c)
  expect(c.ask('A', getData('/guarded'))).toMatchObject({ ok: true })
  const who = c.ask('A', { type: 'whoAmI' })
  const schemes = who.ok ? who.identities?.map(({ authScheme }) => authScheme).toSorted() : []
  expect(schemes).toEqual(['digest', 'ip'])
})

test('credentials of an unknown scheme are refused, and the client is at its end', () => {
  const c = started('A')
  const first = c.submit('A', { type: 'addAuth', scheme: 'rune', auth: encodeUtf8('?') })
  const second = c.submit('A', exists('/a'))
  rest(c)
  expect(c.outcome(first)).toEqual({ ok: false, error: 'authFailed' })
  expect(c.outcome(second)).toEqual({ ok: false, error: 'authFailed' })
})

test('a persistent watch hears every change of its znode, before and after the session moves', () => {
  const c = started('A', 'B')
  c.ask('A', { type: 'addWatch', path: '/a', mode: 'persistent' })
  c.ask('B', create('/a'))
  c.ask('B', setData('/a', '1'))
  rest(c)
  c.tell('A', { type: 'move', server: undefined })
  rest(c)
  c.ask('B', create('/a/b'))
  c.ask('B', setData('/a/b', 'not ours'))
  rest(c)
  expect(heardBy(c, 'A')).toEqual(['nodeCreated /a', 'nodeDataChanged /a', 'nodeChildrenChanged /a'])
})

test('a recursive watch hears of everything below, and of no lists', () => {
  const c = started('A', 'B')
  c.ask('A', { type: 'addWatch', path: '/', mode: 'persistentRecursive' })
  c.ask('B', create('/a'))
  c.ask('B', create('/a/b'))
  c.tell('A', { type: 'move', server: undefined })
  rest(c)
  c.ask('B', setData('/a/b', '1'))
  c.ask('B', remove('/a/b'))
  rest(c)
  expect(heardBy(c, 'A')).toEqual(['nodeCreated /a', 'nodeCreated /a/b', 'nodeDataChanged /a/b', 'nodeDeleted /a/b'])
})

test('a watch that was removed says so once, and hears nothing any more', () => {
  const c = started('A', 'B')
  c.ask('A', create('/a'))
  c.ask('A', getData('/a', true))
  c.ask('A', getChildren('/a', true))
  expect(c.ask('A', { type: 'removeWatches', path: '/a', kind: 'data', local: false })).toEqual({ ok: true })
  c.ask('B', setData('/a', '1'))
  c.ask('B', create('/a/b'))
  rest(c)
  expect(heardBy(c, 'A')).toEqual(['dataWatchRemoved /a', 'nodeChildrenChanged /a'])
  expect(c.ask('A', { type: 'removeWatches', path: '/a', kind: 'any', local: true })).toEqual({
    ok: false,
    error: 'noWatcher',
  })
})

test('the configuration is data at a path of its own, and a watch on it is one', () => {
  const c = started('A')
  const config = c.ask('A', { type: 'getConfig', watch: true })
  expect(config).toMatchObject({ ok: true, stat: { version: expect.any(Number) } })
  expect(c.ask('A', { type: 'removeWatches', path: '/zookeeper/config', kind: 'data', local: false }).ok).toBe(true)
})

test('a reconfiguration that is not allowed says so', () => {
  const c = started('A')
  const asked = c.ask('A', { type: 'reconfig', joining: null, leaving: '3', newMembers: null, fromConfig: -1n })
  expect(asked.ok).toBe(false)
})
