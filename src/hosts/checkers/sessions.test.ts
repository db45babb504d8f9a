/** Histories of sessions that the checkers must reject, each for its own reason, and such that they must accept. */
import { describe, expect, test } from 'vitest'
import { findingInChinese } from '../../app/i18n/guarantees.reasons.zh.ts'
import { ZXID_NONE } from '../../ground/ids.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { CheckerName } from './checkers.ts'
import * as h from './histories.suite.ts'
import { cA, cB, s1, s2, sessionA, sessionB, z } from './histories.suite.ts'

type Bad = readonly [name: string, reason: RegExp, history: h.History]
type Good = readonly [name: string, history: h.History]

/** Session A is connected through s2, which follows s1. */
const calm: h.History = [...h.allBoot(), ...h.reign(s1, s2, 1), h.opens(s2), h.connects(cA, s2)]
/** s2 has /a, and session A watches its data. */
const watched: h.History = [
  ...calm,
  h.applies(s2, z(1, 1)),
  h.asks(s2, 1),
  h.watches(s2, 'data'),
  h.answers(s2, 1, z(1, 1)),
]
/** The session is the ensemble's: a transaction made it. */
const MAKING: Txn = { type: 'createSession', timeOut: 4000 }
const isMade = [h.proposes(s1, z(1, 1), MAKING), h.commits(s1, z(1, 1)), h.applies(s2, z(1, 1), MAKING, { xid: 0 })]
const eph = h.create('/e', 1, true)
const DAY_MS = 86_400_000

const bad: { readonly [K in CheckerName]?: readonly Bad[] } = {
  sessionOrder: [
    [
      'time goes back for a session',
      /cA has seen 0x100000005, and is answered as of 0x100000003/,
      [
        ...calm,
        h.sends(cA, 1, 'getData'),
        h.hears(cA, 1, z(1, 5), 'getData'),
        h.sends(cA, 2, 'getData'),
        h.hears(cA, 2, z(1, 3), 'getData'),
      ],
    ],
    [
      'time goes back behind a reconnect',
      /time goes back/,
      [
        ...calm,
        h.sends(cA, 1, 'getData'),
        h.hears(cA, 1, z(1, 5), 'getData'),
        h.disconnects(cA, s2),
        h.connects(cA, s1, sessionA, true),
        h.sends(cA, 2, 'getData'),
        h.hears(cA, 2, z(1, 3), 'getData'),
      ],
    ],
    [
      'a read overtakes the write before it',
      /gets the answer to request 2 before the one to request 1/,
      [...calm, h.sends(cA, 1), h.sends(cA, 2, 'getData'), h.hears(cA, 2, z(1, 5), 'getData')],
    ],
    ['an answer to nothing', /an answer to request 1, which it never sent/, [...calm, h.hears(cA, 1, z(1, 1))]],
    [
      'a server lets a read pass a write of its session',
      /s2 answers request 2 before request 1/,
      [...calm, h.applies(s2, z(1, 1)), h.asks(s2, 1, 'setData'), h.asks(s2, 2), h.answers(s2, 2, z(1, 1))],
    ],
    [
      'a server answers with what its tree has not reached',
      /but its tree stands at 0x100000001/,
      [...calm, h.applies(s2, z(1, 1)), h.asks(s2, 1), h.answers(s2, 1, z(1, 2))],
    ],
    [
      'a write is answered with somebody else’s transaction',
      /that is not what the request became/,
      [
        ...calm,
        h.applies(s2, z(1, 1), h.set('/a'), { session: sessionB }),
        h.asks(s2, 1, 'setData'),
        h.answers(s2, 1, z(1, 1), 'setData'),
      ],
    ],
  ],
  watches: [
    [
      'a one-shot watch fires twice',
      /to a watch that was not set, or was used up/,
      [...watched, h.applies(s2, z(1, 2)), h.fires(s2, z(1, 2)), h.applies(s2, z(1, 3)), h.fires(s2, z(1, 3))],
    ],
    ['an event that nobody watches', /to a watch that was not set/, [...calm, h.fires(s2, z(1, 1))]],
    [
      'a child watch fires for data',
      /nodeDataChanged \/a .*to a watch that was not set/,
      [...calm, h.watches(s2, 'child'), h.fires(s2, z(1, 1))],
    ],
    [
      'the event leaves after the answer that shows the change',
      /answers getData as of 0x100000002 and has not told of the change to \/a/,
      [...watched, h.applies(s2, z(1, 2)), h.asks(s2, 2), h.answers(s2, 2, z(1, 2))],
    ],
    ['an event of the past', /but it answered as of 0x100000001 before/, [...watched, h.fires(s2, z(1, 1))]],
    [
      'a watch is passed over when its znode goes with a session',
      /has not told of the change to \/a/,
      [
        ...watched,
        h.applies(s2, z(1, 2), { type: 'closeSession', paths: ['/a'] }, { session: sessionB }),
        h.asks(s2, 2, 'getChildren', '/'),
        h.answers(s2, 2, z(1, 2), 'getChildren'),
      ],
    ],
    [
      'a recursive watch hears of children lists',
      /to a recursive watch, which hears of the child itself/,
      [...calm, h.watches(s2, 'persistentRecursive', '/a'), h.fires(s2, z(1, 1), 'nodeChildrenChanged', '/a/b', false)],
    ],
    [
      'a persistent watch that nobody set',
      /to a persistent watch that nobody set/,
      [...calm, h.fires(s2, z(1, 1), 'nodeDataChanged', '/a', false)],
    ],
  ],
  hearing: [
    [
      'the answer is heard before the event',
      /gets the answer to getData as of 0x100000002 before it hears nodeDataChanged \/a/,
      [...watched, h.fires(s2, z(1, 2)), h.hears(cA, 2, z(1, 2), 'getData')],
    ],
    [
      'an event out of nothing',
      /hears nodeDataChanged \/a, which s2 has not fired/,
      [...watched, h.isTold(cA, 'nodeDataChanged', '/a')],
    ],
    [
      'events in another order',
      /hears nodeDeleted \/b where s2 fired nodeDataChanged \/a/,
      [...watched, h.fires(s2, z(1, 2)), h.fires(s2, z(1, 3), 'nodeDeleted', '/b'), h.isTold(cA, 'nodeDeleted', '/b')],
    ],
    [
      'one event heard twice',
      /which s2 has not fired/,
      [...watched, h.fires(s2, z(1, 2)), h.isTold(cA, 'nodeDataChanged', '/a'), h.isTold(cA, 'nodeDataChanged', '/a')],
    ],
  ],
  ephemerals: [
    [
      'an ephemeral outlives its session',
      /closed at s1 by 0x100000002, and 1 of its ephemerals are left/,
      [
        ...h.allBoot(),
        h.applies(s1, z(1, 1), eph, { ephemerals: 1 }),
        h.applies(s1, z(1, 2), h.closing, { ephemerals: 1 }),
      ],
    ],
    [
      'an ephemeral comes after its session is closed',
      /creates ephemeral \/e for session 0x100, which 0x100000001 closed/,
      [...h.allBoot(), h.applies(s1, z(1, 1), h.closing), h.applies(s1, z(1, 2), eph, { ephemerals: 1 })],
    ],
    [
      'an ephemeral comes late inside a multi',
      /creates ephemeral \/e/,
      [
        ...h.allBoot(),
        h.applies(s1, z(1, 1), h.closing),
        h.applies(s1, z(1, 2), { type: 'multi', txns: [h.set('/a'), eph] }, { ephemerals: 1 }),
      ],
    ],
    [
      'a closed session writes on',
      /applies setData 0x100000002 of session 0x100, which 0x100000001 closed/,
      [...h.allBoot(), h.applies(s1, z(1, 1), h.closing), h.applies(s1, z(1, 2))],
    ],
  ],
  expiry: [
    [
      'expired although it was heard of',
      /3001 ms after it heard of it: its timeout is 4000 ms/,
      [...calm, h.opens(s1, true), h.wait(DAY_MS), h.asks(s1, 1), h.wait(3000), h.expires(s1)],
    ],
    [
      'a new leader gives no time to come back',
      /leads for 10\d ms and expires session 0x100, which has 4000 ms/,
      [...calm, h.wait(100), h.expires(s1)],
    ],
    [
      'expired before the deadline that was told',
      /before its deadline 99999999/,
      [
        ...calm,
        h.line(s1, { type: 'sessionDeadline', session: sessionA, deadline: 99_999_999 }),
        h.wait(5000),
        h.expires(s1),
      ],
    ],
    [
      'a follower expires a session',
      /s2 expires session 0x100, but only a leader may/,
      [...calm, ...isMade, h.wait(DAY_MS), h.expires(s2)],
    ],
    [
      'a client is told of an end that nobody decided',
      /cA is told that session 0x100 expired, but nobody ended it/,
      [...calm, ...isMade, h.line(cA, { type: 'expired', session: sessionA })],
    ],
  ],
  sequence: [
    [
      'one number given twice',
      /number 1 was given before/,
      [h.applies(s1, z(1, 1), h.create('/a-0000000000', 1)), h.applies(s1, z(1, 2), h.create('/b-0000000000', 1))],
    ],
    [
      'a number given again after its znode was deleted',
      /creates \/q-0000000000 as number 1 under its parent/,
      [
        h.applies(s1, z(1, 1), h.create('/q-0000000000', 1)),
        h.applies(s1, z(1, 2), { type: 'delete', path: '/q-0000000000' }),
        h.applies(s1, z(1, 3), h.create('/q-0000000000', 1)),
      ],
    ],
    [
      'a name with a number of the past',
      /creates \/a-0000000003, but number 5 was given before/,
      [
        h.asks(s1, 1, 'create', '/a-'),
        h.asks(s1, 2, 'create', '/a-'),
        h.applies(s1, z(1, 1), h.create('/a-0000000005', 6)),
        h.applies(s1, z(1, 2), h.create('/a-0000000003', 7)),
      ],
    ],
    [
      'a name that nobody asked for',
      /\/a- was asked for, and s1 creates \/b/,
      [h.asks(s1, 1, 'create', '/a-'), h.applies(s1, z(1, 1), h.create('/b', 1))],
    ],
  ],
}

const good: readonly Good[] = [
  [
    'a multi of a closed session that failed with it',
    [
      ...h.allBoot(),
      h.applies(s1, z(1, 1), h.closing),
      h.applies(s1, z(1, 2), {
        type: 'multi',
        txns: [
          { type: 'error', err: -112 },
          { type: 'error', err: -2 },
        ],
      }),
    ],
  ],
  [
    'reads may lag behind the writes of others',
    [
      ...calm,
      h.connects(cB, s1, sessionB),
      h.sends(cB, 1),
      h.hears(cB, 1, z(1, 5)),
      h.sends(cA, 1, 'getData'),
      h.hears(cA, 1, z(1, 2), 'getData'),
    ],
  ],
  [
    'writes at the same time may have any order',
    [
      ...calm,
      h.connects(cB, s1, sessionB),
      h.sends(cA, 1),
      h.sends(cB, 1),
      h.hears(cA, 1, z(1, 5)),
      h.hears(cB, 1, z(1, 4)),
    ],
  ],
  [
    'what was under way when a connection broke is lost',
    [
      ...calm,
      h.sends(cA, 1),
      h.disconnects(cA, s2),
      h.hears(cA, 1, ZXID_NONE),
      h.connects(cA, s1, sessionA, true),
      h.sends(cA, 2, 'getData'),
      h.hears(cA, 2, z(1, 1), 'getData'),
    ],
  ],
  [
    'a new session knows nothing of the old one',
    [
      ...calm,
      h.sends(cA, 1, 'getData'),
      h.hears(cA, 1, z(1, 5), 'getData'),
      h.disconnects(cA, s2),
      h.connects(cA, s1, sessionB),
      h.sends(cA, 2, 'getData'),
      h.hears(cA, 2, z(1, 3), 'getData'),
    ],
  ],
  [
    'a watch fires, is set again and fires again',
    [
      ...watched,
      h.applies(s2, z(1, 2)),
      h.fires(s2, z(1, 2)),
      h.isTold(cA, 'nodeDataChanged', '/a'),
      h.watches(s2, 'data'),
      h.applies(s2, z(1, 3)),
      h.fires(s2, z(1, 3)),
      h.isTold(cA, 'nodeDataChanged', '/a'),
    ],
  ],
  [
    'setWatches makes up for what was missed',
    [
      ...calm,
      h.applies(s2, z(1, 1)),
      h.asks(s2, -8, 'setWatches'),
      h.fires(s2, z(1, 1)),
      h.answers(s2, -8, z(1, 1), 'setWatches'),
      h.isTold(cA, 'nodeDataChanged', '/a'),
    ],
  ],
  [
    'an event is lost with its connection',
    [
      ...watched,
      h.fires(s2, z(1, 2)),
      h.disconnects(cA, s2),
      h.connects(cA, s1, sessionA, true),
      h.sends(cA, 2, 'getData'),
      h.hears(cA, 2, z(1, 2), 'getData'),
    ],
  ],
  [
    'a session that is silent for its whole time expires',
    [
      ...calm,
      h.wait(5000),
      h.expires(s1),
      h.proposes(s1, z(1, 1), h.closing),
      h.line(cA, { type: 'expired', session: sessionA }),
    ],
  ],
  [
    'a closed session’s late requests fail, and that is no write',
    [h.applies(s1, z(1, 1), h.closing), h.applies(s1, z(1, 2), { type: 'error', err: -112 })],
  ],
  [
    'a closeSession that was cut back closes nothing',
    [
      ...h.allBoot(),
      h.applies(s1, z(1, 1), h.closing),
      h.reloads(s1, z(0, 0)),
      h.applies(s1, z(2, 1), eph, { ephemerals: 1 }),
    ],
  ],
  [
    'a parent that was made anew counts anew',
    [
      h.applies(s1, z(1, 1), h.create('/p', 1)),
      h.applies(s1, z(1, 2), h.create('/p/q-0000000000', 1)),
      h.applies(s1, z(1, 3), { type: 'delete', path: '/p/q-0000000000' }),
      h.applies(s1, z(1, 4), { type: 'delete', path: '/p' }),
      h.applies(s1, z(1, 5), h.create('/p', 2)),
      h.applies(s1, z(1, 6), h.create('/p/q-0000000000', 1)),
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

/** Short stories leave out what other families ask for (a commit before an answer): each judges its own. */
const FAMILIES: readonly CheckerName[] = [
  'sessionOrder',
  'ownWrites',
  'realTime',
  'watches',
  'hearing',
  'ephemerals',
  'expiry',
  'sequence',
]
test.each(good)('accepts: %s', (_, history) => {
  expect(FAMILIES.flatMap((name) => h.findingOf(name, history)?.reason ?? [])).toEqual([])
})
