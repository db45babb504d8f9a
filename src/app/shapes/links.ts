/** The lines between servers and what state each is in: numbers and words, no drawing. */
import { type ServerId, serverNode } from '../../ground/ids.ts'
import type { ClusterModel, ServerModel, SlowWay } from '../store/model.ts'
import type { Point, RingLayout } from './ring.ts'
import { edge } from './route.ts'

export type LinkState = 'leading' | 'open' | 'dead' | 'cut'
export type LinkShape = {
  readonly key: string
  readonly ends: readonly [ServerId, ServerId]
  readonly from: Point
  readonly to: Point
  readonly state: LinkState
  readonly leader: ServerModel | undefined
  /** It is slower than the others, by a delay or a stall. */
  readonly slow: SlowWay | undefined
}

/** A line for each pair of servers. `leading`: between a leader and who follows it. */
export function linkShapes(cluster: ClusterModel, layout: RingLayout): readonly LinkShape[] {
  const servers = [...cluster.servers.values()]
  return servers.flatMap((a, index) =>
    servers.slice(index + 1).flatMap((b) => {
      const start = layout.servers.get(a.id)
      const end = layout.servers.get(b.id)
      if (start === undefined || end === undefined) return []
      const leader = leads(a, b) ? a : leads(b, a) ? b : undefined
      const shape: LinkShape = {
        key: `${a.id}-${b.id}`,
        ends: [a.id, b.id],
        from: edge(layout, serverNode(a.id), start, end),
        to: edge(layout, serverNode(b.id), end, start),
        state: linkState(cluster, a, b, leader !== undefined),
        leader,
        slow: slowest(cluster, a.id, b.id),
      }
      return [shape]
    }),
  )
}

function leads(a: ServerModel, b: ServerModel): boolean {
  return a.life !== 'down' && a.role === 'leading' && b.leader === a.id && b.role !== 'looking' && b.life !== 'down'
}

function linkState(cluster: ClusterModel, a: ServerModel, b: ServerModel, leading: boolean): LinkState {
  if (a.life === 'down' || b.life === 'down') return 'dead'
  if (isCut(cluster, a.id, b.id)) return 'cut'
  return leading ? 'leading' : 'open'
}

/** How much slower the way between two servers is than the others: a delay in milliseconds, or a stall that is not over. */
export function slowest(cluster: ClusterModel, a: ServerId, b: ServerId): SlowWay | undefined {
  const [left, right] = [serverNode(a), serverNode(b)]
  return cluster.slow.findLast(
    (way) =>
      ((way.from === left && way.to === right) || (way.from === right && way.to === left)) &&
      (way.type === 'delayed' || way.until > cluster.at),
  )
}
export function isSlow(cluster: ClusterModel, a: ServerId, b: ServerId): boolean {
  return slowest(cluster, a, b) !== undefined
}

/** Whether bytes between two servers are stopped, one way or both. */
export function isCut(cluster: ClusterModel, a: ServerId, b: ServerId): boolean {
  if (cluster.servers.get(a)?.isolated || cluster.servers.get(b)?.isolated) return true
  const left = serverNode(a)
  const right = serverNode(b)
  return cluster.cuts.some(({ from, to }) => (from === left && to === right) || (from === right && to === left))
}
