/** Scenarios as files and as links, from anybody: read whole, or refused with a place and a reason; nothing is thrown. */
import { assert } from '../../ground/base/assert.ts'
import { below, type Rng } from '../../ground/base/rng.ts'
import { decodeUtf8, encodeText } from '../../ground/base/utf8.ts'
import { serverId } from '../../ground/ids.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { bent, chance, type Gate, type Meter, oddText, spoiled, timed } from '../fuzzing.ts'
import type { Scenario } from '../scenario.ts'
import { packScenario, readScenarioText, scenarioJson, scenarioText, unpackScenario } from './scenarioText.ts'

const create = { type: 'create', path: '/x', data: encodeText('v'), mode: 'persistent', acl: OPEN_ACL } as const
const GOOD: Scenario = {
  title: 'fuzz',
  servers: 3,
  observers: 1,
  idle: false,
  clients: ['A', 'B'],
  seed: 7,
  speed: 'auto',
  tree: [{ path: '/a', data: null }],
  steps: [
    { at: 0, command: { type: 'submit', client: 'A', op: create } },
    { at: 100, command: { type: 'submit', client: 'A', op: { type: 'multi', ops: [create] } }, now: true },
    { at: 1000, command: { type: 'run', client: 'B', run: { recipe: 'lock', path: '/a', prefix: 'x' } } },
    { at: 5000, command: { type: 'kill' } },
    { at: 6000, command: { type: 'restart', server: serverId(3), disk: 'wipe' } },
  ],
  expect: [{ type: 'leader' }, { type: 'znode', path: '/a', data: null, children: [] }],
}

/** What a scenario and its parts call their fields. */
export const FIELD_NAMES: readonly [string, ...string[]] = [
  'steps',
  'command',
  'type',
  'at',
  'op',
  'path',
  'data',
  'server',
  'client',
  'tree',
  'version',
  'format',
  'base64',
  '__proto__',
  'constructor',
]

export const scenarioGate: Gate = {
  name: 'scenario',
  doc: 'scenarios in files: read whole, or refused with a place and a reason',
  episode: (rng, meter) => {
    for (let count = 0; count < 20; count++) {
      const read = timed(meter, () => readScenarioText(fileText(rng)))
      if (read.ok) holdsTogether(read.value)
      else assert(read.error.path.length < 200, 'a place is short')
    }
    return 20
  },
}

export const linkGate: Gate = {
  name: 'links',
  doc: 'scenarios in links: read whole, or refused; what is read packs to the same again',
  episode: (rng, meter) => {
    for (let count = 0; count < 20; count++) linkOnce(rng, meter)
    return 20
  },
}

function fileText(rng: Rng): string {
  if (chance(rng, 10)) return oddText(rng)
  if (chance(rng, 5)) return '['.repeat(below(rng, 20_000))
  const text = chance(rng, 10)
    ? scenarioText(GOOD)
    : (JSON.stringify(bent(rng, scenarioJson(GOOD), FIELD_NAMES), big) ?? '')
  if (chance(rng, 80)) return text
  const at = below(rng, text.length + 1)
  return text.slice(0, at) + oddText(rng) + text.slice(at + below(rng, 3))
}
function big(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value
}

function linkOnce(rng: Rng, meter: Meter): void {
  const packed = packScenario(GOOD)
  const json: unknown = JSON.parse(decodeUtf8(packed))
  const bytes = chance(rng, 30)
    ? spoiled(rng, packed)
    : encodeText(JSON.stringify(bent(rng, json, FIELD_NAMES), big) ?? '')
  const read = timed(meter, () => unpackScenario(bytes))
  if (read.ok) holdsTogether(read.value)
}
/** A scenario that was read comes back from its own file and its own link. */
function holdsTogether(scenario: Scenario): void {
  const again = readScenarioText(scenarioText(scenario))
  assert(again.ok, 'what was read can be written and read')
  const link = unpackScenario(packScenario(scenario))
  assert(link.ok, 'what was read can be packed and read')
  assert(scenarioText(link.value) === scenarioText(again.value), 'file and link say the same')
}
