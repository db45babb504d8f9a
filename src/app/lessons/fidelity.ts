/**
 * How true it is: for each area what is exactly as in ZooKeeper 3.8.0, what is simpler, what is absent, and the tests that
 * hold it. The page shows these rows, and the README's table is printed from them (fidelity.test.ts).
 */
import type { L10n } from './lesson.ts'

export type FidelityRow = {
  readonly area: L10n
  /** With `code` and links into the sources, as in Markdown; '' where there is nothing. */
  readonly exact: L10n
  readonly simplified: L10n
  readonly absent: L10n
  /** Files, from the root of the sources. */
  readonly tests: readonly { readonly what: L10n; readonly file: string }[]
}

const words = (en: string, zh: string): L10n => ({ en, 'zh-CN': zh })
const held = (en: string, zh: string, file: string): FidelityRow['tests'][number] => ({ what: words(en, zh), file })

export const FIDELITY: readonly FidelityRow[] = [
  {
    area: words('Election', '选举'),
    exact: words(
      'votes, rounds, notification bytes, resending from 200 ms to 60 s, dead leaders are not elected',
      '投票、轮次、通知的字节、从 200 毫秒到 60 秒的重发，不会选出已死的领导者',
    ),
    simplified: words(
      'the finalize wait ends early once every voter within reach has voted (`finalizeEarly`); `?finalize=zookeeper` waits as ZooKeeper does; a leader that no majority dials gives up after one tick, not after `initLimit` (`leaderJoinLimit`); observers are told the live vote',
      '只要可达范围内的投票者都投了票，最后的等待就提前结束（`finalizeEarly`）；`?finalize=zookeeper` 则像 ZooKeeper 一样等满；没有过半服务器来连的领导者等一个 tick 就放弃，而不是等到 `initLimit`（`leaderJoinLimit`）；观察者得知的是实时的投票',
    ),
    absent: words('hierarchical quorums, weights, the oracle', '分层 quorum、权重、oracle'),
    tests: [
      held('election', '选举', 'src/protocol/election/election.test.ts'),
      held('waiting', '等待', 'src/protocol/election/waiting.test.ts'),
      held('agreement', '一致', 'src/protocol/election/agreement.test.ts'),
      held('bytes', '字节', 'src/protocol/election/notifications.test.ts'),
    ],
  },
  {
    area: words('Zab', 'Zab'),
    exact: words(
      'discovery, synchronisation by DIFF, TRUNC and SNAP, broadcast; an acknowledgement only of what is on disk; packets byte for byte; the order of 3.9.4 (history, epoch, acknowledgement)',
      '发现、用 DIFF、TRUNC、SNAP 同步、广播；只确认已落盘的内容；数据包逐字节相同；顺序与 3.9.4 一致（历史、epoch、确认）',
    ),
    simplified: words(
      'a learner that dials a server which is still looking waits in its backlog instead of being refused; a new leader writes its snapshot when a majority has its history, not before; what is no longer in memory is sent as SNAP, never from the log files',
      'learner连到仍在选举的服务器时，在对方的等待队列里等候，而不是被拒绝；新领导者在过半服务器有了它的历史时才写快照，而不是之前；内存里已没有的内容用 SNAP 发送，从不读日志文件',
    ),
    absent: words('the observer master', 'observer master（代领导者服务观察者的跟随者）'),
    tests: [
      held('elections and epochs', '选举与 epoch', 'src/hosts/sim/scenarios/election.test.ts'),
      held('durability', '持久性', 'src/hosts/sim/scenarios/durability.test.ts'),
      held('swarm', '随机群测', 'src/hosts/sim/run/seed.test.ts'),
      held('bytes', '字节', 'src/ground/jute/peer.golden.test.ts'),
    ],
  },
  {
    area: words('Client operations', '客户端操作'),
    exact: words(
      'order of checks, error codes, stats, reply bytes, as recorded from a real server and in 5,000 random conversations with one (`npm run differential`), quotas and their enforcement among them; transactions byte for byte, also those of a multi',
      '检查的顺序、错误码、stat、应答的字节，均与真实服务器的记录一致，并与真实服务器做过 5,000 次随机对话（`npm run differential`），包括配额及其强制执行；事务逐字节相同，multi 也一样',
    ),
    simplified: words(
      'requests that stop a 3.8.0 server, or that it never answers, get an error ([list](e2e/wire/differential/known.ts)); a connection that its session left ends at once',
      '会让 3.8.0 服务器停止、或它从不回答的请求，在这里得到一个错误（[列表](e2e/wire/differential/known.ts)）；会话离开的连接立即结束',
    ),
    absent: words('SASL', 'SASL'),
    tests: [
      held('conversations', '对话', 'src/protocol/server/conversation.test.ts'),
      held('bytes', '字节', 'src/ground/jute/golden.test.ts'),
      held('random conversations', '随机对话', 'e2e/wire/differential/main.ts'),
      held('logged', '日志记录', 'src/protocol/server/logged.test.ts'),
      held('odd requests', '异常请求', 'src/hosts/sim/scenarios/oddRequests.test.ts'),
      held('quotas', '配额', 'src/protocol/server/prep.test.ts'),
      held('Java client', 'Java 客户端', 'e2e/wire/clients/javaClient.test.ts'),
      held('zkCli', 'zkCli', 'e2e/wire/clients/zkcli.test.ts'),
      held('kazoo', 'kazoo', 'e2e/wire/clients/kazoo.test.ts'),
      held('in pure JavaScript', '纯 JavaScript 客户端', 'e2e/wire/clients/node.test.ts'),
    ],
  },
  {
    area: words('Data tree', '数据树'),
    exact: words(
      'create modes, ACLs, sequence numbers, cversion rules, digest',
      '创建模式、ACL、序号、cversion 规则、摘要',
    ),
    simplified: words('', ''),
    absent: words('', ''),
    tests: [
      held('tree', '树', 'src/ground/data/tree.test.ts'),
      held('transactions', '事务', 'src/ground/data/apply.test.ts'),
      held('ACLs', 'ACL', 'src/ground/data/acl.test.ts'),
      held('digest', '摘要', 'src/ground/data/digest.test.ts'),
      held('recorded', '真实记录', 'src/ground/data/real.test.ts'),
    ],
  },
  {
    area: words('Watches', '监听器'),
    exact: words(
      'one-shot, persistent and recursive; which change fires which; set again after a move',
      '一次性、持久、递归；什么变化触发哪一种；换服务器后重新设置',
    ),
    simplified: words('', ''),
    absent: words('', ''),
    tests: [
      held('watches', '监听', 'src/ground/data/watches.test.ts'),
      held('moves', '迁移', 'src/hosts/sim/scenarios/sessions.test.ts'),
      held('caches', '缓存', 'e2e/wire/clients/java/CacheRecipes.java'),
      held('after a lost server', '失去服务器之后', 'e2e/wire/clients/java/WatchChecks.java'),
    ],
  },
  {
    area: words('Sessions', '会话'),
    exact: words(
      'expiry in ticks, moving with the client, ids; local sessions and their upgrade; read-only mode: what a server without a majority answers, and how a client finds a better one',
      '按 tick 过期、随客户端迁移、会话 id；本地会话及其升级；只读模式：没有过半的服务器回答什么，客户端如何找到更好的一台',
    ),
    simplified: words(
      'a read-only server makes sessions of its own without `localSessionsEnabled`, too (3.8.0 answers them with bytes that no client can read), and sends nobody away for good whose session it does not know',
      '只读服务器不设 `localSessionsEnabled` 也会建立自己的会话（3.8.0 的应答没有客户端能读懂），也不会因为不认识某个会话就把客户端永远拒之门外',
    ),
    absent: words('', ''),
    tests: [
      held('local', '本地会话', 'src/hosts/sim/scenarios/localSessions.test.ts'),
      held('read-only', '只读', 'src/hosts/sim/scenarios/readOnly.test.ts'),
      held('search', '寻找', 'src/protocol/client/search.test.ts'),
      held('expiry', '过期', 'src/ground/data/sessions.test.ts'),
      held('client', '客户端', 'src/protocol/client/session.test.ts'),
      held('ensemble', '集群', 'src/hosts/sim/scenarios/sessions.test.ts'),
      held('a killed leader', '领导者被杀', 'e2e/wire/clients/java/SessionChecks.java'),
    ],
  },
  {
    area: words('Recipes', '配方'),
    exact: words(
      "lock (and its herd), read/write lock, election, group, naming, configuration, queue with priorities, barriers, counter, two-phase commit, as ZooKeeper's documentation has them; lines also under the names of Curator 5.4 (`_c_…-lock-`) or kazoo 2.8 (`…__lock__`), to stand in one line with their clients",
      '锁（及羊群）、读写锁、选主、组、命名、配置、带优先级的队列、屏障、计数器、两阶段提交，均按 ZooKeeper 文档；排队时也可使用 Curator 5.4（`_c_…-lock-`）或 kazoo 2.8（`…__lock__`）的命名，与它们的客户端排在同一队',
    ),
    simplified: words(
      'a put, a take and a count happen once even if the answer is lost (an ephemeral marker in the same multi); holders get a fence',
      '放入、取出、计数即使丢失应答也只发生一次（同一个 multi 里有临时标记）；持有者得到防护令牌',
    ),
    absent: words('revocable lock; queue items of Curator or kazoo', '可撤销的锁；Curator 或 kazoo 的队列项'),
    tests: [
      held('under kills and partitions', '在杀死与分区之下', 'src/hosts/sim/recipes/lines.test.ts'),
      held('writes', '写入', 'src/hosts/sim/recipes/writes.test.ts'),
      held('together', '协作', 'src/hosts/sim/recipes/together.test.ts'),
      held('names', '命名', 'src/protocol/recipes/interop.test.ts'),
      held("Curator's", 'Curator', 'e2e/wire/clients/curator.test.ts'),
    ],
  },
  {
    area: words('Disk', '磁盘'),
    exact: words(
      "ZooKeeper's log and snapshot formats, recovery, group commit, what a crash may lose, purging by schedule",
      'ZooKeeper 的日志与快照格式、恢复、成组提交、崩溃可能丢失什么、定时清理',
    ),
    simplified: words(
      'one folder for log and snapshots, no padding of log files; stricter: a gap, the missing end of an epoch, or a record damaged in the middle, stops the server; more lenient: a history that an accepted epoch explains may be newer than currentEpoch',
      '日志与快照同在一个目录，日志文件不预先填充；更严格：缺口、某个 epoch 缺失的末尾、中间损坏的记录都会让服务器停止；更宽松：已接受的 epoch 能够解释的历史，可以比 currentEpoch 新',
    ),
    absent: words('', ''),
    tests: [
      held('recovery', '恢复', 'src/ground/log/recovery.test.ts'),
      held('damage', '损坏', 'src/ground/log/inspect.test.ts'),
      held('simulated disk', '模拟磁盘', 'src/hosts/sim/disk.test.ts'),
      held('folders to and from 3.8.0', '与 3.8.0 互换目录', 'e2e/wire/folders.test.ts'),
      held('purging', '清理', 'src/hosts/sim/scenarios/purging.test.ts'),
    ],
  },
  {
    area: words('Network', '网络'),
    exact: words('one FIFO stream a link that breaks as TCP does', '每条链路一个先进先出的流，断开方式与 TCP 相同'),
    simplified: words('delay is a rule, not a wire', '延迟是一条规则，而不是真的线路'),
    absent: words('TLS', 'TLS'),
    tests: [held('links', '链路', 'src/hosts/links.test.ts'), held('faults', '故障', 'src/hosts/rules.test.ts')],
  },
  {
    area: words('zkCli', 'zkCli'),
    exact: words(
      'commands, options, output and errors of 3.8.0, line by line',
      '3.8.0 的命令、选项、输出和错误，逐行一致',
    ),
    simplified: words(
      'the time is told in UTC; a mode of `addWatch` counts for its line only (3.8.0 keeps it for the next); a blank line is none',
      '时间以 UTC 显示；`addWatch` 的模式只对本行有效（3.8.0 会留到下一行）；空行不算命令',
    ),
    absent: words("`reconfig -file`, JLine's colours", '`reconfig -file`、JLine 的颜色'),
    tests: [
      held('recorded', '真实记录', 'src/hosts/console/zkcli.test.ts'),
      held('in the browser', '浏览器中', 'e2e/console.spec.ts'),
    ],
  },
  {
    area: words('Four-letter words', '四字命令'),
    exact: words(
      'all of 3.8.0, text by text; `mntr` with every name of 3.8.0 in its order',
      '3.8.0 的全部命令，文本逐字一致；`mntr` 包含 3.8.0 的所有名称，顺序相同',
    ),
    simplified: words(
      'what threads and queues would measure stays 0, percentiles are those of the newest 1,024 values, the number of open files is -1, `dump` forgets empty buckets at once',
      '线程与队列的度量恒为 0；百分位取最近 1,024 个值；打开文件数为 -1；`dump` 立即忘记空的桶',
    ),
    absent: words('the HTTP admin server', 'HTTP 管理服务器'),
    tests: [
      held('words', '四字命令', 'src/hosts/sim/scenarios/words.test.ts'),
      held('over TCP', '经 TCP', 'e2e/wire/words.test.ts'),
    ],
  },
  {
    area: words('Membership', '成员变更'),
    exact: words(
      '`reconfig` as with `reconfigEnabled=true` and `standaloneEnabled=false`: incremental and whole, its checks and their order, majorities of old and new while it is under way, COMMITANDACTIVATE and INFORMANDACTIVATE with the designated leader, the text of `/zookeeper/config`, memberships in notifications and NEWLEADER, `zoo.cfg.dynamic` files',
      '`reconfig` 与 `reconfigEnabled=true`、`standaloneEnabled=false` 时一致：增量与整体两种方式、各项检查及其顺序、进行期间新旧两个过半、带指定领导者的 COMMITANDACTIVATE 与 INFORMANDACTIVATE、`/zookeeper/config` 的文本、通知与 NEWLEADER 中的成员、`zoo.cfg.dynamic` 文件',
    ),
    simplified: words(
      'new addresses are told, and nobody listens there: ports belong to the process; rounds of an election go on over a change; a persistent watch on the configuration fires once for a change (3.8.0: twice); a server that was removed starts again as a follower without a vote (3.8.0: not at all); a leader that hands over follows its heir as soon as it is left (3.8.0: at the next tick); a proposed membership that was cut from the log is forgotten at once, and one that is under way is gone by only when it is committed (3.8.0: a learner that synchronises meanwhile goes by it); a leader that is there is followed on the word of the committed members alone (3.8.0 asks for both majorities, and can wait for ever)',
      '新地址会告知，但没有人在那里监听：端口属于进程；选举的轮次在变更期间延续；对配置的持久监听每次变更触发一次（3.8.0 两次）；被移除的服务器再次启动时作为没有投票权的跟随者（3.8.0 根本不能启动）；交出领导权的领导者一被离开就跟随继任者（3.8.0 在下一个 tick）；从日志里截掉的成员变更立即被忘记，进行中的只有提交后才生效（3.8.0：期间同步的learner会依据它）；跟随已有的领导者只凭已提交成员的说法（3.8.0 要求两个过半，可能永远等下去）',
    ),
    absent: words('groups and weights', '组与权重'),
    tests: [
      held('recorded', '真实记录', 'src/hosts/sim/scenarios/reconfigRecorded.test.ts'),
      held('scenarios', '场景', 'src/hosts/sim/scenarios/reconfig.test.ts'),
      held('at random', '随机', 'src/hosts/sim/restlessMembers.test.ts'),
      held('over TCP', '经 TCP', 'e2e/wire/members.test.ts'),
      held('on the page', '页面上', 'e2e/members.spec.ts'),
      held('majorities', '过半', 'src/protocol/membership.test.ts'),
      held('ZooKeeperAdmin', 'ZooKeeperAdmin', 'e2e/wire/clients/java/ConfigChecks.java'),
    ],
  },
]
