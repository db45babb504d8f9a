/** Votes, many of which become few sentences: who votes for itself, who changes its mind, how many stand behind whom. */
import type { Millis, NodeName, ServerId } from '../../../ground/ids.ts'
import type { ServerEvent } from '../../../protocol/trace.ts'
import type { Ballot, Reason } from './tale.ts'
import { because, type Telling, tellOrJoin, withServer } from './telling.ts'

type Of<K extends ServerEvent['type']> = Extract<ServerEvent, { type: K }>
type VoteEvent = Of<'voted' | 'voteReceived' | 'elected'>

export function tellVote(telling: Telling, at: Millis, id: ServerId, node: NodeName, event: VoteEvent): void {
  switch (event.type) {
    case 'voteReceived':
      // Told before the vote that it changes.
      if (event.verdict === 'better' || event.verdict === 'newRound') telling.because.set(id, event.reason)
      return
    case 'voted':
      return onVoted(telling, at, id, node, event)
    case 'elected':
      return onElected(telling, at, id, event)
  }
}

function onVoted(
  telling: Telling,
  at: Millis,
  id: ServerId,
  node: NodeName,
  { vote, reason, round }: Of<'voted'>,
): void {
  // A server without a say votes for nobody (its vote names no server).
  if (vote.leader < 0) return
  if (reason === 'initial' || vote.leader === id) {
    return tellOrJoin(
      telling,
      at,
      (tale) =>
        tale.type === 'ownVotes' && tale.round === round
          ? { ...tale, servers: withServer(tale.servers, id) }
          : undefined,
      { kind: 'election', tale: { type: 'ownVotes', round, servers: [id] }, about: { type: 'server', id } },
    )
  }
  const ballot: Ballot = { server: id, leader: vote.leader }
  tellOrJoin(
    telling,
    at,
    (tale) =>
      tale.type === 'changedVotes' && tale.round === round
        ? { ...tale, ballots: withBallot(tale.ballots, ballot) }
        : undefined,
    {
      kind: 'election',
      tale: { type: 'changedVotes', round, ballots: [ballot] },
      about: { type: 'server', id: vote.leader },
      why: because(node, telling.because.get(id) ?? ''),
    },
  )
}

function withBallot(ballots: readonly Ballot[], ballot: Ballot): readonly Ballot[] {
  return [...ballots.filter((one) => one.server !== ballot.server), ballot].sort((a, b) => a.server - b.server)
}

function onElected(telling: Telling, at: Millis, id: ServerId, { leader, voters, round }: Of<'elected'>): void {
  const about = { type: 'server', id: leader } as const
  if (telling.leader === leader && id !== leader) {
    return tellOrJoin(
      telling,
      at,
      (tale) =>
        tale.type === 'joined' && tale.leader === leader
          ? { ...tale, servers: withServer(tale.servers, id) }
          : undefined,
      { kind: 'election', tale: { type: 'joined', leader, servers: [id] }, about },
    )
  }
  const of = telling.servers.size
  tellOrJoin(
    telling,
    at,
    (tale) =>
      tale.type === 'elected' && tale.leader === leader && tale.round === round
        ? { ...tale, voters: voters.reduce(withServer, tale.voters) }
        : undefined,
    {
      kind: 'election',
      tale: { type: 'elected', round, leader, voters: voters.reduce(withServer, []), of },
      about,
      why: reasonsFor(telling, round),
    },
  )
}

/** Why those who changed their vote in this round did so. */
function reasonsFor(telling: Telling, round: number): readonly Reason[] {
  const entry = telling.entries.findLast(({ tale }) => tale.type === 'changedVotes' && tale.round === round)
  return entry?.why ?? []
}
