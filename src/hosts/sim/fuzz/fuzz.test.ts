import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { linkId, serverId, serverNode } from '../../../ground/ids.ts'
import { Writer } from '../../../ground/jute/cursor.ts'
import { frame } from '../../../ground/jute/frames.ts'
import { OpCode } from '../../../ground/jute/opcodes.ts'
import { cpuMs } from '../../cpuClock.suite.ts'
import { episodeDice, type Gate, spoiled } from '../../fuzzing.ts'
import { type FuzzReport, fuzz, playEpisode } from '../../fuzzRun.ts'
import { nodeOf, stepServer } from '../machine.ts'
import { cluster } from '../scenarios/cluster.suite.ts'
import { GATES } from './gates.ts'

/** `npm run fuzz` tries more. */
const INPUTS = 5000
const PATIENT = { timeout: 120_000 }
const now = cpuMs

test.each(GATES)('whatever comes in at the gate $name, its laws hold', PATIENT, async (gate) => {
  const report = await fuzz({ gate, seed: 20_261_122, inputs: INPUTS, now })
  expect(report.failures).toEqual([])
  expect(report.inputs).toBeGreaterThanOrEqual(INPUTS)
})

const CORPUS = readFileSync(new URL('testdata/episodes.txt', import.meta.url), 'utf8')
const ROWS = CORPUS.split('\n').flatMap((line) => {
  const [, name = '', seed = '', episode = '', what = ''] = /^(\w+) (\d+) (\d+) (.*)$/.exec(line) ?? []
  return name === '' ? [] : [{ name, seed: Number(seed), episode: Number(episode), what }]
})
test.each(ROWS)(
  'what was found stays found: $what ($name $seed $episode)',
  PATIENT,
  async ({ name, seed, episode }) => {
    const gate = GATES.find((one) => one.name === name)
    if (gate === undefined) throw new Error(`there is no gate ${name}`)
    const report: FuzzReport = { gate: name, inputs: 0, episodes: 0, slowestMs: 0, failures: [] }
    await playEpisode({ gate, seed, inputs: 0, now }, report, episode)
    expect(report.failures).toEqual([])
  },
)

test('a fuzzer that meets a law that is broken names the episode, and the episode breaks it again', async () => {
  const gate: Gate = {
    name: 'broken',
    doc: 'falls over every zero',
    episode: (rng) => {
      if (spoiled(rng, encodeUtf8('abcdefgh')).includes(0)) throw new Error('a zero')
      return 1
    },
  }
  const report = await fuzz({ gate, seed: 1, inputs: 200, now })
  expect(report.failures.length).toBeGreaterThan(5)
  for (const { episode } of report.failures)
    expect(() => gate.episode(episodeDice(1, episode), { now, slowestMs: 0 })).toThrow('a zero')
})

test('an input that takes too long is a failure', async () => {
  let clock = 0
  const slow = (): number => (clock += 150)
  const gate = GATES.find(({ name }) => name === 'envelope')
  if (gate === undefined) throw new Error('there is a gate for envelopes')
  const report = await fuzz({ gate, seed: 1, inputs: 10, now: slow })
  expect(report.failures[0]?.reason).toMatch(/an input took 150 ms/)
})

// A client may make a session by the operation (-10) with any timeout: the tracker's assertion threw every leader over.
test('a session that is asked for with a timeout below zero throws no leader over', () => {
  const c = cluster(1, { autostart: true })
  c.settle()
  const node = nodeOf(c.machine, serverNode(serverId(1)))
  expect(node).toBeDefined()
  const link = linkId('odd')
  const give = (bytes: Uint8Array): void => stepServer(c.machine, node, { type: 'received', link, bytes })
  stepServer(c.machine, node, {
    type: 'opened',
    link,
    channel: 'client',
    peer: undefined,
    dialled: false,
    address: 'x:1',
  })
  const hello = new Writer()
  hello.int(0)
  hello.long(0n)
  hello.int(4000)
  hello.long(0n)
  hello.buffer(new Uint8Array(16))
  give(frame(hello.bytes()))
  c.runFor(5000)
  const odd = new Writer()
  odd.int(1)
  odd.int(OpCode.createSession)
  odd.int(-1_000_000)
  give(frame(odd.bytes()))
  c.runFor(10_000)
  expect(c.isRunning(serverId(1))).toBe(true)
  c.restart(1)
  c.settle()
  expect(c.leader()).toBe(1)
})
