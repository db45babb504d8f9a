/**
 * Votes: how they are compared, when two of them count as the same, and who stands behind one (FastLeaderElection).
 *
 * 1. The order is total: epoch, then zxid, then id. The epoch is the currentEpoch file's, not the zxid's upper half.
 * 2. Agreement is counted over voters only. An observer's word never counts.
 * 3. A memory of a leader is no leader: nobody is elected on others' word unless it says itself that it leads.
 */
import { mut } from '../../ground/base/mut.ts'
import { EPOCH_LOWEST, SERVER_LOWEST, type ServerId, ZXID_LOWEST } from '../../ground/ids.ts'
import type { PeerStateName } from '../../ground/jute/peer.ts'
import { allMembers, allVoters, deciding, isQuorumOfAll, type Views } from '../membership.ts'
import type { Vote } from '../trace.ts'

/** A vote as it was heard: with the round (electionEpoch) and the state that its sender gave. */
export type ReceivedVote = { readonly vote: Vote; readonly round: number; readonly state: PeerStateName }
export type Votes = ReadonlyMap<ServerId, ReceivedVote>

/** The vote of who may not vote: worse than every real one. */
export const NO_VOTE: Vote = { leader: SERVER_LOWEST, zxid: ZXID_LOWEST, epoch: EPOCH_LOWEST }

/** Whether `vote` beats `than` (FastLeaderElection.totalOrderPredicate, all weights 1). Strict. */
export function isBetter(vote: Vote, than: Vote): boolean {
  // Zoo 23: FastLeaderElection.totalOrderPredicate.
  if (mut('voteById')) return vote.leader > than.leader
  if (vote.epoch !== than.epoch) return vote.epoch > than.epoch
  if (vote.zxid !== than.zxid) return vote.zxid > than.zxid
  return vote.leader > than.leader
}

export function sameVote(a: Vote, b: Vote): boolean {
  return a.leader === b.leader && a.zxid === b.zxid && a.epoch === b.epoch
}

/**
 * Whether two votes count as one (Vote.equals). Where a looking server is one of them, everything must be equal, the round
 * too. Two settled servers need the same leader and epoch only: their zxids and rounds may rightly differ, since each kept
 * those of its own election (ZOOKEEPER-1805).
 */
export function agrees(a: ReceivedVote, b: ReceivedVote): boolean {
  if (a.state === 'looking' || b.state === 'looking') return a.round === b.round && sameVote(a.vote, b.vote)
  return a.vote.leader === b.vote.leader && a.vote.epoch === b.vote.epoch
}

/**
 * As `agrees`, for votes in the receive set: there, two settled servers agree as soon as they name the same leader.
 * FastLeaderElection keeps those entries as version 0, and Vote.equals compares unlike versions by leader alone.
 */
export function agreesInRound(a: ReceivedVote, b: ReceivedVote): boolean {
  return a.state !== 'looking' && b.state !== 'looking' ? a.vote.leader === b.vote.leader : agrees(a, b)
}

/** The voters whose vote counts as the same as `wanted`, ascending. */
export function supporters(
  views: Views,
  votes: Votes,
  wanted: ReceivedVote,
  same: (a: ReceivedVote, b: ReceivedVote) => boolean,
): readonly ServerId[] {
  // Zoo 24: ZOOKEEPER-764.
  return (mut('observerElected') ? allMembers(views) : allVoters(views)).filter((id) => {
    const heard = votes.get(id)
    return heard !== undefined && same(heard, wanted)
  })
}

/**
 * Whether the leader of `claim` is there: another server must have said itself that it leads; of ourselves we believe it
 * only in our own round. It prevents that a dead leader is elected for ever from the others' memories
 * (FastLeaderElection.checkLeader).
 */
export function checkLeader(self: ServerId, votes: Votes, claim: ReceivedVote, round: number): boolean {
  if (claim.vote.leader === self) return claim.round === round
  return votes.get(claim.vote.leader)?.state === 'leading'
}

/**
 * The voters behind a settled server's claim where they are a quorum and its leader is there; otherwise undefined.
 *
 * A leader that is there is followed on the word of the committed membership. To follow is always safe, for it is the leader
 * that counts; and of a proposed membership the majority may depend on us, or may never be had again. (3.8.0 asks for both:
 * then a leader waits for our acknowledgement, we for others that follow it, and nobody ever moves.)
 */
export function settledQuorum(
  views: Views,
  self: ServerId,
  votes: Votes,
  claim: ReceivedVote,
  round: number,
  same: (a: ReceivedVote, b: ReceivedVote) => boolean,
): readonly ServerId[] | undefined {
  const voters = supporters(views, votes, claim, same)
  const asked = claim.vote.leader === self ? deciding(views) : [views.current]
  // Zoo 25: FastLeaderElection.checkLeader.
  const agreed = isQuorumOfAll(asked, voters) || (mut('believesAnyLeader') && claim.state === 'leading')
  return agreed && checkLeader(self, votes, claim, round) ? voters : undefined
}
