import { describe, expect, test } from 'vitest'
import { serverId, serverNode } from '../../ground/ids.ts'
import { type ClusterModel, emptyCluster, type FlightModel, newServer } from '../store/model.ts'
import { flightAt, flightPlace, linkAt } from './hit.ts'
import { linkShapes } from './links.ts'
import { ringLayout } from './ring.ts'
import { pointAt, routeBetween } from './route.ts'

const ids = [1, 2, 3].map(serverId)
const layout = ringLayout(1000, 560, ids, [])
const [one, two] = [serverNode(serverId(1)), serverNode(serverId(2))]
const flight: FlightModel = {
  id: 's1:1',
  from: one,
  to: two,
  kind: 'ack',
  epoch: undefined,
  sentAt: 0,
  dueAt: 100,
  channel: 'quorum',
  bytes: new Uint8Array(),
  seq: 1,
  packing: 'data',
  held: false,
}
const cluster: ClusterModel = {
  ...emptyCluster(),
  servers: new Map(ids.map((id) => [id, { ...newServer(id), life: 'alive' }])),
  flights: new Map([[flight.id, flight]]),
}
const found = routeBetween(layout, one, two)
if (found === undefined) throw new Error('both stand on the stage')
const route = found

describe('under a finger', () => {
  test('a message is met where it is now, not where it was', () => {
    const there = pointAt(route, 0.5)
    expect(flightAt(cluster, layout, 50, there)).toBe(flight)
    expect(flightAt(cluster, layout, 0, there)).toBeUndefined()
  })

  test('a link is met along its whole length, and the nearest one counts', () => {
    const links = linkShapes(cluster, layout)
    expect(linkAt(links, pointAt(route, 0.3))?.ends).toEqual([1, 2])
    expect(linkAt(links, { x: 2, y: 2 })).toBeUndefined()
  })
})

test('on a link that is cut, a message stops half way', () => {
  const silent = { ...cluster, cuts: [{ from: one, to: two }] }
  const stopped = flightPlace(silent, flight, route, 1000)
  expect(flightPlace(cluster, flight, route, 1000)).toEqual(route.to)
  expect(Math.hypot(stopped.x - route.to.x, stopped.y - route.to.y)).toBeGreaterThan(40)
})
