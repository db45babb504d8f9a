/** Lesson 11: group membership under /groupMember, and the election of a master by the smallest sequence. */
import { client, ended, isConnected, runs, told } from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { act, actOn, run } from './moves.ts'

const GROUP = '/groupMember'
const MASTER = '/master'
const NAMES = ['A', 'B', 'C'] as const
const atClients = (...names: readonly string[]): readonly Anchor[] => names.map((name) => ({ type: 'client', name }))
const isMember = (facts: Facts, name: string): boolean => runs(facts, name, 'member', 'holding')
const stands = (facts: Facts, name: string, state: string): boolean => runs(facts, name, 'election', state)
/** The members that a client was told last in this step. */
function lastSeen(facts: Facts, name: string): readonly string[] | undefined {
  const seen = told(facts, 'recipeDid').flatMap(({ node, event }) =>
    node === `c${name}` && event.path === GROUP && event.deed.type === 'members' ? [event.deed.members] : [],
  )
  return seen.at(-1)
}
function masterOf({ cluster }: Pick<Facts, 'cluster'>): string | undefined {
  for (const { name, life, recipes } of cluster.clients.values()) {
    if (life === 'alive' && recipes.some(({ recipe, state }) => recipe === 'election' && state === 'holding'))
      return name
  }
  return undefined
}
const masterReplaced: Check = (facts) => {
  const [old, now] = [masterOf({ cluster: facts.from }), masterOf(facts)]
  return old !== undefined && now !== undefined && old !== now && ended(facts).includes(`c${old}`)
}

export const group: Lesson = {
  id: 'group',
  number: 11,
  title: { en: 'Group membership and electing a master', 'zh-CN': '集群成员管理与选主' },
  summary: {
    en: 'Who is alive? Who is in charge? Ephemeral znodes under /groupMember and sequence numbers tell.',
    'zh-CN': '谁还活着？谁说了算？/groupMember 下的临时节点和顺序号给出答案。',
  },
  minutes: 5,
  scenario: {
    servers: 3,
    clients: [...NAMES],
    tree: [
      { path: GROUP, text: null },
      { path: MASTER, text: null },
    ],
    seed: 11,
  },
  steps: [
    {
      id: 'join',
      text: {
        en: 'Each machine of a group creates an ephemeral znode under `/groupMember`, named after itself. Whoever wants to know who is there lists the children.',
        'zh-CN': '集群里的每台机器在 `/groupMember` 下创建一个以自己命名的临时节点。想知道谁在，列出子节点即可。',
      },
      goal: { en: 'Let A join the group: `/groupMember/A`.', 'zh-CN': '让 A 加入集群：`/groupMember/A`。' },
      hint: { en: 'Open client A and run the recipe “group membership”.', 'zh-CN': '点开客户端 A，运行“组成员”。' },
      show: () => [...atClients('A'), { type: 'znode', path: GROUP }],
      moves: [run('A', { recipe: 'member', path: GROUP }, (facts) => isConnected(facts, 'A'))],
      done: (facts) => isMember(facts, 'A'),
      why: {
        en: 'The znode lives exactly as long as A’s session. No heartbeat table, no cleaning job: being there **is** being alive.',
        'zh-CN': '这个节点与 A 的会话同生共死。不需要心跳表，也不需要清理任务：节点在，**就是**活着。',
      },
      wrong: [],
    },
    {
      id: 'all-join',
      text: {
        en: 'A watches the children of `/groupMember`. It will hear of everybody who comes.',
        'zh-CN': 'A 监听着 `/groupMember` 的子节点，谁来了它都会知道。',
      },
      goal: { en: 'Let B and C join too.', 'zh-CN': '让 B 和 C 也加入。' },
      hint: { en: 'Run “group membership” in both.', 'zh-CN': '在两个客户端里都运行“组成员”。' },
      show: () => atClients('B', 'C'),
      moves: [
        run('B', { recipe: 'member', path: GROUP }),
        run('C', { recipe: 'member', path: GROUP }, (facts) => isMember(facts, 'B')),
      ],
      done: (facts) => NAMES.every((name) => isMember(facts, name)) && lastSeen(facts, 'A')?.length === 3,
      why: {
        en: 'A read the list again after each notice, and sees three members. So do B and C: every member has the same list.',
        'zh-CN': '每次收到通知，A 都重新读取列表，现在看到三个成员。B 和 C 也一样：大家手里的名单相同。',
      },
      wrong: [],
    },
    {
      id: 'leave',
      text: { en: 'Machines do not say goodbye when they die.', 'zh-CN': '机器宕机时不会打招呼。' },
      goal: { en: 'Kill C, and wait until A knows.', 'zh-CN': '杀死 C，等到 A 知道为止。' },
      hint: {
        en: 'Open C: “Kill client”. Then the session timeout must pass.',
        'zh-CN': '点开 C，选择“杀死客户端”，然后等会话超时。',
      },
      show: () => atClients('C'),
      moves: [act({ type: 'killClient', client: 'C' })],
      done: (facts) => ended(facts).includes('cC') && lastSeen(facts, 'A')?.length === 2,
      why: {
        en: 'The session expired, `/groupMember/C` went with it, and the watches of A and B fired. A shorter session timeout notices sooner, and mistakes a slow machine for a dead one more often.',
        'zh-CN':
          '会话过期，`/groupMember/C` 随之消失，A 和 B 的监听触发。会话超时设得越短发现越快，但也越容易把变慢的机器误判为宕机。',
      },
      wrong: [
        {
          when: (facts) => ended(facts).some((node) => node === 'cA' || node === 'cB'),
          text: {
            en: 'Another member was ended. Reset the step and kill C.',
            'zh-CN': '结束的是别的成员。请重置这一步，杀死 C。',
          },
        },
      ],
    },
    {
      id: 'stand',
      text: {
        en: 'A group often needs one **master**. Each candidate creates an ephemeral **sequential** znode under `/master`; the smallest number is master, everybody else watches the one before.',
        'zh-CN':
          '集群往往需要一个 **Master**（主）。候选者在 `/master` 下创建临时**顺序**节点，序号最小者就是 Master，其余的监听自己前面那个。',
      },
      goal: { en: 'Let A and B stand for election.', 'zh-CN': '让 A 和 B 参加选主。' },
      hint: { en: 'Run the recipe “leader election” in both.', 'zh-CN': '在两个客户端里运行“选主”。' },
      show: () => [...atClients('A', 'B'), { type: 'znode', path: MASTER }],
      moves: [
        run('B', { recipe: 'election', path: MASTER }),
        run('A', { recipe: 'election', path: MASTER }, (facts) => stands(facts, 'B', 'holding')),
      ],
      done: (facts) =>
        masterOf(facts) !== undefined &&
        ['A', 'B'].every((name) => stands(facts, name, 'holding') || stands(facts, name, 'waiting')),
      why: {
        en: 'Who came first has the smallest number and is master: neither the letter nor the machine counts. This is not the election between the servers: those elect who orders writes; here your programs elect with plain znodes.',
        'zh-CN':
          '先到者序号最小，就是 Master，与字母、机器无关。这不是服务器之间的选举：那是选谁来给写排序；这里是你的程序用普通节点来选主。',
      },
      wrong: [],
    },
    {
      id: 'failover',
      text: {
        en: 'The master is one of your programs, A or B, and no server. Now it dies.',
        'zh-CN': 'Master 是你的程序之一（A 或 B），不是服务器。现在它宕机了。',
      },
      goal: {
        en: 'Kill the client that is master, and wait for the next one.',
        'zh-CN': '杀死担任 Master 的客户端，等待下一个接任。',
      },
      hint: {
        en: 'The smallest number under `/master` has its letter. Open that client: “Kill client”.',
        'zh-CN': '`/master` 下序号最小的节点旁写着它的字母。点开那个客户端，选择“杀死客户端”。',
      },
      show: (facts) => atClients(masterOf(facts) ?? 'B'),
      moves: [
        actOn((facts) => {
          const name = masterOf(facts)
          return name === undefined ? undefined : { type: 'killClient', client: name }
        }),
      ],
      done: masterReplaced,
      why: {
        en: 'Its znode went with its session, the watch of the next one fired, and that one is the smallest now. Nobody voted, nobody was asked.',
        'zh-CN': '它的节点随会话消失，下一个的监听触发，发现自己已是最小。没有投票，也不用问任何人。',
      },
      wrong: [
        {
          when: (facts) =>
            NAMES.some(
              (name) =>
                client(facts, name)?.life === 'down' &&
                client({ ...facts, cluster: facts.from }, name)?.life === 'alive' &&
                name !== masterOf({ cluster: facts.from }),
            ),
          text: {
            en: 'That was not the master. The master stays, and nobody else takes over.',
            'zh-CN': '死的不是 Master。Master 还在，不会换人。',
          },
        },
        {
          when: (facts) => ended(facts).some((node) => node.startsWith('s')),
          text: {
            en: 'That was a server. Its clients went to another one with their sessions, so the master is still master.',
            'zh-CN': '死的是一台服务器。客户端带着会话换到了别的服务器，所以 Master 还是原来那个。',
          },
        },
      ],
    },
  ],
}
