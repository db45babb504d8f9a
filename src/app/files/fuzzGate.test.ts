import { expect, test } from 'vitest'
import { fuzz } from '../../hosts/fuzzRun.ts'
import { archiveGate } from './fuzzGate.suite.ts'

test('whatever comes in at the gate archive, its laws hold', { timeout: 120_000 }, async () => {
  const report = await fuzz({ gate: archiveGate, seed: 20_261_122, inputs: 300, now: () => performance.now() })
  expect(report.failures).toEqual([])
})
