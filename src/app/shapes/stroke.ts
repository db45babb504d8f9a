/** A stroke across the stage and the links that it crosses: numbers only. */
import { clientNode, type NodeName, serverNode } from '../../ground/ids.ts'
import type { ClusterModel } from '../store/model.ts'
import { externalNodeOf } from '../store/reduceExternal.ts'
import { linkShapes } from './links.ts'
import type { Point, RingLayout } from './ring.ts'
import { pointAt, routeBetween } from './route.ts'

/** A tether is looked at as so many straight pieces. */
const PIECES = 16

/** The links whose lines the stroke crosses, each once: between servers, and from clients to their servers. */
export function crossedLinks(
  cluster: ClusterModel,
  layout: RingLayout,
  stroke: readonly Point[],
): readonly (readonly [NodeName, NodeName])[] {
  const crossed: (readonly [NodeName, NodeName])[] = []
  for (const { ends, from, to } of linkShapes(cluster, layout))
    if (crosses(stroke, [from, to])) crossed.push([serverNode(ends[0]), serverNode(ends[1])])
  for (const [node, server] of tethersOf(cluster)) {
    const route = routeBetween(layout, node, server)
    if (route === undefined) continue
    const line = Array.from({ length: PIECES + 1 }, (_, piece) => pointAt(route, piece / PIECES))
    if (crosses(stroke, line)) crossed.push([node, server])
  }
  return crossed
}

function tethersOf({ clients, externals }: ClusterModel): readonly (readonly [NodeName, NodeName])[] {
  const own = [...clients.values()].flatMap(({ name, server, life }): (readonly [NodeName, NodeName])[] =>
    server === undefined || life === 'down' ? [] : [[clientNode(name), serverNode(server)]],
  )
  const outside = [...externals.values()].map(({ name, server }): readonly [NodeName, NodeName] => [
    externalNodeOf(name),
    serverNode(server),
  ])
  return [...own, ...outside]
}

function crosses(one: readonly Point[], other: readonly Point[]): boolean {
  return segments(one).some((a) => segments(other).some((b) => meet(a, b)))
}
type Segment = readonly [Point, Point]
function segments(points: readonly Point[]): readonly Segment[] {
  return points.slice(1).flatMap((point, index): Segment[] => {
    const before = points[index]
    return before === undefined ? [] : [[before, point]]
  })
}
/** Two segments cross where the ends of each lie on different sides of the other. */
function meet([a, b]: Segment, [c, d]: Segment): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}
function side(a: Point, b: Point, point: Point): number {
  return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
}
