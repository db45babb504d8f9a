/** Who leads, as the trace tells it: what `kill` without a server means. */
import { type Epoch, type ServerId, serverOf } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'

/** Servers that lead and serve, with their epochs, and those that won an election, whether they serve yet or not. */
export type Leaders = { readonly serving: Map<ServerId, Epoch>; readonly elected: Set<ServerId> }

export function noLeaders(): Leaders {
  return { serving: new Map(), elected: new Set() }
}

/** Takes what happened into account. */
export function heedRoles({ serving, elected }: Leaders, batch: readonly Happening[]): void {
  for (const { node, event } of batch) {
    const server = serverOf(node)
    if (server === undefined) continue
    if (event.type === 'serving' && event.role === 'leading') serving.set(server, event.epoch)
    else if (event.type === 'roleChanged' && event.role === 'leading') elected.add(server)
    else if (event.type === 'nodeEnded' || event.type === 'nodeStarted' || event.type === 'roleChanged') {
      serving.delete(server)
      elected.delete(server)
    }
  }
}

/** The leader of the newest epoch; undefined while there is none. */
export function leaderOf({ serving }: Leaders): ServerId | undefined {
  let best: ServerId | undefined
  for (const [server, epoch] of serving) if (best === undefined || epoch > (serving.get(best) ?? -1)) best = server
  return best
}

/** Whom "kill the leader" means: who leads and serves, else who was elected last and is called a leader, too. */
export function leaderToKill(leaders: Leaders): ServerId | undefined {
  return leaderOf(leaders) ?? [...leaders.elected].at(-1)
}
