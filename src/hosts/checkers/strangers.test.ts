/** Who was elected by whom, whose session it is, and what never reaches a disk. */
import { epoch, type NodeName, serverId, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import type { PeerStateName } from '../../ground/jute/peer.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import { acceptAll, calm, made, rejectAll } from './answers.suite.ts'
import * as h from './histories.suite.ts'
import { cA, linkA, s1, s2, s3, sessionA, sessionB, z } from './histories.suite.ts'
import { PATIENCE_MS } from './liveness.ts'

const AGES = PATIENCE_MS + 1000

// ── Elections ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const vote = { leader: serverId(1), zxid: ZXID_ZERO, epoch: epoch(0) }
const votes = (node: NodeName, round: number): h.Line => [node, { type: 'voted', round, vote, reason: 'newRound' }]
const elects = (node: NodeName, leader: number, ...voters: readonly number[]): h.Line => [
  node,
  { type: 'elected', leader: serverId(leader), round: 1, voters: voters.map(serverId), early: false },
]
function hearsVote(
  node: NodeName,
  round: number,
  verdict: 'counted' | 'better' | 'oldRound' | 'ignored',
  state: PeerStateName = 'looking',
): h.Line {
  return [node, { type: 'voteReceived', from: serverId(3), state, round, vote, verdict, reason: 'for the story' }]
}

const OPENING: Txn = { type: 'createSession', timeOut: 4000 }
const opening = (zxid: Zxid): h.Line => h.proposes(s1, zxid, OPENING)
const isMadeAtS2 = [opening(z(1, 1)), h.commits(s1, z(1, 1)), h.applies(s2, z(1, 1), OPENING, { xid: 0 })]
const dials = (server: number): h.Line => h.line(cA, { type: 'connecting', server: serverId(server), resuming: true })
const isToldOfTheEnd: h.Line = h.line(cA, { type: 'expired', session: sessionA })

// ── Sessions ───────────────────────────────────────────────────────────────────────────────────────────────────

/** `server` lets a client into session A: by its link the server knows whom. */
const letsIn = (server: NodeName, client: string, resumed = true): h.Line => [
  server,
  { type: 'sessionOpened', link: h.linkOf(`${client}.1.7`), session: sessionA, timeoutMs: 4000, resumed },
]
const writes = (zxid: Zxid, xid: number, txn: Txn = h.set('/a')): h.Line => h.applies(s1, zxid, txn, { xid })

rejectAll({
  leaders: [
    [
      'one follows a leader on that leader’s word alone',
      /s2 takes s1 for the leader on the word of s1, which is no majority of 3 voters/,
      [...h.allBoot(), elects(s2, 1, 1)],
    ],
    [
      'half of the new members are no majority',
      /on the word of s1 s2, which is no majority of 4 voters/,
      [...h.allBoot(), h.goesBy(s2, z(1, 1), [1, 2, 3, 4]), elects(s2, 1, 1, 2)],
    ],
    [
      'the word of those who do not vote counts for nothing',
      /on the word of s1 s8 s9, which is no majority of 3 voters/,
      [...h.allBoot(), elects(s1, 1, 1, 8, 9)],
    ],
    [
      'a vote of the round before is counted',
      /s1 counts a vote of s3 of round 1 in its round 2/,
      [...h.allBoot(), votes(s1, 1), votes(s1, 2), hearsVote(s1, 1, 'counted')],
    ],
    [
      'a vote of an older round changes somebody’s mind',
      /s1 counts a vote of s3 of round 3 in its round 7/,
      [...h.allBoot(), votes(s1, 7), hearsVote(s1, 3, 'better')],
    ],
    [
      'a vote is counted in its round, and once more in the next',
      /s1 counts a vote of s3 of round 1 in its round 2/,
      [...h.allBoot(), votes(s1, 1), hearsVote(s1, 1, 'counted'), votes(s1, 2), hearsVote(s1, 1, 'counted')],
    ],
  ],
  sessionOrder: [
    ['somebody is let into the session of another', /s1 gives session 0x100 of cA to cB/, [...calm, letsIn(s1, 'cB')]],
    [
      'the owner is away when a thief comes',
      /s2 gives session 0x100 of cA to cthief/,
      [...calm, letsIn(s2, 'cA', false), h.disconnects(cA, s2), letsIn(s2, 'cthief')],
    ],
    [
      'two servers make the same session for two clients',
      /s2 gives session 0x100 of cC to cD/,
      [...h.allBoot(), letsIn(s1, 'cC', false), letsIn(s2, 'cD', false)],
    ],
    [
      'what a session asked of a server that it left comes behind what it asked since',
      /s1 applies request 3 of session 0x100 behind its request 4/,
      [...calm, writes(z(1, 1), 4), writes(z(1, 2), 3)],
    ],
    [
      'a multi takes effect behind what its session asked since',
      /s1 applies request 3 of session 0x100 behind its request 4/,
      [...calm, writes(z(1, 1), 4), writes(z(1, 2), 3, { type: 'multi', txns: [h.set('/a')] })],
    ],
    [
      'a request takes effect twice',
      /applies request 4 of session 0x100 behind its request 4/,
      [...calm, writes(z(1, 1), 4), writes(z(1, 2), 4)],
    ],
    [
      'nor in another epoch',
      /applies request 2 of session 0x100 behind its request 5/,
      [...calm, writes(z(1, 1), 5), writes(z(2, 1), 2, made('/x'))],
    ],
  ],
  liveness: [
    [
      'a leader whose disk has failed leads on',
      /s1 goes on, though nothing has reached its disk for 120 s: 0x100000001 waits/,
      [...calm, h.appends(s1, z(1, 1)), h.wait(AGES), h.line(s1, { type: 'mark', name: 'still there' })],
    ],
    [
      'a follower acknowledges nothing any more, and stays',
      /s2 goes on, .* 0x100000002 waits/,
      [
        ...calm,
        ...h.stores(s2, z(1, 1)),
        h.appends(s2, z(1, 2)),
        h.wait(AGES),
        h.line(s2, { type: 'mark', name: 'still there' }),
      ],
    ],
    [
      'one disk is stuck while the others write',
      /s2 goes on, .* 0x100000003 waits/,
      [
        ...calm,
        h.appends(s2, z(1, 1)),
        h.wait(AGES / 2),
        ...h.stores(s1, z(1, 2)),
        h.appends(s2, z(1, 3)),
        h.wait(AGES / 2),
        h.line(s2, { type: 'mark', name: 'still there' }),
      ],
    ],
  ],
})

rejectAll({
  expiry: [
    [
      'a local session that became everybody’s is unknown elsewhere',
      /cA is told that session 0x100 expired, but nobody ended it/,
      [...calm, h.opens(s2), opening(z(1, 1)), h.commits(s1, z(1, 1)), isToldOfTheEnd],
    ],
    [
      'a server that has heard of the session denies it',
      /cA is told that session 0x100 expired, but nobody ended it/,
      [...calm, ...isMadeAtS2, dials(2), isToldOfTheEnd],
    ],
  ],
})

acceptAll(
  [
    [
      'a local session ends where it is, and is known nowhere else',
      [...calm, h.opens(s2), h.wait(AGES), h.expires(s2), h.line(cA, { type: 'expired', session: sessionA })],
    ],
    [
      'a server that has not heard of a session yet knows nothing of it',
      [...calm, ...isMadeAtS2, dials(3), isToldOfTheEnd],
    ],
    [
      'a local session that was to become everybody’s, and no majority had that',
      [...calm, h.opens(s2), opening(z(1, 1)), h.applies(s1, z(1, 1), OPENING), isToldOfTheEnd],
    ],
    [
      'a server without a majority refuses a write where it stands',
      [
        ...calm,
        h.opens(s2),
        h.applies(s2, z(1, 1)),
        h.asks(s2, 7, 'create'),
        [
          s2,
          {
            type: 'replied',
            link: linkA,
            session: sessionA,
            xid: 7,
            op: 'create',
            zxid: z(1, 1),
            error: 'notReadOnly',
          },
        ],
      ],
    ],
    ['a majority elects', [...h.allBoot(), votes(s1, 1), hearsVote(s1, 1, 'counted'), elects(s1, 1, 1, 3)]],
    ['an old vote is left alone', [...h.allBoot(), votes(s1, 5), hearsVote(s1, 4, 'oldRound')]],
    [
      'who has a leader says in which round it was elected',
      [...h.allBoot(), votes(s1, 5), hearsVote(s1, 1, 'counted', 'leading'), elects(s1, 1, 1, 3)],
    ],
    ['a restart begins with the first round', [...h.allBoot(), votes(s1, 5), h.boots(s1), hearsVote(s1, 1, 'counted')]],
    ['where the voters are unknown nobody is judged', [elects(s2, 1, 1)]],
    ['a client moves to another server', [...calm, letsIn(s1, 'cA'), letsIn(s2, 'cA')]],
    ['what others do with a session is theirs', [...calm, letsIn(s1, 'e7@127')]],
    [
      'a request that the move refused comes late, and does nothing',
      [...calm, writes(z(1, 1), 4), writes(z(1, 2), 3, { type: 'error', err: -118 })],
    ],
    [
      'a multi of a session that has moved is refused late, and does nothing',
      [
        ...calm,
        writes(z(1, 1), 4),
        writes(z(1, 2), 3, {
          type: 'multi',
          txns: [
            { type: 'error', err: -118 },
            { type: 'error', err: -2 },
          ],
        }),
      ],
    ],
    [
      'a client that starts anew counts from one',
      [...calm, writes(z(1, 1), 4), h.line(cA, { type: 'nodeStarted', incarnation: 2 }), writes(z(1, 2), 1)],
    ],
    ['all servers apply the same', [...calm, writes(z(1, 1), 4), h.applies(s2, z(1, 1), h.set('/a'), { xid: 4 })]],
    [
      'the numbers of others are theirs',
      [
        ...h.allBoot(),
        h.applies(s1, z(1, 1), h.set('/a'), { session: sessionB, xid: 9 }),
        h.applies(s1, z(1, 2), h.set('/a'), { session: sessionB, xid: 3 }),
      ],
    ],
    [
      'a slow disk gets there',
      [
        ...calm,
        h.appends(s1, z(1, 1)),
        h.wait(AGES - 5000),
        h.flushes(s1, z(1, 1)),
        h.wait(AGES),
        h.line(s1, { type: 'mark', name: 'still there' }),
      ],
    ],
    [
      'a server that stands still flushes nothing',
      [...calm, h.appends(s1, z(1, 1)), h.line(s1, { type: 'nodeFrozen' }), h.wait(AGES), h.hears(cA, -2, z(1, 1))],
    ],
    [
      'nobody waits for what an observer flushes',
      [
        ...calm,
        h.line(s3, { type: 'roleChanged', role: 'observing', leader: serverId(1), reason: 'for the story' }),
        h.appends(s3, z(1, 1)),
        h.wait(AGES),
        h.line(s3, { type: 'mark', name: 'still there' }),
      ],
    ],
  ],
  ['leaders', 'sessionOrder', 'liveness', 'expiry'],
)

acceptAll(
  [
    [
      'a server without a majority shows what it has logged, whatever becomes of that',
      [
        ...calm,
        h.opens(s2),
        h.becomes(s2, 'looking'),
        h.line(s2, { type: 'readOnly', isOn: true, zxid: z(1, 5) }),
        h.asks(s2, 1),
        h.answers(s2, 1, z(1, 5)),
      ],
    ],
  ],
  ['durability'],
)
