/**
 * An administrator in a swarm: sets quotas before the players begin, and reconfigures now and then. A reconfiguration names
 * another client port for somebody who is a member already, so that it goes its whole way (proposed, seen, counted in both
 * memberships, activated) and leaves the majorities as they are. `restlessMembers.suite.ts` lets members come and go.
 */
import { below, type Rng } from '../../../ground/base/rng.ts'
import { clientNode, type Millis } from '../../../ground/ids.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { customaryAddress } from '../../../protocol/membership.ts'
import { ADMIN_CLIENT, joiningText } from '../../membership.ts'
import { isRunning } from '../faults.ts'
import { create } from '../ops.ts'
import type { World } from '../world.ts'

/** Guests and items that may be there at a time. */
const GUESTS_MAX = 12
const ITEMS_MAX = 40
const PORTS: readonly number[] = [2181, 2182, 2183]

/** Quotas where visitors leave their ephemerals, and where items wait: who goes over is refused. */
export const QUOTAS: readonly ClientOp[] = [
  ...quota('/guests', `count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=${GUESTS_MAX}`),
  ...quota('/queue', `count=5,bytes=50=;byteHardLimit=-1;countHardLimit=${ITEMS_MAX}`),
]
function quota(path: string, limits: string): readonly ClientOp[] {
  const root = `/zookeeper/quota${path}`
  return [
    create(root),
    create(`${root}/zookeeper_limits`, limits),
    create(`${root}/zookeeper_stats`, 'count=0,bytes=0'),
  ]
}

export type StewardState = { readonly rng: Rng; readonly everyMs: Millis; nextAt: Millis }

/** Reconfigures, if it is time. `voters`: ids up to here vote, those behind them observe. */
export function tend(steward: StewardState, world: World, voters: number): void {
  if (steward.nextAt > world.now()) return
  steward.nextAt = world.now() + 1 + below(steward.rng, 2 * steward.everyMs)
  const id = world.servers[below(steward.rng, world.servers.length)]
  const port = PORTS[below(steward.rng, PORTS.length)]
  if (id === undefined || port === undefined) return
  const address = { ...customaryAddress(id), client: { host: '0.0.0.0', port } }
  world.change({ joining: joiningText(id, id > voters ? 'observer' : 'participant', address) })
}

/** The administrator's client goes, with whatever it has asked. */
export function retire(steward: StewardState, world: World): void {
  steward.nextAt = Number.POSITIVE_INFINITY
  const node = world.machine.nodes.get(clientNode(ADMIN_CLIENT))
  if (node !== undefined && isRunning(node)) world.killClient(ADMIN_CLIENT)
}
