/** Scenes of what was found in this implementation and mended: each fails with the bug that its switch brings back. */
import { sessionTracker, trackSession } from '../../../ground/data/sessions.ts'
import {
  epoch,
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
import { serverConfig } from '../../../protocol/config.ts'
import { onNotification, startElection } from '../../../protocol/election/election.ts'
import { decodeNotification, encodeNotification } from '../../../protocol/election/notifications.ts'
import type { Effect } from '../../../protocol/seam.ts'
import { redial } from '../../../protocol/server/mesh.ts'
import { createServer } from '../../../protocol/server/server.ts'
import { encodeQuorumPacket, packet } from '../../../protocol/zab/packets.ts'
import { createVictim, damageOne } from '../damage/damage.ts'
import { nodeOf, stepServer } from '../machine.ts'
import { create, setData, sync } from '../ops.ts'
import type { Programs } from '../program.ts'
import type { World } from '../world.ts'
import { besideLeader, demand, stage } from './theatre.ts'

/** The newest snapshot holds everything, so the committed log of the next leader is empty; a server without anything joins. */
export function emptyLog(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { config: { snapCount: 2 } })
  world.settle()
  world.kill(1)
  for (let n = 0; n < 8; n++) world.ask('A', create(`/n${n}`))
  world.settle()
  world.kill(2)
  world.kill(3)
  world.start(3)
  world.runFor(1000)
  world.restart(1, 'wipe', true)
  world.settle()
  demand(world.pathsOf(1).length === 8, 's1 serves without what the others hold')
}

/** A client of the leader asks for a sync right behind a write. */
export function ownSync(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  besideLeader(world)
  world.submit('A', setData('/stage', 'x'))
  const id = world.submit('A', sync('/'))
  world.runFor(5000)
  demand(world.outcome(id) !== undefined, 'a sync is never answered')
}

/** One server is sure at once, the other always waits for a better vote: with a short tick the first must not give up before. */
export function patience(seed: number, programs: Programs): void {
  const configOf = (id: number): { readonly finalizeEarly: boolean } => ({ finalizeEarly: id === 3 })
  const world = stage(3, seed, programs, { config: { tickTime: 100 }, configOf, clients: [] })
  world.settle()
  world.kill(1)
  world.sever(2, 3)
  world.runFor(20_000)
  demand(world.leader() !== undefined, 'a majority that hears itself finds no leader')
}

/** Nobody answers the dials of a server, and nobody says that they are lost: after the time-out it dials again. */
export function lostDials(): void {
  const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' as const }))
  const config = serverConfig(serverId(1), members)
  const server = createServer(config)
  const out: Effect[] = []
  redial(server, 0, out)
  redial(server, 200, out)
  redial(server, config.dialTimeoutMs + 1000, out)
  demand(out.filter(({ type }) => type === 'dial').length === 4, 'a dial that was lost is never tried again')
}

/** An observer that has a leader speaks to a voter that looks for one. */
export function settledObserver(): void {
  const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' as const }))
  const observer = serverId(4)
  const config = serverConfig(serverId(1), [...members, { id: observer, type: 'observer' }])
  const vote = { leader: serverId(1), zxid: ZXID_ZERO, epoch: epoch(0) }
  const { election } = startElection(config, 0, vote, 0)
  const word = decodeNotification(encodeNotification(election.views.current, 'observing', vote, 1).subarray(4))
  if (word === undefined) return
  const actions = onNotification(election, config, observer, word, new Set(), 0)
  demand(!actions.some(({ type }) => type === 'notify'), 'a looking voter answers an observer that has settled')
}

/** A leader is asked for a session that is over before it begins. */
export function sessionOfThePast(): void {
  const tracker = sessionTracker(2000, 10_000)
  trackSession(tracker, sessionIdFrom(1n), -5000, 10_000)
}

/** The file of a membership has lost its end. */
export function shortMembership(): void {
  const victim = createVictim()
  const file = victim.files.find(({ name }) => name.startsWith('zoo.cfg.dynamic'))?.name ?? ''
  const { outcome, failure } = damageOne(victim, { file, at: 44, kind: 'cut' })
  demand(outcome === 'halted' && failure === undefined, `a server goes on with a part of its membership: ${failure}`)
}

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

/** Somebody dials a server that is about to lead, and says what is no packet. */
export function garbageInBacklog(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  const node = nodeOf(world.machine, serverNode(serverId(3)))
  world.runFor(1)
  const link = linkId('stranger')
  const address = '10.0.0.1:1'
  stepServer(world.machine, node, { type: 'opened', link, channel: 'quorum', peer: undefined, dialled: false, address })
  const odd = packet('followerInfo', ZXID_ZERO, new Uint8Array(4))
  stepServer(world.machine, node, { type: 'received', link, bytes: encodeQuorumPacket(odd) })
  world.settle()
  const isRefused = world.trace.some(({ event }) => event.type === 'ignored' && event.what === 'quorum bytes')
  demand(isRefused, 'what a stranger said breaks the link of somebody else')
}
