/** Lesson 2: kinds of znode. Persistent, ephemeral, sequential; what a session's end takes along. */
import { isEphemeral } from '../../ground/jute/opcodes.ts'
import { effects, ended, refusedWith, told } from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { act, create, submit } from './moves.ts'

const TREE: Anchor = { type: 'area', name: 'tree' }
const DOCK: Anchor = { type: 'area', name: 'dock' }
const made = (facts: Facts, path: RegExp, ephemeral: boolean): number =>
  effects(facts).filter(({ txn }) => txn.type === 'create' && txn.ephemeral === ephemeral && path.test(txn.path)).length
const KEEP = /^\/keep$/
const HERE = /^\/here$/
const JOB = /^\/job-\d{10}$/
/** Sessions that ended and took `/here` along. */
const hereWent: Check = (facts) =>
  effects(facts).some(({ txn }) => txn.type === 'closeSession' && txn.paths.includes('/here'))
const askedFor = (facts: Facts): boolean =>
  told(facts, 'sent').some(({ event }) => event.request?.type === 'create' && isEphemeral(event.request.mode))

export const kinds: Lesson = {
  id: 'kinds',
  number: 2,
  title: { en: 'Kinds of znode', 'zh-CN': '节点的类型' },
  summary: {
    en: 'Persistent znodes stay, ephemeral ones die with their session, sequential ones are numbered.',
    'zh-CN': '持久节点一直在，临时节点随会话消失，顺序节点自动编号。',
  },
  minutes: 4,
  scenario: { servers: 3, clients: ['A', 'B'], tree: [], seed: 2 },
  steps: [
    {
      id: 'persistent',
      text: {
        en: 'A **persistent znode** stays until somebody deletes it, whatever becomes of its maker.',
        'zh-CN': '**持久节点**（persistent）会一直存在，直到有人删除它，与创建者的生死无关。',
      },
      goal: { en: 'Let B create the persistent znode `/keep`.', 'zh-CN': '让 B 创建持久节点 `/keep`。' },
      hint: {
        en: 'In the console, as client B: `create /keep`.',
        'zh-CN': '在控制台以客户端 B 的身份输入 `create /keep`。',
      },
      show: () => [TREE, DOCK],
      moves: [submit('B', create('/keep', 'x'))],
      done: (facts) => made(facts, KEEP, false) === 1,
      why: {
        en: 'It belongs to nobody: its stat has `ephemeralOwner = 0x0`.',
        'zh-CN': '它不属于任何会话：stat 里 `ephemeralOwner = 0x0`。',
      },
      wrong: [
        {
          when: (facts) => made(facts, KEEP, true) === 1,
          text: {
            en: 'That one is ephemeral: it would go with its session. Leave out `-e`.',
            'zh-CN': '这是临时节点，会随会话消失。请去掉 `-e`。',
          },
        },
      ],
    },
    {
      id: 'ephemeral',
      text: {
        en: 'An **ephemeral** znode belongs to the **session** that made it: “I am here, as long as I live”.',
        'zh-CN': '**临时节点**（ephemeral）属于创建它的**会话**（session）：“我活着，它就在。”',
      },
      goal: { en: 'Let B create the ephemeral znode `/here`.', 'zh-CN': '让 B 创建临时节点 `/here`。' },
      hint: {
        en: 'In the console, as client B: `create -e /here`.',
        'zh-CN': '在控制台以客户端 B 的身份输入 `create -e /here`。',
      },
      show: () => [TREE, DOCK, { type: 'client', name: 'B' }],
      moves: [submit('B', create('/here', 'B', 'ephemeral'))],
      done: (facts) => made(facts, HERE, true) === 1,
      why: {
        en: 'In the tree it has the colour of its owner. It can have no children: they would outlive it.',
        'zh-CN': '在树中它带着主人的颜色。它不能有子节点，否则子节点会比它活得久。',
      },
      wrong: [
        {
          when: (facts) => made(facts, HERE, false) === 1,
          text: {
            en: 'That one is persistent. Delete it and create it with `-e`.',
            'zh-CN': '这是持久节点。请先删除，再用 `-e` 创建。',
          },
        },
        {
          when: (facts) => askedFor(facts) && refusedWith(facts, 'nodeExists'),
          text: { en: 'NODEEXISTS: `/here` is there already.', 'zh-CN': 'NODEEXISTS：`/here` 已经存在。' },
        },
      ],
    },
    {
      id: 'death',
      text: {
        en: 'B dies without a word. Its server notices that the connection broke, but the **session** lives on for its timeout: B might come back on another server.',
        'zh-CN': 'B 一声不吭地死了。服务器知道连接断了，但**会话**还会存活到超时：B 也许会从另一台服务器回来。',
      },
      goal: { en: 'Kill client B and wait until its session is over.', 'zh-CN': '杀死客户端 B，等待它的会话结束。' },
      hint: {
        en: 'Open client B on the stage: “Kill client”. Then wait for the timeout.',
        'zh-CN': '在舞台上点开客户端 B，选择“杀死客户端”，然后等待超时。',
      },
      show: () => [{ type: 'client', name: 'B' }],
      moves: [act({ type: 'killClient', client: 'B' })],
      done: hereWent,
      why: {
        en: '`/here` is gone, `/keep` is there. The leader decided that the session was over, and that decision was a write: every server dropped the same znodes at the same zxid. This is how programs learn that one of them died.',
        'zh-CN':
          '`/here` 没了，`/keep` 还在。会话结束由领导者决定，这个决定本身也是一次写：所有服务器在同一个 zxid 删除同样的节点。程序就是这样得知同伴死了的。',
      },
      wrong: [
        {
          when: (facts) => ended(facts).includes('cA'),
          text: {
            en: 'That was A. It owns no ephemeral znode, so nothing goes with it.',
            'zh-CN': '死的是 A。它没有临时节点，什么都不会消失。',
          },
        },
        {
          when: (facts) => effects(facts).some(({ txn }) => txn.type === 'delete' && txn.path === '/here'),
          text: {
            en: '`/here` was deleted by hand. Reset the step and kill B instead.',
            'zh-CN': '`/here` 是手动删除的。请重置这一步，改为杀死 B。',
          },
        },
      ],
    },
    {
      id: 'sequential',
      text: {
        en: 'A **sequential** znode gets a number of ten digits appended, from a counter of its parent that only grows. Two programs that ask at once get different names.',
        'zh-CN':
          '**顺序节点**（sequential）的名字后会附上十位数字，来自父节点的只增计数。两个程序同时创建，也会得到不同的名字。',
      },
      goal: {
        en: 'Create two sequential znodes with the prefix `/job-`.',
        'zh-CN': '用前缀 `/job-` 创建两个顺序节点。',
      },
      hint: { en: 'In the console, twice: `create -s /job-`.', 'zh-CN': '在控制台输入两次 `create -s /job-`。' },
      show: () => [TREE, DOCK],
      moves: [
        submit('A', create('/job-', null, 'persistentSequential')),
        submit('A', create('/job-', null, 'persistentSequential'), (facts) => made(facts, JOB, false) === 1),
      ],
      done: (facts) => made(facts, JOB, false) + made(facts, JOB, true) >= 2,
      why: {
        en: 'The second number is larger than the first, whoever asked. Numbers may have gaps, but they are never given twice. Locks, queues and elections of a master are built on this.',
        'zh-CN': '不管谁来创建，后一个序号总比前一个大。序号可能有空缺，但绝不重复。锁、队列、选主都建立在它之上。',
      },
      wrong: [
        {
          when: (facts) => effects(facts).some(({ txn }) => txn.type === 'create' && txn.path === '/job-'),
          text: {
            en: 'That znode is called `/job-`, without a number. Use `-s`.',
            'zh-CN': '这个节点就叫 `/job-`，没有序号。请使用 `-s`。',
          },
        },
      ],
    },
  ],
}
