/** The same in Simplified Chinese. */
import type { remoteEn } from './remote.en.ts'

export const remoteZh: typeof remoteEn = {
  label: (addresses) => `真实的集群：${addresses}`,
  readOnly: '只看不写（用 --allow-writes 启动才能写）',
  writable: '允许写入',
  lost: '网关已结束：显示的是最后知道的状态',
  unseen: '服务器之间的消息从这里看不到，所以没有画出来。',
  refuses: (server, words) => `服务器 ${server} 不回答 ${words}（4lw.commands.whitelist）`,
  through: (client, server) => `通过客户端 ${client} 从服务器 ${server} 读取，展开哪一层才读哪一层`,
  notConnected: (client) => `客户端 ${client} 没有连接：显示的是最后知道的状态`,
}
