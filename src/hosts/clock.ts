/**
 * The virtual clock: a straight line through (real, virtual) with slope `rate`. The page owns it and announces it; every
 * node reads the same line, so pausing, slow motion and steps need no other agreement.
 *
 * Laws:
 * 1. Virtual time never goes back: turning the rate keeps the time of the turn.
 * 2. A rate of 0 stands still: whatever is due later waits.
 */
import type { Millis } from '../ground/ids.ts'

/** `real` is in milliseconds since 1970 (timeOrigin + now, the same in page and workers); `rate` virtual per real. */
export type VirtualClock = { readonly virtual: Millis; readonly real: number; readonly rate: number }

/** A clock that shows `virtual` at the real time `real` and then runs at `rate`. */
export function clockOf(virtual: Millis, real: number, rate: number): VirtualClock {
  return { virtual, real, rate }
}
/** What the clock shows at `real`; before its anchor it shows the anchor. */
export function virtualAt(clock: VirtualClock, real: number): Millis {
  return clock.virtual + Math.max(0, real - clock.real) * clock.rate
}
/** Real milliseconds from `real` until the clock shows `virtual`: 0 where it already does, Infinity where it stands still. */
export function realUntil(clock: VirtualClock, real: number, virtual: Millis): number {
  const left = virtual - virtualAt(clock, real)
  if (left <= 0) return 0
  return clock.rate === 0 ? Number.POSITIVE_INFINITY : left / clock.rate
}
/** The same time, from now on at another rate. */
export function turned(clock: VirtualClock, real: number, rate: number): VirtualClock {
  return { virtual: virtualAt(clock, real), real, rate }
}
/** The clock moved forward to `virtual` (never back), rate kept. */
export function movedTo(clock: VirtualClock, real: number, virtual: Millis): VirtualClock {
  return { virtual: Math.max(virtual, virtualAt(clock, real)), real, rate: clock.rate }
}
