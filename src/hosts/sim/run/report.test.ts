import { expect, test } from 'vitest'
import { MARK_NAMES } from './markNames.ts'
import { addReport, emptyTotal, GATE_DEMAND, missing } from './report.ts'

test('a run that did nothing demands everything: each fault, each mark, each checker and its operations', () => {
  const total = emptyTotal()
  for (let seed = 1; seed <= 20; seed++) {
    const faults = { ...total.faults, crash: 1 }
    for (const fault of Object.keys(faults)) if (fault !== 'crash') Object.assign(faults, { [fault]: 0 })
    addReport(total, {
      seed,
      failure: undefined,
      simMs: 60_000,
      events: 10,
      happenings: 10,
      acknowledged: 0,
      elections: 1,
      crashes: 0,
      electionMs: 0,
      faults,
      marks: { 'TRUNC sent': 1 },
      checks: { leaders: 1 },
      hash: undefined,
    })
  }
  const words = missing(total, GATE_DEMAND)
  expect(words).toContain('the fault partition fired in 0 of 20 seeds: 1 are asked for')
  expect(words).toContain('0.0 operations a simulated second were acknowledged: 40 are asked for')
  expect(words).toContain('it never happened: SNAP sent')
  expect(words).toContain('the checker watches had nothing to judge')
  expect(words.filter((word) => word.includes('crash fired') || word.includes('TRUNC sent'))).toEqual([])
})

test('there are marks enough to tell a lively run from an idle one, each named once', () => {
  expect(MARK_NAMES.length).toBeGreaterThanOrEqual(60)
  expect(new Set(MARK_NAMES).size).toBe(MARK_NAMES.length)
})
