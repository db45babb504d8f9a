import { expect, test } from 'vitest'
import type { ServerConfig } from '../../protocol/config.ts'
import { swarm } from './swarm.suite.ts'

/** These found an empty learner that was told it had everything, once (planSync with an empty committed log). */
const FOUND = [254, 430]
const SEEDS = [...Array.from({ length: 30 }, (_, i) => i + 1), ...FOUND]
const FAULTS_MS = 30_000
/** Small limits make SNAP, TRUNC, new log files and starts from a bare snapshot happen within a run. */
const CONFIGS: readonly Partial<ServerConfig>[] = [
  {},
  { committedLogMax: 5, snapCount: 20 },
  { committedLogMax: 1, snapCount: 2 },
  { finalizeEarly: false, tickTime: 200 },
]

test.each(SEEDS)(
  'under kills, power failures and partitions nothing that was acknowledged is lost (seed %i)',
  (seed) => {
    const servers = seed % 3 === 0 ? 5 : 3
    const observers = seed % 5 === 0 ? 1 : 0
    const config = CONFIGS[seed % CONFIGS.length] ?? {}
    expect(swarm({ seed, servers, observers, faultsMs: FAULTS_MS, config }).created).toBeGreaterThan(0)
  },
)
