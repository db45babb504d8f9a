/** What is kept of a session, and that it comes out the same when it is played again. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { encodeText } from '../../ground/base/utf8.ts'
import { nodeName, serverId } from '../../ground/ids.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { Command } from '../../hosts/command.ts'
import { play } from '../../hosts/scenario/play.ts'
import { bare } from '../../hosts/scenario/samples.suite.ts'
import { type SimEngine, simEngine } from '../../hosts/sim/engine.ts'
import { simPace } from '../../hosts/sim/playScenario.ts'
import { REAL } from '../../hosts/sim/real.ts'
import { store } from '../store/app.ts'
import { reduceAll } from '../store/cluster.ts'
import { emptyCluster } from '../store/model.ts'
import { lineOf, timeText } from './lines.ts'
import { asFirstTree, currentRecording, recorded, recordedScenario, rounded } from './recorder.ts'

type Bench = { readonly engine: SimEngine; readonly act: (command: Command) => Promise<void> }
async function bench(before: readonly Command[] = []): Promise<Bench> {
  const sim = simEngine({ servers: 3, clients: ['A', 'B'], seed: 4, programs: REAL, traceMessages: false })
  if (before.length > 0) sim.advance(3000)
  for (const command of before) await sim.intervene(command)
  store.setState({ cluster: emptyCluster() })
  const engine = recorded(sim, { servers: 3, observers: 0, idle: false, clients: ['A', 'B'] })
  sim.subscribe((batch) => store.setState(({ cluster }) => ({ cluster: reduceAll(cluster, batch) })))
  sim.advance(3000)
  // The recorder looks when the picture is drawn twice.
  for (let frames = 0; frames < 3; frames++) await new Promise((drawn) => setTimeout(drawn, 0))
  return {
    engine: sim,
    act: async (command) => {
      await engine.intervene(command)
      sim.advance(700)
    },
  }
}
beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (work: () => void) => setTimeout(work, 0))
  return () => vi.unstubAllGlobals()
})

const create = (path: string, text: string): Command => {
  const op = { type: 'create', path, data: encodeText(text), mode: 'persistent', acl: OPEN_ACL } as const
  return { type: 'submit', client: 'A', op }
}

describe('a recording', () => {
  test('holds what was done, in order, with times since the ensemble served', async () => {
    const { act } = await bench()
    await act(create('/x', 'one'))
    await act({ type: 'kill' })
    await act({ type: 'setSpeed', speed: 0.1 })
    await act({ type: 'addClient', name: 'C' })
    const { steps, tree, servers, clients } = recordedScenario()
    expect([servers, clients, tree]).toEqual([3, ['A', 'B'], []])
    expect(steps.map(({ command }) => lineOf(command))).toEqual(['A: create /x one', 'kill leader', 'client C'])
    expect(steps.map(({ at }, i) => at - (steps[i - 1]?.at ?? at))).toEqual([0, expect.closeTo(700, -2), 1400])
    expect(steps.some(({ now }) => now)).toBe(false)
  })

  test('what was refused did not happen; what can’t be told again is counted', async () => {
    const { act } = await bench()
    await act({ type: 'restart', server: serverId(9), disk: 'keep' })
    await act({ type: 'killClient', client: 'Z' })
    await act({ type: 'dropMessage', from: nodeName('s1'), to: nodeName('s2'), seq: 1 })
    expect(recordedScenario().steps).toEqual([])
    expect(currentRecording().left).toMatchObject({ messages: 1 })
  })

  test('what the page puts into an empty tree is no step, and a new ensemble is a new recording', async () => {
    const { act } = await bench()
    await act(asFirstTree(create('/first', 'data')))
    await act(create('/x', ''))
    expect(recordedScenario()).toMatchObject({ tree: [{ path: '/first' }], steps: [{ command: { type: 'submit' } }] })
    await act({ type: 'newEnsemble', servers: 5, clients: ['D'] })
    expect(recordedScenario()).toEqual({ ...bare, clients: ['D'], tree: [] })
  })

  test('begins with the data that a reload has found, but for what ends with its session', async () => {
    const op = { type: 'create', path: '/old/here', data: null, mode: 'ephemeral', acl: OPEN_ACL } as const
    const { act } = await bench([create('/old', 'data'), { type: 'submit', client: 'A', op }])
    await act(create('/old/new', 'x'))
    const { tree, steps } = recordedScenario()
    expect(tree).toEqual([{ path: '/old', data: encodeText('data') }])
    expect(steps).toHaveLength(1)
    expect(currentRecording().left.ephemerals).toBe(1)
  })

  test('plays again as it was', async () => {
    const { engine, act } = await bench()
    await act(create('/x', 'one'))
    await act({ type: 'kill' })
    await act(create('/x/y', 'two'))
    const scenario = {
      ...recordedScenario(),
      expect: [{ type: 'znode', path: '/x', children: ['y'] } as const, { type: 'agreement' } as const],
    }
    const again = simEngine({ servers: 3, clients: ['A', 'B'], seed: 99, programs: REAL }, 'later')
    const played = await play(again, rounded(scenario), simPace(again))
    expect(played).toMatchObject({ type: 'played', progress: { judgements: [{ holds: true }, { holds: true }] } })
    expect(engine.world()).not.toBe(again.world())
  })
})

test('the gaps of a link have two digits, and keep their order', () => {
  const command = { type: 'kill' } as const
  const at = [3, 57, 1234, 1299, 14_567, 400_000]
  const { steps } = rounded({ ...bare, steps: at.map((ms) => ({ at: ms, command })) })
  expect(steps.map((step) => step.at)).toEqual([3, 57, 1257, 1322, 14_322, 399_322])
})

test('times are told in minutes and seconds', () => {
  expect([0, 950, 59_990, 61_000, 3_661_000].map(timeText)).toEqual([
    '0:00.0',
    '0:01.0',
    '1:00.0',
    '1:01.0',
    '1:01:01.0',
  ])
})
