/** The conversations recorded from ZooKeeper 3.8.0, held with a whole simulated ensemble: links, election, disks and all. */
import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { frame } from '../../ground/jute/frames.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import { conversationSuite, type Host } from '../../protocol/server/conversation.suite.ts'
import type { Step } from '../../protocol/server/conversationCodec.suite.ts'
import { carriers, hello, requestFrame } from './carrier.suite.ts'

const ELSEWHERE = 'clients of the simulator have addresses of their own, not 127.0.0.1'
const NEEDS_MORE = { 'acl-ip': ELSEWHERE, whoami: ELSEWHERE }

/** Three servers that have elected a leader; the conversation's server 0 is the `first` of them, counted from 0. */
function ensemble(first: number): Host {
  const { world, open, settle } = carriers({ servers: 3, seed: 7 })
  world.settle()
  return { open: (server) => open(serverId(((server + first) % 3) + 1)), settle, wait: (ms) => world.runFor(ms) }
}

for (const first of [0, 1, 2]) {
  conversationSuite(`server ${first + 1} of three answers as ZooKeeper 3.8.0 did`, () => ensemble(first), NEEDS_MORE)
}

test.each([0, 1, 2])('a pipeline of writes, syncs, pings and reads is answered in its order (server %i)', (first) => {
  const host = ensemble(first)
  const wire = host.open(0)
  wire.send(hello())
  host.settle()
  expect(wire.receive()).toHaveLength(1)
  const path = '/pipelined'
  const steps: readonly [number, Step][] = [
    [1, { op: 'create', path, data: 'a' }],
    [2, { op: 'sync', path }],
    [3, { op: 'getData', path }],
    [4, { op: 'setData', path, data: 'b' }],
    [-2, { op: 'ping' }],
    [5, { op: 'delete', path: '/missing' }],
    [6, { op: 'sync', path }],
    [7, { op: 'sync', path }],
    [8, { op: 'exists', path }],
  ]
  for (const [xid, step] of steps) wire.send(requestFrame(xid, step))
  host.settle()
  expect(wire.receive().map((payload) => new Reader(payload).int())).toEqual(steps.map(([xid]) => xid))
})

/** A SASL token without content. */
function saslFrame(): Uint8Array {
  const writer = new Writer()
  writer.int(1)
  writer.int(OpCode.sasl)
  writer.buffer(new Uint8Array())
  return frame(writer.bytes())
}

test.each([
  ['pings', false, requestFrame(-2, { op: 'ping' })],
  ['proves who it is', true, requestFrame(-4, { op: 'auth', scheme: 'digest', auth: 'ann:secret' })],
  ['sends SASL tokens', true, saslFrame()],
])('a session of 10 s that only %s each second for 20 s is over then: %s', (_, isOver, bytes) => {
  const host = ensemble(0)
  const wire = host.open(0)
  wire.send(hello())
  for (let second = 0; second < 20; second++) {
    wire.send(bytes)
    host.wait(1000)
  }
  expect(wire.closed()).toBe(isOver)
})
