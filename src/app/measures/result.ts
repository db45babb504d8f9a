/**
 * What a run of the benchmark says: one row an event, figures of the whole, and the files that can be taken away (CSV, a
 * picture). Pure. Times are milliseconds of real time, as the run's clock counts them.
 */
import type { ServerId } from '../../ground/ids.ts'
import { percentile } from '../../hosts/histogram.ts'
import { binsOf, throughputShape } from '../shapes/throughput.ts'
import { phaseTimes } from '../store/election.ts'
import type { Record, Sample } from './benchStore.ts'
import type { Failure, Mark } from './plan.ts'

/** What ZooKeeper's overview says of an election: "less than 200ms". */
export const OFFICIAL_MS = 200
/** Bins of the chart, and how far before an event its throughput is looked at. */
export const BIN_MS = 200
const BEFORE_MS = 1500

export type Row = {
  readonly number: number
  readonly failure: Failure
  readonly victims: readonly ServerId[]
  /** Since the load began. */
  readonly failedAt: number
  readonly downMs: number | undefined
  /** From the new start to the last one that serves. */
  readonly returnMs: number | undefined
  /** Answers a second before the event, in its worst bin, and while servers were down. */
  readonly before: number
  readonly worst: number
  readonly during: number
  /** Of a leader's failure. */
  readonly noticed: number | undefined
  readonly elected: number | undefined
  readonly synced: number | undefined
  readonly serving: number | undefined
}

export function rowsOf({ run, began, samples }: Record): readonly Row[] {
  return run.marks.map((mark, i) => rowOf(mark, i + 1, began, samples))
}

function rowOf(mark: Mark, number: number, began: number, samples: readonly Sample[]): Row {
  const { failure, victims, failedAt, restartedAt, recoveredAt, election } = mark
  const from = failedAt - began
  const end = restartedAt === undefined ? Number.POSITIVE_INFINITY : restartedAt - began
  const times = election === undefined ? undefined : phaseTimes(election)
  const bins = binsOf(samples, BIN_MS).filter((bin) => bin.from + BIN_MS > from && bin.from < end)
  return {
    number,
    failure,
    victims,
    failedAt: from,
    downMs: restartedAt === undefined ? undefined : restartedAt - failedAt,
    returnMs: restartedAt === undefined || recoveredAt === undefined ? undefined : recoveredAt - restartedAt,
    before: rateBetween(samples, from - BEFORE_MS, from),
    worst: bins.reduce((least, { reads, writes }) => Math.min(least, reads + writes), bins.length === 0 ? 0 : Infinity),
    during: rateBetween(samples, from, end),
    noticed: times?.noticed,
    elected: times?.elected,
    synced: times?.synced,
    serving: times?.serving,
  }
}

/** Answers a second in (from, to]. */
export function rateBetween(samples: readonly Sample[], from: number, to: number): number {
  const until = Math.min(to, samples.at(-1)?.at ?? 0)
  const begin = Math.max(0, from)
  if (until <= begin) return 0
  const answers = samples
    .filter(({ at }) => at > begin && at <= until)
    .reduce((total, { reads, writes }) => total + reads + writes, 0)
  return (answers * 1000) / (until - begin)
}

/** Of the whole run: answers a second, the share of writes in percent, what was lost, and percentiles. */
export type Totals = {
  readonly perSecond: number
  readonly writePercent: number
  readonly failed: number
  readonly readMs: readonly (number | undefined)[]
  readonly writeMs: readonly (number | undefined)[]
}
export const SHARES = [0.5, 0.95, 0.99] as const
export function totalsOf({ samples, readMs, writeMs }: Record): Totals {
  const sum = (of: (sample: Sample) => number) => samples.reduce((total, sample) => total + of(sample), 0)
  const reads = sum((sample) => sample.reads)
  const writes = sum((sample) => sample.writes)
  return {
    perSecond: rateBetween(samples, 0, samples.at(-1)?.at ?? 0),
    writePercent: reads + writes === 0 ? 0 : (100 * writes) / (reads + writes),
    failed: sum((sample) => sample.failed),
    readMs: SHARES.map((share) => percentile(readMs, share)),
    writeMs: SHARES.map((share) => percentile(writeMs, share)),
  }
}

/** Two tables in one file, an empty line between them: the throughput by bins, and the events. */
export function csvOf(record: Record): string {
  const bins = binsOf(record.samples, BIN_MS).map(({ from, reads, writes }) =>
    [from, Math.round(reads + writes), Math.round(reads), Math.round(writes)].join(','),
  )
  const rows = rowsOf(record).map((row) =>
    [
      row.number,
      row.failure,
      row.victims.join(' '),
      ...[row.failedAt, row.downMs, row.returnMs, row.before, row.worst, row.during].map(rounded),
      ...[row.noticed, row.elected, row.synced, row.serving].map(rounded),
      row.serving === undefined ? '' : OFFICIAL_MS,
    ].join(','),
  )
  return [
    'from_ms,answers_per_s,reads_per_s,writes_per_s',
    ...bins,
    '',
    'event,failure,servers,failed_at_ms,down_ms,return_ms,before_per_s,worst_per_s,during_per_s,noticed_ms,elected_ms,synced_ms,serving_ms,official_ms',
    ...rows,
    '',
  ].join('\n')
}
function rounded(value: number | undefined): string {
  return value === undefined ? '' : (Math.round(value * 10) / 10).toString()
}

export type PictureWords = {
  readonly title: string
  readonly note: string
  readonly perSecond: string
  readonly seconds: string
  readonly all: string
  readonly writes: string
}
/** The chart as a file of its own: light, with a title, marks and what it was measured on. */
export function svgOf(record: Record, words: PictureWords): string {
  const box = { width: 960, height: 400 }
  const bins = binsOf(record.samples, BIN_MS)
  const shape = throughputShape(bins, box, record.samples.at(-1)?.at ?? 0, BIN_MS)
  const { plot } = shape
  const text = (x: number, y: number, words: string, rest = '') =>
    `<text x="${fixed(x)}" y="${fixed(y)}"${rest}>${escaped(words)}</text>`
  const marks = rowsOf(record).map(({ number, failedAt }) => {
    const x = fixed(shape.placeOf(failedAt))
    return `<line x1="${x}" x2="${x}" y1="${plot.top}" y2="${plot.bottom}" stroke="#c8321a" stroke-dasharray="3 3"/>${text(
      shape.placeOf(failedAt),
      plot.top - 6,
      `${number}`,
      ' text-anchor="middle" fill="#c8321a" font-weight="700"',
    )}`
  })
  const y = shape.y.map(
    ({ at, value }) =>
      `<line x1="${plot.left}" x2="${plot.right}" y1="${fixed(at)}" y2="${fixed(at)}" stroke="#e2dfd8"/>${text(plot.left - 6, at + 4, value.toLocaleString('en-US'), ' text-anchor="end"')}`,
  )
  const x = shape.x.map(({ at, value }) => text(at, plot.bottom + 16, `${value}`, ' text-anchor="middle"'))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="470" viewBox="0 -40 960 470" font-family="system-ui, sans-serif" font-size="12" fill="#55524b">`,
    `<rect y="-40" width="960" height="470" fill="#fffefb"/>`,
    text(plot.left, -16, words.title, ' font-size="16" font-weight="700" fill="#1d1c1a"'),
    text(plot.left, 4, `${words.perSecond} · ${words.all} — · ${words.writes} - -`),
    ...y,
    ...x,
    `<path d="${shape.area}" fill="#4b52c4" opacity="0.12"/>`,
    `<path d="${shape.all}" fill="none" stroke="#4b52c4" stroke-width="1.5"/>`,
    `<path d="${shape.writes}" fill="none" stroke="#1b7f79" stroke-width="1.5" stroke-dasharray="4 2"/>`,
    ...marks,
    text(plot.right, plot.bottom + 34, words.seconds, ' text-anchor="end"'),
    text(plot.left, 420, words.note),
    '</svg>',
  ].join('\n')
}
function fixed(value: number): string {
  return value.toFixed(1)
}
function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
