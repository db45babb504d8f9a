import { expect, test } from 'vitest'
import {
  epoch,
  externalNode,
  linkId,
  type NodeName,
  nodeName,
  serverId,
  serverNode,
  sessionIdFrom,
  zxidOf,
} from '../../ground/ids.ts'
import type { Happening } from '../../hosts/engine.ts'
import { reduceAll } from './cluster.ts'
import { emptyCluster } from './model.ts'

const program = externalNode(7, '127.0.0.1:53422')
const link = linkId(program)
const session = sessionIdFrom(0x200000001n)
const happenings = (...told: readonly (readonly [NodeName, Happening['event']])[]): readonly Happening[] =>
  told.map(([node, event], index) => ({ at: index, node, index, event }))
const s2 = serverNode(serverId(2))
const arrival = [
  [program, { type: 'nodeStarted', incarnation: 1 }],
  [program, { type: 'externalOpened', server: serverId(2), address: '127.0.0.1:53422' }],
  [s2, { type: 'clientOpened', link, address: '127.0.0.1:53422' }],
  [s2, { type: 'sessionOpened', link, session, timeoutMs: 10_000, resumed: true }],
] as const

test('a program outside is known by its address and its server, and by its session once it has one', () => {
  const picture = reduceAll(emptyCluster(), happenings(...arrival))
  expect(picture.externals.get('7@127.0.0.1:53422')).toMatchObject({
    address: '127.0.0.1:53422',
    server: 2,
    session,
    resumed: true,
  })
  expect(picture.sessions.get(session)).toMatchObject({ client: '127.0.0.1:53422', timeoutMs: 10_000 })
})
test('it is no client of the page: nobody acts as it', () => {
  expect(reduceAll(emptyCluster(), happenings(...arrival)).clients.size).toBe(0)
})
test('its watches are told of by its server, and it leaves without a trace', () => {
  const fired = {
    type: 'watchFired',
    link,
    session,
    path: '/config',
    event: 'nodeDataChanged',
    zxid: zxidOf(epoch(1), 2),
    oneShot: true,
  } as const
  const there = reduceAll(emptyCluster(), happenings(...arrival, [s2, fired]))
  expect(there.externals.get('7@127.0.0.1:53422')?.watchEvents).toBe(1)
  const gone = happenings([program, { type: 'nodeEnded', how: 'stopped', reason: 'closed by the program' }])
  expect(reduceAll(there, gone).externals.size).toBe(0)
})
test('a gateway outlives a new ensemble; who was connected does not', () => {
  const gateway = { state: 'ours', clientPort: 2181, open: [serverId(1)], taken: [], problems: [] } as const
  const page = nodeName('page')
  const before = reduceAll(emptyCluster(), happenings(...arrival, [page, { type: 'gatewayChanged', gateway }]))
  const renewed = { type: 'commandTaken', command: { type: 'newEnsemble', servers: 3 } } as const
  const after = reduceAll(before, happenings([page, renewed]))
  expect(after.gateway).toEqual(gateway)
  expect(after.externals.size).toBe(0)
})
