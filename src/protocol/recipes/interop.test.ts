/**
 * One line with Curator's and kazoo's clients. The names were recorded from Curator 5.4.0 (InterProcessMutex,
 * InterProcessReadWriteLock, LeaderLatch) and kazoo 2.8.0 (Lock, ReadLock, WriteLock, Election), as they stood in the tree.
 * In the same hour both were seen to wait behind a znode with a name of their layout that was ours, and not behind
 * `id_a1f3-…`: our own layout is for our own clients.
 */
import { expect, test } from 'vitest'
import { blockerOf, nameStartOf } from './line.ts'
import type { LineLayout } from './seam.ts'
import { lineOf } from './sequence.ts'
import type { Runs } from './state.ts'

const RECORDED = {
  curator: {
    lock: '_c_8e16f137-53ec-4d0c-bd92-2968e147bfd7-lock-0000000000',
    readLock: '_c_c52cde76-c9bc-4c80-a5fc-5c2abc566874-__READ__0000000001',
    writeLock: '_c_30a9f112-a987-4b4b-a633-6b68cd8b5719-__WRIT__0000000002',
    election: '_c_7f36aaca-3ea3-47e2-ada3-68dcaa7b1cc5-latch-0000000000',
  },
  kazoo: {
    lock: '415162b1c37c4a47a47e3c2405fe627f__lock__0000000000',
    readLock: '567d299f7abe4328a30318503ca9ff1f__rlock__0000000000',
    writeLock: '60af088155bf4b188e19fe28e478a6dd__lock__0000000001',
    election: 'db32cc8558b44482b7000b14241460cf__lock__0000000000',
  },
} as const
const LAYOUTS = ['curator', 'kazoo'] as const
const NAMES = ['lock', 'readLock', 'writeLock', 'election'] as const

type Name = (typeof NAMES)[number]
function nameOf(recipe: Name, layout: LineLayout, sequence: number): string {
  const path = '/line'
  const run: Runs['line'] = recipe === 'lock' ? { recipe, path, prefix: 'id_', layout } : { recipe, path, layout }
  return `${nameStartOf({ run, guid: '0123456789abcdef' })}${String(sequence).padStart(10, '0')}`
}
/** Letters and digits of an id, all alike: what is left is the layout. */
function shapeOf(name: string): string {
  return name.replace(/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/, 'ID').replace(/\d{10}$/, 'N')
}

test.each(LAYOUTS.flatMap((layout) => NAMES.map((name) => [layout, name] as const)))(
  'our %s name of a %s has the shape of the recorded one',
  (layout, name) => {
    expect(shapeOf(nameOf(name, layout, 7))).toBe(shapeOf(RECORDED[layout][name]))
  },
)

test.each(LAYOUTS)('ours waits behind a recorded name of %s, and a recorded one stands behind ours', (layout) => {
  const theirs = RECORDED[layout].lock
  const ours = nameOf('lock', layout, 3)
  const later = theirs.replace(/\d{10}$/, '0000000004')
  const line = lineOf([later, ours, theirs])
  expect(line).toEqual([theirs, ours, later])
  expect(blockerOf(line, ours, false)).toBe(theirs)
  expect(blockerOf(line, later, false)).toBe(ours)
})

test.each(LAYOUTS)('readers of %s and ours share, writers of both stop them', (layout) => {
  const { readLock, writeLock } = RECORDED[layout]
  const ours = nameOf('readLock', layout, 3)
  const line = lineOf([readLock, writeLock, ours])
  expect(blockerOf(line, ours, true)).toBe(writeLock)
  expect(blockerOf([readLock, ours], ours, true)).toBeUndefined()
  expect(blockerOf([readLock, ours], ours, false)).toBe(readLock)
})

test('our own layout keeps its names', () => {
  expect(nameOf('lock', 'own', 7)).toBe('id_0123-0000000007')
  expect(nameOf('readLock', 'own', 7)).toBe('0123-read-0000000007')
  expect(nameOf('writeLock', 'own', 7)).toBe('0123-write-0000000007')
  expect(nameOf('election', 'own', 7)).toBe('0123-n_0000000007')
})
