import { expect, test } from 'vitest'
import { swarm } from './swarm.suite.ts'

const SEEDS = Array.from({ length: 30 }, (_, i) => i + 1)
const FAULTS_MS = 30_000

test.each(SEEDS)(
  'under kills, power failures and partitions nothing that was acknowledged is lost (seed %i)',
  (seed) => {
    const { acknowledged } = swarm({ seed, servers: seed % 3 === 0 ? 5 : 3, faultsMs: FAULTS_MS })
    expect(acknowledged.length).toBeGreaterThan(0)
  },
)
