import { expect, test } from 'vitest'
import { cpuMs } from '../../cpuClock.suite.ts'
import { fuzz } from '../../fuzzRun.ts'
import { guardGate } from './fuzzGate.ts'

test('whatever comes in at the gate guard, its laws hold', { timeout: 120_000 }, async () => {
  const report = await fuzz({ gate: guardGate, seed: 20_261_122, inputs: 3000, now: cpuMs })
  expect(report.failures).toEqual([])
})
