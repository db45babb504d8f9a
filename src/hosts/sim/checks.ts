/** The invariants of `../checkers`, as a simulated world runs them: whatever is broken fails the run at that very step. */
import { AssertionError } from '../../ground/base/assert.ts'
import { type Checkers, createCheckers, observeAll } from '../checkers/checkers.ts'
import type { Happening } from '../engine.ts'

/** A checker for one world: give it the trace after each step, it reads on where it stopped. Throws AssertionError. */
export function traceChecker(checkers: Checkers = createCheckers()): (trace: readonly Happening[]) => void {
  let seen = 0
  return (trace) => {
    for (; seen < trace.length; seen++) {
      const happening = trace[seen]
      if (happening === undefined) continue
      const [violation] = observeAll(checkers, happening)
      if (violation !== undefined) throw new AssertionError(`${violation.checker}: ${violation.reason}`)
    }
  }
}
