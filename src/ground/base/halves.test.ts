import { expect, test } from 'vitest'
import { highHalf, joinHalves, lowHalf } from './halves.ts'

test('a 64-bit integer is its two halves, on either side of zero and at every border', () => {
  for (const value of [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 0x1_0000_0000n, 0x8000_0000n, -0x8000_0001n]) {
    expect(highHalf(value)).toBe(Number(value >> 32n))
    expect(lowHalf(value)).toBe(Number(value & 0xffff_ffffn))
    expect(joinHalves(highHalf(value), lowHalf(value))).toBe(value)
  }
})
