/** What stands under a finger: the nearest message, then the nearest link. Geometry only; a place is a function of the clock. */
import { type Millis, serverOf } from '../../ground/ids.ts'
import type { ClusterModel, FlightModel } from '../store/model.ts'
import { isCut, type LinkShape } from './links.ts'
import type { Point, RingLayout } from './ring.ts'
import { pointAt, type Route, routeBetween, wayGone } from './route.ts'

/** Where bytes stop on a link that is cut, of the way. */
const STOPPED_AT = 0.44
const FLIGHT_REACH = 14
const LINK_REACH = 8

/** Where a message is at `now`; without a time, in the middle of its way (reduced motion). */
export function flightPlace(cluster: ClusterModel, flight: FlightModel, route: Route, now: Millis | undefined): Point {
  const gone = now === undefined ? 0.5 : wayGone(flight.sentAt, flight.dueAt, now)
  const from = serverOf(flight.from)
  const to = serverOf(flight.to)
  const stopped = from !== undefined && to !== undefined && isCut(cluster, from, to)
  return pointAt(route, Math.min(gone, stopped ? STOPPED_AT : 1))
}

/** The message nearest to `point` within reach, or undefined; one that is held by hand before all others. */
export function flightAt(
  cluster: ClusterModel,
  layout: RingLayout,
  now: Millis | undefined,
  point: Point,
): FlightModel | undefined {
  let best: { readonly flight: FlightModel; readonly far: number } | undefined
  for (const flight of cluster.flights.values()) {
    const route = routeBetween(layout, flight.from, flight.to)
    if (route === undefined) continue
    const far = distance(flightPlace(cluster, flight, route, now), point)
    if (far > FLIGHT_REACH) continue
    const isBetter =
      best === undefined || (flight.held === best.flight.held ? far < best.far : flight.held && !best.flight.held)
    if (isBetter) best = { flight, far }
  }
  return best?.flight
}

/** The link nearest to `point` within reach, or undefined. */
export function linkAt(links: readonly LinkShape[], point: Point): LinkShape | undefined {
  let best: { readonly link: LinkShape; readonly far: number } | undefined
  for (const link of links) {
    const far = distanceToLine(link.from, link.to, point)
    if (far <= LINK_REACH && (best === undefined || far < best.far)) best = { link, far }
  }
  return best?.link
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
function distanceToLine(from: Point, to: Point, point: Point): number {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const square = dx * dx + dy * dy
  const part = square === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / square
  const near = Math.min(1, Math.max(0, part))
  return distance(point, { x: from.x + dx * near, y: from.y + dy * near })
}
