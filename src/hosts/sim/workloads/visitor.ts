/** Comes, leaves ephemerals, moves, goes or dies: nothing of it stays, and nothing that is another's goes with it. */
import { below } from '../../../ground/base/rng.ts'
import type { ClientInput } from '../../../protocol/client/seam.ts'
import { create, getChildren } from '../ops.ts'
import { ask, NOTHING, type Player, type Workload } from './player.ts'

export function visitor(player: Player): Workload {
  const { rng, world, name } = player
  let count = 0
  const tell = (input: ClientInput): void => world.tell(name, input)
  return {
    ...NOTHING,
    turn: () => {
      switch (below(rng, 24)) {
        case 0:
          return tell({ type: 'close' })
        case 1:
          return world.killClient(name)
        case 2:
          return tell({ type: 'move', server: undefined })
        case 3:
          return tell({ type: 'move', server: world.servers[below(rng, world.servers.length)] })
        case 4:
          return void ask(player, getChildren('/guests', true))
        default:
          return void ask(player, create(`/guests/${name}${count++}`, 'here', 'ephemeral'))
      }
    },
  }
}
