/** The same in Simplified Chinese. */
import type { remoteEn } from './remote.en.ts'

export const remoteZh: typeof remoteEn = {
  label: (addresses) => `真实的集群：${addresses}`,
  readOnly: '真实的集群，只看不写',
  writable: '真实的集群，允许写入',
  howToWrite: '现在只看不写：用 --allow-writes 启动才能写入。',
  lost: '网关已结束：显示的是最后知道的状态。',
  unseen: '服务器之间的消息从这里看不到，所以没有画出来。',
  refuses: (servers, words) => `服务器 ${servers} 的 4lw.commands.whitelist 不允许 ${words}，所以没有显示。`,
  through: (client, server) => `通过客户端 ${client} 从服务器 ${server} 读取，展开哪一层才读哪一层`,
  watcher: (client, server) => `${client}（在服务器 ${server} 上）`,
  card: (latencyMs, connections) => `${latencyMs} ms · ${connections} 连接`,
  counts: (servers, clients) => `${servers} 台真实的服务器 · 本页面 ${clients} 个客户端`,
  facts: {
    version: '版本',
    avg_latency: '平均延迟（毫秒）',
    max_latency: '最长延迟（毫秒）',
    outstanding_requests: '未完成的请求',
    num_alive_connections: '连接',
    znode_count: 'znode',
    watch_count: '监听器',
    ephemerals_count: '临时节点',
    approximate_data_size: '数据字节数',
    synced_followers: '已同步的跟随者',
    uptime: '运行时间（毫秒）',
  },
  outOfReach: '别处的真实服务器：在这里可以使用它，但不能停止它，也不能切断它的网络。',
  notConnected: (client) => `客户端 ${client} 没有连接：显示的是最后知道的状态`,
}
