/** The geometry of the last minute's rates: one path a kind, ticks of both axes. Numbers in, numbers and paths out. */
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { Box, Tick } from './throughput.ts'

export type RateKind = 'reads' | 'writes' | 'watches'
export type Rates = { readonly [K in RateKind]: number }
export type RatesShape = {
  readonly left: number
  readonly right: number
  readonly paths: { readonly [K in RateKind]: string }
  /** `value` is how many seconds ago. */
  readonly x: readonly Tick[]
  readonly y: readonly Tick[]
}

const MARGIN = { left: 36, top: 8, right: 8, bottom: 20 }

/** The chart of `seconds`, the last of which ended now. */
export function ratesShape(seconds: readonly Rates[], { width, height }: Box): RatesShape {
  const right = Math.max(MARGIN.left + 1, width - MARGIN.right)
  const bottom = height - MARGIN.bottom
  const most = seconds.reduce((top, { reads, writes, watches }) => Math.max(top, reads, writes, watches), 0)
  const last = Math.max(1, seconds.length - 1)
  const x = scaleLinear([0, last], [MARGIN.left, right])
  const y = scaleLinear([0, Math.max(4, most)], [bottom, MARGIN.top]).nice(2)
  const path = (kind: RateKind): string =>
    line<Rates>(
      (_, i) => x(i),
      (rates) => y(rates[kind]),
    )(seconds) ?? ''
  return {
    left: MARGIN.left,
    right,
    paths: { reads: path('reads'), writes: path('writes'), watches: path('watches') },
    x: [0, 20, 40].filter((ago) => ago < last).map((ago) => ({ value: ago, at: x(last - ago) })),
    y: y
      .ticks(2)
      .filter(Number.isInteger)
      .map((value) => ({ value, at: y(value) })),
  }
}
