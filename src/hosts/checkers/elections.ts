/**
 * An election is won by the word of a majority, given in one round (FastLeaderElection.checkLeader and its logical clock):
 * who follows a leader on less may follow one that nobody else does, and a vote of an older round says nothing of this one.
 * Who elects goes by the membership that it has; a newer one may be on its way, and is not asked of it.
 */
import type { NodeName } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { ensure, type Of } from './checker.ts'
import { agree, createElectorates, type Electorates, electoratesOf, followElectorates } from './electorates.ts'

export type ElectionsState = {
  readonly electorates: Electorates
  /** The round that each server is in, where it told. */
  readonly rounds: Map<NodeName, number>
}

export function createElections(): ElectionsState {
  return { electorates: createElectorates(), rounds: new Map() }
}

/** What is wrong with an election, if anything. */
export function electionRule(state: ElectionsState, happening: Happening): string | undefined {
  const { node, event } = happening
  followElectorates(state.electorates, happening)
  switch (event.type) {
    case 'booted':
    case 'nodeEnded':
      state.rounds.delete(node)
      return undefined
    case 'voted':
      ensure(state.rounds, node, () => event.round)
      state.rounds.set(node, event.round)
      return undefined
    case 'voteReceived':
      return onVote(state, node, event)
    case 'elected':
      return onElected(state, node, event)
    default:
      return undefined
  }
}

function onVote(state: ElectionsState, node: NodeName, vote: Of<'voteReceived'>): string | undefined {
  const round = state.rounds.get(node)
  if (vote.state !== 'looking' || round === undefined || vote.round >= round) return undefined
  if (vote.verdict !== 'counted' && vote.verdict !== 'better') return undefined
  return `${node} counts a vote of s${vote.from} of round ${vote.round} in its round ${round}`
}

function onElected(
  { electorates }: ElectionsState,
  node: NodeName,
  { leader, voters }: Of<'elected'>,
): string | undefined {
  const [current] = electoratesOf(electorates, node)
  if (current === undefined || current.length === 0) return undefined
  const names = new Set<string>(voters.map((id) => `s${id}`))
  if (agree([current], (voter) => names.has(voter))) return undefined
  return `${node} takes s${leader} for the leader on the word of ${[...names].join(' ')}, which is no majority of ${current.length} voters`
}
