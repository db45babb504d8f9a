/** Scenes of clients: who steals, who listens, who is away, who leaves, who comes too late. */
import { decodeUtf8, encodeUtf8 } from '../../../ground/base/utf8.ts'
import { digestIdentity } from '../../../ground/data/acl.ts'
import { lookup } from '../../../ground/data/tree.ts'
import { serverNode } from '../../../ground/ids.ts'
import { nodeOf } from '../machine.ts'
import { create, getData, setData, sync } from '../ops.ts'
import type { Programs } from '../program.ts'
import { demand, stage } from './theatre.ts'
import { thief } from './thief.ts'

/** Somebody knows the id of a session and not its password. */
export function stolenSession(seed: number, programs: Programs): void {
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
export function secret(seed: number, programs: Programs): void {
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

/** A client watches, is out of reach while the znode changes, and comes back. */
export function away(seed: number, programs: Programs): void {
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
export function closing(seed: number, programs: Programs): void {
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
export function leftBehind(seed: number, programs: Programs): void {
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

/** A follower has not heard of a write; who asks it for a sync waits until it has. */
export function lagging(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { clients: ['A', 'B'] })
  world.settle()
  world.ask('A', create('/x', 'old'))
  const leader = world.pick('leader')
  const [side] = world.servers.filter((id) => id !== leader)
  if (side === undefined) return
  world.tell('A', { type: 'move', server: side })
  world.tell('B', { type: 'move', server: leader })
  world.runFor(1000)
  world.ask('A', getData('/x'))
  world.cut(leader, side, false)
  world.ask('B', setData('/x', 'new'))
  world.runFor(10)
  world.submit('A', sync('/x'))
  const read = world.submit('A', getData('/x'))
  world.runFor(2000)
  world.heal()
  world.runUntil(() => world.outcome(read) !== undefined, 30_000, 'the read is answered')
  const outcome = world.outcome(read)
  const seen = outcome?.ok === true ? decodeUtf8(outcome.data ?? new Uint8Array()) : 'new'
  demand(seen === 'new', 'a read behind a sync does not show what was written before it')
}
