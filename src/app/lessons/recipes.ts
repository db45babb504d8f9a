/** Lesson 14: barrier, queue, read/write lock. The classic recipes, each a few znodes and a watch. */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import type { RecipeRun } from '../../protocol/client/seam.ts'
import { isConnected, runs, told } from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { act, run, submit } from './moves.ts'

const GATE: RecipeRun = { recipe: 'barrier', path: '/barrier' }
const TOGETHER: RecipeRun = { recipe: 'doubleBarrier', path: '/together', size: 3 }
const READ: RecipeRun = { recipe: 'readLock', path: '/readwrite' }
const WRITE: RecipeRun = { recipe: 'writeLock', path: '/readwrite' }
const TAKE: RecipeRun = { recipe: 'queueTake', path: '/queue' }
const put = (text: string): RecipeRun => ({ recipe: 'queuePut', path: '/queue', data: encodeUtf8(text) })
const JOBS = ['job 1', 'job 2', 'job 3'] as const

const atClients = (...names: readonly string[]): readonly Anchor[] => names.map((name) => ({ type: 'client', name }))
const znode = (path: string): Anchor => ({ type: 'znode', path })
const stands = (facts: Facts, name: string, { recipe }: RecipeRun, state: string): boolean =>
  runs(facts, name, recipe, state)
const passed = (facts: Facts, name: string): boolean =>
  told(facts, 'recipeDid').some(({ node, event }) => node === `c${name}` && event.deed.type === 'passed')
const puts = (facts: Facts): number =>
  told(facts, 'recipeDid').filter(({ event }) => event.deed.type === 'itemPut').length
/** Items that were taken in this step, in the order in which it was told. */
const taken = (facts: Facts): readonly string[] =>
  told(facts, 'recipeDid').flatMap(({ event }) => (event.deed.type === 'itemTaken' ? [event.deed.node] : []))
const eachOnce: Check = (facts) => {
  const nodes = taken(facts)
  return nodes.length >= JOBS.length && new Set(nodes).size === nodes.length
}
const bothRead: Check = (facts) => stands(facts, 'A', READ, 'holding') && stands(facts, 'B', READ, 'holding')
const writerWaits: Check = (facts) => bothRead(facts) && stands(facts, 'D', WRITE, 'waiting')

export const recipes: Lesson = {
  id: 'recipes',
  number: 14,
  title: { en: 'Barrier, queue, read/write lock', 'zh-CN': '屏障、队列与读写锁' },
  summary: {
    en: 'Wait for each other, hand over work, read together and write alone: each recipe is a few znodes and a watch.',
    'zh-CN': '互相等待、交接任务、共同读、独自写：每种用法不过几个节点加一个监听器。',
  },
  minutes: 6,
  scenario: {
    servers: 3,
    clients: ['A', 'B', 'C', 'D'],
    tree: [
      { path: '/barrier', text: null },
      { path: '/queue', text: null },
    ],
    seed: 14,
  },
  steps: [
    {
      id: 'barrier',
      text: {
        en: 'ZooKeeper has no locks and no queues, only znodes: a **recipe** builds the rest out of them. A **barrier** is a closed gate: as long as the znode `/barrier` exists, everybody waits. Each who comes asks whether it exists and leaves a watch in the same request.',
        'zh-CN':
          'ZooKeeper 没有锁，也没有队列，只有节点；用节点搭出它们的做法叫**配方**（recipe）。**屏障**（barrier）就是一道关着的门：只要节点 `/barrier` 存在，大家就等着。来者询问它是否存在，并在同一个请求里留下监听。',
      },
      goal: {
        en: 'Let A and B wait at the barrier; then delete `/barrier`.',
        'zh-CN': '让 A 和 B 在屏障前等待，然后删除 `/barrier`。',
      },
      hint: {
        en: 'Run the recipe “barrier” in A and in B. Then in the console: `delete /barrier`.',
        'zh-CN': '在 A 和 B 里运行“屏障”，再在控制台输入 `delete /barrier`。',
      },
      show: () => [...atClients('A', 'B'), znode('/barrier')],
      moves: [
        run('A', GATE, (facts) => isConnected(facts, 'A')),
        run('B', GATE, (facts) => isConnected(facts, 'B')),
        submit(
          'C',
          { type: 'delete', path: '/barrier', version: -1 },
          (facts) => stands(facts, 'A', GATE, 'waiting') && stands(facts, 'B', GATE, 'waiting'),
        ),
      ],
      done: (facts) => passed(facts, 'A') && passed(facts, 'B'),
      why: {
        en: 'One delete, and both go on. The watch was left with the question, so nobody can miss the moment between asking and waiting.',
        'zh-CN': '一次删除，两个都放行。监听与询问在同一个请求里留下，所以不会错过“问完”与“开始等”之间的变化。',
      },
      wrong: [
        {
          when: (facts) => passed(facts, 'A') !== passed(facts, 'B') && !facts.cluster.clients.get('A')?.recipes.length,
          text: {
            en: 'Only one of them has passed. Who comes when the gate is gone passes at once: run “barrier” in the other one, too.',
            'zh-CN': '只有一个通过了。门没了以后，后来者会立刻通过：在另一个里也运行“屏障”。',
          },
        },
      ],
    },
    {
      id: 'together',
      text: {
        en: 'A **double barrier** lets a team begin together, and end together. Under `/together` each makes a znode of its own; who counts three makes `ready`, and that wakes the rest.',
        'zh-CN':
          '**双重屏障**（double barrier）让一组程序同时开始、同时结束。每个都在 `/together` 下创建自己的节点；数到三个的那个创建 `ready`，唤醒其余。',
      },
      goal: {
        en: 'Bring A, B and C into the double barrier.',
        'zh-CN': '让 A、B、C 进入双重屏障。',
      },
      hint: {
        en: 'Run “double barrier” in A and B: they wait. Then in C.',
        'zh-CN': '在 A 和 B 里运行“双重屏障”：它们会等待。再在 C 里运行。',
      },
      show: () => atClients('A', 'B', 'C'),
      moves: [
        run('A', TOGETHER),
        run('B', TOGETHER),
        run(
          'C',
          TOGETHER,
          (facts) => stands(facts, 'A', TOGETHER, 'waiting') && stands(facts, 'B', TOGETHER, 'waiting'),
        ),
      ],
      done: (facts) => ['A', 'B', 'C'].every((name) => stands(facts, name, TOGETHER, 'holding')),
      why: {
        en: 'Two waited, the third opened the gate for all. The znodes are ephemeral: a team mate that dies before the start is no longer counted.',
        'zh-CN': '两个先等着，第三个为大家开门。节点都是临时的：开始之前死掉的成员不再计入。',
      },
      wrong: [],
    },
    {
      id: 'put',
      text: {
        en: 'A **queue**: each job is a **sequential** znode under `/queue`. The number that ZooKeeper appends is the order.',
        'zh-CN': '**队列**（queue）：每个任务是 `/queue` 下的一个**顺序节点**。ZooKeeper 附加的序号就是先后次序。',
      },
      goal: { en: 'Put three jobs into the queue.', 'zh-CN': '向队列放入三个任务。' },
      hint: { en: 'Run “queue producer” in A three times.', 'zh-CN': '在 A 里运行三次“队列生产者”。' },
      show: () => [...atClients('A'), znode('/queue')],
      moves: JOBS.map((job, index) => run('A', put(job), (facts) => puts(facts) >= index)),
      done: (facts) => puts(facts) >= JOBS.length,
      why: {
        en: 'Three children of `/queue`, numbered. They are persistent: the jobs stay, even if the producer dies.',
        'zh-CN': '`/queue` 下有了三个带序号的子节点。它们是持久节点：即使生产者死掉，任务也还在。',
      },
      wrong: [],
    },
    {
      id: 'take',
      text: {
        en: 'Two consumers want the same jobs. Whoever **deletes** an item has it; the other one is told NONODE and tries the next.',
        'zh-CN': '两个消费者争抢同样的任务。谁**删除**了节点，任务就归谁；另一个得到 NONODE，就去试下一个。',
      },
      goal: {
        en: 'Let B and C take jobs until both wait for more.',
        'zh-CN': '让 B 和 C 取任务，直到队列取空、两个都在等待。',
      },
      hint: { en: 'Run “queue consumer” in B and in C.', 'zh-CN': '在 B 和 C 里运行“队列消费者”。' },
      show: () => [...atClients('B', 'C'), znode('/queue')],
      moves: [run('B', TAKE), run('C', TAKE)],
      done: (facts) => eachOnce(facts) && ['B', 'C'].every((name) => stands(facts, name, TAKE, 'waiting')),
      why: {
        en: 'Each job was taken exactly once, smallest number first. Now both watch the empty `/queue`. ZooKeeper keeps small things safely; for thousands of jobs a second there are message brokers.',
        'zh-CN':
          '每个任务恰好被取走一次，序号小的先出。现在两个都监听着空的 `/queue`。ZooKeeper 擅长可靠地保存少量数据；每秒成千上万的任务请交给消息队列。',
      },
      wrong: [],
    },
    {
      id: 'readers',
      text: {
        en: 'A **read/write lock**: readers share, a writer is alone. All stand in one line under `/readwrite`; a reader waits for the writer before it, a writer for whoever stands right before it.',
        'zh-CN':
          '**读写锁**（read/write lock）：读者可以同时进，写者必须独占。大家在 `/readwrite` 下排成一队：读者只等自己前面的写者，写者等紧挨在前面的那个。',
      },
      goal: {
        en: 'Let A and B read, then D write, then C read.',
        'zh-CN': '依次让 A、B 读，D 写，C 读。',
      },
      hint: {
        en: 'Run “read lock” in A and B, then “write lock” in D, then “read lock” in C.',
        'zh-CN': '在 A、B 里运行“读锁”，再在 D 里运行“写锁”，最后在 C 里运行“读锁”。',
      },
      show: () => atClients('A', 'B', 'D', 'C'),
      moves: [run('A', READ), run('B', READ), run('D', WRITE, bothRead), run('C', READ, writerWaits)],
      done: (facts) => writerWaits(facts) && stands(facts, 'C', READ, 'waiting'),
      why: {
        en: 'A and B read together. D waits for them. And C waits, too, although only readers are in: it came behind a writer. Otherwise readers could keep a writer out for ever.',
        'zh-CN':
          'A 和 B 一起读，D 等它们。C 也在等，尽管里面只有读者：它排在写者后面。否则读者源源不断，写者就永远轮不到。',
      },
      wrong: [
        {
          when: (facts) => stands(facts, 'C', READ, 'holding'),
          text: {
            en: 'C came before the writer, so it reads with the others. Reset the step: D first, then C.',
            'zh-CN': 'C 比写者先到，所以和大家一起读。请重置这一步：先 D 后 C。',
          },
        },
        {
          when: (facts) => stands(facts, 'D', WRITE, 'holding'),
          text: {
            en: 'D came first and writes alone. Reset the step: the readers A and B come first.',
            'zh-CN': 'D 先到，正在独占写入。请重置这一步：让读者 A、B 先来。',
          },
        },
      ],
    },
    {
      id: 'writer',
      text: {
        en: 'The readers finish. Whose turn is it?',
        'zh-CN': '读者读完了。轮到谁？',
      },
      goal: { en: 'Let A and B give their read locks back.', 'zh-CN': '让 A 和 B 归还读锁。' },
      hint: {
        en: 'Open A and B: “Let go: read lock”.',
        'zh-CN': '点开 A 和 B，释放读锁。',
      },
      show: () => atClients('A', 'B'),
      moves: ['A', 'B'].map((name) => act({ type: 'release', client: name, recipe: 'readLock', path: READ.path })),
      done: (facts) => stands(facts, 'D', WRITE, 'holding') && stands(facts, 'C', READ, 'waiting'),
      why: {
        en: 'D, alone, and C waits until it is done. Only D was woken by the last release: nobody watches more than the one that stands in the way.',
        'zh-CN': '轮到 D 独占，C 要等它写完。最后一次释放只唤醒了 D：每个只监听挡在自己前面的那一个。',
      },
      wrong: [],
    },
  ],
}
