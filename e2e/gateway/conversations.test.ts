/** The conversations recorded from ZooKeeper 3.8.0, held over TCP with the servers in the open page. */
import { afterAll, afterEach, expect, test } from 'vitest'
import { conversationSuite } from '../../src/protocol/server/conversation.suite.ts'
import { carrier, removeExpiring } from '../wire/carrier.ts'
import { opened, portsOf, server } from './opened.ts'

// Nobody else writes: each zxid is a conversation's own.
const running = await opened(3, '&tree=empty&clients=0')
// Server 0 of these conversations follows: the leader comes last.
const seats = await Promise.all(
  (await portsOf(running.page)).map(async (port, index) => {
    const name = (await server(running.page, index + 1).getAttribute('aria-label')) ?? ''
    return { port, leads: name.includes(', leader,') }
  }),
)
const tcp = carrier([...seats.filter(({ leads }) => !leads), ...seats.filter(({ leads }) => leads)].map((s) => s.port))
afterEach(async ({ task }) => {
  tcp.endSessions()
  if (task.name.startsWith('ttl')) await removeExpiring(seats[0]?.port ?? 0)
})
afterAll(async () => {
  await tcp.close()
  await running.end()
})

conversationSuite('the servers in the page hold the recorded conversations', tcp.begin, {})

test('and the page has nothing to complain about', () => {
  expect(running.errors).toEqual([])
})
