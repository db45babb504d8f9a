/** One elector alone, told notification by notification: for whom it waits, and for how long. */
import { expect, test } from 'vitest'
import { type ServerId, serverId } from '../../ground/ids.ts'
import type { Notification, PeerStateName } from '../../ground/jute/peer.ts'
import { type ServerConfig, serverConfig } from '../config.ts'
import { initialViews } from '../membership.ts'
import type { Vote } from '../trace.ts'
import { type Action, type Election, onElectionDeadline, onNotification, startElection } from './election.ts'
import { vote } from './network.suite.ts'
import { decodeNotification, encodeNotification } from './notifications.ts'

const members = [1, 2, 3, 4, 5].map((id) => ({ id: serverId(id), type: 'participant' as const }))
const configured = (changes: Partial<ServerConfig> = {}) => serverConfig(serverId(1), members, changes)
const ids = (...numbers: readonly number[]): ReadonlySet<ServerId> => new Set(numbers.map(serverId))

function says(config: ServerConfig, state: PeerStateName, v: Vote, round: number): Notification {
  const n = decodeNotification(encodeNotification(initialViews(config.members).current, state, v, round).subarray(4))
  if (n === undefined) throw new Error('malformed')
  return n
}
/** Server 1, looking in `round`, has heard votes for `leader` from each of `from` at time 0. */
function heardFrom(
  config: ServerConfig,
  round: number,
  leader: number,
  from: readonly number[],
  linked: readonly number[],
) {
  const { election } = startElection(config, round - 1, vote(1), 0)
  const hear = (sender: number, state: PeerStateName, v: Vote, r: number, now: number): readonly Action[] =>
    onNotification(election, config, serverId(sender), says(config, state, v, r), ids(...linked), now)
  const actions = from.flatMap((sender) => hear(sender, 'looking', vote(leader), round, 0))
  return { election, actions, hear }
}
const elected = (actions: readonly Action[]): number | undefined => actions.find((a) => a.type === 'elected')?.leader

test('each word heard in the finalize wait makes it start anew: it is 200 ms of silence', () => {
  const config = configured({ finalizeEarly: false })
  const { election, hear } = heardFrom(config, 1, 3, [2, 3], [2, 3])
  expect(election.deadline).toBe(200)
  hear(2, 'looking', vote(3), 1, 150)
  expect(election.deadline).toBe(350)
  expect(onElectionDeadline(election, config, ids(2, 3), 200)).toEqual([])
  expect(elected(onElectionDeadline(election, config, ids(2, 3), 350))).toBe(3)
})

test('a new proposal waits for its own majority, and its wait begins then', () => {
  const config = configured({ finalizeEarly: false })
  const { election, hear } = heardFrom(config, 1, 3, [2, 3], [2, 3, 4])
  hear(4, 'looking', vote(4), 1, 50)
  expect(election.finalizing).toBeUndefined()
  hear(2, 'looking', vote(4), 1, 60)
  expect(election.finalizing).toEqual({ since: 60 })
})

test('a proposal that has its majority at once begins its own wait', () => {
  const config = { ...configured({ finalizeEarly: false }), members: members.slice(0, 3) }
  const { election, hear } = heardFrom(config, 1, 2, [2], [2, 3])
  expect(election.finalizing).toEqual({ since: 0 })
  hear(3, 'looking', vote(3), 1, 50)
  expect(election.finalizing).toEqual({ since: 50 })
})

test('whoever looks in an older round is told our vote, and is not counted', () => {
  const { election, hear } = heardFrom(configured(), 4, 1, [], [2])
  expect(hear(2, 'looking', vote(2, 9, 9), 3, 0)).toContainEqual({ type: 'notify', to: 2 })
  expect(election.proposal).toEqual(vote(1))
  expect(election.receiveSet.has(serverId(2))).toBe(false)
})

test('a voter that has a leader votes no more, so nobody waits for it', () => {
  const { actions, hear } = heardFrom(configured(), 2, 3, [2, 3], [2, 3, 4])
  expect(elected(actions)).toBeUndefined()
  expect(elected(hear(4, 'following', vote(5), 1, 10))).toBe(3)
})

test('once it looks again it may bring a better vote, and is waited for', () => {
  const { hear } = heardFrom(configured(), 2, 1, [], [2, 3, 4])
  hear(4, 'following', vote(5), 1, 0)
  hear(4, 'looking', vote(4, 7, 7), 1, 0)
  hear(3, 'looking', vote(3), 2, 0)
  expect(elected(hear(2, 'looking', vote(3), 2, 0))).toBeUndefined()
  expect(elected(hear(4, 'looking', vote(4, 7, 7), 2, 1))).toBeUndefined()
})

test('a connected voter of a worse vote is not waited for: it will change its mind', () => {
  const { hear } = heardFrom(configured(), 1, 1, [], [2, 3, 4])
  hear(2, 'looking', vote(2), 1, 0)
  hear(4, 'looking', vote(4), 1, 0)
  expect(elected(hear(3, 'looking', vote(4), 1, 1))).toBe(4)
})

test('a majority that is lost gives the elector back its long breath', () => {
  const config = configured({ finalizeEarly: false, finalizeWaitMs: 50 })
  const { election, hear } = heardFrom(config, 1, 3, [2, 3], [2, 3])
  expect(election.deadline).toBe(50)
  hear(2, 'looking', vote(2), 1, 10)
  expect(election.finalizing).toBeUndefined()
  expect(election.deadline).toBe(210)
})

test('a leader that a majority follows, and that says so, ends the finalize wait of another candidate', () => {
  const config = configured({ finalizeEarly: false })
  const { hear } = heardFrom(config, 1, 2, [2, 3], [2, 3, 4, 5])
  expect(elected(hear(4, 'following', vote(5), 7, 10))).toBeUndefined()
  expect(elected(hear(5, 'leading', vote(5), 7, 20))).toBeUndefined()
  const end = hear(3, 'following', vote(5), 9, 30).find((a) => a.type === 'elected')
  expect(end).toMatchObject({ leader: 5, round: 9, voters: [3, 4, 5], early: false })
})

test('what an elector says of itself is its proposal, to everybody, each time that it changes', () => {
  const config = configured()
  const { actions } = startElection(config, 0, vote(1), 0)
  const started: Election = startElection(config, 0, vote(1), 0).election
  expect(actions.map((a) => a.type)).toEqual(['trace', 'broadcast'])
  const better = onNotification(started, config, serverId(2), says(config, 'looking', vote(2), 1), ids(2), 5)
  expect(better.map((a) => a.type)).toEqual(['trace', 'trace', 'broadcast'])
})
