/** The provocations that a page can count on, one for a guarantee. */
import { type ServerId, serverNode } from '../../ground/ids.ts'
import type { CheckerName } from '../../hosts/checkers/checker.ts'
import type { Command } from '../../hosts/command.ts'
import { allServe, told } from '../lessons/facts.ts'
import type { Check, Facts, Move } from '../lessons/lesson.ts'
import { act, actOn, create, run, setData, submit } from '../lessons/moves.ts'
import {
  afterwards,
  all,
  answered,
  awayFromLeader,
  besideLeader,
  connected,
  oneByOne,
  onLeader,
  type Provocation,
  read,
  ready,
  reigns,
  remove,
  serverOfClient,
  slowDisk,
  toFollower,
  toLeader,
} from './provocation.ts'
import { crashes, leaders, liveness, ownWrites, primaryOrder, realTime } from './provocationsOfFaults.ts'

const promises: Provocation = {
  family: 'promises',
  bug: 'sameEpochAgain',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A new leader takes the highest epoch that it hears of, and not the one after it.',
    'zh-CN': '新领导者采用它听到的最高 epoch，而不是其后的一个。',
  },
  plan: { en: 'The leader is killed.', 'zh-CN': '杀死领导者。' },
  moves: [submit('A', create('/kept', '1'), ready('A')), act({ type: 'kill' }, answered('A', 1))],
}

const durability: Provocation = {
  family: 'durability',
  bug: 'ackBeforeFlush',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A follower acknowledges a write before its disk has it.',
    'zh-CN': '跟随者在写入落盘之前就确认它。',
  },
  plan: {
    en: "The followers' disks get slow, then a client writes.",
    'zh-CN': '让跟随者的磁盘变慢，然后由客户端写入。',
  },
  moves: [
    submit('A', create('/first', '1'), ready('A')),
    slowDisk(0, 5000, answered('A', 1)),
    slowDisk(1, 5000),
    submit('A', create('/notOnDisk', '1')),
  ],
}

/** The leader logs a write alone, all lose their power, the others come back first, and then the old leader. */
const BRANCH: readonly Move[] = [
  submit('A', create('/first', '1'), ready('A', 'B')),
  toLeader('A', answered('A', 1)),
  toFollower(0, 'B', besideLeader('A')),
  onLeader((server) => ({ type: 'isolate', server }), all(besideLeader('A'), awayFromLeader('B'))),
  submit('A', create('/lost', '1')),
  onLeader((server) => ({ type: 'kill', server }), isOnDisk('/lost')),
  onOther(0, (server) => ({ type: 'kill', server })),
  onOther(1, (server) => ({ type: 'kill', server })),
  act({ type: 'killClient', client: 'A' }),
  act({ type: 'heal' }, ({ cluster }) => [...cluster.servers.values()].every(({ life }) => life === 'down')),
  onOther(0, (server) => ({ type: 'restart', server, disk: 'keep' })),
  onOther(1, (server) => ({ type: 'restart', server, disk: 'keep' })),
  actOn((facts) => {
    const old = proposerOf(facts, '/lost')
    return old === undefined ? undefined : { type: 'restart', server: old, disk: 'keep' }
  }, reigns(2)),
  submit('B', create('/kept', '1'), all(allServe, connected('B'))),
  submit('B', create('/more', '1'), answered('B', 1)),
]
function proposalOf(facts: Facts, path: string) {
  return told(facts, 'proposed').find(({ event: { txn } }) => txn.type === 'create' && txn.path === path)
}
function proposerOf(facts: Facts, path: string): ServerId | undefined {
  const node = proposalOf(facts, path)?.node
  return [...facts.cluster.servers.keys()].find((id) => serverNode(id) === node)
}
/** The leader has the creation of this znode on its own disk. */
function isOnDisk(path: string): Check {
  return (facts) => {
    const made = proposalOf(facts, path)
    return told(facts, 'durable').some(({ node, event }) => node === made?.node && event.zxid >= made.event.zxid)
  }
}
/** On the so-many-th server that did not make the lost proposal. */
function onOther(place: number, command: (server: ServerId) => Command): Move {
  return actOn((facts) => {
    const old = proposerOf(facts, '/lost')
    const server = [...facts.cluster.servers.keys()].filter((id) => id !== old)[place]
    return server === undefined ? undefined : command(server)
  })
}
const agreement: Provocation = {
  family: 'agreement',
  bug: 'noTrunc',
  servers: 3,
  clients: ['A', 'B'],
  says: {
    en: 'A leader tells nobody to cut off what was never committed.',
    'zh-CN': '领导者不要求任何服务器截掉从未提交的内容。',
  },
  plan: {
    en: 'The leader is cut off and logs a write alone; all lose their power; the others come back first.',
    'zh-CN': '隔离领导者，让它独自记录一个写入；所有服务器断电；其余服务器先回来。',
  },
  moves: BRANCH,
}

const HALF = { type: 'multi', ops: [part('/half'), part('/half')] } as const
function part(path: string) {
  const made = create(path, '1')
  if (made.type !== 'create') throw new TypeError('a create is made')
  return made
}
const MULTI_SAYS = {
  en: 'A multi that fails leaves its first parts behind on the servers that only hear of it.',
  'zh-CN': '失败的 multi 会留下它的前几部分。',
} as const
const MULTI_PLAN = {
  en: 'A client asks for one znode twice in one multi: the second part fails, and with it all of it must.',
  'zh-CN': '客户端在一个 multi 中两次创建同一个 znode：第二部分失败，整个 multi 也必须失败。',
} as const
const digests: Provocation = {
  family: 'digests',
  bug: 'partialMulti',
  servers: 3,
  clients: ['A'],
  says: MULTI_SAYS,
  plan: MULTI_PLAN,
  moves: [submit('A', HALF, ready('A'))],
}
const reads: Provocation = {
  ...digests,
  family: 'reads',
  moves: [...digests.moves, submit('A', { type: 'exists', path: '/half', watch: false }, answered('A', 1))],
}

const sessionOrder: Provocation = {
  family: 'sessionOrder',
  bug: 'readOvertakesWrite',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A read is answered at once, although a write of the same session is still under way.',
    'zh-CN': '同一会话的写入还在途中，读取就立刻得到应答。',
  },
  plan: {
    en: 'A client of a follower writes, and reads without waiting.',
    'zh-CN': '连到跟随者的客户端写入，不等待就读取。',
  },
  moves: [
    submit('A', create('/x', '1'), ready('A')),
    toFollower(0, 'A', answered('A', 1)),
    submit('A', setData('/x', '2'), awayFromLeader('A')),
    submit('A', read('/x')),
  ],
}

const watches: Provocation = {
  family: 'watches',
  bug: 'watchFiresTwice',
  servers: 3,
  clients: ['A', 'B'],
  says: { en: 'A one-shot watch stays when it has fired.', 'zh-CN': '一次性监听触发之后仍然留下。' },
  plan: {
    en: 'B watches a znode once; A changes it twice.',
    'zh-CN': 'B 监听一个 znode 一次；A 修改它两次。',
  },
  moves: [
    submit('A', create('/x', '1'), ready('A', 'B')),
    submit('B', read('/x', true), answered('A', 1)),
    submit('A', setData('/x', '2'), answered('B', 1)),
    submit('A', setData('/x', '3'), answered('A', 2)),
  ],
}
const hearing: Provocation = {
  family: 'hearing',
  bug: 'watchAfterReply',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A server answers first, and tells of the change afterwards.',
    'zh-CN': '服务器先应答，之后才通知变化。',
  },
  plan: { en: 'A client watches a znode and changes it.', 'zh-CN': '客户端监听一个 znode 并修改它。' },
  moves: [
    submit('A', create('/x', '1'), ready('A')),
    submit('A', read('/x', true), answered('A', 1)),
    submit('A', setData('/x', '2'), answered('A', 2)),
  ],
}

const ephemerals: Provocation = {
  family: 'ephemerals',
  bug: 'ephemeralAfterClose',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A session whose end is proposed, and not committed yet, may still make an ephemeral.',
    'zh-CN': '会话的关闭已被提议但尚未提交时，仍能创建临时节点。',
  },
  plan: {
    en: "A client's last request stays on its way until its session expires; slow disks keep the end open.",
    'zh-CN': '客户端的最后一个请求停留在途中，直到它的会话过期；慢磁盘使关闭迟迟未提交。',
  },
  moves: [
    submit('A', create('/x', '1'), ready('A')),
    toFollower(0, 'A', answered('A', 1)),
    submit('A', read('/x'), awayFromLeader('A')),
    onLeader(
      (to, facts) => {
        const from = serverOfClient(facts, 'A')
        return from === undefined ? undefined : { type: 'cut', from, to, bothWays: false }
      },
      afterwards(2800, answered('A', 2)),
    ),
    submit('A', create('/late', '1', 'ephemeral')),
    act({ type: 'freezeClient', client: 'A' }, (facts) =>
      told(facts, 'requested').some(({ event }) => event.path === '/late'),
    ),
    slowDisk(0, 2500),
    slowDisk(1, 2500),
    act({ type: 'heal' }, (facts) => told(facts, 'sessionExpired').length > 0),
  ],
}
const expiry: Provocation = {
  family: 'expiry',
  bug: 'noGraceAfterElection',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A new leader gives sessions no new time: it expires who could not be heard during the election.',
    'zh-CN': '新领导者不给会话新的时间：选举期间无法发声的会话被判过期。',
  },
  plan: {
    en: 'A client is paused, and a few seconds later the leader is killed.',
    'zh-CN': '暂停一个客户端，几秒之后杀死领导者。',
  },
  moves: [
    submit('A', create('/mine', '1', 'ephemeral'), ready('A')),
    act({ type: 'freezeClient', client: 'A' }, answered('A', 1)),
    act({ type: 'kill' }, afterwards(5000, answered('A', 1))),
  ],
}

const NUMBER_SAYS = {
  en: 'The number of a sequential znode counts the children that are there.',
  'zh-CN': '顺序节点的编号按现有子节点的个数计算。',
} as const
const sequence: Provocation = {
  family: 'sequence',
  bug: 'suffixFromChildCount',
  servers: 3,
  clients: ['A'],
  says: NUMBER_SAYS,
  plan: {
    en: 'A client makes a sequential znode, deletes it, and makes the next one.',
    'zh-CN': '客户端创建一个顺序节点，删除它，再创建下一个。',
  },
  moves: [
    submit('A', create('/queue', '1'), ready('A')),
    ...oneByOne('A', 1, [
      create('/queue/item-', '1', 'persistentSequential'),
      remove('/queue/item-0000000000'),
      create('/queue/item-', '1', 'persistentSequential'),
    ]),
  ],
}
const LOCK = { recipe: 'lock', path: '/locks', prefix: 'id_' } as const
const recipes: Provocation = {
  family: 'recipes',
  bug: 'suffixFromChildCount',
  servers: 3,
  clients: ['A', 'B', 'C'],
  says: NUMBER_SAYS,
  plan: {
    en: 'A, B and C queue for a lock; A and B release it; A queues again while C holds it.',
    'zh-CN': 'A、B、C 排队取锁；A 和 B 释放；C 持有锁时 A 再次排队。',
  },
  moves: [
    submit('A', create('/locks', null), ready('A', 'B', 'C')),
    run('A', LOCK, answered('A', 1)),
    run('B', LOCK, lockIs('A', 'holding')),
    run('C', LOCK, lockIs('B', 'waiting')),
    act({ type: 'release', client: 'A', recipe: 'lock' }, lockIs('C', 'waiting')),
    act({ type: 'release', client: 'B', recipe: 'lock' }, lockIs('B', 'holding')),
    run('A', LOCK, lockIs('C', 'holding')),
  ],
}
function lockIs(client: string, state: string): Check {
  return ({ cluster }) => cluster.clients.get(client)?.lock?.state === state
}

const VERSION_SAYS = {
  en: 'A setData does not look at the version that the client expects.',
  'zh-CN': 'setData 不检查客户端期望的版本。',
} as const
const VERSION_PLAN = {
  en: 'A and B have read version 0; both write, each over version 0.',
  'zh-CN': 'A 和 B 都读到版本 0；两者都基于版本 0 写入。',
} as const
const writes: Provocation = {
  family: 'writes',
  bug: 'badVersionIgnored',
  servers: 3,
  clients: ['A', 'B'],
  says: VERSION_SAYS,
  plan: VERSION_PLAN,
  moves: [
    submit('A', create('/config', '1'), ready('A', 'B')),
    submit('A', setData('/config', 'A', 0), answered('A', 1)),
    submit('B', setData('/config', 'B', 0), answered('A', 2)),
  ],
}
const search: Provocation = { ...writes, family: 'search' }

const syncs: Provocation = {
  family: 'syncs',
  bug: 'syncAlone',
  servers: 3,
  clients: ['A', 'B'],
  says: { en: 'A follower answers sync by itself.', 'zh-CN': '跟随者自行应答 sync。' },
  plan: {
    en: "The leader's words to A's server are held up; B writes at the leader; A syncs.",
    'zh-CN': '切断领导者到 A 所连服务器的方向；B 在领导者上写入；A 调用 sync。',
  },
  moves: [
    submit('A', create('/x', '1'), ready('A', 'B')),
    toFollower(0, 'A', answered('A', 1)),
    toLeader('B', awayFromLeader('A')),
    onLeader(
      (from, facts) => {
        const to = serverOfClient(facts, 'A')
        return to === undefined ? undefined : { type: 'cut', from, to, bothWays: false }
      },
      all(besideLeader('B'), awayFromLeader('A')),
    ),
    submit('B', setData('/x', '2')),
    submit('A', { type: 'sync', path: '/x' }, answered('B', 1)),
    act({ type: 'heal' }, afterwards(1500, answered('B', 1))),
  ],
}

/** The way to break each guarantee. */
export const PROVOCATION_OF: { readonly [K in CheckerName]: Provocation } = {
  leaders,
  promises,
  durability,
  agreement,
  digests,
  primaryOrder,
  sessionOrder,
  ownWrites,
  ephemerals,
  expiry,
  watches,
  hearing,
  writes,
  reads,
  realTime,
  syncs,
  sequence,
  search,
  recipes,
  liveness,
  crashes,
}
export const PROVOCATIONS: readonly Provocation[] = Object.values(PROVOCATION_OF)
