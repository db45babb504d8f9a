/** In which order things may come, and what a search that trusts no zxid makes of them. */
import { ZXID_NONE } from '../../ground/ids.ts'
import * as a from './answers.suite.ts'
import { acceptAll, asksFor, calm, done, gets, make, no, put, read, reads, rejectAll, sync } from './answers.suite.ts'
import * as h from './histories.suite.ts'
import { cA, cB, s1, s2, s3, sessionA, sessionB, z } from './histories.suite.ts'

const set = put('/a', 'x')
const write = (client: typeof cA, xid: number, counter: number): h.History => [
  asksFor(client, xid, set),
  gets(client, xid, set, z(1, counter), done),
]
/** The version that an answer tells of /a. */
const version = (n: number) => ({ ok: true, stat: a.stat(z(1, 1), { version: n }) }) as const
/** Both clients are heard of later: nothing older is still to be told. */
const later: h.History = [h.wait(10), h.sends(cA, -2, 'ping'), ...pings()]
function pings(): h.History {
  return [
    h.hears(cA, -2, z(1, 9), 'ping'),
    h.hears(cB, -2, z(1, 9), 'ping'),
    h.wait(5),
    h.hears(cA, -2, z(1, 9), 'ping'),
  ]
}
const serves = (n: number): h.Line => h.serves(s2, n)

rejectAll({
  ownWrites: [
    [
      'a session does not see its own write',
      /reads as of 0x100000004, but its own write was 0x100000005/,
      [...calm, h.sends(cA, 1), h.hears(cA, 1, z(1, 5)), h.sends(cA, 2, 'getData'), h.hears(cA, 2, z(1, 4), 'getData')],
    ],
    [
      'nor on the next server',
      /its own write was 0x100000005/,
      [
        ...calm,
        ...write(cA, 1, 5),
        h.disconnects(cA, s2),
        h.connects(cA, s3, sessionA, true),
        ...reads(cA, 2, read('/a'), z(1, 4), no('noNode')),
      ],
    ],
    [
      'nor after others wrote, too',
      /cB reads as of 0x100000005, but its own write was 0x100000006/,
      [...calm, ...write(cB, 1, 6), ...write(cA, 1, 7), ...reads(cB, 2, read('/a'), z(1, 5), no('noNode'))],
    ],
  ],
  realTime: [
    [
      'a later write comes earlier in the order',
      /cB wrote 0x100000003 after 0x100000005 was answered/,
      [
        ...calm,
        h.connects(cB, s1, sessionB),
        h.sends(cA, 1),
        h.hears(cA, 1, z(1, 5)),
        h.sends(cB, 1),
        h.hears(cB, 1, z(1, 3)),
      ],
    ],
    [
      'two writes get one place',
      /cB wrote 0x100000005 after 0x100000005 was answered/,
      [...calm, ...write(cA, 1, 5), ...write(cB, 1, 5)],
    ],
    [
      'a session’s own writes are turned round',
      /cA wrote 0x100000002 after 0x100000003 was answered/,
      [...calm, ...write(cA, 1, 3), ...write(cA, 2, 2)],
    ],
    [
      'a late write is earlier than what many wrote before',
      /cB wrote 0x100000002 after 0x100000007 was answered/,
      [
        ...calm,
        ...write(cA, 1, 6),
        ...write(cA, 2, 7),
        asksFor(cB, 1, set),
        ...write(cA, 3, 8),
        gets(cB, 1, set, z(1, 2), done),
      ],
    ],
  ],
  syncs: [
    [
      'a sync behind what was answered before',
      /cA synced up to 0x100000001, but 0x100000002 was answered before it asked/,
      [...calm, serves(1), ...write(cB, 1, 1), ...write(cB, 2, 2), ...reads(cA, 1, sync, z(1, 1), done)],
    ],
    [
      'a sync behind what the session itself wrote',
      /but 0x100000004 was answered before it asked/,
      [...calm, serves(1), ...write(cA, 1, 4), ...reads(cA, 2, sync, z(1, 3), done)],
    ],
    [
      'a sync at the newest leader that lacks an older epoch’s write',
      /but 0x100000002 was answered before it asked/,
      [...calm, ...write(cB, 1, 2), h.serves(s2, 2), ...reads(cA, 1, sync, z(1, 1), done)],
    ],
  ],
  search: [
    [
      'two comparisons with one version succeed',
      /is told version 1 of \/a by its setData, and no order/,
      [
        ...calm,
        ...reads(cA, 1, make('/a'), z(1, 1), done),
        asksFor(cA, 2, put('/a', '1', 0)),
        asksFor(cB, 1, put('/a', '2', 0)),
        gets(cA, 2, put('/a', '1', 0), z(1, 2), version(1)),
        gets(cB, 1, put('/a', '2', 0), z(1, 3), version(1)),
        ...later.slice(0, -3),
        h.hears(cB, -2, z(1, 9), 'ping'),
      ],
    ],
    [
      'two make one znode',
      /is told success of \/l by its create/,
      [
        ...calm,
        asksFor(cA, 1, make('/l')),
        asksFor(cB, 1, make('/l')),
        gets(cA, 1, make('/l'), z(1, 1), done),
        gets(cB, 1, make('/l'), z(1, 2), done),
        ...later.slice(0, -3),
        h.hears(cB, -2, z(1, 9), 'ping'),
      ],
    ],
    [
      'an update is lost',
      /is told version 1 of \/a/,
      [
        ...calm,
        ...reads(cA, 1, make('/a'), z(1, 1), done),
        ...reads(cA, 2, set, z(1, 2), version(1)),
        ...reads(cB, 1, set, z(1, 3), version(1)),
        ...later.slice(0, -3),
        h.hears(cB, -2, z(1, 9), 'ping'),
      ],
    ],
  ],
  sessionOrder: [
    [
      'an answer comes twice',
      /an answer to request 1, which it never sent/,
      [...calm, ...write(cA, 1, 1), gets(cA, 1, set, z(1, 1), done)],
    ],
    [
      'an error shows an older tree than was seen',
      /has seen 0x100000005, and is answered as of 0x100000002/,
      [...calm, ...write(cA, 1, 5), ...reads(cA, 2, read('/a'), z(1, 2), no('noNode'))],
    ],
  ],
})

acceptAll(
  [
    [
      'writes that overlap',
      [
        ...calm,
        asksFor(cA, 1, set),
        asksFor(cB, 1, set),
        gets(cA, 1, set, z(1, 5), done),
        gets(cB, 1, set, z(1, 4), done),
      ],
    ],
    [
      'a long write ends before a short one in the order',
      [...calm, asksFor(cA, 1, set), ...write(cB, 1, 2), ...write(cB, 2, 3), gets(cA, 1, set, z(1, 1), done)],
    ],
    [
      'a session reads behind others',
      [...calm, ...write(cB, 1, 5), ...reads(cA, 1, read('/a'), z(1, 2), no('noNode'))],
    ],
    [
      'a new session need not see the old one’s writes',
      [
        ...calm,
        ...write(cA, 1, 5),
        h.disconnects(cA, s2),
        h.connects(cA, s3, h.sessionC),
        ...reads(cA, 1, read('/a'), z(1, 2), no('noNode')),
      ],
    ],
    [
      'a sync at a deposed leader that does not know',
      [
        ...calm,
        serves(1),
        h.serves(s3, 2, 'leading'),
        asksFor(cB, 1, set),
        gets(cB, 1, set, z(2, 1), done),
        ...reads(cA, 1, sync, z(1, 0), done),
      ],
    ],
    [
      'a sync that was under way while others wrote',
      [...calm, serves(1), asksFor(cA, 1, sync), ...write(cB, 1, 2), gets(cA, 1, sync, z(1, 1), done)],
    ],
    [
      'a sync that lost its connection',
      [
        ...calm,
        serves(1),
        ...write(cB, 1, 2),
        asksFor(cA, 1, sync),
        h.disconnects(cA, s2),
        h.hears(cA, 1, ZXID_NONE, 'sync'),
      ],
    ],
    [
      'one of two comparisons wins',
      [
        ...calm,
        ...reads(cA, 1, make('/a'), z(1, 1), done),
        asksFor(cA, 2, put('/a', '1', 0)),
        asksFor(cB, 1, put('/a', '2', 0)),
        gets(cB, 1, put('/a', '2', 0), z(1, 2), version(1)),
        gets(cA, 2, put('/a', '1', 0), z(1, 3), no('badVersion')),
        ...later,
      ],
    ],
    [
      'an ephemeral is gone when its session is',
      [
        ...calm,
        ...reads(cA, 1, make('/e', '', 'ephemeral'), z(1, 1), done),
        h.disconnects(cA, s2),
        ...reads(cB, 1, make('/e'), z(1, 4), done),
        ...later,
      ],
    ],
    [
      'a lost write shows in the next answer',
      [
        ...calm,
        ...reads(cB, 1, make('/a'), z(1, 1), done),
        asksFor(cA, 1, set),
        h.disconnects(cA, s2),
        h.hears(cA, 1, ZXID_NONE),
        h.connects(cA, s1, sessionA, true),
        ...reads(cB, 2, put('/a', '1', 0), z(1, 3), no('badVersion')),
        ...later,
      ],
    ],
    [
      'a lost write shows nowhere',
      [
        ...calm,
        ...reads(cB, 1, make('/a'), z(1, 1), done),
        asksFor(cA, 1, set),
        h.disconnects(cA, s2),
        h.hears(cA, 1, ZXID_NONE),
        h.connects(cA, s1, sessionA, true),
        ...reads(cB, 2, put('/a', '1', 0), z(1, 3), version(1)),
        ...later,
      ],
    ],
    [
      'a parent was missing, which says nothing of the znode',
      [
        ...calm,
        ...reads(cA, 1, make('/x/y'), z(1, 1), no('noNode')),
        ...reads(cB, 1, make('/x/y'), z(1, 3), done),
        ...later,
      ],
    ],
    [
      'somebody outside writes, too',
      [
        ...calm,
        h.line(s1, { type: 'externalOpened', server: h.idOf(s1), address: '127.0.0.1:1' }),
        ...reads(cA, 1, make('/a'), z(1, 1), done),
        ...reads(cB, 1, set, z(1, 9), version(7)),
        ...later,
      ],
    ],
  ],
  ['sessionOrder', 'ownWrites', 'realTime', 'syncs', 'search'],
)
