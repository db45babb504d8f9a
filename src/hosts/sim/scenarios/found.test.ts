/** What swarms have found, as tests of their own: each was a failing seed, and has its row in `../knownBugs.ts`. */
import { expect, test } from 'vitest'
import { serverId } from '../../../ground/ids.ts'
import { serverConfig } from '../../../protocol/config.ts'
import { becomeLeading } from '../../../protocol/server/roles.ts'
import { createServer } from '../../../protocol/server/server.ts'

// The leader ended its wait at once (everybody within its reach had voted), its follower waited 200 ms for a server that
// stood still: with a tick of 100 ms the leader had given up by then, round after round.
test('a leader that was sure at once waits for those who may still wait for a better vote', () => {
  const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' }) as const)
  const config = serverConfig(serverId(1), members, { tickTime: 100 })
  const { deadline } = becomeLeading(createServer(config), 0, 'won the vote', [])
  expect(deadline).toBeGreaterThan(config.finalizeWaitMs + config.tickTime / 2)
})
