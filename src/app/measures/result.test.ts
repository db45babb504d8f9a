import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { binsOf, throughputShape } from '../shapes/throughput.ts'
import type { Record, Sample } from './benchStore.ts'
import { PLANS, startRun } from './plan.ts'
import { csvOf, rateBetween, rowsOf, svgOf, totalsOf } from './result.ts'

/** A hundred answers every 100 ms, none of them between 2000 and 2400. */
const SAMPLES: readonly Sample[] = Array.from({ length: 50 }, (_, i) => {
  const at = (i + 1) * 100
  const isOut = at > 2000 && at <= 2400
  return { at, reads: isOut ? 0 : 70, writes: isOut ? 0 : 30, failed: isOut ? 4 : 0 }
})
const RECORD: Record = {
  pace: 'short',
  began: 10_000,
  samples: SAMPLES,
  readMs: [],
  writeMs: [],
  disk: 'opfs',
  latestMs: 3,
  cores: 2,
  run: {
    ...startRun(PLANS.short, [serverId(1), serverId(2)], 9000),
    marks: [
      {
        failure: 'leader',
        victims: [serverId(2)],
        failedAt: 12_000,
        restartedAt: 13_000,
        recoveredAt: 13_250,
        election: {
          cause: 'leaderLost',
          lost: serverId(2),
          startedAt: 12_000,
          noticedAt: 12_003,
          electedAt: 12_020,
          syncedAt: 12_060,
          servingAt: 12_090,
          leader: serverId(1),
          epoch: undefined,
        },
      },
    ],
  },
}

test('a report counts in the bin that it ends, and a bin with no answers is a hole, not a gap', () => {
  const bins = binsOf(SAMPLES, 200)
  expect(bins).toHaveLength(25)
  expect(bins[9]).toEqual({ from: 1800, reads: 700, writes: 300 })
  expect(bins[10]).toEqual({ from: 2000, reads: 0, writes: 0 })
})

test('a row has the throughput before, at its lowest and meanwhile, and the election of a lost leader', () => {
  const [row] = rowsOf(RECORD)
  expect(row).toMatchObject({
    number: 1,
    failedAt: 2000,
    downMs: 1000,
    returnMs: 250,
    before: 1000,
    worst: 0,
    during: 600,
  })
  expect(row).toMatchObject({ noticed: 3, elected: 17, synced: 40, serving: 90 })
})

test('what was lost is not counted as answered', () => {
  expect(totalsOf(RECORD)).toMatchObject({ perSecond: 920, failed: 16 })
  expect(Math.round(totalsOf(RECORD).writePercent)).toBe(30)
  expect(rateBetween([], 0, 1000)).toBe(0)
})

test('the file of numbers has a line for each bin and one for each event, beside the official figure', () => {
  const lines = csvOf(RECORD).split('\n')
  expect(lines.slice(0, 2)).toEqual(['from_ms,answers_per_s,reads_per_s,writes_per_s', '0,1000,700,300'])
  expect(lines.at(-2)).toBe('1,leader,2,2000,1000,250,1000,0,600,3,17,40,90,200')
})

test('the picture is a well-formed file of its own: words are escaped, each event has its mark', () => {
  const words = { title: 'a < b & c', note: '', perSecond: '', seconds: '', all: '', writes: '' }
  const svg = svgOf(RECORD, words)
  expect(svg).toContain('a &lt; b &amp; c')
  expect(svg.match(/stroke-dasharray="3 3"/g)).toHaveLength(1)
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
})

test('the chart stays in its box, also with nothing to show and on a screen of no width', () => {
  for (const width of [0, 320, 1200]) {
    const shape = throughputShape(width === 1200 ? binsOf(SAMPLES, 200) : [], { width, height: 200 }, 5000, 200)
    expect(shape.plot.right).toBeGreaterThan(shape.plot.left)
    expect(shape.all).not.toMatch(/NaN/)
    expect(shape.placeOf(0)).toBe(shape.plot.left)
  }
})
