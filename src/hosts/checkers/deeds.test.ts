/** Recipes that must exclude each other, and ensembles that must go on. */
import type { NodeName } from '../../ground/ids.ts'
import type { RecipeName } from '../../protocol/recipes/seam.ts'
import { acceptAll, asksFor, calm, done, gets, gone, read, rejectAll } from './answers.suite.ts'
import * as h from './histories.suite.ts'
import { cA, cB, s1, s2, s3, sessionB, z } from './histories.suite.ts'
import { PATIENCE_MS } from './liveness.ts'

type RecipeState = 'waiting' | 'holding' | 'released' | 'lost'
function is(client: NodeName, recipe: RecipeName, state: RecipeState, node: string, path = '/l'): h.Line {
  return [client, { type: 'recipe', recipe, state, path, node: `${path}/${node}`, behind: undefined }]
}
const takes = (client: NodeName, node: string): h.Line => [
  client,
  { type: 'recipeDid', recipe: 'queueTake', path: '/q', deed: { type: 'itemTaken', node, data: null } },
]
const ended = (path: string): h.Line =>
  h.applies(s1, z(1, 9), { type: 'closeSession', paths: [path] }, { session: sessionB })
const AGES = PATIENCE_MS + 1000

rejectAll({
  recipes: [
    [
      'two hold a lock',
      /cB holds \/l by \/l\/2 while cA holds it by \/l\/1/,
      [...calm, is(cA, 'lock', 'holding', '1'), is(cB, 'lock', 'holding', '2')],
    ],
    [
      'a server starts again with nothing that was not known',
      /cB holds \/l by \/l\/2 while cA holds it by \/l\/1/,
      [
        ...calm,
        h.applies(s1, z(1, 3)),
        is(cA, 'lock', 'holding', '1'),
        h.boots(s2, z(1, 3)),
        is(cB, 'lock', 'holding', '2'),
      ],
    ],
    [
      'two masters',
      /cB holds \/l by \/l\/2 while cA holds it/,
      [...calm, is(cA, 'election', 'holding', '1'), is(cB, 'election', 'holding', '2')],
    ],
    [
      'a writer beside a reader',
      /cB holds \/l by \/l\/w2 while cA holds it by \/l\/r1/,
      [...calm, is(cA, 'readLock', 'holding', 'r1'), is(cB, 'writeLock', 'holding', 'w2')],
    ],
    [
      'a reader beside a writer',
      /by \/l\/r2 while cA holds it by \/l\/w1/,
      [...calm, is(cA, 'writeLock', 'holding', 'w1'), is(cB, 'readLock', 'holding', 'r2')],
    ],
    [
      'a lock is held again after it was given back, by two',
      /cA holds \/l by \/l\/3 while cB holds/,
      [
        ...calm,
        is(cA, 'lock', 'holding', '1'),
        is(cA, 'lock', 'released', '1'),
        is(cB, 'lock', 'holding', '2'),
        is(cA, 'lock', 'holding', '3'),
      ],
    ],
    [
      'an item is taken twice',
      /cB takes \/q\/i1, which cA has taken/,
      [...calm, takes(cA, '/q/i1'), takes(cB, '/q/i1')],
    ],
    [
      'an item is taken twice by one',
      /cA takes \/q\/i1, which cA has taken/,
      [...calm, takes(cA, '/q/i1'), takes(cA, '/q/i2'), takes(cA, '/q/i1')],
    ],
  ],
  liveness: [
    ['nobody is elected', /for 120 s no leader serves/, [...h.allBoot(), h.wait(AGES), h.becomes(s1, 'looking')]],
    [
      'nobody follows a leader that is dead',
      /for 120 s no leader serves/,
      [...calm, h.dies(s1), h.becomes(s2, 'looking'), h.wait(AGES), h.becomes(s3, 'looking')],
    ],
    [
      'a leader gives up, and nobody takes over',
      /for 120 s no leader serves/,
      [...calm, h.becomes(s1, 'looking'), h.wait(AGES), h.becomes(s2, 'looking')],
    ],
    [
      'a request is never answered',
      /cA has waited 120 s for the answer to request 1/,
      [...calm, asksFor(cA, 1, read('/a')), h.wait(AGES), h.hears(cA, -2, z(1, 1), 'ping')],
    ],
    [
      'a request is not answered after what was stopped went on',
      /cA has waited 120 s for the answer to request 1/,
      [
        ...calm,
        asksFor(cA, 1, read('/a')),
        h.line(cA, { type: 'messageHeld', from: s1, seq: 9, held: true }),
        h.wait(AGES),
        h.line(cA, { type: 'messageHeld', from: s1, seq: 9, held: false }),
        h.wait(AGES),
        h.hears(cA, -2, z(1, 1), 'ping'),
      ],
    ],
    [
      'one of many requests is forgotten',
      /cA has waited 120 s for the answer to request 2/,
      [
        ...calm,
        asksFor(cA, 1, read('/a')),
        asksFor(cA, 2, read('/b')),
        gets(cA, 1, read('/a'), z(1, 1), done),
        h.wait(AGES),
        h.hears(cA, -2, z(1, 1), 'ping'),
      ],
    ],
  ],
  ephemerals: [
    [
      'a multi brings a closed session’s ephemeral back',
      /creates ephemeral \/m\/e/,
      [
        ...h.allBoot(),
        h.applies(s2, z(1, 1), h.closing),
        h.applies(s2, z(1, 2), { type: 'multi', txns: [h.create('/m'), h.create('/m/e', 1, true)] }, { ephemerals: 1 }),
      ],
    ],
  ],
  digests: [
    [
      'trees part ways after a multi',
      /holds another tree than s1/,
      [
        h.applies(s1, z(1, 1), { type: 'multi', txns: [h.set('/a')] }),
        h.applies(s2, z(1, 1), { type: 'multi', txns: [h.set('/a')] }, {}, 5n),
      ],
    ],
  ],
  primaryOrder: [
    [
      'a commit of a deposed leader',
      /s1 commits 0x100000001, but it leads nobody/,
      [...calm, h.proposes(s1, z(1, 1)), h.becomes(s1, 'looking'), h.commits(s1, z(1, 1))],
    ],
    [
      'a commit that comes twice',
      /commits 0x100000001 where 0x100000002 is due/,
      [...calm, h.proposes(s1, z(1, 1)), h.proposes(s1, z(1, 2)), h.commits(s1, z(1, 1)), h.commits(s1, z(1, 1))],
    ],
  ],
  sequence: [
    [
      'a number comes back inside a multi',
      /number 2 was given before/,
      [h.applies(s1, z(1, 1), { type: 'multi', txns: [h.create('/s-0000000001', 2), h.create('/s-0000000002', 2)] })],
    ],
  ],
  agreement: [
    [
      'one server applies what others know otherwise',
      /is one transaction at s2 .* and another at s1/,
      [h.applies(s1, z(1, 1), h.create('/x')), h.applies(s2, z(1, 1), gone('/x'))],
    ],
  ],
  hearing: [
    [
      'a session hears on a server what another one fired',
      /which s1 has not fired/,
      [
        ...calm,
        h.opens(s2),
        h.watches(s2, 'data'),
        h.fires(s2, z(1, 2)),
        h.disconnects(cA, s2),
        h.connects(cA, s1, h.sessionA, true),
        h.isTold(cA, 'nodeDataChanged', '/a'),
      ],
    ],
  ],
})

acceptAll(
  [
    [
      'an answer is stopped on its way by hand for minutes',
      [
        ...calm,
        asksFor(cA, 1, read('/a')),
        h.line(cA, { type: 'messageHeld', from: s1, seq: 9, held: true }),
        h.wait(AGES),
        h.hears(cA, -2, z(1, 1), 'ping'),
      ],
    ],
    [
      'a lock goes from one to the next',
      [
        ...calm,
        is(cA, 'lock', 'holding', '1'),
        is(cB, 'lock', 'waiting', '2'),
        is(cA, 'lock', 'released', '1'),
        is(cB, 'lock', 'holding', '2'),
      ],
    ],
    [
      'the deletion is among what servers replay when they start, and nobody tells of it',
      [...calm, is(cA, 'lock', 'holding', '1'), h.boots(s2, z(1, 3)), is(cB, 'lock', 'holding', '2')],
    ],
    [
      'the next holds before the one before says that it gave it back',
      [...calm, is(cA, 'lock', 'holding', '1'), h.applies(s1, z(1, 1), gone('/l/1')), is(cB, 'lock', 'holding', '2')],
    ],
    [
      'a paused holder does not know that its session is gone',
      [...calm, is(cA, 'lock', 'holding', '1'), ended('/l/1'), is(cB, 'lock', 'holding', '2')],
    ],
    [
      'a holder that died holds nothing',
      [...calm, is(cA, 'lock', 'holding', '1'), h.dies(cA), is(cB, 'lock', 'holding', '2')],
    ],
    ['readers share', [...calm, is(cA, 'readLock', 'holding', 'r1'), is(cB, 'readLock', 'holding', 'r2')]],
    ['different locks are different', [...calm, is(cA, 'lock', 'holding', '1'), is(cB, 'lock', 'holding', '1', '/m')]],
    [
      'a lock and an election on one path don’t know of each other',
      [...calm, is(cA, 'lock', 'holding', '1'), is(cB, 'election', 'holding', 'n1')],
    ],
    [
      'a holder loses its lock, and gets it again',
      [...calm, is(cA, 'lock', 'holding', '1'), is(cA, 'lock', 'lost', '1'), is(cA, 'lock', 'holding', '2')],
    ],
    ['every item to somebody', [...calm, takes(cA, '/q/i1'), takes(cB, '/q/i2'), takes(cA, '/q/i3')]],
    ['a majority is dead', [...calm, h.dies(s1), h.dies(s2), h.wait(AGES), h.becomes(s3, 'looking')]],
    [
      'the links are cut',
      [
        ...calm,
        h.line(s1, { type: 'linkCut', from: s1, to: s2 }),
        h.becomes(s1, 'looking'),
        h.wait(AGES),
        h.becomes(s2, 'looking'),
      ],
    ],
    [
      'a server stands still, and the client that waits for it',
      [
        ...calm,
        asksFor(cA, 1, read('/a')),
        h.line(s2, { type: 'nodeFrozen' }),
        h.wait(AGES),
        h.hears(cA, -2, z(1, 1), 'ping'),
      ],
    ],
    [
      'it was mended a moment ago',
      [
        ...calm,
        h.becomes(s1, 'looking'),
        h.wait(AGES - 2000),
        h.line(s1, { type: 'linksHealed' }),
        h.wait(2000),
        h.becomes(s2, 'looking'),
      ],
    ],
    [
      'a request is lost with its connection',
      [...calm, asksFor(cA, 1, read('/a')), h.disconnects(cA, s2), h.wait(AGES), h.connects(cA, s2, h.sessionA, true)],
    ],
    [
      'an old connection fires to nobody',
      [
        ...calm,
        h.opens(s2),
        h.watches(s2, 'data'),
        h.line(s2, {
          type: 'sessionOpened',
          link: h.linkOf('cA.1.2'),
          session: h.sessionA,
          timeoutMs: 4000,
          resumed: true,
        }),
        h.connects(cA, s2, h.sessionA, true),
        h.fires(s2, z(1, 2)),
        h.hears(cA, 4, z(1, 3), 'getData'),
      ],
    ],
    [
      'three servers, one of which never starts',
      [
        h.boots(s1),
        h.boots(s2),
        ...h.reign(s1, s2, 1),
        h.wait(AGES),
        h.line(s2, { type: 'mark', name: 'still there' }),
      ],
    ],
  ],
  ['recipes', 'liveness', 'hearing'],
)
