/** Lesson 3: watches. One-shot, on data and on children; what is missed in between; persistent ones. */
import { effects, isConnected, told } from './facts.ts'
import type { Anchor, Facts, Lesson } from './lesson.ts'
import { create, setData, submit } from './moves.ts'

const PATH = '/news'
const NEWS: Anchor = { type: 'znode', path: PATH }
const DOCK: Anchor = { type: 'area', name: 'dock' }
const A: Anchor = { type: 'client', name: 'A' }
const set = (facts: Facts, kind: string): boolean =>
  told(facts, 'watchSet').some(({ event }) => event.path === PATH && event.kind === kind)
const heard = (facts: Facts, event: string): number =>
  told(facts, 'watchEvent').filter(({ node, event: got }) => node === 'cA' && got.event === event).length
const changes = (facts: Facts): number =>
  effects(facts).filter(({ txn }) => txn.type === 'setData' && txn.path === PATH).length

export const watches: Lesson = {
  id: 'watches',
  number: 3,
  title: { en: 'Watches', 'zh-CN': '监听器（watch）' },
  summary: {
    en: 'Do not ask again and again: leave a watch, and be told once. And know what a watch does not tell.',
    'zh-CN': '不必反复轮询：留下监听器，变化时得到一次通知。还要知道它不会告诉你什么。',
  },
  minutes: 4,
  scenario: { servers: 3, clients: ['A', 'B'], tree: [{ path: PATH, text: 'one' }], seed: 3 },
  steps: [
    {
      id: 'leave',
      text: {
        en: 'A read may leave a **watch**: “tell me when this is no longer true”. The server that A is connected to keeps it, in its memory.',
        'zh-CN':
          '读取时可以顺便留下**监听器**（watch）：“这个结果一旦不再成立，请告诉我。”它保存在 A 所连服务器的内存里。',
      },
      goal: { en: 'Let A read `/news` and leave a watch.', 'zh-CN': '让 A 读取 `/news` 并留下监听器。' },
      hint: {
        en: 'In the console, as client A: `get -w /news`.',
        'zh-CN': '在控制台以客户端 A 的身份输入 `get -w /news`。',
      },
      show: () => [NEWS, A, DOCK],
      moves: [submit('A', { type: 'getData', path: PATH, watch: true }, (facts) => isConnected(facts, 'A'))],
      done: (facts) => set(facts, 'data'),
      why: {
        en: 'The watch is the eye on A’s line on the stage, and A’s letter beside the znode in the tree. Nothing travels until the znode changes.',
        'zh-CN': '监听器就是舞台上 A 连线上的那只眼睛，也是树中节点旁边的字母 A。节点不变，就没有任何消息往来。',
      },
      wrong: [],
    },
    {
      id: 'fires',
      text: { en: 'Now somebody else changes the znode.', 'zh-CN': '现在由别人修改这个节点。' },
      goal: { en: 'Let B change `/news`.', 'zh-CN': '让 B 修改 `/news`。' },
      hint: {
        en: 'In the console, as client B: `set /news two`.',
        'zh-CN': '在控制台以客户端 B 的身份输入 `set /news two`。',
      },
      show: () => [NEWS, { type: 'client', name: 'B' }],
      moves: [submit('B', setData(PATH, 'two'))],
      done: (facts) => changes(facts) > 0 && heard(facts, 'nodeDataChanged') > 0,
      why: {
        en: 'A was told **that** `/news` changed, not what it is now: it has to read. And the eye is gone: a plain watch fires **once**.',
        'zh-CN':
          'A 被告知 `/news` **变了**，但没有被告知变成什么，要自己去读。而且那只眼睛不见了：普通监听只触发**一次**。',
      },
      wrong: [],
    },
    {
      id: 'missed',
      text: {
        en: 'A has not read again, so it has no watch now. What will it hear of the next change?',
        'zh-CN': 'A 还没有重新读取，所以现在没有监听器。下一次变化它会听到什么？',
      },
      goal: {
        en: 'Change `/news` again; then let A read it with a new watch.',
        'zh-CN': '再改一次 `/news`，然后让 A 读取并重新监听。',
      },
      hint: {
        en: 'As B: `set /news three`. Then as A: `get -w /news`.',
        'zh-CN': '以 B：`set /news three`。再以 A：`get -w /news`。',
      },
      show: () => [NEWS, DOCK],
      moves: [
        submit('B', setData(PATH, 'three')),
        submit('A', { type: 'getData', path: PATH, watch: true }, (facts) => changes(facts) > 0),
      ],
      done: (facts) => changes(facts) > 0 && heard(facts, 'nodeDataChanged') === 0 && set(facts, 'data'),
      why: {
        en: 'A heard nothing of that change, yet it read the latest data and watches again. So it missed a **step**, but not the **state**: reading with a watch always shows the present.',
        'zh-CN':
          '那次变化 A 什么也没听到，但它读到了最新数据，并重新监听。它错过的是**过程**，而不是**状态**：带监听的读取总能看到现在。',
      },
      wrong: [
        {
          when: (facts) => heard(facts, 'nodeDataChanged') > 0,
          text: {
            en: 'A read first, so its new watch fired and nothing was missed. Reset the step: change first, then read.',
            'zh-CN': 'A 先读了，新监听触发，没有错过。请重置这一步：先修改，再读取。',
          },
        },
      ],
    },
    {
      id: 'children',
      text: {
        en: 'Data and children are watched apart: a watch on the data hears nothing of new children. `ls -w` watches the children.',
        'zh-CN': '数据和子节点分别监听：监听数据的听不到新增子节点。`ls -w` 监听的是子节点。',
      },
      goal: {
        en: 'Let A watch the children of `/news`; then create one.',
        'zh-CN': '让 A 监听 `/news` 的子节点，然后创建一个。',
      },
      hint: {
        en: 'As A: `ls -w /news`. Then as B: `create /news/today`.',
        'zh-CN': '以 A：`ls -w /news`。再以 B：`create /news/today`。',
      },
      show: () => [NEWS, DOCK],
      moves: [
        submit('A', { type: 'getChildren', path: PATH, watch: true }),
        submit('B', create('/news/today', 'x'), (facts) => set(facts, 'child')),
      ],
      done: (facts) => heard(facts, 'nodeChildrenChanged') > 0,
      why: {
        en: 'A heard that the children changed, not which one came. Its watch on the data of `/news` did not fire.',
        'zh-CN': 'A 听到子节点有变化，但不知道来的是谁。它对 `/news` 数据的监听没有触发。',
      },
      wrong: [],
    },
    {
      id: 'persistent',
      text: {
        en: 'Since 3.6 there are **persistent** watches: they fire each time and stay.',
        'zh-CN': '3.6 起有**持久监听**（persistent watch）：每次变化都触发，并且一直保留。',
      },
      goal: {
        en: 'Let A add a persistent watch on `/news`; then change it twice.',
        'zh-CN': '让 A 给 `/news` 加持久监听，然后改两次。',
      },
      hint: {
        en: 'As A: `addWatch -m PERSISTENT /news`. Then as B: set it twice.',
        'zh-CN': '以 A：`addWatch -m PERSISTENT /news`。再以 B 修改两次。',
      },
      show: () => [NEWS, DOCK],
      moves: [
        submit('A', { type: 'addWatch', path: PATH, mode: 'persistent' }),
        submit('B', setData(PATH, 'four'), (facts) => set(facts, 'persistent')),
        submit('B', setData(PATH, 'five'), (facts) => heard(facts, 'nodeDataChanged') > 0),
      ],
      done: (facts) => set(facts, 'persistent') && changes(facts) >= 2 && heard(facts, 'nodeDataChanged') >= 2,
      why: {
        en: 'Two changes, two notices, and the eye is still there. While A is disconnected it still hears nothing: after a reconnection it must read.',
        'zh-CN': '两次变化，两次通知，那只眼睛还在。不过 A 断线期间仍然什么都听不到，重连之后必须重新读取。',
      },
      wrong: [],
    },
  ],
}
