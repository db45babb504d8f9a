/**
 * Scenes: short worlds that go straight where a random one seldom gets, under the checkers that judge every world. They know
 * nothing of switches. A scene ends with an AssertionError where something is wrong, and quietly where nothing is.
 */
import { AssertionError } from '../../../ground/base/assert.ts'
import { decodeUtf8, encodeUtf8 } from '../../../ground/base/utf8.ts'
import { digestIdentity } from '../../../ground/data/acl.ts'
import { changeNode, lookup } from '../../../ground/data/tree.ts'
import { type ServerId, serverNode } from '../../../ground/ids.ts'
import { recover } from '../../../ground/log/recovery.ts'
import { encodeSnapshot, snapshotFileName } from '../../../ground/log/snapshot.ts'
import { createCheckers, observeAll } from '../../checkers/checkers.ts'
import type { Happening } from '../../engine.ts'
import { filesOf, loadFiles } from '../disk.ts'
import { nodeOf } from '../machine.ts'
import { create, getData, setData } from '../ops.ts'
import type { Programs } from '../program.ts'
import { createWorld, type World, type WorldOptions } from '../world.ts'
import { thief } from './thief.ts'

export type SceneName =
  | 'cutBack'
  | 'countedTwice'
  | 'branchedOff'
  | 'falsifiedRecord'
  | 'falsifiedMiddle'
  | 'unreadableSnapshot'
  | 'brokenSnap'
  | 'deadDisk'
  | 'stolenSession'
  | 'secret'
  | 'fuzzySnapshot'
  | 'away'
  | 'closing'
  | 'leftBehind'
  | 'loneLeader'
  | 'rounds'
  | 'lastWord'

/** A world under all checkers. `spoilt`: servers whose disk the scene falsifies, and that may refuse to start on it. */
function stage(
  servers: number,
  seed: number,
  programs: Programs,
  options: Partial<WorldOptions> = {},
  spoilt: ReadonlySet<ServerId> = new Set(),
): World {
  const checkers = createCheckers()
  let heard = 0
  const check = (trace: readonly Happening[]): void => {
    for (; heard < trace.length; heard++) {
      const happening = trace[heard]
      if (happening === undefined) continue
      for (const { checker, reason } of observeAll(checkers, happening)) {
        const isRefusal =
          [...spoilt].some((id) => happening.node === serverNode(id)) && reason.includes('is damaged at')
        if (checker !== 'crashes' || !isRefusal) throw new AssertionError(`${checker}: ${reason}`)
      }
    }
  }
  return createWorld({ servers, seed, programs, check, clients: ['A'], sessionTimeoutMs: 30_000, ...options })
}

function demand(holds: boolean, sentence: string): void {
  if (!holds) throw new AssertionError(`demand: ${sentence}`)
}

/** Lets client A ask the leader itself. */
function besideLeader(world: World): ServerId {
  world.settle()
  world.ask('A', create('/stage'))
  const leader = world.pick('leader')
  world.tell('A', { type: 'move', server: leader })
  world.runFor(2000)
  return leader
}

function pendingAcks(world: World, leader: ServerId): readonly (readonly ServerId[])[] {
  const { role } = world.server(leader)
  return role.type === 'leading' ? [...role.proposals.values()].map(({ acks }) => [...acks]) : []
}

/** A follower has a write on disk that no majority has, loses its leader, and comes back: it is cut back and logs it again. */
function cutBack(seed: number, programs: Programs): void {
  const world = stage(5, seed, programs)
  const leader = besideLeader(world)
  const [near, ...far] = world.servers.filter((id) => id !== leader)
  if (near === undefined) return
  for (const id of far) world.cut(leader, id, true)
  world.submit('A', create('/pending'))
  world.runUntil(() => pendingAcks(world, leader)[0]?.length === 2, 5000, 'two have it on disk')
  world.sever(leader, near)
  const isCut = (): boolean =>
    world.trace.some(({ node, event }) => node === serverNode(near) && event.type === 'truncated')
  world.runUntil(isCut, 8000, 'the follower comes back and is cut back')
  // From here on its disk stands still: what it had is cut off, and what it gets again is not written.
  world.runFor(2)
  for (const id of [near, ...far.slice(1)]) nodeOf(world.machine, serverNode(id)).flushSlowMs = 6000
  world.heal()
  world.runFor(12_000)
  world.settle()
}

/** Of five voters two have a fast disk; one of them loses its link and acknowledges again what it acknowledged before. */
function countedTwice(seed: number, programs: Programs): void {
  const world = stage(5, seed, programs)
  const leader = besideLeader(world)
  const [near, ...far] = world.servers.filter((id) => id !== leader)
  if (near === undefined) return
  for (const id of far) nodeOf(world.machine, serverNode(id)).flushSlowMs = 8000
  world.submit('A', create('/pending'))
  world.runUntil(() => pendingAcks(world, leader)[0]?.length === 2, 5000, 'two have it on disk')
  world.sever(leader, near)
  world.runFor(6000)
  for (const id of far) nodeOf(world.machine, serverNode(id)).flushSlowMs = 0
  world.settle()
  world.ask('A', create('/after'))
  world.settle()
}

/** An old leader comes back with a write that nobody has seen, when the next epoch has written already. */
function branchedOff(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { clients: ['A', 'B'] })
  const old = besideLeader(world)
  world.isolate(old)
  for (let n = 0; n < 3; n++) world.submit('A', create(`/lost${n}`))
  world.runUntil(() => world.leader() !== undefined && world.leader() !== old, 60_000, 'the others elect a leader')
  world.killClient('A')
  world.tell('B', { type: 'move', server: world.pick('leader') })
  world.runFor(2000)
  for (let n = 0; n < 3; n++) world.ask('B', create(`/kept${n}`))
  world.heal()
  world.settle()
  world.ask('B', create('/more'))
  world.settle()
  const digest = world.treeOf('leader').digest
  for (const id of world.servers) demand(world.treeOf(id).digest === digest, `s${id} holds another tree`)
}

/** A follower dies, and wakes up on files that `spoil` has changed. */
function wakeOnSpoilt(
  seed: number,
  programs: Programs,
  spoil: (name: string, bytes: Uint8Array) => Uint8Array | undefined,
  options: { readonly othersHoldAll: boolean; readonly snapCount: number },
): void {
  const spoilt = new Set<ServerId>()
  const world = stage(3, seed, programs, { config: { snapCount: options.snapCount } }, spoilt)
  world.settle()
  for (let n = 0; n < 24; n++) world.ask('A', create(`/n${n}`, `payload ${n}`))
  world.settle()
  const victim = world.pick('B1')
  spoilt.add(victim)
  world.kill(victim)
  const { disk } = nodeOf(world.machine, serverNode(victim))
  const files = filesOf(disk).flatMap(({ name, bytes }) => {
    const changed = spoil(name, bytes)
    return changed === undefined ? [] : [{ name, bytes: changed }]
  })
  loadFiles(disk, files)
  world.restart(victim, 'keep', options.othersHoldAll)
  world.runFor(3000)
  for (let n = 0; n < 4; n++) world.ask('A', setData(`/n${n}`, 'again'))
  world.settle()
  if (!world.isRunning(victim)) return
  const digest = world.treeOf('leader').digest
  demand(world.treeOf(victim).digest === digest, `s${victim} holds another tree`)
}

/** The place of `text` in `bytes`, or -1. */
function placeOf(bytes: Uint8Array, text: string): number {
  const wanted = encodeUtf8(text)
  return bytes.findIndex((_, at) => wanted.every((byte, n) => bytes[at + n] === byte))
}
function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice()
  if (at >= 0) changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

/** One bit of what a client wrote is another one in the log of a follower. */
function falsifiedRecord(seed: number, programs: Programs): void {
  const spoil = (_: string, bytes: Uint8Array): Uint8Array => flipped(bytes, placeOf(bytes, 'payload 12'))
  wakeOnSpoilt(seed, programs, spoil, { othersHoldAll: true, snapCount: 100_000 })
}

/** The same, where others need not hold what the follower had: it must say so and not begin with less. */
function falsifiedMiddle(seed: number, programs: Programs): void {
  const spoil = (_: string, bytes: Uint8Array): Uint8Array => flipped(bytes, placeOf(bytes, 'payload 12'))
  wakeOnSpoilt(seed, programs, spoil, { othersHoldAll: false, snapCount: 100_000 })
}

/** No snapshot can be read, and the logs before it are gone. */
function unreadableSnapshot(seed: number, programs: Programs): void {
  const spoil = (name: string, bytes: Uint8Array): Uint8Array | undefined => {
    if (name.includes('/log.')) return undefined
    return name.includes('/snapshot.') ? flipped(bytes, bytes.length - 40) : bytes
  }
  wakeOnSpoilt(seed, programs, spoil, { othersHoldAll: false, snapCount: 10 })
}

/** A server with an empty disk is given the whole tree, and the link breaks when it has come half way. */
function brokenSnap(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { hopMs: 5, jitterMs: 20, segmentBytes: 64 })
  world.settle()
  for (let n = 0; n < 12; n++) world.ask('A', create(`/n${n}`))
  const late = world.pick('B1')
  world.restart(late, 'wipe', true)
  const begun = (): boolean => {
    const { role } = world.server(late)
    return (role.type === 'following' || role.type === 'observing') && role.reading?.type === 'snapshot'
  }
  for (let tries = 0; tries < 2000 && !begun(); tries++) world.stepOne()
  if (begun()) world.sever(late, 'leader')
  world.runFor(1000)
  world.settle()
  world.ask('A', create('/more'))
  world.settle()
  const digest = world.treeOf('leader').digest
  demand(world.treeOf(late).digest === digest, `s${late} holds another tree`)
}

/** The leader's disk fails: somebody else has to lead before long, for it writes nothing any more. */
function deadDisk(seed: number, programs: Programs): void {
  const spoilt = new Set<ServerId>()
  const world = stage(3, seed, programs, {}, spoilt)
  const leader = besideLeader(world)
  nodeOf(world.machine, serverNode(leader)).flushFault = 'flushError'
  world.submit('A', create('/last'))
  try {
    world.runFor(30_000)
  } catch (error) {
    // It ends and says that it was the disk, as it must.
    if (!(error instanceof Error) || !error.message.includes('the disk failed')) throw error
    return
  }
  demand(world.leader() !== leader, `s${leader} leads on, though its disk has failed`)
}

/** Somebody knows the id of a session and not its password. */
function stolenSession(seed: number, programs: Programs): void {
  const haul = { letIn: false, target: 0n }
  const world = stage(3, seed, {
    ...programs,
    client: (config) => (config.name === 'thief' ? thief(config, haul) : programs.client(config)),
  })
  world.settle()
  world.ask('A', create('/mine'))
  haul.target = [...world.server('leader').db.sessions.keys()][0] ?? 0n
  world.addClient('thief')
  world.runFor(5000)
  demand(!haul.letIn, 'a session was given to somebody who does not know its password')
}

/** A znode is for alice alone; bob watches everything, and must not hear of it. */
function secret(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { clients: ['A', 'B'] })
  world.settle()
  world.ask('A', { type: 'addAuth', scheme: 'digest', auth: encodeUtf8('alice:secret') })
  world.ask('A', create('/house'))
  const acl = [{ perms: 31, id: { scheme: 'digest', id: digestIdentity('alice:secret') } }]
  world.ask('B', { type: 'addWatch', path: '/', mode: 'persistentRecursive' })
  world.ask('A', { type: 'create', path: '/house/diary', data: encodeUtf8('x'), mode: 'persistent', acl })
  world.ask('A', setData('/house/diary', 'y'))
  world.ask('B', getData('/house'))
  const heard = world.trace.find(
    ({ node, event }) => node === 'cB' && event.type === 'watchEvent' && event.path === '/house/diary',
  )
  demand(heard === undefined, 'a client hears of a znode that it may not read')
}

/** A snapshot as ZooKeeper writes it: a child is of a later time than its parent, and the log has what came between. */
function fuzzySnapshot(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  world.settle()
  world.ask('A', create('/parent'))
  const victim = world.pick('B1')
  for (let n = 0; n < 4; n++) world.ask('A', create(`/parent/n${n}`))
  world.settle()
  const { tree, lastProcessedZxid: begun } = world.server(victim).db
  const older = lookup(tree, '/parent')?.stat
  for (let n = 4; n < 8; n++) world.ask('A', create(`/parent/n${n}`))
  world.settle()
  world.kill(victim)
  const { disk } = nodeOf(world.machine, serverNode(victim))
  const files = filesOf(disk)
  const recovered = recover(files)
  if (recovered.type === 'damaged' || older === undefined) return
  const { database } = recovered
  const parent = lookup(database.tree, '/parent')
  if (parent !== undefined) changeNode(database.tree, '/parent', parent, { stat: older })
  loadFiles(disk, [...files, { name: snapshotFileName(begun), bytes: encodeSnapshot(database) }])
  world.restart(victim)
  world.settle()
  world.ask('A', create('/elsewhere'))
  world.settle()
  const digest = world.treeOf('leader').digest
  demand(world.treeOf(victim).digest === digest, `s${victim} holds another tree`)
}

/** A client watches, is out of reach while the znode changes, and comes back. */
function away(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { clients: ['A', 'B'] })
  world.settle()
  world.ask('A', create('/x', 'old'))
  world.ask('A', getData('/x', true))
  for (const id of world.servers) world.cutClient('A', id)
  world.ask('B', setData('/x', 'new'))
  world.runFor(25_000)
  world.heal()
  world.runFor(5000)
  world.ask('A', getData('/x'))
  const heard = world.trace.some(({ node, event }) => node === 'cA' && event.type === 'watchEvent')
  demand(heard, 'a watch is lost: the znode changed while its client was away')
}

/** The session of a client ends while its last words are still on the way to the leader. */
function closing(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { clients: ['A', 'B'], sessionTimeoutMs: 4000 })
  world.settle()
  world.ask('A', create('/stage'))
  const [side] = world.servers.filter((id) => id !== world.leader())
  const leader = world.pick('leader')
  if (side === undefined) return
  world.tell('A', { type: 'move', server: side })
  world.runFor(500)
  world.ask('A', getData('/stage'))
  const connection = [...world.server(side).connections.values()].find(({ phase }) => phase === 'open')
  const session = connection?.session
  world.cut(side, leader, false)
  world.submit('A', create('/late', '', 'ephemeral'))
  world.runFor(100)
  world.freezeClient('A')
  for (const id of world.servers) nodeOf(world.machine, serverNode(id)).flushSlowMs = 1500
  const isOver = (): boolean =>
    world.trace.some(({ event }) => event.type === 'sessionExpired' && event.session === session)
  world.runUntil(isOver, 9000, 'the session expires')
  world.heal()
  world.runFor(3000)
  for (const id of world.servers) nodeOf(world.machine, serverNode(id)).flushSlowMs = 0
  world.killClient('A')
  world.settle()
  world.runFor(9000)
  const owned = [...world.server(leader).db.tree.ephemerals.entries()].find(([owner]) => owner === session)
  demand(owned === undefined, 'an ephemeral outlives its session')
}

/** A client leaves a server that has a write of it on the way, writes through another, and the first one comes at last. */
function leftBehind(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  world.settle()
  world.ask('A', create('/x', 'none'))
  const leader = world.pick('leader')
  const [left, taken] = world.servers.filter((id) => id !== leader)
  if (left === undefined || taken === undefined) return
  world.tell('A', { type: 'move', server: left })
  world.runFor(1000)
  world.ask('A', getData('/x'))
  world.cut(left, leader, false)
  world.submit('A', setData('/x', 'first'))
  world.runFor(100)
  world.tell('A', { type: 'move', server: taken })
  world.runFor(1000)
  world.ask('A', setData('/x', 'second'))
  world.heal()
  world.settle()
  const data = lookup(world.server(leader).db.tree, '/x')?.data ?? new Uint8Array()
  demand(
    decodeUtf8(data) === 'second',
    'what a session asked of the server that it left comes behind what it asked since',
  )
}

/** The leader dies when the others have logged the end of a session and have not heard that it is committed. */
function lastWord(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { clients: ['A', 'B'], flushMs: 50 })
  const leader = besideLeader(world)
  const [side] = world.servers.filter((id) => id !== leader)
  if (side !== undefined) world.tell('A', { type: 'move', server: side })
  world.runFor(1000)
  world.ask('A', create('/mine', '', 'ephemeral'))
  world.tell('A', { type: 'close' })
  world.runFor(20)
  world.kill(leader)
  world.settle()
  world.restart(leader)
  world.settle()
  world.ask('B', create('/more'))
  world.settle()
  for (const id of world.servers) {
    const { sessions, tree } = world.server(id).db
    const orphan = [...tree.ephemerals].find(([owner]) => owner !== 0n && !sessions.has(owner))
    demand(orphan === undefined, `at s${id} an ephemeral outlives its session`)
  }
}

/** What every election must keep to: whoever is elected has a majority's word, and words of an older round are not counted. */
function judgeElections(world: World): void {
  const rounds = new Map<string, number>()
  const majority = Math.floor(world.servers.length / 2) + 1
  for (const { node, event } of world.trace) {
    if (event.type === 'voted') rounds.set(node, event.round)
    if (event.type === 'elected')
      demand(event.voters.length >= majority, `${node} follows s${event.leader} on the word of ${event.voters.length}`)
    if (event.type !== 'voteReceived' || event.state !== 'looking') continue
    const isOld = event.round < (rounds.get(node) ?? 0)
    const isCounted = event.verdict === 'counted' || event.verdict === 'better'
    demand(!isOld || !isCounted, `${node} counts a vote of round ${event.round} in its round ${rounds.get(node)}`)
  }
}

/** A server starts where nobody is but a leader that has lost the others. */
function loneLeader(seed: number, programs: Programs): void {
  const world = stage(5, seed, programs)
  const leader = besideLeader(world)
  const [near, ...far] = world.servers.filter((id) => id !== leader)
  if (near === undefined) return
  world.kill(near)
  for (const id of far) for (const one of [leader, near]) world.cut(one, id, true)
  world.restart(near)
  world.runFor(4000)
  world.heal()
  world.settle()
  judgeElections(world)
}

/** Servers that start anew begin with the first round, while the others are rounds ahead. */
function rounds(seed: number, programs: Programs): void {
  const world = stage(5, seed, programs, { jitterMs: 20 })
  world.settle()
  for (let n = 0; n < 3; n++) {
    world.restart('leader')
    world.settle()
  }
  judgeElections(world)
}

export const SCENES: { readonly [K in SceneName]: (seed: number, programs: Programs) => void } = {
  cutBack,
  countedTwice,
  branchedOff,
  falsifiedRecord,
  falsifiedMiddle,
  unreadableSnapshot,
  brokenSnap,
  deadDisk,
  stolenSession,
  secret,
  fuzzySnapshot,
  away,
  closing,
  leftBehind,
  loneLeader,
  rounds,
  lastWord,
}
