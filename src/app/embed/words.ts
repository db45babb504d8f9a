/** What an embed says of its own, in both languages. */
import type { L10n } from '../lessons/lesson.ts'

export const WORDS = {
  open: { en: 'Open in the playground', 'zh-CN': '在游乐场中打开' },
  start: { en: 'Start the servers', 'zh-CN': '启动服务器' },
  startNote: {
    en: 'A real ZooKeeper ensemble, in this page: each server is a process of its own.',
    'zh-CN': '真正的 ZooKeeper 集群，就在本页运行：每台服务器都是独立的进程。',
  },
  panes: { en: 'Panes', 'zh-CN': '面板' },
  stage: { en: 'Ensemble', 'zh-CN': '集群' },
  lookOnly: { en: 'For looking only', 'zh-CN': '仅供观看' },
  inMemory: { en: 'In memory only: a reload starts afresh.', 'zh-CN': '只在内存中：刷新后重新开始。' },
  away: { en: 'Paused while out of sight', 'zh-CN': '不在视野内，已暂停' },
} as const satisfies Record<string, L10n>
