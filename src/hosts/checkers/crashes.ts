/** No process ends by itself: a failed assertion or a refusal to go on is told as a crash, and none is expected. */
import type { Happening } from '../engine.ts'
import { type Counted, judged, type Violation } from './checker.ts'

export type CrashesState = Counted

export function createCrashes(): CrashesState {
  return { count: 0 }
}

/** Counts the starts of nodes. */
export function observeCrashes(state: CrashesState, happening: Happening): Violation | undefined {
  const { node, event } = happening
  if (event.type === 'nodeStarted') state.count += 1
  const crashed = event.type === 'nodeEnded' && event.how === 'crashed'
  return judged('crashes', happening, crashed ? `${node} ended by itself: ${event.reason}` : undefined)
}
