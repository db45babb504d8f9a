/** Answers that may surprise, and that ZooKeeper gives: none of them is held against anybody. */
import { ZXID_NONE } from '../../ground/ids.ts'
import * as a from './answers.suite.ts'
import {
  acceptAll,
  becomes,
  bytes,
  calm,
  does,
  made,
  make,
  no,
  put,
  read,
  reads,
  withA,
  wrote,
} from './answers.suite.ts'
import * as h from './histories.suite.ts'
import { cA, cB, s1, s2, s3, sessionA, z } from './histories.suite.ts'

const gotData = (text: string, zxid: ReturnType<typeof z>, changes = {}) =>
  ({ ok: true, data: bytes(text), stat: a.stat(zxid, { dataLength: text.length, ...changes }) }) as const

acceptAll(
  [
    [
      'a stale read, which is what it was',
      [
        ...withA,
        ...does(cA, 2, put('/a', '1'), z(1, 2), wrote('/a', '1', 1)),
        ...reads(cB, 1, read('/a'), z(1, 1), gotData('0', z(1, 1))),
      ],
    ],
    [
      'a read of the absence before a create',
      [
        ...withA,
        ...does(cA, 2, make('/b'), z(1, 2), made('/b', '', 2)),
        ...reads(cB, 1, a.look('/b'), z(1, 1), no('noNode')),
      ],
    ],
    [
      'a read of what was deleted since',
      [
        ...withA,
        ...does(cA, 2, a.remove('/a'), z(1, 2), a.gone('/a')),
        ...reads(cB, 1, read('/a'), z(1, 1), gotData('0', z(1, 1))),
      ],
    ],
    [
      'a write whose answer was lost took effect',
      [
        ...withA,
        a.asksFor(cA, 2, put('/a', '1', 0)),
        h.disconnects(cA, s2),
        ...becomes(cA, 2, z(1, 2), wrote('/a', '1', 1)),
        h.connects(cA, s1, sessionA, true),
        ...reads(cA, 3, read('/a'), z(1, 2), gotData('1', z(1, 1), { mzxid: z(1, 2), version: 1 })),
      ],
    ],
    [
      'a write whose answer was lost never happened',
      [
        ...withA,
        a.asksFor(cA, 2, put('/a', '1', 0)),
        h.disconnects(cA, s2),
        h.hears(cA, 2, ZXID_NONE),
        h.connects(cA, s1, sessionA, true),
        ...does(cA, 3, put('/a', '2', 0), z(1, 2), wrote('/a', '2', 1)),
      ],
    ],
    [
      'a proposal of a deposed leader came to nothing',
      [
        ...withA,
        a.asksFor(cA, 2, put('/a', '1')),
        h.proposes(s1, z(1, 2), wrote('/a', '1', 1), { xid: 2 }),
        h.applies(s2, z(1, 1), made('/a', '0')),
        ...h.reign(s2, s3, 2),
        a.asksFor(cB, 1, put('/a', '2', 0)),
        h.proposes(s2, z(2, 1), wrote('/a', '2', 1), { session: h.sessionB, xid: 1 }),
        h.commits(s2, z(2, 1)),
      ],
    ],
    [
      'a closed session is refused whatever the tree says',
      [...withA, ...does(cA, 2, put('/a', '1'), z(1, 2), a.failed(-112), no('sessionExpired'))],
    ],
    [
      'a right is lacking, which the tree does not tell',
      [
        ...withA,
        ...does(cB, 1, put('/a', '1'), z(1, 2), a.failed(-102), no('noAuth')),
        ...reads(cB, 2, read('/a'), z(1, 2), no('noAuth')),
      ],
    ],
    [
      'a session that ends takes its ephemerals along',
      [
        ...calm,
        ...does(cA, 1, make('/e', '', 'ephemeral'), z(1, 1), made('/e', '', 1, true)),
        h.proposes(s1, z(1, 2), { type: 'closeSession', paths: ['/e'] }),
        h.commits(s1, z(1, 2)),
        ...reads(cB, 1, a.look('/e'), z(1, 2), no('noNode')),
        ...does(cB, 2, make('/e'), z(1, 3), made('/e', '', 2)),
      ],
    ],
    [
      'a container is taken away by the leader',
      [
        ...calm,
        ...does(cA, 1, make('/c', '', 'container'), z(1, 1), {
          type: 'createContainer',
          path: '/c',
          data: bytes(''),
          acl: [],
          parentCVersion: 1,
        }),
        h.proposes(s1, z(1, 2), { type: 'deleteContainer', path: '/c' }, { session: h.sessionB, xid: 0 }),
        h.commits(s1, z(1, 2)),
        ...reads(cB, 1, a.look('/c'), z(1, 2), no('noNode')),
      ],
    ],
    [
      'a failed multi has done nothing',
      [
        ...withA,
        ...does(
          cB,
          1,
          { type: 'multi', ops: [make('/b'), make('/a')] },
          z(1, 2),
          { type: 'multi', txns: [made('/b', '', 2), a.failed(a.NODE_EXISTS)] },
          {
            ok: false,
            error: 'nodeExists',
            results: [
              { ok: false, error: 'ok' },
              { ok: false, error: 'nodeExists' },
            ],
          },
        ),
        ...reads(cB, 2, a.look('/b'), z(1, 2), no('noNode')),
      ],
    ],
    [
      'numbers go on after a delete',
      [
        ...withA,
        ...does(cA, 2, make('/a/s-', '', 'persistentSequential'), z(1, 2), made('/a/s-0000000000', '', 1)),
        ...does(cA, 3, a.remove('/a/s-0000000000'), z(1, 3), a.gone('/a/s-0000000000')),
        ...does(cB, 1, make('/a/s-', '', 'persistentSequential'), z(1, 4), made('/a/s-0000000001', '', 2)),
      ],
    ],
    [
      'a tree that was there before anybody looked is not judged',
      [
        h.boots(s1, z(7, 9)),
        h.boots(s2, z(7, 9)),
        ...h.reign(s1, s2, 8),
        h.connects(cA, s2),
        ...does(cA, 1, put('/old', '1', 3), z(8, 1), wrote('/old', '1', 4)),
        ...reads(cA, 2, read('/older'), z(8, 1), gotData('x', z(3, 1))),
      ],
    ],
    [
      'a server without a majority answers reads of what may be cut',
      [
        ...withA,
        h.line(cB, {
          type: 'connected',
          server: h.idOf(s3),
          session: h.sessionB,
          timeoutMs: 4000,
          resumed: false,
          isReadOnly: true,
        }),
        ...reads(cB, 1, read('/a'), z(1, 1), gotData('8', z(1, 1))),
      ],
    ],
    [
      'the start of an epoch stands for all before it',
      [
        ...withA,
        h.applies(s2, z(1, 1), made('/a', '0')),
        ...h.reign(s2, s3, 2),
        ...reads(cB, 1, read('/a'), z(2, 0), gotData('0', z(1, 1))),
      ],
    ],
    [
      'what stands below /zookeeper is the server’s own',
      [...calm, ...reads(cA, 1, a.look('/zookeeper/quota'), z(1, 0), { ok: true, stat: a.stat(z(0, 0)) })],
    ],
    [
      'a znode made anew begins with version 0',
      [
        ...withA,
        ...does(cA, 2, put('/a', '1'), z(1, 2), wrote('/a', '1', 1)),
        ...does(cA, 3, a.remove('/a', 1), z(1, 3), a.gone('/a')),
        ...does(cB, 1, make('/a'), z(1, 4), made('/a', '', 2)),
        ...does(cB, 2, put('/a', '2', 0), z(1, 5), wrote('/a', '2', 1)),
      ],
    ],
  ],
  ['writes', 'reads', 'search'],
)
