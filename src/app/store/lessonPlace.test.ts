import { expect, test } from 'vitest'
import { type LessonPlace, readPlace, withPlace } from './lessonPlace.ts'

const PLACES: readonly [string, LessonPlace][] = [
  ['', { type: 'closed' }],
  ['?lessons', { type: 'contents' }],
  ['?lesson=lock&step=3', { type: 'lesson', id: 'lock', step: 3 }],
  ['?glossary', { type: 'glossary', term: '' }],
  ['?glossary=zxid', { type: 'glossary', term: 'zxid' }],
  ['?fidelity', { type: 'fidelity' }],
]
test.each(PLACES)('an address leads to its place and back: %s', (search, place) => {
  expect(readPlace(search)).toEqual(place)
  expect(withPlace('', place)).toBe(search)
  for (const [before] of PLACES) expect(withPlace(before, place)).toBe(search)
})
test('what else an address says stays, and a step that is no number is the first', () => {
  expect(withPlace('?lang=zh-CN&lesson=lock&step=2', { type: 'contents' })).toBe('?lang=zh-CN&lessons')
  expect(readPlace('?lesson=lock&step=soon')).toEqual({ type: 'lesson', id: 'lock', step: 1 })
})
