/** Lesson 9: common.yml under three systems, changed once, with no restart. */
import { decodeUtf8 } from '../../ground/base/utf8.ts'
import { effects, ended, isConnected, refusedWith, runs, told } from './facts.ts'
import type { Anchor, Check, Facts, Lesson } from './lesson.ts'
import { act, run, setData, submit } from './moves.ts'

const FILE = '/config/common.yml'
const SYSTEMS = ['A', 'B', 'C'] as const
const FILE_ANCHOR: Anchor = { type: 'znode', path: FILE }
const systems = (...names: readonly string[]): readonly Anchor[] => names.map((name) => ({ type: 'client', name }))
const first = 'server:\n  port: 8080\nlog:\n  level: info\n'
const withLevel = (level: string): string => first.replace('info', level)

/** How often a client applied the file in this step, and which version last. */
function applied(facts: Facts, name: string): readonly bigint[] {
  return told(facts, 'recipeDid').flatMap(({ node, event }) =>
    node === `c${name}` && event.deed.type === 'configApplied' && event.path === FILE ? [event.deed.mzxid] : [],
  )
}
/** zxids of the changes of the file in this step. */
function changes(facts: Facts): readonly bigint[] {
  return effects(facts).flatMap(({ txn, zxid }) => (txn.type === 'setData' && txn.path === FILE ? [zxid] : []))
}
const following = (facts: Facts, name: string): boolean => runs(facts, name, 'config', 'holding')
const hasLast = (facts: Facts, name: string): boolean => {
  const last = changes(facts).at(-1)
  return last !== undefined && applied(facts, name).at(-1) === last
}
const allHaveIt: Check = (facts) => SYSTEMS.every((name) => hasLast(facts, name))
const sleeps = (facts: Facts): boolean => told(facts, 'nodeFrozen').some(({ node }) => node === 'cC')
const cSkipped: Check = (facts) =>
  sleeps(facts) &&
  changes(facts).length >= 2 &&
  hasLast(facts, 'C') &&
  applied(facts, 'C').length < changes(facts).length
const restarted: Check = (facts) => ended(facts).some((node) => node.startsWith('c'))
const isValid = (facts: Facts): boolean =>
  effects(facts).every(({ txn }) => txn.type !== 'setData' || txn.data === null || (decodeUtf8(txn.data) ?? '') !== '')

export const config: Lesson = {
  id: 'config',
  number: 9,
  title: { en: 'One configuration for three systems', 'zh-CN': '统一配置管理' },
  summary: {
    en: 'common.yml lives in one znode. Change it once: A, B and C apply it, with no restart.',
    'zh-CN': 'common.yml 存在一个节点里。改一次，A、B、C 三个系统同时生效，无需重启。',
  },
  minutes: 4,
  scenario: {
    servers: 3,
    clients: [...SYSTEMS],
    tree: [
      { path: '/config', text: null },
      { path: FILE, text: first },
    ],
    seed: 9,
  },
  steps: [
    {
      id: 'follow',
      text: {
        en: 'A, B and C are three systems that share one file, `common.yml`. Instead of three copies on three machines there is one znode. Each system reads it and leaves a **watch**: tell me when it changes.',
        'zh-CN':
          'A、B、C 三个系统共用一份 `common.yml`。不必在三台机器上各放一份，只要一个节点。每个系统读取它，并留下一个**监听器**（watch）：变了就通知我。',
      },
      goal: {
        en: 'Let all three systems follow `/config/common.yml`.',
        'zh-CN': '让三个系统都关注 `/config/common.yml`。',
      },
      hint: {
        en: 'Open each client and run the recipe “configuration watch”.',
        'zh-CN': '依次点开每个客户端，运行“配置监听”。',
      },
      show: () => [...systems(...SYSTEMS), FILE_ANCHOR],
      moves: SYSTEMS.map((name) =>
        run(name, { recipe: 'config', path: FILE, watch: 'oneShot' }, (facts) => isConnected(facts, name)),
      ),
      done: (facts) => SYSTEMS.every((name) => following(facts, name) && applied(facts, name).length > 0),
      why: {
        en: 'Three reads, three watches, one file. Reading and leaving the watch is a single request, so no change can slip in between.',
        'zh-CN': '三次读取、三个监听、一份文件。读取和留下监听是同一个请求，中间不会漏掉任何变化。',
      },
      wrong: [],
    },
    {
      id: 'change',
      text: {
        en: 'The log level should be `debug`, in all three systems, now.',
        'zh-CN': '现在要把三个系统的日志级别都改成 `debug`。',
      },
      goal: { en: 'Change `common.yml` once.', 'zh-CN': '修改一次 `common.yml`。' },
      hint: {
        en: 'Select the znode in the tree, edit its text and set it.',
        'zh-CN': '在树中选中该节点，编辑内容并保存。',
      },
      show: () => [FILE_ANCHOR],
      moves: [submit('A', setData(FILE, withLevel('debug')))],
      done: (facts) => allHaveIt(facts) && isValid(facts),
      why: {
        en: 'One write. Three watches fired, three systems read the file again and applied it. Their sessions are the same as before: nothing was restarted, nobody logged in to three machines.',
        'zh-CN': '一次写入，三个监听触发，三个系统重新读取并生效。会话还是原来的会话：没有重启，也没有人逐台登录机器。',
      },
      wrong: [
        {
          when: restarted,
          text: {
            en: 'A system was ended. It is not needed: a change reaches those that run.',
            'zh-CN': '有个系统被结束了。没有必要：运行中的系统会收到变更。',
          },
        },
        {
          when: (facts) => changes(facts).length === 0 && effects(facts).some(({ txn }) => txn.type === 'setData'),
          text: {
            en: 'Another znode was changed. The file is `/config/common.yml`.',
            'zh-CN': '改的是别的节点。配置文件是 `/config/common.yml`。',
          },
        },
      ],
    },
    {
      id: 'missed',
      text: {
        en: 'A plain watch fires **once**. Until the client has read again, it hears nothing more. Pause C for a moment, change the file twice, and wake C.',
        'zh-CN': '普通监听只触发**一次**，客户端重新读取之前不会再收到通知。把 C 暂停片刻，连改两次文件，再唤醒 C。',
      },
      goal: {
        en: 'Change the file twice while C sleeps; then wake it.',
        'zh-CN': '在 C 暂停期间改两次文件，再恢复 C。',
      },
      hint: {
        en: 'Be quick: after the session timeout C would be gone. “Do it” is quick.',
        'zh-CN': '要快：超过会话超时，C 就过期了。“替我做”很快。',
      },
      show: () => [...systems('C'), FILE_ANCHOR],
      moves: [
        act({ type: 'freezeClient', client: 'C' }),
        submit('A', setData(FILE, withLevel('warn')), sleeps),
        submit('A', setData(FILE, withLevel('error')), (facts) => changes(facts).length === 1),
        act({ type: 'thawClient', client: 'C' }, (facts) => changes(facts).length === 2 && hasLast(facts, 'A')),
      ],
      done: cSkipped,
      why: {
        en: 'C got one notification for two changes, read once, and has the latest. It never saw the one in between. A watch says “look again”, not “here is every change”: right for configuration, wrong for counting.',
        'zh-CN':
          '两次修改，C 只收到一次通知，读一次就拿到最新内容，中间那一版它从未见过。监听的意思是“请再看一眼”，而不是“逐条告诉你”。用于配置正合适，用来计数就错了。',
      },
      wrong: [
        {
          when: (facts) => told(facts, 'expired').some(({ node }) => node === 'cC'),
          text: {
            en: 'C slept longer than its session lives, and has expired. Reset the step.',
            'zh-CN': 'C 睡得比会话超时还久，会话已过期。请重置这一步。',
          },
        },
      ],
    },
    {
      id: 'newcomer',
      text: {
        en: 'A fourth system joins. Nobody prepared a file for it.',
        'zh-CN': '第四个系统加入，没有人为它准备配置文件。',
      },
      goal: { en: 'Add a client that follows the file.', 'zh-CN': '添加一个关注该文件的客户端。' },
      hint: {
        en: 'Press “Add client”, then run “configuration watch” in it.',
        'zh-CN': '点“添加客户端”，再在其中运行“配置监听”。',
      },
      show: () => [{ type: 'area', name: 'addClient' }],
      moves: [
        act({ type: 'addClient', name: 'D' }),
        run('D', { recipe: 'config', path: FILE, watch: 'oneShot' }, (facts) => isConnected(facts, 'D')),
      ],
      done: (facts) =>
        [...facts.cluster.clients.keys()].some(
          (name) => !facts.from.clients.has(name) && applied(facts, name).length > 0,
        ),
      why: {
        en: 'It read the present version when it started, like everybody else. There is one truth, and whoever comes late gets it too.',
        'zh-CN': '它启动时读到的就是当前版本，和别人一样。真相只有一份，后来者也能拿到。',
      },
      wrong: [],
    },
    {
      id: 'conflict',
      text: {
        en: 'Two operators edit the same file. Each write may say which **version** it replaces; by now the file has a later one than 0.',
        'zh-CN':
          '两个运维人员同时编辑一份文件。写入时可以注明要替换哪个**版本**（version）；现在文件的版本早已不是 0。',
      },
      goal: { en: 'Try to replace version 0 of the file.', 'zh-CN': '尝试替换该文件的版本 0。' },
      hint: {
        en: 'In the console: `set -v 0 /config/common.yml x`.',
        'zh-CN': '在控制台输入 `set -v 0 /config/common.yml x`。',
      },
      show: () => [{ type: 'area', name: 'dock' }],
      moves: [submit('B', setData(FILE, 'x', 0))],
      done: (facts) => refusedWith(facts, 'badVersion'),
      why: {
        en: 'Refused with BADVERSION: somebody wrote in between, and nothing was overwritten. Read again, merge, and write with the version that you read. That is compare-and-set, and it needs no lock.',
        'zh-CN':
          '被 BADVERSION 拒绝：期间有人写过，谁的修改也没被覆盖。重新读取、合并，再带着读到的版本写入。这就是“比较并设置”（CAS），不需要锁。',
      },
      wrong: [
        {
          when: (facts) => changes(facts).length > 0,
          text: {
            en: 'That write went through: it named no version, or the right one. Name version 0.',
            'zh-CN': '这次写入成功了：没有指定版本，或版本恰好正确。请指定版本 0。',
          },
        },
      ],
    },
  ],
}
