/**
 * Everything that the page holds of a running ensemble, and how its nodes start and end. Commands (`commands.ts`) change
 * it; the engine (`engine.ts`) shows it.
 */
import { below, fork, nextUint32, rngOf } from '../../ground/base/rng.ts'
import { digestIdentity } from '../../ground/data/acl.ts'
import { clientNode, type NodeName, nodeName, type ServerId, serverNode, ZXID_ZERO } from '../../ground/ids.ts'
import type { ClientConfig } from '../../protocol/client/seam.ts'
import { type ServerConfig, serverConfig } from '../../protocol/config.ts'
import type { Membership } from '../../protocol/membership.ts'
import type { DiskFate } from '../command.ts'
import { type DiskTrouble, NO_TROUBLE } from '../diskTrouble.ts'
import type { Capabilities, HostEvent } from '../engine.ts'
import { folderOf } from '../folder.ts'
import { type LocalClock, trueClock } from '../localClock.ts'
import { membersFor } from '../membership.ts'
import type { Rules } from '../rules.ts'
import type { PeerView, StartMessage } from '../workerMessages.ts'
import { addressHere } from './addresses.ts'
import { type Conductor, nowOf } from './conductor.ts'
import type { Claim, Ensemble } from './ensemble.ts'
import { buried, type NodeHandle, type NodeListener, nodeHandle, post, start } from './nodes.ts'
import type { Gateway } from './outside.ts'
import type { Leaders } from './roles.ts'
import { ignoreCarry } from './star.ts'
import { ingest, type TraceHub, tell } from './traceHub.ts'

export type Stage = {
  readonly instance: string
  readonly transport: Capabilities['transport']
  readonly conductor: Conductor
  readonly hub: TraceHub
  readonly leaders: Leaders
  readonly settings: Settings
  readonly nodes: Map<NodeName, NodeHandle>
  readonly gateway: Gateway
  readonly members: Members
  claim: Claim
  rules: Rules
  /** What ails the machines of servers: a restart of the process mends neither disk nor clock. */
  readonly troubles: Map<ServerId, DiskTrouble>
  readonly localClocks: Map<NodeName, LocalClock>
  servers: readonly ServerId[]
  clients: readonly string[]
  /** Rises with each new ensemble: what was starting for the one before does not start any more. */
  generation: number
  /** A new ensemble is being made: until its nodes start, nobody else starts one. */
  changing: boolean
  closed: boolean
  /** The bug of the zoo that the servers of this ensemble have: a sandbox, which a reload turns into an ordinary one. */
  zoo: string | undefined
}
/** Who belongs to the ensemble, as far as the page heard, and by what proof it may change that. */
export type Members = {
  /** The newest membership that any server goes by. */
  known: Membership
  /** `user:password`, made up for this page. */
  readonly adminAuth: string
  /** A server is just joining or leaving. */
  changing: boolean
}

/** What every node of a kind is configured with. */
export type Settings = {
  readonly seed: number
  readonly server: Partial<ServerConfig>
  readonly sessionTimeoutMs: number
  readonly reconnectDelayMsMax: number
  /** Milliseconds since 1970 at virtual time 0. */
  readonly wallClockAtZero: number
  /** Nodes tell only what is rare (`worker/thin.ts`). */
  readonly thin?: true
}

/** The name under which the page itself speaks in the trace. */
export const PAGE: NodeName = nodeName('page')
/** Requests that wait for an answer, for each client. */
const clientOutstandingMax = 1000

/** What a configuration file would say of the servers that are there. */
export function rollMembership({ roll }: Ensemble): Membership {
  const members = roll.map(({ id, type }) => ({ id, type, address: addressHere(id) }))
  return { version: ZXID_ZERO, members }
}

/** An event of the page, at the present virtual time. */
export function say(stage: Stage, node: NodeName, event: HostEvent): void {
  tell(stage.hub, node, nowOf(stage.conductor), event)
}

/** Tells all nodes the rules as they are now. */
export function setRules(stage: Stage, rules: Rules): void {
  stage.rules = rules
  for (const node of stage.nodes.values()) post(node, { type: 'rules', rules })
}

/** The handle of a node, made at its first mention. */
export function handleOf(stage: Stage, name: NodeName): NodeHandle {
  const known = stage.nodes.get(name)
  if (known !== undefined) return known
  const made = nodeHandle(stage.instance, name, listenerOf(stage))
  stage.nodes.set(name, made)
  return made
}

/** Starts a server on what `fate` leaves of its disk; true once it runs, false where it ended before. */
export async function startServer(stage: Stage, server: ServerId, fate: DiskFate): Promise<boolean> {
  const node = handleOf(stage, serverNode(server))
  // Taken before the first wait: nobody starts it twice.
  node.state = 'starting'
  const { generation } = stage
  await buried(node, stage.claim.death)
  if (isOver(stage, generation)) return false
  if (fate === 'wipe') {
    node.folder = folderOf()
    node.flushed = undefined
  }
  const incarnation = node.incarnation + 1
  const { ensemble, disk } = stage.claim
  return start(node, {
    ...envelopeOf(stage, node.name, incarnation),
    part: {
      type: 'server',
      config: serverConfigOf(stage, server, incarnation),
      zoo: stage.zoo,
      disk:
        disk === 'opfs'
          ? { type: 'opfs', ensemble: ensemble.id, fate, flushed: node.flushed }
          : { type: 'memory', files: [...node.folder.files].map(([name, bytes]) => ({ name, bytes })) },
      trouble: stage.troubles.get(server) ?? NO_TROUBLE,
    },
  })
}

/** Starts a client application; `preferred` is the server that it tries first, `canBeReadOnly` whether one without a majority will do. */
export async function startClient(
  stage: Stage,
  name: string,
  preferred: ServerId | undefined,
  canBeReadOnly: boolean = false,
): Promise<boolean> {
  const node = handleOf(stage, clientNode(name))
  node.state = 'starting'
  const { generation } = stage
  await buried(node, stage.claim.death)
  if (isOver(stage, generation)) return false
  const incarnation = node.incarnation + 1
  const { sessionTimeoutMs, reconnectDelayMsMax } = stage.settings
  const config: ClientConfig = {
    name,
    servers: stage.servers,
    preferred,
    canBeReadOnly,
    sessionTimeoutMs,
    reconnectDelayMsMax,
    outstandingMax: clientOutstandingMax,
    seed: seedOf(stage.settings.seed, node.name, incarnation),
    incarnation,
  }
  return start(node, { ...envelopeOf(stage, node.name, incarnation), part: { type: 'client', config } })
}

/**
 * Whether the engine was closed, or the ensemble of that generation replaced. Asked in the very moment of a start, with
 * nothing awaited in between: else a worker starts that belongs to nobody.
 */
export function isOver(stage: Stage, generation: number): boolean {
  return stage.closed || stage.generation !== generation
}

/** The first free letter for a client: A, B, … Z, then A2, … */
export function freeName(stage: Stage): string {
  for (let i = 0; ; i++) {
    const letter = String.fromCharCode(65 + (i % 26))
    const name = i < 26 ? letter : `${letter}${1 + Math.floor(i / 26)}`
    if (!stage.clients.includes(name)) return name
  }
}

/** What every start has, whatever it starts. */
export function envelopeOf(stage: Stage, node: NodeName, incarnation: number): Omit<StartMessage, 'part'> {
  const { instance, transport, claim } = stage
  const envelope = { type: 'start', instance, node, incarnation, transport, death: claim.death } as const
  return stage.settings.thin === true ? { ...envelope, thin: true } : envelope
}

function serverConfigOf(stage: Stage, self: ServerId, incarnation: number): ServerConfig {
  const members = membersFor(stage.members.known, self, addressHere(self))
  const { seed, server, wallClockAtZero } = stage.settings
  return serverConfig(self, members, {
    wallClockAtZero,
    // Off in ZooKeeper; on here, so that a minority can be seen to answer reads.
    readOnlyMode: true,
    // Off in ZooKeeper; on here, so that servers can be added and removed. A lone server is an ensemble of one.
    reconfigEnabled: true,
    standaloneEnabled: false,
    adminDigest: digestIdentity(stage.members.adminAuth),
    ...server,
    seed: seedOf(seed, serverNode(self), incarnation),
    incarnation,
  })
}

/** Each start of each node has its own dice, all from one seed. */
function seedOf(seed: number, node: NodeName, incarnation: number): number {
  const rng = rngOf(seed)
  for (const char of `${node}.${incarnation}`) below(rng, 1 + char.charCodeAt(0))
  rng.state = (rng.state ^ (Math.imul(incarnation, 0x9e3779b1) + Math.imul(hash(node), 0x85ebca6b))) >>> 0
  return nextUint32(fork(rng))
}
function hash(text: string): number {
  let value = 0
  for (const char of text) value = Math.imul(value, 31) + char.charCodeAt(0)
  return value >>> 0
}

function listenerOf(stage: Stage): NodeListener {
  return {
    ready(node) {
      say(stage, node.name, { type: 'nodeStarted', incarnation: node.incarnation })
      const { conductor, rules } = stage
      const localClock = localClockOf(stage, node.name)
      post(node, { type: 'go', clock: conductor.clock, rules, peers: peersOf(stage), localClock })
      announce(stage, node)
    },
    trace: (node, lines) => ingest(stage.hub, node.name, lines),
    ended(node, { how, reason }) {
      announce(stage, node)
      say(stage, node.name, { type: 'nodeEnded', how, reason })
    },
    carry(node, envelope) {
      const to = stage.nodes.get(envelope.to)
      if (to === undefined || ignoreCarry(envelope, stage.instance, node.name, to.name) !== undefined) return
      post(to, { type: 'carried', envelope })
    },
  }
}

/** The clock of a node's machine; true until somebody turned it. */
export function localClockOf(stage: Stage, node: NodeName): LocalClock {
  return stage.localClocks.get(node) ?? trueClock()
}

/** Tells all others whether `node` lives. */
function announce(stage: Stage, node: NodeHandle): void {
  const peers = [peerView(node)]
  for (const other of stage.nodes.values()) if (other !== node) post(other, { type: 'peers', peers })
}
function peersOf(stage: Stage): readonly PeerView[] {
  // One that is starting is not known yet: its own `ready` makes it so.
  return [...stage.nodes.values()].filter((node) => node.state !== 'starting' && node.incarnation > 0).map(peerView)
}
function peerView(node: NodeHandle): PeerView {
  return { node: node.name, incarnation: node.incarnation, alive: node.state === 'running' }
}
