/** A shared counter: read with its version, set by that version. Each version is given to one, and counts one step. */
import { below } from '../../../ground/base/rng.ts'
import { decodeUtf8 } from '../../../ground/base/utf8.ts'
import type { Tree } from '../../../ground/data/tree.ts'
import { getData, setData } from '../ops.ts'
import { ask, NOTHING, outcomeOf, type Player, take, type Workload } from './player.ts'

export const REGISTERS: readonly string[] = ['/register/a', '/register/b']

export function register(player: Player): Workload {
  type State = { readonly type: 'idle' } | { readonly type: 'reading' | 'writing'; readonly id: number }
  let state: State = { type: 'idle' }
  let path = ''
  const best = new Map<string, number>()
  const read = (): void => {
    path = REGISTERS[below(player.rng, REGISTERS.length)] ?? ''
    state = { type: 'reading', id: ask(player, getData(path)) }
  }
  const turn = (): void => {
    if (state.type === 'idle') return read()
    const outcome = outcomeOf(player, state.id)
    if (outcome === undefined) return
    if (!outcome.ok || outcome.stat === undefined) return read()
    const { version } = outcome.stat
    if (state.type === 'reading') {
      const value = decodeUtf8(outcome.data ?? new Uint8Array())
      if (value !== String(version)) throw new Error(`${path} holds ${value} in its version ${version}`)
      state = { type: 'writing', id: ask(player, setData(path, String(version + 1), version)) }
      return
    }
    take(player, `version ${version} of ${path}`, player.name)
    best.set(path, Math.max(version, best.get(path) ?? 0))
    read()
  }
  return {
    ...NOTHING,
    turn,
    reborn: () => {
      state = { type: 'idle' }
    },
    judge: (tree: Tree) => {
      for (const [at, version] of best) {
        const node = tree.nodes.get(at)
        if (node === undefined || node.stat.version < version)
          return `${player.name} was told of version ${version} of ${at}, which has version ${node?.stat.version}`
        if (decodeUtf8(node.data ?? new Uint8Array()) !== String(node.stat.version))
          return `${at} holds another value than its version ${node.stat.version}`
      }
      return undefined
    },
  }
}
