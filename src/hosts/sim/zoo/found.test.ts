import { expect, test } from 'vitest'
import { infect } from '../../../ground/base/mut.ts'
import { REAL } from '../real.ts'
import { PROOFS } from './found.ts'
import { FOUND } from './others.ts'

const NAMES = [
  'emptyLogHasAll',
  'ownSyncUnanswered',
  'joinWithoutPatience',
  'dialOnce',
  'answersTheSettled',
  'timeoutBelowZero',
  'membershipUnchecked',
  'syncUnordered',
  'informOvertakes',
  'laterEpochTaken',
  'unguardedAfterTrunc',
  'unguardedBacklog',
  'backAndForth',
  'treeWrittenLater',
  'epochNeverAgreed',
  'epochAfterLast',
  'epochStartUnknown',
  'syncForWrite',
] as const

test('every bug that was found has a scene', () => {
  expect(Object.keys(PROOFS)).toEqual(Object.keys(FOUND))
  expect(Object.keys(PROOFS)).toEqual([...NAMES])
})

test.each(NAMES)('%s comes back with its switch, and only with it', (name) => {
  const { seed, play } = PROOFS[name]
  try {
    play(seed, REAL)
    infect([name])
    expect(() => play(seed, REAL)).toThrow()
  } finally {
    infect([])
  }
})

test('a leader answers its own sync behind a write of the session', () => {
  PROOFS.ownSyncUnanswered.play(1, REAL)
})

test('what is sent during synchronisation is taken in its order, or the leader is left', () => {
  PROOFS.syncUnordered.play(1, REAL)
})

test('a transaction that comes committed never overtakes proposals that wait for their commit', () => {
  PROOFS.informOvertakes.play(1, REAL)
})

test('nothing is taken of an epoch that was never agreed', () => {
  PROOFS.laterEpochTaken.play(1, REAL)
})

test('what waits behind a TRUNC and is no packet ends the link, and not the server', () => {
  PROOFS.unguardedAfterTrunc.play(1, REAL)
})

test('what waits in the backlog and is no packet ends its own link', () => {
  PROOFS.unguardedBacklog.play(1, REAL)
})

test('a server is cut back to the start of an epoch, which stands in no log', () => {
  const { seed, play } = PROOFS.epochStartUnknown
  play(seed, REAL)
})

test('a contender whose create waits for its quorum while it is looked for stands in line once', () => {
  PROOFS.syncForWrite.play(1, REAL)
})
