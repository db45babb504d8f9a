/** Scenarios in files and in links: the same again, or what is wrong and where. */
import { describe, expect, test } from 'vitest'
import { readFragment, scenarioFragment } from '../page/scenarioLink.ts'
import { SCENARIO_BOUNDS, SCENARIO_FORMAT, type Scenario } from '../scenario.ts'
import { asked, bare, create, everything, sessionOfTwenty } from './samples.suite.ts'
import {
  packScenario,
  readScenario,
  readScenarioText,
  scenarioJson,
  scenarioText,
  unpackScenario,
} from './scenarioText.ts'

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

describe('what is wrong is told with its place', () => {
  const good = { format: SCENARIO_FORMAT, version: 1 }
  const step = { at: 0, command: { type: 'kill' } }
  test.each<readonly [string, unknown, object]>([
    ['no object', [], { path: '', type: 'notAScenario' }],
    ['another program’s file', { name: 'x', version: '1.0.0' }, { path: '', type: 'notAScenario' }],
    ['a later version', { ...good, version: 2 }, { path: 'version', type: 'version', found: '2', known: 1 }],
    ['four servers', { ...good, servers: 4 }, { path: 'servers', type: 'notOneOf', found: '4' }],
    [
      'an unknown command',
      { ...good, steps: [step, { at: 0, command: { type: 'explode' } }] },
      { path: 'steps[2].command.type', type: 'notOneOf', found: 'explode' },
    ],
    [
      'a command of a prototype',
      { ...good, steps: [{ at: 0, command: { type: 'constructor' } }] },
      { path: 'steps[1].command.type', type: 'notOneOf', found: 'constructor' },
    ],
    ['a misspelt field', { ...good, sevrers: 3 }, { path: '', type: 'unknownField', name: 'sevrers' }],
    [
      'a time that is none',
      { ...good, steps: [{ ...step, at: 1.5 }] },
      { path: 'steps[1].at', type: 'notA', wanted: 'whole number' },
    ],
    ['steps that go back', { ...good, steps: [{ ...step, at: 9 }, step] }, { path: 'steps[2].at', type: 'outOfOrder' }],
    [
      'a missing client',
      { ...good, steps: [{ at: 0, command: { type: 'killClient' } }] },
      { path: 'steps[1].command.client', type: 'missing' },
    ],
    ['a client named by markup', { ...good, clients: ['<b>'] }, { path: 'clients[1]', type: 'malformed' }],
    [
      'a child before its parent',
      { ...good, tree: [{ path: '/a/b' }, { path: '/a' }] },
      { path: 'tree[1].path', type: 'outOfOrder' },
    ],
    [
      'a znode that stands there',
      { ...good, tree: [{ path: '/a' }, { path: '/a' }] },
      { path: 'tree[2].path', type: 'outOfOrder' },
    ],
    ['a relative path', { ...good, tree: [{ path: '/a/../b' }] }, { path: 'tree[1].path', type: 'malformed' }],
    [
      'data of numbers',
      { ...good, tree: [{ path: '/a', data: 5 }] },
      { path: 'tree[1].data', type: 'notA', wanted: 'data' },
    ],
    [
      'data that is no base64',
      { ...good, tree: [{ path: '/a', data: { base64: '*' } }] },
      { path: 'tree[1].data', type: 'notA', wanted: 'data' },
    ],
    [
      'data of two megabytes',
      { ...good, tree: [{ path: '/a', data: 'x'.repeat(2_000_000) }] },
      { path: 'tree[1].data', type: 'tooLong' },
    ],
    [
      'more servers than there is room for',
      { ...good, servers: 7, observers: 3 },
      { path: 'observers', type: 'outside', max: 2 },
    ],
  ])('%s', (_, json, problem) => {
    expect(readScenarioText(JSON.stringify(json))).toMatchObject({ ok: false, error: problem })
  })

  test('a key named __proto__ is a field that nobody knows, and changes nothing', () => {
    const text = `{"format":"${SCENARIO_FORMAT}","version":1,"__proto__":{"steps":[1]}}`
    expect(readScenarioText(text)).toEqual({ ok: false, error: { path: '', type: 'unknownField', name: '__proto__' } })
  })
  test('no JSON, and more than anybody reads', () => {
    expect(readScenarioText('{')).toMatchObject({ error: { type: 'unreadable' } })
    expect(readScenarioText(`${'['.repeat(200_000)}`)).toMatchObject({ error: { type: 'unreadable' } })
    const most = SCENARIO_BOUNDS.textLength
    expect(readScenarioText(' '.repeat(most + 1))).toMatchObject({ error: { type: 'tooLong', max: most } })
  })
})

describe('links', () => {
  const sample = 's=1.i442NDDQiTYy1THWUXJU0jHQUdJPLChQ0lEqzsgvUNIxjI3VMYwFAA'
  test('one that was made today opens for ever', async () => {
    const [command] = [asked('A', create('/app', 'shop', 'ephemeral'))]
    const scenario: Scenario = { ...bare, servers: 3, steps: [{ at: 2500, command }] }
    expect(await readFragment(`#${sample}`)).toEqual({ ok: true, value: scenario })
  })
  test('a later code, a damaged one, one that is cut off, and none', async () => {
    expect(await readFragment('#s=2.abcd')).toEqual({
      ok: false,
      error: { path: '', type: 'version', found: '2', known: 1 },
    })
    for (const bad of ['s=', 's=1', 's=1.', 's=1.*', 's=x.y', 's=1.AAAA', `${sample.slice(0, -9)}`])
      expect(await readFragment(`#${bad}`), bad).toEqual({ ok: false, error: { path: '', type: 'unreadable' } })
    expect(await readFragment('#gateway=1&x')).toBeUndefined()
    expect(await readFragment('')).toBeUndefined()
  })
  test('a bomb is not unpacked', async () => {
    const zeros = new Blob([new Uint8Array(30_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw'))
    const bomb = Buffer.from(await new Response(zeros).arrayBuffer()).toString('base64url')
    const isShort = bomb.slice(0, 30_000)
    expect(await readFragment(`#s=1.${isShort}`)).toMatchObject({
      error: { type: expect.stringMatching(/tooLong|unreadable/) },
    })
    expect(await readFragment(`#s=1.${bomb}`)).toMatchObject({ error: { type: 'tooLong' } })
  })
  test('what fits into no address is no link', async () => {
    let seed = 1
    const noise = Array.from({ length: 9000 }, () => {
      seed = (seed * 48_271) % 0x7fffffff
      return 32 + (seed % 90)
    })
    const data = new Uint8Array(noise)
    expect(await scenarioFragment({ ...bare, tree: [{ path: '/a', data }] })).toBeUndefined()
    expect(await scenarioFragment({ ...bare, tree: [{ path: '/a', data: data.slice(0, 5000) }] })).toBeDefined()
  })
})
