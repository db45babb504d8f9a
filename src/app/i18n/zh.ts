/** Every word of the page in Simplified Chinese. ZooKeeper's terms stay ZooKeeper's, with the usual words beside them. */
import type { Dictionary } from './en.ts'
import { panesZh } from './panes.zh.ts'
import { reasonText } from './reasons.ts'

const frame: Dictionary['frame'] = {
  title: 'ZooKeeper Playground',
  starting: '正在启动服务器…',
  failed: (reason) => `集群无法启动：${reason}`,
  viewFailed: (reason) => `这一部分无法绘制：${reason}`,
  tryAgain: '重试',
  counts: (servers, clients) => `${servers} 台服务器 · ${clients} 个客户端 · ${servers + clients} 个 worker`,
  dock: '下方面板',
  panes: '面板',
  more: '更多',
  refused: (reason) => `暂时不行：${reasonText('zh-CN', reason).words}`,
  dropFiles: '放下 ZooKeeper 数据目录、其中的文件或 .zip：先检查，再改变任何东西。',
}

const time: Dictionary['time'] = {
  group: '时间',
  play: '播放',
  pause: '暂停',
  step: '单步',
  speed: '速度',
  auto: '自动',
  fastest: '最快',
}

const toolbar: Dictionary['toolbar'] = {
  killLeader: '杀死主节点（Leader）',
  createLock: '创建锁',
  release: '释放',
  releaseLock: (client) => `让 ${client} 释放锁`,
  killHolder: (client) => `杀死客户端 ${client}`,
  addClient: '添加客户端',
  healAll: '恢复网络',
  files: '文件',
  lessons: '课程',
  servers: '服务器',
  newEnsemble: (servers) => `新建 ${servers} 台服务器的集群`,
  language: 'English',
  languageName: '切换到英文（English）',
  theme: { auto: '主题：跟随系统', light: '主题：浅色', dark: '主题：深色' },
}

const roles: Dictionary['stage']['roles'] = {
  leader: '领导者',
  follower: '跟随者',
  observer: '观察者',
  looking: '选举中',
  down: '已停止',
}

const stage: Dictionary['stage'] = {
  region: '集群',
  roles,
  paused: '已暂停',
  serverName: (id, role, epoch, zxid) => `服务器 ${id}, ${role}, ${roles[role]}, epoch ${epoch}, zxid ${zxid}`,
  epoch: (epoch) => `epoch ${epoch}`,
  votesFor: (id) => `投给 ${id}`,
  watches: (count) => `${count} 个监听`,
  serverMenu: (id) => `服务器 ${id}`,
  kill: (id) => `杀死服务器 ${id}`,
  stop: (id) => `停止服务器 ${id}`,
  pause: (id) => `暂停服务器 ${id}`,
  resume: (id) => `继续服务器 ${id}`,
  restart: (id) => `重启服务器 ${id}`,
  restartLosing: (id) => `重启服务器 ${id}，丢失未刷盘的数据`,
  restartWiped: (id) => `重启服务器 ${id}，清空磁盘`,
  isolate: (id) => `隔离服务器 ${id}`,
  download: (id) => `下载服务器 ${id} 的数据`,
  heal: '恢复网络',
  linkMenu: (a, b) => `服务器 ${a} 与 ${b} 之间的连接`,
  cutBoth: (a, b) => `切断 ${a} 与 ${b} 之间的连接`,
  cutOneWay: (from, to) => `只切断从 ${from} 到 ${to} 的方向`,
  cutTo: (to) => `切断到服务器 ${to} 的连接`,
  links: '连接',
  bytes: (count) => `${count} 字节`,
  clientName: (name, state, server) =>
    server === undefined ? `客户端 ${name}，${state}` : `客户端 ${name}，${state}，服务器 ${server}`,
  clientStates: {
    connecting: '连接中',
    connected: '已连接',
    disconnected: '已断开',
    expired: '会话过期',
    closed: '已关闭',
    connectedReadOnly: '已连接（只读）',
    authFailed: '凭据被拒绝',
  },
  clientMenu: (name) => `客户端 ${name}`,
  killClient: (name) => `杀死客户端 ${name}`,
  closeClient: (name) => `关闭客户端 ${name}`,
  pauseClient: (name) => `暂停客户端 ${name}`,
  resumeClient: (name) => `继续客户端 ${name}`,
  moveClient: (name) => `迁移客户端 ${name}`,
  clientDown: '已被杀死',
  holds: '持有锁',
  waits: '等待锁',
  waitsBehind: (name) => `排在 ${name} 之后`,
  movedFrom: (id) => `从服务器 ${id} 迁来`,
  sessionExpired: '会话过期',
  reconnecting: '重新连接',
  cells: { committed: '已落盘，已提交', uncommitted: '尚未提交', notDurable: '尚未落盘' },
  facts: {
    vote: '选票',
    sessions: '会话',
    session: '会话',
    timeout: '超时',
    watches: '监听',
    ended: '停止原因',
    none: '无',
  },
  restartClient: (name) => `启动客户端 ${name}`,
  legend: '图例',
}

const flights: Dictionary['flights'] = {
  vote: '选票',
  proposal: '提案（proposal）',
  ack: '确认（ack）',
  commit: '提交（commit）',
  sync: '数据同步',
  request: '请求',
  reply: '应答',
  watch: '监听事件',
  session: '会话',
  link: '连接',
  ping: '心跳',
}

const caption: Dictionary['caption'] = {
  starting: '服务器正在启动，并选举领导者（leader）。',
  leaderEnded: (id) => `服务器 ${id} 不在了，其余服务器开始选举。`,
  leaderSilent: (id) => `听不到服务器 ${id} 了，其余服务器开始选举。`,
  noMajority: '没有领导者（leader）：必须有过半的服务器在运行并且互相可见。',
  elected: (id) => `服务器 ${id} 当选。`,
  leads: (id, epoch) => `服务器 ${id} 成为领导者（leader），epoch ${epoch}。`,
  phases: {
    noticed: (ms) => `发现 ${ms}`,
    elected: (ms) => `选举 ${ms}`,
    synced: (ms) => `同步 ${ms}`,
    serving: (ms) => `共 ${ms} 后恢复服务`,
  },
  ended: {
    killed: (id) => `服务器 ${id} 被杀死，过半的服务器继续工作。`,
    stopped: (id) => `服务器 ${id} 已停止。`,
    crashed: (id) => `服务器 ${id} 崩溃了。`,
    removed: (id) => `服务器 ${id} 已移除。`,
    left: (id) => `服务器 ${id} 已离开：它不再是成员。`,
  },
  returned: (id) => `服务器 ${id} 回来了，正在读取磁盘。`,
  frozen: (id) => `服务器 ${id} 已暂停：连接不断开，也不处理任何消息，就像一次很长的垃圾回收。`,
  synced: {
    DIFF: (id) => `服务器 ${id} 收到它错过的事务（DIFF）。`,
    TRUNC: (id) => `服务器 ${id} 必须丢弃从未过半的事务（TRUNC）。`,
    SNAP: (id) => `服务器 ${id} 落后太多，收到整棵树的快照（SNAP）。`,
  },
  truncated: (id, lost) => `服务器 ${id} 丢弃了 ${lost} 个从未过半的事务。`,
  quorumLost: (epoch) => `epoch ${epoch} 的领导者（leader）失去过半支持，退位。`,
  sessionExpired: (client) =>
    client === undefined ? '一个会话过期，它的临时节点消失了。' : `${client} 的会话过期，它的临时节点消失了。`,
  moved: (client, server, from) => `${client} 从服务器 ${from} 迁到服务器 ${server}，会话不变。`,
  watchFired: (client, path) => `监听触发：${client} 得知 ${path} 有变化。`,
  isolated: (id) => `服务器 ${id} 与其他服务器的网络被切断。`,
  healed: '所有网络连接已恢复。',
  divided: '连接被切断：什么都传不过去，连接也不会关闭，两边各自靠超时发现。',
  diskFull: (id) => `服务器 ${id} 的磁盘已满：下一次写入会让它停止。`,
  messageDropped: '一个选举通知丢失了。发送方并不知道，之后会再说一遍。',
  lock: {
    joining: (client) => `${client} 排队等锁。`,
    waiting: (client) => `${client} 等待，只监听排在它前面的那一个。`,
    holding: (client) => `${client} 持有锁。`,
    released: (client) => `${client} 释放了锁。`,
    lost: (client) => `${client} 的会话失效，锁也没有了。`,
    failed: (client) => `${client} 没能排队等锁。`,
  },
}

const status: Dictionary['status'] = {
  opfs: '磁盘：保存在浏览器中（OPFS），刷新页面后仍在。',
  memory: '磁盘：只在内存中；此窗口不允许存储，刷新后从头开始。',
  remote: '磁盘：在真实的服务器上。',
  writes: (perSecond) => `${perSecond} 次写/秒`,
  leader: (id, epoch) => `领导者：服务器 ${id}，epoch ${epoch}`,
  noLeader: '没有领导者',
  keys: '快捷键：空格 播放/暂停 · . 单步 · K 杀死主节点 · H 恢复网络 · ? 全部快捷键',
  paused: '已暂停',
  hidden: '页面不可见，已暂停',
}

export const zh: Dictionary = { frame, time, toolbar, stage, flights, caption, status, ...panesZh }
