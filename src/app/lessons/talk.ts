/** Lesson 12: three ports. Who connects to whom on 2181, 2888 and 3888, and why a mesh serves any leader. */
import { clientNode, type NodeName, type ServerId, serverId, serverNode, serverOf } from '../../ground/ids.ts'
import type { Channel } from '../../protocol/seam.ts'
import { type LinkModel, leaderOf } from '../store/model.ts'
import { allServe, client, ended, isConnected, isUp, leaderId, leaderReplaced, running, told } from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { act, actOn, start } from './moves.ts'

const SERVERS = 5
const DOCK: Anchor = { type: 'area', name: 'connections' }
const atServers = (...ids: readonly number[]): readonly Anchor[] =>
  ids.map((id) => ({ type: 'server', id: serverId(id) }))

/** Connections of one kind that both ends know. */
function links({ cluster }: Pick<Facts, 'cluster'>, channel: Channel): readonly LinkModel[] {
  return [...cluster.links.values()].filter(
    (link) => link.channel === channel && link.near === 'established' && link.far === 'established',
  )
}
/** Each of the running servers has a connection on 3888 with each other one. */
const meshed: Check = (facts) => {
  const ids = running(facts.cluster).map(({ id }) => id)
  const pairs = new Set(links(facts, 'election').map(({ dialler, listener }) => [dialler, listener].toSorted().join()))
  return pairs.size === (ids.length * (ids.length - 1)) / 2
}
/** Every learner is connected to 2888 of the leader that serves, and nobody to another. */
const starred: Check = (facts) => {
  const leader = leaderOf(facts.cluster)
  const star = links(facts, 'quorum')
  return (
    leader !== undefined &&
    star.length === running(facts.cluster).length - 1 &&
    star.every(({ listener }) => listener === serverNode(leader.id))
  )
}
const dialled = (facts: Facts, from: number, to: number): boolean =>
  links(facts, 'election').some(
    ({ dialler, listener }) => dialler === serverNode(serverId(from)) && listener === serverNode(serverId(to)),
  )
const allUp: Check = (facts) => running(facts.cluster).length === SERVERS && allServe(facts)
/** The server that A is connected to on 2181. */
function portOfA(facts: Pick<Facts, 'cluster'>): ServerId | undefined {
  const one = links(facts, 'client').find(({ dialler }) => dialler === clientNode('A'))
  return one === undefined ? undefined : serverOf(one.listener)
}
const hasPort: Check = (facts) => isConnected(facts, 'A') && portOfA(facts) !== undefined
/** A went from one server to another in this step, with its session. */
const movedA: Check = (facts) => {
  const first = portOfA({ cluster: facts.from })
  const later = told(facts, 'connected').filter(({ node }) => node === clientNode('A'))
  const places = [...(first === undefined ? [] : [first]), ...later.map(({ event }) => event.server)]
  const isElsewhere = places.at(-1) === portOfA(facts) && places.at(-1) !== places.at(-2)
  return places.length > 1 && isElsewhere && later.at(-1)?.event.resumed === true && isConnected(facts, 'A')
}
const returned = (facts: Facts): boolean => {
  const down: readonly NodeName[] = [...facts.from.servers.values()]
    .filter(({ life }) => life === 'down')
    .map(({ id }) => serverNode(id))
  return told(facts, 'nodeStarted').some(({ node }) => down.some((one) => one === node))
}

export const talk: Lesson = {
  id: 'connections',
  number: 12,
  title: { en: 'How the nodes talk', 'zh-CN': '节点之间如何通信' },
  summary: {
    en: 'Port 2181 for clients, 2888 to the leader, 3888 for votes: who dials whom, and what changes when the leader does.',
    'zh-CN': '2181 给客户端，2888 连领导者，3888 用来投票：谁连谁，换领导者时又有什么变化。',
  },
  minutes: 5,
  pane: 'connections',
  scenario: { servers: SERVERS, idle: true, clients: ['A'], tree: [], seed: 12 },
  steps: [
    {
      id: 'dial',
      text: {
        en: 'Servers vote over port **3888**. Each listens there from its start. Start two servers and open “Connections”: it shows what `netstat` would show on each machine.',
        'zh-CN':
          '服务器之间通过 **3888** 端口投票，每台一启动就在这个端口上监听。启动两台服务器，打开“连接”面板：显示的就是在每台机器上执行 `netstat` 会看到的内容。',
      },
      goal: { en: 'Start servers 1 and 2.', 'zh-CN': '启动服务器 1 和 2。' },
      hint: {
        en: 'Open each on the stage and choose “Restart”; or in the console: `restart 1`, `restart 2`.',
        'zh-CN': '在舞台上逐台点开，选择“重启”；或在控制台输入 `restart 1`、`restart 2`。',
      },
      show: () => [...atServers(1, 2), DOCK],
      moves: [start(1), start(2)],
      done: (facts) => isUp(facts, 1) && isUp(facts, 2) && dialled(facts, 2, 1),
      why: {
        en: 'One connection for each pair, and the **larger id** is the one that dialled it: 2 has a random port of its own, 1 has 3888. If the smaller one dials first, the larger hangs up and calls back, so that two servers never hold two connections.',
        'zh-CN':
          '每一对之间只有一条连接，由 **id 较大**的一方发起：2 用的是随机端口，1 用的是 3888。如果较小的先拨过来，较大的会挂断再拨回去，这样两台之间绝不会有两条连接。',
      },
      wrong: [
        {
          when: (facts) => running(facts.cluster).length > 2 && !(isUp(facts, 1) && isUp(facts, 2)),
          text: {
            en: 'Other servers run. Start 1 and 2, too.',
            'zh-CN': '启动的是别的服务器。请把 1 和 2 也启动。',
          },
        },
      ],
    },
    {
      id: 'mesh',
      text: {
        en: 'Now the other three. Each new one dials all smaller ids.',
        'zh-CN': '现在启动另外三台。每台新来的都会拨给所有 id 比它小的。',
      },
      goal: { en: 'Start servers 3, 4 and 5.', 'zh-CN': '启动服务器 3、4、5。' },
      hint: {
        en: 'In the console: `restart 3`, `restart 4`, `restart 5`.',
        'zh-CN': '在控制台输入 `restart 3`、`restart 4`、`restart 5`。',
      },
      show: () => [...atServers(3, 4, 5), DOCK],
      moves: [
        start(3),
        start(4, (facts) => isUp(facts, 3) && leaderId(facts.cluster) !== undefined),
        start(5, (facts) => isUp(facts, 4)),
      ],
      done: (facts) => allUp(facts) && meshed(facts) && starred(facts),
      why: {
        en: 'On 3888 a full **mesh**: five servers, ten connections. On **2888** a star: only the leader listens there, and the four others have dialled it. Votes go over the mesh, proposals and acknowledgements over the star.',
        'zh-CN':
          '3888 上是一张**全互联网**（mesh）：五台服务器，十条连接。**2888** 上是星形：只有领导者在监听，另外四台都连向它。投票走全互联网，提案和确认走星形。',
      },
      wrong: [],
    },
    {
      id: 'new-star',
      text: {
        en: 'The middle of the star dies. Which connections are left, and which ones are made anew?',
        'zh-CN': '星形的中心死了。哪些连接还在，哪些要重新建立？',
      },
      goal: { en: 'Kill the leader.', 'zh-CN': '杀死领导者。' },
      hint: {
        en: 'The red button, or the key K. Watch “Connections” while the others vote.',
        'zh-CN': '点红色按钮，或按 K 键。其他服务器投票时，留意“连接”面板。',
      },
      show: ({ cluster }) => [{ type: 'area', name: 'killLeader' }, ...atServers(leaderId(cluster) ?? 3)],
      moves: [act({ type: 'kill' }, allServe)],
      done: (facts) => leaderReplaced(facts) && meshed(facts) && starred(facts),
      why: {
        en: 'The mesh among the four stood all the time: that is how they could vote without the dead one. Then the new leader opened **2888**, and three servers dialled it. Because everybody is connected to everybody, **anybody** can become the middle.',
        'zh-CN':
          '四台之间的全互联网一直都在，所以没有死者也能投票。随后新领导者打开 **2888**，三台连向它。正因为每台都与每台相连，**任何一台**都能成为中心。',
      },
      wrong: [
        {
          when: (facts) =>
            ended(facts).some((node) => node !== `s${leaderId(facts.from) ?? 0}` && node.startsWith('s')),
          text: {
            en: 'That was a follower: its lines are gone, the star stays where it is. Kill the one with the crown.',
            'zh-CN': '那是一台跟随者：它的连接没了，星形的中心没变。请杀死戴皇冠的那台。',
          },
        },
      ],
    },
    {
      id: 'return',
      text: {
        en: 'The dead server comes back. It knows the ensemble only from its `zoo.cfg`: addresses and ports, no leader.',
        'zh-CN': '死去的服务器回来了。它对集群的了解只来自 `zoo.cfg`：地址和端口，没有领导者。',
      },
      goal: { en: 'Restart the server that is down.', 'zh-CN': '重启停掉的那台服务器。' },
      hint: { en: 'Open it and choose “Restart”, or press R.', 'zh-CN': '点开它选择“重启”，或按 R 键。' },
      show: ({ cluster }) =>
        [...cluster.servers.values()].filter(({ life }) => life === 'down').flatMap(({ id }) => atServers(id)),
      moves: [
        actOn(({ cluster }) => {
          const down = [...cluster.servers.values()].find(({ life }) => life === 'down')
          return down === undefined ? undefined : { type: 'restart', server: down.id, disk: 'keep' }
        }),
      ],
      done: (facts) => returned(facts) && allUp(facts) && meshed(facts) && starred(facts),
      why: {
        en: 'It asked on 3888, and everybody answered who leads. So it dialled that one on 2888. Ten connections in the mesh again, four in the star, and nobody had to be told where the leader is.',
        'zh-CN':
          '它在 3888 上询问，大家都回答谁是领导者，于是它去连那台的 2888。全互联网又是十条，星形又是四条，没有谁需要事先告诉它领导者在哪里。',
      },
      wrong: [],
    },
    {
      id: 'clients',
      text: {
        en: 'Clients use port **2181**. Every server listens there, not only the leader, and a client holds one connection at a time. Its session belongs to the ensemble, not to the connection.',
        'zh-CN':
          '客户端使用 **2181** 端口。每台服务器都在监听，不只是领导者；一个客户端同一时刻只有一条连接。会话属于整个集群，而不属于某条连接。',
      },
      goal: { en: 'Move client A to another server.', 'zh-CN': '把客户端 A 换到另一台服务器。' },
      hint: {
        en: 'Open A and choose another server; or in the console: `move A`.',
        'zh-CN': '点开 A，选择另一台服务器；或在控制台输入 `move A`。',
      },
      show: (facts) => [{ type: 'client', name: 'A' }, ...atServers(client(facts, 'A')?.server ?? 1), DOCK],
      moves: [
        actOn((facts) => {
          const other = running(facts.cluster).find(({ id }) => id !== portOfA(facts))
          return other === undefined ? undefined : { type: 'moveClient', client: 'A', server: other.id }
        }, hasPort),
      ],
      done: movedA,
      why: {
        en: 'A new connection to another 2181, the same session. What A writes there goes on to the leader over 2888. So a firewall must let clients reach 2181 of every server, and servers reach 2888 and 3888 of each other.',
        'zh-CN':
          '换了一条到另一台 2181 的连接，会话没变。A 在那里写入的内容，经 2888 转给领导者。所以防火墙要让客户端能访问每台的 2181，让服务器之间能互访 2888 和 3888。',
      },
      wrong: [],
    },
  ],
}
