/** A queue of sequential znodes: everybody puts items in and takes the first out. None is lost, and none is taken twice. */
import { below } from '../../../ground/base/rng.ts'
import type { Tree } from '../../../ground/data/tree.ts'
import { create, getChildren, remove } from '../ops.ts'
import { ask, NOTHING, outcomeOf, type Player, take, type Workload } from './player.ts'

const PATH = '/queue'

export function queue(player: Player): Workload {
  type Step =
    | { readonly type: 'idle' }
    | { readonly type: 'putting' | 'looking'; readonly id: number }
    | { readonly type: 'taking'; readonly id: number; readonly item: string }
  let step: Step = { type: 'idle' }
  const put: string[] = []
  const next = (): void => {
    if (below(player.rng, 2) === 0) {
      step = { type: 'putting', id: ask(player, create(`${PATH}/item-`, player.name, 'persistentSequential')) }
    } else step = { type: 'looking', id: ask(player, getChildren(PATH)) }
  }
  /** Whether somebody removed it is unknown: the one who asked was never answered. */
  const perhaps = (item: string): void => void player.table.taken.set(`perhaps ${item}`, player.name)
  const turn = (): void => {
    if (step.type === 'idle') return next()
    const outcome = outcomeOf(player, step.id)
    if (outcome === undefined) return
    if (step.type === 'putting' && outcome.ok && outcome.path !== undefined) put.push(outcome.path)
    if (step.type === 'looking' && outcome.ok) {
      const first = [...(outcome.children ?? [])].sort()[0]
      if (first !== undefined) {
        const item = `${PATH}/${first}`
        step = { type: 'taking', id: ask(player, remove(item)), item }
        return
      }
    }
    if (step.type === 'taking') {
      if (outcome.ok) take(player, step.item, player.name)
      else if (outcome.error !== 'noNode') perhaps(step.item)
    }
    next()
  }
  return {
    ...NOTHING,
    turn,
    rest: () => {
      if (step.type !== 'taking') return
      const outcome = outcomeOf(player, step.id)
      if (outcome?.ok === true) take(player, step.item, player.name)
      else if (outcome?.error !== 'noNode') perhaps(step.item)
      step = { type: 'idle' }
    },
    reborn: () => {
      if (step.type === 'taking') perhaps(step.item)
      step = { type: 'idle' }
    },
    judge: (tree: Tree) => {
      const { taken } = player.table
      const lost = put.find((item) => !tree.nodes.has(item) && !taken.has(item) && !taken.has(`perhaps ${item}`))
      if (lost !== undefined) return `${lost} of ${player.name} is gone, and nobody took it`
      const back = put.find((item) => tree.nodes.has(item) && taken.has(item))
      return back === undefined ? undefined : `${back} was taken by ${taken.get(back)}, and it is there`
    },
  }
}
