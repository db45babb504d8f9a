/** Words of the lesson panel in both languages: they come with it, not with the first paint. */
import type { L10n } from '../../lessons/lesson.ts'

const text = (en: string, zh: string): L10n => ({ en, 'zh-CN': zh })

export const WORDS = {
  region: text('Lesson', '课程'),
  contents: text('Contents', '目录'),
  allLessons: text('Lessons', '课程目录'),
  intro: text(
    'Each lesson is a real ensemble of its own. You act on it by any means: stage, tree, console, keys. The ensemble decides what is done.',
    '每一课都是一个真实的集群。用舞台、树、控制台、按键操作都行，是否完成由集群的状态决定。',
  ),
  close: text('Close lessons', '关闭课程'),
  closeShort: text('Close', '关闭'),
  goal: text('Your turn', '轮到你了'),
  done: text('Done', '完成'),
  hint: text('Hint', '提示'),
  showMe: text('Show me', '指给我看'),
  doIt: text('Do it for me', '替我做'),
  reset: text('Reset step', '重置这一步'),
  back: text('Back', '上一步'),
  next: text('Next', '下一步'),
  preparing: text('Preparing the ensemble…', '正在准备集群…'),
  lookHere: text('look here', '看这里'),
  unknown: text('There is no lesson of this name. Choose one below.', '没有这个名称的课程，请从下面选择。'),
} as const

export const stepWords = (step: number, of: number): L10n => text(`Step ${step} of ${of}`, `第 ${step} 步，共 ${of} 步`)
export const stepDone = (step: number): L10n => text(`Step ${step} done.`, `第 ${step} 步完成。`)
export const stepName = (step: number, goal: L10n, done: boolean): L10n =>
  text(
    `Step ${step}${done ? ', done' : ''}: ${plain(goal.en)}`,
    `第 ${step} 步${done ? '（已完成）' : ''}：${plain(goal['zh-CN'])}`,
  )
export const minutesWords = (minutes: number, done: number, of: number): L10n =>
  text(`${minutes} min · ${done} of ${of} steps done`, `约 ${minutes} 分钟 · 已完成 ${done}/${of} 步`)
export const nextLesson = (title: L10n): L10n => text(`Next lesson: ${title.en}`, `下一课：${title['zh-CN']}`)

/** The text without its marks. */
export function plain(marked: string): string {
  return marked.replaceAll('**', '').replaceAll('`', '')
}
