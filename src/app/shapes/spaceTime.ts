/**
 * Geometry of the space-time diagram: time runs to the right, a lane a node, a message is a slanted line from its sending
 * to its end. Numbers only: the same record and the same clock give the same picture.
 * Laws: 1. A message that is under way reaches as far as the clock and no further. 2. The view never leaves what is kept
 * by more than half of its span.
 */
import { type Millis, type NodeName, serverOf } from '../../ground/ids.ts'
import type { Point } from './ring.ts'

/** The shortest and the longest span that is shown, in virtual milliseconds. */
export const SPAN_MS_MIN = 200
export const SPAN_MS_MAX = 30_000
/** What is left free after now, as a part of the span. */
const AHEAD = 0.03

/** What of time is looked at: `end` undefined follows the clock. */
export type TimeView = { readonly spanMs: Millis; readonly end: Millis | undefined }
export type TimeWindow = { readonly start: Millis; readonly end: Millis }
/** Where the diagram stands, in CSS pixels. */
export type Plot = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
/** A way through time from lane to lane; `endedAt` undefined: still under way. */
export type Passage = {
  readonly from: NodeName
  readonly to: NodeName
  readonly sentAt: Millis
  readonly dueAt: Millis
  readonly endedAt: Millis | undefined
  readonly lost: boolean
}
export type Line = { readonly from: Point; readonly to: Point }

/** The window that `view` shows at `now`. */
export function windowOf(view: TimeView, now: Millis): TimeWindow {
  const end = view.end ?? now + view.spanMs * AHEAD
  return { start: end - view.spanMs, end }
}

export function xOf(window: TimeWindow, plot: Plot, at: Millis): number {
  return plot.left + ((at - window.start) / (window.end - window.start)) * (plot.right - plot.left)
}

export function timeAt(window: TimeWindow, plot: Plot, x: number): Millis {
  return window.start + ((x - plot.left) / (plot.right - plot.left)) * (window.end - window.start)
}

/** The lanes from top to bottom: servers by id, then clients by name. */
export function laneOrder(nodes: Iterable<NodeName>): readonly NodeName[] {
  return [...nodes].toSorted((a, b) => {
    const [left, right] = [serverOf(a), serverOf(b)]
    if (left !== undefined && right !== undefined) return left - right
    if (left !== undefined || right !== undefined) return left === undefined ? 1 : -1
    return a < b ? -1 : 1
  })
}

/** The height of each lane's line, evenly apart. */
export function laneHeights(lanes: readonly NodeName[], plot: Plot): ReadonlyMap<NodeName, number> {
  const step = (plot.bottom - plot.top) / Math.max(1, lanes.length)
  return new Map(lanes.map((node, index) => [node, plot.top + step * (index + 0.5)]))
}

/** The line of a message at `now`, or undefined where it has no lane or is outside of the window. */
export function lineOf(
  passage: Passage,
  lanes: ReadonlyMap<NodeName, number>,
  window: TimeWindow,
  plot: Plot,
  now: Millis,
): Line | undefined {
  const { sentAt, dueAt } = passage
  const tip = passage.endedAt ?? Math.min(now, Math.max(dueAt, sentAt))
  // Most of what is remembered lies before the window: the times are looked at first.
  if (tip < window.start || sentAt > Math.min(now, window.end)) return undefined
  const source = lanes.get(passage.from)
  const target = lanes.get(passage.to)
  if (source === undefined || target === undefined) return undefined
  const whole = passage.lost || passage.endedAt === undefined
  const gone = whole ? wayGone(sentAt, dueAt, tip) : 1
  return {
    from: { x: xOf(window, plot, sentAt), y: source },
    to: { x: xOf(window, plot, tip), y: source + (target - source) * gone },
  }
}

function wayGone(sentAt: Millis, dueAt: Millis, at: Millis): number {
  return dueAt <= sentAt ? 1 : Math.min(1, Math.max(0, (at - sentAt) / (dueAt - sentAt)))
}

/** The view with another span; `anchor` stays where it is. A view that follows the clock goes on following it. */
export function zoomed(view: TimeView, factor: number, anchor: Millis): TimeView {
  const spanMs = Math.min(SPAN_MS_MAX, Math.max(SPAN_MS_MIN, view.spanMs * factor))
  if (view.end === undefined) return { spanMs, end: undefined }
  return { spanMs, end: anchor + (view.end - anchor) * (spanMs / view.spanMs) }
}

/** The view moved by `byMs` within what is kept; at now it follows the clock again. */
export function moved(view: TimeView, byMs: Millis, kept: TimeWindow): TimeView {
  const live = windowOf({ spanMs: view.spanMs, end: undefined }, kept.end).end
  const end = (view.end ?? live) + byMs
  if (byMs > 0 && end >= live) return { spanMs: view.spanMs, end: undefined }
  const earliest = Math.min(live, kept.start + view.spanMs / 2)
  return { spanMs: view.spanMs, end: Math.max(earliest, end) }
}

/** The view with `at` in its middle. */
export function centredAt(view: TimeView, at: Millis): TimeView {
  return { spanMs: view.spanMs, end: at + view.spanMs / 2 }
}

/** Round times (1, 2 or 5 times a power of ten apart) at least `apartPx` from each other. */
export function ticksOf(window: TimeWindow, plot: Plot, apartPx: number): readonly Millis[] {
  const width = plot.right - plot.left
  if (width <= 0) return []
  const least = ((window.end - window.start) / width) * apartPx
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= least) ?? power * 10
  const first = Math.max(0, Math.ceil(window.start / step))
  const last = Math.floor(window.end / step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step)
}

/** The index of the line nearest to `point` within `reach` pixels, or undefined. */
export function nearestLine(lines: readonly Line[], point: Point, reach: number): number | undefined {
  let best: number | undefined
  let bestFar = reach
  for (const [index, line] of lines.entries()) {
    const far = distanceTo(line, point)
    if (far > bestFar) continue
    best = index
    bestFar = far
  }
  return best
}

function distanceTo({ from, to }: Line, point: Point): number {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const square = dx * dx + dy * dy
  const part = square === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / square
  const near = Math.min(1, Math.max(0, part))
  return Math.hypot(point.x - from.x - dx * near, point.y - from.y - dy * near)
}
