import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { type ClusterModel, emptyCluster, newClient, newServer } from '../store/model.ts'
import { ringLayout } from './ring.ts'
import { crossedLinks } from './stroke.ts'

const ids = [1, 2, 3, 4, 5].map(serverId)
const layout = ringLayout(1000, 600, ids, ['A'])
const cluster: ClusterModel = {
  ...emptyCluster(),
  servers: new Map(ids.map((id) => [id, { ...newServer(id), life: 'alive' }])),
}
const place = (id: number) => {
  const found = layout.servers.get(serverId(id))
  if (found === undefined) throw new Error('it stands on the stage')
  return found
}

test('a stroke between one server and the others cuts it off from all of them', () => {
  const { x, y } = place(1)
  const stroke = [
    { x: x - 260, y: y + 20 },
    { x: x - 90, y: y + 80 },
    { x: x + 90, y: y + 80 },
    { x: x + 260, y: y + 20 },
  ]
  expect(crossedLinks(cluster, layout, stroke)).toEqual([2, 3, 4, 5].map((other) => ['s1', `s${other}`]))
})

test("a stroke that crosses nothing cuts nothing; a client's line can be crossed too", () => {
  const nothing = [
    { x: 1, y: 1 },
    { x: 1, y: 60 },
  ]
  expect(crossedLinks(cluster, layout, nothing)).toEqual([])
  const tied: ClusterModel = { ...cluster, clients: new Map([['A', { ...newClient('A'), server: serverId(1) }]]) }
  const client = layout.clients.get('A')
  if (client === undefined) throw new Error('it stands on the stage')
  const beside = [
    { x: client.x + 50, y: 0 },
    { x: client.x + 50, y: 600 },
  ]
  expect(crossedLinks(tied, layout, beside)).toEqual([['cA', 's1']])
})
