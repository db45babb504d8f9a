/** Words about files in Simplified Chinese. */
import { damageZh } from './damage.zh.ts'
import type { FilesDictionary } from './files.en.ts'

export const filesZh: FilesDictionary = {
  title: '文件',
  close: '关闭',
  open: {
    title: '打开数据',
    about:
      '真实 ZooKeeper 服务器的数据：数据目录、其中的 version-2、单个文件，或 .zip；可以是一台服务器，也可以是整个集群。' +
      '一切都在本页读取和检查，不会发往别处。',
    chooseFiles: '选择文件…',
    chooseFolder: '选择目录…',
    drop: '把 ZooKeeper 数据拖到这里，或页面的任何地方。',
    reading: (megabytes) => `正在读取和检查… ${megabytes} MB`,
    cancel: '取消',
    nothing: '没有 ZooKeeper 数据：文件中既没有 log.<zxid> 也没有 snapshot.<zxid>。',
  },
  report: {
    title: '检查结果',
    sound: '完整：每条记录、每个快照都已读取，所有校验和都相符。',
    damaged: '有损坏：什么都没有采用，这里的集群保持原样。',
    folder: (place, id) => `${place === '' ? '这些文件' : place}${id === undefined ? '' : ` · myid ${id}`}`,
    lastZxid: '最后的 zxid',
    epochs: 'accepted · current epoch',
    znodes: 'znode',
    ephemerals: (count) => `，其中 ${count} 个临时节点`,
    sessions: '会话',
    digest: '摘要（digest）',
    place: (file, offset) => `${file}，第 ${offset} 字节`,
    reason: (english) => `${damageZh(english)}。`,
    meaning: {
      log: '日志中从这里往后的内容不可信。ZooKeeper 服务器会在此停止，或以更少的数据启动。请使用集群中另一台服务器的目录。',
      snapshot: '这个快照不可信。ZooKeeper 会寻找更旧的快照。如果有更旧的快照和此后的全部日志，可以移除这个文件。',
      epoch: '没有真实的 epoch，服务器可能违背自己的承诺去投票。ZooKeeper 会拒绝启动。',
      other: '请去掉它，或交来完整的文件。',
    },
    torn: (file, bytes) =>
      `${file} 的末尾有 ${bytes} 字节被撕裂：崩溃打断了一次写入，没有人确认过它。启动时会截掉，与 ZooKeeper 一样。`,
    unfinished: (file) => `${file} 没有写完：写完之前发生了崩溃。ZooKeeper 会跳过它，由更旧的快照和日志代替。`,
    mismatches: (count, first) =>
      `有 ${count} 个事务（第一个是 ${first}）之后，树的摘要与领导者写下的不同。ZooKeeper 会报告此事并继续运行。`,
    files: (count) => `${count} 个文件`,
    log: (transactions, first, last) =>
      transactions === 0 ? '没有事务' : `${transactions} 个事务，${first} 到 ${last}`,
    snapshot: (znodes, finished) => (finished ? `${znodes} 个 znode` : '没有写完'),
    epoch: (epoch) => `epoch ${epoch}`,
    others: (count) => `${count} 个文件不是数据，已略过`,
  },
  start: {
    servers: '服务器',
    seeds: (server, place, copied) =>
      `服务器 ${server}：${place === '' ? '这些文件' : place}${copied ? ' 的副本' : ''}`,
    copied:
      '没有目录的服务器会得到最新者（先比 epoch，再比 zxid）的副本，与恢复备份时的做法一样：空的服务器可能占多数，并从自己当中选出领导者。',
    tooMany: (count) => `${count} 个目录：这里的集群最多 7 台服务器。`,
    ends: '正在运行的集群会结束，其数据会被删除。如果想保留，请先下载。',
    start: '用这些数据启动集群',
    starting: '正在启动…',
    refused: (reason) => `什么都没有改变：${damageZh(reason)}`,
  },
  download: {
    title: '下载',
    about:
      '数据以 ZooKeeper 自己的文件格式保存，各带一份 zoo.cfg：Apache ZooKeeper 可以直接用它启动。运行中的服务器给出此刻已刷盘的内容。',
    ensemble: '下载整个集群',
    server: (id) => `下载服务器 ${id}`,
    packing: '正在打包…',
    failed: (id) => `服务器 ${id} 没有给出文件。`,
  },
  readme: (ids) => `ZooKeeper 数据，由 ZooKeeper Playground 写成
============================================

每个 server.N 目录是一台服务器的 dataDir：myid；version-2/ 中是事务日志、快照和 epoch；还有一份 zoo.cfg。
文件格式与 Apache ZooKeeper 3.8 相同。

要用 Apache ZooKeeper 3.8 或更新的版本在一台机器上运行它们，请为每台服务器打开一个终端，进入本文件所在的目录，运行

${ids.map((id) => `  zkServer.sh start-foreground ./server.${id}/zoo.cfg`).join('\n')}

zoo.cfg 中列出的服务器必须有过半在运行。客户端端口从 2181 开始，见各自的 zoo.cfg。zoo.cfg 中的路径相对于本目录，
因此请从这里启动。

写下这些数据时仍打开的会话也在数据中：超时之后，服务器会结束它们，连同它们的临时节点。若只想运行一台服务器，请从它的
zoo.cfg 中删去各行 server.N。

要查看文件：zkTxnLogToolkit.sh server.1/version-2/log.<zxid>；快照用 zkSnapShotToolkit.sh。
`,
}
