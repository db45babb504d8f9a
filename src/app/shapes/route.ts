/**
 * The way of a message: from the edge of one node to the edge of the other, a straight line between servers, a bow to and
 * from clients. A place on it is a function of the clock.
 */
import type { Millis, NodeName } from '../../ground/ids.ts'
import { serverOf } from '../../ground/ids.ts'
import { type Point, placeOf, type RingLayout } from './ring.ts'

/** A quadratic curve: start, control, end. */
export type Route = { readonly from: Point; readonly bend: Point; readonly to: Point }

/** Messages keep to their own side of a link, so that both directions can be seen. */
const LANE = 5
/** How far a client's tether bows out, of its length. */
const BOW = 0.1

/** The route between two nodes, or undefined where one of them does not stand on the stage. */
export function routeBetween(layout: RingLayout, from: NodeName, to: NodeName): Route | undefined {
  const start = placeOf(layout, from)
  const end = placeOf(layout, to)
  if (start === undefined || end === undefined) return undefined
  const tether = serverOf(from) === undefined || serverOf(to) === undefined
  const shift = normal(start, end, LANE)
  if (!tether) {
    const a = add(edge(layout, from, start, end), shift)
    const b = add(edge(layout, to, end, start), shift)
    return { from: a, bend: middle(a, b), to: b }
  }
  // Both directions of a tether are one curve: it bows to the same side seen from the client.
  const sign = serverOf(from) === undefined ? 1 : -1
  const a = edge(layout, from, start, end)
  const b = edge(layout, to, end, start)
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  return { from: a, bend: add(middle(a, b), normal(a, b, sign * length * BOW)), to: b }
}

/** The place at `part` (0 to 1) of the way. */
export function pointAt(route: Route, part: number): Point {
  const rest = 1 - part
  const { from, bend, to } = route
  return {
    x: rest * rest * from.x + 2 * rest * part * bend.x + part * part * to.x,
    y: rest * rest * from.y + 2 * rest * part * bend.y + part * part * to.y,
  }
}

/** The SVG path of a route. */
export function routePath({ from, bend, to }: Route): string {
  return `M${round(from.x)} ${round(from.y)}Q${round(bend.x)} ${round(bend.y)} ${round(to.x)} ${round(to.y)}`
}

/** How much of its way a message has gone at `now`: 0 at `sentAt`, 1 from `dueAt` on. */
export function wayGone(sentAt: Millis, dueAt: Millis, now: Millis): number {
  if (now >= dueAt || dueAt <= sentAt) return 1
  return Math.max(0, (now - sentAt) / (dueAt - sentAt))
}

/** How much of a deadline is left at `now`, 0 to 1. */
export function timeLeft(deadline: Millis, spanMs: Millis, now: Millis): number {
  if (spanMs <= 0) return 0
  return Math.min(1, Math.max(0, (deadline - now) / spanMs))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
function add(a: Point, b: Point): Point {
  return { x: a.x + b.x, y: a.y + b.y }
}
function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}
/** A vector of `size` to the left of the way from `a` to `b`. */
function normal(a: Point, b: Point, size: number): Point {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  return length === 0 ? { x: 0, y: 0 } : { x: ((b.y - a.y) / length) * size, y: (-(b.x - a.x) / length) * size }
}

/** Where the line from the node at `center` towards `other` leaves its card or its circle. */
export function edge(layout: RingLayout, node: NodeName, center: Point, other: Point): Point {
  const dx = other.x - center.x
  const dy = other.y - center.y
  const length = Math.hypot(dx, dy)
  if (length === 0) return center
  const part =
    serverOf(node) === undefined
      ? (layout.clientRadius + 6) / length
      : Math.min(
          dx === 0 ? Number.POSITIVE_INFINITY : layout.card.width / 2 / Math.abs(dx),
          dy === 0 ? Number.POSITIVE_INFINITY : layout.card.height / 2 / Math.abs(dy),
        )
  const bounded = Math.min(part, 0.5)
  return { x: center.x + dx * bounded, y: center.y + dy * bounded }
}
