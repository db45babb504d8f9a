/** Words of the space-time diagram, in Simplified Chinese. */
import type { spaceTimeEn } from './spaceTime.en.ts'

export const spaceTimeZh: typeof spaceTimeEn = {
  controls: '显示的时间范围',
  earlier: '更早',
  later: '更晚',
  zoomIn: '放大',
  zoomOut: '缩小',
  live: '回到实时',
  pings: '心跳',
  span: (seconds) => `${seconds} 秒`,
  now: '现在',
  messages: '图中的消息',
  noMessages: '没有消息',
  summary: (shown) =>
    [
      `时空图，${shown.live ? '实时' : '过去'}，${shown.from} 秒至 ${shown.to} 秒`,
      `${shown.servers} 台服务器`,
      `${shown.clients} 个客户端`,
      `${shown.messages} 条消息，丢失 ${shown.lost} 条`,
      `${shown.deaths} 个节点被杀死`,
    ].join('；'),
  way: (from, to) => `${from} → ${to}`,
  arrived: (sent, arrived, took) => `${sent} 发出，${arrived} 到达（${took} 毫秒）`,
  underWay: (sent) => `${sent} 发出，在途中`,
  lostAt: (sent, lost) => `${sent} 发出，${lost} 丢失`,
}
