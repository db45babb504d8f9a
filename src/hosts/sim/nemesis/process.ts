/** Faults of processes: they die, stand still, are slow, or are started on something else. */
import { below, type Rng } from '../../../ground/base/rng.ts'
import { clientNode, type NodeName, type ServerId, serverNode } from '../../../ground/ids.ts'
import type { TraceEvent } from '../../../protocol/trace.ts'
import type { Fate } from '../disk.ts'
import { freeze, isRunning, kill, thaw } from '../faults.ts'
import { nodeOf } from '../machine.ts'
import { isObserver, mayForget } from './atlas.ts'
import type { FaultClass } from './classes.ts'
import { after, between, fire, liveServers, type Nemesis, oneOf, revive, shuffled } from './nemesis.ts'

/** A server dies right after it tells of `event`; `sprung` names it, once it did. */
export type Ambush = {
  readonly fault: FaultClass
  readonly event: TraceEvent['type']
  readonly fate: Fate
  readonly deadMs: number
  sprung: NodeName | undefined
}

/** Moments at which something is half done. */
const MOMENTS: readonly TraceEvent['type'][] = [
  'elected',
  'phaseChanged',
  'promised',
  'epochEstablished',
  'syncPlanned',
  'syncStarted',
  'truncated',
  'reloaded',
  'snapshotTaken',
  'serving',
  'proposed',
  'appended',
  'durable',
  'acked',
  'committed',
  'applied',
  'sessionOpened',
  'sessionExpired',
]
const AMBUSH_MS_MAX = 10_000

export function crash(nemesis: Nemesis, rng: Rng): void {
  const deadMs = between(rng, 50, 6000)
  const event = below(rng, 2) === 0 ? oneOf(rng, MOMENTS) : undefined
  if (event !== undefined) return lurk(nemesis, { fault: 'crash', event, fate: 'keep', deadMs, sprung: undefined })
  const id = oneOf(rng, liveServers(nemesis))
  if (id !== undefined) fell(nemesis, 'crash', id, 'keep', deadMs)
}

/** Waits for the moment; what waited before waits no more. */
export function lurk(nemesis: Nemesis, ambush: Ambush): void {
  nemesis.ambush = ambush
  after(nemesis, AMBUSH_MS_MAX, () => {
    if (nemesis.ambush === ambush) nemesis.ambush = undefined
  })
}

/** The moment has come. */
export function spring(nemesis: Nemesis, ambush: Ambush): void {
  nemesis.ambush = undefined
  const id = nemesis.world.servers.find((server) => serverNode(server) === ambush.sprung)
  if (id !== undefined) fell(nemesis, ambush.fault, id, ambush.fate, ambush.deadMs, ` after ${ambush.event}`)
}

/** Kills a server, and starts it again on what `fate` leaves. */
export function fell(
  nemesis: Nemesis,
  fault: FaultClass,
  id: ServerId,
  fate: Fate,
  deadMs: number,
  why: string = '',
): void {
  const node = nodeOf(nemesis.machine, serverNode(id))
  if (!isRunning(node)) return
  kill(nemesis.machine, node.name)
  // A power failure that finds nothing unflushed is a crash.
  fire(nemesis, fate !== 'keep' && node.disk.waiting.length === 0 ? 'crash' : fault, `s${id}${why}, for ${deadMs} ms`)
  after(nemesis, deadMs, () => revive(nemesis, id, fate))
}

export function crashAll(nemesis: Nemesis, rng: Rng): void {
  const { machine, world, options } = nemesis
  for (const id of world.servers) kill(machine, serverNode(id))
  const fates: Fate[] = ['keep']
  if (options.faults.loseUnflushed !== undefined) fates.push('loseUnflushed')
  if (options.faults.tear !== undefined) fates.push('tear')
  const fate = oneOf(rng, fates) ?? 'keep'
  for (const id of shuffled(rng, world.servers)) {
    after(nemesis, between(rng, 10, below(rng, 3) === 0 ? 5000 : 500), () => revive(nemesis, id, fate))
  }
  fire(nemesis, 'crashAll', `disks: ${fate}`)
}

export function pause(nemesis: Nemesis, rng: Rng): void {
  const { machine, options } = nemesis
  const clients = options.clients.map((_, i) => clientNode(clientName(i)))
  const candidates = [...nemesis.world.servers.map(serverNode), ...clients]
  const name = oneOf(
    rng,
    candidates.filter((node) => isRunning(nodeOf(machine, node))),
  )
  if (name === undefined) return
  freeze(machine, name)
  const ms = between(rng, 50, below(rng, 3) === 0 ? 12_000 : 2000)
  after(nemesis, ms, () => thaw(machine, name))
  fire(nemesis, 'pause', `${name} for ${ms} ms`)
}

/** The name of the client at `index`: A, B, … */
export function clientName(index: number): string {
  return String.fromCharCode(65 + index)
}

export function slowCpu(nemesis: Nemesis, rng: Rng): void {
  const id = oneOf(rng, nemesis.world.servers)
  if (id === undefined) return
  const node = nodeOf(nemesis.machine, serverNode(id))
  node.stepMs = between(rng, 1, 8)
  after(nemesis, between(rng, 500, 5000), () => {
    node.stepMs = 0
  })
  fire(nemesis, 'slowCpu', `s${id}, ${node.stepMs} ms a step`)
}

export function emptyDisk(nemesis: Nemesis, rng: Rng): void {
  const candidates = nemesis.world.servers.filter((id) => !nemesis.halted.has(id) && mayForget(nemesis, id))
  const id = oneOf(rng, candidates)
  if (id === undefined) return
  const wasObserver = isObserver(nemesis, id)
  kill(nemesis.machine, serverNode(id))
  if (!wasObserver) nemesis.impaired.add(id)
  // At once: what others hold now is what counts.
  nemesis.world.restart(id, 'wipe', true)
  fire(nemesis, 'emptyDisk', `s${id}`)
}

/** A server is stopped, and started as the other build. */
export function mixedBuilds(nemesis: Nemesis, rng: Rng): void {
  const id = oneOf(rng, liveServers(nemesis))
  if (id === undefined) return
  const build = 1 - (nemesis.builds.get(id) ?? 0)
  nemesis.builds.set(id, build)
  nemesis.world.stop(id)
  after(nemesis, between(rng, 10, 2000), () => revive(nemesis, id, 'keep'))
  fire(nemesis, 'mixedBuilds', `s${id} becomes build ${build}`)
}
