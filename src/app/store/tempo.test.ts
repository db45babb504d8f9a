import { expect, test } from 'vitest'
import { TEMPI, tempoBeside, tempoStep, tempoText } from './tempo.ts'

test('every speed of the scale is its own step, and one beside it is the next', () => {
  for (const [step, speed] of TEMPI.entries()) expect(tempoStep(speed)).toBe(step)
  expect(tempoBeside(0.1, 1)).toBe(0.2)
  expect(tempoBeside(0.1, -1)).toBe(0.05)
})
test('the scale ends at a hundredth and at as fast as the machine', () => {
  expect(tempoBeside(0.01, -1)).toBe(0.01)
  expect(tempoBeside(100, 1)).toBe(100)
  expect([0.01, 0.05, 1, 5, 100].map(tempoText)).toEqual(['1/100', '1/20', '1×', '5×', undefined])
})
test('a speed between two steps, and the auto tempo, have a place on the scale', () => {
  expect(TEMPI[tempoStep(0.3)]).toBe(0.2)
  expect(tempoBeside('auto', -1)).toBe(0.5)
})
