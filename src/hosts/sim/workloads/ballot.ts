/** Two znodes that are only ever changed together, in one multi: nobody sees one change without the other. */
import { below } from '../../../ground/base/rng.ts'
import { decodeUtf8, encodeUtf8 } from '../../../ground/base/utf8.ts'
import type { Tree } from '../../../ground/data/tree.ts'
import type { ClientOp, PartOutcome } from '../../../protocol/client/seam.ts'
import { ask, NOTHING, outcomeOf, type Player, type Workload } from './player.ts'

export const BOXES: readonly [string, string] = ['/ballot/left', '/ballot/right']

export function ballot(player: Player): Workload {
  const { rng, name } = player
  let reading: number | undefined
  let count = 0
  const turn = (): void => {
    if (reading !== undefined) {
      const outcome = outcomeOf(player, reading)
      if (outcome === undefined) return
      reading = undefined
      if (outcome.ok) compare(outcome.results ?? [])
    }
    if (below(rng, 3) === 0)
      reading = ask(player, { type: 'multiRead', ops: BOXES.map((path) => ({ type: 'getData', path })) })
    else ask(player, vote())
  }
  return {
    ...NOTHING,
    turn,
    reborn: () => {
      reading = undefined
    },
    judge: (tree: Tree) => {
      const [left, right] = BOXES.map((path) => decodeUtf8(tree.nodes.get(path)?.data ?? new Uint8Array()))
      return left === right ? undefined : `${BOXES[0]} holds ${left}, and ${BOXES[1]} holds ${right}`
    },
  }

  function vote(): ClientOp {
    const data = encodeUtf8(`${name}${count++}`)
    const sets = BOXES.map((path) => ({ type: 'setData', path, data, version: -1 }) as const)
    // A part that fails takes the others with it.
    const spoilt = { type: 'check', path: BOXES[0], version: 0 } as const
    return { type: 'multi', ops: below(rng, 3) === 0 ? [...sets, spoilt] : sets }
  }
  function compare([left, right]: readonly PartOutcome[]): void {
    if (left?.ok !== true || right?.ok !== true) return
    const [a, b] = [decodeUtf8(left.data ?? new Uint8Array()), decodeUtf8(right.data ?? new Uint8Array())]
    if (a !== b) throw new Error(`${name} reads ${a} beside ${b}: half of a multi`)
  }
}
