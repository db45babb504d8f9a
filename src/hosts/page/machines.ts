/** Faults of a server's machine by hand: its disk is slow or full, its clock leaps or runs at another rate. */
import { unreachable } from '../../ground/base/assert.ts'
import { serverNode } from '../../ground/ids.ts'
import type { Command, CommandResult } from '../command.ts'
import { type DiskTrouble, NO_TROUBLE } from '../diskTrouble.ts'
import { turn, whyNotTurn } from '../localClock.ts'
import { nowOf } from './conductor.ts'
import { post } from './nodes.ts'
import { handleOf, localClockOf, type Stage, say } from './stage.ts'

type MachineCommand = Extract<Command, { type: 'slowDisk' | 'fullDisk' | 'mendDisk' | 'skewClock' }>
type Of<K extends MachineCommand['type']> = Extract<MachineCommand, { type: K }>

export function isMachineCommand(command: Command): command is MachineCommand {
  return ['slowDisk', 'fullDisk', 'mendDisk', 'skewClock'].includes(command.type)
}

export function takeMachine(stage: Stage, command: MachineCommand): CommandResult {
  const { server } = command
  if (!stage.servers.includes(server)) return { type: 'refused', reason: `there is no server ${server}` }
  const before = stage.troubles.get(server) ?? NO_TROUBLE
  switch (command.type) {
    case 'slowDisk':
      return disturb(stage, command, { ...before, slowMs: Math.max(0, command.delayMs) })
    case 'fullDisk':
      return disturb(stage, command, { ...before, full: command.full })
    case 'mendDisk':
      return disturb(stage, command, NO_TROUBLE)
    case 'skewClock':
      return skew(stage, command)
    default:
      return unreachable(command)
  }
}

function disturb(stage: Stage, { server }: MachineCommand, trouble: DiskTrouble): CommandResult {
  stage.troubles.set(server, trouble)
  const node = handleOf(stage, serverNode(server))
  post(node, { type: 'diskTrouble', trouble })
  say(stage, node.name, { type: 'diskTroubled', ...trouble })
  return { type: 'done' }
}

function skew(stage: Stage, { server, rate, jumpMs }: Of<'skewClock'>): CommandResult {
  const reason = whyNotTurn(rate, jumpMs)
  if (reason !== undefined) return { type: 'refused', reason }
  const node = handleOf(stage, serverNode(server))
  const clock = { ...localClockOf(stage, node.name) }
  turn(clock, nowOf(stage.conductor), rate, jumpMs)
  stage.localClocks.set(node.name, clock)
  post(node, { type: 'localClock', clock })
  say(stage, node.name, { type: 'clockSkewed', rate, jumpMs })
  return { type: 'done' }
}
