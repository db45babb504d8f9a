/** The bench on which tests play lessons: the simulator, in virtual time, with the very session of the page. */
import { expect } from 'vitest'
import { type CatalogueBug, infect } from '../../ground/base/mut.ts'
import { clientNode } from '../../ground/ids.ts'
import type { Command } from '../../hosts/command.ts'
import type { Happening } from '../../hosts/engine.ts'
import { type SimEngine, simEngine } from '../../hosts/sim/engine.ts'
import { REAL } from '../../hosts/sim/real.ts'
import { switchesOf } from '../../protocol/zoo.ts'
import { reduceAll } from '../store/cluster.ts'
import { emptyCluster } from '../store/model.ts'
import type { Facts, Lesson, Move } from './lesson.ts'
import { begun, founding, heard, isReady, type LessonSession, opened, planting, stepOf } from './session.ts'

const PATIENCE_MS = 90_000
const STRIDE_MS = 20

/** A lesson on the simulator. */
export type Bench = {
  readonly engine: SimEngine
  session: LessonSession
  nextId: number
  /** What was said about wrong moves. */
  readonly said: Set<string>
}

export function bench(lesson: Lesson): Bench {
  const { servers, clients, seed } = lesson.scenario
  const engine = simEngine({ servers, clients: [...clients], seed, hopMs: 2, programs: REAL })
  const made: Bench = { engine, session: opened(lesson, 0, emptyCluster()), nextId: 5_000_000, said: new Set() }
  engine.subscribe((batch: readonly Happening[]) => {
    made.session = heard(made.session, batch, reduceAll(made.session.facts.cluster, batch))
    if (made.session.wrong !== undefined) made.said.add(`${stepOf(made.session).id}: ${made.session.wrong.en}`)
  })
  return made
}
/** Takes a command without waiting for its answer: a lock that is waited for is answered much later. */
async function take(bench: Bench, command: Command): Promise<void> {
  const world = bench.engine.world()
  bench.nextId += 1
  if (command.type === 'run') {
    expect(world.machine.nodes.has(clientNode(command.client)), `client ${command.client}`).toBe(true)
    world.tell(command.client, { type: 'run', id: bench.nextId, run: command.run })
  } else if (command.type === 'submit') world.submit(command.client, command.op)
  else
    expect(await bench.engine.intervene(command)).toMatchObject({
      type: /^release/.test(command.type) ? 'outcome' : 'done',
    })
  bench.engine.advance(STRIDE_MS)
}
export function wait(bench: Bench, holds: (facts: Facts) => boolean, what: string): void {
  for (let ms = 0; !holds(bench.session.facts); ms += STRIDE_MS) {
    if (ms > PATIENCE_MS) expect.fail(`${bench.session.lesson.id}: nothing came of ${what}`)
    bench.engine.advance(STRIDE_MS)
  }
}
export async function perform(bench: Bench, moves: readonly Move[], what: string): Promise<void> {
  for (const [index, { when, act }] of moves.entries()) {
    if (when !== undefined) wait(bench, when, `${what}, before move ${index + 1}`)
    const command = act(bench.session.facts)
    if (command !== undefined) await take(bench, command)
  }
}
/** Where a step begins: on the ensemble as it is, or on a fresh one, which has this bug of the zoo or none. */
export async function arrange(bench: Bench, index: number, zoo?: CatalogueBug): Promise<void> {
  const { lesson } = bench.session
  const step = lesson.steps[index] ?? lesson.steps[0]
  if (index > 0 && step.fresh === undefined) return
  bench.session = opened(lesson, index, emptyCluster())
  // What holds of the page's sandbox worker holds here of the whole thread.
  infect(zoo === undefined ? [] : switchesOf(zoo))
  await take(bench, founding(lesson, undefined))
  await perform(bench, planting(lesson), 'the first tree')
  wait(bench, (facts) => isReady(lesson, facts), 'the ensemble')
  await perform(bench, step.fresh?.arrange ?? [], `the stage of ${step.id}`)
}
/** The reader's turn: the step begins with the ensemble as it is. */
export function begin(bench: Bench, index: number): void {
  bench.session = begun(bench.session, index, bench.session.facts.cluster)
}
/** Does a step by its own moves. */
export async function play(bench: Bench, index: number): Promise<void> {
  const step = bench.session.lesson.steps[index] ?? bench.session.lesson.steps[0]
  begin(bench, index)
  await perform(bench, step.moves, step.id)
  wait(bench, () => bench.session.phase === 'done', `the moves of ${step.id}`)
}
