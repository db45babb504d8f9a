/** One channel on real TCP: when it ends by itself. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serverId } from '../../../ground/ids.ts'
import { serverConfig } from '../../../protocol/config.ts'
import type { FromGateway } from '../../gateway/messages.ts'
import { HOST } from './clientPorts.ts'
import { pipeOf } from './pipe.ts'

const SILENCE_MS = 300

let listener: Server
let client: Socket
let socket: Socket
const told: FromGateway[] = []

beforeEach(async () => {
  told.length = 0
  listener = createServer({ allowHalfOpen: true })
  await new Promise<void>((ready) => listener.listen(0, HOST, ready))
  const address = listener.address()
  const arrival = new Promise<Socket>((resolve) => listener.once('connection', resolve))
  client = connect({ host: HOST, port: typeof address === 'object' ? (address?.port ?? 0) : 0 })
  client.on('error', () => undefined)
  socket = await arrival
})
afterEach(() => {
  client.destroy()
  socket.destroy()
  listener.close()
})

/** Ends when the channel is over. */
function begin(silenceMs?: number): Promise<void> {
  const ports = { send: (message: FromGateway) => void told.push(message), isChoked: () => false }
  return new Promise((over) => pipeOf(2, socket, true, { ...ports, over }, undefined, silenceMs))
}

test('a client that says nothing for too long is cut, and the page is told why', async () => {
  const cut = new Promise((closed) => client.once('close', closed))
  await begin(SILENCE_MS)
  expect(told).toEqual([{ type: 'close', channel: 2, reset: true, reason: 'no byte in 0.3 s' }])
  await cut
})

test('a client that pings as it must is never so quiet: the longest session that a server grants has 40 s', () => {
  void begin()
  expect(socket.timeout).toBe(180_000)
  expect(serverConfig(serverId(1), []).sessionTimeoutMsMax).toBeLessThan(180_000)
})
