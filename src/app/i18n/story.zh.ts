/** Words of the story, in Simplified Chinese. */
import { KeeperErrors } from '../../ground/jute/errors.ts'
import type { storyEn } from './story.en.ts'

const list = (ids: readonly number[]): string => ids.join('、')
const servers = (ids: readonly number[]): string => `服务器 ${list(ids)}`
const many = (ids: readonly number[]): string => (ids.length === 1 ? '' : '都')
const lostWords = (lost: number): string => (lost === 0 ? '' : `途中的 ${lost} 条消息丢失。`)

export const storyZh: typeof storyEn = {
  region: '事件',
  filters: '显示',
  all: '全部',
  kinds: { election: '选举', broadcast: '广播', sessions: '会话', watches: '监听', faults: '故障' },
  gap: '',
  empty: '还没有发生这类事件。',
  latest: '回到最新',
  why: '为什么？',
  server: (id) => `服务器 ${id}`,
  client: (name) => `客户端 ${name}`,
  started: (ids) => `${servers(ids)} 启动，开始寻找领导者（leader）。`,
  returned: (id, zxid, tornBytes) =>
    `服务器 ${id} 回来了：磁盘上的数据到 ${zxid} 为止。${tornBytes === 0 ? '' : `末尾 ${tornBytes} 字节没有写完整，已截去。`}`,
  looking: (ids) => `${servers(ids)} ${many(ids)}进入选举状态（looking）。`,
  ownVotes: (ids) => `${servers(ids)} ${many(ids)}先投给自己。`,
  changedVotes: (ids, leader) => `${servers(ids)} 改投 ${leader}。`,
  elected: (voters, of, leader) => `${of} 台中有 ${voters} 台投给 ${leader}。`,
  joined: (ids, leader) => `${servers(ids)} 发现服务器 ${leader} 已经是领导者。`,
  promised: (ids, epoch) => `${servers(ids)} 承诺 epoch ${epoch}：不再跟随更旧的领导者。`,
  inStep: (ids, leader) => `${servers(ids)} 与领导者 ${leader} 数据一致：无需发送（DIFF）。`,
  synced: {
    DIFF: (ids, leader) => `服务器 ${leader} 向 ${list(ids)} 补发缺少的事务（DIFF）。`,
    TRUNC: (ids, leader) => `服务器 ${leader} 要求 ${list(ids)} 丢弃从未过半的事务（TRUNC）。`,
    SNAP: (ids, leader) => `服务器 ${leader} 向 ${list(ids)} 发送整棵树的快照（SNAP）。`,
  },
  truncated: (id, lost) => `服务器 ${id} 丢弃 ${lost.join('、')}：从未过半。`,
  members: (version, voters, observers) =>
    `从 ${version} 起，由服务器 ${list(voters)} 投票${observers.length === 0 ? '' : `，${list(observers)} 只作观察者`}。`,
  leads: (id, epoch) => `服务器 ${id} 成为 epoch ${epoch} 的领导者（leader）。`,
  follows: (ids, leader) => `${servers(ids)} 跟随服务器 ${leader}，开始应答客户端。`,
  readOnly: (id) => `服务器 ${id} 找不到领导者，转为只读服务。`,
  quorumLost: (id, epoch) => `服务器 ${id} 失去过半支持，放弃 epoch ${epoch}。`,
  ignored: (id, what, from) => `服务器 ${id} 忽略了${from.length === 0 ? '' : `来自 ${list(from)} 的`} ${what}。`,
  hungUp: (id, from) => `服务器 ${id} 断开了与 ${list(from)} 的连接。`,
  deeds: {
    create: (path) => `创建 ${path}`,
    createContainer: (path) => `创建容器节点 ${path}`,
    createTTL: (path) => `创建 TTL 节点 ${path}`,
    delete: (path) => `删除 ${path}`,
    deleteContainer: (path) => `删除空容器 ${path}`,
    setData: (path) => `写入 ${path}`,
    reconfig: () => '新的配置',
    setACL: (path) => `设置 ${path} 的 ACL`,
    check: (path) => `检查 ${path}`,
    multi: (_, count) => `一次执行 ${count} 个操作`,
    createSession: () => '一个新会话',
    closeSession: (_, count) => (count === 0 ? '一个会话结束' : `一个会话结束，连同 ${count} 个临时节点`),
    error: () => '一个被拒绝的请求（什么都不改变，但占用一个编号）',
  },
  proposed: (leader, deed, zxid) => `服务器 ${leader} 提案 ${zxid}：${deed}。`,
  committed: (deed, zxid, acks, of) => `${zxid} 已提交，${of} 台中有 ${acks} 台已确认：${deed}。`,
  writes: (count, last) => `又有 ${count.toLocaleString('zh-CN')} 次写入，到 ${last} 为止。`,
  failed: (client, op, path, error, doc) =>
    `${client} 请求 ${op}${path === '' ? '' : ` ${path}`}，得到 ${KeeperErrors[error].name}。${doc}`,
  snapshot: (id, zxid) => `服务器 ${id} 写下 ${zxid} 的快照。`,
  connected: (client, server) => `${client} 在服务器 ${server} 上建立会话。`,
  resumed: (client, server) => `${client} 转到服务器 ${server}，会话不变。`,
  disconnected: (client, server) => `${client} 与服务器 ${server} 的连接断开。`,
  notReached: (client, server) => `${client} 没能在服务器 ${server} 上建立会话，换下一台。`,
  overdue: (server, client) =>
    `服务器 ${server} 没有及时收到${client === undefined ? '某个客户端' : ` ${client} `}的消息：提议结束会话。`,
  expired: (client) => `${client} 得知会话已过期：它的临时节点都没有了。`,
  closed: (client) => `${client} 关闭了会话。`,
  turnedAway: (server) => `服务器 ${server} 拒绝了一个客户端。`,
  lock: {
    joining: (client) => `${client} 排队等锁。`,
    waiting: (client, path) => `${client} 创建了 ${path} 并等待：只监听排在它前面的那一个。`,
    holding: (client, path) => `${client} 持有锁：${path} 序号最小。`,
    released: (client) => `${client} 释放了锁。`,
    lost: (client) => `${client} 的会话失效，锁也没有了。`,
    failed: (client) => `${client} 没能排队等锁。`,
  },
  watchSet: (client, kind, path, server) => `${client} 在服务器 ${server} 上留下监听：${path}（${kind}）。`,
  events: {
    none: () => '连接状态变化',
    nodeCreated: (path) => `${path} 被创建`,
    nodeDeleted: (path) => `${path} 被删除`,
    nodeDataChanged: (path) => `${path} 的数据改变`,
    nodeChildrenChanged: (path) => `${path} 的子节点改变`,
    dataWatchRemoved: (path) => `${path} 的数据监听被移除`,
    childWatchRemoved: (path) => `${path} 的子节点监听被移除`,
    persistentWatchRemoved: (path) => `${path} 的持久监听被移除`,
  },
  fired: (change, client, server, heard, after) =>
    `${change}：服务器 ${server} 通知 ${client}${heard ? '，它已收到' : ''}。${after}`,
  usedUp: '这个监听器已用完。',
  stays: '这个监听器仍在。',
  rearmed: (client, watches) => `${client} 在新的服务器上重新留下 ${watches} 个监听。`,
  ended: {
    killed: (node, lost) => `${node} 被杀死，它的连接断开。${lostWords(lost)}`,
    stopped: (node, lost) => `${node} 已停止。${lostWords(lost)}`,
    crashed: (node, lost) => `${node} 崩溃了。${lostWords(lost)}`,
  },
  frozen: (node) => `${node} 暂停：连接不断开，也不处理任何消息。`,
  thawed: (node) => `${node} 继续运行。`,
  disk: {
    loseUnflushed: (id) => `服务器 ${id} 的磁盘丢失了未刷盘的数据。`,
    wipe: (id) => `服务器 ${id} 的磁盘被清空。`,
  },
  cutOff: (node) => `${node} 与其他服务器的网络被切断。`,
  cut: (links) => `连接被切断：${links.join('，')}。`,
  healed: '所有网络连接已恢复。',
  trouble: {
    linkHealed: (ways) => `网络连接已恢复：${ways.join('，')}。`,
    linkDelayed: (ways, ms) => `现在每个消息要走 ${ms} 毫秒：${ways.join('，')}。`,
    linkStalled: (ways, until) => `网络卡顿：现在发送的消息在 ${until} 到达：${ways.join('，')}。`,
    disk: (node, slowMs) =>
      slowMs === 0 ? `${node} 的磁盘有空间，速度恢复正常。` : `${node} 的磁盘每次刷盘多用 ${slowMs} 毫秒。`,
    diskFull: (node) => `${node} 的磁盘已满。`,
    clock: (node, rate, jumpMs) =>
      `${node} 的时钟${jumpMs === 0 ? '' : `向前跳了 ${jumpMs} 毫秒，`}${rate === 1 ? '以正常速度走' : `以 ${rate} 倍速度走`}。`,
    held: (way) => `一个消息被手动扣住：${way}。同一连接上后面的消息都要等待。`,
    released: (way) => `消息继续前进：${way}。`,
    dropped: (way) => `一个选举通知被手动丢弃：${way}。`,
  },
  newEnsemble: (count) => `新的集群开始：${count} 台服务器。`,
}
