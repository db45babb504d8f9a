/**
 * A load of clients that ask again as soon as they are answered (a closed loop), as the official benchmark of ZooKeeper
 * describes it, and what its worker tells of it. Both sides check what they hear.
 */
import type { Histogram } from './histogram.ts'

/** What each session of a load does. */
export type LoadPlan = {
  /** Of a hundred operations: the rest are reads. */
  readonly writePercent: number
  /** Operations that wait for their answers at once. */
  readonly window: number
  /** Bytes that a znode has. */
  readonly bytes: number
}

/** What was answered to all sessions of a worker since its last report. `at`: milliseconds since 1970. */
export type LoadReport = {
  readonly type: 'load'
  readonly at: number
  readonly reads: number
  readonly writes: number
  /** Lost with their connection: whether they happened is not known. */
  readonly failed: number
  /** How long answers took, as whoever asked saw it. */
  readonly readMs: Histogram
  readonly writeMs: Histogram
}

/** How often a load reports, in real milliseconds. */
export const reportEveryMs: number = 100

type Fields = { readonly [K in keyof LoadReport]?: unknown }
/** Whether a message of a load worker is a report. */
export function isLoadReport(value: unknown): value is LoadReport {
  if (typeof value !== 'object' || value === null) return false
  const { type, at, reads, writes, failed, readMs, writeMs }: Fields = value
  if (type !== 'load' || ![at, reads, writes, failed].every(Number.isFinite)) return false
  return [readMs, writeMs].every((counts) => Array.isArray(counts) && counts.every(Number.isSafeInteger))
}
