/**
 * The geometry of a throughput chart: numbers in, numbers and paths out. Time runs to the right in seconds, answers a
 * second go up. The same picture is drawn on the page and written to a file.
 */
import { scaleLinear } from 'd3-scale'
import { area, curveStepAfter, line } from 'd3-shape'

export type Box = { readonly width: number; readonly height: number }
/** Answers of a while that ends at `at`, in milliseconds. */
export type Count = { readonly at: number; readonly reads: number; readonly writes: number }
export type Bin = { readonly from: number; readonly reads: number; readonly writes: number }
export type Tick = { readonly at: number; readonly value: number }
export type ThroughputShape = {
  readonly plot: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
  readonly all: string
  readonly writes: string
  readonly area: string
  readonly x: readonly Tick[]
  readonly y: readonly Tick[]
  /** Where a time in milliseconds stands. */
  readonly placeOf: (at: number) => number
}

const MARGIN = { left: 52, top: 26, right: 12, bottom: 24 }

/** Rates by `binMs`, in answers a second, from 0 to the last whole bin; bins in which nothing came are 0. */
export function binsOf(counts: readonly Count[], binMs: number): readonly Bin[] {
  const end = Math.floor((counts.at(-1)?.at ?? 0) / binMs)
  const bins = Array.from({ length: end }, (_, i) => ({ from: i * binMs, reads: 0, writes: 0 }))
  for (const { at, reads, writes } of counts) {
    // A report counts what came before it.
    const bin = bins[Math.max(0, Math.ceil(at / binMs) - 1)]
    if (bin === undefined) continue
    bin.reads += (reads * 1000) / binMs
    bin.writes += (writes * 1000) / binMs
  }
  return bins
}

/** The chart of `bins` in `box`; its time axis ends at `endMs` at the least, so that a live one does not jump. */
export function throughputShape(bins: readonly Bin[], box: Box, endMs: number, binMs: number): ThroughputShape {
  const plot = {
    left: MARGIN.left,
    top: MARGIN.top,
    right: Math.max(MARGIN.left + 1, box.width - MARGIN.right),
    bottom: Math.max(MARGIN.top + 1, box.height - MARGIN.bottom),
  }
  const most = bins.reduce((top, { reads, writes }) => Math.max(top, reads + writes), 0)
  const last = bins.at(-1)
  const until = Math.max(endMs, last === undefined ? 0 : last.from + binMs)
  const x = scaleLinear([0, Math.max(1, until)], [plot.left, plot.right])
  const y = scaleLinear([0, Math.max(10, most)], [plot.bottom, plot.top]).nice(4)
  const closed: readonly Bin[] = last === undefined ? [] : [...bins, { ...last, from: last.from + binMs }]
  const path = (value: (bin: Bin) => number): string =>
    line<Bin>(
      (bin) => x(bin.from),
      (bin) => y(value(bin)),
    ).curve(curveStepAfter)(closed) ?? ''
  const seconds = scaleLinear([0, Math.max(1, until) / 1000], [plot.left, plot.right])
  return {
    plot,
    all: path(({ reads, writes }) => reads + writes),
    writes: path(({ writes }) => writes),
    area:
      area<Bin>(
        (bin) => x(bin.from),
        plot.bottom,
        (bin) => y(bin.reads + bin.writes),
      ).curve(curveStepAfter)(closed) ?? '',
    x: seconds
      .ticks(Math.max(2, Math.floor((plot.right - plot.left) / 90)))
      .map((value) => ({ value, at: seconds(value) })),
    y: y.ticks(4).map((value) => ({ value, at: y(value) })),
    placeOf: (at) => x(at),
  }
}
