/** Who was told what it missed, who may hear, and who asked not to hear any more. */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { digestIdentity } from '../../ground/data/acl.ts'
import type { NodeName } from '../../ground/ids.ts'
import type { Acl } from '../../ground/jute/records.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import { acceptAll, asksFor, calm, gone, rejectAll, wrote } from './answers.suite.ts'
import * as h from './histories.suite.ts'
import { cA, linkA, s2, sessionA, z } from './histories.suite.ts'

/** A watches /a as of 1:1, is away, and comes back to s2. */
const back = (kind: 'data' | 'child' | 'exist', ...missed: readonly h.Line[]): h.History => [
  ...calm,
  h.opens(s2),
  h.applies(s2, z(1, 1), h.create('/a')),
  h.asks(s2, 1),
  h.watches(s2, kind),
  h.answers(s2, 1, z(1, 1)),
  h.hears(cA, 1, z(1, 1), 'getData'),
  h.disconnects(cA, s2),
  [s2, { type: 'clientClosed', link: linkA, session: sessionA, reason: 'for the story' }],
  ...missed,
  h.opens(s2, true),
  h.connects(cA, s2, sessionA, true),
  h.asks(s2, -8, 'setWatches'),
]
const hidden: readonly Acl[] = [{ perms: 31, id: { scheme: 'digest', id: digestIdentity('alice:secret') } }]
const secret = (path: string): Txn => ({
  type: 'create',
  withStat: false,
  path,
  data: null,
  acl: hidden,
  ephemeral: false,
  parentCVersion: 1,
})
const proves = (client: NodeName, xid: number, auth: string): h.Line => {
  const request: ClientOp = { type: 'addAuth', scheme: 'digest', auth: encodeUtf8(auth) }
  return [client, { type: 'sent', xid, op: 'auth', path: undefined, request }]
}
const listens = (kind: 'persistent' | 'persistentRecursive', path = '/a'): h.History => [
  ...calm,
  h.opens(s2),
  h.watches(s2, kind, path),
]
const removal = (xid: number, kind: 'any' | 'data'): readonly h.Line[] => [
  asksFor(cA, xid, { type: 'removeWatches', path: '/a', kind, local: false }),
  h.asks(s2, xid, 'removeWatches'),
  h.answers(s2, xid, z(1, 1), 'removeWatches'),
]
const watched: h.History = [...calm, h.opens(s2), h.applies(s2, z(1, 1)), h.asks(s2, 1), h.watches(s2, 'data')]

rejectAll({
  watches: [
    [
      'what changed while a client was away is not told',
      /s2 sets the watch of \/a again for a client that has seen 0x100000001, and does not tell of 0x100000002/,
      [...back('data', h.applies(s2, z(1, 2), wrote('/a', 'x', 1))), h.watches(s2, 'data')],
    ],
    [
      'nor that a child came',
      /again for a client that has seen 0x100000001, and does not tell of 0x100000002/,
      [...back('child', h.applies(s2, z(1, 2), h.create('/a/b'))), h.watches(s2, 'child')],
    ],
    [
      'nor that it went, and came back',
      /does not tell of 0x100000003/,
      [
        ...back('data', h.applies(s2, z(1, 2), gone('/a')), h.applies(s2, z(1, 3), h.create('/a'))),
        h.watches(s2, 'data'),
      ],
    ],
    [
      'nor what came behind a tree that was loaded anew',
      /does not tell of 0x200000002/,
      [...back('data', h.reloads(s2, z(2, 1)), h.applies(s2, z(2, 2), wrote('/a', 'x', 1))), h.watches(s2, 'data')],
    ],
    [
      'one hears that a secret is made',
      /s2 tells cA of nodeCreated \/a\/s \(0x100000001\), which it may not read/,
      [
        ...listens('persistentRecursive'),
        h.applies(s2, z(1, 1), secret('/a/s')),
        h.fires(s2, z(1, 1), 'nodeCreated', '/a/s', false),
      ],
    ],
    [
      'one hears that a secret is gone',
      /s2 tells cA of nodeDeleted \/a\/s \(0x100000002\), which it may not read/,
      [
        ...listens('persistentRecursive'),
        h.applies(s2, z(1, 1), secret('/a/s')),
        h.applies(s2, z(1, 2), gone('/a/s')),
        h.fires(s2, z(1, 2), 'nodeDeleted', '/a/s', false),
      ],
    ],
    [
      'who proves to be bob hears what is alice’s',
      /s2 tells cA of nodeDataChanged \/a \(0x100000002\), which it may not read/,
      [
        ...listens('persistent'),
        proves(cA, -4, 'bob:secret'),
        h.applies(s2, z(1, 1), secret('/a')),
        h.applies(s2, z(1, 2), wrote('/a', 'x', 1)),
        h.fires(s2, z(1, 2), 'nodeDataChanged', '/a', false),
      ],
    ],
    [
      'a watch that was removed fires',
      /tells of nodeDataChanged \/a \(0x100000002\) to a watch that was not set, or was used up/,
      [...watched, h.answers(s2, 1, z(1, 1)), ...removal(2, 'any'), h.applies(s2, z(1, 2)), h.fires(s2, z(1, 2))],
    ],
    [
      'a persistent watch that was removed fires',
      /to a persistent watch that nobody set/,
      [
        ...listens('persistent'),
        ...removal(2, 'any'),
        h.applies(s2, z(1, 2)),
        h.fires(s2, z(1, 2), 'nodeDataChanged', '/a', false),
      ],
    ],
    [
      'a recursive watch that was removed hears of what is below',
      /to a persistent watch that nobody set/,
      [
        ...listens('persistentRecursive'),
        ...removal(2, 'any'),
        h.applies(s2, z(1, 2), h.create('/a/b')),
        h.fires(s2, z(1, 2), 'nodeCreated', '/a/b', false),
      ],
    ],
  ],
})

acceptAll(
  [
    ['nothing has changed, and it is watched again', [...back('data'), h.watches(s2, 'data')]],
    [
      'what changed is told, and not watched',
      [
        ...back('data', h.applies(s2, z(1, 2), wrote('/a', 'x', 1))),
        h.fires(s2, z(1, 2)),
        h.answers(s2, -8, z(1, 2), 'setWatches'),
      ],
    ],
    [
      'what a server was cut back to has not changed',
      [
        ...back('data', h.applies(s2, z(1, 2), wrote('/a', 'x', 1)), ...h.truncates(s2, z(1, 1), [z(1, 2)])),
        h.watches(s2, 'data'),
      ],
    ],
    [
      'what a server gave up for the tree of a newer leader has not changed',
      [...back('data', h.applies(s2, z(1, 2), wrote('/a', 'x', 1)), h.reloads(s2, z(2, 1))), h.watches(s2, 'data')],
    ],
    [
      'a znode that came and went meanwhile is told by nobody',
      [
        ...back('exist', h.applies(s2, z(1, 2), h.create('/x')), h.applies(s2, z(1, 3), gone('/x'))),
        h.watches(s2, 'exist', '/x'),
      ],
    ],
    [
      'a read after that watches what it shows',
      [
        ...back('data', h.applies(s2, z(1, 2), wrote('/a', 'x', 1))),
        h.answers(s2, -8, z(1, 2), 'setWatches'),
        h.asks(s2, 3),
        h.watches(s2, 'data'),
      ],
    ],
    [
      'alice hears of what is hers',
      [
        ...listens('persistent'),
        proves(cA, -4, 'alice:secret'),
        h.applies(s2, z(1, 1), secret('/a')),
        h.fires(s2, z(1, 1), 'nodeCreated', '/a', false),
      ],
    ],
    [
      'who was opened to all is heard of by all',
      [
        ...listens('persistent'),
        h.applies(s2, z(1, 1), secret('/a')),
        h.applies(s2, z(1, 2), { type: 'setACL', path: '/a', acl: [], version: 1 }),
        h.applies(s2, z(1, 3), wrote('/a', 'x', 1)),
        h.fires(s2, z(1, 3), 'nodeDataChanged', '/a', false),
      ],
    ],
    [
      'only some watches are removed: the others fire',
      [...watched, h.answers(s2, 1, z(1, 1)), ...removal(2, 'data'), h.applies(s2, z(1, 2)), h.fires(s2, z(1, 2))],
    ],
    [
      'it is watched again after it was removed',
      [
        ...watched,
        h.answers(s2, 1, z(1, 1)),
        ...removal(2, 'any'),
        h.asks(s2, 3),
        h.watches(s2, 'data'),
        h.answers(s2, 3, z(1, 1)),
        h.applies(s2, z(1, 2)),
        h.fires(s2, z(1, 2)),
      ],
    ],
  ],
  ['watches'],
)
