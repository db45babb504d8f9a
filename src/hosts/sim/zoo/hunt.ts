/** One hunt: a bug, a seed, and what came of it with the bug and without. */
import type { BugName, CatalogueBug } from '../../../ground/base/mut.ts'
import { switchesOf } from '../../../protocol/zoo.ts'
import { drawOptions } from '../run/options.ts'
import { programsOf } from '../run/programs.ts'
import { runSeed } from '../run/seed.ts'
import { planOf, tuned } from './plans.ts'
import { SCENES } from './scenes.ts'

/** Who noticed the bug, and in what words. */
export type Catch = { readonly checker: string; readonly reason: string }

/** Runs the bug's plan under `seed` with these switches. Returns what was noticed. */
export function hunt(bug: CatalogueBug, seed: number, switches: readonly BugName[]): Catch | undefined {
  const plan = planOf(bug)
  try {
    if ('scene' in plan) return playScene(plan.scene, seed, switches)
    const options = tuned(drawOptions(seed, { mutants: switches }), plan.tuning)
    const { failure } = runSeed(options, programsOf(switches))
    return failure === undefined ? undefined : { checker: failure.checker, reason: failure.reason }
  } finally {
    programsOf([])
  }
}

function playScene(name: keyof typeof SCENES, seed: number, switches: readonly BugName[]): Catch | undefined {
  try {
    SCENES[name](seed, programsOf(switches))
    return undefined
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const [first = ''] = error.message.split('\n')
    const [, checker = 'scene', reason = first] = /^(\w+): (.*)$/.exec(first) ?? []
    return { checker, reason }
  }
}

/** Whether the seed is clean without the bug: without any switch, and with the partner alone. */
export function isCleanWithout(bug: CatalogueBug, seed: number): Catch | undefined {
  const clean = hunt(bug, seed, [])
  const [, ...partners] = switchesOf(bug)
  return clean ?? (partners.length === 0 ? undefined : hunt(bug, seed, partners))
}
