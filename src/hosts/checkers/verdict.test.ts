/** What the lamps say: grey where nothing was put to the test, amber for what is allowed, red for ever, and where it showed. */
import { expect, test } from 'vitest'
import {
  asksFor,
  becomes,
  bytes,
  calm,
  does,
  done,
  made,
  make,
  put,
  read,
  reads,
  stat,
  sync,
  withA,
  wrote,
} from './answers.suite.ts'
import type { CheckerName } from './checkers.ts'
import * as h from './histories.suite.ts'
import { cA, cB, s1, s2, s3, sessionB, z } from './histories.suite.ts'
import { aboutOf, createJudge, judge, judgeRest, type Verdict, verdictsOf } from './verdict.ts'

function verdictOf(name: CheckerName, history: h.History): Verdict {
  const state = createJudge()
  for (const happening of h.happenings(history)) judge(state, happening)
  judgeRest(state)
  const verdict = verdictsOf(state).find(({ checker }) => checker === name)
  if (verdict === undefined) throw new Error(`no verdict on ${name}`)
  return verdict
}

const stale = [
  ...withA,
  ...does(cA, 2, put('/a', '1'), z(1, 2), wrote('/a', '1', 1)),
  ...reads(cB, 1, read('/a'), z(1, 1), { ok: true, data: bytes('0'), stat: stat(z(1, 1), { dataLength: 1 }) }),
]

test('a lamp is grey until its rule is put to the test', () => {
  expect(verdictOf('reads', calm)).toMatchObject({ state: 'untested', count: 0, evidence: undefined })
})

test('a lamp that holds names the happening that showed it last', () => {
  const { state, count, evidence } = verdictOf('writes', withA)
  expect([state, count, evidence?.node, evidence?.event, evidence?.reason]).toEqual(['held', 1, cA, 'answered', ''])
})

test('a stale read is seen, and allowed', () => {
  const { state, allowed, evidence } = verdictOf('reads', stale)
  expect([state, allowed]).toEqual(['allowed', 1])
  expect(evidence?.reason).toBe('cB reads /a as of 0x100000001, and 0x100000002 was answered before it asked')
})

test('a sync through a deposed leader is seen, and allowed', () => {
  const { state, evidence } = verdictOf('syncs', [
    ...calm,
    h.serves(s2, 1),
    h.serves(s3, 2, 'leading'),
    ...does(cB, 1, put('/a', 'x'), z(2, 1), wrote('/a', 'x', 1), done),
    ...reads(cA, 1, sync, z(1, 0), done),
  ])
  expect(state).toBe('allowed')
  expect(evidence?.reason).toMatch(/its leader was deposed and did not know/)
})

test('a server whose disk fails must end: that is seen, and allowed', () => {
  const full = { type: 'nodeEnded', how: 'crashed', reason: 'the disk failed: no space left on device' } as const
  const { state, evidence } = verdictOf('crashes', [...calm, h.line(s1, full)])
  expect([state, evidence?.reason]).toEqual(['allowed', 's1 ended by itself: the disk failed: no space left on device'])
})

test('a holder that is paused while its session ends is seen, and allowed', () => {
  const holds = (client: typeof cA, node: string): h.Line => [
    client,
    { type: 'recipe', recipe: 'lock', state: 'holding', path: '/l', node, behind: undefined },
  ]
  const { state, evidence } = verdictOf('recipes', [
    ...calm,
    holds(cA, '/l/1'),
    h.applies(s1, z(1, 1), { type: 'closeSession', paths: ['/l/1'] }),
    holds(cB, '/l/2'),
  ])
  expect(state).toBe('allowed')
  expect(evidence?.reason).toMatch(/which is gone \(session 0x100\): cA does not know yet/)
})

test('red stays red, with the first thing that showed it', () => {
  const twice = [...calm, h.proposes(s2, z(1, 1)), h.proposes(s3, z(1, 1)), ...h.reign(s1, s2, 2)]
  const { state, evidence } = verdictOf('leaders', twice)
  expect([state, evidence?.node, evidence?.reason]).toEqual([
    'broken',
    s2,
    's2 leads epoch 1, which is the epoch of s1',
  ])
})

test('a new ensemble takes nothing from what was counted', () => {
  const newOne = h.line(s1, { type: 'commandTaken', command: { type: 'newEnsemble', servers: 3 } })
  expect(verdictOf('reads', [...stale, newOne])).toMatchObject({ state: 'allowed', count: 1, allowed: 1 })
})

test('what is remembered has a bound: an hour of writes leaves no more behind than a minute', () => {
  const sizeAfter = (writes: number): number => {
    const state = createJudge()
    let index = 0
    const tell = (history: h.History): void => {
      for (const { node, event } of h.happenings(history)) judge(state, { at: index, node, index: index++, event })
    }
    tell(calm)
    tell(does(cA, 1, make('/a'), z(1, 1), made('/a')))
    for (let n = 2; n < writes; n++) {
      tell([
        asksFor(cA, n, put('/a', 'x')),
        ...becomes(cA, n, z(1, n), wrote('/a', 'x', n - 1)),
        ...h.stores(s1, z(1, n)),
        h.applies(s1, z(1, n), wrote('/a', 'x', n - 1), { xid: n }),
        h.hears(cA, n, z(1, n)),
      ])
    }
    return entriesIn(state)
  }
  // Every table is full by then.
  const some = sizeAfter(11_000)
  expect(sizeAfter(22_000)).toBeLessThan(1.5 * some)
}, 120_000)

/** How many values a state holds, however deep; what it holds in two places is one. */
function entriesIn(value: unknown, seen: Set<unknown> = new Set()): number {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return 1
  if (seen.has(value)) return 0
  seen.add(value)
  if (value instanceof Map) return [...value].reduce((sum, [, one]) => sum + 1 + entriesIn(one, seen), 0)
  if (value instanceof Set) return value.size
  return Object.values(value).reduce<number>((sum, one) => sum + entriesIn(one, seen), 1)
}

test('every family says what it is called and what it promises', () => {
  for (const { checker } of verdictsOf(createJudge())) {
    expect(aboutOf(checker).title).not.toBe('')
    expect(aboutOf(checker).doc).toMatch(/\.$/)
  }
  expect(sessionB).toBe(0x200n)
})
