/**
 * How a learner is brought up to date: a pure decision (LearnerHandler.syncFollower, 05 §4).
 *
 * The committed log holds the newest few hundred committed proposals. A learner whose last zxid lies inside gets what it
 * lacks (DIFF); one that is ahead of what is committed is cut back (TRUNC); one that is too far behind, or whose last
 * transaction belongs to an epoch that branched off, gets the whole tree (SNAP).
 */
import { mut } from '../../ground/base/mut.ts'
import { counterOf, epochOf, formatZxid, type Zxid } from '../../ground/ids.ts'
import type { Proposal } from '../server/state.ts'
import type { SyncMode } from '../trace.ts'

/** `zxid` is what DIFF, TRUNC or SNAP carries; `items` are sent as PROPOSAL and COMMIT pairs; `reason` in words. */
export type SyncPlan = {
  readonly mode: SyncMode
  readonly zxid: Zxid
  readonly items: readonly Proposal[]
  readonly reason: string
}

/**
 * Plans for a learner whose last zxid is `peer`, against a leader whose tree stands at `last`.
 * A bare `epoch << 32` ("new-epoch peer": it led, and wrote nothing) is never truncated: no log holds that zxid.
 */
export function planSync(peer: Zxid, last: Zxid, committedLog: readonly Proposal[]): SyncPlan {
  const oldest = committedLog[0]?.zxid ?? last
  const newest = committedLog.at(-1)?.zxid ?? last
  const bare = counterOf(peer) === 0
  if (mut('emptyLogHasAll') && committedLog.length === 0)
    return { mode: 'DIFF', zxid: last, items: [], reason: 'nothing was committed lately' }
  if (peer === last) return { mode: 'DIFF', zxid: peer, items: [], reason: 'it has everything already' }
  if (peer > newest && !bare) {
    const reason = `it has ${formatZxid(peer)}, but only ${formatZxid(newest)} was ever committed`
    // Zoo 11: LearnerHandler.
    if (mut('noTrunc')) return { mode: 'DIFF', zxid: newest, items: [], reason }
    return { mode: 'TRUNC', zxid: newest, items: [], reason }
  }
  if (peer >= oldest && peer <= newest) return walk(peer, bare, newest, last, committedLog)
  if (bare && peer > newest) {
    const reason = `it led and wrote nothing: no log holds its ${formatZxid(peer)}`
    return { mode: 'SNAP', zxid: last, items: [], reason }
  }
  const reason = `its ${formatZxid(peer)} is older than the committed log, which begins at ${formatZxid(oldest)}`
  // Zoo 13: ZOOKEEPER-4925.
  if (mut('diffWithGap')) return { mode: 'DIFF', zxid: newest, items: committedLog, reason }
  return { mode: 'SNAP', zxid: last, items: [], reason }
}

function walk(peer: Zxid, bare: boolean, newest: Zxid, last: Zxid, log: readonly Proposal[]): SyncPlan {
  const at = log.findIndex((item) => item.zxid >= peer)
  const first = log[at]
  const lacks = (from: number): readonly Proposal[] => log.slice(from)
  if (first?.zxid === peer) {
    const items = lacks(at + 1)
    return { mode: 'DIFF', zxid: newest, items, reason: `it lacks ${items.length} transactions` }
  }
  const items = lacks(at)
  if (bare) return { mode: 'DIFF', zxid: newest, items, reason: `it lacks ${items.length} transactions` }
  const previous = log[at - 1]
  if (first === undefined || previous === undefined || epochOf(first.zxid) !== epochOf(peer)) {
    const reason = `its ${formatZxid(peer)} belongs to an epoch that went another way`
    // Zoo 12: LearnerHandler.
    if (mut('truncToUnknown')) return { mode: 'TRUNC', zxid: newest, items: [], reason }
    return { mode: 'SNAP', zxid: last, items: [], reason }
  }
  const reason = `nobody committed its ${formatZxid(peer)}: back to ${formatZxid(previous.zxid)}`
  if (mut('noTrunc')) return { mode: 'DIFF', zxid: newest, items, reason }
  return { mode: 'TRUNC', zxid: previous.zxid, items, reason }
}
