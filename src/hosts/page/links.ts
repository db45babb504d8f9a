/**
 * Faults of links by hand, and messages that are stopped on their way. A cut is silence, as `rules.ts` says; what is told of
 * it is told link by link, each direction by itself.
 */
import { unreachable } from '../../ground/base/assert.ts'
import { type NodeName, type ServerId, serverNode } from '../../ground/ids.ts'
import type { Command, CommandResult } from '../command.ts'
import { partitionLinks } from '../cutting.ts'
import {
  type Direction,
  healed,
  healedWay,
  isOpen,
  type Rules,
  withCut,
  withCutsFor,
  withDelay,
  withIsolated,
  withStall,
} from '../rules.ts'
import { nowOf } from './conductor.ts'
import { touchAt } from './nodes.ts'
import { PAGE, type Stage, say, setRules } from './stage.ts'

const LINK_COMMANDS = [
  'isolate',
  'cut',
  'cutLinks',
  'partition',
  'delay',
  'stall',
  'heal',
  'holdMessage',
  'deliverMessage',
  'dropMessage',
] as const
type LinkCommand = Extract<Command, { type: (typeof LINK_COMMANDS)[number] }>
type Of<K extends LinkCommand['type']> = Extract<LinkCommand, { type: K }>

const DONE: CommandResult = { type: 'done' }

export function isLinkCommand(command: Command): command is LinkCommand {
  return LINK_COMMANDS.some((type) => type === command.type)
}

export function takeLink(stage: Stage, command: LinkCommand): CommandResult | Promise<CommandResult> {
  switch (command.type) {
    case 'isolate':
      return isolate(stage, command)
    case 'cut':
    case 'delay':
    case 'stall':
      return onWays(stage, command)
    case 'cutLinks':
      return cutAll(stage, command.links)
    case 'partition':
      return partition(stage, command)
    case 'heal':
      return heal(stage, command)
    case 'holdMessage':
      return touch(stage, command, command.held ? 'hold' : 'release')
    case 'deliverMessage':
      return touch(stage, command, 'deliver')
    case 'dropMessage':
      return touch(stage, command, 'drop')
    default:
      return unreachable(command)
  }
}

function isolate(stage: Stage, { server }: Of<'isolate'>): CommandResult {
  const unknown = unknownOf(stage, [server])
  if (unknown !== undefined) return unknown
  change(stage, withIsolated(stage.rules, serverNode(server)))
  return DONE
}

/** What befalls one direction, or both. */
function onWays(stage: Stage, command: Of<'cut' | 'delay' | 'stall'>): CommandResult {
  const unknown = unknownOf(stage, [command.from, command.to])
  if (unknown !== undefined) return unknown
  if (command.from === command.to) return refused('a server has no link to itself')
  const way = { from: serverNode(command.from), to: serverNode(command.to) }
  for (const { from, to } of command.bothWays ? [way, { from: way.to, to: way.from }] : [way]) {
    if (command.type === 'cut') change(stage, withCut(stage.rules, from, to, false))
    else if (command.type === 'delay') {
      const delayMs = Math.max(0, command.delayMs)
      setRules(stage, withDelay(stage.rules, from, to, delayMs))
      say(stage, PAGE, { type: 'linkDelayed', from, to, delayMs })
    } else {
      const until = nowOf(stage.conductor) + Math.max(0, command.forMs)
      setRules(stage, withStall(stage.rules, from, to, until))
      say(stage, PAGE, { type: 'linkStalled', from, to, until })
    }
  }
  return DONE
}

function cutAll(stage: Stage, links: readonly (readonly [NodeName, NodeName])[]): CommandResult {
  if (links.length === 0) return refused('no link was crossed')
  change(
    stage,
    links.reduce((rules, [a, b]) => withCut(rules, a, b, true), stage.rules),
  )
  return DONE
}

function partition(stage: Stage, { groups }: Of<'partition'>): CommandResult {
  const unknown = unknownOf(stage, groups.flat())
  if (unknown !== undefined) return unknown
  const links = partitionLinks(stage.servers, groups)
  return typeof links === 'string' ? refused(links) : cutAll(stage, links)
}

function heal(stage: Stage, { server, to }: Of<'heal'>): CommandResult {
  if (server === undefined) {
    setRules(stage, healed(stage.rules))
    say(stage, PAGE, { type: 'linksHealed' })
    return DONE
  }
  const unknown = unknownOf(stage, to === undefined ? [server] : [server, to])
  if (unknown !== undefined) return unknown
  if (server === to) return refused('a server has no link to itself')
  const nodes = stage.servers.map(serverNode)
  const node = serverNode(server)
  const others = to === undefined ? [...new Set([...nodes, ...partnersOf(stage.rules, node)])] : [serverNode(to)]
  let rules = stage.rules
  for (const one of [node, ...others]) rules = withCutsFor(rules, one, nodes)
  const ways = others.filter((other) => other !== node).flatMap((other) => waysOf(node, other))
  setRules(
    stage,
    ways.reduce((open, way) => healedWay(open, way), rules),
  )
  for (const { from, to: end } of ways) say(stage, PAGE, { type: 'linkHealed', from, to: end })
  return DONE
}

async function touch(
  stage: Stage,
  { from, to, seq }: Of<'holdMessage' | 'deliverMessage' | 'dropMessage'>,
  act: 'hold' | 'release' | 'deliver' | 'drop',
): Promise<CommandResult> {
  const node = stage.nodes.get(to)
  if (node?.state !== 'running') return refused(`${to} is not running`)
  const refusal = await touchAt(node, { act, from, seq })
  return refusal === undefined ? DONE : refused(refusal)
}

/** Sets the rules, and tells each direction that they silence anew. */
function change(stage: Stage, rules: Rules): void {
  const before = stage.rules
  setRules(stage, rules)
  const nodes = [...stage.nodes.keys()]
  for (const from of nodes)
    for (const to of nodes)
      if (isOpen(before, from, to) && !isOpen(rules, from, to)) say(stage, PAGE, { type: 'linkCut', from, to })
}

/** Whoever is on the other side of a way of `node` that has a fault: clients are among them. */
function partnersOf({ cuts, delays, stalls }: Rules, node: NodeName): readonly NodeName[] {
  const isHere = ({ from, to }: Direction): boolean => from === node || to === node
  return [...cuts, ...delays, ...stalls].filter(isHere).map(({ from, to }) => (from === node ? to : from))
}
function waysOf(a: NodeName, b: NodeName): readonly Direction[] {
  return [
    { from: a, to: b },
    { from: b, to: a },
  ]
}
function unknownOf(stage: Stage, servers: readonly ServerId[]): CommandResult | undefined {
  const unknown = servers.find((server) => !stage.servers.includes(server))
  return unknown === undefined ? undefined : refused(`there is no server ${unknown}`)
}
function refused(reason: string): CommandResult {
  return { type: 'refused', reason }
}
