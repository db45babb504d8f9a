import { expect, test } from 'vitest'
import { bucket, takeOne } from './rate.ts'

test('a bucket gives its burst at once, then one at a time, and never saves up more than its burst', () => {
  const drops = bucket(3, 100, 0)
  const taken = (now: number, tries: number) => Array.from({ length: tries }, () => takeOne(drops, now)).filter(Boolean)
  expect(taken(0, 10)).toHaveLength(3)
  expect(taken(99, 10)).toHaveLength(0)
  expect(taken(250, 10)).toHaveLength(2)
  expect(taken(300, 10)).toHaveLength(1)
  expect(taken(1_000_000, 10)).toHaveLength(3)
})
