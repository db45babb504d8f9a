/**
 * A swarm: random kills, restarts with every disk fate, isolations, cuts and freezes under client writes, then quiet. The
 * seed decides everything, so a run that fails is a scenario to be named.
 *
 * At rest: all trees are equal; what was acknowledged is there (or gone, if its deletion was acknowledged); a sequential
 * name was given once; when the clients are gone so are their ephemerals; and each journal replays to the live state.
 */
import { assert } from '../../ground/base/assert.ts'
import { below, type Rng, rngOf } from '../../ground/base/rng.ts'
import { clientNode, type ServerId, serverNode } from '../../ground/ids.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import type { Fate } from './disk.ts'
import { isRunning } from './faults.ts'
import { nodeOf } from './machine.ts'
import { create, remove } from './ops.ts'
import { replayServer } from './replay.ts'
import { cluster } from './scenarios/cluster.suite.ts'
import type { World, WorldOptions } from './world.ts'

export type SwarmOptions = {
  readonly seed: number
  readonly servers: number
  readonly observers?: number
  /** Simulated milliseconds of faults. */
  readonly faultsMs: number
  readonly config?: WorldOptions['config']
  /** What a restart may find: `tear` and `loseUnflushed` are power failures. A wiped disk may break what a majority promised. */
  readonly fates?: readonly Fate[]
  /** Gets the world before the faults begin, to look at it when the run fails. */
  readonly observe?: (world: World) => void
}
/** What came of it: how many writes of each kind were acknowledged. */
export type Swarm = {
  readonly world: World
  readonly created: number
  readonly deleted: number
  readonly named: number
}

type Kind = 'persistent' | 'ephemeral' | 'sequential' | 'delete'
type Write = { readonly id: number; readonly kind: Kind; readonly path: string }

const CLIENTS = ['A', 'B', 'C']
const BEAT_MS = 50
const SESSION_MS = 6000

/** Runs one swarm: faults, then a heal, then rest. Throws where an invariant breaks or the ensemble does not come to rest. */
export function swarm(options: SwarmOptions): Swarm {
  const dice = rngOf(options.seed * 7919 + 1)
  const world = cluster(options.servers, {
    seed: options.seed,
    observers: options.observers ?? 0,
    clients: CLIENTS,
    jitterMs: below(dice, 20),
    // A slow disk leaves much to lose.
    flushJitterMs: below(dice, 3) === 0 ? 200 : below(dice, 15),
    sessionTimeoutMs: SESSION_MS,
    traceMessages: false,
    config: { tickTime: 500, ...options.config },
  })
  options.observe?.(world)
  const writes: Write[] = []
  const fates = options.fates ?? ['keep', 'loseUnflushed', 'tear']
  for (let beat = 0; beat * BEAT_MS < options.faultsMs; beat++) {
    world.runFor(BEAT_MS)
    write(world, dice, writes)
    if (below(dice, 20) === 0) disturb(world, dice, fates)
  }
  calm(world)
  world.settle(120_000)
  const counts = agree(world, writes)
  for (const client of CLIENTS) world.killClient(client)
  // A session lives on for its timeout, rounded up to the next tick.
  world.runFor(2 * SESSION_MS)
  world.settle()
  for (const id of world.servers) checkServer(world, id)
  return { world, ...counts }
}

function write(world: World, dice: Rng, writes: Write[]): void {
  const client = CLIENTS[below(dice, CLIENTS.length)] ?? 'A'
  if (!isRunning(nodeOf(world.machine, clientNode(client)))) world.addClient(client)
  const { kind, path, op } = choose(world, dice, writes)
  writes.push({ id: world.submit(client, op), kind, path })
}

function choose(world: World, dice: Rng, writes: readonly Write[]): Pick<Write, 'kind' | 'path'> & { op: ClientOp } {
  const path = `/n${writes.length}`
  const text = 'x'.repeat(below(dice, 100))
  const earlier = writes[below(dice, Math.max(1, writes.length))]
  switch (below(dice, 10)) {
    case 0:
      return { kind: 'ephemeral', path, op: create(path, text, 'ephemeral') }
    case 1:
      return { kind: 'sequential', path: '/s-', op: create('/s-', text, 'persistentSequential') }
    case 2:
      if (earlier?.kind !== 'persistent' || world.outcome(earlier.id)?.ok !== true) break
      return { kind: 'delete', path: earlier.path, op: remove(earlier.path) }
  }
  return { kind: 'persistent', path, op: create(path, text) }
}

function disturb(world: World, dice: Rng, fates: readonly Fate[]): void {
  const id = world.servers[below(dice, world.servers.length)]
  const other = world.servers[below(dice, world.servers.length)]
  if (id === undefined || other === undefined) return
  const isUp = isRunning(nodeOf(world.machine, serverNode(id)))
  // The dead come back before long, or nothing would be written.
  if (!isUp && below(dice, 2) === 0) return revive(world, id, dice, fates)
  switch (below(dice, 14)) {
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
    case 9:
    case 10:
      return world.thaw(id)
    case 11:
      return blackout(world, dice, fates)
    default:
      return world.heal()
  }
}

function revive(world: World, id: ServerId, dice: Rng, fates: readonly Fate[]): void {
  world.restart(id, fates[below(dice, fates.length)] ?? 'keep')
}

/** The power fails for all at once; a bare majority is back at once, the others when the dice say so. */
function blackout(world: World, dice: Rng, fates: readonly Fate[]): void {
  for (const id of world.servers) world.kill(id)
  const first = below(dice, world.servers.length)
  const order = [...world.servers.slice(first), ...world.servers.slice(0, first)]
  for (const id of order.slice(0, Math.floor(order.length / 2) + 1)) revive(world, id, dice, fates)
}

/** Everything runs, nothing is cut. */
function calm(world: World): void {
  world.heal()
  for (const id of world.servers) {
    world.thaw(id)
    if (!world.isRunning(id)) world.restart(id, 'loseUnflushed')
  }
}

/** At rest all trees are equal, and what was acknowledged is so. */
function agree(world: World, writes: readonly Write[]): Omit<Swarm, 'world'> {
  const sure = writes.filter(({ id }) => world.outcome(id)?.ok === true)
  const created = sure.filter(({ kind }) => kind === 'persistent').map(({ path }) => path)
  const deleted = new Set(sure.filter(({ kind }) => kind === 'delete').map(({ path }) => path))
  // Whether a deletion without an answer happened is unknown, and so is whether its path is still there.
  const perhaps = new Set(writes.filter(({ kind }) => kind === 'delete').map(({ path }) => path))
  const names = sure.flatMap(({ kind, id }) => {
    const outcome = world.outcome(id)
    return kind === 'sequential' && outcome?.ok === true ? [outcome.path] : []
  })
  assert(new Set(names).size === names.length, 'a sequential name was given twice')
  const { digest } = world.treeOf('leader')
  for (const id of world.servers) {
    assert(world.treeOf(id).digest === digest, `server ${id} holds another tree at rest`)
    const paths = new Set(world.pathsOf(id))
    for (const path of deleted) assert(!paths.has(path), `${path} was deleted and is back at server ${id}`)
    for (const path of [...created.filter((path) => !perhaps.has(path)), ...names])
      assert(path !== undefined && paths.has(path), `${path} was acknowledged and is lost at server ${id}`)
  }
  return { created: created.length, deleted: deleted.size, named: names.length }
}

function checkServer(world: World, id: ServerId): void {
  const left = world.treeOf(id).znodes.filter((node) => node.kind === 'ephemeral')
  assert(left.length === 0, `${left.length} ephemerals outlive their sessions at server ${id}`)
  const journal = world.journalOf(id)
  assert(replayServer(journal).db.tree.digest === journal.digest, `the journal of server ${id} tells another story`)
}
