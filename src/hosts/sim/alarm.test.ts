import { expect, test } from 'vitest'
import { create } from './ops.ts'
import { REAL } from './real.ts'
import { createWorld } from './world.ts'

test('a deadline that moves on with every message leaves no event behind for each', () => {
  const world = createWorld({ servers: 3, seed: 1, clients: ['A'], programs: REAL })
  world.settle()
  for (let i = 0; i < 50; i++) world.ask('A', create(`/n${i}`))
  const { events, nodes } = world.machine
  const alarms = events.items.filter(({ value }) => value.type === 'wake')
  // One for each node, and one that was overtaken by an earlier deadline now and then.
  expect(alarms.length).toBeGreaterThanOrEqual(nodes.size)
  expect(alarms.length).toBeLessThan(4 * nodes.size)
})
