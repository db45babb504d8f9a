/** Faults of the network. Links never lose or reorder: they are slow, silent, or break as a whole. */
import { below, type Rng } from '../../../ground/base/rng.ts'
import { type NodeName, serverNode } from '../../../ground/ids.ts'
import type { Direction } from '../../rules.ts'
import { sever } from '../faults.ts'
import { leaderOf } from '../roles.ts'
import { after, between, fire, hold, type Nemesis, oneOf, shuffled, slow } from './nemesis.ts'

const HOLD_MS_MIN = 200
const HOLD_MS_MAX = 8000
const CLOG_MS_MAX = 5000
const DELAY_MS_MAX = 1500

export function delay(nemesis: Nemesis, rng: Rng): void {
  const ways = Array.from({ length: between(rng, 1, 3) }, () => anyWay(nemesis, rng))
  const delayMs = between(rng, 20, DELAY_MS_MAX)
  slow(nemesis, ways, delayMs, between(rng, 500, HOLD_MS_MAX))
  fire(nemesis, 'delay', `${ways.map(wayText).join(', ')} by ${delayMs} ms`)
}

export function jitter(nemesis: Nemesis, rng: Rng): void {
  const { network } = nemesis.machine
  network.jitterMs = between(rng, 20, 400)
  after(nemesis, between(rng, 500, 4000), () => {
    network.jitterMs = nemesis.options.jitterMs
  })
  fire(nemesis, 'jitter', `up to ${network.jitterMs} ms`)
}

export function reset(nemesis: Nemesis, rng: Rng): void {
  const { from, to } = anyWay(nemesis, rng)
  sever(nemesis.machine, from, to)
  fire(nemesis, 'reset', `${from} and ${to}`)
}

export function partition(nemesis: Nemesis, rng: Rng): void {
  const [left, right] = groups(nemesis, rng)
  hold(nemesis, [...product(left, right), ...product(right, left)], between(rng, HOLD_MS_MIN, HOLD_MS_MAX))
  fire(nemesis, 'partition', `${left.join(' ')} from ${right.join(' ')}`)
}

export function oneWay(nemesis: Nemesis, rng: Rng): void {
  const [left, right] = groups(nemesis, rng)
  hold(nemesis, product(left, right), between(rng, HOLD_MS_MIN, HOLD_MS_MAX))
  fire(nemesis, 'oneWay', `${left.join(' ')} to ${right.join(' ')}`)
}

export function isolateLeader(nemesis: Nemesis, rng: Rng): void {
  const leader = leaderOf(nemesis.machine)
  if (leader === undefined) return
  const self = serverNode(leader)
  const others = serverNodes(nemesis).filter((node) => node !== self)
  if (others.length === 0) return
  hold(nemesis, [...product([self], others), ...product(others, [self])], between(rng, HOLD_MS_MIN, 2 * HOLD_MS_MAX))
  fire(nemesis, 'isolateLeader', self)
}

export function clog(nemesis: Nemesis, rng: Rng): void {
  const way = anyWay(nemesis, rng)
  hold(nemesis, [way], between(rng, 20, CLOG_MS_MAX))
  fire(nemesis, 'clog', wayText(way))
}

/** The ends of the clogs are drawn apart from their beginnings, so they let go in another order (FoundationDB). */
export function swizzleClog(nemesis: Nemesis, rng: Rng): void {
  const victims = shuffled(rng, serverNodes(nemesis)).slice(
    0,
    between(rng, 1, Math.max(1, nemesis.world.servers.length)),
  )
  const all = [...nemesis.machine.nodes.keys()]
  for (const [i, victim] of victims.entries()) {
    const others = all.filter((node) => node !== victim)
    const ways = [...product([victim], others), ...product(others, [victim])]
    after(nemesis, i * between(rng, 10, 200), () => hold(nemesis, ways, between(rng, 1000, CLOG_MS_MAX)))
  }
  fire(nemesis, 'swizzleClog', victims.join(' '))
}

function serverNodes({ world }: Nemesis): readonly NodeName[] {
  return world.servers.map(serverNode)
}

/** A direction with a server at one end; the other end may be a client. */
function anyWay(nemesis: Nemesis, rng: Rng): Direction {
  const server = oneOf(rng, serverNodes(nemesis)) ?? serverNode(nemesis.world.pick(1))
  const others = [...nemesis.machine.nodes.keys()].filter((node) => node !== server)
  const other = oneOf(rng, others) ?? server
  return below(rng, 2) === 0 ? { from: server, to: other } : { from: other, to: server }
}

/** Two groups of the servers, each of any size. */
function groups(nemesis: Nemesis, rng: Rng): readonly [readonly NodeName[], readonly NodeName[]] {
  const mixed = shuffled(rng, serverNodes(nemesis))
  const cut = between(rng, 1, Math.max(1, mixed.length - 1))
  return [mixed.slice(0, cut), mixed.slice(cut)]
}

function product(from: readonly NodeName[], to: readonly NodeName[]): readonly Direction[] {
  return from.flatMap((a) => to.map((b) => ({ from: a, to: b })))
}
function wayText({ from, to }: Direction): string {
  return `${from}→${to}`
}
