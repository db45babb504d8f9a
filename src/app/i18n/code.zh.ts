/** The code tab's words in Simplified Chinese. */
import type { codeEn } from './code.en.ts'

export const codeZh: typeof codeEn = {
  program: '程序',
  output: '程序的输出',
  example: '示例',
  examples: { config: '统一配置', lock: '分布式锁', queue: '队列', election: '选主', naming: '命名服务' },
  run: '运行',
  runAgain: '重新运行',
  stop: '停止',
  keys: 'Ctrl-Enter 运行',
  welcome:
    '用 TypeScript 或 JavaScript 写的程序：await connect() 会在舞台上得到一个自己的客户端，有 create、getData、setData、exists、getChildren、delete、addWatch、lock、close。它在没有网络、没有存储的沙箱里运行。',
  running: '运行中…',
  ends: {
    finished: '程序结束。',
    stopped: '已停止，它的会话都已关闭。',
    busy: '已停止：程序连续忙了三秒没有停顿。循环里需要一个真正等待的 await。',
    tooMuch: '已停止：程序输出超过一千行。',
    failed: (reason, line) => `${reason}${line === undefined ? '' : `（第 ${line} 行）`}`,
    notPlain: (what, line) => `第 ${line} 行：“${what}” 在 TypeScript 里会产生代码；这里只去掉类型。`,
  },
}
