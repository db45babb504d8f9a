/**
 * The simulated world behind `Engine`: what the app plays on where no workers are. Time passes only when it is asked to
 * (`advance`), and while a command waits for its answer.
 */
import { assert, unreachable } from '../../ground/base/assert.ts'
import { clientNode, type Millis, type NodeName, type ServerId, serverNode } from '../../ground/ids.ts'
import type { ClientInput } from '../../protocol/client/seam.ts'
import { type Command, type CommandResult, releaseInput, toldCommand } from '../command.ts'
import type { Engine, Happening, Journal } from '../engine.ts'
import { inspectionOf } from '../inspection.ts'
import { journalOf } from '../journal.ts'
import { ADMIN_CLIENT, withoutMembership } from '../membership.ts'
import { whyNotFrom } from '../placing.ts'
import { treeView } from '../treeView.ts'
import { isHandCommand, takeByHand } from './byHand.ts'
import { loadFiles } from './disk.ts'
import { isRunning } from './faults.ts'
import { nodeOf, tellHost } from './machine.ts'
import { electedOf, stateOf } from './roles.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export type SimEngine = Engine & {
  /** Lets virtual time pass; listeners hear of it as one batch. Nothing happens while paused. */
  readonly advance: (ms: Millis) => void
  /** The world of the present ensemble. */
  readonly world: () => World
}

/** How long a command waits for its answer, in virtual milliseconds. */
const ANSWER_MS_MAX = 60_000
const DONE: CommandResult = { type: 'done' }

type Play = {
  readonly options: WorldOptions
  world: World
  clients: string[]
  /** How much of the trace the listeners have heard. */
  told: number
  readonly listeners: Set<(batch: readonly Happening[]) => void>
  paused: boolean
  speed: number | 'auto'
  /** Ids of recipes and their releases, which share one number line with operations. */
  nextId: number
  /** Whether a client's answer is waited for at once; else it comes while time passes. */
  readonly answers: Answers
  readonly waiting: Set<() => boolean>
}
/** `later`: an operation's promise ends while `advance` lets time pass, as on the page. */
type Answers = 'atOnce' | 'later'

export function simEngine(options: WorldOptions, answers: Answers = 'atOnce'): SimEngine {
  const play: Play = {
    options,
    world: createWorld(options),
    clients: [...(options.clients ?? [])],
    told: 0,
    listeners: new Set(),
    paused: false,
    speed: 1,
    nextId: 1_000_000,
    answers,
    waiting: new Set(),
  }
  return {
    intervene: async (command) => {
      if (command.type !== 'newEnsemble') tellHost(play.world.machine, { type: 'commandTaken', command })
      const result = take(play, command)
      publish(play)
      return result
    },
    subscribe: (listener) => {
      play.listeners.add(listener)
      listener(play.world.trace.slice(0, play.told))
      publish(play)
      return () => play.listeners.delete(listener)
    },
    clock: () => ({
      now: play.world.now(),
      speed: play.speed,
      paused: play.paused,
      hopMs: play.world.machine.rules.hopMs,
    }),
    roster: () => ({ servers: play.world.servers, clients: play.clients }),
    capabilities: () => ({ disk: 'memory', transport: 'messagePort', death: 'page' }),
    tree: async (server) => {
      const state = stateOf(play.world.machine, server)
      return state === undefined ? undefined : treeView(state)
    },
    inspect: async (server) => {
      const state = stateOf(play.world.machine, server)
      return state === undefined ? undefined : inspectionOf(state)
    },
    folder: async (server) => (play.world.servers.includes(server) ? play.world.filesOf(server) : undefined),
    journal: async (name) => journalAt(play.world, name),
    close: async () => play.listeners.clear(),
    advance: (ms) => {
      if (!play.paused) play.world.runFor(ms)
      publish(play)
    },
    world: () => play.world,
  }
}

function publish(play: Play): void {
  for (const isAnswered of play.waiting) if (isAnswered()) play.waiting.delete(isAnswered)
  const batch = play.world.trace.slice(play.told)
  play.told = play.world.trace.length
  if (batch.length > 0) for (const listener of play.listeners) listener(batch)
}

function take(play: Play, command: Command): CommandResult | Promise<CommandResult> {
  const { world } = play
  if (isHandCommand(command)) return takeByHand(world, command)
  switch (command.type) {
    case 'play':
    case 'pause':
      play.paused = command.type === 'pause'
      return DONE
    case 'step':
      play.paused = true
      return world.stepOne() ? DONE : refused('nothing is going to happen')
    case 'setSpeed':
      play.speed = command.speed
      return DONE
    case 'setHop':
      world.setHop(Math.max(0, command.hopMs))
      return DONE
    case 'newEnsemble':
      return newEnsemble(play, command)
    case 'addServer': {
      const added = world.addServer(command.role)
      return typeof added === 'string' ? refused(added) : DONE
    }
    case 'removeServer': {
      const refusal = world.removeServer(command.server)
      return refusal === undefined ? DONE : refused(refusal)
    }
    case 'takePorts':
      return refused('there is no gateway here')
    case 'kill': {
      const server = command.server ?? world.leader() ?? electedOf(world.machine)
      return server === undefined ? refused('there is no leader now') : onServer(world, { ...command, server })
    }
    case 'stop':
    case 'restart':
    case 'freeze':
    case 'thaw':
    case 'isolate':
      return onServer(world, command)
    default:
      return onClient(play, command)
  }
}

type ServerCommand =
  | Extract<Command, { type: 'stop' | 'restart' | 'freeze' | 'thaw' | 'isolate' }>
  | { readonly type: 'kill'; readonly server: ServerId }
function onServer(world: World, command: ServerCommand): CommandResult {
  const { server } = command
  if (!world.servers.includes(server)) return refused(`there is no server ${server}`)
  if (command.type === 'restart') world.restart(server, command.disk)
  else if (command.type === 'isolate') world.isolate(server)
  else if (!world.isRunning(server)) return refused(`server ${server} is not running`)
  else if (command.type === 'kill') world.kill(server)
  else if (command.type === 'stop') world.stop(server)
  else if (isFrozen(world, serverNode(server)) === (command.type === 'freeze'))
    return refused(`server ${server} is ${command.type === 'freeze' ? 'paused already' : 'not paused'}`)
  else if (command.type === 'freeze') world.freeze(server)
  else world.thaw(server)
  return DONE
}

type ClientCommand = Extract<Command, { client: string } | { type: 'addClient' }>
function onClient(play: Play, command: ClientCommand): CommandResult | Promise<CommandResult> {
  const { world } = play
  if (command.type === 'addClient') return addClient(play, command)
  const { client } = command
  const node = world.machine.nodes.get(clientNode(client))
  if (node === undefined || !isRunning(node)) return refused(`client ${client} is not running`)
  switch (command.type) {
    case 'killClient':
      world.killClient(client)
      return DONE
    case 'closeClient':
      world.tell(client, { type: 'close' })
      play.clients = play.clients.filter((other) => other !== client)
      return DONE
    case 'freezeClient':
      world.freezeClient(client)
      return DONE
    case 'thawClient':
      world.thawClient(client)
      return DONE
    case 'moveClient':
      world.tell(client, { type: 'move', server: command.server })
      return DONE
    case 'submit':
      return answered(play, client, world.submit(client, command.op))
    case 'run':
      return asked(play, client, (id) => ({ type: 'run', id, run: command.run }))
    case 'release':
      return asked(play, client, (id) => releaseInput(command, id))
    default:
      return unreachable(command)
  }
}

function addClient(play: Play, command: Extract<Command, { type: 'addClient' }>): CommandResult {
  const { name: wanted, server, canBeReadOnly = false } = command
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i))
  const name = wanted ?? letters.find((letter) => !play.clients.includes(letter))
  if (name === undefined || !/^[A-Za-z][A-Za-z0-9]{0,11}$/.test(name))
    return refused('a client is named by a letter or a short word')
  if (name === ADMIN_CLIENT) return refused(`${name} is the client that adds and removes servers`)
  const node = play.world.machine.nodes.get(clientNode(name))
  if (node !== undefined && isRunning(node)) return refused(`client ${name} is running`)
  play.world.addClient(name, server, canBeReadOnly)
  if (!play.clients.includes(name)) play.clients.push(name)
  return DONE
}

function newEnsemble(play: Play, command: Extract<Command, { type: 'newEnsemble' }>): CommandResult {
  const { servers, observers = 0 } = command
  const folders = (command.folders ?? []).map((folder) => ({ ...folder, files: withoutMembership(folder.files) }))
  if (![1, 3, 5, 7].includes(servers)) return refused('an ensemble has 1, 3, 5 or 7 servers here')
  if (command.zoo !== undefined) return refused('servers with a bug of the zoo are workers of the page')
  const reason = whyNotFrom(folders, servers)
  if (reason !== undefined) return refused(reason)
  tellHost(play.world.machine, { type: 'commandTaken', command: toldCommand(command) })
  publish(play)
  const startAt = play.world.now()
  const autostart = folders.length === 0 && command.idle !== true
  play.clients = [...(command.clients ?? play.clients)]
  play.world = createWorld({ ...play.options, servers, observers, clients: play.clients, startAt, autostart })
  play.told = 0
  const { machine } = play.world
  for (const { server, files } of folders) loadFiles(nodeOf(machine, serverNode(server)).disk, files)
  if (!autostart && command.idle !== true) for (const server of play.world.servers) play.world.start(server)
  return DONE
}

function asked(play: Play, client: string, input: (id: number) => ClientInput): CommandResult | Promise<CommandResult> {
  play.nextId += 1
  play.world.tell(client, input(play.nextId))
  return answered(play, client, play.nextId)
}

/** The answer, or that its client ended without one. Runs until there is one, unless answers come later. */
function answered(play: Play, client: string, id: number): CommandResult | Promise<CommandResult> {
  const { world } = play
  const node = nodeOf(world.machine, clientNode(client))
  const isOver = (): boolean => world.outcome(id) !== undefined || !isRunning(node) || play.world !== world
  const result = (): CommandResult => {
    const outcome = world.outcome(id)
    return outcome === undefined ? refused('the client ended before the answer came') : { type: 'outcome', outcome }
  }
  if (play.answers === 'later')
    return new Promise((resolve) => {
      play.waiting.add(() => {
        if (isOver()) resolve(result())
        return isOver()
      })
    })
  world.runUntil(isOver, ANSWER_MS_MAX, `an answer for client ${client}`)
  return result()
}

function journalAt(world: World, name: NodeName): Journal | undefined {
  const running = world.machine.nodes.get(name)?.running
  if (running?.type === 'client') return journalOf(running.book)
  if (running?.type !== 'server') return undefined
  assert(running.program.state !== undefined, 'an engine runs real servers')
  const { db } = running.program.state
  return journalOf(running.book, db.lastProcessedZxid, db.tree.digest)
}

function isFrozen(world: World, name: NodeName): boolean {
  return world.machine.rules.frozen.includes(name)
}

function refused(reason: string): CommandResult {
  return { type: 'refused', reason }
}
