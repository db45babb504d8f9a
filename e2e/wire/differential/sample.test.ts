/** A sample of what `npm run differential` does: random conversations with a real ensemble and with ours, answer by answer. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing } from '../../support/clients.mjs'
import { examine, type Sides } from './examine.ts'
import { WIDE_FROM } from './generator.ts'
import { startOurs } from './ours.ts'
import { type Running, startReal } from './real.ts'

const EACH = 30
/** The same ones each time: what a new one finds belongs into a run of `npm run differential`. */
const SEEDS = [1, WIDE_FROM].flatMap((from) => Array.from({ length: EACH }, (_, i) => from + i))
const START_MS_MAX = 180_000

describe.skipIf(missing('zookeeper') !== undefined)('random conversations', () => {
  let real: Running
  let ours: Running
  let sides: Sides
  beforeAll(async () => {
    real = await startReal()
    ours = await startOurs()
    sides = {
      real: async () => real.ensemble,
      giveUpReal: async () => {
        await real.stop()
        real = await startReal()
      },
      ours: ours.ensemble,
      answers: new Map(),
      file: undefined,
      known: new Map(),
    }
  }, START_MS_MAX)
  afterAll(() => Promise.all([real.stop(), ours.stop()]))

  test.each(SEEDS)('are answered as by a real ensemble: seed %i', { timeout: START_MS_MAX }, async (seed) => {
    expect(await examine(sides, seed)).toBe(undefined)
  })
})
