/** The seeded world itself: it is the same each time, it needs no luck, and it sees what is wrong. */
import { expect, test } from 'vitest'
import type { DiskOp, Effect } from '../../../protocol/seam.ts'
import { FAULT_NAMES } from '../nemesis/classes.ts'
import type { Programs } from '../program.ts'
import { REAL } from '../real.ts'
import { drawOptions, type SwarmOptions } from './options.ts'
import { runSeed } from './seed.ts'

const SHORT_MS = 3000
/** A run takes a second alone on a machine; others may work on it, too. */
const PATIENCE_MS = 60_000

test.each([3, 7, 16])(
  'the same seed is the same run, to the last byte of its trace (seed %i)',
  (seed) => {
    const options = drawOptions(seed, { actMs: SHORT_MS })
    const first = runSeed(options, REAL, { hash: true, journals: true })
    expect(first.failure).toBeUndefined()
    expect(runSeed(options, REAL, { hash: true })).toEqual(first)
  },
  PATIENCE_MS,
)

test(
  'what is kept of a run changes nothing in it',
  () => {
    const options = drawOptions(5, { actMs: SHORT_MS })
    const lean = runSeed(options, REAL)
    const whole = runSeed(options, REAL, { trace: true, journals: true, hash: true })
    expect(whole.events).toBe(lean.events)
    expect(whole.marks).toEqual(lean.marks)
  },
  PATIENCE_MS,
)

test('switching one fault off leaves the other options as they were', () => {
  const drawn = Array.from({ length: 40 }, (_, seed) => drawOptions(seed))
  const options = drawn.find(({ faults }) => faults.crash !== undefined && faults.clog !== undefined)
  if (options === undefined) throw new Error('one of forty seeds has both')
  const { faults, ...rest } = drawOptions(options.seed, { faults: { crash: false } })
  expect({ ...rest, faults: options.faults }).toEqual(options)
  expect(Object.keys(faults).sort()).toEqual(
    Object.keys(options.faults)
      .filter((name) => name !== 'crash')
      .sort(),
  )
})

test(
  'every fault can be had alone, and fires',
  () => {
    for (const fault of FAULT_NAMES) {
      const faults = Object.fromEntries(FAULT_NAMES.map((name) => [name, name === fault]))
      const drawn = drawOptions(2, { faults, actMs: 5000 })
      const options: SwarmOptions = { ...drawn, voters: 3, observers: 1, faults: { [fault]: 700 }, flushJitterMs: 30 }
      const report = runSeed(options, REAL)
      expect([fault, report.failure]).toEqual([fault, undefined])
      expect([fault, report.faults[fault] > 0]).toEqual([fault, true])
    }
  },
  PATIENCE_MS,
)

/** Servers that say "stored" as soon as they ask: what they acknowledge is not on their disks. */
const HASTY: Programs = {
  ...REAL,
  server: (config) => {
    const program = REAL.server(config)
    return {
      ...program,
      state: program.state,
      step: (now, input, out) => {
        if (input.type === 'stored') return
        const own: Effect[] = []
        program.step(now, input, own)
        for (let effect = own.shift(); effect !== undefined; effect = own.shift()) {
          out.push(effect)
          if (effect.type !== 'disk' || isRead(effect.op)) continue
          program.step(now, { type: 'stored', ticket: effect.ticket }, own)
        }
      },
    }
  },
}
function isRead(op: DiskOp): boolean {
  return op.type === 'read'
}

test(
  'servers that acknowledge before their disk has it are found out, at the same step whether or not the trace is kept',
  () => {
    const found: string[] = []
    for (let seed = 1; found.length === 0 && seed <= 40; seed++) {
      const options = drawOptions(seed, {
        faults: { loseUnflushed: true, crashAll: true, tear: true },
        actMs: SHORT_MS,
      })
      const { failure } = runSeed(options, HASTY)
      if (failure === undefined) continue
      found.push(failure.checker)
      // Who keeps the trace judges step by step, who does not judges many at once.
      expect(runSeed(options, HASTY, { trace: true }).failure).toEqual(failure)
    }
    expect(found).toHaveLength(1)
  },
  PATIENCE_MS,
)
