/** Words of the lesson panel in both languages: they come with it, not with the first paint. */
import type { L10n } from '../../lessons/lesson.ts'

const text = (en: string, zh: string): L10n => ({ en, 'zh-CN': zh })

export const WORDS = {
  region: text('Lesson', '课程'),
  contents: text('Contents', '目录'),
  allLessons: text('Lessons', '课程目录'),
  intro: text(
    'Fourteen lessons, each on a real ensemble of its own. You act on it by any means: stage, tree, console, keys. The ensemble decides what is done.',
    '十四课，每一课都有自己的真实集群。用舞台、树、控制台、按键操作都行，是否完成由集群的状态决定。',
  ),
  guide: text('Lessons and reference', '课程与参考'),
  pages: text('Pages', '页面'),
  glossary: text('Glossary', '术语表'),
  glossaryIntro: text(
    'ZooKeeper’s words, each in one sentence. Lessons link here where a word first appears.',
    'ZooKeeper 的常用术语，每个一句话。课程中第一次出现时会链接到这里。',
  ),
  fidelity: text('Fidelity', '一致程度'),
  fidelityIntro: text(
    'What is the same as in Apache ZooKeeper 3.8.0, what is simpler, and what is not there. Each row names the tests that hold it.',
    '与 Apache ZooKeeper 3.8.0 相比：哪些完全一致，哪些做了简化，哪些没有。每一行都列出了保证它的测试。',
  ),
  area: text('Area', '方面'),
  exact: text('Exact', '一致'),
  simplified: text('Simplified', '简化'),
  absent: text('Absent', '没有'),
  heldBy: text('Held by', '由测试保证'),
  nothing: text('nothing', '无'),
  toLesson: text('Back to the lesson', '回到课程'),
  teaches: text('You meet: ', '会遇到：'),
  inGlossary: text('In the glossary', '查看术语表'),
  copyLink: text('Link to this lesson', '本课链接'),
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
  sandbox: text(
    'Sandbox: these servers have a bug. It goes when you leave the step.',
    '沙盒：这些服务器带有一个 bug，离开这一步就会换回正常的。',
  ),
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
export const progressWords = (done: number, of: number): L10n =>
  text(`${done} of ${of} steps done`, `已完成 ${done}/${of} 步`)
export const seenIn = (number: number, title: L10n): L10n =>
  text(`Lesson ${number}: ${title.en}`, `第 ${number} 课：${title['zh-CN']}`)
export const goOnWith = (number: number, step: number): L10n =>
  text(`Go on: lesson ${number}, step ${step}`, `继续：第 ${number} 课第 ${step} 步`)
export const minutesOf = (minutes: number): L10n => text(`${minutes} min`, `约 ${minutes} 分钟`)
export const nextLesson = (title: L10n): L10n => text(`Next lesson: ${title.en}`, `下一课：${title['zh-CN']}`)

/** The text without its marks. */
export function plain(marked: string): string {
  return marked.replaceAll('**', '').replaceAll('`', '')
}
