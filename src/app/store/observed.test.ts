import { expect, test } from 'vitest'
import { epoch, serverId, sessionIdFrom, zxidFrom } from '../../ground/ids.ts'
import type { ServerSight } from '../../hosts/engine.ts'
import { type ClusterModel, emptyCluster, newClient, newServer } from './model.ts'
import { claimed, observe, unobserved } from './observed.ts'

const [ONE, TWO] = [serverId(1), serverId(2)]
const OURS = sessionIdFrom(7n)
const THEIRS = sessionIdFrom(8n)

function sight(change: Partial<ServerSight> = {}): ServerSight {
  return {
    role: 'leading',
    epoch: epoch(3),
    zxid: zxidFrom(0x300000005n),
    connections: [
      { address: '10.1.1.1:4000', session: OURS },
      { address: '10.1.1.2:4000', session: THEIRS },
      { address: '10.1.1.3:4000', session: undefined },
    ],
    watches: [{ path: '/a', session: THEIRS }],
    facts: [['avg_latency', '0.3']],
    refused: [],
    ...change,
  }
}
function cluster(): ClusterModel {
  const servers = new Map([ONE, TWO].map((id) => [id, newServer(id)]))
  const client = { ...newClient('A'), session: OURS }
  return { ...emptyCluster(), servers, clients: new Map([['A', client]]) }
}

test('a server is shown as it was seen: role, epoch, zxid, connections, watches, numbers', () => {
  const server = observe(cluster(), ONE, sight()).servers.get(ONE)
  expect(server).toMatchObject({ role: 'leading', serving: true, epoch: 3, lastZxid: 0x300000005n, log: [] })
  expect(server?.connections.size).toBe(3)
  expect(server?.watches).toMatchObject([{ path: '/a', session: THEIRS }])
})

test('who has a session and is none of ours stands outside; a connection that only asks a word does not', () => {
  const seen = observe(cluster(), ONE, sight())
  expect([...seen.externals.values()].map(({ address }) => address)).toEqual(['10.1.1.2:4000'])
  expect(seen.sessions.get(THEIRS)?.client).toBe('10.1.1.2:4000')
})

test('who moved is drawn where it is now, and with a server that is down its programs go', () => {
  let seen = observe(cluster(), ONE, sight())
  seen = observe(seen, ONE, sight({ connections: [] }))
  seen = observe(seen, TWO, sight({ connections: [{ address: '10.1.1.2:4001', session: THEIRS }] }))
  expect([...seen.externals.values()].map(({ server }) => server)).toEqual([TWO])
  expect(unobserved(seen, TWO).externals.size).toBe(0)
})

test('a session that turns out to be ours is nobody outside', () => {
  const before = { ...cluster(), clients: new Map() }
  const seen = observe(before, ONE, sight())
  expect(seen.externals.size).toBe(2)
  expect([...claimed(seen, OURS).externals.values()].map(({ session }) => session)).toEqual([THEIRS])
})

test('what a server does not tell is not shown, and nothing falls over', () => {
  const seen = observe(cluster(), ONE, sight({ connections: undefined, watches: undefined, refused: ['cons', 'wchp'] }))
  expect(seen.servers.get(ONE)).toMatchObject({ refused: ['cons', 'wchp'], watches: [] })
})
