/** Every lesson keeps its promise: solved in the simulator by its own moves, each step undone before them. */
import { afterEach, describe, expect, test } from 'vitest'
import { infect } from '../../ground/base/mut.ts'
import { LESSONS } from './catalog.ts'
import type { Act, L10n, Lesson, Step } from './lesson.ts'
import { arrange, begin, bench, perform, wait } from './lessonBench.suite.ts'
import { type LessonSession, stepOf } from './session.ts'

/** The last answer of a step is there by then. */
const SETTLED_MS = 12_000

afterEach(() => infect([]))

/** Acts that the ensemble says are done. */
const ticked = (session: LessonSession): readonly Act[] =>
  (stepOf(session).acts ?? []).filter(({ done }) => done(session.facts))

const everyStep = LESSONS.flatMap((lesson) =>
  lesson.steps.map((step): [string, Lesson, Step] => [`${lesson.id}/${step.id}`, lesson, step]),
)

describe.each(LESSONS)('lesson $number, $id', (lesson) => {
  test('is solved by its own moves, and no step is done before them', async () => {
    const solving = bench(lesson)
    const rows: string[] = []
    for (const [index, step] of lesson.steps.entries()) {
      await arrange(solving, index, step.fresh?.zoo)
      begin(solving, index)
      solving.engine.advance(2000)
      expect(solving.session.phase, `${step.id} is not done by waiting`).toBe('playing')
      expect(ticked(solving.session), `${step.id} ticks nothing by waiting`).toEqual([])
      const startedAt = solving.engine.clock().now
      await perform(solving, step.moves, step.id)
      wait(solving, () => solving.session.phase === 'done', `the moves of ${step.id}`)
      expect([...solving.said], 'on the right way nothing is called wrong').toEqual([])
      expect(ticked(solving.session), `${step.id} ticks all of its acts`).toEqual(step.acts ?? [])
      rows.push(`${step.id} ${solving.engine.clock().now - startedAt} ms`)
    }
    console.info(`${lesson.number} ${lesson.title.en}: ${rows.join(' · ')}`)
  })

  test('a step takes all of its moves: the last one is needed', async () => {
    const solving = bench(lesson)
    for (const [index, step] of lesson.steps.entries()) {
      await arrange(solving, index, step.fresh?.zoo)
      begin(solving, index)
      await perform(solving, step.moves.slice(0, -1), step.id)
      expect(solving.session.phase, `${step.id} without its last move`).toBe('playing')
      expect(ticked(solving.session), `${step.id} without its last act`).not.toContain(step.acts?.at(-1))
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
        begin(trying, at)
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
    ...(step.acts ?? []).flatMap(({ text, seen }) => [text, seen]),
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
