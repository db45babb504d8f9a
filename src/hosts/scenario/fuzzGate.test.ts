import { expect, test } from 'vitest'
import { cpuMs } from '../cpuClock.suite.ts'
import { fuzz } from '../fuzzRun.ts'
import { linkGate, scenarioGate } from './fuzzGate.ts'

test.each([scenarioGate, linkGate])(
  'whatever comes in at the gate $name, its laws hold',
  { timeout: 120_000 },
  async (gate) => {
    const report = await fuzz({ gate, seed: 20_261_122, inputs: 600, now: cpuMs })
    expect(report.failures).toEqual([])
  },
)
