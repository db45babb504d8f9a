import { expect, test } from 'vitest'
import { toHex } from '../../ground/base/hex.ts'
import { serverId } from '../../ground/ids.ts'
import { initialViews } from '../membership.ts'
import { vote } from './network.suite.ts'
import { answerWhenSettled, decodeNotification, encodeNotification, readVote, type Settled } from './notifications.ts'
import { NO_VOTE } from './votes.ts'

const members = [
  ...[1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' as const })),
  { id: serverId(4), type: 'observer' as const },
]
const { current } = initialViews(members.slice(0, 3))
const payload = (bytes: Uint8Array): Uint8Array => bytes.subarray(4)
const decoded = (bytes: Uint8Array) => {
  const n = decodeNotification(payload(bytes))
  if (n === undefined) throw new Error('malformed')
  return n
}

test('a notification is byte for byte what a ZooKeeper 3.8 server writes', () => {
  const bytes = encodeNotification(current, 'looking', vote(3, 1, 5), 3)
  expect(toHex(bytes.subarray(0, 48))).toBe(
    '0000009e00000000000000000000000300000001000000050000000000000003000000000000000100000002' + '00000072',
  )
  expect(new TextDecoder().decode(bytes.subarray(48))).toBe(
    'server.1=zk1:2888:3888:participant\nserver.2=zk2:2888:3888:participant\nserver.3=zk3:2888:3888:participant\nversion=0',
  )
})

test('what was written is read again, the observer’s lowest vote too', () => {
  expect(readVote(decoded(encodeNotification(current, 'leading', vote(2, 4, 9), 7)))).toEqual({
    vote: vote(2, 4, 9),
    round: 7,
    state: 'leading',
  })
  expect(readVote(decoded(encodeNotification(current, 'looking', NO_VOTE, 1)))?.vote).toEqual(NO_VOTE)
})

test('peers of older releases are understood: 40 bytes, and 28 with the epoch in the zxid', () => {
  const bytes = payload(encodeNotification(current, 'following', { ...vote(3, 1, 5), epoch: vote(0, 2).epoch }, 3))
  expect(decodeNotification(bytes.subarray(0, 40))).toMatchObject({ leader: 3, peerEpoch: 2, version: 0 })
  expect(decodeNotification(bytes.subarray(0, 28))).toMatchObject({ leader: 3, peerEpoch: 1, version: 0 })
})

test('a malformed notification is skipped: too short, or its configuration cut off', () => {
  const bytes = payload(encodeNotification(current, 'looking', vote(3), 1))
  expect(decodeNotification(bytes.subarray(0, 27))).toBeUndefined()
  expect(decodeNotification(bytes.subarray(0, 60))).toBeUndefined()
})

test('a server with a leader answers who looks, and who does not vote, and nobody else', () => {
  const wide = initialViews(members)
  const settled: Settled = { state: 'following', vote: vote(3, 1, 5), round: 2 }
  const asks = (from: number, state: 'looking' | 'following') =>
    answerWhenSettled(wide, settled, serverId(from), decoded(encodeNotification(wide.current, state, vote(2), 9)))
  const answer = asks(2, 'looking')
  expect(answer && readVote(decoded(answer))).toEqual({ vote: vote(3, 1, 5), round: 2, state: 'following' })
  expect(asks(4, 'looking')).toBeDefined()
  expect(asks(2, 'following')).toBeUndefined()
})
