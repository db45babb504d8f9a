/** What is kept between visits: the place in the address, the steps that were done. */
import { describe, expect, test } from 'vitest'
import { type LessonPlace, readPlace, withPlace } from '../store/lessonPlace.ts'
import { parseProgress } from './progress.ts'

describe('the address says where the reader is', () => {
  const places: readonly LessonPlace[] = [
    { type: 'closed' },
    { type: 'contents' },
    { type: 'lesson', id: 'lock', step: 3 },
  ]
  test.each(places)('$type goes into the address and comes out again, beside what else it says', (place) => {
    const search = withPlace('?lang=en&lesson=old&step=9', place)
    expect(readPlace(search)).toEqual(place)
    expect(new URLSearchParams(search).get('lang')).toBe('en')
  })
  test.each(['', '0', '-1', '1.5', 'two', 'Infinity'])('a step called "%s" is the first', (step) => {
    expect(readPlace(`?lesson=lock&step=${step}`)).toEqual({ type: 'lesson', id: 'lock', step: 1 })
  })
})

describe('progress from a storage that anybody may have written to', () => {
  test('a list of steps is taken, everything else in it left', () => {
    expect([...parseProgress('["lock/first", 7, null, "lock/queue"]')]).toEqual(['lock/first', 'lock/queue'])
  })
  test.each([null, '', '{', '{"__proto__": 1}', '7', 'null'])('%s is no progress', (text) => {
    expect(parseProgress(text).size).toBe(0)
  })
})
