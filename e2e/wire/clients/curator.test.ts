/** The recipes of Curator 5.4 on three servers, two of them while the leader is killed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing } from '../../support/clients.mjs'
import { type Outcomes, runJava } from './java.ts'
import { type Subject, subject } from './subject.ts'

const CHECKS = [
  'InterProcessMutex',
  'InterProcessSemaphoreMutex',
  'InterProcessReadWriteLock',
  'InterProcessSemaphoreV2',
  'InterProcessMultiLock',
  'LeaderLatch',
  'LeaderSelector',
  'DistributedBarrier',
  'DistributedDoubleBarrier',
  'DistributedQueue',
  'SimpleDistributedQueue',
  'DistributedPriorityQueue',
  'SharedCount',
  'DistributedAtomicLong',
  'NodeCache',
  'PathChildrenCache',
  'TreeCache',
  'CuratorCache',
  'PersistentWatcher',
  'PersistentNode',
  'PersistentTtlNode',
  'GroupMember',
  'transactions',
  'protected, compressed, with containers as parents',
  'a lock is held by one while the leader is killed',
  'latch, cache, node and counter come through while the leader is killed',
]
/** Of `java/`; the first has `main`. */
const SOURCES = [
  'CuratorClient',
  'Curators',
  'LockRecipes',
  'LeaderRecipes',
  'QueueRecipes',
  'CounterRecipes',
  'CacheRecipes',
  'NodeRecipes',
  'LeaderLost',
  'Checks',
]
const RUN_MS_MAX = 300_000

describe.skipIf(missing('curator') !== undefined)('Curator’s recipes', () => {
  let running: Subject
  let outcomes: Outcomes
  beforeAll(async () => {
    running = await subject()
    outcomes = await runJava(running, SOURCES)
  }, RUN_MS_MAX)
  afterAll(() => running.stop())

  test.each(CHECKS)('%s', (name) => {
    expect(outcomes.get(name)).toBe('ok')
  })

  test('nothing is checked that is not listed here', () => {
    expect([...outcomes.keys()]).toEqual(CHECKS)
  })
})
