/** The conversations recorded from ZooKeeper 3.8.0, held over TCP with `serve`. */
import { afterAll, afterEach } from 'vitest'
import { conversationSuite } from '../../src/protocol/server/conversation.suite.ts'
import { carrier, removeExpiring } from './carrier.ts'
import { allServing } from './differential/real.ts'
import { serve } from './serve.ts'

const running = await serve()
// Server 0 of these conversations follows: the leader comes last.
const [leader = 0, ...followers] = await allServing(running.ports)
const tcp = carrier([...followers, leader])
afterEach(async ({ task }) => {
  tcp.endSessions()
  if (task.name.startsWith('ttl')) await removeExpiring(leader)
})
afterAll(async () => {
  await tcp.close()
  await running.end()
})

conversationSuite('serve over TCP holds the recorded conversations', tcp.begin, {})
