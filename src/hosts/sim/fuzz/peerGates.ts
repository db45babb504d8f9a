/**
 * Servers that hear anything from their peers. Strangers, and voters that lie about their votes, change nothing that the
 * checkers watch, and the ensemble goes on. A leader or a learner that lies in its packets can do harm, as in ZooKeeper:
 * there a server may close the link, look for another leader, or stop with a reason, but never fall over its own feet.
 */
import { AssertionError, assert } from '../../../ground/base/assert.ts'
import { below, type Rng } from '../../../ground/base/rng.ts'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { emptyDatabase } from '../../../ground/data/tree.ts'
import { type LinkId, linkId, type NodeName, serverId, serverNode } from '../../../ground/ids.ts'
import { Writer } from '../../../ground/jute/cursor.ts'
import { frame } from '../../../ground/jute/frames.ts'
import { PacketType } from '../../../ground/jute/peer.ts'
import { encodeSnapshot } from '../../../ground/log/snapshot.ts'
import { createCheckers, observeAll } from '../../checkers/checkers.ts'
import type { Happening } from '../../engine.ts'
import {
  bytesOf,
  chance,
  type Gate,
  joined,
  type Meter,
  ODD_INTS,
  oddText,
  oneOf,
  pieces,
  spoiled,
  timed,
} from '../../fuzzing.ts'
import { addNode } from '../faults.ts'
import { nodeOf, stepServer } from '../machine.ts'
import { create } from '../ops.ts'
import { REAL } from '../real.ts'
import { createWorld, type World } from '../world.ts'

export const electionGate: Gate = {
  name: 'election',
  doc: 'handshakes and votes of strangers and liars: no checker is broken, and the ensemble goes on',
  episode: (rng, meter) => besiege(rng, meter, 'election'),
}
export const peerGate: Gate = {
  name: 'peer',
  doc: 'quorum packets in any state, from anybody: a server closes, looks for a leader or stops with a reason',
  episode: (rng, meter) => besiege(rng, meter, 'quorum'),
}

const IDS: readonly [number, ...number[]] = [1, 2, 3, 4, 9, 0, 255, -1, 256]

/**
 * Whether lies must do no harm: votes, where the membership stands. Who belongs to an ensemble that may change is believed of
 * any voter that knows a newer membership (FastLeaderElection.WorkerReceiver), and what a leader or a learner says is, too:
 * a forged one is outside of what Zab withstands.
 */
function isHarmless(channel: 'election' | 'quorum', seed: number): boolean {
  return channel === 'election' && seed % 4 !== 0
}

/** A world whose servers may be told anything: judged by all checkers, or where lies may do harm by whether a server falls. */
function createSiege(channel: 'election' | 'quorum', seed: number): World {
  const checkers = createCheckers()
  let seen = 0
  const world = createWorld({
    servers: 3,
    seed,
    clients: ['A'],
    config: { tickTime: 200, snapCount: 15, committedLogMax: 10, reconfigEnabled: !isHarmless(channel, seed) },
    programs: REAL,
    traceMessages: false,
    journals: false,
    check: (trace: readonly Happening[]) => {
      for (; seen < trace.length; seen++) {
        const happening = trace[seen]
        if (happening === undefined) continue
        fellOver(happening)
        const violations = observeAll(checkers, happening)
        if (isHarmless(channel, seed) && violations[0] !== undefined)
          throw new AssertionError(`${violations[0].checker}: ${violations[0].reason}`)
      }
    },
  })
  // Whoever introduces himself is dialled back, wherever that leads.
  for (const id of [0, 4, 9, 255]) addNode(world.machine, serverNode(serverId(id)))
  return world
}
function fellOver({ node, event }: Happening): void {
  if (event.type !== 'nodeEnded' || event.how !== 'crashed') return
  if (/Error\b/.test(event.reason.split('\n')[0] ?? '')) throw new Error(`${node} fell: ${event.reason}`)
  assert(event.reason.length > 10, 'who stops says why')
}

function besiege(rng: Rng, meter: Meter, channel: 'election' | 'quorum'): number {
  const seed = 1 + below(rng, 1000)
  const world = createSiege(channel, seed)
  // The attack begins in any phase: while they elect, discover, synchronise, or serve.
  world.runFor(oneOf(rng, [1, 5, 20, 100, 210, 230, 300, 2000]))
  const strangers = new Map<LinkId, number>()
  let inputs = 0
  const count = 5 + below(rng, 40)
  for (let turn = 0; turn < count; turn++) {
    const id = oneOf(rng, [1, 2, 3])
    const link = chance(rng, 60) ? strangerLink(world, rng, id, channel, turn) : ownLink(world, rng, id, channel)
    if (link === undefined) continue
    if (link.startsWith('fuzz')) strangers.set(link, id)
    for (const piece of pieces(rng, channel === 'election' ? electionBytes(rng) : quorumBytes(rng))) {
      give(world, meter, id, { type: 'received', link, bytes: piece })
    }
    inputs += 1
    if (chance(rng, 10)) world.submit('A', create(`/n${turn}`, 'x'))
    if (chance(rng, 50)) world.runFor(oneOf(rng, [0, 1, 2, 10, 100]))
    if (!isHarmless(channel, seed))
      for (const server of world.servers) if (!world.isRunning(server)) world.restart(server)
  }
  if (isHarmless(channel, seed)) {
    // While a liar holds the link of a voter, that voter is not heard; when it lets go, all find together.
    for (const [link, id] of strangers) give(world, meter, id, { type: 'closed', link, reason: 'gone' })
    world.settle(120_000)
  }
  return inputs
}

type Given = Parameters<typeof stepServer>[2]
function give(world: World, meter: Meter, id: number, input: Given): void {
  const node = nodeOf(world.machine, serverNode(serverId(id)))
  timed(meter, () => stepServer(world.machine, node, input))
}

/** A link that somebody dialled; elections begin with a handshake. */
function strangerLink(world: World, rng: Rng, id: number, channel: 'election' | 'quorum', turn: number): LinkId {
  const link = linkId(`fuzz-${turn}`)
  give(world, { now: () => 0, slowestMs: 0 }, id, {
    type: 'opened',
    link,
    channel,
    peer: chance(rng, 80) ? serverId(oneOf(rng, [1, 2, 3])) : undefined,
    dialled: false,
    address: '10.0.0.1:1',
  })
  if (channel === 'election' && chance(rng, 90)) {
    const bytes = handshake(rng)
    give(world, { now: () => 0, slowestMs: 0 }, id, { type: 'received', link, bytes })
  }
  return link
}
/** A link that the server has: what comes on it seems to come from its true peer. */
function ownLink(world: World, rng: Rng, id: number, channel: 'election' | 'quorum'): LinkId | undefined {
  const name: NodeName = serverNode(serverId(id))
  const links = [...nodeOf(world.machine, name).end.links.values()].filter(
    (link) => link.channel === channel && link.up,
  )
  return links[below(rng, Math.max(1, links.length))]?.id
}

function handshake(rng: Rng): Uint8Array {
  const writer = new Writer()
  writer.long(chance(rng, 90) ? -65536n : BigInt(oneOf(rng, ODD_INTS)))
  writer.long(BigInt(oneOf(rng, IDS)))
  writer.buffer(encodeUtf8(chance(rng, 80) ? 'zk1:3888' : oddText(rng)))
  return chance(rng, 90) ? writer.bytes() : spoiled(rng, writer.bytes())
}

function zxidOf(rng: Rng): bigint {
  const counter = oneOf(rng, [0, 1, 2, 5, 20, 0xffffffff])
  return chance(rng, 80)
    ? (BigInt(oneOf(rng, [0, 1, 1, 1, 2, 3])) << 32n) | BigInt(counter)
    : BigInt(oneOf(rng, ODD_INTS)) << 32n
}

function electionBytes(rng: Rng): Uint8Array {
  const writer = new Writer()
  writer.int(chance(rng, 90) ? below(rng, 4) : oneOf(rng, ODD_INTS))
  writer.long(BigInt(oneOf(rng, IDS)))
  writer.long(zxidOf(rng))
  writer.long(BigInt(oneOf(rng, [0, 1, 1, 2, 3, -1, 0x7fffffff])))
  writer.long(BigInt(oneOf(rng, [0, 1, 1, 2, -1, 0x7fffffff])))
  writer.int(2)
  writer.buffer(encodeUtf8(configText(rng)))
  const whole = writer.bytes()
  const bytes = chance(rng, 10) ? whole.slice(0, oneOf(rng, [28, 40, 44, 10])) : whole
  return chance(rng, 85) ? frame(bytes) : spoiled(rng, frame(bytes))
}
function configText(rng: Rng): string {
  const lines = [1, 2, 3].map((id) => `server.${id}=zk${id}:2888:3888:participant;0.0.0.0:2181`)
  return chance(rng, 80) ? `${lines.join('\n')}\nversion=0` : oddText(rng)
}

const TYPES: readonly [number, ...number[]] = [PacketType.request, ...Object.values(PacketType), 0, 20, 101, -1]

function quorumBytes(rng: Rng): Uint8Array {
  const writer = new Writer()
  for (let count = 1 + below(rng, 4); count > 0; count--) {
    const type = oneOf(rng, TYPES)
    writer.int(type)
    writer.long(zxidOf(rng))
    writer.buffer(packetData(rng, type))
    writer.int(chance(rng, 95) ? -1 : oneOf(rng, ODD_INTS))
    if (type === PacketType.snap) writer.raw(snapshotBytes(rng))
  }
  return chance(rng, 80) ? writer.bytes() : spoiled(rng, writer.bytes())
}
function snapshotBytes(rng: Rng): Uint8Array {
  const good = encodeSnapshot(emptyDatabase())
  const signed = joined([good, frame(encodeUtf8('BenWasHere'))])
  return chance(rng, 40) ? signed : spoiled(rng, signed)
}
function packetData(rng: Rng, type: number): Uint8Array | null {
  if (chance(rng, 10)) return oneOf(rng, [null, new Uint8Array(), bytesOf(rng, below(rng, 60))])
  const writer = new Writer()
  switch (type) {
    case PacketType.followerInfo:
    case PacketType.observerInfo:
      writer.long(BigInt(oneOf(rng, IDS)))
      writer.int(0x10000)
      writer.long(0n)
      break
    case PacketType.leaderInfo:
    case PacketType.ackEpoch:
      writer.int(oneOf(rng, [0x10000, 0, 1, -1, 0x7fffffff]))
      break
    case PacketType.proposal:
    case PacketType.inform:
      // A transaction's header: session, cxid, zxid, time, type; then what it does, if anything.
      writer.long(BigInt(oneOf(rng, ODD_INTS)))
      writer.int(1)
      writer.long(zxidOf(rng))
      writer.long(0n)
      writer.int(oneOf(rng, [1, 2, 5, -1, -10, -11, 14, 16, 19, 21, 99]))
      writer.raw(bytesOf(rng, below(rng, 40)))
      break
    case PacketType.newLeader:
      return encodeUtf8(configText(rng))
    case PacketType.request:
      writer.long(BigInt(oneOf(rng, ODD_INTS)))
      writer.int(1)
      writer.int(oneOf(rng, [1, 2, 5, 9, 14, 16, -10, -11, 99, -1]))
      writer.raw(bytesOf(rng, below(rng, 30)))
      break
    default:
      writer.long(BigInt(oneOf(rng, ODD_INTS)))
      writer.int(oneOf(rng, ODD_INTS))
  }
  return writer.bytes()
}
