/** What is copied: texts that other tools take as they are. `e2e/wire/clients/copied.test.ts` runs those for other clients. */
import { expect, test } from 'vitest'
import { encodeText } from '../../ground/base/utf8.ts'
import { nodeName, serverId } from '../../ground/ids.ts'
import { asked, bare, create, everything, sessionOfTwenty } from '../../hosts/scenario/samples.suite.ts'
import type { ScenarioCommand } from '../../hosts/scenario.ts'
import { curatorText } from './copyCurator.ts'
import { kazooText } from './copyKazoo.ts'
import { testText } from './copyTest.ts'
import { zkCliText, zkCliTranscript } from './copyZkCli.ts'
import { lineOf } from './lines.ts'

test('the test that is copied is a test: it runs among the others', async () => {
  const text = testText({
    ...sessionOfTwenty,
    title: 'twenty commands come out the same',
    expect: [
      { type: 'leader' },
      { type: 'answer', step: 1, answer: 'ok' },
      { type: 'znode', path: '/app', data: encodeText('shop') },
      { type: 'znode', path: '/app/db', data: encodeText('jdbc:mysql://10.0.0.6/shop') },
      { type: 'role', server: serverId(2), role: 'down' },
    ],
  })
  await expect(text).toMatchFileSnapshot('../../hosts/testdata/copied.test.ts')
})

test('each step is told in the console’s words', () => {
  const s = serverId
  const cases: readonly (readonly [ScenarioCommand, string])[] = [
    [{ type: 'kill' }, 'kill leader'],
    [{ type: 'restart', server: s(2), disk: 'loseUnflushed' }, 'restart 2 lose'],
    [{ type: 'restart', server: s(2), disk: 'keep' }, 'restart 2'],
    [{ type: 'partition', groups: [[s(1)], [s(2), s(3)]] }, 'partition 1 | 2 3'],
    [{ type: 'cut', from: s(1), to: s(2), bothWays: false }, 'cut 1 2 oneway'],
    [{ type: 'cutLinks', links: [[nodeName('s1'), nodeName('cA')]] }, 'cut s1–cA'],
    [{ type: 'slowDisk', server: s(1), delayMs: 50 }, 'disk 1 slow 50'],
    [{ type: 'skewClock', server: s(1), rate: 1, jumpMs: 3000 }, 'clock 1 ahead 3000'],
    [{ type: 'heal' }, 'heal'],
    [asked('A', create('/a b', 'it’s "so"', 'ephemeralSequential')), `A: create -e -s "/a b" 'it’s "so"'`],
    [{ type: 'run', client: 'B', run: { recipe: 'lock', path: '/l', prefix: '' } }, 'B: lock /l'],
    [{ type: 'addClient', name: 'C', server: s(3) }, 'client C 3'],
  ]
  for (const [command, line] of cases) expect(lineOf(command)).toBe(line)
  for (const { command } of everything.steps) expect(lineOf(command)).toMatch(/^\S.*\S$/)
})

test('what a tool can’t say is told where it would stand', () => {
  const multi = asked('A', { type: 'multi', ops: [{ type: 'check', path: '/', version: 0 }] })
  const data = asked('A', { type: 'setData', path: '/a', data: new Uint8Array([255]), version: -1 })
  const scenario = {
    ...bare,
    tree: [],
    steps: [multi, data, { type: 'kill' } as const].map((command) => ({ at: 1500, command })),
  }
  expect(zkCliTranscript(scenario)).toEqual({
    lines: [],
    notes: [
      'not for zkCli, before line 1: 0:01.5 A: multi [check /]',
      'not for zkCli, before line 1: 0:01.5 A: setData /a (1 B)',
      'not for zkCli, before line 1: 0:01.5 kill leader',
    ],
  })
  expect(kazooText(scenario, 'h:1')).toMatch(
    /t\.check\("\/", version=0\), t\.commit\(\).*\n.*b"\\xff".*\n# 0:01\.5 kill leader\n/,
  )
  expect(curatorText(scenario, 'h:1')).toMatch(
    /\/\/ 0:01\.5 A: multi.*\n.*new byte\[\] \{-1\}\)\);\n {4}\/\/ 0:01\.5 kill leader\n/,
  )
})

test('no text of a session gets out of its quotes', () => {
  const evil = `x'"\\\nEND\n$(touch /tmp/x)\u2028"""*/`
  const scenario = { ...bare, tree: [], steps: [{ at: 0, command: asked('A', create('/x', evil)) }] }
  // A shell takes what stands between the marks as it is, up to a line that is the mark.
  const body = zkCliText(scenario, 'h:1').split("<<'END'\n")[1] ?? ''
  expect(body.trimEnd().split('\n').slice(0, -1)).not.toContain('END')
  const python = kazooText(scenario, 'h:1')
    .split('\n')
    .filter((line) => line.includes('touch'))
  expect(python).toHaveLength(1)
  expect(python[0]).toContain('b"x\'\\"\\\\\\nEND\\n$(touch /tmp/x)\\xe2\\x80\\xa8\\"\\"\\"*/"')
  const java = curatorText(scenario, 'h:1')
    .split('\n')
    .filter((line) => line.includes('touch'))
  expect(java.every((line) => /^ {4}tell\("(?:[^"\\]|\\.)*", /.test(line))).toBe(true)
})
