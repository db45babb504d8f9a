/** Histories of servers that the checkers of Zab must reject, each for its own reason, and such that they must accept. */
import { describe, expect, test } from 'vitest'
import { findingInChinese } from '../../app/i18n/guarantees.reasons.zh.ts'
import type { CheckerName } from './checkers.ts'
import * as h from './histories.suite.ts'
import { s1, s2, s3, z } from './histories.suite.ts'

type Bad = readonly [name: string, reason: RegExp, history: h.History]
type Good = readonly [name: string, history: h.History]

/** Three servers with a leader of epoch 1 and one follower that serve; s3 is idle. */
const calm: h.History = [...h.allBoot(), ...h.reign(s1, s2, 1)]
/** A write that goes as it should on s1 and s2. */
function write(zxid: ReturnType<typeof z>): h.History {
  return [
    h.proposes(s1, zxid),
    ...h.stores(s1, zxid),
    ...h.stores(s2, zxid),
    h.counts(s1, zxid, s1),
    h.counts(s1, zxid, s2),
    h.commits(s1, zxid),
    h.applies(s1, zxid),
    h.applies(s2, zxid),
  ]
}

const bad: { readonly [K in CheckerName]?: readonly Bad[] } = {
  leaders: [
    [
      'two leaders in one epoch',
      /s2 leads epoch 1, which is the epoch of s1/,
      [...calm, h.becomes(s2, 'leading'), h.synchronizes(s2, 1)],
    ],
    [
      'a server leads its old epoch again after a crash',
      /s1 leads epoch 1 a second time/,
      [...calm, h.dies(s1), h.boots(s1, z(0, 0), 1, 1), h.becomes(s1, 'leading'), h.synchronizes(s1, 1)],
    ],
    ['a follower proposes in the leader’s epoch', /s2 leads epoch 1/, [...calm, h.proposes(s2, z(1, 1))]],
    [
      'a deposed leader proposes in the epoch of its successor',
      /s1 leads epoch 2/,
      [...calm, ...h.reign(s2, s3, 2), h.proposes(s1, z(2, 1))],
    ],
  ],
  promises: [
    [
      'a promise forgotten over a restart',
      /acceptedEpoch 0, but it had promised epoch 1/,
      [...calm, h.dies(s2), h.boots(s2)],
    ],
    [
      'an established epoch forgotten over a restart',
      /currentEpoch 0, but it had established epoch 1/,
      [...calm, h.dies(s2), h.boots(s2, z(0, 0), 1, 0)],
    ],
    ['one epoch promised to two leaders', /s2 promises epoch 1 twice/, [...calm, h.promises(s2, 1)]],
    [
      'a promise to an older leader',
      /s2 promises epoch 2 after it promised epoch 3/,
      [...calm, h.promises(s2, 3), h.promises(s2, 2)],
    ],
    [
      'following an older leader',
      /s2 follows the leader of epoch 1, but it promised epoch 3/,
      [...calm, h.promises(s2, 3), h.becomes(s2, 'following'), h.synchronizes(s2, 1)],
    ],
    [
      'a leader goes on with promises that are not on disk',
      /only s1 promised it on disk/,
      [...h.allBoot(), h.becomes(s1, 'leading'), h.promises(s1, 1), h.synchronizes(s1, 1)],
    ],
    [
      'a leader serves before a majority has its epoch on disk',
      /only s1 established it on disk/,
      [
        ...h.allBoot(),
        h.becomes(s1, 'leading'),
        h.promises(s1, 1),
        h.promises(s2, 1),
        h.synchronizes(s1, 1),
        h.establishes(s1, 1),
        h.serves(s1, 1, 'leading'),
      ],
    ],
    [
      'a leader serves before its own epoch is on disk',
      /before its own currentEpoch is on disk/,
      [...h.allBoot(), h.promises(s1, 1), h.establishes(s2, 0), h.serves(s1, 1, 'leading')],
    ],
    ['an epoch established that was never accepted', /it has accepted only 1/, [...calm, h.establishes(s2, 2)]],
    ['a log of an epoch that was never accepted', /has accepted no epoch beyond 1/, [h.boots(s1, z(2, 1), 1, 1)]],
  ],
  durability: [
    [
      'a commit that one disk holds',
      /of 3 voters only s1 has it on disk/,
      [...calm, h.proposes(s1, z(1, 1)), ...h.stores(s1, z(1, 1)), h.appends(s2, z(1, 1)), h.commits(s1, z(1, 1))],
    ],
    [
      'a reconfiguration that only the old members hold',
      /of 3 and 3 voters only s1 and s2 has it on disk/,
      [
        ...calm,
        h.sees(s1, z(1, 1), [2, 4, 5]),
        h.proposes(s1, z(1, 1)),
        ...h.stores(s1, z(1, 1)),
        ...h.stores(s2, z(1, 1)),
        h.commits(s1, z(1, 1)),
      ],
    ],
    [
      'a commit behind a reconfiguration that only old members hold',
      /of 2 voters only s1 has it on disk/,
      [
        ...calm,
        h.proposes(s1, z(1, 1)),
        ...h.stores(s1, z(1, 1)),
        ...h.stores(s2, z(1, 1)),
        h.commits(s1, z(1, 1)),
        h.goesBy(s1, z(1, 1), [1, 4]),
        h.proposes(s1, z(1, 2)),
        ...h.stores(s1, z(1, 2)),
        ...h.stores(s2, z(1, 2)),
        h.commits(s1, z(1, 2)),
      ],
    ],
    [
      'a membership that nobody committed',
      /s2 goes by the membership of 0x100000002, which nobody has committed/,
      [
        ...calm,
        h.proposes(s1, z(1, 1)),
        ...h.stores(s1, z(1, 1)),
        ...h.stores(s2, z(1, 1)),
        h.commits(s1, z(1, 1)),
        h.goesBy(s2, z(1, 2), [2]),
      ],
    ],
    [
      'an acknowledgement before the flush',
      /counts an acknowledgement of s2 for 0x100000001, which is not on its disk/,
      [...calm, h.appends(s2, z(1, 1)), h.counts(s1, z(1, 1), s2)],
    ],
    [
      'an acknowledgement before the flush of what comes again after a truncation',
      /counts an acknowledgement of s2 for 0x100000001, which is not on its disk/,
      [
        ...calm,
        ...h.stores(s2, z(1, 1)),
        ...h.truncates(s2, z(0, 0), [z(1, 1)]),
        h.appends(s2, z(1, 1)),
        h.counts(s1, z(1, 1), s2),
      ],
    ],
    [
      'an epoch on disk before its history',
      /has currentEpoch 2 on disk before 0x100000001/,
      [...calm, h.appends(s2, z(1, 1)), h.establishes(s2, 2)],
    ],
    [
      'a leader that counts itself before its flush',
      /an acknowledgement of s1/,
      [...calm, h.appends(s1, z(1, 1)), h.counts(s1, z(1, 1), s1)],
    ],
    [
      'an acknowledged transaction lost in a crash',
      /starts with 0x0, but it had 0x100000001 on disk/,
      [...calm, ...write(z(1, 1)), h.dies(s2), h.boots(s2, z(0, 0), 1, 1)],
    ],
    [
      'a leader without what was committed',
      /s3 leads epoch 2 from 0x0, but 0x100000001 was committed/,
      [...calm, ...write(z(1, 1)), ...h.reign(s3, s2, 2).slice(0, -1)],
    ],
    [
      'a truncation of what the majority needs',
      /truncates 0x100000001, which was committed: now only s1 has it/,
      [...calm, ...write(z(1, 1)), ...h.truncates(s2, z(0, 0), [z(1, 1)]).slice(0, 1)],
    ],
    [
      'a commit behind the back of a newer leader',
      /s3 leads epoch 2 without it/,
      [...calm, ...h.stores(s1, z(1, 1)), ...h.stores(s2, z(1, 1)), ...h.reign(s3, s2, 2), h.commits(s1, z(1, 1))],
    ],
    [
      'an answer that shows what nobody committed',
      /answers getData with 0x100000001, which nobody has committed/,
      [...calm, h.applies(s2, z(1, 1)), h.answers(s2, 1, z(1, 1))],
    ],
  ],
  agreement: [
    [
      'one zxid, two transactions',
      /0x100000001 is one transaction at s2 .* and another at s1/,
      [...calm, h.proposes(s1, z(1, 1)), h.applies(s2, z(1, 1), h.set('/b'))],
    ],
    [
      'a transaction that nobody proposed',
      /applies 0x100000002, which nobody proposed/,
      [...calm, ...write(z(1, 1)), h.applies(s2, z(1, 2))],
    ],
    [
      'a gap in what a server applies',
      /applies 0x100000003 after 0x100000001: there is a gap/,
      [...calm, ...write(z(1, 1)), h.proposes(s1, z(1, 2)), h.proposes(s1, z(1, 3)), h.applies(s2, z(1, 3))],
    ],
    [
      'a transaction applied twice',
      /applies 0x100000001 after 0x100000001: time goes back/,
      [...calm, ...write(z(1, 1)), h.applies(s2, z(1, 1))],
    ],
    [
      'a tail that went another way',
      /0x200000001 after 0x100000002, but elsewhere it follows 0x100000001/,
      [...h.allBoot(z(1, 1)), h.applies(s1, z(2, 1)), h.applies(s2, z(1, 2)), h.applies(s2, z(2, 1))],
    ],
  ],
  digests: [
    [
      'two trees after one transaction',
      /after 0x100000001 s2 holds another tree than s1/,
      [h.applies(s1, z(1, 1)), h.applies(s2, z(1, 1), h.set('/a'), {}, 1n)],
    ],
    [
      'a tree that the leader did not foretell',
      /another tree than the leader foretold/,
      [h.applies(s1, z(1, 1), h.set('/a'), {}, 1n)],
    ],
    [
      'a half-loaded tree goes on',
      /s3 holds another tree/,
      [
        h.applies(s1, z(1, 1)),
        h.applies(s1, z(1, 2)),
        h.reloads(s3, z(1, 1)),
        h.applies(s3, z(1, 2), h.set('/a'), {}, 99n),
      ],
    ],
  ],
  primaryOrder: [
    ['a zxid left out', /proposes 0x100000002 where 0x100000001 is due/, [...calm, h.proposes(s1, z(1, 2))]],
    ['a proposal of another epoch', /leads epoch 1 and proposes 0x200000001/, [...calm, h.proposes(s1, z(2, 1))]],
    ['a proposal without a reign', /s2 proposes 0x100000001, but it leads nobody/, [...calm, h.proposes(s2, z(1, 1))]],
    [
      'commits out of order',
      /commits 0x100000002 where 0x100000001 is due/,
      [...calm, h.proposes(s1, z(1, 1)), h.proposes(s1, z(1, 2)), h.commits(s1, z(1, 2))],
    ],
    [
      'a commit of what was not proposed',
      /commits 0x100000001, which it has not proposed/,
      [...calm, h.commits(s1, z(1, 1))],
    ],
    [
      'an older epoch after a newer one',
      /of epoch 1 after one of epoch 2/,
      [...h.allBoot(z(2, 1)), h.applies(s1, z(1, 5))],
    ],
  ],
  crashes: [
    [
      'a server stops at a failed assertion',
      /s1 ended by itself/,
      [h.line(s1, { type: 'nodeEnded', how: 'crashed', reason: 'commits leave no gap' })],
    ],
    [
      'a client stops at a failed assertion',
      /cA ended by itself/,
      [h.line(h.cA, { type: 'nodeEnded', how: 'crashed', reason: 'a client starts once' })],
    ],
    [
      'a server refuses its damaged disk',
      /the log is damaged/,
      [h.line(s1, { type: 'nodeEnded', how: 'crashed', reason: 'the log is damaged' })],
    ],
  ],
}

const good: readonly Good[] = [
  ['a reign with writes', [...calm, ...write(z(1, 1)), ...write(z(1, 2))]],
  ['another leader, that has everything', [...calm, ...write(z(1, 1)), ...h.reign(s2, s3, 2)]],
  [
    'a tail that nobody committed is cut back',
    [
      ...calm,
      h.proposes(s1, z(1, 1)),
      ...h.stores(s1, z(1, 1)),
      ...h.reign(s2, s3, 2),
      ...h.truncates(s1, z(0, 0), [z(1, 1)]),
    ],
  ],
  [
    'what was not flushed may be lost',
    [...calm, h.proposes(s1, z(1, 1)), h.appends(s2, z(1, 1)), h.dies(s2), h.boots(s2, z(0, 0), 1, 1)],
  ],
  [
    'what was not flushed may survive, and counts',
    [
      ...calm,
      h.proposes(s1, z(1, 1)),
      ...h.stores(s1, z(1, 1)),
      h.appends(s2, z(1, 1)),
      h.dies(s2),
      h.boots(s2, z(1, 1), 1, 1),
      h.commits(s1, z(1, 1)),
    ],
  ],
  [
    'a leader that stood still hears an acknowledgement of what was truncated since',
    [
      ...calm,
      h.proposes(s1, z(1, 1)),
      ...h.stores(s2, z(1, 1)),
      ...h.truncates(s2, z(0, 0), [z(1, 1)]),
      h.counts(s1, z(1, 1), s2),
    ],
  ],
  [
    'a follower is brought up to date by a snapshot',
    [...calm, ...write(z(1, 1)), h.reloads(s3, z(1, 1)), h.establishes(s3, 0)],
  ],
  [
    'a wiped server may promise and follow anew',
    [
      ...calm,
      ...write(z(1, 1)),
      h.dies(s2),
      h.isWiped(s2),
      h.boots(s2),
      h.becomes(s2, 'following'),
      h.promises(s2, 1),
      h.synchronizes(s2, 1),
    ],
  ],
  ['a run that is joined in its middle', [h.boots(s1, z(7, 9)), h.boots(s2, z(7, 8)), h.applies(s2, z(7, 9))]],
  [
    'a server follows its leader again in the same epoch',
    [
      ...calm,
      h.becomes(s2, 'looking'),
      h.becomes(s2, 'following'),
      h.synchronizes(s2, 1),
      h.establishes(s2, 1),
      h.serves(s2, 1),
    ],
  ],
  [
    'a new ensemble begins with epoch 1 again',
    [
      ...calm,
      ...write(z(1, 1)),
      h.line(s1, { type: 'commandTaken', command: { type: 'newEnsemble', servers: 3 } }),
      ...h.allBoot(),
      ...h.reign(s3, s2, 1),
    ],
  ],
]

for (const [name, table] of Object.entries(bad)) {
  const checker = h.nameOf(name)
  describe(checker, () => {
    test.each(table)('rejects: %s', (_, reason, history) => {
      const finding = h.findingOf(checker, history)
      expect(finding?.reason).toMatch(reason)
      // People read it in Chinese, too.
      expect(findingInChinese(finding?.reason ?? '')).toBeDefined()
      // The last line is what broke it: nothing before it was held against anybody.
      expect(finding?.line).toBe(h.happenings(history).length - 1)
    })
  })
}

test.each(good)('accepts: %s', (_, history) => {
  expect(h.allFindings(history).reasons).toEqual([])
})

test('a checker that nothing put to the test says so: its lamp stays grey', () => {
  const { checkers } = h.allFindings([...calm, ...write(z(1, 1))])
  expect(checkers.durability.count).toBe(1)
  expect(checkers.agreement.count).toBe(2)
  expect(checkers.watches.count).toBe(0)
  expect(checkers.expiry.count).toBe(0)
})
