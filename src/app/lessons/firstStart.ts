/** Lesson 4: five servers are started one by one. The majority decides when a leader is there, the id decides who. */
import { serverId } from '../../ground/ids.ts'
import { follows, isUp, leads, server } from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { start } from './moves.ts'

const at = (id: number) => (): readonly Anchor[] => [{ type: 'server', id: serverId(id) }]
const votesFor = (facts: Facts, voter: number, choice: number): boolean =>
  isUp(facts, voter) && server(facts, voter)?.role === 'looking' && server(facts, voter)?.vote?.leader === choice
const early = (...ids: readonly number[]): Check => {
  return (facts) => ids.some((id) => isUp(facts, id))
}
const OUT_OF_TURN = {
  en: 'Another server runs already, so the votes come out differently. Reset the step and start them in order.',
  'zh-CN': '已经有别的服务器在运行，投票结果就不同了。请重置这一步，按编号依次启动。',
}

export const firstStart: Lesson = {
  id: 'first-start',
  number: 4,
  title: { en: 'First start: how five servers elect a leader', 'zh-CN': '首次启动：五台服务器如何选出领导者' },
  summary: {
    en: 'Start them one by one. Server 3 becomes leader, and 4 and 5 follow it although their ids are larger.',
    'zh-CN': '逐台启动。3 号成为领导者（leader）；4 号和 5 号的 id 更大，却只能跟随。',
  },
  minutes: 3,
  scenario: { servers: 5, idle: true, clients: ['A'], tree: [], seed: 4 },
  steps: [
    {
      id: 'one-looks',
      text: {
        en: 'Five servers are configured, none runs. All disks are empty, so every history is equally long. A server that starts is **looking**: it votes for itself and tells the others.',
        'zh-CN':
          '集群配置了五台服务器，现在都没有启动。磁盘全空，所以大家的历史一样长。服务器启动后处于 **looking**（选举）状态：先投自己一票，再告诉其他服务器。',
      },
      goal: { en: 'Start server 1.', 'zh-CN': '启动服务器 1。' },
      hint: {
        en: 'Open server 1 on the stage and choose “Restart server 1”.',
        'zh-CN': '在舞台上点开服务器 1，选择“重启服务器 1”。',
      },
      show: at(1),
      moves: [start(1)],
      done: (facts) => votesFor(facts, 1, 1),
      why: {
        en: 'Server 1 has one vote: its own. A leader needs a majority of all **configured** servers, which is 3 of 5, not a majority of those that run. So it keeps looking, and client A finds nobody to serve it.',
        'zh-CN':
          '服务器 1 只有自己的一票。当选需要**全部配置**的服务器过半，也就是 5 台中的 3 票，而不是正在运行的过半。所以它继续 looking，客户端 A 也找不到能服务的服务器。',
      },
      wrong: [{ when: early(2, 3, 4, 5), text: OUT_OF_TURN }],
    },
    {
      id: 'two-beats-one',
      text: {
        en: 'Votes are compared in this order: newer **epoch**, then larger **zxid**, then larger **id**. Here epochs and zxids are equal, so only ids are left to compare.',
        'zh-CN':
          '选票按这个顺序比较：先比 **epoch**（纪元），再比 **zxid**（事务编号），最后比服务器 **id**。现在 epoch 和 zxid 都相同，只剩 id 可比。',
      },
      goal: { en: 'Start server 2.', 'zh-CN': '启动服务器 2。' },
      hint: {
        en: 'Open server 2 and choose “Restart server 2”. Watch the vote of server 1.',
        'zh-CN': '点开服务器 2，选择“重启服务器 2”。注意服务器 1 的选票。',
      },
      show: at(2),
      moves: [start(2)],
      done: (facts) => votesFor(facts, 1, 2) && votesFor(facts, 2, 2),
      why: {
        en: 'Server 1 heard a better vote (2 > 1) and changed its own. Server 2 now has two votes, but two of five is no majority: both keep looking.',
        'zh-CN':
          '服务器 1 收到了更好的选票（2 > 1），于是改投 2。服务器 2 现在有两票，但五台中的两台不过半，两台都继续 looking。',
      },
      wrong: [{ when: early(3, 4, 5), text: OUT_OF_TURN }],
    },
    {
      id: 'three-leads',
      text: {
        en: 'Two votes are there. The next server brings the third: the majority.',
        'zh-CN': '已经有两票。再来一台就是第三票：过半。',
      },
      goal: { en: 'Start server 3.', 'zh-CN': '启动服务器 3。' },
      hint: { en: 'Open server 3 and choose “Restart server 3”.', 'zh-CN': '点开服务器 3，选择“重启服务器 3”。' },
      show: at(3),
      moves: [start(3)],
      done: (facts) => leads(facts, 3) && follows(facts, 1, 3) && follows(facts, 2, 3),
      why: {
        en: 'Server 3 has the largest id of the three, so 1 and 2 changed their votes to it: 3 of 5. It took epoch 1, brought both followers into step, and serves. Client A is connected now.',
        'zh-CN':
          '三台中 3 的 id 最大，1 和 2 都改投 3：五票中的三票，过半当选。它开启 epoch 1，让两个跟随者（follower）与自己同步，然后开始服务。客户端 A 这时才连上。',
      },
      wrong: [{ when: early(4, 5), text: OUT_OF_TURN }],
    },
    {
      id: 'four-follows',
      text: {
        en: 'Server 4 has a larger id than the leader. Before you start it: will it take over?',
        'zh-CN': '服务器 4 的 id 比领导者大。启动之前先猜一猜：它会取代 3 吗？',
      },
      goal: { en: 'Start server 4.', 'zh-CN': '启动服务器 4。' },
      hint: { en: 'Open server 4 and choose “Restart server 4”.', 'zh-CN': '点开服务器 4，选择“重启服务器 4”。' },
      show: at(4),
      moves: [start(4)],
      done: (facts) => leads(facts, 3) && follows(facts, 4, 3),
      why: {
        en: 'It voted for itself, but 1, 2 and 3 answered: “we have a leader, 3”. A majority says so, and server 4 follows. Ids are compared only while servers are looking; a leader that serves is not challenged.',
        'zh-CN':
          '它先投了自己，但 1、2、3 回答说：“我们已经有领导者 3。”过半都这么说，于是 4 跟随。id 只在大家都处于选举状态时才比较，正在服务的领导者不会受到挑战。',
      },
      wrong: [
        {
          when: (facts) => !leads(facts, 3),
          text: {
            en: 'Server 3 leads no longer, so this is a new election, where 4 may win. Reset the step to see the first start.',
            'zh-CN': '3 已经不是领导者，这就成了一次新的选举，4 可能会赢。重置这一步，继续观察首次启动。',
          },
        },
      ],
    },
    {
      id: 'five-follows',
      text: { en: 'One is left, with the largest id of all.', 'zh-CN': '还剩最后一台，它的 id 最大。' },
      goal: { en: 'Start server 5.', 'zh-CN': '启动服务器 5。' },
      hint: { en: 'Open server 5 and choose “Restart server 5”.', 'zh-CN': '点开服务器 5，选择“重启服务器 5”。' },
      show: at(5),
      moves: [start(5)],
      done: (facts) => leads(facts, 3) && follows(facts, 5, 3) && follows(facts, 4, 3),
      why: {
        en: 'Five servers, leader 3: the one whose start completed the majority. Start them in another order, and another one leads. Now two of them may fail and the ensemble still serves.',
        'zh-CN':
          '五台全部启动，领导者是 3：正是它的启动凑成了过半。换一个启动顺序，领导者就可能不同。现在任意两台出故障，集群仍能服务。',
      },
      wrong: [
        {
          when: (facts) => !leads(facts, 3),
          text: {
            en: 'Server 3 leads no longer: somebody stopped it or cut it off. Reset the step to go on.',
            'zh-CN': '3 已经不是领导者：它被停掉或断开了。请重置这一步再继续。',
          },
        },
      ],
    },
  ],
}
