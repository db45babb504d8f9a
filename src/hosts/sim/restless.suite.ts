/**
 * Restless clients: while servers die, part and come back, clients are killed, frozen, moved and cut off too.
 *
 * - Mirrors read a value with a watch and read it again whenever the watch fires. At rest each must hold the last value:
 *   a watch that is lost, or not told again after a reconnect, leaves a mirror with an old one.
 * - Lockers take a lock, hold it for a while and give it back. Whoever holds it has nobody's node before its own; at rest
 *   everybody gets it again.
 */
import { assert, must } from '../../ground/base/assert.ts'
import { below, type Rng, rngOf } from '../../ground/base/rng.ts'
import { decodeUtf8 } from '../../ground/base/utf8.ts'
import { clientNode, type ServerId } from '../../ground/ids.ts'
import { isRunning } from './faults.ts'
import { nodeOf } from './machine.ts'
import { create, getData, setData } from './ops.ts'
import { cluster, connect } from './scenarios/cluster.suite.ts'
import type { World, WorldOptions } from './world.ts'

export type Restless = {
  readonly seed: number
  readonly faultsMs: number
  readonly config?: WorldOptions['config']
  /** Gets the world before the faults begin, to look at it when the run fails. */
  readonly observe?: (world: World) => void
}

const BEAT_MS = 50
const SESSION_MS = 4000
/** Time enough for sessions to expire, clients to come back and queues of locks to empty. */
const REST_MS = 60_000

/** A world with a writer and `others`; the servers' ticks are short, so that much happens. */
export function restlessWorld(options: Restless, dice: Rng, others: readonly string[]): World {
  const world = cluster(3, {
    seed: options.seed,
    observers: below(dice, 2),
    clients: ['W', ...others],
    jitterMs: below(dice, 20),
    flushJitterMs: below(dice, 15),
    sessionTimeoutMs: SESSION_MS,
    traceMessages: false,
    config: { tickTime: 500, ...options.config },
  })
  options.observe?.(world)
  return world
}

export function ensureRunning(world: World, client: string): boolean {
  if (isRunning(nodeOf(world.machine, clientNode(client)))) return true
  world.addClient(client)
  return false
}

/** One act against a server or a client, or none. */
export function disturb(world: World, dice: Rng, clients: readonly string[]): void {
  const server = must(world.servers[below(dice, world.servers.length)], 'there are servers')
  const client = must(clients[below(dice, clients.length)], 'there are clients')
  const running = isRunning(nodeOf(world.machine, clientNode(client)))
  if (!world.isRunning(server)) return world.restart(server, 'loseUnflushed')
  const acts: readonly (() => void)[] = [
    () => world.kill(server),
    () => world.stop(server),
    () => world.restart(server, 'keep'),
    () => world.isolate(server),
    () => world.freeze(server),
    () => world.heal(),
    () => thawAll(world, clients),
    () => world.cutClient(client, server),
    () => world.killClient(client),
    () => world.freezeClient(client),
    () => (running ? world.tell(client, { type: 'move', server }) : undefined),
    () => (running ? world.tell(client, { type: 'move', server: undefined }) : undefined),
  ]
  must(acts[below(dice, acts.length)], 'the act is in the list')()
}

export function calm(world: World, clients: readonly string[]): void {
  world.heal()
  thawAll(world, clients)
  for (const id of world.servers) if (!world.isRunning(id)) world.restart(id, 'loseUnflushed')
}

function thawAll(world: World, clients: readonly string[]): void {
  for (const id of world.servers) world.thaw(id)
  for (const client of clients) world.thawClient(client)
}

type Mirror = {
  readonly name: string
  state: 'idle' | 'reading' | 'armed'
  /** The read under way, and how long the trace was when it was asked. */
  read: number
  since: number
  value: string | undefined
}

/** Runs mirrors through faults. Throws where one is left with an old value. Returns how often a watch fired. */
export function mirrors(options: Restless): number {
  const dice = rngOf(options.seed * 104_729 + 1)
  const names = ['M', 'N']
  const clients = ['W', ...names]
  const world = restlessWorld(options, dice, names)
  const all = names.map((name): Mirror => ({ name, state: 'idle', read: 0, since: 0, value: undefined }))
  let written = 0
  world.settle()
  connect(world, 'W')
  world.ask('W', create('/w', '0'))
  const writes: { readonly id: number; readonly value: string }[] = []
  const beat = (isFaulty: boolean): void => {
    world.runFor(BEAT_MS)
    for (const mirror of all) reflect(world, mirror)
    if (!isFaulty) return
    if (ensureRunning(world, 'W') && below(dice, 4) === 0) {
      written += 1
      writes.push({ id: world.submit('W', setData('/w', String(written))), value: String(written) })
    }
    if (below(dice, 20) === 0) disturb(world, dice, clients)
  }
  for (let at = 0; at < options.faultsMs; at += BEAT_MS) beat(true)
  calm(world, clients)
  for (let at = 0; at < REST_MS; at += BEAT_MS) beat(false)
  const { znodes } = world.treeOf('leader')
  const final = decodeUtf8(znodes.find((node) => node.path === '/w')?.data ?? new Uint8Array())
  const acknowledged = writes.findLast(({ id }) => world.outcome(id)?.ok === true)?.value ?? '0'
  assert(Number(final) >= Number(acknowledged), `${acknowledged} was acknowledged, but the value is ${final}`)
  for (const { name, value, state } of all)
    assert(value === final, `mirror ${name} (${state}) shows ${value}, but the value is ${final}`)
  return world.trace.filter(({ event }) => event.type === 'watchEvent').length
}

function reflect(world: World, mirror: Mirror): void {
  if (!ensureRunning(world, mirror.name)) mirror.state = 'idle'
  if (mirror.state === 'reading') {
    const outcome = world.outcome(mirror.read)
    if (outcome === undefined) return
    mirror.state = outcome.ok ? 'armed' : 'idle'
    if (outcome.ok) mirror.value = decodeUtf8(outcome.data ?? new Uint8Array())
  }
  const node = clientNode(mirror.name)
  const hasFired = world.trace.slice(mirror.since).some((h) => h.node === node && h.event.type === 'watchEvent')
  if (mirror.state === 'armed' && hasFired) mirror.state = 'idle'
  if (mirror.state !== 'idle') return
  mirror.since = world.trace.length
  mirror.read = world.submit(mirror.name, getData('/w', true))
  mirror.state = 'reading'
}

type Locker = {
  readonly name: string
  state: 'idle' | 'waiting' | 'holding' | 'releasing'
  asked: number
  /** Give back then. */
  until: number
  held: number
}

/** Runs lockers through faults. Throws where two hold the lock at once, or where at rest somebody waits for ever. */
export function lockers(options: Restless): number {
  const dice = rngOf(options.seed * 15_485_863 + 1)
  const names = ['L', 'M', 'N']
  const world = restlessWorld(options, dice, names)
  const all = names.map((name): Locker => ({ name, state: 'idle', asked: 0, until: 0, held: 0 }))
  const ids = { next: 1_000_000 }
  let checked = 0
  world.settle()
  const beat = (): void => {
    world.runFor(BEAT_MS)
    checked = checkHolders(world, checked)
    for (const locker of all) turn(world, locker, ids)
  }
  for (let at = 0; at < options.faultsMs; at += BEAT_MS) {
    beat()
    if (below(dice, 20) === 0) disturb(world, dice, names)
  }
  calm(world, names)
  for (let at = 0; at < REST_MS / 2; at += BEAT_MS) beat()
  const before = all.map(({ held }) => held)
  for (let at = 0; at < REST_MS / 2; at += BEAT_MS) beat()
  for (const [i, { name, held, state }] of all.entries())
    assert(held > must(before[i], 'counted before'), `${name} (${state}) never gets the lock again`)
  return all.reduce((sum, { held }) => sum + held, 0)
}

function turn(world: World, locker: Locker, ids: { next: number }): void {
  if (!ensureRunning(world, locker.name)) locker.state = 'idle'
  const outcome = world.outcome(locker.asked)
  if (locker.state === 'waiting' && outcome !== undefined) {
    locker.state = outcome.ok ? 'holding' : 'idle'
    locker.until = world.now() + 4 * BEAT_MS
    if (outcome.ok) locker.held += 1
  }
  if (locker.state === 'releasing' && outcome !== undefined) locker.state = 'idle'
  if (locker.state === 'holding' && world.now() >= locker.until) {
    locker.asked = ids.next++
    world.tell(locker.name, { type: 'release', id: locker.asked, recipe: 'lock' })
    locker.state = 'releasing'
  } else if (locker.state === 'idle') {
    locker.asked = ids.next++
    const run = { recipe: 'lock', path: '/lock', prefix: 'x-' } as const
    world.tell(locker.name, { type: 'run', id: locker.asked, run })
    locker.state = 'waiting'
  }
}

/** Whoever begins to hold: no other client's node that still holds may be left on every server. */
function checkHolders(world: World, from: number): number {
  for (const [i, { node, event }] of world.trace.slice(from).entries()) {
    if (event.type !== 'recipe' || event.state !== 'holding') continue
    const before = world.trace.slice(0, from + i)
    for (const other of ['L', 'M', 'N'].map(clientNode)) {
      const last = before.findLast((h) => h.node === other && h.event.type === 'recipe')?.event
      if (other === node || last?.type !== 'recipe' || last.state !== 'holding' || last.node === undefined) continue
      const path = last.node.startsWith('/') ? last.node : `${last.path}/${last.node}`
      const isGone = world.servers.some((id: ServerId) => world.isRunning(id) && !world.pathsOf(id).includes(path))
      assert(isGone, `${node} holds the lock while ${other} has ${path}`)
    }
  }
  return world.trace.length
}
