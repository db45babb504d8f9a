/** Every lesson keeps its promise: solved in the simulator by its own moves, each step undone before them. */
import { afterEach, describe, expect, test } from 'vitest'
import { type CatalogueBug, infect } from '../../ground/base/mut.ts'
import { clientNode } from '../../ground/ids.ts'
import type { Command } from '../../hosts/command.ts'
import type { Happening } from '../../hosts/engine.ts'
import { type SimEngine, simEngine } from '../../hosts/sim/engine.ts'
import { REAL } from '../../hosts/sim/real.ts'
import { switchesOf } from '../../protocol/zoo.ts'
import { reduceAll } from '../store/cluster.ts'
import { emptyCluster } from '../store/model.ts'
import { LESSONS } from './catalog.ts'
import type { Facts, L10n, Lesson, Move, Step } from './lesson.ts'
import { begun, founding, heard, isReady, type LessonSession, opened, planting, stepOf } from './session.ts'

const PATIENCE_MS = 90_000
const STRIDE_MS = 20
/** The last answer of a step is there by then. */
const SETTLED_MS = 12_000

type Bench = {
  readonly engine: SimEngine
  session: LessonSession
  nextId: number
  /** What was said about wrong moves. */
  readonly said: Set<string>
}

function bench(lesson: Lesson): Bench {
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
function wait(bench: Bench, holds: (facts: Facts) => boolean, what: string): void {
  for (let ms = 0; !holds(bench.session.facts); ms += STRIDE_MS) {
    if (ms > PATIENCE_MS) expect.fail(`${bench.session.lesson.id}: nothing came of ${what}`)
    bench.engine.advance(STRIDE_MS)
  }
}
async function perform(bench: Bench, moves: readonly Move[], what: string): Promise<void> {
  for (const [index, { when, act }] of moves.entries()) {
    if (when !== undefined) wait(bench, when, `${what}, before move ${index + 1}`)
    const command = act(bench.session.facts)
    if (command !== undefined) await take(bench, command)
  }
}
/** Where a step begins: on the ensemble as it is, or on a fresh one, which has this bug of the zoo or none. */
async function arrange(bench: Bench, index: number, zoo?: CatalogueBug): Promise<void> {
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

afterEach(() => infect([]))

const everyStep = LESSONS.flatMap((lesson) =>
  lesson.steps.map((step): [string, Lesson, Step] => [`${lesson.id}/${step.id}`, lesson, step]),
)

describe.each(LESSONS)('lesson $number, $id', (lesson) => {
  test('is solved by its own moves, and no step is done before them', async () => {
    const solving = bench(lesson)
    const rows: string[] = []
    for (const [index, step] of lesson.steps.entries()) {
      await arrange(solving, index, step.fresh?.zoo)
      solving.session = begun(solving.session, index, solving.session.facts.cluster)
      solving.engine.advance(2000)
      expect(solving.session.phase, `${step.id} is not done by waiting`).toBe('playing')
      const startedAt = solving.engine.clock().now
      await perform(solving, step.moves, step.id)
      wait(solving, () => solving.session.phase === 'done', `the moves of ${step.id}`)
      expect([...solving.said], 'on the right way nothing is called wrong').toEqual([])
      rows.push(`${step.id} ${solving.engine.clock().now - startedAt} ms`)
    }
    console.info(`${lesson.number} ${lesson.title.en}: ${rows.join(' · ')}`)
  })

  test('a step takes all of its moves: the last one is needed', async () => {
    const solving = bench(lesson)
    for (const [index, step] of lesson.steps.entries()) {
      await arrange(solving, index, step.fresh?.zoo)
      solving.session = begun(solving.session, index, solving.session.facts.cluster)
      await perform(solving, step.moves.slice(0, -1), step.id)
      expect(solving.session.phase, `${step.id} without its last move`).toBe('playing')
      await perform(solving, step.moves.slice(-1), step.id)
      wait(solving, () => solving.session.phase === 'done', `the moves of ${step.id}`)
    }
  })
})

/** Steps on servers with a bug, each with the one before it: the same on sound servers. */
const broken = LESSONS.flatMap((lesson) =>
  lesson.steps.flatMap((step, index): [string, Lesson, number][] =>
    step.fresh?.zoo === undefined ? [] : [[`${lesson.id}/${step.id}, ${step.fresh.zoo}`, lesson, index]],
  ),
)
describe('what a guarantee promises', () => {
  test.each(broken)('fails with the bug and holds without it: %s', async (_, lesson, index) => {
    for (const zoo of [undefined, lesson.steps[index]?.fresh?.zoo]) {
      for (const at of [index - 1, index]) {
        const step = lesson.steps[at] ?? lesson.steps[0]
        const trying = bench(lesson)
        await arrange(trying, at, zoo)
        trying.session = begun(trying.session, at, trying.session.facts.cluster)
        await perform(trying, step.moves, step.id)
        trying.engine.advance(SETTLED_MS)
        const isItsOwn = (zoo === undefined) === (step.fresh?.zoo === undefined)
        expect(trying.session.phase, `${step.id} with ${zoo ?? 'no bug'}`).toBe(isItsOwn ? 'done' : 'playing')
      }
    }
  })
})

describe('the texts', () => {
  const textsOf = (step: Step): readonly L10n[] => [
    step.text,
    step.goal,
    step.hint,
    step.why,
    ...step.wrong.map(({ text }) => text),
  ]
  test.each(everyStep)('%s says the same in both languages', (_, __, step) => {
    for (const { en, 'zh-CN': zh } of textsOf(step)) {
      expect(en.length).toBeGreaterThan(0)
      expect(zh).toMatch(/[\u4e00-\u9fff]/)
      // What stands between backticks is typed or looked for: the same in any language.
      const code = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word).toSorted()
      expect(code(zh)).toEqual(code(en))
      expect((en.split('**').length + zh.split('**').length) % 2).toBe(0)
    }
    expect(step.goal.en.length).toBeLessThanOrEqual(110)
    expect(step.goal['zh-CN'].length).toBeLessThanOrEqual(90)
  })
  test('lessons and steps are named once', () => {
    expect(new Set(LESSONS.map(({ id }) => id)).size).toBe(LESSONS.length)
    expect(LESSONS.map(({ number }) => number)).toEqual(LESSONS.map(({ number }) => number).toSorted((a, b) => a - b))
    for (const { steps } of LESSONS) expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length)
  })
})
