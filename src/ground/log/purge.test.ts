import { expect, test } from 'vitest'
import { planPurge } from './purge.ts'

const NONE: ReadonlySet<string> = new Set()
const name = (short: string): string => `version-2/${short.replace('s', 'snapshot.').replace('l', 'log.')}`
/** Names in short: `s5` is version-2/snapshot.5, `l6` is version-2/log.6. */
function purge(files: string, broken: readonly string[] = [], retain: number = 3): string {
  const gone = planPurge(files.split(' ').map(name), new Set(broken.map(name)), retain)
  return gone.map((file) => file.replace('version-2/snapshot.', 's').replace('version-2/log.', 'l')).join(' ')
}

test.each([
  ['three snapshots are kept with all that follows', 's1 s5 s9 l2 l6 la', ''],
  ['the log before the oldest that stays may hold what it lacks', 's1 s5 s9 sd l2 l6 la le', 's1'],
  ['what is before that log goes', 's0 s5 s9 sd l1 l4 l6 la', 's0 l1'],
  ['a log that begins with the snapshot itself is the one before', 's1 s5 s9 sd l2 l5 l6', 's1 l2'],
  ['numbers are compared, not texts', 's9 sa s10 s100 l1 l2 la l11', 's9 l1 l2'],
  ['without a snapshot nothing goes', 'l1 l2 l3', ''],
])('%s', (_why, files, gone) => {
  expect(purge(files)).toBe(gone)
})

test('a snapshot that can not be read does not count, and its logs stay', () => {
  expect(purge('s1 s5 s9 sd l2 l6 la', ['sd'])).toBe('')
  expect(purge('s1 s5 s9 sd sf l1 l6 la', ['s1', 'sf'])).toBe('s1')
})

test('nothing but logs and snapshots is looked at', () => {
  const others = ['myid', 'version-2/acceptedEpoch', 'version-2/currentEpoch', 'version-2/snapshot.zz', 'log.1']
  expect(planPurge([...others, ...['s1', 's2', 's3', 's4'].map(name)], NONE, 3)).toEqual([name('s1')])
})
