/**
 * Fast Leader Election (FastLeaderElection.java) as a state machine: votes come in, actions come out.
 *
 * Everybody votes for itself first, and for the best vote that it hears from then on; the best is who has the newest
 * history. Who sees a majority behind its vote waits a moment for a better one, then knows its leader.
 * 1. Within a round a server's vote only gets better, so servers that hear each other end with the same one.
 * 2. A vote of an older round is answered and not counted; one of a newer round takes us there, with an empty receive set.
 * 3. The election only proposes. That there is one leader, with the newest history, is proved in discovery (zab/).
 *
 * `connected` is the voters whose election link is up, without ourselves. Links that are being dialled should be in it until
 * the dial is answered or refused: their votes may be about to come.
 */
import { mut } from '../../ground/base/mut.ts'
import { type Millis, type ServerId, ZXID_NONE } from '../../ground/ids.ts'
import type { Notification, PeerStateName } from '../../ground/jute/peer.ts'
import type { ServerConfig } from '../config.ts'
import { allMembers, allVoters, deciding, initialViews, isQuorumOfAll, isVoter, type Views } from '../membership.ts'
import type { ServerEvent, Vote } from '../trace.ts'
import { readVote } from './notifications.ts'
import { agrees, agreesInRound, isBetter, NO_VOTE, type ReceivedVote, settledQuorum, supporters } from './votes.ts'

/** One server's search for a leader, from becoming LOOKING to `elected`. */
export type Election = {
  /** Whose votes count, the same for the whole election: a server that learns of newer members begins another one. */
  readonly views: Views
  /** logicalclock: rises with each election of this process, and jumps to the highest one heard of. */
  round: number
  /** What we vote for now. */
  proposal: Vote
  /** Our first vote: for ourselves; NO_VOTE where we may not vote. */
  readonly initial: Vote
  /** The latest vote of each voter in this round, our own among them (recvset). */
  readonly receiveSet: Map<ServerId, ReceivedVote>
  /** What voters said that have a leader already, in whatever round. */
  readonly outOfElection: Map<ServerId, ReceivedVote>
  /** Silence that we bear before we speak again: doubles each time. */
  notificationMs: Millis
  /** When to act without being asked: to decide while finalizing, to send again otherwise. */
  deadline: Millis
  /** A majority has agreed with us since then, and we wait for a better vote. */
  finalizing: { readonly since: Millis } | undefined
}

export type Action =
  /** Send our notification to every voter, dialling those without a link. */
  | { readonly type: 'broadcast' }
  /** Send our notification to one server. */
  | { readonly type: 'notify'; readonly to: ServerId }
  /** Dial every voter without a link, again where it should have dialled back. A new link is told our notification. */
  | { readonly type: 'connectAll' }
  /** The election is over, always the last action. `early`: `finalizeEarly` cut the finalize wait short. */
  | {
      readonly type: 'elected'
      readonly leader: ServerId
      readonly round: number
      readonly voters: readonly ServerId[]
      readonly early: boolean
      readonly vote: Vote
    }
  | { readonly type: 'trace'; readonly event: ServerEvent }

type Verdict = Extract<ServerEvent, { type: 'voteReceived' }>['verdict']

/**
 * Begins the round after `round`. `initial` is the vote for ourselves, undefined for whoever does not vote; `views` are
 * whose votes count, those of the configuration file unless given.
 */
export function startElection(
  config: ServerConfig,
  round: number,
  initial: Vote | undefined,
  now: Millis,
  views: Views = initialViews(config.members),
): { readonly election: Election; readonly actions: Action[] } {
  const first = initial ?? NO_VOTE
  const election: Election = {
    views,
    round: round + 1,
    proposal: first,
    initial: first,
    receiveSet: new Map(),
    outOfElection: new Map(),
    notificationMs: config.notificationMsMin,
    deadline: now + config.notificationMsMin,
    finalizing: undefined,
  }
  const actions: Action[] = []
  propose(election, config, first, 'initial', actions)
  // A lone voter is its own majority, and there is nobody to wait for.
  weigh(election, config, new Set(), now, actions)
  return { election, actions }
}

/** When `onElectionDeadline` wants to be called. */
export function nextElectionDeadline(election: Election): Millis {
  return election.deadline
}

/** A server `from` has said `n`. */
export function onNotification(
  election: Election,
  config: ServerConfig,
  from: ServerId,
  n: Notification,
  connected: ReadonlySet<ServerId>,
  now: Millis,
): Action[] {
  const actions: Action[] = []
  const heard = readVote(n)
  if (heard === undefined) return [ignored(from, `state ${n.state} means nothing here`)]
  if (!mayVote(election, from)) {
    // An observer asks. It needs what we know, and its own word counts for nothing. (ZooKeeper answers it with the vote of
    // the last election until this one is over; ours hears the live one, and so settles with the others.)
    actions.push(received(from, heard, 'ignored', `server ${from} does not vote`))
    // One that has settled answers every word of a looking server: answered back, the two would talk without end until we
    // settle, too (ZooKeeper's do).
    if (heard.state === 'looking' || mut('answersTheSettled')) actions.push({ type: 'notify', to: from })
    return actions
  }
  switch (heard.state) {
    case 'looking':
      onLookingVote(election, config, from, heard, connected, now, actions)
      break
    case 'following':
    case 'leading':
      onSettledVote(election, config, from, heard, connected, now, actions)
      break
    case 'observing':
      actions.push(received(from, heard, 'ignored', `server ${from} only observes`))
      break
  }
  return actions
}

/** The deadline passed: decide where the finalize wait is over, otherwise speak again, ever more rarely. */
export function onElectionDeadline(
  election: Election,
  config: ServerConfig,
  connected: ReadonlySet<ServerId>,
  now: Millis,
): Action[] {
  if (now < election.deadline) return []
  const actions: Action[] = []
  if (election.finalizing !== undefined) {
    elect(election, backers(election), election.proposal, false, actions)
    return actions
  }
  // QuorumCnxManager.haveDelivered: with one live link our word has been heard, and is repeated. Whoever has no link is
  // dialled again in both cases: a larger id that was told of us may have failed to dial back.
  actions.push({ type: 'connectAll' })
  if (connected.size > 0) actions.push({ type: 'broadcast' })
  election.notificationMs = Math.min(2 * election.notificationMs, config.notificationMsMax)
  election.deadline = now + election.notificationMs
  return actions
}

/** A link came up or broke: whom we were waiting for may be gone. */
export function onLinksChanged(
  election: Election,
  config: ServerConfig,
  connected: ReadonlySet<ServerId>,
  now: Millis,
): Action[] {
  const actions: Action[] = []
  weigh(election, config, connected, now, actions)
  return actions
}

/** Why a looking server's vote is not even looked at, or undefined. */
function ignoreLookingVote(election: Election, heard: ReceivedVote): string | undefined {
  if (!mayVote(election, heard.vote.leader)) return `server ${heard.vote.leader} can not lead`
  // An empty database that is not trusted (ZOOKEEPER-3642) neither persuades nor is persuaded.
  if (election.initial.zxid === ZXID_NONE) return 'our own database is empty and not trusted'
  if (heard.vote.zxid === ZXID_NONE) return 'its database is empty and not trusted'
  return undefined
}

function onLookingVote(
  election: Election,
  config: ServerConfig,
  from: ServerId,
  said: ReceivedVote,
  connected: ReadonlySet<ServerId>,
  now: Millis,
  actions: Action[],
): void {
  const isOld = said.round < election.round
  // Zoo 26: FastLeaderElection.
  const heard = isOld && mut('oldRoundCounts') ? { ...said, round: election.round } : said
  // It looks again, so what it said of its leader holds no longer.
  election.outOfElection.delete(from)
  const reason = ignoreLookingVote(election, heard)
  const hasOwn = election.initial.leader !== NO_VOTE.leader
  if (heard.round < election.round && (hasOwn || isAccompanied(election, config.self, connected)))
    return onOldRound(election, config, from, heard, actions)
  if (reason !== undefined) {
    actions.push(received(from, said, 'ignored', reason))
    return
  }
  if (heard.round !== election.round) {
    // Who has no vote of its own stands for nothing in its round, and goes by the voters' even where that is an older one and
    // nobody is in ours (between two rounds it would ask everybody at each turn, and be answered, without end). A server that
    // a reconfiguration is about to make a voter would otherwise wait for them in a round of its own, and they for it
    // (ZooKeeper escapes since each new configuration starts the rounds anew).
    const age = heard.round > election.round ? 'newer than' : 'not'
    actions.push(received(from, said, 'newRound', `round ${heard.round} is ${age} our ${election.round}`))
    election.round = heard.round
    election.receiveSet.clear()
    // Against our initial vote: what we had adopted came from the old round, and its voter may not be in this one.
    const vote = isBetter(heard.vote, election.initial) ? heard.vote : election.initial
    propose(election, config, vote, 'newRound', actions)
  } else if (isBetter(heard.vote, election.proposal)) {
    actions.push(received(from, said, 'better', why(heard.vote, election.proposal)))
    propose(election, config, heard.vote, 'better', actions)
  } else {
    actions.push(received(from, said, 'counted', `not better than our vote for ${election.proposal.leader}`))
  }
  // The receive set is kept when the proposal changes: others' votes of this round still stand.
  election.receiveSet.set(from, heard)
  listenOn(election, config, now)
  weigh(election, config, connected, now, actions)
}

/** Whether somebody within reach has voted in our round. */
function isAccompanied(election: Election, self: ServerId, connected: ReadonlySet<ServerId>): boolean {
  if (mut('backAndForth')) return false
  for (const id of election.receiveSet.keys()) if (id !== self && connected.has(id)) return true
  return false
}

function onOldRound(
  election: Election,
  config: ServerConfig,
  from: ServerId,
  heard: ReceivedVote,
  actions: Action[],
): void {
  actions.push(received(from, heard, 'oldRound', `round ${heard.round} is older than our ${election.round}`))
  // Told of our round, the sender joins it. An observer keeps silent: it moves nobody, and since voters answer each of its
  // notifications the two would talk without end.
  if (isVoter(election.views.current, config.self)) actions.push({ type: 'notify', to: from })
}

function onSettledVote(
  election: Election,
  config: ServerConfig,
  from: ServerId,
  heard: ReceivedVote,
  connected: ReadonlySet<ServerId>,
  now: Millis,
  actions: Action[],
): void {
  if (!mayVote(election, heard.vote.leader)) {
    actions.push(received(from, heard, 'ignored', `server ${heard.vote.leader} can not lead`))
    return
  }
  const claim = from === heard.vote.leader ? 'leads' : `has leader ${heard.vote.leader}`
  actions.push(received(from, heard, 'counted', `server ${from} ${claim} already`))
  if (heard.round === election.round) {
    election.receiveSet.set(from, heard)
    const voters = settledQuorum(election.views, config.self, election.receiveSet, heard, election.round, agreesInRound)
    if (voters !== undefined) return elect(election, voters, heard.vote, false, actions)
  }
  election.outOfElection.set(from, heard)
  const voters = settledQuorum(election.views, config.self, election.outOfElection, heard, election.round, agrees)
  if (voters !== undefined) {
    election.round = heard.round
    elect(election, voters, heard.vote, false, actions)
    return
  }
  listenOn(election, config, now)
  weigh(election, config, connected, now, actions)
}

/** Votes for `vote` and says so to everybody; we hear ourselves at once. */
function propose(
  election: Election,
  config: ServerConfig,
  vote: Vote,
  reason: 'initial' | 'better' | 'newRound',
  actions: Action[],
): void {
  election.proposal = vote
  // The vote of who may not vote is for nobody that could lead.
  if (mayVote(election, config.self) && mayVote(election, vote.leader) && vote.zxid !== ZXID_NONE) {
    election.receiveSet.set(config.self, { vote, round: election.round, state: 'looking' })
  }
  // The wait is for the proposal that a majority had; a new proposal has to find its own.
  election.finalizing = undefined
  const event: ServerEvent = { type: 'voted', round: election.round, vote, reason }
  actions.push({ type: 'trace', event }, { type: 'broadcast' })
}

/** The queue was not silent: whatever we wait for starts anew, as each poll of ZooKeeper's receive queue does. */
function listenOn(election: Election, config: ServerConfig, now: Millis): void {
  election.deadline = now + (election.finalizing === undefined ? election.notificationMs : config.finalizeWaitMs)
}

/**
 * Looks whether a majority stands behind our proposal, and decides where nothing better can come.
 *
 * ZooKeeper throws away what it hears during the finalize wait unless it is a better vote. We record it: a settled
 * server's word may end the election right there, and without a record nobody could know that everybody has voted.
 */
function weigh(
  election: Election,
  config: ServerConfig,
  connected: ReadonlySet<ServerId>,
  now: Millis,
  actions: Action[],
): void {
  const voters = backers(election)
  if (!isQuorumOfAll(deciding(election.views), voters)) {
    // A voter that restarted votes for itself again: the majority can go.
    if (election.finalizing !== undefined) election.deadline = now + election.notificationMs
    election.finalizing = undefined
    return
  }
  if (election.finalizing === undefined) {
    election.finalizing = { since: now }
    election.deadline = now + config.finalizeWaitMs
  }
  if (config.finalizeEarly && everybodyVoted(election, config, connected)) {
    elect(election, voters, election.proposal, true, actions)
  }
}

/** The voters behind our proposal in this round. */
function backers(election: Election): readonly ServerId[] {
  const own: ReceivedVote = { vote: election.proposal, round: election.round, state: 'looking' }
  return supporters(election.views, election.receiveSet, own, agreesInRound)
}

/**
 * Whether no voter within reach can still bring a better vote: each has voted in this round (and then its vote is not
 * better, or we had adopted it), or it has a leader and votes no more. They need not agree with us yet: a worse vote
 * becomes ours when our notification arrives.
 */
function everybodyVoted(election: Election, config: ServerConfig, connected: ReadonlySet<ServerId>): boolean {
  return allVoters(election.views).every(
    (id) => id === config.self || !connected.has(id) || election.receiveSet.has(id) || election.outOfElection.has(id),
  )
}

function elect(election: Election, voters: readonly ServerId[], vote: Vote, early: boolean, actions: Action[]): void {
  election.proposal = vote
  actions.push({ type: 'elected', leader: vote.leader, round: election.round, voters, early, vote })
}

/** A voter of the current or of the proposed membership (FastLeaderElection.validVoter). */
function mayVote(election: Election, id: ServerId): boolean {
  // Zoo 24: ZOOKEEPER-764.
  if (mut('observerElected')) return allMembers(election.views).includes(id)
  return deciding(election.views).some((membership) => isVoter(membership, id))
}

/** In words, what makes `vote` better than `than`. */
function why(vote: Vote, than: Vote): string {
  if (vote.epoch !== than.epoch) return `epoch ${vote.epoch} is newer than ${than.epoch}`
  if (vote.zxid !== than.zxid) return 'its history is longer'
  return `equal histories, and id ${vote.leader} is higher than ${than.leader}`
}

function received(from: ServerId, heard: ReceivedVote, verdict: Verdict, reason: string): Action {
  const state: PeerStateName = heard.state
  const { vote, round } = heard
  return { type: 'trace', event: { type: 'voteReceived', from, state, round, vote, verdict, reason } }
}

function ignored(from: ServerId, reason: string): Action {
  return { type: 'trace', event: { type: 'ignored', what: 'notification', from, reason } }
}
