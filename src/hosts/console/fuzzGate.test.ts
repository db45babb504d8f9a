import { expect, test } from 'vitest'
import { cpuMs } from '../cpuClock.suite.ts'
import { fuzz } from '../fuzzRun.ts'
import { consoleGate } from './fuzzGate.ts'

test('whatever comes in at the gate console, its laws hold', { timeout: 120_000 }, async () => {
  const report = await fuzz({ gate: consoleGate, seed: 20_261_122, inputs: 3000, now: cpuMs })
  expect(report.failures).toEqual([])
})
