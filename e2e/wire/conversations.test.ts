/** The conversations recorded from ZooKeeper 3.8.0, held over TCP with `serve`. */
import { afterAll, afterEach } from 'vitest'
import { conversationSuite } from '../../src/protocol/server/conversation.suite.ts'
import { carrier } from './carrier.ts'
import { serve } from './serve.ts'

const running = await serve()
// The first election of three servers is won by the one with the largest id: server 0 of these conversations follows.
const tcp = carrier(running.ports)
afterEach(() => tcp.endSessions())
afterAll(async () => {
  await tcp.close()
  await running.end()
})

conversationSuite('serve over TCP holds the recorded conversations', tcp.begin, {})
