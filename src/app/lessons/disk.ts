/** Lesson 13: what is on disk: the log, the snapshot, and how a server that comes back is brought up to date. */
import { serverId, serverNode, type Zxid } from '../../ground/ids.ts'
import {
  allServe,
  created,
  ended,
  followerId,
  isConnected,
  lastIndex,
  leaderId,
  nobodyServes,
  running,
  someLeads,
  told,
} from './facts.ts'
import type { Anchor, Check, Facts, Lesson, Move } from './lesson.ts'
import { act, actOn, create, hurry, kill, start, submit } from './moves.ts'

const IDS = [1, 2, 3] as const
const SLOW_MS = 3000
const allServers = (): readonly Anchor[] => IDS.map((id) => ({ type: 'server', id: serverId(id) }))
const down = ({ cluster }: Facts) => [...cluster.servers.values()].filter(({ life }) => life === 'down')
const noneRuns: Check = ({ cluster }) => running(cluster).length === 0
/** All three died in this step, and were started again. */
const allCameBack: Check = (facts) => {
  const ends = ended(facts)
  return IDS.every((id) => ends.includes(serverNode(serverId(id)))) && allServe(facts)
}
/** The zxid under which a leader proposed to create `path`. */
const proposalOf = (facts: Facts, path: string): Zxid | undefined =>
  told(facts, 'proposed').findLast(({ event }) => event.txn.type === 'create' && event.txn.path === path)?.event.zxid
const isCommitted = (facts: Facts, path: string): boolean => {
  const zxid = proposalOf(facts, path)
  return zxid !== undefined && told(facts, 'committed').some(({ event }) => event.zxid === zxid)
}
/** Power failed everywhere: each of the last starts found only what was flushed. */
const powerFailed: Check = (facts) => {
  const fates = told(facts, 'diskFate').filter(({ event }) => event.fate === 'loseUnflushed')
  return IDS.every((id) => fates.some(({ node }) => node === serverNode(serverId(id))))
}
const hurriedLost: Check = (facts) =>
  proposalOf(facts, '/hurried') !== undefined &&
  powerFailed(facts) &&
  allCameBack(facts) &&
  !isCommitted(facts, '/hurried')

/** The newest plan that a leader made in this mode, for a server that serves again. */
function syncedBy(facts: Facts, mode: 'DIFF' | 'TRUNC' | 'SNAP'): { readonly proposals: number } | undefined {
  const plan = told(facts, 'syncPlanned').findLast(({ event }) => event.mode === mode)
  const isBack = plan !== undefined && facts.cluster.servers.get(plan.event.peer)?.serving === true
  return isBack ? { proposals: plan.event.proposals } : undefined
}
const gotDiff: Check = (facts) => (syncedBy(facts, 'DIFF')?.proposals ?? 0) > 0 && allServe(facts)
const gotSnap: Check = (facts) => {
  const wiped = told(facts, 'diskFate').filter(({ event }) => event.fate === 'wipe')
  const snapped = told(facts, 'syncStarted').filter(({ event }) => event.mode === 'SNAP')
  return wiped.some(({ node }) => snapped.some((other) => other.node === node)) && allServe(facts)
}
/** Cut from the log of the one server that had it. */
const lostIsCut: Check = (facts) => {
  const zxid = proposalOf(facts, '/lost')
  const isCut = told(facts, 'truncated').some(({ event }) => event.lost.some((one) => one === zxid))
  return zxid !== undefined && isCut && allServe(facts)
}
/** The old leader has given up, and another one serves. */
const replaced: Check = ({ from, cluster }) => {
  const [old, now] = [leaderId(from), leaderId(cluster)]
  return old !== undefined && now !== undefined && now !== old && cluster.servers.get(old)?.serving === false
}

const restartDown = (disk: 'keep' | 'wipe', when?: Check): Move =>
  actOn((facts) => {
    const [one] = down(facts)
    return one === undefined ? undefined : { type: 'restart', server: one.id, disk }
  }, when)
const killFollower = actOn(({ cluster }) => {
  const id = followerId(cluster)
  return id === undefined ? undefined : { type: 'kill', server: id }
}, allServe)
const canWrite: Check = (facts) => someLeads(facts) && isConnected(facts, 'A')

export const disk: Lesson = {
  id: 'disk',
  number: 13,
  title: { en: 'Disk and recovery', 'zh-CN': '磁盘与恢复' },
  summary: {
    en: 'Log and snapshot; what a power failure may take; DIFF, SNAP and TRUNC; an old leader’s lost proposal.',
    'zh-CN': '日志与快照；断电会丢什么；DIFF、SNAP、TRUNC；旧领导者那条丢失的提案。',
  },
  minutes: 7,
  scenario: { servers: 3, clients: ['A'], tree: [{ path: '/shop', text: null }], seed: 13 },
  steps: [
    {
      id: 'log',
      text: {
        en: 'The tree lives in memory. Before a server acknowledges a change it writes it to its **log** and waits until the disk has it. Write something, then let all three servers die.',
        'zh-CN':
          '树保存在内存里。服务器在确认一次更新之前，先写入**日志**（log），并等磁盘确实存好。写点东西，然后让三台服务器全部死掉。',
      },
      goal: {
        en: 'Create `/receipt`, kill all three servers, and restart them.',
        'zh-CN': '创建 `/receipt`，杀死全部三台服务器，再重启它们。',
      },
      hint: {
        en: 'In the console: `create /receipt 42`, then `kill 1`, `kill 2`, `kill 3`, and `restart 1`, `restart 2`, `restart 3`.',
        'zh-CN':
          '在控制台输入 `create /receipt 42`，然后 `kill 1`、`kill 2`、`kill 3`，再 `restart 1`、`restart 2`、`restart 3`。',
      },
      show: allServers,
      moves: [
        submit('A', create('/receipt', '42'), canWrite),
        ...IDS.map((id) => kill(id, (facts) => created(facts, /^\/receipt$/))),
        ...IDS.map((id) => start(id)),
      ],
      done: (facts) => created(facts, /^\/receipt$/) && allCameBack(facts),
      why: {
        en: '`/receipt` is there. Each server read its newest **snapshot** (the whole tree at some moment) and replayed the log behind it. From time to time a new snapshot is written, so that the log to replay stays short.',
        'zh-CN':
          '`/receipt` 还在。每台服务器读入最新的**快照**（snapshot，某一时刻的整棵树），再重放其后的日志。每隔一段时间会写一份新快照，这样要重放的日志就不会太长。',
      },
      wrong: [
        {
          when: (facts) => told(facts, 'diskFate').some(({ event }) => event.fate === 'wipe'),
          text: {
            en: 'A disk was wiped: that is more than a crash. Restart with the disk kept.',
            'zh-CN': '有磁盘被清空了：那已不只是崩溃。请选择保留磁盘重启。',
          },
        },
      ],
    },
    {
      id: 'power',
      text: {
        en: 'And what is not on disk yet? When the power fails, a disk keeps what was **flushed**, and the rest is gone.',
        'zh-CN': '那还没落盘的呢？断电之后，磁盘上只留下**刷过盘**的内容，其余的都没了。',
      },
      goal: {
        en: 'Lose `/hurried` in a power failure of all three servers.',
        'zh-CN': '让三台服务器同时断电，丢掉 `/hurried`。',
      },
      acts: [
        {
          text: {
            en: 'Make all three disks slow, three seconds for a flush: `disk 1 slow 3000` …',
            'zh-CN': '让三台的磁盘都变慢，刷一次盘要三秒：`disk 1 slow 3000` …',
          },
          seen: {
            en: 'Between a write and its acknowledgement there is time now.',
            'zh-CN': '写入与确认之间，现在有了时间差。',
          },
          done: (facts) => IDS.every((id) => told(facts, 'diskTroubled').some(({ node }) => node === `s${id}`)),
        },
        {
          text: { en: 'As A: `create /hurried`.', 'zh-CN': '以 A 的身份：`create /hurried`。' },
          seen: {
            en: 'Proposed, on no disk yet, and so not acknowledged.',
            'zh-CN': '提案已发出，但哪块磁盘上都还没有，所以没有得到确认。',
          },
          done: (facts) => proposalOf(facts, '/hurried') !== undefined,
        },
        {
          text: {
            en: 'Before the three seconds are over, kill all three: `kill 1` …',
            'zh-CN': '三秒之内杀死全部三台：`kill 1` …',
          },
          seen: { en: 'The flush never came.', 'zh-CN': '没等到刷盘。' },
          done: (facts) => IDS.every((id) => ended(facts).includes(`s${id}`)),
        },
        {
          text: {
            en: 'Mend the disks, then start again without what was not flushed: `disk 1 ok` …, `restart 1 lose` …',
            'zh-CN': '修好磁盘，再不带未刷盘的内容重启：`disk 1 ok` …、`restart 1 lose` …',
          },
          seen: {
            en: 'All three agree again, and none knows of `/hurried`.',
            'zh-CN': '三台又一致了，谁也不知道有过 `/hurried`。',
          },
          done: hurriedLost,
        },
      ],
      hint: {
        en: 'Three seconds are short: choose a slower speed in the toolbar before, or use “Do it for me”.',
        'zh-CN': '三秒很短：先在工具栏里选慢一些的速度，或者用“替我做”。',
      },
      show: allServers,
      moves: [
        ...IDS.map((id) => act({ type: 'slowDisk', server: serverId(id), delayMs: SLOW_MS }, canWrite)),
        hurry('A', create('/hurried', 'x'), canWrite),
        ...IDS.map((id) => kill(id, (facts) => proposalOf(facts, '/hurried') !== undefined)),
        ...IDS.map((id) => act({ type: 'mendDisk', server: serverId(id) }, noneRuns)),
        ...IDS.map((id) => act({ type: 'restart', server: serverId(id), disk: 'loseUnflushed' })),
      ],
      done: hurriedLost,
      why: {
        en: '`/hurried` is gone, and that is fine: nobody acknowledged it, and A was told CONNECTIONLOSS, which means “perhaps”. `/receipt` survived, as it was acknowledged. An acknowledgement leaves a server only when the disk has said yes.',
        'zh-CN':
          '`/hurried` 没了，这没有问题：谁也没有确认过它，A 得到的是 CONNECTIONLOSS，意思是“也许”。`/receipt` 得到过确认，所以还在。只有磁盘答应了，确认才会离开服务器。',
      },
      wrong: [
        {
          when: (facts) => isCommitted(facts, '/hurried'),
          text: {
            en: 'The disks were quicker: `/hurried` was acknowledged, so it must survive, and does. Reset the step.',
            'zh-CN': '磁盘更快：`/hurried` 已得到确认，所以必须保留，也确实保留了。请重置这一步。',
          },
        },
      ],
    },
    {
      id: 'diff',
      // Restarted as a whole, a leader has nothing in memory yet, and would send the whole tree.
      fresh: { arrange: [] },
      text: {
        en: 'A server that was away lacks a few changes. The leader keeps the newest 500 in memory for that.',
        'zh-CN': '离开过的服务器会缺少一些更新。为此，领导者在内存里保留最近的 500 条。',
      },
      goal: {
        en: 'Kill a follower, create `/meanwhile`, and restart the follower.',
        'zh-CN': '杀死一台跟随者，创建 `/meanwhile`，再重启它。',
      },
      hint: {
        en: 'Watch the band between the leader and the server that comes back: it names what is sent.',
        'zh-CN': '留意领导者与归来者之间的带子：上面写着发送的内容。',
      },
      show: ({ cluster }) => [{ type: 'server', id: followerId(cluster) ?? serverId(1) }],
      moves: [
        killFollower,
        submit('A', create('/meanwhile', null), (facts) => ended(facts).length > 0 && canWrite(facts)),
        restartDown('keep', (facts) => created(facts, /^\/meanwhile$/)),
      ],
      done: (facts) => created(facts, /^\/meanwhile$/) && gotDiff(facts),
      why: {
        en: '**DIFF**: it told its last zxid, and the leader sent just the changes behind it. That is the common case, and the cheapest.',
        'zh-CN': '**DIFF**：它报上自己最后的 zxid，领导者只发送其后的更新。这是最常见、也最省的情况。',
      },
      wrong: [],
    },
    {
      id: 'snap',
      text: {
        en: 'Worse: its disk is broken and replaced by an empty one.',
        'zh-CN': '更糟的情况：它的磁盘坏了，换上一块空的。',
      },
      goal: {
        en: 'Kill a follower and restart it with a wiped disk.',
        'zh-CN': '杀死一台跟随者，清空磁盘后重启。',
      },
      hint: {
        en: 'Open it: “Kill server”, then “Restart” with “wipe”; or in the console `restart 1 wipe`.',
        'zh-CN': '点开它：先杀死，再选择清空磁盘重启；或在控制台输入 `restart 1 wipe`。',
      },
      show: ({ cluster }) => [{ type: 'server', id: followerId(cluster) ?? serverId(1) }],
      moves: [killFollower, restartDown('wipe', (facts) => ended(facts).length > 0)],
      done: gotSnap,
      why: {
        en: '**SNAP**: with an empty history the newest 500 changes are no help, so the leader sent the whole tree, and the server wrote it down as a snapshot. With much data that takes long. (One wiped disk is fine. Two of three could be enough to elect a leader that knows nothing.)',
        'zh-CN':
          '**SNAP**：历史为空，最近的 500 条更新也帮不上忙，所以领导者发送整棵树，服务器把它写成快照。数据很多时会很慢。（清空一块磁盘没有关系；三台清空两台，就可能选出一个什么都不知道的领导者。）',
      },
      wrong: [
        {
          when: (facts) =>
            lastIndex(facts, 'nodeStarted') >= 0 &&
            allServe(facts) &&
            !told(facts, 'diskFate').some(({ event }) => event.fate === 'wipe'),
          text: {
            en: 'It kept its disk, so a DIFF was enough. Kill it again and restart it with “wipe”.',
            'zh-CN': '它保留了磁盘，所以 DIFF 就够了。请再杀死它，选择清空磁盘重启。',
          },
        },
      ],
    },
    {
      id: 'trunc',
      text: {
        en: 'The strangest case. A leader proposes a change, writes it to its own log, and is cut off before anybody else has it. The others elect a new leader and go on. Then the old one comes back with a line in its log that **no majority ever had**.',
        'zh-CN':
          '最奇特的情况。领导者提出一个更新，写进自己的日志，却在其他服务器收到之前被隔离。其他服务器选出新领导者继续工作。之后旧领导者回来，日志里多出一条**过半服务器从未有过**的记录。',
      },
      goal: {
        en: 'Have the isolated leader propose `/lost`; heal when another one leads.',
        'zh-CN': '让被隔离的领导者提出 `/lost`；等别的服务器当选后恢复网络。',
      },
      acts: [
        {
          text: {
            en: 'See that A is connected to the leader, or move it there; then isolate the leader.',
            'zh-CN': '确认 A 连着领导者（不然就换过去），然后隔离领导者。',
          },
          seen: {
            en: 'For some seconds it still believes that it leads.',
            'zh-CN': '有几秒钟，它还以为自己是领导者。',
          },
          done: (facts) => told(facts, 'linkCut').length > 0,
        },
        {
          text: { en: 'At once, as A: `create /lost`.', 'zh-CN': '马上以 A 的身份：`create /lost`。' },
          seen: { en: 'It stands in the log of one server only.', 'zh-CN': '只有一台服务器的日志里有它。' },
          done: (facts) => proposalOf(facts, '/lost') !== undefined,
        },
        {
          text: { en: 'Wait until another one wears the crown.', 'zh-CN': '等到别的服务器戴上皇冠。' },
          seen: {
            en: 'Two of three are a majority, and go on without `/lost`.',
            'zh-CN': '三台中的两台就是过半，它们没有 `/lost` 也继续工作。',
          },
          done: ({ from, cluster }) => leaderId(cluster) !== undefined && leaderId(cluster) !== leaderId(from),
        },
        {
          text: { en: 'Heal the network.', 'zh-CN': '恢复网络。' },
          seen: {
            en: 'The old leader follows, and `/lost` is cut from its log.',
            'zh-CN': '旧领导者成了跟随者，`/lost` 被从它的日志里截掉。',
          },
          done: lostIsCut,
        },
      ],
      hint: {
        en: 'In the console, if 3 leads: `move A 3`, `isolate 3`, then as A `create /lost`, and at last `heal`.',
        'zh-CN': '在控制台里，假设领导者是 3：`move A 3`、`isolate 3`，再以 A 执行 `create /lost`，最后 `heal`。',
      },
      show: ({ cluster }) => [
        { type: 'server', id: leaderId(cluster) ?? serverId(3) },
        { type: 'client', name: 'A' },
      ],
      moves: [
        actOn(({ cluster }) => {
          const leader = leaderId(cluster)
          const isThere = leader === undefined || cluster.clients.get('A')?.server === leader
          return isThere ? undefined : { type: 'moveClient', client: 'A', server: leader }
        }, allServe),
        actOn(
          ({ cluster }) => {
            const leader = leaderId(cluster)
            return leader === undefined ? undefined : { type: 'isolate', server: leader }
          },
          (facts) => isConnected(facts, 'A') && facts.cluster.clients.get('A')?.server === leaderId(facts.cluster),
        ),
        hurry('A', create('/lost', 'x')),
        act({ type: 'heal' }, (facts) => proposalOf(facts, '/lost') !== undefined && replaced(facts)),
      ],
      done: lostIsCut,
      why: {
        en: '**TRUNC**: the new leader told it up to where their histories agree, and it cut the rest from its log. `/lost` was never acknowledged, so no promise is broken; A was told that the connection was lost. Now all logs are the same again.',
        'zh-CN':
          '**TRUNC**：新领导者告诉它两边的历史到哪里为止一致，它就把后面的从日志里截掉。`/lost` 从未得到确认，所以没有违背任何承诺；A 得到的答复是连接丢失。现在所有日志又都一样了。',
      },
      wrong: [
        {
          when: (facts) => isCommitted(facts, '/lost'),
          text: {
            en: '`/lost` reached a majority, so it is not lost. A must write through the leader that is cut off. Reset the step.',
            'zh-CN': '`/lost` 已到达过半服务器，所以没有丢。A 必须通过被隔离的领导者写入。请重置这一步。',
          },
        },
        {
          when: (facts) => nobodyServes(facts) && ended(facts).some((node) => node.startsWith('s')),
          text: {
            en: 'A server was killed: two are not enough here, as one is cut off. Restart it, or reset the step.',
            'zh-CN': '有服务器被杀死：已有一台被隔离，剩下的不够过半。请重启它，或重置这一步。',
          },
        },
      ],
    },
  ],
}
