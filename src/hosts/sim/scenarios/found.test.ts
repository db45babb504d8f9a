/** What swarms have found, as scenarios: each was a failing seed, told in KNOWN_BUGS. */
import { test } from 'vitest'
import { cluster } from './cluster.suite.ts'

// The leader ended its wait at once (everybody within its reach had voted), the follower waited its 200 ms for a server
// that stands still: with a tick of 100 ms the leader had given up by then, each time.
test('a leader that was sure at once waits for those who are not sure yet', () => {
  const c = cluster(3, { config: { tickTime: 100 } })
  c.settle()
  // Server 1 does not hear that server 2 is gone, and waits for its vote; server 3 is refused by it and does not wait.
  c.cut(2, 1)
  c.kill(2)
  c.restart(3)
  c.runUntil(() => c.leader() === 3, 5000, 'server 3 leads, with server 1')
})
