import { describe, expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { type Point, type RingLayout, ringLayout, scaledLayout } from './ring.ts'

const ids = (count: number) => Array.from({ length: count }, (_, index) => serverId(index + 1))
const WIDE = { width: 1030, height: 560 }
const PHONE = { width: 390, height: 360 }

function overlaps(layout: RingLayout): number {
  const places = [...layout.servers.values()]
  return places.flatMap((a, index) => places.slice(index + 1).filter((b) => collide(layout, a, b))).length
}
function collide({ card }: RingLayout, a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < card.width && Math.abs(a.y - b.y) < card.height
}

describe('the ring', () => {
  test.each([
    ['3 servers, wide', 3, WIDE],
    ['5 servers, wide', 5, WIDE],
    ['7 servers, wide', 7, WIDE],
    ['5 servers, a small laptop', 5, { width: 724, height: 400 }],
    ['7 servers, a small laptop', 7, { width: 724, height: 400 }],
    ['3 servers, phone', 3, PHONE],
    ['5 servers, phone', 5, PHONE],
    ['7 servers, phone', 7, PHONE],
    ['5 servers, a phone with text twice as large', 5, { width: 195, height: 360 }],
  ])('cards do not cover each other and stay on the stage: %s', (_, count, { width, height }) => {
    const layout = ringLayout(width, height, ids(count), ['A', 'B'])
    expect(overlaps(layout)).toBe(0)
    for (const { x, y } of layout.servers.values()) {
      expect(x - layout.card.width / 2).toBeGreaterThanOrEqual(0)
      expect(x + layout.card.width / 2).toBeLessThanOrEqual(width)
      expect(y - layout.card.height / 2).toBeGreaterThanOrEqual(0)
      expect(y + layout.card.height / 2).toBeLessThanOrEqual(height)
    }
  })

  test('who reads text twice as large sees the same stage twice as large', () => {
    const layout = ringLayout(400, 360, ids(5), ['A'])
    const twice = scaledLayout(layout, 2)
    expect(twice.card).toEqual({ width: layout.card.width * 2, height: layout.card.height * 2 })
    expect([...twice.servers.values()]).toEqual(
      [...layout.servers.values()].map(({ x, y }) => ({ x: 2 * x, y: 2 * y })),
    )
    expect(scaledLayout(layout, 1)).toBe(layout)
  })

  test('place is memory: server 1 stands on top, and a client that comes later moves nobody', () => {
    const before = ringLayout(1000, 560, ids(5), ['A'])
    const after = ringLayout(1000, 560, ids(5), ['A', 'B', 'C'])
    const highest = [...before.servers].toSorted(([, a], [, b]) => a.y - b.y)[0]
    expect(highest?.[0]).toBe(1)
    expect(after.servers).toEqual(before.servers)
    expect(after.clients.get('A')).toEqual(before.clients.get('A'))
  })

  test.each([
    [390, 240, 3, 3],
    [390, 360, 5, 4],
    [640, 400, 3, 4],
    [1000, 560, 5, 6],
  ])('on a stage of %i by %i no client stands on one of %i servers: %i clients', (width, height, servers, clients) => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'].slice(0, clients)
    const layout = ringLayout(width, height, ids(servers), names)
    const { card, clientRadius } = layout
    for (const client of layout.clients.values())
      for (const server of layout.servers.values()) {
        const isBeside = Math.abs(client.x - server.x) >= card.width / 2 + clientRadius
        expect(isBeside || Math.abs(client.y - server.y) >= card.height / 2 + clientRadius).toBe(true)
      }
  })
  test('the same input gives the same layout', () => {
    const first = ringLayout(800, 500, ids(7), ['A', 'B', 'C'])
    for (let i = 0; i < 40; i++) expect(ringLayout(800, 500, ids(7), ['A', 'B', 'C'])).toEqual(first)
  })

  test('a dozen clients stand in a dozen places', () => {
    const names = [...'ABCDEFGHIJKL']
    const { clients } = ringLayout(1000, 560, ids(3), names)
    expect(new Set([...clients.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(names.length)
  })
})

test.each([
  ['wide', 1000, 590],
  ['phone', 390, 400],
])('nothing lies over anything else on a %s stage: 3, 5, 7 and 9 servers with twelve clients', (_, width, height) => {
  const names = [...'ABCDEFGHIJKL']
  for (const count of [3, 5, 7, 9]) {
    const ids = Array.from({ length: count }, (_each, index) => serverId(index + 1))
    const layout = ringLayout(width, height, ids, names)
    const cards = [...layout.servers].map(([id, place]) => ({ name: `server ${id}`, place, ...layout.card }))
    const size = { width: 2 * layout.clientRadius, height: 2 * layout.clientRadius }
    const clients = [...layout.clients].map(([name, place]) => ({ name: `client ${name}`, place, ...size }))
    const boxes = [...cards, ...clients]
    for (const [index, a] of boxes.entries())
      for (const b of boxes.slice(index + 1)) {
        const apart =
          Math.abs(a.place.x - b.place.x) >= (a.width + b.width) / 2 ||
          Math.abs(a.place.y - b.place.y) >= (a.height + b.height) / 2
        expect(apart, `${count} servers: ${a.name} and ${b.name}`).toBe(true)
      }
  }
})
