/** Lesson 5: the leader dies. What an election takes, what an epoch is, and who wins. */
import { serverNode } from '../../ground/ids.ts'
import { leaderOf } from '../store/model.ts'
import {
  allServe,
  created,
  effects,
  ended,
  follows,
  isConnected,
  lastIndex,
  leaderId,
  leaderReplaced,
  nobodyServes,
  running,
  someLeads,
  wroteInEpoch,
} from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { act, actOn, create, kill, start, submit } from './moves.ts'

const KILL_BUTTON: Anchor = { type: 'area', name: 'killLeader' }
const TREE: Anchor = { type: 'area', name: 'tree' }
const leaderAnchor = (facts: Facts): readonly Anchor[] => {
  const id = leaderId(facts.cluster)
  return id === undefined ? [] : [{ type: 'server', id }]
}
const downAnchors = ({ cluster }: Facts): readonly Anchor[] =>
  [...cluster.servers.values()].filter(({ life }) => life === 'down').map(({ id }) => ({ type: 'server', id }))
const killedAFollower: Check = ({ from, ...facts }) => {
  const ends = ended({ from, ...facts }).filter((node) => node.startsWith('s'))
  const old = leaderId(from)
  return ends.length > 0 && old !== undefined && !ends.includes(serverNode(old))
}
/** Server 5 was up when the votes were cast, and lost to a smaller id. */
const largestLost: Check = (facts) => {
  const leader = leaderOf(facts.cluster)
  const restarted = lastIndex(facts, 'nodeStarted', 's5')
  if (leader === undefined || leader.id === 5 || restarted < 0) return false
  return lastIndex(facts, 'elected') > restarted && follows(facts, 5, leader.id)
}
const threeDown: Check = (facts) => running(facts.cluster).length === 2 && nobodyServes(facts)
const wroteWithout5: Check = (facts) => ended(facts).includes('s5') && created(facts, /^\/missed-by-5$/)

export const killLeader: Lesson = {
  id: 'kill-leader',
  number: 5,
  title: { en: 'Kill the leader', 'zh-CN': '杀死领导者' },
  summary: {
    en: 'The leader dies, another takes over within moments, and no acknowledged write is lost. Who wins, and why?',
    'zh-CN': '领导者死去，另一台很快接替，已确认的写入一条不丢。谁会当选，为什么？',
  },
  minutes: 5,
  scenario: { servers: 5, clients: ['A', 'B'], tree: [{ path: '/app', text: null }], seed: 5 },
  steps: [
    {
      id: 'write-before',
      text: {
        en: 'Every write goes to the leader, which numbers it: the **zxid**. Its upper half is the **epoch** (which leader), its lower half a counter (which write of that leader). `0x100000003` is write 3 of epoch 1.',
        'zh-CN':
          '所有写请求都交给领导者（leader）编号，这个编号就是 **zxid**。高 32 位是 **epoch**（第几任领导者），低 32 位是计数（这一任的第几个写）。`0x100000003` 就是 epoch 1 的第 3 个写。',
      },
      goal: { en: 'Create the znode `/app/before`.', 'zh-CN': '创建节点 `/app/before`。' },
      hint: {
        en: 'In the console: `create /app/before 1`. Or in the tree: open /app and create a child.',
        'zh-CN': '在控制台输入 `create /app/before 1`；或在树中选中 /app，创建子节点。',
      },
      show: () => [TREE, { type: 'area', name: 'dock' }],
      moves: [submit('A', create('/app/before', '1'))],
      done: (facts) => created(facts, /^\/app\/before$/),
      why: {
        en: 'The leader proposed it, a majority wrote it to disk and acknowledged, then it was committed. From here on it must never be lost.',
        'zh-CN': '领导者发出提案，过半服务器写入磁盘并确认，然后提交。从这一刻起，它绝不能丢。',
      },
      wrong: [
        {
          when: (facts) => effects(facts).some(({ txn }) => txn.type === 'create'),
          text: {
            en: 'A znode was made, but it is not `/app/before`. Check the path.',
            'zh-CN': '节点创建成功了，但不是 `/app/before`。请检查路径。',
          },
        },
      ],
    },
    {
      id: 'kill',
      text: {
        en: 'Now the real test. Killing a server ends its worker as `kill -9` ends a process: no goodbye.',
        'zh-CN': '现在来真的。杀死服务器会直接终止它的 worker，就像 `kill -9` 终止进程：没有任何告别。',
      },
      goal: { en: 'Kill the leader.', 'zh-CN': '杀死领导者。' },
      hint: {
        en: 'The red button “Kill leader”, or the key K.',
        'zh-CN': '点红色按钮“杀死主节点（Leader）”，或按 K 键。',
      },
      show: (facts) => [KILL_BUTTON, ...leaderAnchor(facts)],
      moves: [act({ type: 'kill' }, allServe)],
      done: leaderReplaced,
      why: {
        en: 'Connections broke, so the followers noticed at once. The four phases of **Zab**, ZooKeeper’s protocol, followed: **election** (votes), **discovery** (a new epoch), **synchronization** (everybody gets what it lacks), **broadcast** (serving). ZooKeeper’s own overview says that it takes less than 200 ms to elect a new leader; the caption on the stage has the figures of this one. Clients kept their sessions and moved to another server.',
        'zh-CN':
          '连接断开，跟随者立刻察觉。随后是 **Zab** 协议的四个阶段：**选举**（投票）、**发现**（新的 epoch）、**同步**（各自补齐缺失）、**广播**（开始服务）。ZooKeeper 官方概述说选出新领导者不到 200 毫秒；这一次的数字见舞台上的说明。客户端带着原来的会话换到了别的服务器。',
      },
      wrong: [
        {
          when: killedAFollower,
          text: {
            en: 'That was a follower. The leader still has a majority and goes on serving: no election is needed. Kill the one with the crown.',
            'zh-CN': '那是一台跟随者。领导者仍有过半支持，继续服务，不需要选举。请杀死戴皇冠的那一台。',
          },
        },
      ],
    },
    {
      id: 'write-after',
      text: {
        en: 'Four of five run; three are enough. Write again and look at the new zxid.',
        'zh-CN': '五台还剩四台，三台就够过半。再写一次，看看新的 zxid。',
      },
      goal: { en: 'Create the znode `/app/after`.', 'zh-CN': '创建节点 `/app/after`。' },
      hint: { en: 'In the console: `create /app/after 2`.', 'zh-CN': '在控制台输入 `create /app/after 2`。' },
      show: () => [TREE, { type: 'area', name: 'dock' }],
      moves: [submit('A', create('/app/after', '2'), (facts) => someLeads(facts) && isConnected(facts, 'A'))],
      done: (facts) => created(facts, /^\/app\/after$/) && wroteInEpoch(facts),
      why: {
        en: 'The epoch in the zxid rose by one and the counter began anew. So every write of the new leader is larger than any of the old one: the order of zxids is the order of history. And `/app/before` is still in the tree.',
        'zh-CN':
          'zxid 中的 epoch 加了一，计数重新开始。所以新领导者的每个写都比旧领导者的大：zxid 的顺序就是历史的顺序。而 `/app/before` 依然在树中。',
      },
      wrong: [],
    },
    {
      id: 'return',
      text: {
        en: 'The dead server comes back with its disk. It led once: will it lead again?',
        'zh-CN': '死去的服务器带着自己的磁盘回来了。它曾是领导者，回来后还会当领导者吗？',
      },
      goal: { en: 'Restart the server that died.', 'zh-CN': '重启死去的那台服务器。' },
      hint: {
        en: 'Open it on the stage and choose “Restart”, or press R.',
        'zh-CN': '在舞台上点开它，选择“重启”，或按 R 键。',
      },
      show: downAnchors,
      moves: [
        actOn(({ cluster }) => {
          const down = [...cluster.servers.values()].find(({ life }) => life === 'down')
          return down === undefined ? undefined : { type: 'restart', server: down.id, disk: 'keep' }
        }),
      ],
      done: (facts) => lastIndex(facts, 'nodeStarted') >= 0 && allServe(facts),
      why: {
        en: 'It heard that a majority has a leader and joined as a follower. The leader sent only the writes that it had missed (a DIFF). Rank is not kept: leading is a matter of the epoch.',
        'zh-CN':
          '它得知过半服务器已有领导者，便作为跟随者加入。领导者只补发它缺的写（DIFF）。地位不会保留：谁领导只看当前 epoch。',
      },
      wrong: [
        {
          when: (facts) => facts.events.some(({ event }) => event.type === 'diskFate' && event.fate === 'wipe'),
          text: {
            en: 'Its disk was wiped: it comes back with an empty history and gets everything anew.',
            'zh-CN': '它的磁盘被清空了：回来时历史为空，全部数据要重新传一遍。',
          },
        },
      ],
    },
    {
      id: 'zxid-beats-id',
      text: {
        en: 'When the leader died, the ids decided, as all histories were equal. Now make the largest id lose: server 5 shall come to an election with the shortest history of all.',
        'zh-CN': '刚才大家的历史相同，所以由 id 决定。现在让最大的 id 落选：让服务器 5 带着最短的历史去参加选举。',
      },
      goal: { en: 'Let server 5 take part in an election, and lose.', 'zh-CN': '让服务器 5 参加选举，并且落选。' },
      acts: [
        {
          text: { en: 'Kill server 5.', 'zh-CN': '杀死服务器 5。' },
          seen: { en: 'Four of five are left: a majority.', 'zh-CN': '五台剩四台：仍然过半。' },
          done: (facts) => ended(facts).includes('s5'),
        },
        {
          text: { en: 'Create `/missed-by-5`.', 'zh-CN': '创建 `/missed-by-5`。' },
          seen: { en: 'A majority has it. Server 5 does not.', 'zh-CN': '过半服务器有了它，服务器 5 没有。' },
          done: wroteWithout5,
        },
        {
          text: { en: 'Kill two more.', 'zh-CN': '再杀死两台。' },
          seen: { en: 'Two of five are no majority: nobody serves.', 'zh-CN': '五台剩两台，不过半：谁也不能服务。' },
          done: (facts) => ended(facts).filter((node) => node.startsWith('s')).length > 2,
        },
        {
          text: { en: 'Start server 5 again.', 'zh-CN': '重新启动服务器 5。' },
          seen: {
            en: 'It makes three of five, votes for itself at first, and then for the longest history.',
            'zh-CN': '它凑成五台中的三台，先投自己，随后改投历史最长的那台。',
          },
          done: largestLost,
        },
      ],
      hint: {
        en: 'The order matters. In the console: `kill 5`, `create /missed-by-5`, `kill leader`, and, when there is another leader, `kill leader` once more; then `restart 5`.',
        'zh-CN':
          '顺序很重要。在控制台输入：`kill 5`、`create /missed-by-5`、`kill leader`，有了新领导者后再来一次 `kill leader`，最后 `restart 5`。',
      },
      show: () => [{ type: 'area', name: 'tree' }],
      moves: [
        kill(5, allServe),
        submit(
          'A',
          create('/missed-by-5', 'x'),
          (facts) => ended(facts).includes('s5') && someLeads(facts) && isConnected(facts, 'A'),
        ),
        actOn(({ cluster }) => {
          const other = running(cluster).find(({ role }) => role === 'following')
          return other === undefined ? undefined : { type: 'kill', server: other.id }
        }, wroteWithout5),
        act({ type: 'kill' }, (facts) => running(facts.cluster).length === 3 && someLeads(facts)),
        start(5, threeDown),
      ],
      done: largestLost,
      why: {
        en: 'Server 5 has the largest id but lacks a write that a majority had. The zxid is compared before the id, so it lost. That is why an acknowledged write survives every election: a majority has it, every majority overlaps with that one, and whoever lacks it is outvoted.',
        'zh-CN':
          '服务器 5 的 id 最大，却缺少一个过半服务器已有的写。先比 zxid 再比 id，所以它落选。这正是已确认的写能挺过每次选举的原因：过半服务器有它，任意两个过半必有交集，缺它的服务器赢不了。',
      },
      wrong: [
        {
          when: (facts) =>
            lastIndex(facts, 'elected') > lastIndex(facts, 'nodeStarted', 's5') && leaderId(facts.cluster) === 5,
          text: {
            en: 'Server 5 leads: its history is as long as the others’. It must miss a write first. Reset the step.',
            'zh-CN': '服务器 5 当选了：它的历史和别人一样长。要先让它错过一个写。请重置这一步。',
          },
        },
        {
          when: (facts) =>
            lastIndex(facts, 'nodeStarted', 's5') >= 0 && follows(facts, 5, leaderId(facts.cluster) ?? 0),
          text: {
            en: 'Server 5 came back while a leader was serving, so there was no election to lose: it was simply brought up to date.',
            'zh-CN': '服务器 5 回来时领导者仍在服务，没有选举可言：它只是补齐了数据。请让剩下的服务器先失去过半。',
          },
        },
      ],
    },
  ],
}
