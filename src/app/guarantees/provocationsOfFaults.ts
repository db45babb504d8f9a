/**
 * The provocations that need more than one fault: networks, clocks and disks together, servers that come back, and two
 * minutes in which nothing may be done.
 */
import { type ServerId, serverId, serverNode } from '../../ground/ids.ts'
import { PATIENCE_MS } from '../../hosts/checkers/liveness.ts'
import { told } from '../lessons/facts.ts'
import type { Check, Facts } from '../lessons/lesson.ts'
import { act, actOn, create, setData, start, submit } from '../lessons/moves.ts'
import {
  afterwards,
  all,
  answered,
  awayFromLeader,
  besideLeader,
  connected,
  either,
  onFollower,
  onLeader,
  type Provocation,
  read,
  ready,
  reigns,
  serverOfClient,
  slowDisk,
  toFollower,
  toLeader,
} from './provocation.ts'

export const leaders: Provocation = {
  family: 'leaders',
  bug: 'halfIsQuorum',
  servers: 3,
  clients: [],
  idle: true,
  says: {
    en: 'Half of the voters, rounded down, are taken for a majority: of three, one is enough.',
    'zh-CN': '把一半的投票者（向下取整）当作过半数：三台中一台就够了。',
  },
  plan: {
    en: 'All links are cut before servers 1 and 3 start: each elects itself.',
    'zh-CN': '在服务器 1 和 3 启动之前切断所有链路：它们各自选举自己。',
  },
  moves: [act({ type: 'partition', groups: [[serverId(1)], [serverId(2)], [serverId(3)]] }), start(1), start(3)],
}

export const primaryOrder: Provocation = {
  family: 'primaryOrder',
  bug: 'commitOutOfOrder',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A leader commits whatever has its majority, though an earlier proposal still waits for one.',
    'zh-CN': '领导者提交任何已有过半数确认的提议，哪怕更早的提议还在等待。',
  },
  plan: {
    en: "The followers' disks get slow, then a client writes six znodes without waiting; the newest are acknowledged first.",
    'zh-CN': '让跟随者的磁盘变慢，然后客户端不等待就连续写入六个 znode；最新的先得到确认。',
  },
  moves: [
    submit('A', create('/first', '1'), ready('A')),
    toLeader('A', answered('A', 1)),
    slowDisk(0, 500, besideLeader('A')),
    slowDisk(1, 500),
    ...['/a', '/b', '/c', '/d', '/e', '/f'].map((path) => submit('A', create(path, '1'))),
  ],
}

/** Who served first as leader. */
function firstLeader(facts: Facts): ServerId | undefined {
  const first = told(facts, 'serving').find(({ event }) => event.role === 'leading')
  return [...facts.cluster.servers.keys()].find((id) => serverNode(id) === first?.node)
}
export const ownWrites: Provocation = {
  family: 'ownWrites',
  bug: 'timeTravel',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A server lets a client in that has seen more than the server has.',
    'zh-CN': '服务器接受一个比它自己看到得更多的客户端。',
  },
  plan: {
    en: 'The leader is cut off, and its clock is so slow that it does not notice; A writes under the next leader, moves to the old one and reads. The election takes ten seconds to begin.',
    'zh-CN': '隔离领导者，并让它的时钟慢得察觉不到；A 在新领导者之下写入，再移到旧领导者上读取。选举要过十秒才开始。',
  },
  moves: [
    submit('A', create('/x', '1'), ready('A')),
    toFollower(0, 'A', answered('A', 1)),
    onLeader((server) => ({ type: 'skewClock', server, rate: 0.1, jumpMs: 0 }), awayFromLeader('A')),
    onLeader((server) => ({ type: 'isolate', server })),
    toLeader('A', reigns(2)),
    submit(
      'A',
      setData('/x', '2'),
      all(besideLeader('A'), (facts) => serverOfClient(facts, 'A') !== firstLeader(facts)),
    ),
    actOn(
      (facts) => {
        const server = firstLeader(facts)
        return server === undefined ? undefined : { type: 'moveClient', client: 'A', server }
      },
      answered('A', 2),
    ),
    submit('A', read('/x')),
    act({ type: 'heal' }, either(answered('A', 3), afterwards(3000, answered('A', 2)))),
  ],
}

function serves(id: number): Check {
  return ({ cluster }) => cluster.servers.get(serverId(id))?.serving === true
}
/** Servers of a sound ensemble wait in vain, each for the others: then time goes by, and that is all. */
function afterStart(id: number, ms: number): Check {
  return afterwards(ms, (facts) => told(facts, 'nodeStarted').some(({ node }) => node === serverNode(serverId(id))))
}
export const realTime: Provocation = {
  family: 'realTime',
  bug: 'halfIsQuorum',
  servers: 3,
  clients: [],
  idle: true,
  says: leaders.says,
  plan: {
    en: 'Servers 1 and 3 start cut off from each other, and both lead. A writes three times at server 3; when that is answered, B writes at server 1, and gets a lower zxid.',
    'zh-CN':
      '服务器 1 和 3 在互相隔离下启动：两者都成为领导者。A 在服务器 3 上写入三次；得到应答之后，B 在服务器 1 上写入，得到更小的 zxid。',
  },
  moves: [
    act({ type: 'partition', groups: [[serverId(1)], [serverId(2)], [serverId(3)]] }),
    start(1),
    act({ type: 'addClient', name: 'B', server: serverId(1) }),
    start(3, either(connected('B'), afterStart(1, 3000))),
    act({ type: 'addClient', name: 'A', server: serverId(3) }, either(serves(3), afterStart(3, 5000))),
    submit('A', create('/a', '1'), either(all(connected('A'), connected('B')), afterStart(3, 7000))),
    submit('A', create('/b', '1')),
    submit('A', create('/c', '1')),
    submit('B', create('/d', '1'), either(answered('A', 3), afterStart(3, 9000))),
    act({ type: 'heal' }, afterStart(3, 11_000)),
  ],
}

/** The times by which two minutes go by in a dozen seconds. */
const HURRY = 10
export const liveness: Provocation = {
  family: 'liveness',
  bug: 'zombieDisk',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A server whose disk has failed goes on, in the place of ending.',
    'zh-CN': '磁盘已失效的服务器继续运行，而不是退出。',
  },
  plan: {
    en: `A follower's disk gets full and a client writes; then nothing is done for ${PATIENCE_MS / 1000} s, at ${HURRY} times the speed.`,
    'zh-CN': `让一台跟随者的磁盘写满，再由客户端写入；然后以 ${HURRY} 倍速度等待 ${PATIENCE_MS / 1000} 秒，什么也不做。`,
  },
  moves: [
    submit('A', create('/first', '1'), ready('A')),
    toLeader('A', answered('A', 1)),
    onFollower(0, (server) => ({ type: 'fullDisk', server, full: true }), besideLeader('A')),
    submit('A', create('/notOnDisk', '1')),
    act({ type: 'setSpeed', speed: HURRY }, answered('A', 2)),
  ],
}

/** Whoever ended last serves again. */
const isBack: Check = ({ events }) => {
  const end = events.findLastIndex(({ event }) => event.type === 'nodeEnded')
  const gone = events[end]?.node
  return end >= 0 && events.slice(end).some(({ node, event }) => node === gone && event.type === 'serving')
}
function someDown({ cluster }: Facts): ServerId | undefined {
  return [...cluster.servers.values()].find(({ life }) => life === 'down')?.id
}
export const crashes: Provocation = {
  family: 'crashes',
  bug: 'commitWithoutProposal',
  servers: 3,
  clients: ['A'],
  says: {
    en: 'A follower that joins is not told what is proposed and not yet committed, and takes the gap.',
    'zh-CN': '新加入的跟随者得不到已提议但尚未提交的内容，并接受了这个缺口。',
  },
  plan: {
    en: "One follower is killed and the other's disk gets slow, so that a write waits for its majority; the first one comes back, and a second write follows. The commit of the first finds nothing that fits it.",
    'zh-CN':
      '杀死一台跟随者，让另一台的磁盘变慢，于是一个写入在等待过半数；第一台回来，再写入第二个。第一个的提交找不到与之对应的提议。',
  },
  moves: [
    submit('A', create('/first', '1'), ready('A')),
    toLeader('A', answered('A', 1)),
    slowDisk(1, 5000, besideLeader('A')),
    onFollower(0, (server) => ({ type: 'kill', server })),
    submit('A', create('/waits', '1')),
    actOn(
      (facts) => {
        const server = someDown(facts)
        return server === undefined ? undefined : { type: 'restart', server, disk: 'keep' }
      },
      (facts) => someDown(facts) !== undefined,
    ),
    submit('A', create('/next', '1'), isBack),
  ],
}
