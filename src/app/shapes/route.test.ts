import { describe, expect, test } from 'vitest'
import { clientNode, serverId, serverNode } from '../../ground/ids.ts'
import { ringLayout } from './ring.ts'
import { pointAt, routeBetween, timeLeft, wayGone } from './route.ts'

const layout = ringLayout(1000, 560, [serverId(1), serverId(2), serverId(3)], ['A'])
const s1 = serverNode(serverId(1))
const s2 = serverNode(serverId(2))

describe('the way of a message', () => {
  test.each([
    ['before it was sent', 90, 0],
    ['when it was sent', 100, 0],
    ['half way', 110, 0.5],
    ['when it is due', 120, 1],
    ['while its receiver holds it', 500, 1],
  ])('is a function of the clock: %s', (_, now, part) => {
    expect(wayGone(100, 120, now)).toBe(part)
  })

  test('a message without delay has arrived at once', () => {
    expect(wayGone(100, 100, 100)).toBe(1)
  })

  test('leads from the edge of one card to the edge of the other', () => {
    const route = routeBetween(layout, s1, s2)
    const start = layout.servers.get(serverId(1))
    if (route === undefined || start === undefined) throw new Error('both stand on the stage')
    expect(pointAt(route, 0)).toEqual(route.from)
    expect(pointAt(route, 1)).toEqual(route.to)
    expect(Math.abs(route.from.y - start.y)).toBeGreaterThan(layout.card.height / 2 - 8)
  })

  test('both directions of a link keep apart', () => {
    const there = routeBetween(layout, s1, s2)
    const back = routeBetween(layout, s2, s1)
    if (there === undefined || back === undefined) throw new Error('both stand on the stage')
    const a = pointAt(there, 0.5)
    const b = pointAt(back, 0.5)
    expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeCloseTo(10, 5)
  })

  test('a request and its answer travel the same tether', () => {
    const there = routeBetween(layout, clientNode('A'), s1)
    const back = routeBetween(layout, s1, clientNode('A'))
    if (there === undefined || back === undefined) throw new Error('both stand on the stage')
    const a = pointAt(there, 0.25)
    const b = pointAt(back, 0.75)
    expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeLessThan(0.001)
  })

  test('a tether runs around the cards of other servers: nobody looks connected who is not', () => {
    const ids = [1, 2, 3, 4, 5, 6, 7].map(serverId)
    const ring = ringLayout(1040, 590, ids, ['A', 'B', 'C', 'D'])
    const { card } = ring
    for (const client of ring.clients.keys()) {
      for (const id of ids) {
        const route = routeBetween(ring, clientNode(client), serverNode(id))
        if (route === undefined) throw new Error('both stand on the stage')
        const covered = ids.filter((other) => {
          const place = ring.servers.get(other)
          if (other === id || place === undefined) return false
          return Array.from({ length: 50 }, (_, i) => pointAt(route, i / 49)).some(
            ({ x, y }) => Math.abs(x - place.x) < card.width / 2 && Math.abs(y - place.y) < card.height / 2,
          )
        })
        expect([client, id, covered]).toEqual([client, id, []])
      }
    }
  })

  test('there is none to somebody who is not on the stage', () => {
    expect(routeBetween(layout, s1, serverNode(serverId(9)))).toBeUndefined()
  })
})

test.each([
  [1000, 1],
  [5000, 0.5],
  [9000, 0],
  [20_000, 0],
])('a deadline drains: at %d ms %d of it is left', (now, left) => {
  expect(timeLeft(9000, 8000, now)).toBe(left)
})
