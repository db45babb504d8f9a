/**
 * A simulated ensemble with its clients: seeded, in virtual time, faster than real time. Scenarios speak to it in roles
 * (`leader`, `B1`) and faults, and let time pass with `runFor`, `runUntil` and `settle`.
 */
import { assert } from '../../ground/base/assert.ts'
import { nextUint32 } from '../../ground/base/rng.ts'
import {
  clientNode,
  formatZxid,
  type Millis,
  type NodeName,
  type ServerId,
  serverNode,
  ZXID_ZERO,
} from '../../ground/ids.ts'
import { pathOf } from '../../protocol/client/requests.ts'
import type { ClientConfig, ClientInput, ClientOp, OpOutcome } from '../../protocol/client/seam.ts'
import { type ServerConfig, serverConfig } from '../../protocol/config.ts'
import { deciding, type Views, votersOf } from '../../protocol/membership.ts'
import { checkInvariants } from '../../protocol/server/invariants.ts'
import type { Server } from '../../protocol/server/state.ts'
import type { Happening, TreeView } from '../engine.ts'
import { journalOf, type ServerJournal } from '../journal.ts'
import { firstMembers } from '../membership.ts'
import { rulesOf, withHop } from '../rules.ts'
import { pathsOf, treeView } from '../treeView.ts'
import { type Fate, filesOf } from './disk.ts'
import * as faults from './faults.ts'
import { advance, type Machine, newEvents, nodeOf, type SimNode, stepClient } from './machine.ts'
import { type Membering, memberingOf, RECONFIGURABLE, rollOf, startingMembers } from './membership.ts'
import type { Programs } from './program.ts'
import { converged, leaderOf, pick, serversOf, stateOf, type Who } from './roles.ts'
import { streamOf } from './streams.ts'
import { transcript } from './transcript.ts'

export type WorldOptions = {
  /** Voting servers, ids from 1; `observers` have the ids after them. */
  readonly servers: number
  readonly observers?: number
  readonly seed: number
  /** Delay of a message, 1 unless given, and the random part that comes on top, 0 unless given (ms). */
  readonly hopMs?: Millis
  readonly jitterMs?: number
  /** A longer message between two nodes comes in pieces of so many bytes; whole unless given. */
  readonly segmentBytes?: number
  /** How long a flush takes, 1 unless given, and the random part on top, 0 unless given (ms). */
  readonly flushMs?: Millis
  readonly flushJitterMs?: number
  readonly clients?: readonly string[]
  readonly sessionTimeoutMs?: Millis
  /** Whether clients are content with a server that only reads. */
  readonly canBeReadOnly?: boolean
  readonly config?: Partial<ServerConfig>
  /** What differs from `config` at one server: asked at each of its starts. */
  readonly configOf?: (id: ServerId) => Partial<ServerConfig>
  /** Virtual time at the start: 0 unless given. */
  readonly startAt?: Millis
  /** Whether the servers start at once (true). */
  readonly autostart?: boolean
  /** Whether the trace tells of each message (true). */
  readonly traceMessages?: boolean
  /** Whether nodes keep their journals (true). */
  readonly journals?: boolean
  /** What runs on the nodes: the real server and client (`REAL`), or stand-ins. */
  readonly programs: Programs
  /** Runs after each step, behind the server's own invariants; throws where one is broken. */
  readonly check?: (trace: readonly Happening[]) => void
}

/** Acts and questions. Servers are named by role or id, clients by name. An act takes effect at the present moment. */
export type World = Membering & {
  /** What lies below, for hosts of this world; scenarios need it seldom. */
  readonly machine: Machine
  readonly now: () => Millis
  readonly trace: readonly Happening[]
  /** All that are there now, alive or dead. */
  readonly servers: readonly ServerId[]
  readonly start: (who: Who) => void
  readonly kill: (who: Who) => ServerId
  readonly stop: (who: Who) => ServerId
  /** `othersHoldAll`: nothing is lost with what this disk lost (engine.ts). */
  readonly restart: (who: Who, fate?: Fate, othersHoldAll?: boolean) => void
  readonly freeze: (who: Who) => ServerId
  readonly thaw: (who: Who) => void
  readonly isolate: (who: Who) => ServerId
  readonly cut: (from: Who, to: Who, bothWays?: boolean) => void
  readonly sever: (a: Who, b: Who) => void
  readonly heal: () => void
  readonly setHop: (hopMs: Millis) => void
  readonly addClient: (name: string, server?: Who, canBeReadOnly?: boolean) => void
  /** Silences a client and a server to each other, until the heal. */
  readonly cutClient: (name: string, server: Who) => void
  readonly killClient: (name: string) => void
  readonly freezeClient: (name: string) => void
  readonly thawClient: (name: string) => void
  /** Any other word to a client: `move`, `run`, `release`, `close`. */
  readonly tell: (client: string, input: ClientInput) => void
  /** Hands an operation in; its id asks for the outcome later. */
  readonly submit: (client: string, op: ClientOp) => number
  readonly outcome: (id: number) => OpOutcome | undefined
  /** Hands an operation in and runs until it is answered; throws where it is not within the limit (30 s). */
  readonly ask: (client: string, op: ClientOp, limitMs?: Millis) => OpOutcome
  readonly runFor: (ms: Millis) => void
  /** Lets the next event happen, whenever it is; false where none will. */
  readonly stepOne: () => boolean
  /** Runs until `done` holds; throws, with the last events, where it does not within `limitMs`. */
  readonly runUntil: (done: () => boolean, limitMs: Millis, what: string) => void
  /** Runs until a leader serves, all that run and are reachable hold what it holds, and nothing is waited for (60 s). */
  readonly settle: (limitMs?: Millis) => void
  readonly leader: () => ServerId | undefined
  readonly pick: (who: Who) => ServerId
  readonly isRunning: (who: Who) => boolean
  /** The live state of a server, to look at; throws where it does not run. */
  readonly server: (who: Who) => Server
  readonly treeOf: (who: Who) => TreeView
  /** The paths that clients made, as one server holds them. */
  readonly pathsOf: (who: Who) => readonly string[]
  readonly filesOf: (who: Who) => ReturnType<typeof filesOf>
  readonly journalOf: (who: Who) => ServerJournal
}

const TAIL_LENGTH = 200

export function createWorld(options: WorldOptions): World {
  const members = firstMembers(options.servers, options.observers ?? 0)
  const machine = machineOf(options)
  const roll = rollOf(machine, members, ZXID_ZERO)
  const clientSeeds = streamOf(options.seed, 'clients')
  for (const member of members) faults.addNode(machine, serverNode(member.id))
  const start = (id: ServerId, fate: Fate, othersHoldAll?: boolean): void => {
    const config = serverConfig(id, startingMembers(roll, id), {
      ...RECONFIGURABLE,
      ...options.config,
      ...options.configOf?.(id),
    })
    faults.startServer(machine, serverNode(id), config, options.programs, fate, othersHoldAll)
  }
  const addClient = (name: string, server?: Who, canBeReadOnly = options.canBeReadOnly ?? false): void => {
    const node = clientNode(name)
    if (!machine.nodes.has(node)) faults.addNode(machine, node)
    const preferred = server === undefined ? undefined : pick(machine, server)
    const config = clientConfig(name, [...roll.servers], options, preferred, nextUint32(clientSeeds))
    faults.startClient(machine, node, { ...config, canBeReadOnly }, options.programs)
  }
  if (options.autostart !== false) for (const member of members) start(member.id, 'keep')
  for (const name of options.clients ?? []) addClient(name)
  const time = timeOf(machine)
  const ground = {
    ...actsOf(machine, start),
    ...clientsOf(machine, time.runUntil),
    ...time,
    ...questionsOf(machine),
    addClient,
  }
  return { ...ground, ...memberingOf(machine, roll, ground), machine, trace: machine.trace, servers: roll.servers }
}

function machineOf(options: WorldOptions): Machine {
  const { seed } = options
  const machine: Machine = {
    now: options.startAt ?? 0,
    events: newEvents(),
    nodes: new Map(),
    rules: rulesOf(options.hopMs ?? 1),
    held: [],
    severed: new Set(),
    trace: [],
    hostIndex: 0,
    outcomes: new Map(),
    traceMessages: options.traceMessages ?? true,
    journals: options.journals ?? true,
    steps: 0,
    network: {
      rng: streamOf(seed, 'network'),
      jitterMs: options.jitterMs ?? 0,
      segmentBytes: options.segmentBytes,
    },
    disks: { rng: streamOf(seed, 'disks'), flushMs: options.flushMs ?? 1, jitterMs: options.flushJitterMs ?? 0 },
    births: streamOf(seed, 'births'),
    crashes: streamOf(seed, 'crashes'),
    afterStep: ({ running }) => {
      if (running.type === 'server' && running.program.state !== undefined) checkInvariants(running.program.state)
      options.check?.(machine.trace)
    },
  }
  return machine
}

function clientConfig(
  name: string,
  servers: readonly ServerId[],
  options: WorldOptions,
  preferred: ServerId | undefined,
  seed: number,
): ClientConfig {
  return {
    name,
    servers,
    preferred,
    sessionTimeoutMs: options.sessionTimeoutMs ?? 10_000,
    reconnectDelayMsMax: 1000,
    outstandingMax: 1000,
    seed,
    incarnation: 1,
  }
}

type Acts = 'start' | 'kill' | 'stop' | 'restart' | 'freeze' | 'thaw' | 'isolate' | 'cut' | 'sever' | 'heal' | 'setHop'
type Start = (id: ServerId, fate: Fate, othersHoldAll?: boolean) => void
function actsOf(machine: Machine, start: Start): Pick<World, Acts> {
  const nodeFor = (who: Who): NodeName => serverNode(pick(machine, who))
  /** Does something to a server and tells which one a role meant. */
  const to =
    (act: (machine: Machine, node: NodeName) => void) =>
    (who: Who): ServerId => {
      const id = pick(machine, who)
      act(machine, serverNode(id))
      return id
    }
  return {
    start: (who) => start(pick(machine, who), 'keep'),
    restart: (who, fate = 'keep', othersHoldAll = false) => {
      const id = pick(machine, who)
      if (faults.isRunning(nodeOf(machine, serverNode(id)))) faults.kill(machine, serverNode(id))
      start(id, fate, othersHoldAll)
    },
    kill: to(faults.kill),
    stop: to(faults.stop),
    freeze: to(faults.freeze),
    thaw: (who) => faults.thaw(machine, nodeFor(who)),
    isolate: to(faults.isolate),
    cut: (from, target, bothWays = true) => faults.cut(machine, nodeFor(from), nodeFor(target), bothWays),
    sever: (a, b) => faults.sever(machine, nodeFor(a), nodeFor(b)),
    heal: () => faults.heal(machine),
    setHop: (hopMs) => {
      machine.rules = withHop(machine.rules, hopMs)
    },
  }
}

type Clients = 'cutClient' | 'killClient' | 'freezeClient' | 'thawClient' | 'tell' | 'submit' | 'outcome' | 'ask'
function clientsOf(machine: Machine, runUntil: World['runUntil']): Pick<World, Clients> {
  let submitted = 0
  const tell = (client: string, input: ClientInput): void => stepClient(machine, clientOf(machine, client), input)
  const submit = (client: string, op: ClientOp): number => {
    submitted += 1
    tell(client, { type: 'submit', id: submitted, op })
    return submitted
  }
  const outcome = (id: number): OpOutcome | undefined => machine.outcomes.get(id)
  return {
    cutClient: (name, server) => faults.cut(machine, clientNode(name), serverNode(pick(machine, server)), true),
    killClient: (name) => faults.kill(machine, clientNode(name)),
    freezeClient: (name) => faults.freeze(machine, clientNode(name)),
    thawClient: (name) => faults.thaw(machine, clientNode(name)),
    tell,
    submit,
    outcome,
    ask: (client, op, limitMs = 30_000) => {
      const id = submit(client, op)
      runUntil(() => machine.outcomes.has(id), limitMs, `the answer to ${op.type} ${pathOf(op) ?? ''}`)
      const answer = outcome(id)
      assert(answer !== undefined, 'runUntil throws where there is no answer')
      return answer
    },
  }
}

type Time = 'now' | 'runFor' | 'stepOne' | 'runUntil' | 'settle'
function timeOf(machine: Machine): Pick<World, Time> {
  const runUntil = (done: () => boolean, limitMs: Millis, what: string): void => {
    const limit = machine.now + limitMs
    while (!done()) {
      if (advance(machine, limit)) continue
      throw new Error(`${what}: not within ${limitMs} ms\n${tailOf(machine)}`)
    }
  }
  return {
    now: () => machine.now,
    runFor: (ms) => {
      const until = machine.now + ms
      while (advance(machine, until));
      machine.now = until
    },
    stepOne: () => advance(machine, Number.POSITIVE_INFINITY),
    runUntil,
    settle: (limitMs = 60_000) => runUntil(() => converged(machine), limitMs, 'all servers agree'),
  }
}

type Questions = 'leader' | 'pick' | 'isRunning' | 'server' | 'treeOf' | 'pathsOf' | 'filesOf' | 'journalOf'
function questionsOf(machine: Machine): Pick<World, Questions> {
  const server = (who: Who): Server => {
    const state = stateOf(machine, pick(machine, who))
    assert(state !== undefined, `server ${who} does not run`)
    return state
  }
  const nodeFor = (who: Who): SimNode => nodeOf(machine, serverNode(pick(machine, who)))
  return {
    leader: () => leaderOf(machine),
    pick: (who) => pick(machine, who),
    isRunning: (who) => faults.isRunning(nodeFor(who)),
    server,
    treeOf: (who) => treeView(server(who)),
    pathsOf: (who) => pathsOf(treeView(server(who))),
    filesOf: (who) => filesOf(nodeFor(who).disk),
    journalOf: (who) => {
      const { running } = nodeFor(who)
      assert(running.type === 'server', `server ${who} does not run`)
      const { db } = server(who)
      return journalOf(running.book, db.lastProcessedZxid, db.tree.digest)
    },
  }
}

function clientOf(machine: Machine, name: string): SimNode {
  const node = nodeOf(machine, clientNode(name))
  assert(faults.isRunning(node), `client ${name} does not run`)
  return node
}

/** `1,2,3` for the membership it goes by, and behind an arrow the proposed one. */
function viewsText(views: Views): string {
  const texts = deciding(views).map(
    (membership) => `${votersOf(membership).join(',')} (${formatZxid(membership.version)})`,
  )
  return ` of ${texts.join(' -> ')}`
}

/** What every server is at, and the last events: what a failed scenario needs to show. */
function tailOf(machine: Machine): string {
  const lines = serversOf(machine).map((id) => {
    const state = stateOf(machine, id)
    const role = state?.role
    const phase = role !== undefined && role.type !== 'looking' ? role.phase : ''
    const views = state === undefined ? '' : viewsText(state.views)
    return `s${id}: ${role?.type ?? 'dead'} ${phase} ${state === undefined ? '' : formatZxid(state.db.lastProcessedZxid)}${views}`
  })
  return [...lines, transcript(machine.trace.slice(-TAIL_LENGTH))].join('\n')
}
