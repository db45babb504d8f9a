/** Lesson 8: the distributed lock of A, B and C under /locks: the queue, a dead holder, a paused one, and the herd. */
import { encodeText } from '../../ground/base/utf8.ts'
import type { Command } from '../../hosts/command.ts'
import type { MultiPart, RecipeRun } from '../../protocol/client/seam.ts'
import { type ClusterModel, lockHolder } from '../store/model.ts'
import { client, effects, ended, isConnected, lockState, told } from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { act, actOn, run } from './moves.ts'

const PLAIN: RecipeRun = { recipe: 'lock', path: '/locks', prefix: 'id_' }
const HERD: RecipeRun = { ...PLAIN, herd: true }
const NAMES = ['A', 'B', 'C'] as const
const CROWD = ['D', 'E', 'F'] as const

const LOCKS: Anchor = { type: 'znode', path: '/locks' }
const atClients = (...names: readonly string[]): readonly Anchor[] => names.map((name) => ({ type: 'client', name }))
const waits = (facts: Facts, name: string): boolean => lockState(facts, name) === 'waiting'
const holds = (facts: Facts, name: string): boolean => lockState(facts, name) === 'holding'
const holder = (cluster: ClusterModel): string | undefined => lockHolder(cluster)?.name
/** Another client holds the lock than when the step began. */
const handedOn: Check = ({ from, cluster }) => {
  const [old, now] = [holder(from), holder(cluster)]
  return old !== undefined && now !== undefined && old !== now
}
const releasedBy = (facts: Facts, name: string | undefined): boolean =>
  told(facts, 'recipe').some(({ node, event }) => event.state === 'released' && node === `c${name}`)
const holderDied: Check = (facts) => handedOn(facts) && ended(facts).includes(`c${holder(facts.from)}`)
const deadHolder: Check = (facts) => ended(facts).includes(`c${holder(facts.from)}`)

/** The holder of the step's beginning was paused until its session was over, and knows it by now. */
const pausedHolderLost: Check = (facts) => {
  const old = holder(facts.from)
  const slept = told(facts, 'nodeFrozen').some(({ node }) => node === `c${old}`)
  return slept && handedOn(facts) && told(facts, 'expired').some(({ node }) => node === `c${old}`)
}
/** One delete fired the watches of at least so many sessions. */
const herdWoke: Check = (facts) => {
  const deletes = effects(facts).flatMap(({ txn, zxid }) => (txn.type === 'delete' ? [zxid] : []))
  return deletes.some((zxid) => {
    const fired = told(facts, 'watchFired').filter(({ event }) => event.zxid === zxid)
    return new Set(fired.map(({ event }) => event.session)).size >= CROWD.length
  })
}
/** A write to what the lock protects, in one multi with a look whether A's place in the line is still there. */
function fenced({ clients }: ClusterModel, text: string): Command | undefined {
  const node = clients.get('A')?.lock?.node
  if (node === undefined) return undefined
  const write: MultiPart = { type: 'setData', path: '/safe', data: encodeText(text), version: -1 }
  return {
    type: 'submit',
    client: 'A',
    op: { type: 'multi', ops: [{ type: 'check', path: node, version: -1 }, write] },
  }
}
const staleRefused: Check = (facts) =>
  told(facts, 'answered').some(({ event }) => event.op === 'multi' && event.outcome?.ok === false)
const wroteSafe: Check = (facts) => effects(facts).some(({ txn }) => txn.type === 'setData' && txn.path === '/safe')
const crowdWaits: Check = (facts) => CROWD.every((name) => waits(facts, name))

export const lock: Lesson = {
  id: 'lock',
  number: 8,
  title: { en: 'A distributed lock', 'zh-CN': '分布式锁' },
  summary: {
    en: 'A, B and C queue under /locks with ephemeral sequential znodes; each watches only the one before it.',
    'zh-CN': 'A、B、C 在 /locks 下用临时顺序节点排队，每个只监听自己前面的那一个。',
  },
  minutes: 8,
  scenario: {
    servers: 3,
    clients: [...NAMES],
    tree: [
      { path: '/locks', text: null },
      { path: '/safe', text: 'untouched' },
    ],
    seed: 8,
  },
  steps: [
    {
      id: 'first',
      text: {
        en: 'Three applications must not touch one thing at the same time. Whoever wants the lock creates an **ephemeral sequential** znode under `/locks`: ZooKeeper appends a number that only grows. The smallest number holds the lock.',
        'zh-CN':
          '三个应用不能同时操作同一个资源。想要锁的应用在 `/locks` 下创建一个**临时顺序节点**（ephemeral sequential），ZooKeeper 会附上只增不减的序号。序号最小者持有锁。',
      },
      goal: { en: 'Let A take the lock.', 'zh-CN': '让 A 获取锁。' },
      hint: {
        en: 'Open client A on the stage and run the recipe “lock”.',
        'zh-CN': '在舞台上点开客户端 A，运行“锁”。',
      },
      show: () => atClients('A'),
      moves: [run('A', PLAIN, (facts) => isConnected(facts, 'A'))],
      done: (facts) => holds(facts, 'A'),
      why: {
        en: 'A’s znode is the only one, so its number is the smallest: A holds the lock. Nobody decided this; A only listed the children and looked.',
        'zh-CN': '只有 A 一个节点，序号自然最小，所以 A 持有锁。没有谁来裁决：A 列出子节点，自己一看就知道。',
      },
      wrong: [
        {
          when: (facts) => holds(facts, 'B') || holds(facts, 'C'),
          text: {
            en: 'Another client was first and holds the lock. Who comes first, holds first. Reset the step to begin with A.',
            'zh-CN': '别的客户端先到，已持有锁。先到先得。重置这一步，从 A 开始。',
          },
        },
      ],
    },
    {
      id: 'queue',
      text: {
        en: 'Now C and B want it too. They may come in any order: the number that they get says who is next, not the letter.',
        'zh-CN': '现在 C 和 B 也要锁。谁先谁后都可以：下一个轮到谁由拿到的序号决定，与字母无关。',
      },
      goal: { en: 'Let B and C queue, in any order.', 'zh-CN': '让 B 和 C 排队，顺序任意。' },
      hint: {
        en: 'Run the recipe “lock” in both, or press “Create lock”.',
        'zh-CN': '在两个客户端里运行“锁”，或者点“创建锁”。',
      },
      show: () => [...atClients('B', 'C'), LOCKS],
      moves: [run('C', PLAIN), run('B', PLAIN, (facts) => waits(facts, 'C'))],
      done: (facts) => NAMES.filter((name) => waits(facts, name)).length === 2 && holder(facts.cluster) !== undefined,
      why: {
        en: 'Each waiter watches exactly one znode: the one right before its own. Look at the eyes on the stage, and at the letters beside the names under `/locks`.',
        'zh-CN': '每个等待者只监听一个节点：紧挨在自己前面的那个。看看舞台上的眼睛，以及 `/locks` 下节点名旁的字母。',
      },
      wrong: [],
    },
    {
      id: 'release',
      text: {
        en: 'To give the lock back, the holder deletes its znode.',
        'zh-CN': '归还锁，就是持有者删除自己的节点。',
      },
      goal: { en: 'Release the lock.', 'zh-CN': '释放锁。' },
      hint: { en: 'The button “Release” in the toolbar.', 'zh-CN': '点工具栏里的“释放”。' },
      show: ({ cluster }) => [...atClients(holder(cluster) ?? 'A'), LOCKS],
      moves: [
        actOn(({ cluster }) => {
          const name = holder(cluster)
          return name === undefined ? undefined : { type: 'release', client: name, recipe: 'lock' }
        }),
      ],
      done: (facts) => handedOn(facts) && releasedBy(facts, holder(facts.from)),
      why: {
        en: 'One delete, one watch fired, one client woken: the next in line. The other one slept on, as what it watches still exists.',
        'zh-CN':
          '一次删除，触发一个监听器（watch），只唤醒一个客户端：队列中的下一个。另一个继续等，因为它监听的节点还在。',
      },
      wrong: [
        {
          when: deadHolder,
          text: {
            en: 'You ended the holder instead of releasing the lock. Its znode stays until its session expires: that is the next step.',
            'zh-CN': '你结束了持有者，而不是释放锁。它的节点要等会话过期才消失：那是下一步的内容。',
          },
        },
      ],
    },
    {
      id: 'death',
      text: {
        en: 'What if the holder dies with the lock in its hand? It can’t delete anything any more.',
        'zh-CN': '如果持有者握着锁死掉呢？它再也不能删除任何东西了。',
      },
      goal: {
        en: 'Kill the client that holds the lock, and wait for what follows.',
        'zh-CN': '杀死持有锁的客户端，等待后续。',
      },
      hint: {
        en: 'Open the holder and choose “Kill client”. Then let the session timeout pass: see the arc around it drain.',
        'zh-CN': '点开持有者，选择“杀死客户端”。然后等会话超时：看它周围的圆弧走完。',
      },
      show: ({ cluster }) => atClients(holder(cluster) ?? 'A'),
      moves: [
        actOn(({ cluster }) => {
          const name = holder(cluster)
          return name === undefined ? undefined : { type: 'killClient', client: name }
        }),
      ],
      done: holderDied,
      why: {
        en: 'The leader heard no ping for the session timeout and expired the session: a write like any other. It deleted the **ephemeral** znode, the watch fired, the next one holds. No lock is left behind by the dead.',
        'zh-CN':
          '领导者在会话超时内没收到心跳，于是让会话过期，这也是一次普通的写。**临时节点**随之删除，监听触发，下一个获得锁。死者不会留下锁。',
      },
      wrong: [
        {
          when: (facts) => ended(facts).some((node) => node.startsWith('c')) && !deadHolder(facts),
          text: {
            en: 'That client was waiting. Its znode goes with its session, and whoever watched it watches the one before. The holder keeps the lock.',
            'zh-CN': '那是一个等待者。它的节点随会话消失，后面的改为监听更前面的一个。锁仍在持有者手里。',
          },
        },
      ],
    },
    {
      id: 'paused',
      text: {
        en: 'Worse than dead is asleep: a long garbage collection, a suspended laptop. Let A queue, then pause the holder longer than its session lives, and wake it.',
        'zh-CN':
          '比死更麻烦的是“睡着”：长时间的 GC、合上的笔记本。先让 A 排队，再暂停持有者直到它的会话过期，然后唤醒它。',
      },
      goal: {
        en: 'Pause the holder until A holds the lock; then resume it.',
        'zh-CN': '暂停持有者，直到 A 拿到锁；然后恢复它。',
      },
      hint: {
        en: 'Run “lock” in A. Open the holder: “Pause client”. When A holds the lock: “Resume client”.',
        'zh-CN': '在 A 里运行“锁”。点开持有者，选“暂停客户端”。等 A 持有锁后，选“继续客户端”。',
      },
      show: ({ cluster }) => [...atClients('A', holder(cluster) ?? 'B')],
      moves: [
        actOn((facts) => (waits(facts, 'A') ? undefined : { type: 'run', client: 'A', run: PLAIN })),
        actOn(
          ({ cluster }) => {
            const name = holder(cluster)
            return name === undefined ? undefined : { type: 'freezeClient', client: name }
          },
          (facts) => waits(facts, 'A'),
        ),
        actOn(
          ({ from }) => ({ type: 'thawClient', client: holder(from) ?? 'B' }),
          (facts) => holds(facts, 'A'),
        ),
      ],
      done: pausedHolderLost,
      why: {
        en: 'For a moment two clients believed that they hold the lock: the sleeper did not know that its session was gone. No lock service can prevent that. What helps is a **fencing token**: a number that grows with each holder, such as the zxid that created the lock’s znode (its `czxid`). The next step uses one.',
        'zh-CN':
          '有一瞬间，两个客户端都以为自己持有锁：睡着的那个不知道会话已过期。任何锁服务都防不住这一点。有用的是**防护令牌**（fencing token）：每换一个持有者就变大的数字，例如创建锁节点的 zxid（即 `czxid`）。下一步就来用它。',
      },
      wrong: [
        {
          when: (facts) => holds(facts, 'A') && !told(facts, 'nodeFrozen').length,
          text: {
            en: 'A has the lock, but nobody was paused. Reset the step and pause the holder instead.',
            'zh-CN': 'A 拿到了锁，但没有谁被暂停过。请重置这一步，改为暂停持有者。',
          },
        },
      ],
    },
    {
      id: 'fence',
      text: {
        en: 'So what is locked, here `/safe`, must not believe everybody who thinks that they hold the lock. Each write shows a token: here it names the lock’s znode, and one multi **checks** that it is still there and changes `/safe`. Both happen, or neither.',
        'zh-CN':
          '所以被保护的资源（这里是 `/safe`）不能谁说持有锁就信谁。每次写入都要出示令牌：这里用锁节点本身，一个 multi 先**检查**它仍然存在，再修改 `/safe`。两者要么都发生，要么都不发生。',
      },
      goal: {
        en: 'Let A release the lock and write with the old token; then lock anew and write with the new one.',
        'zh-CN': '让 A 释放锁后仍用旧令牌写入；再重新获取锁，用新令牌写入。',
      },
      hint: {
        en: 'zkCli has no command for a multi: “Do it for me” sends both. See in the story how the first one is refused.',
        'zh-CN': 'zkCli 没有 multi 命令：用“替我做”发送这两次写入。在“事件”面板里看第一次如何被拒绝。',
      },
      show: () => [...atClients('A'), { type: 'znode', path: '/safe' }],
      moves: [
        act({ type: 'release', client: 'A', recipe: 'lock' }),
        actOn(
          ({ from }) => fenced(from, 'late'),
          ({ cluster }) => holder(cluster) === undefined,
        ),
        run('A', PLAIN, staleRefused),
        actOn(
          ({ cluster }) => fenced(cluster, 'in time'),
          (facts) => holds(facts, 'A'),
        ),
      ],
      done: (facts) => staleRefused(facts) && wroteSafe(facts),
      why: {
        en: 'The old token was refused: its znode is gone, so nothing was written. The new one was taken. A storage outside ZooKeeper can’t check a znode; it remembers the largest `czxid` that it has seen and refuses any smaller one.',
        'zh-CN':
          '旧令牌被拒绝：对应的节点已不在，什么也没写进去。新令牌被接受。ZooKeeper 之外的存储无法检查节点，它会记住见过的最大 `czxid`，拒绝任何更小的。',
      },
      wrong: [],
    },
    {
      id: 'herd',
      text: {
        en: 'The tempting mistake: every waiter watches **all** of `/locks`. Add D, E and F, which do just that, and have A release.',
        'zh-CN': '常见的错误：每个等待者都监听**整个** `/locks`。加入这样做的 D、E、F，再让 A 释放锁。',
      },
      goal: { en: 'Wake three clients with one release.', 'zh-CN': '用一次释放唤醒三个客户端。' },
      hint: {
        en: 'Beside “Add client”, choose the recipe “lock with a herd”, three times. When all three wait: “Release”.',
        'zh-CN': '在“添加客户端”旁边选择配方“羊群式锁”，选三次。等三个都在等待后，点“释放”。',
      },
      show: () => [LOCKS, ...atClients('A')],
      moves: [
        ...CROWD.map((name) => act({ type: 'addClient', name })),
        ...CROWD.map((name) => run(name, HERD, (facts) => isConnected(facts, name))),
        actOn(({ cluster }) => {
          const name = holder(cluster)
          return name === undefined ? undefined : { type: 'release', client: name, recipe: 'lock' }
        }, crowdWaits),
      ],
      done: herdWoke,
      why: {
        en: 'One delete fired three watches; three clients listed the children; one got the lock, two went back to sleep. With a thousand waiters that is a thousand messages and a thousand reads for each release: the **herd effect**. Watching the predecessor makes it one.',
        'zh-CN':
          '一次删除触发三个监听，三个客户端都去读子节点，只有一个拿到锁，另两个白跑一趟。若有一千个等待者，每次释放就是一千条通知加一千次读：这就是**羊群效应**。只监听前一个节点，就只有一次。',
      },
      wrong: [
        {
          when: (facts) => CROWD.some((name) => client(facts, name)?.life === 'down'),
          text: {
            en: 'One of the crowd died. Reset the step to have all three.',
            'zh-CN': '其中一个客户端死了。请重置这一步，凑齐三个。',
          },
        },
      ],
    },
  ],
}
