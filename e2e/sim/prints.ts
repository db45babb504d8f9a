/** The prints of whole traces, one a seed: what Node and a browser must agree on. */
import { drawOptions } from '../../src/hosts/sim/run/options.ts'
import { programsOf } from '../../src/hosts/sim/run/programs.ts'
import { runSeed } from '../../src/hosts/sim/run/seed.ts'

const ACT_MS = 1500

/** The prints of the seeds from 1 to `count`. A seed that fails prints its failure. */
export function prints(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const { hash, failure } = runSeed(drawOptions(i + 1, { actMs: ACT_MS }), programsOf([]), { hash: true })
    return failure === undefined ? `${i + 1}: ${hash}` : `${i + 1}: ${failure.checker}: ${failure.reason}`
  })
}
