/**
 * A swarm: random kills, restarts with every disk fate, isolations, cuts and freezes under client writes, then quiet. The
 * seed decides everything, so a run that fails is a scenario to be named.
 */
import { assert } from '../../ground/base/assert.ts'
import { below, type Rng, rngOf } from '../../ground/base/rng.ts'
import { clientNode, type ServerId, serverNode } from '../../ground/ids.ts'
import type { Fate } from './disk.ts'
import { isRunning } from './faults.ts'
import { nodeOf } from './machine.ts'
import { create } from './ops.ts'
import { cluster } from './scenarios/cluster.suite.ts'
import type { World, WorldOptions } from './world.ts'

export type Swarm = { readonly world: World; readonly acknowledged: readonly string[] }
export type SwarmOptions = {
  readonly seed: number
  readonly servers: number
  /** Simulated milliseconds of faults. */
  readonly faultsMs: number
  readonly config?: WorldOptions['config']
  /** What a restart may find: `tear` and `loseUnflushed` are power failures. */
  readonly fates?: readonly Fate[]
}

const CLIENTS = ['A', 'B', 'C']
const BEAT_MS = 50

/** Runs one swarm: faults, then a heal, then rest. Throws where an invariant breaks or the ensemble does not come to rest. */
export function swarm(options: SwarmOptions): Swarm {
  const { seed, servers, faultsMs } = options
  const dice = rngOf(seed * 7919 + 1)
  const world = cluster(servers, {
    seed,
    clients: CLIENTS,
    jitterMs: below(dice, 20),
    flushJitterMs: below(dice, 15),
    sessionTimeoutMs: 6000,
    traceMessages: false,
    config: { tickTime: 500, ...options.config },
  })
  const written: { readonly id: number; readonly path: string }[] = []
  const fates = options.fates ?? ['keep', 'loseUnflushed', 'tear']
  for (let beat = 0; beat * BEAT_MS < faultsMs; beat++) {
    world.runFor(BEAT_MS)
    write(world, dice, written)
    if (below(dice, 20) === 0) disturb(world, dice, fates)
  }
  calm(world)
  world.settle(120_000)
  for (const id of world.servers) world.treeOf(id)
  const acknowledged = written.filter(({ id }) => world.outcome(id)?.ok === true).map(({ path }) => path)
  agree(world, acknowledged)
  return { world, acknowledged }
}

function write(world: World, dice: Rng, written: { readonly id: number; readonly path: string }[]): void {
  const client = CLIENTS[below(dice, CLIENTS.length)] ?? 'A'
  if (!isRunning(nodeOf(world.machine, clientNode(client)))) world.addClient(client)
  const path = `/n${written.length}`
  const ephemeral = below(dice, 10) === 0
  const id = world.submit(client, create(path, 'x'.repeat(below(dice, 100)), ephemeral ? 'ephemeral' : 'persistent'))
  // An ephemeral may go with its session: its path is used up, but nobody is promised that it stays.
  written.push({ id: ephemeral ? -1 : id, path })
}

function disturb(world: World, dice: Rng, fates: readonly Fate[]): void {
  const id = world.servers[below(dice, world.servers.length)]
  const other = world.servers[below(dice, world.servers.length)]
  if (id === undefined || other === undefined) return
  const isUp = isRunning(nodeOf(world.machine, serverNode(id)))
  switch (below(dice, 10)) {
    case 0:
    case 1:
    case 2:
      return isUp ? void world.kill(id) : revive(world, id, dice, fates)
    case 3:
    case 4:
      return revive(world, id, dice, fates)
    case 5:
      return void world.isolate(id)
    case 6:
      if (id !== other) world.cut(id, other, below(dice, 2) === 0)
      return
    case 7:
      if (id !== other) world.sever(id, other)
      return
    case 8:
      return world.machine.rules.frozen.includes(serverNode(id)) ? world.thaw(id) : void world.freeze(id)
    default:
      return world.heal()
  }
}

function revive(world: World, id: ServerId, dice: Rng, fates: readonly Fate[]): void {
  world.restart(id, fates[below(dice, fates.length)] ?? 'keep')
}

/** Everything runs, nothing is cut. */
function calm(world: World): void {
  world.heal()
  for (const id of world.servers) {
    world.thaw(id)
    if (!world.isRunning(id)) world.restart(id, 'loseUnflushed')
  }
}

/** At rest all trees are equal, and every write that was acknowledged is in them. */
function agree(world: World, acknowledged: readonly string[]): void {
  const digest = world.treeOf('leader').digest
  for (const id of world.servers) {
    assert(world.treeOf(id).digest === digest, `server ${id} holds another tree at rest`)
    const paths = new Set(world.pathsOf(id))
    for (const path of acknowledged) assert(paths.has(path), `${path} was acknowledged and is lost at server ${id}`)
  }
}
