/** The lock recipe: whoever begins to hold finds no other holder's znode left everywhere, and everybody gets it again. */
import { must } from '../../../ground/base/assert.ts'
import type { Happening } from '../../engine.ts'
import { askAs, NOTHING, outcomeOf, type Player, type Workload } from './player.ts'

const PATH = '/lock'
const HOLD_MS = 60

export function locker(player: Player): Workload {
  const { world, table, node } = player
  let state: 'idle' | 'waiting' | 'holding' | 'releasing' = 'idle'
  let asked = 0
  let until = 0
  let held = 0
  const run = (): void => {
    asked = askAs(player, (id) => ({ type: 'run', id, run: { recipe: 'lock', path: PATH, prefix: 'x-' } }))
    state = 'waiting'
  }
  const turn = (): void => {
    const outcome = outcomeOf(player, asked)
    if (state === 'waiting' && outcome !== undefined) {
      state = outcome.ok ? 'holding' : 'idle'
      until = world.now() + HOLD_MS
      if (outcome.ok) held += 1
    }
    if (state === 'releasing' && outcome !== undefined) state = 'idle'
    if (state === 'holding' && world.now() >= until) {
      asked = askAs(player, (id) => ({ type: 'release', id, recipe: 'lock', path: PATH }))
      state = 'releasing'
    } else if (state === 'idle') run()
  }
  return {
    ...NOTHING,
    turn,
    reborn: () => {
      state = 'idle'
    },
    hear: (event) => {
      if (event.type === 'nodeEnded') table.holders.delete(node)
      if (event.type === 'recipe' && event.recipe === 'lock') onRecipe(event)
    },
    progress: () => held,
  }

  function onRecipe({ state: news, path, node: made }: Extract<Happening['event'], { type: 'recipe' }>): void {
    table.holders.delete(node)
    if (news !== 'holding') return
    const mine = must(made, 'a holder has a znode')
    for (const [other, theirs] of table.holders) {
      const isGone = world.servers.some((id) => world.isRunning(id) && !world.server(id).db.tree.nodes.has(theirs))
      if (!isGone) throw new Error(`${node} holds the lock while ${other} has ${theirs}`)
    }
    table.holders.set(node, mine.startsWith('/') ? mine : `${path}/${mine}`)
  }
}
