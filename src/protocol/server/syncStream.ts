/**
 * What a leader sends during synchronisation is held to its order before it is kept: it is applied with NEWLEADER or UPTODATE,
 * and nothing can be taken back then.
 *
 * Laws: 1. DIFF, TRUNC or SNAP comes first, and once. 2. Each proposal follows the one before it, the first one our own last
 * transaction, and none is of a later epoch than the leader's. 3. Proposals are committed in their order. Learner.syncWithLeader only warns where 2 or 3 is broken, and logs
 * what came; here the leader is left, as in broadcast.
 */
import { mut } from '../../ground/base/mut.ts'
import { epochOf, follows, formatZxid, type Zxid } from '../../ground/ids.ts'
import type { LearnerRole } from './learner.ts'
import type { Proposal, Server } from './state.ts'

/** Why `proposal` can't be kept, in words; undefined where it was. */
export function keepProposal(server: Server, role: LearnerRole, proposal: Proposal): string | undefined {
  const last = role.notCommitted.at(-1)?.zxid ?? server.db.lastProcessedZxid
  const what = `proposal ${formatZxid(proposal.zxid)}`
  if (role.syncMode === undefined && !mut('syncUnordered')) return `${what} came before DIFF, TRUNC or SNAP`
  const isInOrder = follows(last, proposal.zxid) || (mut('gapsAreTaken') && proposal.zxid > last)
  if (!isInOrder && !mut('syncUnordered')) return `${what} does not follow ${formatZxid(last)}`
  if (isOfLater(role, proposal.zxid)) return `${what} is of a later epoch than ${role.epoch}, which was agreed`
  role.notCommitted.push(proposal)
  return undefined
}

/** Whether `zxid` is of an epoch that was not agreed yet: nobody can have proposed it. */
export function isOfLater(role: LearnerRole, zxid: Zxid): boolean {
  return epochOf(zxid) > role.epoch && !mut('laterEpochTaken')
}

/** Why the commit of `zxid` can't be kept, in words; undefined where it was. */
export function keepCommit(role: LearnerRole, zxid: Zxid): string | undefined {
  const next = role.notCommitted[role.committed.length]?.zxid
  // Zoo 8 sends commits of what was never proposed: without the defence they are forgotten with NEWLEADER.
  if (next !== zxid && !mut('gapsAreTaken') && !mut('syncUnordered')) {
    const instead = next === undefined ? 'nothing is proposed' : `${formatZxid(next)} is next`
    return `commit of ${formatZxid(zxid)}, but ${instead}`
  }
  role.committed.push(zxid)
  return undefined
}

/** A proposal that is committed already, as observers get them. Why it can't be kept, in words; undefined where it was. */
export function keepInform(server: Server, role: LearnerRole, proposal: Proposal): string | undefined {
  return keepProposal(server, role, proposal) ?? keepCommit(role, proposal.zxid)
}
