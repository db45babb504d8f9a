/**
 * A node's own clock over the machine's time: a straight line that may be fast or slow, and may jump forward.
 * Law: it never goes back (seam.ts, law 4).
 */
import type { Millis } from '../ground/ids.ts'

/** The clock showed `local` at the machine's time `since`, and runs `rate` times as fast (more than 0). */
export type LocalClock = { since: Millis; local: Millis; rate: number }

/** What the machine's own time shows. */
export function trueClock(): LocalClock {
  return { since: 0, local: 0, rate: 1 }
}
/** What the clock shows at the machine's time `now`, not before `since`. */
export function localTime(clock: LocalClock, now: Millis): Millis {
  return clock.rate === 1 && clock.since === clock.local ? now : clock.local + (now - clock.since) * clock.rate
}
/** The first moment of the machine at which the clock shows `local` or more. */
export function machineTime(clock: LocalClock, local: Millis): Millis {
  if ((clock.rate === 1 && clock.since === clock.local) || local === Number.POSITIVE_INFINITY) return local
  let at = clock.since + (local - clock.local) / clock.rate
  // Rounding may have led to just before it: a node that is woken too early asks again for ever.
  while (localTime(clock, at) < local) at += ROUNDING_MS
  return at
}
const ROUNDING_MS = 1 / 1024

/** Turns the clock from `now` on: another rate, and a jump forward (ms, not negative). */
export function turn(clock: LocalClock, now: Millis, rate: number, jumpMs: Millis): void {
  clock.local = localTime(clock, now) + jumpMs
  clock.since = now
  clock.rate = rate
}

/** A clock ten times off is broken enough: beyond it timers of a server would run faster than its messages. */
const RATE_MAX = 10
const RATE_MIN = 0.1
const JUMP_MS_MAX = 24 * 60 * 60 * 1000
/** Why a clock can't be turned so, in words; undefined where it can. */
export function whyNotTurn(rate: number, jumpMs: Millis): string | undefined {
  if (!(rate >= RATE_MIN && rate <= RATE_MAX)) return `a clock runs from ${RATE_MIN} to ${RATE_MAX} times as fast`
  if (!(jumpMs >= 0 && jumpMs <= JUMP_MS_MAX)) return 'a clock leaps forward only, by a day at most'
  return undefined
}
