/** Lesson 6: the majority. Five servers with two down, with three down, and a leader cut off. */
import { leaderOf } from '../store/model.ts'
import {
  allServe,
  created,
  isConnected,
  leaderId,
  leaderReplaced,
  nobodyServes,
  running,
  someLeads,
  told,
} from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { act, actOn, create, submit } from './moves.ts'

const killFollower = (when: Check) =>
  actOn(({ cluster }) => {
    const one = running(cluster).find(({ role }) => role === 'following')
    return one === undefined ? undefined : { type: 'kill', server: one.id }
  }, when)
const up = (facts: Facts): number => running(facts.cluster).length
const lit = ({ cluster }: Facts): readonly Anchor[] =>
  running(cluster).map(({ id }): Anchor => ({ type: 'server', id }))
/** Another leader serves in a newer epoch, while the old one is alive, cut off, and serves no more. */
const minorityGaveUp: Check = ({ from, cluster }) => {
  const [old, now] = [leaderOf(from), leaderOf(cluster)]
  if (old === undefined || now === undefined || now.epoch <= old.epoch) return false
  const before = cluster.servers.get(old.id)
  return before?.life === 'alive' && before.isolated && !before.serving
}

export const majority: Lesson = {
  id: 'majority',
  number: 6,
  title: { en: 'Majority', 'zh-CN': '过半机制' },
  summary: {
    en: 'Five servers survive two failures, not three. Why the number is odd, and what a partition does.',
    'zh-CN': '五台服务器能容忍两台故障，三台不行。为什么用奇数台，网络分区又会怎样。',
  },
  minutes: 5,
  scenario: { servers: 5, clients: ['A'], tree: [], seed: 6 },
  steps: [
    {
      id: 'two-down',
      text: {
        en: 'A write counts when **more than half** of all servers have it on disk: 3 of 5. So how many may fail?',
        'zh-CN': '写入要**超过半数**的服务器落盘才算数：5 台中的 3 台。那么最多能坏几台？',
      },
      goal: { en: 'Kill two servers, then create `/still`.', 'zh-CN': '杀死两台服务器，然后创建 `/still`。' },
      hint: {
        en: 'Open two servers on the stage and kill them. In the console: `create /still`.',
        'zh-CN': '在舞台上点开两台并杀死，再在控制台输入 `create /still`。',
      },
      show: lit,
      moves: [
        killFollower(allServe),
        killFollower((facts) => up(facts) === 4 && someLeads(facts)),
        submit('A', create('/still', null), (facts) => up(facts) === 3 && someLeads(facts) && isConnected(facts, 'A')),
      ],
      done: (facts) => up(facts) === 3 && created(facts, /^\/still$/),
      why: {
        en: 'Three of five are a majority: the ensemble serves. Six servers would need four, so they also survive only two failures: an even number costs more and gains nothing. For more readers there are **observers**, which follow without a vote.',
        'zh-CN':
          '五台剩三台仍是过半，集群继续服务。六台需要四票过半，同样只能容忍两台故障：偶数台多花钱，却没有更可靠。需要更多读取能力时可以加**观察者**（observer）：跟随，但不投票。',
      },
      wrong: [
        {
          when: (facts) => up(facts) > 3 && created(facts, /^\/still$/),
          text: {
            en: '`/still` was made while more than three ran. Reset the step and kill two first.',
            'zh-CN': '`/still` 创建时还有三台以上在运行。请重置这一步，先杀死两台。',
          },
        },
        {
          when: (facts) => up(facts) < 3,
          text: {
            en: 'Fewer than three run now: no majority, no write. That is the next step; restart one.',
            'zh-CN': '现在不足三台：没有过半，无法写入。那是下一步的内容，请重启一台。',
          },
        },
      ],
    },
    {
      id: 'three-down',
      text: { en: 'One more.', 'zh-CN': '再来一台。' },
      goal: { en: 'Kill a third server.', 'zh-CN': '杀死第三台服务器。' },
      hint: { en: 'Open one that runs and kill it; or press K.', 'zh-CN': '点开一台正在运行的并杀死它，或按 K 键。' },
      show: lit,
      moves: [act({ type: 'kill' }, someLeads)],
      done: (facts) => up(facts) === 2 && nobodyServes(facts),
      why: {
        en: 'Two are left. They may not decide anything, because the other three might have decided otherwise, and they could not know. So they serve nobody: ZooKeeper rather stops than lets two truths exist.',
        'zh-CN':
          '只剩两台。它们不能做任何决定，因为另外三台可能另有决定，而它们无从得知。所以干脆不服务：ZooKeeper 宁可停下，也不允许出现两份真相。',
      },
      wrong: [],
    },
    {
      id: 'back',
      text: { en: 'No data is lost. What does it take to go on?', 'zh-CN': '数据没有丢。怎样才能恢复服务？' },
      goal: { en: 'Restart all servers that are down.', 'zh-CN': '重启所有停掉的服务器。' },
      hint: {
        en: 'Press R for each, or open them and choose “Restart”.',
        'zh-CN': '每台按一次 R，或逐台点开选择“重启”。',
      },
      show: ({ cluster }) =>
        [...cluster.servers.values()]
          .filter(({ life }) => life === 'down')
          .map(({ id }): Anchor => ({ type: 'server', id })),
      moves: [3, 4, 5].map((running) =>
        actOn(
          ({ cluster }) => {
            const down = [...cluster.servers.values()].find(({ life }) => life === 'down')
            return down === undefined ? undefined : { type: 'restart', server: down.id, disk: 'keep' }
          },
          (facts) => up(facts) >= running - 1,
        ),
      ),
      done: (facts) => up(facts) === 5 && allServe(facts),
      why: {
        en: 'With the third one there was a majority again, and an election. `/still` is there: the third was among those that had it, as any two majorities overlap.',
        'zh-CN': '第三台一回来就重新过半，于是进行选举。`/still` 还在：任意两个过半必有交集，总有一台存着它。',
      },
      wrong: [],
    },
    {
      id: 'partition',
      text: {
        en: 'Dying is not the worst. Cut the leader off from the others: it lives, believes that it leads, and hears nobody.',
        'zh-CN': '死掉还不是最糟的。把领导者与其他服务器隔离：它还活着，以为自己在领导，却听不到任何人。',
      },
      goal: { en: 'Isolate the leader.', 'zh-CN': '隔离领导者。' },
      hint: { en: 'Open the leader and choose “Isolate”.', 'zh-CN': '点开领导者，选择“隔离”。' },
      show: ({ cluster }) => {
        const id = leaderId(cluster)
        return id === undefined ? [] : [{ type: 'server', id }]
      },
      moves: [
        actOn(({ cluster }) => {
          const id = leaderId(cluster)
          return id === undefined ? undefined : { type: 'isolate', server: id }
        }, allServe),
      ],
      done: minorityGaveUp,
      why: {
        en: 'It gave up by itself when it heard no majority any more, and the other four elected a leader with a newer epoch. A client on the lonely side is disconnected and looks for another server. Never two leaders that can both commit.',
        'zh-CN':
          '它听不到过半的回应，便自行退位；另外四台选出了 epoch 更新的领导者。留在孤立一侧的客户端会断开并另找服务器。能提交的领导者绝不会同时有两个。',
      },
      wrong: [
        {
          when: leaderReplaced,
          text: {
            en: 'The leader was killed, not cut off. Reset the step to see the difference.',
            'zh-CN': '领导者是被杀死的，而不是被隔离。请重置这一步，看看区别。',
          },
        },
      ],
    },
    {
      id: 'heal',
      text: { en: 'The cable is plugged in again.', 'zh-CN': '网线重新插上了。' },
      goal: { en: 'Heal the network.', 'zh-CN': '恢复网络。' },
      hint: { en: '“Heal all” in the toolbar, or the key H.', 'zh-CN': '点工具栏里的“恢复网络”，或按 H 键。' },
      show: () => [{ type: 'area', name: 'healAll' }],
      moves: [act({ type: 'heal' })],
      done: (facts) => told(facts, 'linksHealed').length > 0 && allServe(facts),
      why: {
        en: 'The old leader saw the newer epoch and followed. Had it proposed something that no majority ever got, that would be cut from its log now: it was never acknowledged to anybody.',
        'zh-CN':
          '旧领导者看到更新的 epoch，转为跟随。假如它曾提出过半没收到的提案，现在会从它的日志里截掉：那个写从未向任何人确认过。',
      },
      wrong: [],
    },
  ],
}
