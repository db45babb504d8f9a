/** A configuration that everybody may change: who reads it again whenever its watch fires ends with the last value. */
import { below } from '../../../ground/base/rng.ts'
import { decodeUtf8 } from '../../../ground/base/utf8.ts'
import type { Tree } from '../../../ground/data/tree.ts'
import { getData, setData } from '../ops.ts'
import { ask, NOTHING, outcomeOf, type Player, type Workload } from './player.ts'

export const CONFIGURATION: string = '/config'

export function mirror(player: Player): Workload {
  type State = { readonly type: 'idle' | 'armed' } | { readonly type: 'reading'; readonly id: number }
  let state: State = { type: 'idle' }
  let value: string | undefined
  let fired = false
  let written = 0
  const reflect = (): void => {
    if (state.type === 'reading') {
      const outcome = outcomeOf(player, state.id)
      if (outcome === undefined) return
      state = { type: outcome.ok ? 'armed' : 'idle' }
      if (outcome.ok) value = decodeUtf8(outcome.data ?? new Uint8Array())
    }
    if (state.type === 'armed' && fired) state = { type: 'idle' }
    if (state.type !== 'idle') return
    fired = false
    state = { type: 'reading', id: ask(player, getData(CONFIGURATION, true)) }
  }
  return {
    ...NOTHING,
    turn: () => {
      reflect()
      if (below(player.rng, 20) === 0) ask(player, setData(CONFIGURATION, `${player.name}${++written}`))
    },
    reborn: () => {
      state = { type: 'idle' }
    },
    hear: (event) => {
      // Its watches end with it: who expired, and is not started again yet, holds what it last saw.
      if (event.type === 'nodeEnded') state = { type: 'idle' }
      if (event.type === 'watchEvent' && event.path === CONFIGURATION) fired = true
    },
    judge: (tree: Tree) => {
      const last = decodeUtf8(tree.nodes.get(CONFIGURATION)?.data ?? new Uint8Array())
      if (state.type !== 'armed' || fired || value === last) return undefined
      return `${player.name} watches ${CONFIGURATION} and holds ${value}, but its value is ${last}`
    },
  }
}
