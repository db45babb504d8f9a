/**
 * No process ends by itself: a failed assertion or a refusal to go on is told as a crash, and none is expected. A server
 * whose disk fails must end (ZooKeeperCriticalThread): that is seen, and allowed.
 */
import type { Happening } from '../engine.ts'
import { allow, type Counted, judged, type Violation } from './checker.ts'

export type CrashesState = Counted

export function createCrashes(): CrashesState {
  return { count: 0 }
}

/** Counts the starts of nodes. */
export function observeCrashes(state: CrashesState, happening: Happening): Violation | undefined {
  const { node, event } = happening
  if (event.type === 'nodeStarted') state.count += 1
  if (event.type !== 'nodeEnded' || event.how !== 'crashed') return undefined
  const reason = `${node} ended by itself: ${event.reason}`
  if (!event.reason.startsWith('the disk failed: ')) return judged('crashes', happening, reason)
  allow(state, happening, reason)
  return undefined
}
