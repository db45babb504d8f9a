/** What must never be seen, a picture for each guarantee. What ZooKeeper has a name for is called by it in any language. */
import type { CheckerName } from '../../hosts/checkers/checker.ts'
import type { Language } from '../i18n/language.ts'
import type { L10n } from '../lessons/lesson.ts'
import type { Picture, PictureItem } from '../shapes/guaranteePicture.ts'

type Label = string | L10n
function say(en: string, zh: string): L10n {
  return { en, 'zh-CN': zh }
}
function dot(lane: number, at: number, label: Label): PictureItem<Label> {
  return { type: 'dot', lane, at, label }
}
function wrong(lane: number, at: number, label: Label): PictureItem<Label> {
  return { type: 'dot', lane, at, label, bad: true }
}
function bar(lane: number, from: number, to: number, label: Label): PictureItem<Label> {
  return { type: 'bar', lane, from, to, label }
}
function arrow(from: readonly [number, number], to: readonly [number, number], label: Label = ''): PictureItem<Label> {
  return { type: 'arrow', from, to, label }
}

const PICTURES: { readonly [K in CheckerName]: Picture<Label> } = {
  leaders: {
    lanes: ['s1', 's3'],
    items: [
      bar(0, 1, 8, say('leads epoch 4', '领导 epoch 4')),
      { type: 'bar', lane: 1, from: 4, to: 10, label: say('leads epoch 4', '领导 epoch 4'), bad: true },
    ],
  },
  promises: {
    lanes: ['s1', 's2', 's3'],
    items: [
      arrow([0, 0], [1, 1.4]),
      dot(1, 1.4, say('promises 5', '承诺 5')),
      arrow([2, 4], [1, 6.5]),
      wrong(1, 7, say('promises 5', '承诺 5')),
    ],
  },
  durability: {
    lanes: ['s1', 's2', 's3'],
    items: [
      dot(0, 1, say('0x7 on disk', '0x7 已落盘')),
      dot(0, 6, say('commits 0x7', '提交 0x7')),
      wrong(1, 9, say('0x7 gone', '0x7 丢失')),
      wrong(2, 9, say('0x7 gone', '0x7 丢失')),
    ],
  },
  agreement: {
    lanes: ['s1', 's2'],
    items: [dot(0, 2, '0x6'), dot(0, 5, '0x7 = a'), dot(1, 3, '0x6'), wrong(1, 6.5, '0x7 = b')],
  },
  digests: {
    lanes: ['s1', 's2'],
    items: [
      dot(0, 3, say('applies 0x7', '应用 0x7')),
      dot(0, 7, say('digest 41', '摘要 41')),
      dot(1, 4, say('applies 0x7', '应用 0x7')),
      wrong(1, 8, say('digest 98', '摘要 98')),
    ],
  },
  primaryOrder: {
    lanes: ['s1', 's2'],
    items: [
      arrow([0, 1], [1, 3], '0x7'),
      arrow([0, 3], [1, 5], '0x8'),
      wrong(0, 8, say('commits 0x8, not 0x7', '提交 0x8，未提交 0x7')),
    ],
  },
  sessionOrder: {
    lanes: ['A', 's1', 's2'],
    items: [
      arrow([1, 2], [0, 3.5], say('as of 0x9', '0x9 时的状态')),
      arrow([2, 5], [0, 7.5]),
      wrong(0, 8, say('as of 0x7', '0x7 时的状态')),
    ],
  },
  ownWrites: {
    lanes: ['A', 's1'],
    items: [arrow([0, 1], [1, 2.5], 'set 2'), arrow([1, 3.5], [0, 5], 'ok'), wrong(0, 8.5, say('reads 1', '读到 1'))],
  },
  ephemerals: {
    lanes: ['A', 's1'],
    items: [
      bar(0, 0.5, 4, say('session', '会话')),
      dot(1, 5, 'closeSession'),
      wrong(1, 8.5, say('/a still there', '/a 仍在')),
    ],
  },
  expiry: {
    lanes: ['A', 's1'],
    items: [
      arrow([0, 1], [1, 2], 'ping'),
      bar(1, 2, 9, say('timeout', '超时时间')),
      wrong(0, 6, say('expired', '已过期')),
    ],
  },
  watches: {
    lanes: ['A', 's1'],
    items: [
      arrow([0, 0.5], [1, 2], say('watch /x', '监听 /x')),
      arrow([1, 4], [0, 5.5], say('fired', '触发')),
      wrong(0, 8.5, say('fired again', '再次触发')),
    ],
  },
  hearing: {
    lanes: ['A', 's1'],
    items: [
      dot(1, 1.5, '/x = 2'),
      arrow([1, 2.5], [0, 4.5], say('reads 2', '读到 2')),
      wrong(0, 8.5, say('/x changed', '/x 已变化')),
    ],
  },
  writes: {
    lanes: ['A', 'B'],
    items: [bar(0, 1, 4, 'set v0 → v1: ok'), bar(1, 5, 8.5, 'set v0 → v1'), wrong(1, 9.5, 'ok')],
  },
  reads: {
    lanes: ['A', 's1'],
    items: [
      dot(1, 2, '0x6: /x = 1'),
      dot(1, 5.5, '0x7: /x = 2'),
      wrong(0, 8.5, say('as of 0x6: /x = 2', '0x6 时：/x = 2')),
    ],
  },
  realTime: {
    lanes: ['A', 'B'],
    items: [
      bar(0, 0.5, 4, say('write: 0x8', '写入：0x8')),
      { type: 'bar', lane: 1, from: 5, to: 9, label: say('write: 0x7', '写入：0x7'), bad: true },
    ],
  },
  syncs: {
    lanes: ['A', 'B'],
    items: [bar(1, 0.5, 3, 'set 2: ok'), bar(0, 4, 6, 'sync: ok'), wrong(0, 9, say('reads 1', '读到 1'))],
  },
  sequence: {
    lanes: ['A', 'B'],
    items: [dot(0, 3, '/q/n-0000000004'), wrong(1, 7, '/q/n-0000000004')],
  },
  search: {
    lanes: ['A', 'B', 'C'],
    items: [
      bar(0, 1, 3, 'set 1'),
      dot(1, 5, say('reads 1', '读到 1')),
      dot(2, 5, say('reads 0', '读到 0')),
      wrong(1, 8.5, say('reads 0', '读到 0')),
    ],
  },
  recipes: {
    lanes: ['A', 'B'],
    items: [
      bar(0, 1, 7, say('holds', '持有')),
      { type: 'bar', lane: 1, from: 4, to: 10, label: say('holds', '持有'), bad: true },
    ],
  },
  liveness: {
    lanes: ['A', 's1'],
    items: [
      bar(1, 0, 10, say('majority, undisturbed', '过半数运行，不受干扰')),
      arrow([0, 1], [1, 2.5]),
      wrong(0, 9, say('120 s, no answer', '120 秒无应答')),
    ],
  },
  crashes: {
    lanes: ['s1'],
    items: [bar(0, 0, 6, say('runs', '运行')), wrong(0, 6.8, say('ended by itself', '自行终止'))],
  },
}

/** The picture of a guarantee, with words in the reader's language. */
export function pictureOf(family: CheckerName, language: Language): Picture {
  const { lanes, items } = PICTURES[family]
  const inWords = (label: Label): string => (typeof label === 'string' ? label : label[language])
  return { lanes, items: items.map((item) => ({ ...item, label: inWords(item.label) })) }
}
