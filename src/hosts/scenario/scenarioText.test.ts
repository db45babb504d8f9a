import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { nodeName, serverId } from '../../ground/ids.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { readFragment, scenarioFragment } from '../page/scenarioLink.ts'
import type { Scenario, ScenarioStep } from '../scenario.ts'
import { bare, sessionOfTwenty } from './samples.suite.ts'
import {
  packScenario,
  readScenario,
  readScenarioText,
  scenarioJson,
  scenarioText,
  unpackScenario,
} from './scenarioText.ts'

const bytes = (text: string) => encodeUtf8(text)
const s = serverId
const everything: Scenario = {
  ...bare,
  title: 'Everything 全部',
  servers: 3,
  observers: 2,
  clients: ['A', 'Bob2'],
  seed: 4_294_967_295,
  hopMs: 1.5,
  speed: 'auto',
  patienceMs: 5,
  tree: [
    { path: '/a', data: null },
    { path: '/a/b', data: new Uint8Array([0xff, 0, 1]), container: true },
    { path: '/配置', data: bytes(''), acl: [{ perms: 1, id: { scheme: 'digest', id: null } }] },
  ],
  steps: [
    { at: 0, command: { type: 'kill' } },
    { at: 0, command: { type: 'kill', server: s(2) }, now: true },
    { at: 7, command: { type: 'restart', server: s(2), disk: 'wipe' } },
    { at: 8, command: { type: 'cutLinks', links: [[nodeName('s1'), nodeName('cA')]] } },
    { at: 9, command: { type: 'partition', groups: [[s(1)], [s(2), s(3)]] } },
    { at: 10, command: { type: 'skewClock', server: s(1), rate: 0.5, jumpMs: -3 } },
    { at: 11, command: { type: 'fullDisk', server: s(1), full: false } },
    { at: 12, command: { type: 'setSpeed', speed: 'auto' } },
    ...ops().map((op): ScenarioStep => ({ at: 99, command: { type: 'submit', client: 'A', op } })),
    { at: 100, command: { type: 'run', client: 'A', run: { recipe: 'lock', path: '/l', prefix: '', herd: false } } },
    {
      at: 100,
      command: { type: 'run', client: 'A', run: { recipe: 'twoPhase', path: '/t', sites: ['x', '__proto__'] } },
    },
    { at: 101, command: { type: 'release', client: 'A', recipe: 'lock' } },
  ],
  expect: [
    { type: 'leader' },
    { type: 'role', server: s(1), role: 'down' },
    { type: 'znode', path: '/a', data: null, children: [] },
    { type: 'answer', step: 9, answer: 'nodeExists' },
    { type: 'agreement' },
  ],
}

function ops(): readonly Extract<ScenarioStep['command'], { type: 'submit' }>['op'][] {
  const create = { type: 'create', path: '/x-', data: null, mode: 'ephemeralSequential', acl: OPEN_ACL } as const
  return [
    create,
    { ...create, mode: 'persistentWithTtl', ttl: 5000, stat: true, acl: [], data: bytes('é') },
    { type: 'setData', path: '', data: new Uint8Array([0x80]), version: 0 },
    { type: 'setData', path: '/x', data: null, version: -1 },
    { type: 'multi', ops: [create, { type: 'check', path: '/', version: 3 }] },
    { type: 'multiRead', ops: [{ type: 'getData', path: '/x' }] },
    { type: 'addAuth', scheme: 'digest', auth: bytes('u:p') },
    { type: 'reconfig', joining: '', leaving: null, newMembers: null, fromConfig: 0x1_0000_0000n },
    { type: 'whoAmI' },
  ]
}

describe('a scenario comes back as it was', () => {
  test.each([
    ['bare', bare],
    ['of everything', everything],
    ['idle', { ...bare, idle: true, clients: [] }],
    ['of twenty commands', sessionOfTwenty],
  ])('%s: from JSON, from a file, from a link', async (_, scenario) => {
    expect(readScenario(scenarioJson(scenario))).toEqual({ ok: true, value: scenario })
    expect(readScenarioText(scenarioText(scenario))).toEqual({ ok: true, value: scenario })
    expect(unpackScenario(packScenario(scenario))).toEqual({ ok: true, value: scenario })
    const fragment = await scenarioFragment(scenario)
    expect(await readFragment(`#lang=en&${fragment ?? ''}`)).toEqual({ ok: true, value: scenario })
  })
})

test('a session of twenty commands fits into 300 characters of an address', async () => {
  const fragment = (await scenarioFragment(sessionOfTwenty)) ?? ''
  console.info(`20 commands: ${packScenario(sessionOfTwenty).length} bytes, ${fragment.length} characters of hash`)
  expect(sessionOfTwenty.steps).toHaveLength(20)
  expect(fragment.length).toBeLessThanOrEqual(300)
})
