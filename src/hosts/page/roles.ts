/** Who leads, as the trace tells it: what `kill` without a server means. */
import { type Epoch, type NodeName, type ServerId, serverOf } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'

/** Servers that lead and serve, with their epochs. */
export type Leaders = Map<ServerId, Epoch>

/** Takes what happened into account. */
export function heedRoles(leaders: Leaders, batch: readonly Happening[]): void {
  for (const { node, event } of batch) {
    if (event.type === 'serving' && event.role === 'leading') set(leaders, node, event.epoch)
    else if (event.type === 'nodeEnded' || event.type === 'nodeStarted') set(leaders, node, undefined)
    else if (event.type === 'roleChanged' && event.role !== 'leading') set(leaders, node, undefined)
  }
}

/** The leader of the newest epoch; undefined while there is none. */
export function leaderOf(leaders: ReadonlyMap<ServerId, Epoch>): ServerId | undefined {
  let best: ServerId | undefined
  for (const [server, epoch] of leaders) if (best === undefined || epoch > (leaders.get(best) ?? -1)) best = server
  return best
}

function set(leaders: Leaders, node: NodeName, epoch: Epoch | undefined): void {
  const server = serverOf(node)
  if (server === undefined) return
  if (epoch === undefined) leaders.delete(server)
  else leaders.set(server, epoch)
}
