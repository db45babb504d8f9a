/** Every fault of the shared vocabulary, on a simulated ensemble behind the engine that the page has too. */
import { expect, test } from 'vitest'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { nodeName, serverId } from '../../ground/ids.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { Command } from '../command.ts'
import { type SimEngine, simEngine } from './engine.ts'
import { REAL } from './real.ts'

const [one, two, three] = [serverId(1), serverId(2), serverId(3)]
function ensemble(): SimEngine {
  const engine = simEngine({ servers: 3, clients: ['A'], seed: 8, hopMs: 2, programs: REAL })
  engine.world().settle()
  return engine
}
const write = (path: string): Command => ({
  type: 'submit',
  client: 'A',
  op: { type: 'create', path, data: encodeUtf8('x'), mode: 'persistent', acl: OPEN_ACL },
})
async function led(engine: SimEngine): Promise<ReturnType<typeof serverId>> {
  const leader = engine.world().leader()
  if (leader === undefined) throw new Error('somebody leads')
  return leader
}

test('a partition leaves the leader to the greater side', async () => {
  const engine = ensemble()
  const leader = await led(engine)
  expect(await engine.intervene({ type: 'partition', groups: [[leader]] })).toEqual({ type: 'done' })
  engine.advance(20_000)
  expect(await led(engine)).not.toBe(leader)
  await engine.intervene({ type: 'heal' })
  engine.world().settle()
})

test('one link heals, and the rest of an isolation stays', async () => {
  const engine = ensemble()
  await engine.intervene({ type: 'isolate', server: one })
  await engine.intervene({ type: 'heal', server: one, to: two })
  const { rules } = engine.world().machine
  expect(rules.isolated).toEqual([])
  expect(rules.cuts).toEqual([
    { from: 's1', to: 's3' },
    { from: 's3', to: 's1' },
  ])
  await engine.intervene({ type: 'heal', server: one })
  expect(engine.world().machine.rules.cuts).toEqual([])
})

test('a write takes as long as the slowest link that its majority needs', async () => {
  const engine = ensemble()
  const leader = await led(engine)
  for (const other of [one, two, three].filter((id) => id !== leader))
    await engine.intervene({ type: 'delay', from: leader, to: other, bothWays: true, delayMs: 400 })
  const before = engine.clock().now
  await engine.intervene(write('/slow'))
  expect(engine.clock().now - before).toBeGreaterThan(800)
})

test('a stall ends by itself: what was sent meanwhile arrives, and nobody lost a leader', async () => {
  const engine = ensemble()
  const leader = await led(engine)
  const stalled = [one, two, three].filter((id) => id !== leader)
  for (const to of stalled) await engine.intervene({ type: 'stall', from: leader, to, bothWays: false, forMs: 600 })
  const before = engine.clock().now
  await engine.intervene(write('/stalled'))
  expect(engine.clock().now - before).toBeGreaterThan(590)
  const after = engine.clock().now
  await engine.intervene(write('/free'))
  expect(engine.clock().now - after).toBeLessThan(100)
  expect(await led(engine)).toBe(leader)
})

test('a full disk stops its server with the reason of the operating system; slow ones make writes slow', async () => {
  const engine = ensemble()
  const leader = await led(engine)
  for (const server of [one, two, three]) await engine.intervene({ type: 'slowDisk', server, delayMs: 250 })
  const before = engine.clock().now
  await engine.intervene(write('/late'))
  expect(engine.clock().now - before).toBeGreaterThan(250)
  for (const server of [one, two, three]) await engine.intervene({ type: 'mendDisk', server })
  const victim = leader === one ? two : one
  const told: string[] = []
  engine.subscribe((batch) => {
    for (const { event } of batch) if (event.type === 'nodeEnded') told.push(`${event.how}: ${event.reason}`)
  })
  await engine.intervene({ type: 'fullDisk', server: victim, full: true })
  await engine.intervene(write('/full'))
  engine.advance(1000)
  expect(engine.world().isRunning(victim)).toBe(false)
  expect(told.at(-1)).toMatch(/^crashed: .*no space left on device/)
})

test('a leader whose clock leaps believes that nobody was heard in time, and a new epoch begins', async () => {
  const engine = ensemble()
  const leader = await led(engine)
  const epochOf = () =>
    engine.world().trace.reduce((last, { event }) => (event.type === 'serving' ? Math.max(last, event.epoch) : last), 0)
  const before = epochOf()
  await engine.intervene({ type: 'skewClock', server: leader, rate: 1, jumpMs: 60_000 })
  engine.advance(15_000)
  expect(epochOf()).toBe(before + 1)
})

test.each<[Command, string]>([
  [{ type: 'partition', groups: [[one, two, three]] }, 'one group holds all servers: nothing is divided'],
  [{ type: 'cutLinks', links: [] }, 'no link was crossed'],
  [{ type: 'delay', from: one, to: one, bothWays: true, delayMs: 5 }, 'a server has no link to itself'],
  [{ type: 'slowDisk', server: serverId(9), delayMs: 5 }, 'there is no server 9'],
  [{ type: 'skewClock', server: one, rate: 100, jumpMs: 0 }, 'a clock runs from 0.1 to 10 times as fast'],
  [{ type: 'skewClock', server: one, rate: 1, jumpMs: -5 }, 'a clock leaps forward only, by a day at most'],
  [
    { type: 'dropMessage', from: nodeName('s1'), to: nodeName('s2'), seq: 1 },
    'messages are held, delivered and dropped by hand on the page only',
  ],
])('%o is refused with a reason', async (command, reason) => {
  expect(await ensemble().intervene(command)).toEqual({ type: 'refused', reason })
})
