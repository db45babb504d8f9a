import { expect, test } from 'vitest'
import { swarm } from './swarm.suite.ts'

const SEEDS = Array.from({ length: 30 }, (_, i) => i + 1)
const FAULTS_MS = 30_000
/** Small limits, so that SNAP, TRUNC and log changes happen within a run. */
const TIGHT = { committedLogMax: 5, snapCount: 20 }

test.each(SEEDS)(
  'under kills, power failures and partitions nothing that was acknowledged is lost (seed %i)',
  (seed) => {
    const servers = seed % 3 === 0 ? 5 : 3
    const observers = seed % 4 === 0 ? 1 : 0
    const run = swarm({ seed, servers, observers, faultsMs: FAULTS_MS, ...(seed % 2 === 0 ? {} : { config: TIGHT }) })
    expect(run.created).toBeGreaterThan(0)
  },
)
