/** What must never be seen, a picture for each guarantee. Words on it are ZooKeeper's own, the same in any language. */
import type { CheckerName } from '../../hosts/checkers/checker.ts'
import type { Picture, PictureItem } from '../shapes/guaranteePicture.ts'

function dot(lane: number, at: number, label: string): PictureItem {
  return { type: 'dot', lane, at, label }
}
function wrong(lane: number, at: number, label: string): PictureItem {
  return { type: 'dot', lane, at, label, bad: true }
}
function bar(lane: number, from: number, to: number, label: string): PictureItem {
  return { type: 'bar', lane, from, to, label }
}
function arrow(from: readonly [number, number], to: readonly [number, number], label: string = ''): PictureItem {
  return { type: 'arrow', from, to, label }
}

export const PICTURES: { readonly [K in CheckerName]: Picture } = {
  leaders: {
    lanes: ['s1', 's3'],
    items: [
      bar(0, 1, 8, 'leads epoch 4'),
      { type: 'bar', lane: 1, from: 4, to: 10, label: 'leads epoch 4', bad: true },
    ],
  },
  promises: {
    lanes: ['s1', 's2', 's3'],
    items: [arrow([0, 1], [1, 3]), dot(1, 3, 'promises 5'), arrow([2, 4], [1, 6.5]), wrong(1, 7, 'promises 5')],
  },
  durability: {
    lanes: ['s1', 's2', 's3'],
    items: [dot(0, 1, '0x7 on disk'), dot(0, 6, 'commits 0x7'), wrong(1, 9, '0x7 gone'), wrong(2, 9, '0x7 gone')],
  },
  agreement: {
    lanes: ['s1', 's2'],
    items: [dot(0, 2, '0x6'), dot(0, 5, '0x7 = a'), dot(1, 3, '0x6'), wrong(1, 6.5, '0x7 = b')],
  },
  digests: {
    lanes: ['s1', 's2'],
    items: [dot(0, 3, 'applies 0x7'), dot(0, 7, 'digest 41'), dot(1, 4, 'applies 0x7'), wrong(1, 8, 'digest 98')],
  },
  primaryOrder: {
    lanes: ['s1', 's2'],
    items: [arrow([0, 1], [1, 3], '0x7'), arrow([0, 3], [1, 5], '0x8'), wrong(0, 8, 'commits 0x8, not 0x7')],
  },
  sessionOrder: {
    lanes: ['A', 's1', 's2'],
    items: [arrow([1, 2], [0, 3.5], 'as of 0x9'), arrow([2, 5], [0, 7.5]), wrong(0, 8, 'as of 0x7')],
  },
  ownWrites: {
    lanes: ['A', 's1'],
    items: [arrow([0, 1], [1, 2.5], 'set 2'), arrow([1, 3.5], [0, 5], 'ok'), wrong(0, 8.5, 'reads 1')],
  },
  ephemerals: {
    lanes: ['A', 's1'],
    items: [bar(0, 0.5, 4, 'session'), dot(1, 5, 'closeSession'), wrong(1, 8.5, '/a still there')],
  },
  expiry: {
    lanes: ['A', 's1'],
    items: [arrow([0, 1], [1, 2], 'ping'), bar(1, 2, 9, 'timeout'), wrong(0, 6, 'expired')],
  },
  watches: {
    lanes: ['A', 's1'],
    items: [arrow([0, 0.5], [1, 2], 'watch /x'), arrow([1, 4], [0, 5.5], 'fired'), wrong(0, 8.5, 'fired again')],
  },
  hearing: {
    lanes: ['A', 's1'],
    items: [dot(1, 1.5, '/x = 2'), arrow([1, 2.5], [0, 4.5], 'reads 2'), wrong(0, 8.5, '/x changed')],
  },
  writes: {
    lanes: ['A', 'B'],
    items: [bar(0, 1, 4, 'set v0 → v1: ok'), bar(1, 5, 8.5, 'set v0 → v1'), wrong(1, 9.5, 'ok')],
  },
  reads: {
    lanes: ['A', 's1'],
    items: [dot(1, 2, '0x6: /x = 1'), dot(1, 5.5, '0x7: /x = 2'), wrong(0, 8.5, 'as of 0x6: /x = 2')],
  },
  realTime: {
    lanes: ['A', 'B'],
    items: [bar(0, 0.5, 4, 'write'), bar(1, 5, 8, 'write'), dot(0, 6.5, '0x8'), wrong(1, 9.5, '0x7')],
  },
  syncs: {
    lanes: ['A', 'B'],
    items: [bar(1, 0.5, 3, 'set 2: ok'), bar(0, 4, 6, 'sync: ok'), wrong(0, 9, 'reads 1')],
  },
  sequence: {
    lanes: ['A', 'B'],
    items: [dot(0, 3, '/q/n-0000000004'), wrong(1, 7, '/q/n-0000000004')],
  },
  search: {
    lanes: ['A', 'B', 'C'],
    items: [bar(0, 1, 3, 'set 1'), dot(1, 5, 'reads 1'), dot(2, 5, 'reads 0'), wrong(1, 8.5, 'reads 0')],
  },
  recipes: {
    lanes: ['A', 'B'],
    items: [bar(0, 1, 7, 'holds'), { type: 'bar', lane: 1, from: 4, to: 10, label: 'holds', bad: true }],
  },
  liveness: {
    lanes: ['A', 's1'],
    items: [bar(1, 0, 10, 'majority, undisturbed'), arrow([0, 1], [1, 2.5]), wrong(0, 9, '120 s, no answer')],
  },
  crashes: {
    lanes: ['s1'],
    items: [bar(0, 0, 6, 'runs'), wrong(0, 6.8, 'ended by itself')],
  },
}
