import { expect, test } from 'vitest'
import { lockers, mirrors } from './restless.suite.ts'

const SEEDS = Array.from({ length: 8 }, (_, i) => i + 1)

test.each(SEEDS)(
  'who reads again whenever a watch fires ends with the last value, whatever broke meanwhile (seed %i)',
  (seed) => {
    expect(mirrors({ seed, faultsMs: 30_000 })).toBeGreaterThan(5)
  },
)

test.each(SEEDS)('a lock has one holder, and everybody gets it again once the faults are over (seed %i)', (seed) => {
  expect(lockers({ seed, faultsMs: 30_000 })).toBeGreaterThan(20)
})
