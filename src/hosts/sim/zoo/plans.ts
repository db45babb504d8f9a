/**
 * Where each bug of the zoo is looked for: a random world, tuned where only certain troubles reach the situation, or a scene
 * that goes there. What judges is the same everywhere: the checkers, the workloads, and the demand to elect and to agree.
 */
import type { BugName, CatalogueBug } from '../../../ground/base/mut.ts'
import type { Millis } from '../../../ground/ids.ts'
import { ZOO } from '../../../protocol/zoo.ts'
import type { FaultClass } from '../nemesis/classes.ts'
import type { Build, SwarmOptions } from '../run/options.ts'
import type { WorkloadName } from '../workloads/names.ts'
import type { SceneName } from './scenes.ts'

/** What a plan fixes in the place of the seed. `faults`: the mean time between two acts (ms), on top of the drawn ones. */
export type Tuning = {
  readonly voters?: number
  readonly observers?: number
  readonly clients?: readonly WorkloadName[]
  readonly actMs?: Millis
  readonly flushMs?: Millis
  readonly flushJitterMs?: Millis
  readonly hopMs?: Millis
  readonly jitterMs?: Millis
  readonly beatMs?: Millis
  readonly sessionTimeoutMs?: Millis
  readonly config?: Partial<Build>
  /** All faults that there are, or those of the seed where this is undefined. */
  readonly faults?: Readonly<Partial<Record<FaultClass, Millis>>>
}
export type Plan = { readonly tuning: Tuning } | { readonly scene: SceneName }

/** The act with faults, where a plan says nothing else: shorter than in `npm run sim`, and enough for nearly all. */
const ACT_MS: Millis = 12_000

const SHAKY: Tuning['faults'] = { crash: 1500, reset: 1500, isolateLeader: 4000 }
const PLANS: { readonly [K in CatalogueBug]?: Plan } = {}

/** The plan of a bug: a random world unless it needs another. */
export function planOf(bug: CatalogueBug): Plan {
  return PLANS[bug] ?? { tuning: {} }
}

/** The switches that bring a bug to light: itself, and the defence that hides it. */
export function switchesOf(bug: CatalogueBug): readonly BugName[] {
  const { with: partner } = ZOO[bug]
  return partner === undefined ? [bug] : [bug, partner]
}

/** The options of a seed with a tuning. */
export function tuned(options: SwarmOptions, tuning: Tuning): SwarmOptions {
  const { config, ...rest } = tuning
  return { ...options, actMs: ACT_MS, ...rest, config: { ...options.config, ...config } }
}
export { SHAKY }
