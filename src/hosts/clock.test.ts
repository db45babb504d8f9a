import { expect, test } from 'vitest'
import { clockOf, movedTo, realUntil, turned, virtualAt } from './clock.ts'

test('a clock at half speed shows half of the real time that passed', () => {
  expect(virtualAt(clockOf(100, 1000, 0.5), 1200)).toBe(200)
})
test('turning the rate keeps the time of the turn', () => {
  const slow = turned(clockOf(0, 0, 1), 500, 0.1)
  expect(virtualAt(slow, 500)).toBe(500)
  expect(virtualAt(slow, 600)).toBe(510)
})
test('a paused clock stands still and nothing later ever comes due', () => {
  const paused = turned(clockOf(0, 0, 1), 500, 0)
  expect(virtualAt(paused, 9000)).toBe(500)
  expect(realUntil(paused, 9000, 501)).toBe(Number.POSITIVE_INFINITY)
  expect(realUntil(paused, 9000, 500)).toBe(0)
})
test('a wait in virtual time is longer in real time when the clock is slow', () => {
  expect(realUntil(clockOf(0, 0, 0.1), 0, 20)).toBeCloseTo(200)
})
test('before its anchor a clock shows the anchor, and a step never moves it back', () => {
  expect(virtualAt(clockOf(50, 1000, 1), 900)).toBe(50)
  expect(movedTo(clockOf(50, 1000, 0), 1000, 40).virtual).toBe(50)
  expect(movedTo(clockOf(50, 1000, 0), 1000, 70).virtual).toBe(70)
})
