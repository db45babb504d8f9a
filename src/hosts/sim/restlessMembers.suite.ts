/**
 * Members that come and go while servers crash, are cut off and stand still, at random from one seed: whatever happens, one
 * history is kept (the checkers run after every step), and when the faults end one membership is left, and works.
 */
import { assert } from '../../ground/base/assert.ts'
import { below, type Rng, rngOf } from '../../ground/base/rng.ts'
import type { ServerId } from '../../ground/ids.ts'
import { serverNode } from '../../ground/ids.ts'
import { customaryAddress, memberOf, votersOf } from '../../protocol/membership.ts'
import { freeServerId, joiningText, MEMBERS_MAX } from '../membership.ts'
import { traceChecker } from './checks.ts'
import { nodeOf } from './machine.ts'
import { create } from './ops.ts'
import { REAL } from './real.ts'
import { stateOf } from './roles.ts'
import { createWorld, type World } from './world.ts'

export type Restless = {
  /** Transactions that were committed, reconfigurations among them, and acknowledged writes. */
  readonly committed: number
  readonly changes: number
  readonly writes: number
  readonly voters: readonly ServerId[]
}

const ACTS = 40
const ACT_MS_MAX = 1500

export function restlessMembers(seed: number): Restless {
  const rng = rngOf(seed)
  const world = createWorld({
    servers: 1 + below(rng, 4),
    observers: below(rng, 2),
    seed,
    programs: REAL,
    check: traceChecker(),
    clients: ['A'],
    sessionTimeoutMs: 20_000,
    hopMs: 1 + below(rng, 5),
    jitterMs: below(rng, 4),
    flushMs: below(rng, 6),
    flushJitterMs: below(rng, 4),
    traceMessages: false,
    journals: false,
    config: { tickTime: 500, committedLogMax: 2 + below(rng, 30), snapCount: 10 + below(rng, 40) },
  })
  const paths: { readonly path: string; readonly id: number }[] = []
  for (let act = 0; act < ACTS; act++) {
    if (act % 2 === 0) paths.push(write(world, paths.length))
    disturb(world, rng)
    world.runFor(below(rng, ACT_MS_MAX))
  }
  return rest(world, paths)
}

function write(world: World, count: number): { readonly path: string; readonly id: number } {
  const path = `/w${count}`
  if (!isUp(world, 'A')) world.addClient('A')
  return { path, id: world.submit('A', create(path)) }
}
function isUp(world: World, client: string): boolean {
  return [...world.machine.nodes.values()].some(
    ({ name, running }) => name === `c${client}` && running.type === 'client',
  )
}

function disturb(world: World, rng: Rng): void {
  const all = world.servers
  const one = all[below(rng, all.length)]
  assert(one !== undefined, 'there is always a server')
  const isRunning = stateOf(world.machine, one) !== undefined
  switch (below(rng, 12)) {
    case 0:
    case 1:
      return void (all.length < MEMBERS_MAX && world.join())
    case 2:
    case 3:
    case 4:
      return changeMembers(world, rng)
    case 5:
      return void (isRunning && world.kill(one))
    case 6:
    case 7:
      if (!isRunning) world.restart(one, below(rng, 2) === 0 ? 'keep' : 'loseUnflushed')
      return
    case 8:
      return void world.isolate(one)
    case 9:
      return world.heal()
    case 10:
      return void (isRunning && world.freeze(one))
    default:
      for (const id of all) world.thaw(id)
  }
}

/** Some join (those that are there already, in any part), one leaves: whatever the dice say; ZooKeeper refuses what it must. */
function changeMembers(world: World, rng: Rng): void {
  const role = below(rng, 4) === 0 ? 'observer' : 'participant'
  const pick = world.servers[below(rng, world.servers.length)] ?? freeServerId([])
  const line = joiningText(pick, role, customaryAddress(pick))
  const leaving = String(world.servers[below(rng, world.servers.length)] ?? 1)
  const kind = below(rng, 3)
  if (kind === 0) world.change({ joining: line })
  else if (kind === 1) world.change({ leaving })
  else world.change({ joining: line, leaving })
}

/** The faults end, everybody runs: those who are members agree on who they are, and lead each other again. */
function rest(world: World, paths: readonly { readonly path: string; readonly id: number }[]): Restless {
  world.heal()
  for (const id of world.servers) {
    world.thaw(id)
    if (nodeOf(world.machine, serverNode(id)).running.type === 'dead') world.restart(id, 'keep')
  }
  world.settle(120_000)
  const leader = world.server('leader')
  const { current, lastSeen } = leader.views
  assert(current.version === lastSeen.version, 'nothing is under way any more')
  for (const id of world.servers) {
    const { views } = world.server(id)
    assert(views.current.version === current.version, `server ${id} goes by the membership of all`)
    assert(memberOf(current, id) !== undefined || world.server(id).role.type === 'following', 'strangers follow')
  }
  const kept = new Set(world.pathsOf('leader'))
  const written = paths.filter(({ id }) => world.outcome(id)?.ok === true)
  for (const { path } of written) assert(kept.has(path), `${path} was acknowledged and is kept`)
  const versions = world.trace.flatMap(({ event }) => (event.type === 'configActivated' ? [event.version] : []))
  const changes = new Set(versions).size
  const committed = world.trace.filter(({ event }) => event.type === 'committed').length
  return { committed, changes, writes: written.length, voters: votersOf(current) }
}
