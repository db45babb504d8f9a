/** What clients are told of their writes and reads: answers that no ZooKeeper gives, and such that may surprise. */
import * as a from './answers.suite.ts'
import {
  becomes,
  bytes,
  calm,
  does,
  done,
  made,
  make,
  no,
  put,
  read,
  reads,
  rejectAll,
  withA,
  wrote,
} from './answers.suite.ts'
import * as h from './histories.suite.ts'
import { cA, cB, z } from './histories.suite.ts'

const multi = { type: 'multi', ops: [put('/a', '1', 0), make('/b')] } as const
const gotData = (text: string, zxid: ReturnType<typeof z>, changes = {}) =>
  ({ ok: true, data: bytes(text), stat: a.stat(zxid, { dataLength: text.length, ...changes }) }) as const

rejectAll({
  writes: [
    [
      'a znode is made that is there',
      /create \/a is done, but it must fail with nodeExists/,
      [...withA, a.asksFor(cB, 1, make('/a')), ...becomes(cB, 1, z(1, 2), made('/a', '', 2))],
    ],
    [
      'a znode is made below nothing',
      /must fail with noNode/,
      [...calm, a.asksFor(cA, 1, make('/x/y')), ...becomes(cA, 1, z(1, 1), made('/x/y'))],
    ],
    [
      'a comparison with the wrong version succeeds',
      /setData \/a is done, but it must fail with badVersion/,
      [...withA, a.asksFor(cB, 1, put('/a', '1', 7)), ...becomes(cB, 1, z(1, 2), wrote('/a', '1', 8))],
    ],
    [
      'two comparisons with one version succeed',
      /must fail with badVersion/,
      [
        ...withA,
        ...does(cA, 2, put('/a', '1', 0), z(1, 2), wrote('/a', '1', 1)),
        a.asksFor(cB, 1, put('/a', '2', 0)),
        ...becomes(cB, 1, z(1, 3), wrote('/a', '2', 1)),
      ],
    ],
    [
      'a version is left out',
      /makes version 2, but 1 is due/,
      [...withA, a.asksFor(cB, 1, put('/a', '1')), ...becomes(cB, 1, z(1, 2), wrote('/a', '1', 2))],
    ],
    [
      'a parent is deleted over its child',
      /delete \/a is done, but it must fail with notEmpty/,
      [
        ...withA,
        ...does(cA, 2, make('/a/b'), z(1, 2), made('/a/b')),
        a.asksFor(cB, 1, a.remove('/a')),
        ...becomes(cB, 1, z(1, 3), a.gone('/a')),
      ],
    ],
    [
      'an ephemeral gets a child',
      /must fail with noChildrenForEphemerals/,
      [
        ...calm,
        ...does(cA, 1, make('/e', '', 'ephemeral'), z(1, 1), made('/e', '', 1, true)),
        a.asksFor(cB, 1, make('/e/x')),
        ...becomes(cB, 1, z(1, 2), made('/e/x')),
      ],
    ],
    [
      'a sequential name has another number',
      /makes \/a\/s-0000000004, but \/a\/s-0000000000 is due/,
      [
        ...withA,
        a.asksFor(cB, 1, make('/a/s-', '', 'persistentSequential')),
        ...becomes(cB, 1, z(1, 2), made('/a/s-0000000004')),
      ],
    ],
    [
      'a delete is refused of what is there',
      /fails with noNode, but nothing stands against it/,
      [...withA, a.asksFor(cB, 1, a.remove('/a')), ...becomes(cB, 1, z(1, 2), a.failed(a.NO_NODE))],
    ],
    [
      'a comparison with the right version is refused',
      /fails with badVersion, but nothing stands against it/,
      [...withA, a.asksFor(cB, 1, put('/a', '1', 0)), ...becomes(cB, 1, z(1, 2), a.failed(a.BAD_VERSION))],
    ],
    [
      'a refusal has another reason than the tree',
      /fails with notEmpty, but it must be badVersion/,
      [...withA, a.asksFor(cB, 1, a.remove('/a', 9)), ...becomes(cB, 1, z(1, 2), a.failed(a.NOT_EMPTY))],
    ],
    [
      'a multi does half of what it must not do',
      /create \/a is done, but it must fail with nodeExists/,
      [
        ...withA,
        a.asksFor(cB, 1, { type: 'multi', ops: [make('/b'), make('/a')] }),
        ...becomes(cB, 1, z(1, 2), { type: 'multi', txns: [made('/b', '', 2), made('/a', '', 3)] }),
      ],
    ],
    [
      'the history has an error, the client is told of success',
      /ended with ok, but the history has noNode/,
      [...calm, ...does(cA, 1, put('/x', '1'), z(1, 1), a.failed(a.NO_NODE), done)],
    ],
    [
      'a client is told of another’s transaction',
      /is done, but that is another's/,
      [...withA, a.asksFor(cB, 1, put('/a', '1')), a.gets(cB, 1, put('/a', '1'), z(1, 1), done)],
    ],
    [
      'the answer has another version',
      /left version 2 where 1 is due/,
      [
        ...withA,
        ...does(cB, 1, put('/a', '1'), z(1, 2), wrote('/a', '1', 1), {
          ok: true,
          stat: a.stat(z(1, 1), { mzxid: z(1, 2), version: 2, dataLength: 1 }),
        }),
      ],
    ],
    [
      'the answer has another mzxid',
      /left mzxid 0x100000001 where 0x100000002 is due/,
      [
        ...withA,
        ...does(cB, 1, put('/a', '1'), z(1, 2), wrote('/a', '1', 1), {
          ok: true,
          stat: a.stat(z(1, 1), { version: 1, dataLength: 1 }),
        }),
      ],
    ],
    [
      'the answer names another znode',
      /made \/c, but the history has \/b/,
      [...calm, ...does(cA, 1, make('/b'), z(1, 1), made('/b'), { ok: true, path: '/c' })],
    ],
    [
      'a part of a multi has another answer',
      /left version 5 where 1 is due/,
      [
        ...withA,
        ...does(
          cB,
          1,
          multi,
          z(1, 2),
          { type: 'multi', txns: [wrote('/a', '1', 1), made('/b', '', 2)] },
          {
            ok: true,
            results: [
              { ok: true, stat: a.stat(z(1, 1), { mzxid: z(1, 2), version: 5, dataLength: 1 }) },
              { ok: true, path: '/b' },
            ],
          },
        ),
      ],
    ],
  ],
  reads: [
    [
      'other data than was written',
      /gets other data than it had/,
      [...withA, ...reads(cB, 1, read('/a'), z(1, 1), gotData('9', z(1, 1)))],
    ],
    [
      'data of the future',
      /as of 0x100000001 and gets other data/,
      [
        ...withA,
        ...does(cA, 2, put('/a', '1'), z(1, 2), wrote('/a', '1', 1)),
        ...reads(cB, 1, read('/a'), z(1, 1), gotData('1', z(1, 1))),
      ],
    ],
    [
      'old data under a new zxid',
      /as of 0x100000002 and gets other data/,
      [
        ...withA,
        ...does(cA, 2, put('/a', '1'), z(1, 2), wrote('/a', '1', 1)),
        ...reads(cB, 1, read('/a'), z(1, 2), gotData('0', z(1, 1))),
      ],
    ],
    [
      'a deleted znode lives on',
      /gets an answer, but there was none/,
      [
        ...withA,
        ...does(cA, 2, a.remove('/a'), z(1, 2), a.gone('/a')),
        ...reads(cB, 1, read('/a'), z(1, 2), gotData('0', z(1, 1))),
      ],
    ],
    [
      'a znode that is there is not found',
      /gets noNode, but it was there/,
      [...withA, ...reads(cB, 1, a.look('/a'), z(1, 1), no('noNode'))],
    ],
    [
      'a stat that counts a child too many',
      /gets numChildren 1 where 0 is due/,
      [
        ...withA,
        ...reads(cB, 1, a.look('/a'), z(1, 1), { ok: true, stat: a.stat(z(1, 1), { dataLength: 1, numChildren: 1 }) }),
      ],
    ],
    [
      'a version of the future',
      /gets version 1 where 0 is due/,
      [...withA, ...reads(cB, 1, read('/a'), z(1, 1), gotData('0', z(1, 1), { version: 1 }))],
    ],
    [
      'an ephemeral of somebody else’s',
      /gets ephemeralOwner 0x200 where 0x100 is due/,
      [
        ...calm,
        ...does(cA, 1, make('/e', '', 'ephemeral'), z(1, 1), made('/e', '', 1, true)),
        ...reads(cB, 1, a.look('/e'), z(1, 1), { ok: true, stat: a.stat(z(1, 1), { ephemeralOwner: h.sessionB }) }),
      ],
    ],
    [
      'a child that nobody made',
      /gets a child x that was not there/,
      [...withA, ...reads(cB, 1, a.list('/a'), z(1, 1), { ok: true, children: ['x'] })],
    ],
    [
      'a child is left out',
      /gets no child b, but it was there/,
      [
        ...withA,
        ...does(cA, 2, make('/a/b'), z(1, 2), made('/a/b')),
        ...reads(cB, 1, a.list('/a'), z(1, 2), { ok: true, children: [] }),
      ],
    ],
    [
      'one half of a multi',
      /gets noNode, but it was there/,
      [
        ...withA,
        ...does(cA, 2, multi, z(1, 2), { type: 'multi', txns: [wrote('/a', '1', 1), made('/b', '', 2)] }),
        ...reads(cB, 1, a.look('/b'), z(1, 2), no('noNode')),
      ],
    ],
  ],
})
