/** Clocks that their owner turns are his doing: the page's judge holds nothing against a server that goes by its own. */
import { expect, test } from 'vitest'
import { createJudge, judge, judgeRest, verdictsOf } from '../checkers/verdict.ts'
import { simEngine } from './engine.ts'
import { create } from './ops.ts'
import { REAL } from './real.ts'

/** What the judge finds broken when A sleeps and the leader's clock is turned, before or after the leader is elected. */
async function expireBy(rate: number, jumpMs: number, isElectedAfter: boolean): Promise<readonly [string[], number]> {
  const engine = simEngine({ servers: 3, clients: ['A'], seed: 5, hopMs: 5, programs: REAL })
  const state = createJudge()
  const found: string[] = []
  engine.subscribe((batch) => {
    for (const happening of batch) for (const { reason } of judge(state, happening)) found.push(reason)
  })
  const world = engine.world()
  world.settle()
  world.ask('A', create('/mine', '', 'ephemeral'))
  for (const server of world.servers) await engine.intervene({ type: 'skewClock', server, rate, jumpMs })
  if (isElectedAfter) {
    await engine.intervene({ type: 'kill' })
    engine.advance(3000)
  }
  await engine.intervene({ type: 'freezeClient', client: 'A' })
  engine.advance(60_000)
  judgeRest(state)
  const expired = world.trace.filter(({ event }) => event.type === 'sessionExpired').length
  expect(verdictsOf(state).filter((one) => one.state === 'broken')).toEqual([])
  return [found, expired]
}

test.each([
  ['runs twice as fast', 2, 0, false],
  ['leaps a quarter of a minute ahead', 1, 15_000, false],
  ['ran three times as fast before it led', 3, 0, true],
  ['is half as fast', 0.5, 0, true],
] as const)('a leader whose clock %s expires a session by it, and keeps its word', async (_, rate, jumpMs, after) => {
  const [found, expired] = await expireBy(rate, jumpMs, after)
  expect(found).toEqual([])
  expect(expired).toBeGreaterThan(0)
})
