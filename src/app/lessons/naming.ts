/** Lesson 10: one name, four addresses that come and go, and callers that spread over them. */
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import type { RecipeRun } from '../../protocol/client/seam.ts'
import { client, effects, ended, isConnected, runs, told } from './facts.ts'
import type { Anchor, Check, Facts, Lesson, Move } from './lesson.ts'
import { act, run } from './moves.ts'

const NAME = '/names/orders'
/** The machines that offer the service, with their addresses, and those that call it. */
const ADDRESSES = { A: '192.168.1.1', B: '192.168.1.2', C: '192.168.1.3', D: '192.168.1.4' } as const
type Machine = keyof typeof ADDRESSES
const MACHINES = ['A', 'B', 'C', 'D'] as const
const CALLERS = ['E', 'F'] as const
const LOOKUPS = 6
const RESOLVE: RecipeRun = { recipe: 'resolve', path: NAME }

const atClients = (...names: readonly string[]): readonly Anchor[] => names.map((name) => ({ type: 'client', name }))
const THE_NAME: Anchor = { type: 'znode', path: NAME }
const offers = (facts: Facts, name: string): boolean => runs(facts, name, 'provider', 'holding')
function offer(name: Machine, when?: Check): Move {
  return run(name, { recipe: 'provider', path: NAME, address: encodeUtf8(ADDRESSES[name]) }, when)
}

type Lookup = { readonly index: number; readonly caller: string; readonly address: string }
/** What callers were told in this step, oldest first. */
function lookups({ events }: Facts): readonly Lookup[] {
  return events.flatMap(({ node, event }, index) => {
    if (event.type !== 'recipeDid' || event.deed.type !== 'resolved') return []
    return [{ index, caller: node.slice(1), address: decodeUtf8(event.deed.data ?? new Uint8Array()) ?? '' }]
  })
}
const spread: Check = (facts) => {
  const seen = lookups(facts)
  return seen.length >= LOOKUPS && new Set(seen.map(({ address }) => address)).size >= 2
}
/** Where the end of B's session stands among what happened; -1 while it lives. */
function endOfB(facts: Facts): number {
  const session = facts.from.clients.get('B')?.session
  const closed = effects(facts).find(({ txn, session: of }) => txn.type === 'closeSession' && of === session)
  return facts.events.findIndex(({ event }) => event.type === 'applied' && event.zxid === closed?.zxid)
}
const isGone: Check = (facts) => ended(facts).includes('cB') && endOfB(facts) >= 0
const askedAfter = (facts: Facts): readonly Lookup[] => lookups(facts).filter(({ index }) => index > endOfB(facts))

export const naming: Lesson = {
  id: 'naming',
  number: 10,
  title: { en: 'A naming service', 'zh-CN': '命名服务' },
  summary: {
    en: 'One name, four addresses. Machines come and go, callers find those that are there, and the load spreads.',
    'zh-CN': '一个名字，四个地址。机器来来去去，调用方总能找到在线的，负载自然分散。',
  },
  minutes: 4,
  scenario: {
    servers: 3,
    clients: [...MACHINES, ...CALLERS],
    tree: [
      { path: '/names', text: null },
      { path: NAME, text: null },
    ],
    seed: 10,
  },
  steps: [
    {
      id: 'one',
      text: {
        en: 'Callers should know a name, not an address: `/names/orders`, and not 192.168.1.1. Whoever offers the service makes an **ephemeral** znode under the name, with its address as data.',
        'zh-CN':
          '调用方应当只认名字，不认地址：记住 `/names/orders`，而不是 192.168.1.1。提供服务的机器在这个名字下创建一个**临时节点**，数据就是自己的地址。',
      },
      goal: { en: 'Let A offer its address under the name.', 'zh-CN': '让 A 在这个名字下登记自己的地址。' },
      hint: {
        en: 'Open client A on the stage and run the recipe “service address”.',
        'zh-CN': '在舞台上点开客户端 A，运行“服务地址”。',
      },
      show: () => [...atClients('A'), THE_NAME],
      moves: [offer('A', (facts) => isConnected(facts, 'A'))],
      done: (facts) => offers(facts, 'A'),
      why: {
        en: 'Look at the new znode’s data: 192.168.1.1. Its name ends in a sequence number, so machines never collide, and it lives as long as A’s session.',
        'zh-CN': '看看新节点的数据：192.168.1.1。节点名以序号结尾，机器之间不会重名；它与 A 的会话同生共死。',
      },
      wrong: [],
    },
    {
      id: 'four',
      text: {
        en: 'One machine is not enough for all orders. Three more offer the same name.',
        'zh-CN': '一台机器处理不了所有订单。再来三台，登记在同一个名字下。',
      },
      goal: { en: 'Let B, C and D offer theirs, too.', 'zh-CN': '让 B、C、D 也登记地址。' },
      hint: { en: 'Run “service address” in each of them.', 'zh-CN': '在它们各自的菜单里运行“服务地址”。' },
      show: () => [...atClients('B', 'C', 'D'), THE_NAME],
      moves: [offer('B'), offer('C'), offer('D')],
      done: (facts) => MACHINES.every((name) => offers(facts, name)),
      why: {
        en: 'One name, four addresses: 192.168.1.1 to 192.168.1.4. Nobody edited a list; the children of the name **are** the list.',
        'zh-CN': '一个名字，四个地址：192.168.1.1 到 192.168.1.4。没有人维护名单，名字下的子节点**就是**名单。',
      },
      wrong: [],
    },
    {
      id: 'spread',
      text: {
        en: 'E and F call the service. Each lookup lists the children, picks **one at random** and reads its address. Look the name up six times.',
        'zh-CN': 'E 和 F 要调用这个服务。每次查询先列出子节点，**随机选一个**，再读取它的地址。请一共查询六次。',
      },
      goal: {
        en: 'Let E and F look the name up, six times in all.',
        'zh-CN': '让 E 和 F 查询这个名字，一共六次。',
      },
      hint: {
        en: 'Run the recipe “name lookup” in E and in F; the story tells each answer.',
        'zh-CN': '在 E 和 F 里运行“名称查询”，“事件”面板会显示每次的结果。',
      },
      show: () => atClients(...CALLERS),
      moves: Array.from({ length: LOOKUPS }, (_, index) =>
        run(index % 2 === 0 ? 'E' : 'F', RESOLVE, (facts) => lookups(facts).length >= index),
      ),
      done: spread,
      why: {
        en: 'The story shows different addresses: the callers spread over the machines by themselves. That is soft load balancing: ZooKeeper only says who is there, and no call ever goes through it.',
        'zh-CN':
          '“事件”面板里出现了不同的地址：调用方自己就分散到了各台机器上。这就是软负载均衡：ZooKeeper 只告诉你谁在，调用本身从不经过它。',
      },
      wrong: [
        {
          when: (facts) => lookups(facts).length >= LOOKUPS && !spread(facts),
          text: {
            en: 'By chance it was the same address each time. Look it up once more.',
            'zh-CN': '碰巧每次都是同一个地址。再查一次吧。',
          },
        },
      ],
    },
    {
      id: 'leaves',
      text: {
        en: 'Machine B, 192.168.1.2, dies. It tells nobody.',
        'zh-CN': '机器 B（192.168.1.2）宕机了，没有通知任何人。',
      },
      goal: {
        en: 'Kill B, wait until its address is gone, and look the name up again.',
        'zh-CN': '杀死 B，等它的地址消失，再查询一次名字。',
      },
      hint: {
        en: 'Open B: “Kill client”. Its znode goes when the session expires (see the arc). Then run “name lookup” in E.',
        'zh-CN': '点开 B，选择“杀死客户端”。会话过期后（看圆弧）它的节点消失，再在 E 里运行“名称查询”。',
      },
      show: () => [...atClients('B', 'E'), THE_NAME],
      moves: [act({ type: 'killClient', client: 'B' }), run('E', RESOLVE, isGone)],
      done: (facts) => isGone(facts) && askedAfter(facts).some(({ address }) => address !== ADDRESSES.B),
      why: {
        en: 'With the session went the znode, with the znode the address. In between, a caller may still be sent to the dead machine: it has to try another one. No directory can know of a death at once.',
        'zh-CN':
          '会话过期，节点随之消失，地址也就没了。在此之前，调用方仍可能拿到已宕机的地址，这时应换一个再试。没有哪个名录能在宕机的瞬间就知道。',
      },
      wrong: [
        {
          when: (facts) =>
            ended(facts).includes('cB') &&
            !isGone(facts) &&
            lookups(facts).some(({ address }) => address === ADDRESSES.B),
          text: {
            en: 'A caller was sent to 192.168.1.2, which is dead: its session has not expired yet. Wait until its znode is gone, then look again.',
            'zh-CN': '调用方拿到了已宕机的 192.168.1.2：它的会话还没过期。等它的节点消失后再查询。',
          },
        },
        {
          when: (facts) => ended(facts).some((node) => node.startsWith('c') && node !== 'cB'),
          text: {
            en: 'Another client was ended. Reset the step and kill B.',
            'zh-CN': '结束的是别的客户端。请重置这一步，杀死 B。',
          },
        },
      ],
    },
    {
      id: 'returns',
      text: {
        en: 'B has been repaired and starts again. Who must be told?',
        'zh-CN': 'B 修好了，重新启动。需要通知谁？',
      },
      goal: {
        en: 'Start client B again and let it offer its address.',
        'zh-CN': '重新启动客户端 B，让它登记地址。',
      },
      hint: {
        en: 'In the console: `client B`; then run “service address” in B.',
        'zh-CN': '在控制台输入 `client B`，再在 B 里运行“服务地址”。',
      },
      show: () => [...atClients('B'), THE_NAME],
      moves: [
        act({ type: 'addClient', name: 'B' }),
        offer('B', (facts) => client(facts, 'B')?.life === 'alive' && isConnected(facts, 'B')),
      ],
      done: (facts) => told(facts, 'nodeStarted').some(({ node }) => node === 'cB') && offers(facts, 'B'),
      why: {
        en: 'Nobody. B has a new session, a new znode with a higher number, and the same address; the next lookup may find it. A caller that wants to hear of such changes at once leaves a **watch** on the children.',
        'zh-CN':
          '谁也不用通知。B 有了新会话、序号更大的新节点，地址不变；下一次查询就可能找到它。想立刻知道变化的调用方，可以在子节点上留一个**监听器**（watch）。',
      },
      wrong: [],
    },
  ],
}
