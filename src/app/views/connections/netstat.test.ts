/** What netstat would show on each machine of a simulated ensemble, and what can be known of a real one. */
import { describe, expect, test } from 'vitest'
import { epoch, serverId, serverNode, sessionIdFrom, ZXID_ZERO } from '../../../ground/ids.ts'
import type { Happening } from '../../../hosts/engine.ts'
import { REAL } from '../../../hosts/sim/real.ts'
import { createWorld, type World } from '../../../hosts/sim/world.ts'
import { reduceAll } from '../../store/cluster.ts'
import { emptyCluster } from '../../store/model.ts'
import { cellKey, matrixOf } from './matrix.ts'
import { type Socket, socketsOf } from './netstat.ts'

function ensemble(clients: readonly string[] = []): World {
  const world = createWorld({ servers: 3, clients, seed: 5, hopMs: 5, programs: REAL })
  world.settle()
  world.runFor(3000)
  return world
}
function netstat(world: World): readonly Socket[] {
  return socketsOf(reduceAll(emptyCluster(), world.trace))
}
/** As the command prints it, with the number of a port that Linux chose left out. */
function printed(sockets: readonly Socket[], machine: string): readonly string[] {
  return sockets
    .filter((socket) => socket.machine === machine)
    .map(({ local, foreign, state }) => `${known(local)} ${known(foreign)} ${state}`)
}
function known(address: string): string {
  return address.replace(/:[3-6]\d{4}$/, ':any')
}

describe('netstat', () => {
  test('the leader alone listens on 2888, and its learners are connected to it there', () => {
    const world = ensemble()
    expect(world.leader()).toBe(3)
    expect(printed(netstat(world), 's3')).toEqual([
      '0.0.0.0:2181 0.0.0.0:* LISTEN',
      '10.0.0.3:2888 0.0.0.0:* LISTEN',
      '10.0.0.3:3888 0.0.0.0:* LISTEN',
      '10.0.0.3:2888 10.0.0.1:any ESTABLISHED',
      '10.0.0.3:2888 10.0.0.2:any ESTABLISHED',
      '10.0.0.3:any 10.0.0.1:3888 ESTABLISHED',
      '10.0.0.3:any 10.0.0.2:3888 ESTABLISHED',
    ])
    expect(printed(netstat(world), 's1')).toEqual([
      '0.0.0.0:2181 0.0.0.0:* LISTEN',
      '10.0.0.1:3888 0.0.0.0:* LISTEN',
      '10.0.0.1:any 10.0.0.3:2888 ESTABLISHED',
      '10.0.0.1:3888 10.0.0.2:any ESTABLISHED',
      '10.0.0.1:3888 10.0.0.3:any ESTABLISHED',
    ])
  })

  test('each connection has the same two addresses on both machines, the other way round', () => {
    const sockets = netstat(ensemble(['A', 'B'])).filter(({ pair }) => pair !== undefined)
    const turned = (socket: Socket): boolean =>
      sockets.some(({ local, foreign }) => local === socket.foreign && foreign === socket.local)
    expect(sockets).toHaveLength(2 * (3 + 2 + 2))
    expect(sockets.every(turned)).toBe(true)
  })

  test('a machine whose process died has no sockets, and with the leader its port 2888 moves', () => {
    const world = ensemble()
    world.kill('leader')
    world.settle()
    const sockets = netstat(world)
    expect(printed(sockets, 's3')).toEqual([])
    expect(
      sockets.filter(({ state, channel }) => state === 'LISTEN' && channel === 'quorum').map(({ machine }) => machine),
    ).toEqual([serverNode(world.pick('leader'))])
  })

  test('below the diagonal: elections are dialled by the larger id, the column of the leader holds 2888', () => {
    const world = ensemble(['A'])
    const sockets = netstat(world)
    const { rows, cells } = matrixOf(world.servers.map(serverNode), sockets)
    expect(rows).toEqual(['s1', 's2', 's3', 'cA'])
    const ports = (row: number, column: number) =>
      cells.get(cellKey(serverNode(serverId(row)), serverNode(serverId(column))))?.map(({ channel }) => channel)
    expect([ports(2, 1), ports(3, 1), ports(3, 2)]).toEqual([['election'], ['election'], ['election']])
    expect([ports(1, 2), ports(1, 3), ports(2, 3)]).toEqual([undefined, ['quorum'], ['quorum']])
  })

  test('what died behind a cut is marked where it is still believed in', () => {
    const world = ensemble()
    world.cut(3, 1)
    world.kill(3)
    const sockets = netstat(world)
    expect(sockets.filter(({ halfOpen }) => halfOpen).map(({ machine }) => machine)).toEqual(['s1', 's1'])
    const { cells } = matrixOf(world.servers.map(serverNode), sockets)
    expect(cells.get('s3 s1')?.map(({ state }) => state)).toEqual(['ending'])
  })
})

test('of real servers elsewhere only clients are known: nobody tells of 2888 and 3888', () => {
  const [one, session] = [serverNode(serverId(1)), sessionIdFrom(0x100000001n)]
  const connections = [
    { address: '10.1.0.9:40404', session },
    { address: '10.1.0.2:50505', session: undefined },
  ]
  const seen: readonly Happening['event'][] = [
    { type: 'nodeStarted', incarnation: 1 },
    {
      type: 'serverObserved',
      sight: {
        role: 'leading',
        epoch: epoch(2),
        zxid: ZXID_ZERO,
        connections,
        watches: undefined,
        facts: [],
        refused: [],
      },
    },
  ]
  const remote = {
    targets: [{ id: serverId(1), address: 'zk.example:2181' }],
    allowWrites: false,
    state: 'open',
  } as const
  const page: Happening = { at: 0, node: one, index: 0, event: { type: 'remoteChanged', remote } }
  const picture = reduceAll(emptyCluster(), [
    page,
    ...seen.map((event, i) => ({ at: i, node: one, index: i + 1, event })),
  ])
  expect(printed(socketsOf(picture), 's1')).toEqual([
    'zk.example:2181 0.0.0.0:* LISTEN',
    'zk.example:2181 10.1.0.9:any ESTABLISHED',
  ])
})
