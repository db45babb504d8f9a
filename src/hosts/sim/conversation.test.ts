/** The conversations recorded from ZooKeeper 3.8.0, held with a whole simulated ensemble: links, election, disks and all. */
import { expect, test } from 'vitest'
import { linkId, serverId } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { frame, type Inbox, inbox, pour, takeFrame } from '../../ground/jute/frames.ts'
import { conversationSuite, type Host, type Wire } from '../../protocol/server/conversation.suite.ts'
import { codeOf, encodeBody, type Step } from '../../protocol/server/conversationCodec.suite.ts'
import type { ClientProgram, Programs } from './program.ts'
import { REAL } from './real.ts'
import { createWorld, type World } from './world.ts'

/** How long a host waits for what is under way, in virtual ms: many hops and flushes. */
const SETTLE_MS = 100
const FRAME_BYTES_MAX = 0x1fffff
const ELSEWHERE = 'clients of the simulator have addresses of their own, not 127.0.0.1'
const NEEDS_MORE = { 'acl-ip': ELSEWHERE, whoami: ELSEWHERE }

/** A client that only carries bytes: what `out` holds leaves with the next input. */
type Carrier = { readonly out: Uint8Array[]; readonly box: Inbox; up: boolean; over: boolean }

function carrierProgram(carrier: Carrier, config: Parameters<Programs['client']>[0]): ClientProgram {
  const link = linkId(`raw-${config.name}`)
  return {
    type: 'client',
    config,
    nextDeadline: () => Number.POSITIVE_INFINITY,
    step: (_now, input, effects) => {
      if (input.type === 'started') {
        effects.push({ type: 'dial', link, channel: 'client', peer: config.preferred ?? serverId(1) })
      } else if (input.type === 'opened') carrier.up = true
      else if (input.type === 'received') pour(carrier.box, input.bytes)
      else if (input.type === 'closed') carrier.over = true
      if (carrier.up) for (const bytes of carrier.out.splice(0)) effects.push({ type: 'send', link, bytes })
    },
  }
}

function wireOf(world: World, name: string, carrier: Carrier): Wire {
  return {
    send: (bytes) => {
      carrier.out.push(bytes)
      if (!carrier.over) world.tell(name, { type: 'deadline' })
    },
    receive: () => {
      const frames: Uint8Array[] = []
      for (;;) {
        const next = takeFrame(carrier.box, FRAME_BYTES_MAX)
        if (next === undefined) return frames
        frames.push(next)
      }
    },
    closed: () => carrier.over,
    drop: () => {
      world.killClient(name)
      carrier.over = true
    },
  }
}

/** Three servers that have elected a leader; the conversation's server 0 is the `first` of them, counted from 0. */
function ensemble(first: number): Host {
  const carriers = new Map<string, Carrier>()
  const client: Programs['client'] = (config) => {
    const carrier = carriers.get(config.name)
    if (carrier === undefined) throw new RangeError(`no client ${config.name}`)
    return carrierProgram(carrier, config)
  }
  const world = createWorld({ servers: 3, seed: 7, programs: { ...REAL, client } })
  world.settle()
  const open = (server: number): Wire => {
    const name = `raw${carriers.size + 1}`
    const carrier: Carrier = { out: [], box: inbox(), up: false, over: false }
    carriers.set(name, carrier)
    world.addClient(name, serverId(((server + first) % 3) + 1))
    return wireOf(world, name, carrier)
  }
  return { open, settle: () => world.runFor(SETTLE_MS), wait: (ms) => world.runFor(ms) }
}

for (const first of [0, 1, 2]) {
  conversationSuite(`server ${first + 1} of three answers as ZooKeeper 3.8.0 did`, () => ensemble(first), NEEDS_MORE)
}

function requestFrame(xid: number, step: Step): Uint8Array {
  const writer = new Writer()
  writer.int(xid)
  writer.int(codeOf(step.op))
  if (step.op !== 'ping') writer.raw(encodeBody(step))
  return frame(writer.bytes())
}

test.each([0, 1, 2])('a pipeline of writes, syncs, pings and reads is answered in its order (server %i)', (first) => {
  const host = ensemble(first)
  const wire = host.open(0)
  const hello = new Writer()
  hello.int(0)
  hello.long(0n)
  hello.int(10_000)
  hello.long(0n)
  hello.buffer(new Uint8Array(16))
  hello.boolean(false)
  wire.send(frame(hello.bytes()))
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
