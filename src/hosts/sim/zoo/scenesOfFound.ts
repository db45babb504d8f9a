/** Scenes of what was found in this implementation and mended: each fails with the bug that its switch brings back. */
import { sessionTracker, trackSession } from '../../../ground/data/sessions.ts'
import { epoch, type ServerId, serverId, serverNode, sessionIdFrom, ZXID_ZERO } from '../../../ground/ids.ts'
import { serverConfig } from '../../../protocol/config.ts'
import { onNotification, startElection } from '../../../protocol/election/election.ts'
import { decodeNotification, encodeNotification } from '../../../protocol/election/notifications.ts'
import type { Effect } from '../../../protocol/seam.ts'
import { redial } from '../../../protocol/server/mesh.ts'
import { createServer } from '../../../protocol/server/server.ts'
import { createVictim, damageOne } from '../damage/damage.ts'
import { create, setData, sync } from '../ops.ts'
import type { Programs } from '../program.ts'
import { drawOptions } from '../run/options.ts'
import { runSeed } from '../run/seed.ts'
import { besideLeader, demand, pendingAcks, stage } from './theatre.ts'

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

/** An observer hears a voter of its round, then one of the round before; the two don't hear each other. */
export function betweenRounds(): void {
  const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' as const }))
  const [older, newer, self] = [serverId(1), serverId(2), serverId(4)]
  const config = serverConfig(self, [...members, { id: self, type: 'observer' }])
  const { election } = startElection(config, 0, undefined, 0)
  const hear = (from: ServerId, round: number): void => {
    const vote = { leader: from, zxid: ZXID_ZERO, epoch: epoch(0) }
    const word = decodeNotification(encodeNotification(election.views.current, 'looking', vote, round).subarray(4))
    if (word !== undefined) onNotification(election, config, from, word, new Set([older, newer]), 0)
  }
  hear(newer, 3)
  hear(older, 2)
  demand(election.round === 3, 'an observer leaves the round of a voter for an older one')
}

/** A server without anything is given the whole tree: nothing may come between that and its disk. */
export function wholeTree(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { flushMs: 5 })
  world.settle()
  for (let n = 0; n < 10; n++) world.ask('A', create(`/n${n}`))
  const wiped = world.pick('B1')
  world.restart(wiped, 'wipe', true)
  world.settle()
  const own = world.trace.filter(({ node }) => node === serverNode(wiped)).map(({ event }) => event.type)
  const next = own[own.lastIndexOf('reloaded') + 1]
  demand(next === 'snapshotTaken', `a tree that came whole is in memory alone when ${next} comes`)
}

/** A contender loses its server while its create waits for a quorum, and moves to the leader. */
export function lostCreate(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { clients: ['A', 'B'] })
  world.settle()
  world.ask('B', create('/lock', 'x', 'container'))
  const [leader, first, second] = [world.pick('leader'), world.pick('B1'), world.pick('B2')]
  world.tell('A', { type: 'move', server: first })
  world.runFor(2000)
  world.tell('A', { type: 'run', id: 1, run: { recipe: 'lock', path: '/lock', prefix: 'x-' } })
  world.runUntil(() => pendingAcks(world, leader).length > 0, 1000, 'the create is proposed')
  world.cut(first, leader)
  world.cut(second, leader)
  world.tell('A', { type: 'move', server: leader })
  world.runFor(1000)
  world.heal()
  world.settle()
  const line = world.pathsOf(leader).filter((path) => path.startsWith('/lock/'))
  demand(line.length === 1, `a contender stands in line ${line.length} times`)
}

/** A swarm in which a server has logged the first write of an epoch that the others know only the start of. */
export function epochStart(seed: number, programs: Programs): void {
  const { failure } = runSeed(drawOptions(seed), programs)
  if (failure !== undefined) throw new Error(failure.reason)
}
