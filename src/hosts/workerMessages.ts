/**
 * What the page and its workers say to each other: two closed unions, and the envelope in which flights travel between
 * workers. Everything is checked here, at the gate, before anybody trusts it.
 *
 * Laws:
 * 1. A worker hears `start` first, answers `ready`, and runs its node from `go` on.
 * 2. An envelope of another page (another instance) is nobody's business: it is ignored.
 */
import type { LinkId, Millis, NodeName, ServerId, SessionId } from '../ground/ids.ts'
import type { ClientConfig, ClientInput, ClientState, OpOutcome } from '../protocol/client/seam.ts'
import type { ServerConfig } from '../protocol/config.ts'
import type { Channel, DiskFile, DiskOp, Input } from '../protocol/seam.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import type { VirtualClock } from './clock.ts'
import type { DiskFate } from './command.ts'
import type { DiskTrouble } from './diskTrouble.ts'
import type { Capabilities, Flight, HostEvent, Journal, TreeView } from './engine.ts'
import type { Inspection } from './inspection.ts'
import type { LoadPlan } from './load.ts'
import type { LocalClock } from './localClock.ts'
import type { Rules } from './rules.ts'

/** All that a node sends to one peer in one turn. `incarnation` is the sender's. */
export type Envelope = {
  readonly instance: string
  readonly from: NodeName
  readonly incarnation: number
  readonly to: NodeName
  readonly flights: readonly Flight[]
  /** Bytes from outside that the sender's core has taken: what the gateway may read on. */
  readonly taken?: number
}

/** Lengths as of their last flush of the files that a server appends to, by name. Other files were replaced whole: durable. */
export type FlushedLengths = ReadonlyMap<string, number>

/** Where a server's folder is, and what its restart finds of it. */
export type DiskPlan =
  | {
      readonly type: 'opfs'
      readonly ensemble: string
      readonly fate: DiskFate
      /** Of the incarnation before; undefined where nobody kept count: everything is kept. */
      readonly flushed: FlushedLengths | undefined
    }
  | { readonly type: 'memory'; readonly files: readonly DiskFile[] }

/** A node that runs or ran: `alive` false refuses dials. */
export type PeerView = { readonly node: NodeName; readonly incarnation: number; readonly alive: boolean }

export type ServerPart = {
  readonly type: 'server'
  readonly config: ServerConfig
  readonly disk: DiskPlan
  readonly trouble: DiskTrouble
  /** The bug of the zoo that it has: another program runs then (`zooWorker.ts`). */
  readonly zoo?: string | undefined
}
/** A TCP connection of a program outside: `channel` is its number at the gateway, `server` whose port it reached. */
export type ExternalPart = { readonly type: 'external'; readonly channel: number; readonly server: ServerId }
export type ClientPart = { readonly type: 'client'; readonly config: ClientConfig }
/** One session of a load (`load.ts`): many of them share a worker. */
export type LoadPart = { readonly type: 'load'; readonly config: ClientConfig; readonly load: LoadPlan }

export type StartMessage = {
  readonly type: 'start'
  readonly instance: string
  readonly node: NodeName
  readonly incarnation: number
  readonly transport: Capabilities['transport']
  readonly death: Capabilities['death']
  readonly part: ServerPart | ClientPart | ExternalPart | LoadPart
  /** Only what is rare is told (`worker/thin.ts`), and no journal is kept: a load is to measure the servers. */
  readonly thin?: true
}
/** From the page to one worker. */
export type PageMessage =
  | StartMessage
  | {
      readonly type: 'go'
      readonly clock: VirtualClock
      readonly rules: Rules
      readonly peers: readonly PeerView[]
      readonly localClock: LocalClock
    }
  | { readonly type: 'clock'; readonly clock: VirtualClock }
  | { readonly type: 'rules'; readonly rules: Rules }
  | { readonly type: 'peers'; readonly peers: readonly PeerView[] }
  /** An act on this node, taken even while the clock is paused. */
  | { readonly type: 'input'; readonly input: Input | ClientInput }
  /** The clock of the node's own machine changed, or its disk began or ceased to misbehave. */
  | { readonly type: 'localClock'; readonly clock: LocalClock }
  | { readonly type: 'diskTrouble'; readonly trouble: DiskTrouble }
  /** An act on a message that waits here to be due; answered by `touched`. */
  | { readonly type: 'touch'; readonly id: number; readonly touch: Touch }
  /** An envelope that the page carried (star). */
  | { readonly type: 'carried'; readonly envelope: Envelope }
  | {
      readonly type: 'ask'
      readonly id: number
      readonly question: 'tree' | 'inspection' | 'folder' | 'journal' | 'pending'
    }
  /** Take one pending event at the virtual time `at`; answered by `stepped`. */
  | { readonly type: 'takeOne'; readonly id: number; readonly at: Millis }

/** What a person does to a message in the air, which is in its receiver's inbox. */
export type Touch = {
  readonly act: 'hold' | 'release' | 'deliver' | 'drop'
  readonly from: NodeName
  readonly seq: number
}

/** One line of a worker's trace; the page numbers it. */
export type TraceLine = { readonly at: Millis; readonly event: TraceEvent | HostEvent }

/** From one worker to the page. */
export type NodeMessage =
  /** The lock is held and the folder is open. */
  | { readonly type: 'ready' }
  | { readonly type: 'trace'; readonly lines: readonly TraceLine[] }
  | { readonly type: 'ended'; readonly how: 'stopped' | 'crashed'; readonly reason: string }
  | { readonly type: 'completed'; readonly id: number; readonly outcome: OpOutcome }
  | { readonly type: 'clientState'; readonly state: ClientState; readonly session: SessionId }
  | { readonly type: 'flushed'; readonly lengths: FlushedLengths }
  /** Operations of a disk that the page keeps. */
  | { readonly type: 'diskOps'; readonly ops: readonly DiskOp[] }
  | { readonly type: 'carry'; readonly envelope: Envelope }
  | { readonly type: 'tree'; readonly id: number; readonly tree: TreeView | undefined }
  | { readonly type: 'inspection'; readonly id: number; readonly inspection: Inspection | undefined }
  /** The files of a server's folder; undefined where the node has none, or can't read it. */
  | { readonly type: 'folder'; readonly id: number; readonly files: readonly DiskFile[] | undefined }
  | { readonly type: 'journal'; readonly id: number; readonly journal: Journal | undefined }
  /** When the node's next event is due; Infinity where it waits for nothing. */
  | { readonly type: 'pending'; readonly id: number; readonly at: Millis }
  | { readonly type: 'stepped'; readonly id: number }
  /** `refusal`: why nothing was done, in words. */
  | { readonly type: 'touched'; readonly id: number; readonly refusal: string | undefined }
  /** What the server sent on a link that the page itself holds; `over`: the server closed it. */
  | { readonly type: 'said'; readonly link: LinkId; readonly bytes: Uint8Array; readonly over: boolean }

const PAGE_MESSAGES: { readonly [K in PageMessage['type']]: true } = {
  start: true,
  go: true,
  clock: true,
  rules: true,
  peers: true,
  input: true,
  carried: true,
  ask: true,
  takeOne: true,
  localClock: true,
  diskTrouble: true,
  touch: true,
}
const NODE_MESSAGES: { readonly [K in NodeMessage['type']]: true } = {
  ready: true,
  trace: true,
  ended: true,
  completed: true,
  clientState: true,
  flushed: true,
  diskOps: true,
  carry: true,
  tree: true,
  inspection: true,
  folder: true,
  journal: true,
  pending: true,
  stepped: true,
  touched: true,
  said: true,
}
const CHANNELS: { readonly [K in Channel]: true } = { client: true, quorum: true, election: true }
const KINDS: { readonly [K in Flight['kind']]: true } = { dial: true, accept: true, data: true, close: true }

/** Whether a message of the private port to the page is one of ours. */
export function isPageMessage(value: unknown): value is PageMessage {
  return isFields(value) && typeof value.type === 'string' && Object.hasOwn(PAGE_MESSAGES, value.type)
}
export function isNodeMessage(value: unknown): value is NodeMessage {
  return isFields(value) && typeof value.type === 'string' && Object.hasOwn(NODE_MESSAGES, value.type)
}

/** Why an envelope is not for `node` of `instance`, or undefined where it is well-formed and is. */
export function ignoreEnvelope(value: unknown, instance: string, node: NodeName): string | undefined {
  if (!isEnvelope(value)) return 'not an envelope'
  if (value.instance !== instance) return 'of another page'
  if (value.to !== node) return 'for another node'
  if (value.flights.some((flight) => flight.from !== value.from || flight.to !== value.to)) return 'flights of others'
  return undefined
}

export function isEnvelope(value: unknown): value is Envelope {
  if (!isFields(value)) return false
  const { instance, from, incarnation, to, flights, taken } = value
  if (taken !== undefined && !(Number.isSafeInteger(taken) && Number(taken) >= 0)) return false
  if (typeof instance !== 'string' || typeof from !== 'string' || typeof to !== 'string') return false
  return typeof incarnation === 'number' && Array.isArray(flights) && flights.every(isFlight)
}

function isFlight(value: unknown): value is Flight {
  if (!isFields(value)) return false
  const { from, to, seq, link, channel, kind, sentAt, dueAt, bytes } = value
  if (typeof from !== 'string' || typeof to !== 'string' || typeof link !== 'string') return false
  if (typeof channel !== 'string' || !Object.hasOwn(CHANNELS, channel)) return false
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) return false
  if (!Number.isSafeInteger(seq) || !Number.isFinite(sentAt) || !Number.isFinite(dueAt)) return false
  return bytes instanceof Uint8Array
}

type Fields = { readonly [K in keyof Envelope | keyof Flight | 'type']?: unknown }
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** The inbox of a node. The instance is random: two pages never meet. */
export function inboxName(instance: string, node: NodeName): string {
  return `zk-${instance}-${node}`
}
/** Links that the page holds itself, to ask a server a four-letter word: their names begin with this. */
export const pageLinkPrefix: string = 'page-'
/** The lock that a worker holds for its life. */
export function lifeLockName(instance: string, node: NodeName, incarnation: number): string {
  return `zk-${instance}-${node}-${incarnation}`
}
