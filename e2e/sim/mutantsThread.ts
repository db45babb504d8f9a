/** A thread of `npm run mutants`: a bug and a seed in, what was noticed out. */
import { parentPort } from 'node:worker_threads'
import type { CatalogueBug } from '../../src/ground/base/mut.ts'
import { type Catch, hunt, isCleanWithout } from '../../src/hosts/sim/zoo/hunt.ts'
import { switchesOf } from '../../src/protocol/zoo.ts'

/** Seeds from `from` on, at most `count`; `ms`: what they took, all together. */
export type Hunt = { readonly bug: CatalogueBug; readonly from: number; readonly count: number }
export type Hunted = {
  readonly bug: CatalogueBug
  /** The seed that caught it, or undefined. */
  readonly seed: number | undefined
  readonly caught: Catch | undefined
  /** What the same seed shows without the bug: must be nothing. */
  readonly without: Catch | undefined
  readonly ms: number
}

function run({ bug, from, count }: Hunt): Hunted {
  const startedAt = performance.now()
  for (let seed = from; seed < from + count; seed++) {
    const caught = hunt(bug, seed, switchesOf(bug))
    if (caught === undefined) continue
    const without = isCleanWithout(bug, seed)
    return { bug, seed, caught, without, ms: performance.now() - startedAt }
  }
  return { bug, seed: undefined, caught: undefined, without: undefined, ms: performance.now() - startedAt }
}

parentPort?.on('message', (task: Hunt) => parentPort?.postMessage(run(task)))
