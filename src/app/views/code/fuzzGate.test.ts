import { expect, test } from 'vitest'
import { fuzz } from '../../../hosts/fuzzRun.ts'
import { programGate } from './fuzzGate.suite.ts'

test('whatever comes in at the gate program, its laws hold', { timeout: 120_000 }, async () => {
  const report = await fuzz({ gate: programGate, seed: 20_261_122, inputs: 5000, now: () => performance.now() })
  expect(report.failures).toEqual([])
})
