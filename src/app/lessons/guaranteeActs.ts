/**
 * What the reader of lesson 7 does for each guarantee, act by act, and what there is to see after each: on sound servers,
 * and, where it differs, on servers with the bug.
 */
import { ended, told } from './facts.ts'
import {
  answered,
  asked,
  cutOff,
  isBack,
  lateCame,
  letIn,
  reads,
  TRIALS,
  type TrialName,
  turnedAway,
  wrote,
} from './guaranteeTrials.ts'
import type { Act, Check, L10n } from './lesson.ts'

type TrialAct = {
  readonly text: L10n
  readonly seen: L10n
  /** With the bug, where that is something else. */
  readonly broken?: L10n
  readonly done: Check
}
const words = (en: string, zh: string): L10n => ({ en, 'zh-CN': zh })
const tried = (name: TrialName): Check => {
  return (facts) => TRIALS[name].outcome(facts) !== undefined
}

const sequence: readonly TrialAct[] = [
  {
    text: words(
      'Cut the link from A’s server to the leader, in that direction only.',
      '切断从 A 所在服务器到领导者的链路，只断这个方向。',
    ),
    seen: words(
      'What A’s server says does not get through; the server has not noticed yet.',
      'A 所在服务器发的消息到不了领导者，而它自己还没发现。',
    ),
    done: (facts) => told(facts, 'linkCut').length > 0,
  },
  {
    text: words('As A: `set /cart book`.', '以 A 的身份：`set /cart book`。'),
    seen: words('The first change is stuck at A’s server: no answer.', '第一次修改卡在 A 的服务器上，没有回应。'),
    done: (facts) => asked(facts, '/cart').length > 0,
  },
  {
    text: words('Move A to the other follower.', '把 A 换到另一台跟随者。'),
    seen: words('A takes its session along. The stuck change stays behind.', '会话跟着 A 走，卡住的修改留在原处。'),
    done: ({ events }) => {
      const first = events.findIndex(({ event }) => event.type === 'sent' && event.request?.type === 'setData')
      return first >= 0 && events.slice(first).some(({ node, event }) => node === 'cA' && event.type === 'connected')
    },
  },
  {
    text: words('As A: `set /cart both`.', '以 A 的身份：`set /cart both`。'),
    seen: words('The second change is acknowledged.', '第二次修改得到确认。'),
    done: (facts) => asked(facts, '/cart').length > 1 && wrote(facts, '/cart'),
  },
  {
    text: words('Heal the link: now the first change comes through.', '恢复链路：第一次修改这时才到。'),
    seen: words(
      'The leader refuses it: SESSIONMOVED. A does not speak through that server any more.',
      '领导者拒绝了它：SESSIONMOVED。A 已经不通过那台服务器说话了。',
    ),
    broken: words('The leader takes it, late as it is.', '它来晚了，领导者却照样接受。'),
    done: lateCame,
  },
  {
    text: words('As A: `get /cart`.', '以 A 的身份：`get /cart`。'),
    seen: words('The second change, as A left it.', '读到第二次修改，和 A 写的顺序一致。'),
    broken: words('The first change: it lies on top of the second one.', '读到第一次修改：它盖住了第二次。'),
    done: tried('sequence'),
  },
]

const atomicity: readonly TrialAct[] = [
  {
    text: words(
      'Send the transfer: one multi that sets `/alice` to 70 and `/bob` to 30.',
      '发出转账：一个 multi，把 `/alice` 设为 70，`/bob` 设为 30。',
    ),
    seen: words('BADVERSION: its second half can’t be done.', 'BADVERSION：它的后半做不到。'),
    done: (facts) => told(facts, 'answered').some(({ event }) => event.outcome?.ok === false),
  },
  {
    text: words('As A: `get /alice`.', '以 A 的身份：`get /alice`。'),
    seen: words('100: the first half did not happen either.', '100：前半也没有发生。'),
    broken: words('70: the first half did happen.', '70：前半却发生了。'),
    done: tried('atomicity'),
  },
]

const image: readonly TrialAct[] = [
  {
    text: words('As A: `set /news new`.', '以 A 的身份：`set /news new`。'),
    seen: words(
      'Two of three have it. The one that is cut off still holds the old one.',
      '三台中有两台写好了；被隔离的那台还是旧的。',
    ),
    done: (facts) => wrote(facts, '/news'),
  },
  {
    text: words('Move A to the server that is cut off.', '把 A 换到被隔离的那台服务器。'),
    seen: words(
      'It turns A away, because A has seen a newer zxid than it has. A finds another server.',
      '它拒绝了 A：A 见过的 zxid 比它的新。A 另找了一台服务器。',
    ),
    broken: words('It lets A in.', '它让 A 连上了。'),
    done: (facts) => {
      const old = cutOff(facts)?.id
      const isIn = told(facts, 'connected').some(({ node, event }) => node === 'cA' && event.server === old)
      return isIn || (turnedAway(facts) && letIn(facts))
    },
  },
  {
    text: words('As A: `get /news`.', '以 A 的身份：`get /news`。'),
    seen: words('“new”: what A wrote.', '“new”：正是 A 写的。'),
    broken: words('“old”: what was there before A wrote.', '“old”：A 写之前的内容。'),
    done: tried('image'),
  },
]

const reliability: readonly TrialAct[] = [
  {
    text: words('Kill server 3.', '杀死服务器 3。'),
    seen: words('Two of three are left: still a majority.', '三台剩两台：仍然过半。'),
    done: (facts) => ended(facts).includes('s3'),
  },
  {
    text: words('As A: `create /order paid`.', '以 A 的身份：`create /order paid`。'),
    seen: words(
      'Acknowledged: both have it on disk. Server 3 does not.',
      '得到确认：两台都已写入磁盘，服务器 3 没有。',
    ),
    done: (facts) => answered(facts, 'A', 'create'),
  },
  {
    text: words('Kill the leader.', '杀死领导者。'),
    seen: words(
      'One of three is left, with `/order` on its disk. It can’t serve alone.',
      '只剩一台，磁盘上有 `/order`，但它独自无法服务。',
    ),
    done: (facts) => answered(facts, 'A', 'create') && ended(facts).length > 1,
  },
  {
    text: words(
      'Restart server 3, which has the larger id and lacks `/order`.',
      '重启服务器 3：它的 id 较大，却没有 `/order`。',
    ),
    seen: words(
      'The other one is elected: its history is longer. Server 3 copies what it missed.',
      '当选的是另一台：它的历史更长。服务器 3 把缺的补上。',
    ),
    broken: words(
      'Server 3 is elected, and the other one cuts off what its leader does not have.',
      '当选的是服务器 3，另一台把领导者没有的那部分截掉了。',
    ),
    done: isBack,
  },
  {
    text: words('As A: `get /order`.', '以 A 的身份：`get /order`。'),
    seen: words('“paid”: it was acknowledged, so it is there.', '“paid”：确认过的，就还在。'),
    broken: words('NONODE: it was acknowledged, and is gone.', 'NONODE：确认过的，却没了。'),
    done: tried('reliability'),
  },
]

const timeliness: readonly TrialAct[] = [
  {
    text: words(
      'Stall the link from the leader to B’s server for five seconds.',
      '让领导者到 B 所在服务器的链路卡顿五秒。',
    ),
    seen: words('What the leader tells that server is held up.', '领导者发给那台服务器的消息都被堵住。'),
    done: (facts) => told(facts, 'linkStalled').length > 0,
  },
  {
    text: words('As A: `set /price new`.', '以 A 的身份：`set /price new`。'),
    seen: words('Acknowledged: the other two are a majority.', '得到确认：另外两台已经过半。'),
    done: (facts) => wrote(facts, '/price'),
  },
  {
    text: words('As B: `get /price`.', '以 B 的身份：`get /price`。'),
    seen: words(
      '“old”: B’s server has not heard of it yet. That is allowed.',
      '“old”：B 的服务器还没听说。这是允许的。',
    ),
    done: (facts) => wrote(facts, '/price') && reads(facts, 'B', '/price').some(({ text }) => text === 'old'),
  },
  {
    text: words('As B: `sync /price`.', '以 B 的身份：`sync /price`。'),
    seen: words(
      'It takes as long as the stall: the answer waits behind the news.',
      '卡顿多久就等多久：回答排在更新之后。',
    ),
    broken: words('It comes back at once, past the stall.', '它立刻就返回了，卡顿还没过去。'),
    done: (facts) => answered(facts, 'B', 'sync'),
  },
  {
    text: words('As B: `get /price`.', '以 B 的身份：`get /price`。'),
    seen: words('“new”.', '“new”，最新的。'),
    broken: words('“old”, and that after a sync.', '“old”，而且是在 sync 之后。'),
    done: tried('timeliness'),
  },
]

const ACTS: { readonly [K in TrialName]: readonly TrialAct[] } = {
  sequence,
  atomicity,
  image,
  reliability,
  timeliness,
}

/** The acts of a trial, as seen on sound servers or on those with its bug. */
export function actsOf(name: TrialName, isBroken: boolean): readonly Act[] {
  return ACTS[name].map(({ text, seen, broken, done }) => ({ text, seen: isBroken ? (broken ?? seen) : seen, done }))
}
