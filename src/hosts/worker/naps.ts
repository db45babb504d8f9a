/** Who waits for a time of the virtual clock: a slow disk. The clock's pauses and steps hold for it as for everything else. */
import type { Millis } from '../../ground/ids.ts'

export type Nap = { readonly at: Millis; readonly wake: () => void }

/** When the first one is over; Infinity where nobody waits. */
export function nextNap(naps: readonly Nap[]): Millis {
  return naps.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY)
}
/** Takes out the first one that is over at `now`. */
export function dueNap(naps: Nap[], now: Millis): Nap | undefined {
  if (naps.length === 0) return undefined
  const first = naps.reduce((best, nap) => (nap.at < best.at ? nap : best))
  if (first.at > now) return undefined
  naps.splice(naps.indexOf(first), 1)
  return first
}
