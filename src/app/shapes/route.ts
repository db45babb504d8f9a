/**
 * The way of a message: from the edge of one node to the edge of the other, a straight line between servers, a bow to and
 * from clients. A place on it is a function of the clock.
 */
import { must } from '../../ground/base/assert.ts'
import type { Millis, NodeName } from '../../ground/ids.ts'
import { externalOf, serverOf } from '../../ground/ids.ts'
import { TAG, TAG_COMPACT } from './outside.ts'
import { type Point, placeOf, type RingLayout } from './ring.ts'

/** A quadratic curve: start, control, end. */
export type Route = { readonly from: Point; readonly bend: Point; readonly to: Point }

/** Messages keep to their own side of a link, so that both directions can be seen. */
const LANE = 5
/** How far a tether bows out and where it does so most, both of its length. */
type Bow = { readonly depth: number; readonly at: number }
/** Bows from the gentlest on: a tether takes the first that runs around all other cards. */
const BOWS: readonly Bow[] = [0.1, 0.2, 0.32, 0.46, 0.62, 0.8].flatMap((depth) =>
  [depth, -depth].flatMap((signed) => [0.5, 0.2, 0.8].map((at) => ({ depth: signed, at }))),
)
/** Room that a tether leaves beside a card, and places of it that are looked at. */
const CLEARANCE = 6
const SAMPLES = 24

/** Routes of a layout that were asked for: every message of a link takes the same one. */
const known = new WeakMap<RingLayout, Map<string, Route | undefined>>()

/** The route between two nodes, or undefined where one of them does not stand on the stage. */
export function routeBetween(layout: RingLayout, from: NodeName, to: NodeName): Route | undefined {
  const routes = known.get(layout) ?? new Map<string, Route | undefined>()
  known.set(layout, routes)
  const key = `${from} ${to}`
  if (!routes.has(key)) routes.set(key, findRoute(layout, from, to))
  return routes.get(key)
}

function findRoute(layout: RingLayout, from: NodeName, to: NodeName): Route | undefined {
  const start = placeOf(layout, from)
  const end = placeOf(layout, to)
  if (start === undefined || end === undefined) return undefined
  // Both directions of a tether are one curve: it is laid from the client, and read backwards from the server.
  if (serverOf(from) === undefined) return tether(layout, from, start, to, end)
  if (serverOf(to) === undefined) {
    const there = tether(layout, to, end, from, start)
    return { from: there.to, bend: there.bend, to: there.from }
  }
  const shift = normal(start, end, LANE)
  const a = add(edge(layout, from, start, end), shift)
  const b = add(edge(layout, to, end, start), shift)
  return { from: a, bend: between(a, b, 0.5), to: b }
}

/** The gentlest bow from a client to its server that no other card covers; where all are covered, the least covered. */
function tether(layout: RingLayout, client: NodeName, start: Point, server: NodeName, end: Point): Route {
  const length = Math.hypot(end.x - start.x, end.y - start.y)
  const others = [...layout.servers].filter(([id]) => id !== serverOf(server)).map(([, place]) => place)
  let best: { readonly route: Route; readonly covered: number } | undefined
  for (const { depth, at } of BOWS) {
    const bend = add(between(start, end, at), normal(start, end, depth * length))
    const route = { from: edge(layout, client, start, bend), bend, to: edge(layout, server, end, bend) }
    const covered = coveredSamples(layout, route, others)
    if (best === undefined || covered < best.covered) best = { route, covered }
    if (covered === 0) break
  }
  return must(best, 'there is a bow').route
}

/** How many places of the route lie under one of `cards`, off the stage or behind the caption. */
function coveredSamples({ card, width, floor }: RingLayout, route: Route, cards: readonly Point[]): number {
  let covered = 0
  for (let i = 0; i <= SAMPLES; i++) {
    const { x, y } = pointAt(route, i / SAMPLES)
    const under = cards.some(
      (place) =>
        Math.abs(place.x - x) < card.width / 2 + CLEARANCE && Math.abs(place.y - y) < card.height / 2 + CLEARANCE,
    )
    if (under || x < 0 || y < 0 || x > width || y > floor) covered++
  }
  return covered
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
function between(a: Point, b: Point, part: number): Point {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part }
}
/** A vector of `size` to the left of the way from `a` to `b`. */
function normal(a: Point, b: Point, size: number): Point {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  return length === 0 ? { x: 0, y: 0 } : { x: ((b.y - a.y) / length) * size, y: (-(b.x - a.x) / length) * size }
}

/** The box that a node is drawn as; undefined for a circle. */
function boxOf(layout: RingLayout, node: NodeName): RingLayout['card'] | undefined {
  if (serverOf(node) !== undefined) return layout.card
  if (externalOf(node) === undefined) return undefined
  return layout.compact ? TAG_COMPACT : TAG
}

/** Where the line from the node at `center` towards `other` leaves its card or its circle. */
export function edge(layout: RingLayout, node: NodeName, center: Point, other: Point): Point {
  const dx = other.x - center.x
  const dy = other.y - center.y
  const length = Math.hypot(dx, dy)
  if (length === 0) return center
  const box = boxOf(layout, node)
  const part =
    box === undefined
      ? (layout.clientRadius + 6) / length
      : Math.min(
          dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
          dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
        )
  const bounded = Math.min(part, 0.5)
  return { x: center.x + dx * bounded, y: center.y + dy * bounded }
}
