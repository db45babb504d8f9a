import { expect, test } from 'vitest'
import { restlessMembers } from './restlessMembers.suite.ts'

const SEEDS = Array.from({ length: 16 }, (_, i) => i + 1)
// Each of them found a bug: a voter that is just being added in a round of its own; an observer whose acknowledgement of
// NEWLEADER was not counted; one that was taken for a follower in step; a membership told before it was committed; a voter
// that comes back, and waits for a majority of a proposed membership which waits for it.
const FOUND_BUGS = [39, 51, 58, 92, 97, 123, 1274, 1546]

test('members come and go under faults, and one history and one membership are left', { timeout: 120_000 }, () => {
  const runs = [...SEEDS, ...FOUND_BUGS].map(restlessMembers)
  // The runs are worth something: much was committed, many writes were answered, and the ensembles ended differently.
  expect(runs.reduce((sum, run) => sum + run.committed, 0)).toBeGreaterThan(200)
  expect(runs.reduce((sum, run) => sum + run.writes, 0)).toBeGreaterThan(100)
  expect(runs.reduce((sum, run) => sum + run.changes, 0)).toBeGreaterThan(40)
  expect(new Set(runs.map((run) => run.voters.join())).size).toBeGreaterThan(8)
})
