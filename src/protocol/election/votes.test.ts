import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { initialViews } from '../membership.ts'
import type { Vote } from '../trace.ts'
import { vote } from './network.suite.ts'
import {
  agrees,
  agreesInRound,
  checkLeader,
  isBetter,
  NO_VOTE,
  type ReceivedVote,
  settledQuorum,
  supporters,
} from './votes.ts'

const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' as const }))
const views = initialViews(members)
const self = serverId(1)
const said = (v: Vote, state: ReceivedVote['state'], round: number = 1): ReceivedVote => ({ vote: v, round, state })

test.each([
  ['a newer epoch beats a longer history', { ...vote(1, 1, 9), epoch: vote(0, 2).epoch }, vote(3, 1, 100)],
  ['in one epoch the longer history wins', vote(1, 1, 5), vote(3, 1, 4)],
  ['among equal histories the higher id wins', vote(3, 1, 5), vote(2, 1, 5)],
  ['the lowest real vote beats the vote of who may not vote', vote(0), NO_VOTE],
])('%s', (_moral, better, worse) => {
  expect(isBetter(better, worse)).toBe(true)
  expect(isBetter(worse, better)).toBe(false)
})

test('no vote is better than itself: servers that agree do not talk without end', () => {
  expect(isBetter(vote(2, 1, 5), vote(2, 1, 5))).toBe(false)
})

test('looking servers agree only in everything, the round too', () => {
  const own = said(vote(3, 1, 5), 'looking', 2)
  expect(agrees(own, said(vote(3, 1, 5), 'looking', 2))).toBe(true)
  expect(agrees(own, said(vote(3, 1, 5), 'looking', 1))).toBe(false)
  expect(agrees(own, said(vote(3, 1, 4), 'following', 2))).toBe(false)
})

test('settled servers agree on leader and epoch, whatever round and zxid each remembers', () => {
  expect(agrees(said(vote(3, 1, 5), 'leading', 2), said({ ...vote(3, 1, 9) }, 'following', 7))).toBe(true)
  expect(agrees(said(vote(3, 1, 5), 'leading'), said(vote(3, 2, 5), 'following'))).toBe(false)
})

test('in the receive set settled servers agree as soon as they name one leader', () => {
  expect(agreesInRound(said(vote(3, 1, 5), 'leading'), said(vote(3, 2, 5), 'following'))).toBe(true)
  expect(agreesInRound(said(vote(3, 1, 5), 'leading'), said(vote(2, 1, 5), 'following'))).toBe(false)
})

test('only voters stand behind a vote', () => {
  const votes = new Map([9, 3, 2].map((id) => [serverId(id), said(vote(3), 'looking')]))
  expect(supporters(views, votes, said(vote(3), 'looking'), agrees)).toEqual([2, 3])
})

test('a leader is believed when it says itself that it leads, and we ourselves only in our own round', () => {
  const claim = said(vote(3), 'following')
  expect(checkLeader(self, new Map([[serverId(2), claim]]), claim, 1)).toBe(false)
  expect(checkLeader(self, new Map([[serverId(3), said(vote(3), 'looking')]]), claim, 1)).toBe(false)
  expect(checkLeader(self, new Map([[serverId(3), said(vote(3), 'leading')]]), claim, 1)).toBe(true)
  expect(checkLeader(self, new Map(), said(vote(1), 'following', 4), 4)).toBe(true)
  expect(checkLeader(self, new Map(), said(vote(1), 'following', 4), 5)).toBe(false)
})

test('a leader that is there is followed on the word of the committed membership, whatever is proposed', () => {
  const { current } = views
  const others = [1, 4, 5, 6, 7].map((id) => ({ id: serverId(id), type: 'participant' as const }))
  const pending = { current, lastSeen: { version: vote(1, 1, 5).zxid, members: others } }
  const claims = (state: ReceivedVote['state']) => said(vote(3, 1, 5), state)
  const settled = new Map([2, 3].map((id) => [serverId(id), claims(id === 3 ? 'leading' : 'following')]))
  expect(settledQuorum(pending, self, settled, claims('following'), 1, agrees)).toEqual([2, 3])
  const alone = new Map([[serverId(3), claims('leading')]])
  expect(settledQuorum(pending, self, alone, claims('leading'), 1, agrees)).toBeUndefined()
  // To lead is another matter: both must agree.
  const forUs = said(vote(1, 1, 5), 'following')
  const followers = new Map([2, 3].map((id) => [serverId(id), forUs]))
  expect(settledQuorum(views, self, followers, forUs, 1, agrees)).toEqual([2, 3])
  expect(settledQuorum(pending, self, followers, forUs, 1, agrees)).toBeUndefined()
})
