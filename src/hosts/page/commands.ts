/**
 * Every command, taken: one switch, one small function each. What can't be done now is refused with a reason in words.
 * A promise ends when the command took effect: a restart when the server runs, an operation when it was answered.
 */
import { unreachable } from '../../ground/base/assert.ts'
import { clientNode, type NodeName, type ServerId, serverNode } from '../../ground/ids.ts'
import type { OpOutcome } from '../../protocol/client/seam.ts'
import { type Command, type CommandResult, releaseInput } from '../command.ts'
import { ADMIN_CLIENT } from '../membership.ts'
import { withFrozen, withHop, withThawed } from '../rules.ts'
import type { PageMessage } from '../workerMessages.ts'
import { moveTo, setPaused, setSpeed } from './conductor.ts'
import { isLinkCommand, takeLink } from './links.ts'
import { isMachineCommand, takeMachine } from './machines.ts'
import { askPending, end, ending, type NodeHandle, operate, post, takeOne } from './nodes.ts'
import { externalNamed, takePorts } from './outside.ts'
import { CHANGING, newEnsemble } from './renew.ts'
import { leaderToKill } from './roles.ts'
import { freeName, handleOf, type Stage, say, setRules, startClient, startServer } from './stage.ts'

type Of<K extends Command['type']> = Extract<Command, { type: K }>
const DONE: CommandResult = { type: 'done' }

/** Clients that the page runs at once: each is a worker. */
export const clientsMax: number = 40

export function take(stage: Stage, command: Command): CommandResult | Promise<CommandResult> {
  if (isLinkCommand(command)) return takeLink(stage, command)
  if (isMachineCommand(command)) return takeMachine(stage, command)
  switch (command.type) {
    case 'play':
    case 'pause':
      setPaused(stage.conductor, command.type === 'pause')
      return DONE
    case 'step':
      return step(stage)
    case 'setSpeed':
      setSpeed(stage.conductor, command.speed)
      return DONE
    case 'setHop':
      setRules(stage, withHop(stage.rules, Math.max(0, command.hopMs)))
      return DONE
    case 'kill':
      return kill(stage, command)
    case 'stop':
      return stop(stage, command)
    case 'restart':
      return restart(stage, command)
    case 'freeze':
      return freeze(stage, serverNode(command.server))
    case 'thaw':
      return thaw(stage, serverNode(command.server))
    case 'newEnsemble':
      return newEnsemble(stage, command)
    case 'addServer':
    case 'removeServer':
      return changeMembers(stage, command)
    case 'takePorts':
      return takePorts(stage)
    default:
      return takeClient(stage, command)
  }
}

type ClientCommand = Extract<Command, { client: string } | { type: 'addClient' }>
function takeClient(stage: Stage, command: ClientCommand): CommandResult | Promise<CommandResult> {
  if (command.type === 'addClient') return addClient(stage, command)
  const outside = externalNamed(stage, command.client)
  if (outside !== undefined) return takeExternal(stage, outside, command)
  const node = clientOf(stage, command.client)
  if (command.type === 'thawClient') return thaw(stage, clientNode(command.client))
  if (node === undefined) return refused(`client ${command.client} is not running`)
  switch (command.type) {
    case 'killClient':
      end(node, { how: 'killed', reason: 'killed by hand' })
      return DONE
    case 'closeClient':
      return closeClient(stage, node, command.client)
    case 'freezeClient':
      return freeze(stage, node.name)
    case 'moveClient':
      post(node, { type: 'input', input: { type: 'move', server: command.server } })
      return DONE
    case 'submit':
      return outcomeOf(node, (id) => ({ type: 'input', input: { type: 'submit', id, op: command.op } }))
    case 'run':
      return outcomeOf(node, (id) => ({ type: 'input', input: { type: 'run', id, run: command.run } }))
    case 'release':
      return outcomeOf(node, (id) => ({ type: 'input', input: releaseInput(command, id) }))
    default:
      return unreachable(command)
  }
}

/** A program outside is nobody's to command: its connection can be cut, or be silent for a while. */
function takeExternal(
  stage: Stage,
  node: NodeHandle,
  command: Exclude<ClientCommand, { type: 'addClient' }>,
): CommandResult {
  switch (command.type) {
    case 'killClient':
      end(node, { how: 'killed', reason: 'disconnected by hand' })
      return DONE
    case 'freezeClient':
      return freeze(stage, node.name)
    case 'thawClient':
      return thaw(stage, node.name)
    default:
      return refused('a program outside is not commanded from here')
  }
}

/** Members change rarely: what knows how is loaded then. */
async function changeMembers(stage: Stage, command: Of<'addServer' | 'removeServer'>): Promise<CommandResult> {
  const { addServer, removeServer } = await import('./membership.ts')
  return command.type === 'addServer' ? addServer(stage, command) : removeServer(stage, command)
}

/** Pauses, and takes the next event of all nodes: the earliest, of the first node where several are due at once. */
async function step(stage: Stage): Promise<CommandResult> {
  setPaused(stage.conductor, true)
  const running = [...stage.nodes.values()].filter((node) => node.state === 'running')
  const times = await Promise.all(running.map(askPending))
  const at = Math.min(...times)
  const next = running[times.indexOf(at)]
  if (next === undefined || at === Number.POSITIVE_INFINITY) return refused('nothing is going to happen')
  moveTo(stage.conductor, at)
  await takeOne(next, at)
  return DONE
}

function kill(stage: Stage, command: Of<'kill'>): CommandResult {
  const server = command.server ?? leaderToKill(stage.leaders)
  if (server === undefined) return refused('there is no leader now')
  const node = stage.nodes.get(serverNode(server))
  // A server that is still starting has a process too.
  if (node?.running === undefined) return refused(`server ${server} is not running`)
  end(node, { how: 'killed', reason: 'killed by hand' })
  return DONE
}

async function stop(stage: Stage, command: Of<'stop'>): Promise<CommandResult> {
  const node = serverAt(stage, command.server)
  if (node === undefined) return refused(`server ${command.server} is not running`)
  // A frozen process takes its end when it is awake.
  thaw(stage, node.name)
  node.leaving = true
  const ended = ending(node)
  post(node, { type: 'input', input: { type: 'stopping' } })
  await ended
  return DONE
}

async function restart(stage: Stage, command: Of<'restart'>): Promise<CommandResult> {
  const { server, disk } = command
  if (!stage.servers.includes(server)) return refused(`there is no server ${server}`)
  if (stage.changing) return refused(CHANGING)
  const node = handleOf(stage, serverNode(server))
  if (node.state === 'starting') return refused(`server ${server} is starting`)
  end(node, { how: 'killed', reason: 'restarted' })
  thaw(stage, node.name)
  say(stage, node.name, { type: 'diskFate', fate: disk })
  return started(await startServer(stage, server, disk), `server ${server}`)
}

function freeze(stage: Stage, name: NodeName): CommandResult {
  if (stage.nodes.get(name)?.state !== 'running') return refused(`${name} is not running`)
  if (stage.rules.frozen.includes(name)) return refused(`${name} is paused already`)
  setRules(stage, withFrozen(stage.rules, name))
  say(stage, name, { type: 'nodeFrozen' })
  return DONE
}
function thaw(stage: Stage, name: NodeName): CommandResult {
  if (!stage.rules.frozen.includes(name)) return refused(`${name} is not paused`)
  setRules(stage, withThawed(stage.rules, name))
  say(stage, name, { type: 'nodeThawed' })
  return DONE
}

async function addClient(stage: Stage, command: Of<'addClient'>): Promise<CommandResult> {
  const name = command.name ?? freeName(stage)
  if (stage.changing) return refused(CHANGING)
  if (!/^[A-Za-z][A-Za-z0-9]{0,11}$/.test(name)) return refused('a client is named by a letter or a short word')
  if (name === ADMIN_CLIENT) return refused(`${name} is the client that adds and removes servers`)
  const node = handleOf(stage, clientNode(name))
  if (node.state !== 'down') return refused(`client ${name} is running`)
  if (!stage.clients.includes(name) && stage.clients.length >= clientsMax) return refused(`${clientsMax} clients run`)
  if (!stage.clients.includes(name)) stage.clients = [...stage.clients, name]
  const { server, canBeReadOnly = false } = command
  return started(await startClient(stage, name, server, canBeReadOnly), `client ${name}`)
}
async function closeClient(stage: Stage, node: NodeHandle, name: string): Promise<CommandResult> {
  node.leaving = true
  const ended = ending(node)
  post(node, { type: 'input', input: { type: 'close' } })
  await ended
  stage.clients = stage.clients.filter((other) => other !== name)
  return DONE
}

async function outcomeOf(node: NodeHandle, message: (id: number) => PageMessage): Promise<CommandResult> {
  const outcome: OpOutcome | undefined = await operate(node, message)
  return outcome === undefined ? refused('the client ended before the answer came') : { type: 'outcome', outcome }
}

function serverAt(stage: Stage, server: ServerId): NodeHandle | undefined {
  return runningAt(stage, serverNode(server))
}
function clientOf(stage: Stage, name: string): NodeHandle | undefined {
  return runningAt(stage, clientNode(name))
}
function runningAt(stage: Stage, name: NodeName): NodeHandle | undefined {
  const node = stage.nodes.get(name)
  return node?.state === 'running' ? node : undefined
}
function started(ready: boolean, who: string): CommandResult {
  return ready ? DONE : refused(`${who} ended while it started`)
}
function refused(reason: string): CommandResult {
  return { type: 'refused', reason }
}
