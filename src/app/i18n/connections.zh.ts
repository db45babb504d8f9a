/** The same in Simplified Chinese. */
import type { ConnectionsDictionary } from './connections.en.ts'

export const connectionsZh: ConnectionsDictionary = {
  matrix: '谁拨号给谁',
  dials: '拨号 ↓ · 被拨 →',
  server: (id) => `服务器 ${id}`,
  client: (name) => `客户端 ${name}`,
  outside: (address) => `外部程序 ${address}`,
  cells: { up: '已连接', opening: '已拨号，尚无应答', ending: '半开：一端已经没了，另一端还不知道' },
  cell: (port, from, to, state) => `${port}：${from}拨号给${to}，${state}`,
  table: '套接字，如同每台机器上 netstat -antp 的输出',
  machine: '机器',
  all: '所有机器',
  ports: '端口',
  port: { client: '2181 客户端', quorum: '2888 复制', election: '3888 选举' },
  columns: { local: '本地地址', foreign: '外部地址', state: '状态', process: '进程' },
  worker: (name) => `worker ${name}`,
  halfOpen: '半开',
  show: (local, foreign) => `在舞台上显示 ${local} 与 ${foreign} 的连接`,
  none: '没有套接字：这里没有进程在运行。',
  rules: {
    election: '3888：编号大的拨号给编号小的。编号小的先拨，会被挂断再回拨：两台服务器之间只留一条连接。',
    quorum: '2888：只有领导者（leader）监听。跟随者和观察者拨号给它，换了领导者就重新拨号。',
    client: '2181：每台服务器都监听。一个客户端只和一台服务器保持一条连接。',
  },
  remote: '真实的服务器只能看到客户端连接（cons）；它们之间 2888 和 3888 上的连接没有谁会告知。',
}
