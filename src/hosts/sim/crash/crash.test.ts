import { expect, test } from 'vitest'
import type { Effect } from '../../../protocol/seam.ts'
import { REAL } from '../real.ts'
import { cluster } from '../scenarios/cluster.suite.ts'
import { emptyTotal, runCase, turnCases } from './cases.ts'
import { CRASH_FATES, countBoundaries, RETURNS, runCrash } from './crash.ts'
import { fuseAt, withFuse } from './fuse.ts'

/** `npm run crash` takes all of them. */
const EVERY = 4

test(`no crash at any effect costs an acknowledged write (every ${EVERY}th boundary; all: npm run crash)`, {
  timeout: 300_000,
}, () => {
  const total = emptyTotal()
  const boundaries = countBoundaries()
  for (const one of turnCases(boundaries, EVERY)) runCase(total, one)
  expect(total.failures).toEqual([])
  expect(total.cases).toBe(Math.ceil(boundaries / EVERY))
  expect(boundaries).toBeGreaterThan(2000)
  for (const boundary of ['write issued', 'flush done', 'message sent'])
    expect(total.boundaries.get(boundary)).toBeGreaterThan(50)
})

test('the same boundary is the same place in every run', () => {
  const one = { at: 700, fate: 'tear', back: 'late' } as const
  const first = runCrash(one)
  expect(first.where).toBeDefined()
  expect(runCrash(one)).toEqual(first)
})

// An ensemble that acknowledges before its disk has the write is what all of this is for.
test('a server that acknowledges before its disk has the write is caught', () => {
  const caught = CRASH_FATES.flatMap((fate) => RETURNS.map((back) => ({ at: 600, fate, back }) as const)).filter(
    (one) => runCrash(one, HASTY).failure !== undefined,
  )
  expect(caught).not.toEqual([])
})
/** Hears of every write at once that it is stored. */
const HASTY: typeof REAL = {
  ...REAL,
  server: (config) => {
    const program = REAL.server(config)
    return {
      ...program,
      step: (now, input, out) => {
        const from = out.length
        program.step(now, input, out)
        const isWrite = (effect: Effect) => effect.type === 'disk' && effect.op.type !== 'read'
        const last = out.slice(from).findLast(isWrite)
        if (last?.type === 'disk') program.step(now, { type: 'stored', ticket: last.ticket }, out)
      },
    }
  },
}

test('a fuse stops a server between two effects of one step', () => {
  const fuse = fuseAt(1)
  const c = cluster(1, { programs: withFuse(REAL, fuse), autostart: false })
  c.start(1)
  expect(fuse.blown).toEqual({ server: 1, boundary: 'write issued' })
  c.runFor(100)
  expect(c.filesOf(1)).toHaveLength(1)
})
