import { expect, test } from 'vitest'
import { added, CLASSES_MAX, classOf, count, type Histogram, percentile, timeOf, totalOf } from './histogram.ts'

test('a percentile is at most five percent off, from a tenth of a millisecond to minutes', () => {
  for (const ms of [0.1, 0.7, 1, 3.3, 12, 250, 9999, 200_000]) {
    const counts: number[] = []
    count(counts, ms)
    const told = percentile(counts, 0.5) ?? 0
    expect(Math.abs(told - ms) / ms).toBeLessThan(0.05)
  }
})

test('one slow answer in a hundred is beyond p95 and within p100', () => {
  const counts: number[] = []
  for (let i = 0; i < 99; i++) count(counts, 2)
  count(counts, 800)
  expect(percentile(counts, 0.95)).toBeLessThan(2.2)
  expect(percentile(counts, 1)).toBeGreaterThan(750)
})

test('nothing counted has no percentile', () => {
  expect(percentile([], 0.5)).toBeUndefined()
})

test('what is slower than the last class is counted in it, and what is no time in the first', () => {
  expect(classOf(Number.POSITIVE_INFINITY)).toBe(CLASSES_MAX - 1)
  expect(classOf(Number.NaN)).toBe(0)
  expect(timeOf(0)).toBeGreaterThan(0)
})

test('two countings are one when they are added', () => {
  const slow: Histogram = [0, 0, 5]
  expect(added([1, 2], slow)).toEqual([1, 2, 5])
  expect(totalOf(added([1, 2], slow))).toBe(8)
})
