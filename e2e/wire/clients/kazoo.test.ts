/**
 * The test suite of kazoo 2.8 (Debian's python3-kazoo) on three servers. `kazoo-passed.json` names the tests that pass on a real
 * ensemble of ZooKeeper 3.8.0; RECORD=1 AGAINST=real writes it anew. Each of them has to pass on ours.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing } from '../../support/clients.mjs'
import { runKazoo, type Verdicts } from './kazoo.ts'
import { isReal, type Subject, subject } from './subject.ts'

/** Whoever stands still is ended by pytest long before: this is for a machine that has much else to do. */
const RUN_MS_MAX = 1_500_000
const FILE = new URL('testdata/kazoo-passed.json', import.meta.url)
const NAMES: readonly string[] = JSON.parse(readFileSync(FILE, 'utf8'))

describe.skipIf(missing('kazoo') !== undefined)('kazoo’s own tests', () => {
  let running: Subject
  let verdicts: Verdicts
  beforeAll(async () => {
    running = await subject()
    verdicts = await runKazoo(running.hosts)
    if (isReal && process.env['RECORD'] === '1') writeFileSync(FILE, passed(verdicts))
  }, RUN_MS_MAX)
  afterAll(() => running.stop())

  test.each(NAMES)('%s', (name) => {
    expect(verdicts.get(name)).toBe('passed')
  })

  test('nothing fails that is not listed', () => {
    expect([...verdicts].filter(([, verdict]) => verdict !== 'passed' && verdict !== 'skipped')).toEqual([])
  })
})

function passed(verdicts: Verdicts): string {
  const names = [...verdicts].filter(([, verdict]) => verdict === 'passed').map(([name]) => name)
  return `${JSON.stringify(names.sort(), null, 1)}\n`
}
