/**
 * The halves of a 64-bit integer. A bigint that passes through an array costs a fraction of one that is shifted or masked:
 * each such step makes another bigint. Engines of the web are little-endian, all of them; `LOW` looks all the same.
 */

// Scratch, filled and read within one call.
const whole = new BigInt64Array(1)
const halves = new Int32Array(whole.buffer)
whole[0] = 1n
const LOW = halves[0] === 1 ? 0 : 1
const HIGH = 1 - LOW

/** The upper 32 bits of `value` (its low 64 bits count), signed. */
export function highHalf(value: bigint): number {
  whole[0] = value
  return halves[HIGH] ?? 0
}
/** The lower 32 bits of `value`, unsigned. */
export function lowHalf(value: bigint): number {
  whole[0] = value
  return (halves[LOW] ?? 0) >>> 0
}
/** The signed 64-bit integer of two halves, of each of which the low 32 bits count. */
export function joinHalves(high: number, low: number): bigint {
  halves[HIGH] = high
  halves[LOW] = low
  return whole[0] ?? 0n
}
