import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { TAG } from './outside.ts'
import { ringLayout } from './ring.ts'

const servers = [1, 2, 3, 4, 5].map(serverId)
const names = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}@127.0.0.1:${50_000 + i}`)

test('programs outside stand beside nobody else, inside the stage', () => {
  const layout = ringLayout(1000, 600, servers, ['A', 'B', 'C', 'D'], names(6))
  const places = [...layout.externals.values()]
  expect(places.length).toBeGreaterThanOrEqual(4)
  for (const { x, y } of places) {
    expect(x - TAG.width / 2).toBeGreaterThanOrEqual(0)
    expect(x + TAG.width / 2).toBeLessThanOrEqual(1000)
    expect(y).toBeLessThan(layout.floor)
    for (const client of layout.clients.values()) {
      const apart = Math.abs(client.x - x) >= TAG.width / 2 + layout.clientRadius || Math.abs(client.y - y) > 45
      expect(apart).toBe(true)
    }
  }
})
test('more of them than there is room for are left out, the newest first', () => {
  const layout = ringLayout(1000, 600, servers, ['A', 'B'], names(100))
  const drawn = [...layout.externals.keys()]
  expect(drawn.length).toBeLessThan(30)
  expect(drawn).toEqual(names(100).slice(0, drawn.length))
})
test('whoever comes from outside moves nobody who was there', () => {
  const before = ringLayout(1000, 600, servers, ['A', 'B'])
  const after = ringLayout(1000, 600, servers, ['A', 'B'], names(3))
  expect(after.servers).toEqual(before.servers)
  expect(after.clients).toEqual(before.clients)
})
