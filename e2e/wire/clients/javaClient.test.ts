/** ZooKeeper's own Java client on three servers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing } from '../../support/clients.mjs'
import { type Outcomes, runJava } from './java.ts'
import { type Subject, subject } from './subject.ts'

const CHECKS = [
  'stat',
  'errors',
  'sequential',
  'ephemeral',
  'container and ttl',
  'acl and auth',
  'whoami',
  'multi',
  'multi refused',
  'multi of reads',
  'one-shot watches',
  'persistent watch',
  'recursive watch',
  'removed watches',
  'ephemerals and number of children',
  'sync',
  'asynchronous answers in order',
  'large data and many children',
  'chroot',
  'negotiated timeout',
  'client that may be read-only',
  'session taken over',
  'config',
  'reconfigure',
  'watches set again after a reconnect',
  'no acknowledged write is lost when the leader is killed',
]
/** Of `java/`; the first has `main`. */
const SOURCES = [
  'JavaClient',
  'DataChecks',
  'BatchChecks',
  'WatchChecks',
  'SessionChecks',
  'ConfigChecks',
  'Session',
  'Events',
  'Checks',
]
const RUN_MS_MAX = 300_000

describe.skipIf(missing('zookeeper') !== undefined)('ZooKeeper’s Java client', () => {
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
