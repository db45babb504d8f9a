/** A scenario on the simulator's engine: what is played, what is waited for, what is judged. */
import { describe, expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import type { Expectation, Scenario } from '../scenario.ts'
import { simEngine } from '../sim/engine.ts'
import { simPace } from '../sim/playScenario.ts'
import { REAL } from '../sim/real.ts'
import { type Played, type Progress, play } from './play.ts'
import { asked, bare, create, sessionOfTwenty, setData } from './samples.suite.ts'

type Seen = { readonly played: Played; readonly trace: readonly Happening[]; readonly told: readonly Progress[] }
async function seen(scenario: Scenario): Promise<Seen> {
  const { servers, seed, clients } = scenario
  const engine = simEngine({ servers, seed, clients, programs: REAL, traceMessages: false }, 'later')
  const trace: Happening[] = []
  const told: Progress[] = []
  engine.subscribe((batch) => void trace.push(...batch))
  const played = await play(engine, scenario, simPace(engine), (progress) => void told.push(progress))
  return { played, trace, told }
}
async function found(scenario: Scenario): Promise<readonly (readonly [boolean, string])[]> {
  const { played } = await seen(scenario)
  if (played.type !== 'played') throw new Error(`it was not played: ${JSON.stringify(played)}`)
  return played.progress.judgements.map(({ holds, found: there }) => [holds, there])
}

const s = serverId
const three: Scenario = { ...bare, servers: 3 }

test('twenty commands are all taken, and what is expected of them came about', async () => {
  const expectations: readonly Expectation[] = [
    { type: 'leader' },
    { type: 'agreement' },
    { type: 'znode', path: '/app', children: ['db', 'worker-0000000001'] },
    { type: 'noZnode', path: '/app/missing' },
    { type: 'role', server: s(2), role: 'down' },
    { type: 'client', client: 'A', state: 'down' },
    { type: 'answer', step: 3, answer: 'ok' },
  ]
  const { played } = await seen({ ...sessionOfTwenty, expect: expectations })
  if (played.type !== 'played') throw new Error(played.type)
  expect(played.progress.judgements.map(({ holds, found: there }) => `${holds} ${there}`).slice(2)).toEqual([
    'true db, worker-0000000001',
    'true –',
    'true down',
    'true down',
    'true ok',
  ])
  expect(played.progress.done).toBe(20)
})

test('the same seed plays the same: every event, to the last', async () => {
  const scenario: Scenario = { ...sessionOfTwenty, seed: 7, steps: sessionOfTwenty.steps.slice(0, 8) }
  const [one, two] = [await seen(scenario), await seen(scenario)]
  expect(one.trace.length).toBeGreaterThan(500)
  expect(one.trace).toEqual(two.trace)
  const [other] = [await seen({ ...scenario, seed: 8 })]
  expect(other.trace).not.toEqual(one.trace)
})

describe('a step waits for what it stands on', () => {
  const write = asked('A', create('/x'))
  const lost = { type: 'kill' } as const
  test('a write right after the leader died waits for the next one', async () => {
    const steps = [
      { at: 100, command: lost },
      { at: 101, command: write },
      { at: 102, command: asked('B', setData('/x', '1')) },
    ]
    expect(
      await found({
        ...three,
        steps,
        expect: [
          { type: 'answer', step: 2, answer: 'ok' },
          { type: 'answer', step: 3, answer: 'ok' },
        ],
      }),
    ).toEqual([
      [true, 'ok'],
      [true, 'ok'],
    ])
  })
  test('unless it is there to be seen to fail', async () => {
    const steps = [
      { at: 100, command: { type: 'kill', server: s(3) } as const },
      { at: 100, command: { type: 'kill', server: s(2) } as const },
      { at: 101, command: write, now: true as const },
    ]
    const expect_: Expectation[] = [{ type: 'answer', step: 3, answer: 'connectionLoss' }, { type: 'noLeader' }]
    expect(await found({ ...three, steps, expect: expect_ })).toEqual([
      [true, 'connectionLoss'],
      [true, '–'],
    ])
  })
  test('the others come as late, so that the pace is kept', async () => {
    const steps = [
      { at: 0, command: lost },
      { at: 10, command: write },
      { at: 1010, command: asked('A', setData('/x', '1')) },
    ]
    const { trace } = await seen({ ...three, steps })
    const [one, two] = trace
      .flatMap(({ at, event }) => (event.type === 'commandTaken' && event.command.type === 'submit' ? [at] : []))
      .slice(-2)
    expect((two ?? 0) - (one ?? 0)).toBeGreaterThanOrEqual(1000)
    expect((two ?? 0) - (one ?? 0)).toBeLessThan(1100)
  })
})

test('what did not come about is told with what there was in its place', async () => {
  const wanted: Expectation[] = [
    { type: 'role', server: s(1), role: 'down' },
    { type: 'znode', path: '/locks', data: new Uint8Array([1]) },
    { type: 'znode', path: '/nowhere' },
    { type: 'noZnode', path: '/config' },
    { type: 'answer', step: 1, answer: 'ok' },
    { type: 'client', client: 'A', state: 'expired' },
  ]
  const steps = [{ at: 0, command: asked('A', create('/locks')) }]
  expect(await found({ ...three, steps, expect: wanted, patienceMs: 500 })).toEqual([
    [false, 'follower'],
    [false, 'null'],
    [false, '–'],
    [false, '/config'],
    [false, 'nodeExists'],
    [false, 'connected'],
  ])
})

test('an idle ensemble has no tree and no leader until its servers are started', async () => {
  const steps = [1, 2].map((id) => ({
    at: id * 1000,
    command: { type: 'restart', server: s(id), disk: 'keep' } as const,
  }))
  expect(
    await found({ ...three, idle: true, steps: steps.slice(0, 1), expect: [{ type: 'noLeader' }], patienceMs: 0 }),
  ).toEqual([[true, '–']])
  expect(
    await found({
      ...three,
      idle: true,
      steps,
      expect: [
        { type: 'leader', server: s(2) },
        { type: 'noZnode', path: '/config' },
      ],
    }),
  ).toEqual([
    [true, 's2'],
    [true, '–'],
  ])
})

test('a play that is called off takes no further step', async () => {
  const engine = simEngine({ servers: 3, seed: 1, clients: ['A', 'B'], programs: REAL }, 'later')
  let done = 0
  const steps = [
    { at: 0, command: asked('A', create('/x')) },
    { at: 5000, command: asked('A', create('/y')) },
  ]
  const played = await play(
    engine,
    { ...three, steps },
    simPace(engine, () => done > 0),
    (progress) => {
      done = progress.done
    },
  )
  expect(played).toEqual({ type: 'calledOff' })
  expect(done).toBe(1)
})
