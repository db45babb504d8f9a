/** The strip of lamps leaves nobody out. */
import { expect, test } from 'vitest'
import { CHECKER_NAMES } from '../../hosts/checkers/checkers.ts'
import { createJudge, verdictsOf } from '../../hosts/checkers/verdict.ts'
import { GROUP_NAMES, GROUPS, inGroup, tally, worst } from './groups.ts'

test('every family has its lamp, in one group', () => {
  expect(GROUP_NAMES.flatMap((name) => GROUPS[name]).toSorted()).toEqual(CHECKER_NAMES.toSorted())
})

test('one red lamp makes all of them red, and what was never tested is no good news', () => {
  const grey = verdictsOf(createJudge())
  expect(worst(grey)).toBe('untested')
  const red = grey.map((one) => (one.checker === 'watches' ? ({ ...one, state: 'broken' } as const) : one))
  expect(worst(red)).toBe('broken')
  expect(tally(red)).toEqual({ untested: 20, held: 0, allowed: 0, broken: 1 })
  expect(worst(inGroup(red, 'history'))).toBe('untested')
})
