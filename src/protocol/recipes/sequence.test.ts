import { expect, test } from 'vitest'
import { lineOf, sequenceOf } from './sequence.ts'

test.each([
  ['id_a1f3-0000000000', 0],
  ['id_a1f3-2147483647', 2147483647],
  ['id_a1f3--2147483648', -2147483648],
  ['x-72057594037927936-0000000012', 12],
  ['plain', undefined],
  ['short-000000001', undefined],
  ['0000000001', undefined],
])('%s has the number %s', (name, sequence) => {
  expect(sequenceOf(name)).toBe(sequence)
})

test('the line is in the order of the numbers, whatever stands before them, and strangers are not in it', () => {
  expect(lineOf(['z-0000000001', 'a-0000000010', 'm-0000000002', 'stranger'])).toEqual([
    'z-0000000001',
    'm-0000000002',
    'a-0000000010',
  ])
})
