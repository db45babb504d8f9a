/**
 * Lesson 7: what ZooKeeper promises its clients, each promise tried on sound servers and on servers with one bug. A step says
 * what is promised, its acts what is done and what there is to see, `why` what kept the promise, `broken` what the bug did.
 */
import { actsOf } from './guaranteeActs.ts'
import { TRIAL_TREE, TRIALS, type TrialName } from './guaranteeTrials.ts'
import type { L10n, Lesson, Step } from './lesson.ts'

type Words = {
  readonly text: L10n
  readonly goal: L10n
  readonly hint: L10n
  /** Why it held. */
  readonly why: L10n
  /** What the bug is, before the same is tried with it. */
  readonly bug: L10n
  /** What its clients had to see. */
  readonly broken: L10n
  /** What is said where it came to nothing. */
  readonly missed?: L10n
}

const WORDS: { readonly [K in TrialName]: Words } = {
  sequence: {
    text: {
      en: 'ZooKeeper promises its clients five things. Try to break each promise: first on sound servers, then on servers with one bug, to see what it spares you. The first one is **sequential consistency**: the changes of one client take effect in the order in which it sent them. Can you get the first of two changes stuck, so that it arrives after the second one?',
      'zh-CN':
        'ZooKeeper 对客户端有五条保证。请逐条试着打破：先在正常的服务器上试，再在带一个 bug 的服务器上试，看看这条保证替你挡住了什么。第一条是**顺序一致性**（sequential consistency）：同一个客户端的更新，按它发出的顺序生效。能不能让两次修改中的第一次堵在路上，比第二次还晚到？',
    },
    goal: {
      en: 'Let A’s first change arrive after its second one; then let A read `/cart`.',
      'zh-CN': '让 A 的第一次修改晚于第二次到达，再让 A 读取 `/cart`。',
    },
    hint: {
      en: 'The console takes all of it. Say that A is at server 1, and 3 leads: `cut 1 3 oneway`, `move A 2`, `heal`; before `set` and `get`, choose A beside the line. “Do it for me” does the same.',
      'zh-CN':
        '都可以在控制台里做。假设 A 在服务器 1，领导者是 3：`cut 1 3 oneway`、`move A 2`、`heal`；执行 `set` 和 `get` 之前，在命令行旁选择 A。“替我做”做的也是这些。',
    },
    why: {
      en: 'The leader knows through which server a session speaks now. The late change came through the one that A had left, so it was refused (SESSIONMOVED). A was never told that it succeeded, and the newer change stays.',
      'zh-CN':
        '领导者知道一个会话现在通过哪台服务器说话。迟到的修改来自 A 已离开的那台，因此被拒绝（SESSIONMOVED）。A 从未得到它成功的确认，较新的修改得以保留。',
    },
    missed: {
      en: 'Both changes arrived in order, so there was nothing to mix up. Reset the step, and cut the way to the leader before the first one.',
      'zh-CN': '两次修改按顺序到达，没有打乱什么。请重置这一步，先切断到领导者的方向，再发第一次修改。',
    },
    bug: {
      en: 'The same once more, on servers with **one bug**: the leader does not look through which server a session speaks. What will `/cart` say in the end?',
      'zh-CN':
        '同样的操作再来一遍，但这些服务器带有**一个 bug**：领导者不检查会话现在通过哪台服务器说话。最后 `/cart` 会是什么？',
    },
    broken: {
      en: '`/cart` says what A wrote **first**: the late change came on top of the newer one, and nobody told A. Any program that counts on its own order is wrong now. That is what the promise spares you.',
      'zh-CN':
        '`/cart` 里是 A **先**写的内容：迟到的修改覆盖了较新的，而没有谁告诉 A。任何依赖自身先后顺序的程序都会出错。这条保证替你挡住的，正是这种事。',
    },
  },
  atomicity: {
    text: {
      en: 'Second promise, **atomicity**: a change happens as a whole or not at all. A wants to move 30 from `/alice` (100) to `/bob` (0) in one **multi**: two changes, one transaction. The first one can be done; the second one names a version that `/bob` does not have.',
      'zh-CN':
        '第二条保证：**原子性**（atomicity）。更新要么全部发生，要么完全不发生。A 想用一个 **multi**（两处修改，一个事务）把 30 从 `/alice`（100）转给 `/bob`（0）。第一处修改做得到；第二处写的版本号，`/bob` 并没有。',
    },
    goal: {
      en: 'Send the transfer that fails in its second half; then let A read `/alice`.',
      'zh-CN': '发出这笔后半会失败的转账，再让 A 读取 `/alice`。',
    },
    hint: {
      en: 'zkCli has no command for a multi: “Do it for me” sends it. Then `get /alice`.',
      'zh-CN': 'zkCli 没有 multi 命令：用“替我做”发送，再执行 `get /alice`。',
    },
    why: {
      en: 'BADVERSION, and `/alice` still has 100. The leader checks all parts before it proposes anything; the whole multi is one transaction with one zxid, so there is no moment at which half of it can be seen.',
      'zh-CN':
        '返回 BADVERSION，`/alice` 仍是 100。领导者先检查所有部分，再提出提案；整个 multi 是一个事务、一个 zxid，所以任何时刻都看不到“做了一半”的样子。',
    },
    bug: {
      en: 'The same transfer on servers with **one bug**: a multi that fails leaves its first parts behind. How much money is there in the end?',
      'zh-CN': '同样的转账，但这些服务器带有**一个 bug**：失败的 multi 会留下前面的部分。最后一共还剩多少钱？',
    },
    broken: {
      en: '30 are gone: `/alice` has 70, and `/bob` got nothing. A was told that the transfer failed, and may well try again.',
      'zh-CN': '30 凭空消失：`/alice` 只剩 70，`/bob` 什么也没收到。而 A 被告知转账失败，很可能会再试一次。',
    },
  },
  image: {
    text: {
      en: 'Third promise, **single system image**: a client never sees time run backwards, whichever server it talks to. Here an old leader is cut off. Its clock is slow, so it does not know yet that the others have elected a new one, and it holds an old `/news`.',
      'zh-CN':
        '第三条保证：**单一系统映像**（single system image）。不论连接哪台服务器，客户端看到的时间都不会倒流。这里有一台旧领导者被隔离了。它的时钟很慢，还不知道其他服务器已选出新领导者，手里的 `/news` 是旧的。',
    },
    goal: {
      en: 'Let A change `/news`, then move A to the server that is cut off, and read.',
      'zh-CN': '让 A 修改 `/news`，再把 A 换到被隔离的服务器，然后读取。',
    },
    hint: {
      en: 'As A: `set /news new`. Open A, move it to the isolated server. When it is connected again: `get /news`.',
      'zh-CN': '以 A 的身份执行 `set /news new`。点开 A，把它换到被隔离的服务器；重新连上后执行 `get /news`。',
    },
    why: {
      en: 'Each client tells the server the newest **zxid** that it has seen. The old leader is behind that, so it turned A away, and A found a server that is not. It reads what it wrote.',
      'zh-CN':
        '客户端连接时会报出自己见过的最新 **zxid**。旧领导者落后于它，于是拒绝了 A；A 另找了一台不落后的服务器，读到的正是自己写的内容。',
    },
    missed: {
      en: 'A went to a server that is up to date, so it was let in. Move it to the one that is cut off.',
      'zh-CN': 'A 连到的是一台不落后的服务器，所以直接放行了。请把它换到被隔离的那台。',
    },
    bug: {
      en: 'The same on servers with **one bug**: they let in a client that has seen more than they have. What will A read?',
      'zh-CN': '同样的操作，但这些服务器带有**一个 bug**：客户端见过的比自己多，也照样放行。A 会读到什么？',
    },
    broken: {
      en: 'A changed `/news` to new, was told that it is done, and now reads old: for A, time ran backwards. The comparison of two numbers at the door prevents that.',
      'zh-CN':
        'A 把 `/news` 改成了 new，也得到了确认，现在却读到 old：对 A 来说，时间倒流了。门口比较两个数字，就能防止这种事。',
    },
  },
  reliability: {
    text: {
      en: 'Fourth promise, **reliability**: once a change is acknowledged it stays, whichever minority dies. Bring about the worst election: one server that has the paid `/order`, against one that slept through it and has the larger id.',
      'zh-CN':
        '第四条保证：**可靠性**（reliability）。更新一旦得到确认就会保留，宕机的只要不过半，是谁都一样。来制造一场最糟的选举：一台有已付款的 `/order`，对手错过了它，id 却更大。',
    },
    goal: {
      en: 'Have `/order` acknowledged without server 3; replace the leader by 3; then read `/order`.',
      'zh-CN': '在服务器 3 缺席时写入 `/order`；杀死领导者并重启 3；再读取 `/order`。',
    },
    hint: {
      en: 'Kill 3. As A: `create /order paid`. Kill the leader, restart 3, and when a leader serves: `get /order`.',
      'zh-CN': '杀死 3。以 A 的身份执行 `create /order paid`。杀死领导者，重启 3，有领导者服务后执行 `get /order`。',
    },
    why: {
      en: 'The server with the longer history won, although 3 has the larger id: votes compare the histories (epoch, then **zxid**) before the id. A majority had `/order` on disk, every other majority includes one of them, and that one wins.',
      'zh-CN':
        '历史更长的那台当选，尽管 3 的 id 更大：投票先比历史（epoch，再 **zxid**），最后才比 id。过半服务器已把 `/order` 写入磁盘，任何另一个过半都至少包含其中一台，而它会当选。',
    },
    missed: {
      en: 'Server 3 was there when `/order` was written, so it has it, too. Reset the step and kill 3 first.',
      'zh-CN': '写入 `/order` 时服务器 3 也在，所以它也有这条记录。请重置这一步，先杀死 3。',
    },
    bug: {
      en: 'The same on servers with **one bug**: the election looks at the id only, and nobody asks who has the longer history. Who will lead, and what becomes of `/order`?',
      'zh-CN':
        '同样的操作，但这些服务器带有**一个 bug**：选举只看 id，谁也不问谁的历史更长。谁会当选？`/order` 会怎样？',
    },
    broken: {
      en: 'NONODE. Server 3 leads, and the other one cut the write from its log to be like its leader. A paid order that was acknowledged is gone.',
      'zh-CN':
        'NONODE。服务器 3 当选，另一台为了与领导者一致，把那次写入从日志里截掉了。一笔已确认付款的订单就这样没了。',
    },
  },
  timeliness: {
    text: {
      en: 'Fifth promise, **timeliness**: a server lags by a bounded time only (then it drops its clients), and `sync` makes it catch up. A is at the leader, B at a follower. While the link between these two servers stalls, B may read an old `/price`. That is allowed. After a `sync` it must not.',
      'zh-CN':
        '第五条保证：**及时性**（timeliness）。服务器的落后有时间上限（超过就断开客户端），而 `sync` 能让它追上。A 连着领导者，B 连着一台跟随者。这两台之间的链路卡顿时，B 可能读到旧的 `/price`，这是允许的；但 `sync` 之后就不允许了。',
    },
    goal: {
      en: 'Let B read the old `/price`, then `sync`, then read again.',
      'zh-CN': '让 B 先读到旧的 `/price`，然后执行 `sync`，再读一次。',
    },
    hint: {
      en: 'In the console, if 3 leads and B is at server 1: `stall 3 1 5000 oneway`. Five seconds are short: choose a slower speed in the toolbar before, or use “Do it for me”.',
      'zh-CN':
        '在控制台里，假设领导者是 3，B 在服务器 1：`stall 3 1 5000 oneway`。五秒很短：先在工具栏里选慢一些的速度，或者用“替我做”。',
    },
    why: {
      en: 'The `sync` went to the leader and came back on the same link, behind everything that was on its way there. So B waited for the stall to pass, and read the new price. A plain read asks nobody and is fast; `sync` is for when it must be the latest.',
      'zh-CN':
        '`sync` 到了领导者那里，再沿同一条链路回来，排在所有在途更新之后。所以 B 等卡顿过去，读到了新价格。普通的读不问别人，因而很快；必须最新时才用 `sync`。',
    },
    missed: {
      en: 'The stall was over before B read, so nobody lagged. Reset the step and be quicker, or have it done.',
      'zh-CN': 'B 读取时卡顿已经过去，没有谁落后。请重置这一步，动作快些，或用“替我做”。',
    },
    bug: {
      en: 'The same on servers with **one bug**: a follower answers `sync` by itself, without the leader. Which price will B read after it?',
      'zh-CN':
        '同样的操作，但这些服务器带有**一个 bug**：跟随者不问领导者，自己就回答了 `sync`。之后 B 会读到哪个价格？',
    },
    broken: {
      en: 'The `sync` came back at once, and B still reads the old price, sure that it is the latest. A fast answer is worth nothing when it promises nothing.',
      'zh-CN': '`sync` 立刻返回，B 读到的仍是旧价格，却以为是最新的。没有保证的快，一文不值。',
    },
  },
}

function stepsOf(name: TrialName): readonly [Step, Step] {
  const { zoo, arrange, moves, outcome } = TRIALS[name]
  const { text, goal, hint, why, bug, broken, missed } = WORDS[name]
  const wrong: Step['wrong'] = missed === undefined ? [] : [{ when: TRIALS[name].missed, text: missed }]
  const shared = { goal, hint, moves, wrong, show: TRIALS[name].show }
  const sound: Step = {
    ...shared,
    id: name,
    fresh: { arrange },
    text,
    acts: actsOf(name, false),
    why,
    done: (facts) => outcome(facts) === 'held',
  }
  const sick: Step = {
    ...shared,
    id: `${name}-broken`,
    fresh: { zoo, arrange },
    text: bug,
    acts: actsOf(name, true),
    why: broken,
    done: (facts) => outcome(facts) === 'failed',
  }
  return [sound, sick]
}

export const guarantees: Lesson = {
  id: 'guarantees',
  number: 7,
  title: { en: 'Five guarantees', 'zh-CN': '五项保证' },
  summary: {
    en: 'What clients may rely on: each promise tried on sound servers, then on servers with the bug that breaks it.',
    'zh-CN': '客户端可以依赖什么：每条保证先在正常的服务器上试，再在带 bug 的服务器上看它如何失效。',
  },
  minutes: 10,
  scenario: { servers: 3, clients: ['A', 'B'], tree: TRIAL_TREE, seed: 7 },
  steps: [
    ...stepsOf('sequence'),
    ...stepsOf('atomicity'),
    ...stepsOf('image'),
    ...stepsOf('reliability'),
    ...stepsOf('timeliness'),
  ],
}
