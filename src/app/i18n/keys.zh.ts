/** 快捷键表的用词。 */
import type { keysEn } from './keys.en.ts'

export const keysZh: typeof keysEn = {
  title: '快捷键',
  names: {
    play: '播放或暂停',
    step: '单步',
    slower: '放慢',
    faster: '加快',
    auto: '自动速度',
    kill: '杀死选中的服务器，或领导者',
    restart: '重启最后停下的服务器',
    resume: '启动并唤醒所有服务器',
    inspect: '检查选中的服务器，或领导者',
    partition: '把服务器分开',
    heal: '恢复所有连接',
    client: '添加客户端',
    language: '语言',
    theme: '主题',
    help: '本表',
  },
  elsewhere: 'Tab 在服务器和客户端之间移动；Enter 打开可做的事，Esc 关闭。在事件列表中，方向键逐行移动。',
  letters: '启用单字母快捷键',
}
