import { expect, test } from 'vitest'
import { clientNode, linkId, serverId, serverNode } from '../../ground/ids.ts'
import type { Flight } from '../engine.ts'
import { autoSpeed, FAST_SPEED, WATCH_SPEED, watchMsMax, worthSeeing } from './autoTempo.ts'

const flight = (channel: Flight['channel'], kind: Flight['kind'], bytes: readonly number[]): Flight => ({
  from: serverNode(serverId(1)),
  to: clientNode('A'),
  seq: 1,
  link: linkId('l'),
  channel,
  kind,
  sentAt: 0,
  dueAt: 0,
  bytes: new Uint8Array(bytes),
})

test('after an act the time is slow as long as messages worth seeing fly', () => {
  expect(autoSpeed({ watchSpeed: WATCH_SPEED, sinceActMs: 100, inAir: 3, idleMs: 0 })).toBe(WATCH_SPEED)
})
test('the pause between two waves of an election does not flutter', () => {
  expect(autoSpeed({ watchSpeed: WATCH_SPEED, sinceActMs: 100, inAir: 0, idleMs: 50 })).toBe(WATCH_SPEED)
  expect(autoSpeed({ watchSpeed: WATCH_SPEED, sinceActMs: 100, inAir: 0, idleMs: 500 })).toBe(FAST_SPEED)
})
test('a busy ensemble is not slowed down for ever by one act, and not at all by none', () => {
  expect(autoSpeed({ watchSpeed: WATCH_SPEED, sinceActMs: watchMsMax + 1, inAir: 9, idleMs: 0 })).toBe(FAST_SPEED)
  expect(autoSpeed({ watchSpeed: WATCH_SPEED, sinceActMs: Number.POSITIVE_INFINITY, inAir: 9, idleMs: 0 })).toBe(
    FAST_SPEED,
  )
})
test.each([
  ['a vote', flight('election', 'data', [0, 0, 0, 40]), true],
  ['a proposal', flight('quorum', 'data', [0, 0, 0, 2]), true],
  ['a ping of the leader', flight('quorum', 'data', [0, 0, 0, 5, 0]), false],
  ['a request', flight('client', 'data', [0, 0, 0, 8, 0, 0, 0, 1]), true],
  ['a ping of a client', flight('client', 'data', [0, 0, 0, 8, 255, 255, 255, 254]), false],
  ['a connection being opened', flight('client', 'dial', []), true],
  ['its accept', flight('client', 'accept', []), false],
])('%s: worth seeing is %s', (_what, message, worth) => {
  expect(worthSeeing(message)).toBe(worth)
})
