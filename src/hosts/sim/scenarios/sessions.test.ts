import { expect, test } from 'vitest'
import { create, getData, remove, setData } from '../ops.ts'
import { cluster, connect, eventsOf } from './cluster.suite.ts'

/** The server at which the client is now. */
const homeOf = (c: ReturnType<typeof cluster>, client: string) => {
  const home = eventsOf(c, 'connected').findLast(({ node }) => node === `c${client}`)
  if (home === undefined) throw new Error(`client ${client} was never connected`)
  return home.event
}

test('a session outlives its server: the client moves on and its ephemeral stays', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  connect(c, 'A')
  const before = homeOf(c, 'A')
  expect(c.ask('A', create('/alive', '', 'ephemeral')).ok).toBe(true)
  c.kill(before.server)
  c.runUntil(() => homeOf(c, 'A').server !== before.server, 30_000, 'the client moves on')
  c.settle()
  expect(homeOf(c, 'A')).toMatchObject({ session: before.session, resumed: true })
  expect(c.pathsOf('leader')).toEqual(['/alive'])
  c.runFor(20_000)
  expect(c.pathsOf('leader')).toEqual(['/alive'])
})

test('when a client dies its ephemerals go with its session, not before the timeout and not much later', () => {
  const c = cluster(3, { clients: ['A', 'B'], sessionTimeoutMs: 6000 })
  c.settle()
  connect(c, 'A')
  c.ask('A', create('/held', '', 'ephemeral'))
  c.ask('A', create('/stays'))
  c.killClient('A')
  c.runFor(3000)
  expect(c.pathsOf('leader')).toEqual(['/held', '/stays'])
  c.runFor(6000)
  c.settle()
  for (const id of c.servers) expect(c.pathsOf(id)).toEqual(['/stays'])
  expect(eventsOf(c, 'sessionExpired')).toHaveLength(1)
})

test('a client that closes its session takes its ephemerals along at once', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  c.ask('A', create('/held', '', 'ephemeral'))
  c.tell('A', { type: 'close' })
  c.runFor(100)
  for (const id of c.servers) expect(c.pathsOf(id)).toEqual([])
})

test('a frozen client learns on waking that its session is over', () => {
  const c = cluster(3, { clients: ['A'], sessionTimeoutMs: 4000 })
  c.settle()
  c.ask('A', create('/held', '', 'ephemeral'))
  c.freezeClient('A')
  c.runFor(20_000)
  expect(c.pathsOf('leader')).toEqual([])
  c.thawClient('A')
  c.runFor(10_000)
  expect(eventsOf(c, 'expired').map(({ node }) => node)).toEqual(['cA'])
})

test('a watch fires once', () => {
  const c = cluster(3, { clients: ['A', 'B'] })
  c.settle()
  c.ask('A', create('/w', 'one'))
  c.settle()
  expect(c.ask('B', getData('/w', true)).ok).toBe(true)
  c.ask('A', setData('/w', 'two'))
  c.ask('A', setData('/w', 'three'))
  c.ask('A', remove('/w'))
  c.runFor(100)
  expect(eventsOf(c, 'watchEvent').map(({ node, event }) => [node, event.event])).toEqual([['cB', 'nodeDataChanged']])
})

test('a watch survives the loss of the server that held it, and tells what was missed', () => {
  const c = cluster(3, { clients: ['A', 'B'] })
  c.settle()
  c.ask('A', create('/w', 'one'))
  c.settle()
  c.ask('B', getData('/w', true))
  const lost = homeOf(c, 'B').server
  c.freezeClient('B')
  c.kill(lost)
  c.settle()
  c.runFor(3000)
  c.ask('A', setData('/w', 'two'))
  c.thawClient('B')
  c.runFor(5000)
  expect(eventsOf(c, 'watchEvent').map(({ event }) => [event.event, event.path])).toEqual([['nodeDataChanged', '/w']])
})

test('when the holder of a lock is killed the next in line gets it, and only that one', () => {
  const c = cluster(3, { clients: ['A', 'B', 'C'], sessionTimeoutMs: 4000 })
  c.settle()
  const states = (client: string) =>
    eventsOf(c, 'recipe').flatMap(({ node, event }) => (node === `c${client}` ? [event.state] : []))
  for (const [i, client] of ['A', 'B', 'C'].entries()) {
    c.tell(client, { type: 'run', id: 1000 + i, run: { recipe: 'lock', path: '/lock', prefix: 'x-' } })
    c.runFor(1000)
  }
  expect([states('A').at(-1), states('B').at(-1), states('C').at(-1)]).toEqual(['holding', 'waiting', 'waiting'])
  c.killClient('A')
  c.runUntil(() => states('B').at(-1) === 'holding', 10_000, 'B holds the lock')
  expect(states('C').at(-1)).toBe('waiting')
  c.tell('B', { type: 'release', id: 2000, recipe: 'lock' })
  c.runUntil(() => states('C').at(-1) === 'holding', 1000, 'C holds the lock')
})
