/** Faults that a person works by command in a simulated world: links that are divided or slow, machines that ail. */
import { unreachable } from '../../ground/base/assert.ts'
import { type NodeName, type ServerId, serverNode } from '../../ground/ids.ts'
import type { Command, CommandResult } from '../command.ts'
import { partitionLinks } from '../cutting.ts'
import { turn, whyNotTurn } from '../localClock.ts'
import { healedWay, withCutsFor, withDelay, withStall } from '../rules.ts'
import { planWake } from './alarm.ts'
import { cut, heal, setRules } from './faults.ts'
import { type Machine, nodeOf, tell, tellHost } from './machine.ts'

const HAND_COMMANDS = [
  'cut',
  'cutLinks',
  'partition',
  'delay',
  'stall',
  'heal',
  'slowDisk',
  'fullDisk',
  'mendDisk',
  'skewClock',
  'holdMessage',
  'deliverMessage',
  'dropMessage',
] as const
type HandCommand = Extract<Command, { type: (typeof HAND_COMMANDS)[number] }>
type Of<K extends HandCommand['type']> = Extract<HandCommand, { type: K }>
/** What the world is asked to do, and whom it consists of. */
type Hand = { readonly machine: Machine; readonly servers: readonly ServerId[] }

export function isHandCommand(command: Command): command is HandCommand {
  return HAND_COMMANDS.some((type) => type === command.type)
}

/** Takes the command; the reason why it can't be, in words, or undefined. */
export function takeByHand(hand: Hand, command: HandCommand): CommandResult {
  const unknown = serversIn(command).find((server) => !hand.servers.includes(server))
  const refusal = unknown === undefined ? refusalOf(hand, command) : `there is no server ${unknown}`
  return refusal === undefined ? { type: 'done' } : { type: 'refused', reason: refusal }
}

function serversIn(command: HandCommand): readonly ServerId[] {
  switch (command.type) {
    case 'cut':
    case 'delay':
    case 'stall':
      return [command.from, command.to]
    case 'partition':
      return command.groups.flat()
    case 'heal':
      return [command.server, command.to].filter((server) => server !== undefined)
    case 'slowDisk':
    case 'fullDisk':
    case 'mendDisk':
    case 'skewClock':
      return [command.server]
    default:
      return []
  }
}

function refusalOf(hand: Hand, command: HandCommand): string | undefined {
  const { machine } = hand
  switch (command.type) {
    case 'cut':
    case 'delay':
    case 'stall':
      return onWays(machine, command)
    case 'cutLinks':
      for (const [a, b] of command.links) cut(machine, a, b, true)
      return command.links.length === 0 ? 'no link was crossed' : undefined
    case 'partition': {
      const links = partitionLinks(hand.servers, command.groups)
      if (typeof links === 'string') return links
      for (const [a, b] of links) cut(machine, a, b, true)
      return undefined
    }
    case 'heal':
      return healSome(hand, command)
    case 'slowDisk':
    case 'fullDisk':
    case 'mendDisk':
    case 'skewClock':
      return onMachine(machine, command)
    case 'holdMessage':
    case 'deliverMessage':
    case 'dropMessage':
      return 'messages are held, delivered and dropped by hand on the page only'
    default:
      return unreachable(command)
  }
}

function onWays(machine: Machine, command: Of<'cut' | 'delay' | 'stall'>): string | undefined {
  if (command.from === command.to) return 'a server has no link to itself'
  const [a, b] = [serverNode(command.from), serverNode(command.to)]
  if (command.type === 'cut') {
    cut(machine, a, b, command.bothWays)
    return undefined
  }
  for (const [from, to] of command.bothWays ? waysOf(a, b) : [[a, b] as const]) {
    if (command.type === 'delay') {
      const delayMs = Math.max(0, command.delayMs)
      setRules(machine, withDelay(machine.rules, from, to, delayMs))
      tellHost(machine, { type: 'linkDelayed', from, to, delayMs })
    } else {
      const until = machine.now + Math.max(0, command.forMs)
      setRules(machine, withStall(machine.rules, from, to, until))
      tellHost(machine, { type: 'linkStalled', from, to, until })
    }
  }
  return undefined
}

function healSome({ machine, servers }: Hand, { server, to }: Of<'heal'>): string | undefined {
  if (server === undefined) {
    heal(machine)
    return undefined
  }
  if (server === to) return 'a server has no link to itself'
  const node = serverNode(server)
  const nodes = servers.map(serverNode)
  const others = to === undefined ? [...machine.nodes.keys()].filter((other) => other !== node) : [serverNode(to)]
  let { rules } = machine
  for (const one of [node, ...others]) rules = withCutsFor(rules, one, nodes)
  const ways = others.flatMap((other) => waysOf(node, other))
  for (const [from, end] of ways) rules = healedWay(rules, { from, to: end })
  for (const [from, end] of ways) tellHost(machine, { type: 'linkHealed', from, to: end })
  setRules(machine, rules)
  return undefined
}

function onMachine(
  machine: Machine,
  command: Of<'slowDisk' | 'fullDisk' | 'mendDisk' | 'skewClock'>,
): string | undefined {
  const node = nodeOf(machine, serverNode(command.server))
  if (command.type === 'skewClock') {
    const { rate, jumpMs } = command
    const reason = whyNotTurn(rate, jumpMs)
    if (reason !== undefined) return reason
    turn(node.clock, machine.now, rate, jumpMs)
    // Its wake-up was planned by the old clock.
    planWake(machine, node)
    tell(machine, node, { type: 'clockSkewed', rate, jumpMs })
    return undefined
  }
  if (command.type !== 'fullDisk') node.flushSlowMs = command.type === 'slowDisk' ? Math.max(0, command.delayMs) : 0
  if (command.type !== 'slowDisk')
    node.flushFault = command.type === 'fullDisk' && command.full ? 'diskFull' : undefined
  tell(machine, node, {
    type: 'diskTroubled',
    slowMs: node.flushSlowMs,
    full: node.flushFault === 'diskFull',
  })
  return undefined
}

function waysOf(a: NodeName, b: NodeName): readonly (readonly [NodeName, NodeName])[] {
  return [
    [a, b],
    [b, a],
  ]
}
