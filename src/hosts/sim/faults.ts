/** What can be done to the nodes and the network of a simulated world. Each act takes effect at the present moment. */
import { assert } from '../../ground/base/assert.ts'
import { fork, nextUint32 } from '../../ground/base/rng.ts'
import type { NodeName } from '../../ground/ids.ts'
import type { ClientConfig } from '../../protocol/client/seam.ts'
import type { ServerConfig } from '../../protocol/config.ts'
import { recorder } from '../journal.ts'
import { endpoint, peerGone } from '../links.ts'
import { trueClock } from '../localClock.ts'
import { healed, isOpen, type Rules, withCut, withFrozen, withIsolated, withThawed } from '../rules.ts'
import { planWake } from './alarm.ts'
import { crash, emptyDisk, type Fate, filesOf } from './disk.ts'
import {
  deliver,
  end,
  feed,
  handle,
  type Machine,
  nodeOf,
  portsOfClient,
  portsOfServer,
  type SimNode,
  stepClient,
  stepServer,
  tell,
  tellHost,
} from './machine.ts'
import type { Programs } from './program.ts'

/** Adds a node that does not run yet. */
export function addNode(machine: Machine, name: NodeName): SimNode {
  const node: SimNode = {
    name,
    end: endpoint(name),
    running: { type: 'dead' },
    incarnation: 0,
    index: 0,
    wakeAt: Number.POSITIVE_INFINITY,
    wakeTurn: 0,
    alarmAt: Number.POSITIVE_INFINITY,
    spins: 0,
    backlog: [],
    clock: trueClock(),
    stepMs: 0,
    busyUntil: 0,
    resumeAt: Number.POSITIVE_INFINITY,
    late: false,
    ending: 'crashed',
    disk: emptyDisk(),
    flushSlowMs: 0,
    flushFault: undefined,
  }
  machine.nodes.set(name, node)
  return node
}

/**
 * Starts a server on what its disk holds after `fate`: dice and link names are new in each incarnation. `othersHoldAll`
 * tells the checkers that nothing is lost with what this disk lost.
 */
export function startServer(
  machine: Machine,
  name: NodeName,
  config: ServerConfig,
  programs: Programs,
  fate: Fate,
  othersHoldAll: boolean = false,
): void {
  const node = nodeOf(machine, name)
  assert(node.running.type === 'dead', `${name} runs already`)
  if (node.incarnation > 0) tellFate(machine, node, fate, othersHoldAll)
  crash(node.disk, fate, fork(machine.crashes))
  reborn(machine, node)
  node.ending = 'crashed'
  const own = { ...config, incarnation: node.incarnation, seed: nextUint32(machine.births) }
  const ports = portsOfServer(machine, node)
  node.running = { type: 'server', program: programs.server(own), book: recorder(name, own), ports }
  stepServer(machine, node, { type: 'started', files: filesOf(node.disk) })
}

function tellFate(machine: Machine, node: SimNode, fate: Fate, othersHoldAll: boolean): void {
  const told = fate === 'tear' || fate === 'reorder' ? 'loseUnflushed' : fate
  tell(machine, node, { type: 'diskFate', fate: told, ...(othersHoldAll ? { othersHoldAll } : {}) })
}

export function startClient(machine: Machine, name: NodeName, config: ClientConfig, programs: Programs): void {
  const node = nodeOf(machine, name)
  assert(node.running.type === 'dead', `${name} runs already`)
  reborn(machine, node)
  const own = { ...config, incarnation: node.incarnation }
  node.ending = 'stopped'
  const ports = portsOfClient(machine, node)
  node.running = { type: 'client', program: programs.client(own), book: recorder(name, own), ports }
  stepClient(machine, node, { type: 'started' })
}

/** The process ends at once (SIGKILL). Its disk decides at the restart what is left. */
export function kill(machine: Machine, name: NodeName): void {
  const node = nodeOf(machine, name)
  if (node.running.type === 'dead') return
  setRules(machine, withThawed(machine.rules, name))
  end(machine, node, 'killed', 'the process was killed')
}

/** A server that was reconfigured out and has ended leaves, its disk with it. Whoever gets its number begins anew. */
export function removeNode(machine: Machine, name: NodeName): void {
  const node = nodeOf(machine, name)
  if (isRunning(node)) end(machine, node, 'stopped', 'the server was removed')
  tell(machine, node, { type: 'nodeEnded', how: 'left', reason: 'it is no member any more' })
  crash(node.disk, 'wipe', machine.crashes)
}

/** A graceful stop of a server: it says good-bye, and all that it wrote is flushed. */
export function stop(machine: Machine, name: NodeName): void {
  const node = nodeOf(machine, name)
  if (node.running.type === 'dead') return
  thaw(machine, name)
  stepServer(machine, node, { type: 'stopping' })
  crash(node.disk, 'keep', machine.crashes)
  if (isRunning(node)) end(machine, node, 'stopped', 'the server was stopped')
}

export function freeze(machine: Machine, name: NodeName): void {
  const node = nodeOf(machine, name)
  if (!isRunning(node) || machine.rules.frozen.includes(name)) return
  machine.rules = withFrozen(machine.rules, name)
  tell(machine, node, { type: 'nodeFrozen' })
}

/** A frozen node first reads what waited for it, then sees how late it is. */
export function thaw(machine: Machine, name: NodeName): void {
  const node = nodeOf(machine, name)
  if (!machine.rules.frozen.includes(name)) return
  machine.rules = withThawed(machine.rules, name)
  tell(machine, node, { type: 'nodeThawed' })
  node.busyUntil = machine.now
  node.late = false
  for (const event of node.backlog.splice(0)) {
    if (event.type === 'arrive') deliver(machine, node, event.flight)
    else handle(machine, event)
  }
  planWake(machine, node)
}

export function isolate(machine: Machine, name: NodeName): void {
  const others = [...machine.nodes.keys()].filter((other) => other !== name)
  const before = machine.rules
  machine.rules = withIsolated(machine.rules, name)
  for (const other of others) tellCuts(machine, before, name, other)
}

export function cut(machine: Machine, from: NodeName, to: NodeName, bothWays: boolean): void {
  const before = machine.rules
  machine.rules = withCut(machine.rules, from, to, bothWays)
  tellCuts(machine, before, from, to)
}

/** Opens every way. What the cuts held and whose link still stands is read now, in its order. */
export function heal(machine: Machine): void {
  tellHost(machine, { type: 'linksHealed' })
  setRules(machine, healed(machine.rules))
}

/** Tears every link between two nodes: both see it broken at once, and what was under way is lost. */
export function sever(machine: Machine, a: NodeName, b: NodeName): void {
  const [left, right] = [nodeOf(machine, a), nodeOf(machine, b)]
  for (const link of left.end.links.values()) if (link.peer === b) machine.severed.add(link.id)
  for (const link of right.end.links.values()) if (link.peer === a) machine.severed.add(link.id)
  const lost = peerGone(left.end, b, 'connection reset by peer')
  const lostToo = peerGone(right.end, a, 'connection reset by peer')
  feed(machine, left, lost)
  feed(machine, right, lostToo)
}

export function isFrozen(machine: Machine, name: NodeName): boolean {
  return machine.rules.frozen.includes(name)
}
export function isRunning(node: SimNode): boolean {
  return node.running.type !== 'dead'
}

function reborn(machine: Machine, node: SimNode): void {
  node.incarnation++
  node.end = endpoint(node.name, node.end.seq)
  tell(machine, node, { type: 'nodeStarted', incarnation: node.incarnation })
}

/** New rules may let held messages pass: each is judged again, in order. */
export function setRules(machine: Machine, rules: Rules): void {
  machine.rules = rules
  for (const flight of machine.held.splice(0)) handle(machine, { type: 'arrive', flight })
}

function tellCuts(machine: Machine, before: Rules, a: NodeName, b: NodeName): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    if (isOpen(before, from, to) && !isOpen(machine.rules, from, to)) tellHost(machine, { type: 'linkCut', from, to })
  }
}
