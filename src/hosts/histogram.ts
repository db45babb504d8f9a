/**
 * How long things took, counted in classes that grow by a tenth: percentiles of any number of answers in a few hundred
 * numbers, at most 5 % off. Times are milliseconds; what is faster than 0.05 ms is one class, and what is slower than
 * the last one is counted there.
 */

/** How often each class was met; classes at the end that were not are missing. */
export type Histogram = readonly number[]

const FIRST_MS = 0.05
const GROWTH = 1.1
/** The last class begins at some seven minutes. */
export const CLASSES_MAX: number = 170

/** The class of a time. */
export function classOf(ms: number): number {
  if (!(ms > FIRST_MS)) return 0
  return Math.min(CLASSES_MAX - 1, 1 + Math.floor(Math.log(ms / FIRST_MS) / Math.log(GROWTH)))
}

/** A time in the middle of a class. */
export function timeOf(index: number): number {
  return index === 0 ? FIRST_MS : FIRST_MS * GROWTH ** (index - 0.5)
}

/** Counts one time in `counts`. */
export function count(counts: number[], ms: number): void {
  const index = classOf(ms)
  while (counts.length <= index) counts.push(0)
  counts[index] = (counts[index] ?? 0) + 1
}

/** Both together. */
export function added(a: Histogram, b: Histogram): Histogram {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0))
}

/** How many times were counted. */
export function totalOf(counts: Histogram): number {
  return counts.reduce((total, one) => total + one, 0)
}

/** The time that `share` (0 to 1) of all stay within; undefined where nothing was counted. */
export function percentile(counts: Histogram, share: number): number | undefined {
  const total = totalOf(counts)
  if (total === 0) return undefined
  let left = Math.max(1, Math.ceil(total * share))
  for (const [index, one] of counts.entries()) {
    left -= one
    if (left <= 0) return timeOf(index)
  }
  return undefined
}
