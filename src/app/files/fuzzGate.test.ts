import { expect, test } from 'vitest'
import { cpuMs } from '../../hosts/cpuClock.suite.ts'
import { fuzz } from '../../hosts/fuzzRun.ts'
import { archiveGate } from './fuzzGate.suite.ts'

test('whatever comes in at the gate archive, its laws hold', { timeout: 120_000 }, async () => {
  const report = await fuzz({ gate: archiveGate, seed: 20_261_122, inputs: 300, now: cpuMs })
  expect(report.failures).toEqual([])
})
