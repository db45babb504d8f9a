/** Scenes of liars: what a leader, a learner or a stranger says that no server of ours would, and what it must not bring about. */
import {
  EPOCH_HIGHEST,
  epoch,
  epochStart,
  linkId,
  type ServerId,
  serverId,
  serverNode,
  sessionIdFrom,
  ZXID_ZERO,
  zxidOf,
} from '../../../ground/ids.ts'
import { OpCode } from '../../../ground/jute/opcodes.ts'
import { encodeTxnRecord } from '../../../ground/jute/txns.ts'
import { encodeQuorumPacket, learnerInfoPacket, packet } from '../../../protocol/zab/packets.ts'
import { nodeOf, stepServer } from '../machine.ts'
import { create } from '../ops.ts'
import type { Programs } from '../program.ts'
import type { World } from '../world.ts'
import { besideLeader, demand, stage } from './theatre.ts'

type Packet = Parameters<typeof encodeQuorumPacket>[0]
/** A transaction of nobody's, as a packet. */
function txnPacket(type: 'proposal' | 'inform', epochOfIt: number, counter: number): Packet {
  const zxid = zxidOf(epoch(epochOfIt), counter)
  const header = { clientId: sessionIdFrom(1n), cxid: 1, zxid, time: 0, type: OpCode.error }
  return packet(type, zxid, encodeTxnRecord({ header, txn: { type: 'error', err: -6 }, digest: null }))
}
/** What comes on the link to its leader, and was never sent by it. */
function mislead(world: World, id: ServerId, packets: readonly Packet[]): void {
  const { role } = world.server(id)
  const link = role.type === 'following' ? role.link : undefined
  if (link === undefined) throw new Error('who follows has a link')
  const node = nodeOf(world.machine, serverNode(id))
  for (const one of packets) stepServer(world.machine, node, { type: 'received', link, bytes: encodeQuorumPacket(one) })
}

/** A leader sends what it never proposed while a follower is brought up to date, and the older behind the newer. */
export function unorderedSync(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  const id = serverId(1)
  const isSyncing = (): boolean => {
    const { role } = world.server(id)
    return role.type === 'following' && role.syncMode !== undefined && role.phase !== 'broadcast'
  }
  world.runUntil(isSyncing, 10_000, 's1 is brought up to date')
  const lies = [9, 3].flatMap((counter) => {
    const proposal = txnPacket('proposal', 1, counter)
    return [proposal, packet('commit', proposal.zxid)]
  })
  mislead(world, id, lies)
  demand(world.server(id).role.type === 'looking', 's1 keeps what does not follow its last transaction')
  world.settle()
}

/** A proposal waits for its commit when a transaction comes that is committed already. */
export function overtakingInform(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  const leader = besideLeader(world)
  const others = world.servers.filter((id) => id !== leader)
  for (const id of others) nodeOf(world.machine, serverNode(id)).flushSlowMs = 1000
  world.submit('A', create('/pending'))
  const [id = leader] = others
  const waiting = (): bigint => {
    const { role } = world.server(id)
    return (role.type === 'following' ? role.pending[0]?.zxid : undefined) ?? 0n
  }
  world.runUntil(() => waiting() > 0n, 5000, 'a proposal waits')
  mislead(world, id, [txnPacket('inform', Number(waiting() >> 32n), Number(waiting() & 0xffffffffn))])
  for (const other of others) nodeOf(world.machine, serverNode(other)).flushSlowMs = 0
  world.settle()
}

/** Follower 1 starts again, until its leader could bring it up to date. */
function returning(world: World): ServerId {
  const leader = besideLeader(world)
  const [id = leader] = world.servers.filter((other) => other !== leader)
  world.restart(id)
  const isWaiting = (): boolean => {
    const { role } = world.server(id)
    return role.type === 'following' && role.phase === 'synchronization' && role.syncMode === undefined
  }
  for (let tries = 0; tries < 5000 && !isWaiting(); tries++) world.stepOne()
  return id
}

/** A leader claims to have transactions of an epoch that nobody has agreed on. */
export function laterEpoch(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  const id = returning(world)
  const proposal = txnPacket('proposal', 7, 1)
  mislead(world, id, [packet('diff', proposal.zxid), proposal, packet('commit', proposal.zxid)])
  demand(world.server(id).role.type === 'looking', `s${id} takes a transaction of epoch 7 in epoch 1`)
  world.settle()
}

/** A learner reads its folder for a TRUNC, and what its leader sends meanwhile is no packet. */
export function garbageBehindTrunc(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  const id = returning(world)
  const { lastProcessedZxid } = world.server(id).db
  mislead(world, id, [packet('trunc', lastProcessedZxid), packet('proposal', lastProcessedZxid, new Uint8Array(4))])
  world.settle()
}

/** Somebody dials server `id` on its quorum port, and says this. */
function callIn(world: World, id: number, said: Packet): void {
  const node = nodeOf(world.machine, serverNode(serverId(id)))
  const link = linkId('stranger')
  const address = '10.0.0.1:1'
  stepServer(world.machine, node, { type: 'opened', link, channel: 'quorum', peer: undefined, dialled: false, address })
  stepServer(world.machine, node, { type: 'received', link, bytes: encodeQuorumPacket(said) })
}

/** Somebody dials a server that is about to lead, and says what is no packet. */
export function garbageInBacklog(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  world.runFor(1)
  callIn(world, 3, packet('followerInfo', ZXID_ZERO, new Uint8Array(4)))
  world.settle()
  const isRefused = world.trace.some(({ event }) => event.type === 'ignored' && event.what === 'quorum bytes')
  demand(isRefused, 'what a stranger said breaks the link of somebody else')
}

/** A leader proposes one epoch, and establishes another. */
export function otherEpoch(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  const id = returning(world)
  mislead(world, id, [packet('diff', world.server(id).db.lastProcessedZxid), packet('newLeader', epochStart(epoch(7)))])
  world.settle()
}

/** A learner that has accepted the last epoch there is dials a server that is about to choose the next one. */
export function lastEpoch(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  world.runUntil(() => world.server(3).role.type === 'leading', 10_000, 's3 is elected')
  callIn(world, 3, learnerInfoPacket(false, serverId(2), EPOCH_HIGHEST, ZXID_ZERO))
  world.settle()
}
