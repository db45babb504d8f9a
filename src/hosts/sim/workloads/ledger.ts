/** Makes and removes znodes of its own: what was acknowledged is so at the end. */
import { below } from '../../../ground/base/rng.ts'
import type { Tree } from '../../../ground/data/tree.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { create, remove } from '../ops.ts'
import { ask, NOTHING, outcomeOf, type Player, take, type Workload } from './player.ts'

type Write = { readonly id: number; readonly kind: 'made' | 'named' | 'gone'; readonly path: string }

const KEPT_MAX = 60

export function ledger(player: Player): Workload {
  /** Without an answer so far. */
  let open: Write[] = []
  /** There for sure; perhaps there (its deletion has no answer); gone for sure. */
  const made: string[] = []
  const gone: string[] = []
  let count = 0
  const settle = (): void => {
    const left: Write[] = []
    for (const write of open) {
      const outcome = outcomeOf(player, write.id)
      if (outcome === undefined) left.push(write)
      else if (outcome.ok) note(write, outcome.path)
    }
    open = left
  }
  const note = ({ kind, path }: Write, name: string | undefined): void => {
    if (kind === 'gone') gone.push(path)
    else if (kind === 'made') made.push(path)
    else if (name !== undefined) {
      take(player, `the name ${name}`, player.name)
      made.push(name)
    }
  }
  const choose = (): { readonly kind: Write['kind']; readonly path: string; readonly op: ClientOp } => {
    const { rng, name } = player
    const path = `/book/${name}${count++}`
    const text = 'x'.repeat(below(rng, 120))
    const roll = below(rng, 10)
    if (roll === 0) return { kind: 'named', path: '', op: create('/book/s-', text, 'persistentSequential') }
    if (roll <= 3 || made.length > KEPT_MAX) {
      // Whether it is there any more is unknown from now on: it leaves the list.
      const [old] = made.splice(below(rng, Math.max(1, made.length)), 1)
      if (old !== undefined) return { kind: 'gone', path: old, op: remove(old) }
    }
    if (roll === 4) return { kind: 'gone', path, op: create(path, text, 'ephemeral') }
    return { kind: 'made', path, op: create(path, text, roll === 5 ? 'container' : 'persistent') }
  }
  return {
    ...NOTHING,
    turn: () => {
      settle()
      for (let n = below(player.rng, 3); n >= 0; n--) {
        const { kind, path, op } = choose()
        const id = ask(player, op)
        if (op.type !== 'create' || op.mode !== 'ephemeral') open.push({ id, kind, path })
      }
    },
    reborn: () => {
      open = []
    },
    judge: (tree: Tree) => {
      settle()
      const lost = made.find((path) => !tree.nodes.has(path))
      if (lost !== undefined) return `${player.name} was told that ${lost} is there, and it is not`
      const back = gone.find((path) => tree.nodes.has(path))
      return back === undefined ? undefined : `${player.name} was told that ${back} is gone, and it is there`
    },
  }
}
