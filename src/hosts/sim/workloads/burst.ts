/** Many things at once on a few znodes, without waiting for answers: the checkers judge what comes back, and when. */
import { below } from '../../../ground/base/rng.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { create, exists, getChildren, getData, remove, setData, sync } from '../ops.ts'
import { ask, NOTHING, type Player, pending, type Workload } from './player.ts'

const OPEN_MAX = 40
const BIG_BYTES = 160_000

export function burst(player: Player): Workload {
  const { rng } = player
  let beat = 0
  return {
    ...NOTHING,
    turn: () => {
      beat += 1
      if (player.asked.size > OPEN_MAX && pending(player) > OPEN_MAX) return
      for (let n = below(rng, 5); n > 0; n--) ask(player, anyOp())
    },
  }

  function anyOp(): ClientOp {
    const path = `/box/n${below(rng, 4)}`
    const roll = below(rng, 18)
    switch (roll) {
      case 0:
      case 1:
        return create(path, 'x')
      case 2:
        return create(path, 'x', 'ephemeral')
      case 3:
        return create('/box/s-', 'x', 'ephemeralSequential')
      case 4:
      case 5:
        return remove(path)
      case 6:
      case 7:
        return setData(path, String(beat))
      case 8:
        return exists(path, true)
      case 9:
        return getChildren('/box', true)
      case 10:
        return sync()
      case 11:
        return { type: 'setACL', path, acl: OPEN_ACL, version: -1 }
      case 12:
        return { type: 'getACL', path }
      default:
        return anyOther(roll, path)
    }
  }

  function anyOther(roll: number, path: string): ClientOp {
    switch (roll) {
      case 13:
        return create(`${path}/below`, 'x', below(rng, 2) === 0 ? 'container' : 'persistent')
      case 14:
        return { type: 'create', path, data: null, mode: 'persistentWithTtl', acl: OPEN_ACL, ttl: 1000 }
      case 15:
        return { type: 'addWatch', path, mode: below(rng, 2) === 0 ? 'persistent' : 'persistentRecursive' }
      case 16:
        // Beyond a small jute.maxbuffer: the connection ends, and nothing else does.
        return below(rng, 60) === 0 ? setData(path, 'x'.repeat(BIG_BYTES)) : getData(path, true)
      default:
        return getData(path, true)
    }
  }
}
