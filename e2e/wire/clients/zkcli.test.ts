/**
 * A session of ZooKeeper's own zkCli.sh. `zkcli.json` holds what it printed on a real ensemble of 3.8.0 (RECORD=1 AGAINST=real
 * writes it anew, for the lines of `zkcli-lines.json`); on ours it has to print the same.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing } from '../../support/clients.mjs'
import { isReal, type Subject, subject } from './subject.ts'
import { type Conversation, normalized, read, talk } from './zkcli.ts'

const RUN_MS_MAX = 240_000
const FILE = new URL('testdata/zkcli.json', import.meta.url)
const LINES: readonly string[] = JSON.parse(readFileSync(new URL('testdata/zkcli-lines.json', import.meta.url), 'utf8'))
const RECORDED: Conversation = JSON.parse(readFileSync(FILE, 'utf8'))

test('an event may be printed anywhere in an answer, in two pieces', () => {
  const mark = 'ZooKeeper CLI version: 3.8.0\n'
  const event = 'WatchedEvent state:SyncConnected type:NodeCreated path:/a'
  const before = `Connecting\n${mark}`
  const answer = `[a, b]\n${mark}`
  for (let from = 0; from <= answer.length; from++) {
    for (let to = from; to <= answer.length; to++) {
      const parts = [answer.slice(0, from), '\nWATCHER::\n', answer.slice(from, to), `\n${event}\n`, answer.slice(to)]
      expect(read(before + parts.join(''), ['ls /']), parts.join('')).toEqual({
        answers: [{ line: 'ls /', printed: ['[a, b]'] }],
        events: [event],
      })
    }
  }
})

describe.skipIf(missing('zookeeper') !== undefined)('zkCli.sh', () => {
  let running: Subject
  let held: Conversation
  beforeAll(async () => {
    running = await subject()
    held = normalized(await talk(running.ports[0] ?? 0, LINES))
    if (isReal && process.env['RECORD'] === '1') writeFileSync(FILE, `${JSON.stringify(held, null, 1)}\n`)
  }, RUN_MS_MAX)
  afterAll(() => running.stop())

  test('every line is recorded', () => {
    expect(RECORDED.answers.map(({ line }) => line)).toEqual(LINES)
  })

  test.each(RECORDED.answers.map((answer, at) => [answer.line, at] as const))('%s', (_, at) => {
    expect(held.answers[at]).toEqual(RECORDED.answers[at])
  })

  test('watch events come as recorded', () => {
    expect(held.events).toEqual(RECORDED.events)
  })
})
