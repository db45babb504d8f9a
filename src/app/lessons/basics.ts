/** Lesson 1: what ZooKeeper is. The tree, a write through any server, versions, a read anywhere. */
import { answers, created, effects, refusedWith, told } from './facts.ts'
import type { Anchor, Facts, Lesson } from './lesson.ts'
import { create, setData, submit } from './moves.ts'

const TREE: Anchor = { type: 'area', name: 'tree' }
const DOCK: Anchor = { type: 'area', name: 'dock' }
const wrote = (facts: Facts): boolean =>
  effects(facts).some(({ txn }) => txn.type === 'setData' && txn.path === '/app/name')
/** Servers that have applied a change of the znode in this step. */
const spread = (facts: Facts): number =>
  new Set(
    told(facts, 'applied').flatMap(({ node, event }) =>
      event.txn.type === 'setData' && event.txn.path === '/app/name' ? [node] : [],
    ),
  ).size
const readBy = (facts: Facts, name: string): boolean =>
  answers(facts, 'getData').some(({ client, outcome }) => client === name && outcome.ok)

export const basics: Lesson = {
  id: 'basics',
  number: 1,
  title: { en: 'What ZooKeeper is', 'zh-CN': 'ZooKeeper 是什么' },
  summary: {
    en: 'A small tree of data that several servers keep identical, so that programs can agree on things.',
    'zh-CN': '一棵由多台服务器共同维护、处处一致的小数据树，让程序之间达成一致。',
  },
  minutes: 3,
  scenario: { servers: 3, clients: ['A', 'B'], tree: [], seed: 1 },
  steps: [
    {
      id: 'first-znode',
      text: {
        en: 'ZooKeeper keeps a tree, like folders and files in one: each **znode** has a path, a little data and perhaps children. Three servers hold the same tree; A and B are two programs that use it.',
        'zh-CN':
          'ZooKeeper 维护一棵树，像文件夹和文件合二为一：每个**节点**（znode）有路径、少量数据，还可以有子节点。三台服务器保存同一棵树，A 和 B 是两个使用它的程序。',
      },
      goal: { en: 'Create the znode `/app`.', 'zh-CN': '创建节点 `/app`。' },
      hint: {
        en: 'In the console: `create /app`. Or in the tree: “Create child” of /.',
        'zh-CN': '在控制台输入 `create /app`；或在树中给 / 创建子节点。',
      },
      show: () => [TREE, DOCK],
      moves: [submit('A', create('/app', null))],
      done: (facts) => created(facts, /^\/app$/),
      why: {
        en: 'It is in the tree of every server, not of one. Choose another server’s tree above the tree pane and compare.',
        'zh-CN': '它不只在某一台上，而是出现在每台服务器的树里。在树的上方换一台服务器看看，内容一样。',
      },
      wrong: [
        {
          when: (facts) => created(facts, /^\//),
          text: {
            en: 'A znode was made, but with another path than `/app`.',
            'zh-CN': '节点创建成功了，但路径不是 `/app`。',
          },
        },
      ],
    },
    {
      id: 'child',
      text: {
        en: 'A znode can hold data **and** have children. The parent must be there first.',
        'zh-CN': '节点既能存数据，**也**能有子节点。父节点必须先存在。',
      },
      goal: { en: 'Create `/app/name` with the data `shop`.', 'zh-CN': '创建 `/app/name`，数据为 `shop`。' },
      hint: { en: 'In the console: `create /app/name shop`.', 'zh-CN': '在控制台输入 `create /app/name shop`。' },
      show: () => [TREE, DOCK],
      moves: [submit('A', create('/app/name', 'shop'))],
      done: (facts) => created(facts, /^\/app\/name$/),
      why: {
        en: 'Paths are always whole: there is no “current folder”. Beside the data each znode has a **stat**: who changed it when, and how often.',
        'zh-CN':
          '路径总是写全，没有“当前目录”。除了数据，每个节点还有 **stat**（状态）：何时被哪个事务改过、改过几次。',
      },
      wrong: [
        {
          when: (facts) => refusedWith(facts, 'noNode'),
          text: {
            en: 'NONODE: the parent is missing. ZooKeeper makes no parents by itself.',
            'zh-CN': 'NONODE：父节点不存在。ZooKeeper 不会自动创建父节点。',
          },
        },
      ],
    },
    {
      id: 'write',
      text: {
        en: 'B is connected to a server of its own. A **write** may be sent to any server: it passes it on to the leader, the leader proposes it to all, and it counts when a majority has it on disk.',
        'zh-CN':
          'B 连着自己的服务器。**写**请求可以发给任何一台：它转给领导者（leader），领导者向所有服务器提案，过半写入磁盘后才算数。',
      },
      goal: { en: 'Change the data of `/app/name`.', 'zh-CN': '修改 `/app/name` 的数据。' },
      hint: {
        en: 'In the console: `set /app/name market`. Then read the story.',
        'zh-CN': '在控制台输入 `set /app/name market`，再看看“事件”面板。',
      },
      show: () => [TREE, DOCK],
      moves: [submit('B', setData('/app/name', 'market'))],
      done: (facts) => wrote(facts) && spread(facts) === 3,
      why: {
        en: 'The znode’s **version** rose by one, on all three servers, under one zxid. Writes happen one after another, in the same order everywhere. That order is what ZooKeeper is for.',
        'zh-CN':
          '三台服务器上，节点的 **version**（版本）都加了一，用的是同一个 zxid。所有写逐个发生，处处顺序相同。这个顺序正是 ZooKeeper 的价值所在。',
      },
      wrong: [],
    },
    {
      id: 'read',
      text: {
        en: 'A **read** asks nobody else: the server answers from its own memory. That is why reads are fast, and why more servers can answer more reads.',
        'zh-CN': '**读**不需要问别人：服务器直接用自己的内存回答。所以读很快，服务器越多能承担的读越多。',
      },
      goal: { en: 'Let A read `/app/name`.', 'zh-CN': '让 A 读取 `/app/name`。' },
      hint: {
        en: 'In the console, as client A: `get /app/name`.',
        'zh-CN': '在控制台以客户端 A 的身份输入 `get /app/name`。',
      },
      show: () => [DOCK, { type: 'client', name: 'A' }],
      moves: [submit('A', { type: 'getData', path: '/app/name', watch: false })],
      done: (facts) => readBy(facts, 'A'),
      why: {
        en: 'A sees what B wrote, although they may talk to different servers. A follower may lag a little; whoever must have the latest calls `sync` first, which waits until it has caught up.',
        'zh-CN':
          'A 看到了 B 写的内容，尽管它们可能连着不同的服务器。跟随者可能稍有延迟；需要最新数据时先执行 `sync`，等它追上。',
      },
      wrong: [
        {
          when: (facts) => readBy(facts, 'B'),
          text: {
            en: 'That was B, which wrote it. Let A read.',
            'zh-CN': '刚才是 B 在读，数据本来就是它写的。请让 A 来读。',
          },
        },
      ],
    },
  ],
}
