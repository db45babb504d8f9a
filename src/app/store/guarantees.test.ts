/** The lamps as the store keeps them: judged in slices, shown when they change. */
import { expect, test } from 'vitest'
import { nodeName } from '../../ground/ids.ts'
import * as h from '../../hosts/checkers/histories.suite.ts'
import { s1, s2, s3, z } from '../../hosts/checkers/histories.suite.ts'
import type { Happening } from '../../hosts/engine.ts'
import { evidenceText, guaranteesOf } from '../i18n/guarantees.ts'
import { alarm, goOn } from './alarm.ts'
import { type GuaranteesPorts, guarantees, guard, watchGuarantees } from './guarantees.ts'
import { NO_SANDBOX, sandbox } from './sandbox.ts'

/** A page without a clock of its own: work waits until it is done, and each look at the clock takes a millisecond. */
function page() {
  let listener: (batch: readonly Happening[]) => void = () => {}
  const work: (() => void)[] = []
  let now = 1000
  const ports: GuaranteesPorts = {
    hear: (one) => {
      listener = one
      return () => {
        listener = () => {}
      }
    },
    later: (one) => work.push(one),
    real: () => now++,
  }
  const tell = (history: h.History): void => listener(h.happenings(history))
  const drain = (): number => {
    let slices = 0
    for (let next = work.shift(); next !== undefined; next = work.shift()) {
      next()
      slices += 1
    }
    return slices
  }
  return { ports, tell, drain }
}
const lamp = (checker: string) => guarantees.getState().verdicts.find((one) => one.checker === checker)
const calm: h.History = [...h.allBoot(), ...h.reign(s1, s2, 1)]

test('lamps turn from grey to green, and to red with a sentence in both languages', () => {
  const { ports, tell, drain } = page()
  const stop = watchGuarantees(ports)
  expect(lamp('leaders')?.state).toBe('untested')
  tell(calm)
  drain()
  expect(lamp('leaders')?.state).toBe('held')
  tell([h.proposes(s3, z(1, 1))])
  drain()
  const broken = lamp('leaders')
  expect(broken?.state).toBe('broken')
  expect(guarantees.getState().breaks.map(({ checker }) => checker)).toContain('leaders')
  if (broken === undefined) throw new Error('there is a lamp for leaders')
  expect(evidenceText('en', broken)).toEqual({ words: 's3 leads epoch 1, which is the epoch of s1', lang: 'en' })
  expect(evidenceText('zh-CN', broken)).toEqual({ words: 's3 领导 epoch 1，但它属于 s1', lang: 'zh-CN' })
  expect(guaranteesOf('zh-CN').states.broken).toBe('被打破')
  stop()
})

test('much at once is judged in slices, so that the page goes on', () => {
  const { ports, tell, drain } = page()
  const stop = watchGuarantees(ports)
  tell(Array.from({ length: 2000 }, (): h.Line => h.line(s1, { type: 'mark', name: 'again' })))
  expect(drain()).toBeGreaterThan(3)
  stop()
})

test('a new ensemble is judged anew: what was broken in the old one is no guarantee of the next', () => {
  const { ports, tell, drain } = page()
  const stop = watchGuarantees(ports)
  tell([...calm, h.proposes(s3, z(1, 1))])
  drain()
  expect(guarantees.getState().breaks).not.toEqual([])
  tell([h.line(nodeName('page'), { type: 'commandTaken', command: { type: 'newEnsemble', servers: 3 } })])
  expect(guarantees.getState().breaks).toEqual([])
  expect(lamp('leaders')?.state).toBe('untested')
  tell(calm)
  drain()
  expect(lamp('leaders')?.state).toBe('held')
  stop()
})

test('the first break is raised and stands until the reader goes on, or the ensemble is another one', async () => {
  const { ports, tell, drain } = page()
  const stop = guard(ports)
  const another = [
    h.line(nodeName('page'), { type: 'commandTaken', command: { type: 'newEnsemble', servers: 3 } }),
  ] as const
  tell(another)
  tell([...calm, h.proposes(s3, z(1, 1))])
  drain()
  expect(alarm.getState()).toMatchObject({ violation: { checker: 'leaders' }, stopped: true })
  await goOn()
  expect(alarm.getState().violation).toBeUndefined()
  tell(another)
  // A sandbox that is to break something else is not stopped by it.
  sandbox.setState({ family: 'watches', phase: 'provoking' })
  tell([...calm, h.proposes(s3, z(1, 1))])
  drain()
  expect(lamp('leaders')?.state).toBe('broken')
  expect(alarm.getState().violation).toBeUndefined()
  sandbox.setState(NO_SANDBOX)
  tell(another)
  tell([...calm, h.proposes(s3, z(1, 1))])
  drain()
  expect(alarm.getState().violation?.happening.node).toBe(s3)
  tell(another)
  expect(alarm.getState().violation).toBeUndefined()
  stop()
})

test('who stops hears no more', () => {
  const { ports, tell, drain } = page()
  watchGuarantees(ports)()
  tell(calm)
  expect(drain()).toBe(0)
})
