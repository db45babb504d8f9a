/** What may be shared: what was done, or the data as they are; and what can be expected when it is played again. */
import type { TreeView } from '../../hosts/engine.ts'
import { answerText } from '../../hosts/scenario/judge.ts'
import { type Expectation, SCENARIO_BOUNDS, type Scenario } from '../../hosts/scenario.ts'
import { store } from '../store/app.ts'
import { readTree } from '../store/bridge.ts'
import { leaderOf } from '../store/model.ts'
import { currentRecording, firstZnode, recordedScenario } from './recorder.ts'

/** `done`: the steps from the first tree on. `data`: an ensemble that begins with the present tree. */
export type Choice = 'done' | 'data'

/** Znodes of which a test looks whether they are the same again. */
const EXPECTED_ZNODES_MAX = 100

/** The leader's tree, or undefined where nobody leads. */
export async function presentTree(): Promise<TreeView | undefined> {
  const leader = leaderOf(store.getState().cluster)
  return leader === undefined ? undefined : readTree(leader.id)
}

/** An ensemble like this one that begins with these data; what is ephemeral belongs to sessions that it does not have. */
export function dataScenario(tree: TreeView): Scenario {
  const { servers, observers, clients } = recordedScenario()
  const znodes = userZnodes(tree).filter(({ kind }) => kind !== 'ephemeral')
  return {
    servers,
    observers,
    idle: false,
    clients: clients.length === 0 ? ['A'] : clients,
    seed: 1,
    tree: znodes.slice(0, SCENARIO_BOUNDS.znodes).map(({ path, data, acl, kind }) => firstZnode(path, data, acl, kind)),
    steps: [],
    expect: [],
  }
}
export function userZnodes(tree: TreeView): TreeView['znodes'] {
  return tree.znodes.filter(({ path }) => path !== '/' && !/^\/zookeeper(?:\/|$)/.test(path))
}

/** The same with what came of it: how operations were answered, who is there, which data stand. */
export function withExpectations(scenario: Scenario, tree: TreeView | undefined): Scenario {
  const { acts } = currentRecording()
  const answers = acts.flatMap(({ command, result }, i): readonly Expectation[] => {
    if (command.type !== 'submit') return []
    const answer = answerText(result)
    return result?.type === 'outcome' && answer !== undefined
      ? [answerOf(i + 1, result.outcome.ok ? 'ok' : result.outcome.error)]
      : []
  })
  const znodes =
    tree === undefined
      ? []
      : userZnodes(tree).filter(({ path, kind }) => kind === 'persistent' && !/\d{10}$/.test(path))
  const expect: readonly Expectation[] = [
    tree === undefined ? { type: 'noLeader' } : { type: 'leader' },
    ...(scenario.steps.length === 0 ? [] : answers),
    ...znodes.slice(0, EXPECTED_ZNODES_MAX).map(({ path, data }): Expectation => ({ type: 'znode', path, data })),
  ]
  return { ...scenario, expect: expect.slice(0, SCENARIO_BOUNDS.expectations) }
}
function answerOf(step: number, answer: Extract<Expectation, { type: 'answer' }>['answer']): Expectation {
  return { type: 'answer', step, answer }
}
