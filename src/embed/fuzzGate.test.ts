import { expect, test } from 'vitest'
import { cpuMs } from '../hosts/cpuClock.suite.ts'
import { fuzz } from '../hosts/fuzzRun.ts'
import { embedGate } from './fuzzGate.suite.ts'

test('whatever comes in at the gate embed, its laws hold', { timeout: 120_000 }, async () => {
  const report = await fuzz({ gate: embedGate, seed: 20_261_122, inputs: 3000, now: cpuMs })
  expect(report.failures).toEqual([])
})
