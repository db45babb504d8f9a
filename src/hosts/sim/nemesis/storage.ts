/** Faults of disks. What was flushed is only ever falsified where the atlas says that nothing is lost with it. */
import { below, type Rng } from '../../../ground/base/rng.ts'
import { type ServerId, serverNode } from '../../../ground/ids.ts'
import { type Damage, damage, type Fate } from '../disk.ts'
import { kill } from '../faults.ts'
import { nodeOf } from '../machine.ts'
import { isObserver, mayForget } from './atlas.ts'
import type { FaultClass } from './classes.ts'
import { after, between, fire, liveServers, type Nemesis, oneOf } from './nemesis.ts'
import { fell, lurk } from './process.ts'

const DEAD_MS_MAX = 4000

export function loseUnflushed(nemesis: Nemesis, rng: Rng): void {
  powerFailure(nemesis, rng, 'loseUnflushed', 'loseUnflushed')
}
export function tear(nemesis: Nemesis, rng: Rng): void {
  powerFailure(nemesis, rng, 'tear', 'tear')
}

/** Strikes where something is unflushed now, or lies in wait for it. */
function powerFailure(nemesis: Nemesis, rng: Rng, fault: FaultClass, fate: Fate): void {
  const deadMs = between(rng, 50, DEAD_MS_MAX)
  const id = oneOf(rng, busyDisks(nemesis, 1))
  if (id !== undefined) return fell(nemesis, fault, id, fate, deadMs)
  lurk(nemesis, { fault, event: 'appended', fate, deadMs, sprung: undefined })
}

/**
 * A hole before a later record can't be told from a falsified log, so the server may refuse to start: one at a time, and
 * it gets its history back from the others.
 */
export function reorder(nemesis: Nemesis, rng: Rng): void {
  const { options, impaired, pardoned } = nemesis
  const able = busyDisks(nemesis, 2).filter(
    (id) => isObserver(nemesis, id) || (options.voters >= 3 && impaired.size === 0),
  )
  const id = oneOf(rng, able)
  if (id === undefined) return
  pardoned.add(serverNode(id))
  if (!isObserver(nemesis, id)) impaired.add(id)
  fell(nemesis, 'reorder', id, 'reorder', between(rng, 50, DEAD_MS_MAX))
}

function busyDisks(nemesis: Nemesis, atLeast: number): readonly ServerId[] {
  return liveServers(nemesis).filter((id) => nodeOf(nemesis.machine, serverNode(id)).disk.waiting.length >= atLeast)
}

export function bitFlip(nemesis: Nemesis, rng: Rng): void {
  falsify(nemesis, rng, 'bitFlip')
}
export function misdirect(nemesis: Nemesis, rng: Rng): void {
  falsify(nemesis, rng, 'misdirect')
}

/** A server dies, and starts on a disk of which a piece is wrong. */
function falsify(nemesis: Nemesis, rng: Rng, kind: Damage): void {
  const { world, machine, impaired, pardoned } = nemesis
  const id = oneOf(
    rng,
    liveServers(nemesis).filter((server) => mayForget(nemesis, server)),
  )
  if (id === undefined) return
  const name = serverNode(id)
  kill(machine, name)
  const file = damage(nodeOf(machine, name).disk, kind, rng, (one) => /\/(?:log|snapshot)\./.test(one))
  pardoned.add(name)
  if (!isObserver(nemesis, id)) impaired.add(id)
  fire(nemesis, kind, `${file} of s${id}`)
  world.restart(id, 'keep', true)
}

export function diskFull(nemesis: Nemesis, rng: Rng): void {
  failFlush(nemesis, rng, 'diskFull')
}
export function flushError(nemesis: Nemesis, rng: Rng): void {
  failFlush(nemesis, rng, 'flushError')
}

/** The next flush fails: the server ends, and is started again when somebody has seen to its disk. */
function failFlush(nemesis: Nemesis, rng: Rng, fault: 'diskFull' | 'flushError'): void {
  const id = oneOf(rng, liveServers(nemesis))
  if (id === undefined) return
  nodeOf(nemesis.machine, serverNode(id)).flushFault = fault
  nemesis.pardoned.add(serverNode(id))
  fire(nemesis, fault, `s${id}`)
}

export function slowFlush(nemesis: Nemesis, rng: Rng): void {
  const id = oneOf(rng, nemesis.world.servers)
  if (id === undefined) return
  const node = nodeOf(nemesis.machine, serverNode(id))
  node.flushSlowMs = between(rng, 20, below(rng, 3) === 0 ? 3000 : 300)
  after(nemesis, between(rng, 500, 6000), () => {
    node.flushSlowMs = 0
  })
  fire(nemesis, 'slowFlush', `s${id} by ${node.flushSlowMs} ms`)
}
