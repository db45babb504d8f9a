/** Scenes between servers: who is cut back, who counts twice, who comes back half way, who elects whom. */
import { serverNode } from '../../../ground/ids.ts'
import { nodeOf } from '../machine.ts'
import { create } from '../ops.ts'
import type { Programs } from '../program.ts'
import type { World } from '../world.ts'
import { besideLeader, demand, pendingAcks, stage } from './theatre.ts'

/** A follower has a write on disk that no majority has, loses its leader, and comes back: it is cut back and logs it again. */
export function cutBack(seed: number, programs: Programs): void {
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
export function countedTwice(seed: number, programs: Programs): void {
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
export function branchedOff(seed: number, programs: Programs): void {
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

/** A server with an empty disk is given the whole tree, and the link breaks when it has come half way. */
export function brokenSnap(seed: number, programs: Programs): void {
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

/** The leader dies when the others have logged the end of a session and have not heard that it is committed. */
export function lastWord(seed: number, programs: Programs): void {
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
export function loneLeader(seed: number, programs: Programs): void {
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
export function rounds(seed: number, programs: Programs): void {
  const world = stage(5, seed, programs, { jitterMs: 20 })
  world.settle()
  for (let n = 0; n < 3; n++) {
    world.restart('leader')
    world.settle()
  }
  judgeElections(world)
}
