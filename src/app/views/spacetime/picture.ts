/** What the diagram shows at one moment of the clock: lanes, lines and counts, still without a colour on a canvas. */
import { type Millis, type NodeName, serverOf } from '../../../ground/ids.ts'
import {
  type Line,
  laneHeights,
  laneOrder,
  lineOf,
  type Plot,
  type TimeView,
  type TimeWindow,
  windowOf,
} from '../../shapes/spaceTime.ts'
import type { Message, SpaceTimeRecord } from './record.ts'

/** The least height of a lane and the room of what is written beside and below, in pixels where text is of its usual size. */
const LANE_MIN = 13
const LABELS_WIDTH = 34
const AXIS_HEIGHT = 18

/** Width and height in CSS pixels; `scale` is how much larger than usual the reader's browser writes: all text follows it. */
export type Size = { readonly width: number; readonly height: number; readonly scale: number }
export type DrawnMessage = Line & { readonly message: Message }
export type Picture = {
  readonly now: Millis
  readonly window: TimeWindow
  readonly plot: Plot
  readonly lanes: ReadonlyMap<NodeName, number>
  /** By the time of sending, as far as the nodes told in order. */
  readonly lines: readonly DrawnMessage[]
}

export function plotOf({ width, height, scale }: Size): Plot {
  const left = LABELS_WIDTH * scale
  return { left, right: Math.max(left, width - 12), top: 4, bottom: height - AXIS_HEIGHT * scale }
}

/** The height that `lanes` lanes need at least. */
export function heightMin(lanes: number, scale: number): number {
  return Math.ceil((lanes * LANE_MIN + AXIS_HEIGHT) * scale) + 4
}

export function pictureOf(record: SpaceTimeRecord, view: TimeView, pings: boolean, size: Size, now: Millis): Picture {
  const window = windowOf(view, now)
  const plot = plotOf(size)
  // Who left before the window begins has no lane in it: programs outside come and go.
  const there = [...record.lanes.values()].filter(({ goneAt }) => goneAt === undefined || goneAt >= window.start)
  const lanes = laneHeights(laneOrder(there.map(({ node }) => node)), plot)
  const lines: DrawnMessage[] = []
  for (const message of record.messages) {
    if (message.kind === 'ping' && !pings) continue
    const line = lineOf(message, lanes, window, plot, now)
    if (line !== undefined) lines.push({ ...line, message })
  }
  return { now, window, plot, lanes, lines }
}

export type Counts = {
  readonly servers: number
  readonly clients: number
  readonly messages: number
  readonly lost: number
  readonly deaths: number
}

/** How much of each the picture shows. */
export function countsOf(record: SpaceTimeRecord, { lanes, lines, window }: Picture): Counts {
  const servers = [...lanes.keys()].filter((node) => serverOf(node) !== undefined).length
  const deaths = [...record.lanes.values()].flatMap((lane) => lane.deaths)
  return {
    servers,
    clients: lanes.size - servers,
    messages: lines.length,
    lost: lines.filter(({ message }) => message.lost).length,
    deaths: deaths.filter((at) => at >= window.start && at <= window.end).length,
  }
}
