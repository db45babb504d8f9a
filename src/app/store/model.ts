/**
 * ClusterModel: what the picture knows of the ensemble, and nothing that a trace event did not say.
 * Laws: plain read-only data; a change copies only the entry that it touches; times are virtual milliseconds; what moves
 * (flights, arcs) is stored by its two times, never by a position.
 */
import type { Epoch, LinkId, Millis, NodeName, ServerId, SessionId, Zxid } from '../../ground/ids.ts'
import { epoch, ZXID_ZERO } from '../../ground/ids.ts'
import { type DiskTrouble, NO_TROUBLE } from '../../hosts/diskTrouble.ts'
import type { Flight, GatewayView, NodeEnd, RemoteView } from '../../hosts/engine.ts'
import type { ClientState, RecipeName } from '../../protocol/client/seam.ts'
import type { WordName } from '../../protocol/config.ts'
import type { Channel } from '../../protocol/seam.ts'
import type { RoleName, ServerEvent, SyncMode, Vote, WatchKind, ZabPhase } from '../../protocol/trace.ts'
import type { FlightKind } from './flightKind.ts'

/** Log cells kept of each server; the card shows the last few of them. */
export const LOG_CELLS_MAX = 8
/** Flights drawn at most: a flood is drawn by its first ones. */
export const FLIGHTS_MAX = 240
/** Watches drawn of each server at most. */
export const WATCHES_MAX = 200

export type Life = 'alive' | 'frozen' | 'down'

/** A transaction in the strip of a server: hollow until it is on its disk, dashed until a majority has it. */
export type LogCell = { readonly zxid: Zxid; readonly durable: boolean; readonly committed: boolean }

/** A watch as its server keeps it. */
export type WatchModel = {
  readonly link: LinkId
  readonly session: SessionId
  readonly path: string
  /** Undefined where it is told nowhere: of a real server elsewhere. */
  readonly kind: WatchKind | undefined
}

export type ConnectionModel = {
  readonly link: LinkId
  readonly address: string
  readonly session: SessionId | undefined
}

/** One end of a connection as its machine's kernel has it; `closing`: its close is on the way and was not heard yet. */
export type EndState = 'synSent' | 'established' | 'closing'
/** A connection: `near` is the dialler's end, `far` the other one's; undefined where that machine knows nothing of it. */
export type LinkModel = {
  readonly id: LinkId
  readonly channel: Channel
  readonly dialler: NodeName
  readonly listener: NodeName
  readonly near: EndState | undefined
  readonly far: EndState | undefined
}
/** A message in the air that makes or ends a connection. */
export type HandshakeModel = { readonly kind: Flight['kind']; readonly link: LinkId; readonly from: NodeName }

/** A vote as somebody else's notification told it, and what was made of it here. */
export type HeardVote = Pick<
  Extract<ServerEvent, { type: 'voteReceived' }>,
  'state' | 'round' | 'vote' | 'verdict' | 'reason'
>

/** What a leader sends a server that comes back, from its plan until the server answers clients again. */
export type SyncModel = {
  readonly leader: ServerId
  readonly mode: SyncMode
  /** Transactions that it gets. */
  readonly proposals: number
  /** Why in this way, in the leader's own words. */
  readonly reason: string
}

export type ServerModel = {
  readonly id: ServerId
  readonly life: Life
  readonly incarnation: number
  readonly role: RoleName
  readonly phase: ZabPhase
  /** It answers clients. */
  readonly serving: boolean
  /** currentEpoch on its disk; `promised` is acceptedEpoch. */
  readonly epoch: Epoch
  readonly promised: Epoch
  readonly leader: ServerId | undefined
  readonly vote: Vote | undefined
  /** The round of its last election (logicalclock), and the newest vote that it heard of each other server. */
  readonly round: number
  readonly heard: ReadonlyMap<ServerId, HeardVote>
  readonly lastZxid: Zxid
  readonly log: readonly LogCell[]
  readonly connections: ReadonlyMap<LinkId, ConnectionModel>
  readonly watches: readonly WatchModel[]
  readonly isolated: boolean
  readonly sync: SyncModel | undefined
  /** Transactions that were cut from its log because no majority ever had them, until it takes the next one. */
  readonly cutOff: readonly Zxid[]
  /** How its disk misbehaves, and how its machine's clock is off. */
  readonly disk: DiskTrouble
  readonly clock: ClockSkew
  /** What a real server elsewhere tells of itself beyond the rest, and the words that it refuses; empty of a server here. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly refused: readonly WordName[]
  /** Why it ended, in the host's words, where it is down. */
  readonly ended: string | undefined
  readonly endedAt: Millis
}

/** `aheadMs`: what it leapt forward so far. */
export type ClockSkew = { readonly rate: number; readonly aheadMs: Millis }

/** A session as the leader keeps it; `deadline` is when it expires unless it is heard of. */
export type SessionModel = {
  readonly id: SessionId
  readonly client: string | undefined
  readonly timeoutMs: Millis
  readonly deadline: Millis | undefined
}

/** Where a client stands in the queue for a lock. */
export type LockModel = {
  readonly state: 'joining' | 'waiting' | 'holding' | 'released' | 'lost' | 'failed'
  readonly path: string
  readonly node: string | undefined
  readonly behind: string | undefined
}

/** A recipe that a client runs, where it stands. */
export type RecipeModel = LockModel & { readonly recipe: RecipeName }

export type ClientModel = {
  readonly name: string
  readonly life: Life
  readonly state: ClientState
  readonly session: SessionId | undefined
  readonly server: ServerId | undefined
  /** The server it left last, while it is told "moved from". */
  readonly movedFrom: ServerId | undefined
  readonly timeoutMs: Millis
  readonly lock: LockModel | undefined
  /** The recipes that run, oldest first, the lock among them. */
  readonly recipes: readonly RecipeModel[]
  /** Watch events that reached the application. */
  readonly watchEvents: number
}

/** A program outside that is connected over TCP. Its name is its node's without the first letter. */
export type ExternalModel = {
  readonly name: string
  readonly address: string
  readonly server: ServerId
  readonly life: Life
  /** Once it has one. */
  readonly session: SessionId | undefined
  readonly timeoutMs: Millis
  /** The session came from another connection. */
  readonly resumed: boolean
  /** Watch events that were sent to it. */
  readonly watchEvents: number
}

/** A message in the air; its place is a function of the clock. */
export type FlightModel = {
  readonly id: string
  readonly from: NodeName
  readonly to: NodeName
  readonly kind: FlightKind
  /** The zxid's epoch where it carries one: its colour. */
  readonly epoch: Epoch | undefined
  readonly sentAt: Millis
  readonly dueAt: Millis
  readonly channel: Channel
  readonly bytes: Uint8Array
  /** Of its sender: with `from` it names the message. */
  readonly seq: number
  readonly packing: Flight['kind']
  /** Stopped by hand at its receiver, and all behind it on its link. */
  readonly held: boolean
}

/** One election, phase by phase; a time is missing while its phase is not done. */
export type ElectionModel = {
  readonly cause: 'start' | 'leaderLost'
  readonly lost: ServerId | undefined
  readonly startedAt: Millis
  readonly noticedAt: Millis | undefined
  readonly electedAt: Millis | undefined
  readonly syncedAt: Millis | undefined
  readonly servingAt: Millis | undefined
  readonly leader: ServerId | undefined
  readonly epoch: Epoch | undefined
}

export type SlowWay = { readonly from: NodeName; readonly to: NodeName } & (
  | { readonly type: 'delayed'; readonly delayMs: Millis }
  | { readonly type: 'stalled'; readonly until: Millis }
)

/** What the caption box tells: the latest thing that matters. */
export type Caption =
  | { readonly type: 'election' }
  | {
      readonly type: 'serverEnded'
      readonly server: ServerId
      readonly how: NodeEnd
    }
  | { readonly type: 'serverReturned'; readonly server: ServerId }
  | { readonly type: 'serverFrozen'; readonly server: ServerId }
  /** `reason`: what the leader told of it, unless that was missed. */
  | {
      readonly type: 'synced'
      readonly server: ServerId
      readonly mode: 'DIFF' | 'TRUNC' | 'SNAP'
      readonly reason: string | undefined
    }
  | { readonly type: 'truncated'; readonly server: ServerId; readonly lost: number }
  | { readonly type: 'quorumLost'; readonly epoch: Epoch }
  | { readonly type: 'sessionExpired'; readonly client: string | undefined }
  | { readonly type: 'clientMoved'; readonly client: string; readonly server: ServerId; readonly from: ServerId }
  | { readonly type: 'lock'; readonly client: string; readonly lock: LockModel }
  | { readonly type: 'watchFired'; readonly client: string; readonly path: string }
  | { readonly type: 'isolated'; readonly server: ServerId }
  | { readonly type: 'healed' }
  | { readonly type: 'divided' }
  | { readonly type: 'diskFull'; readonly server: ServerId }
  | { readonly type: 'messageDropped' }

/** Committed transactions of the running second, and the rate of the last full one. */
export type RateModel = { readonly since: Millis; readonly count: number; readonly perSecond: number }

export type ClusterModel = {
  readonly at: Millis
  readonly servers: ReadonlyMap<ServerId, ServerModel>
  readonly clients: ReadonlyMap<string, ClientModel>
  readonly externals: ReadonlyMap<string, ExternalModel>
  /** How real clients reach the servers. */
  readonly gateway: GatewayView
  /** The real ensemble that is shown, where it is one. */
  readonly remote: RemoteView | undefined
  readonly sessions: ReadonlyMap<SessionId, SessionModel>
  readonly flights: ReadonlyMap<string, FlightModel>
  /** Every connection that at least one of its ends knows of. */
  readonly links: ReadonlyMap<LinkId, LinkModel>
  /** Those that are over, newest last: what is told late of them is nothing any more. */
  readonly linksOver: readonly LinkId[]
  /** What makes and ends them, by the name of the flight that carries it. */
  readonly handshakes: ReadonlyMap<string, HandshakeModel>
  /** Deliveries that were told before their sending (nodes tell in batches of their own). */
  readonly early: readonly string[]
  readonly cuts: readonly { readonly from: NodeName; readonly to: NodeName }[]
  /** Directions that are slower than the others: each message takes `delayMs`, or arrives at `until` at the earliest. */
  readonly slow: readonly SlowWay[]
  readonly election: ElectionModel | undefined
  readonly caption: Caption | undefined
  readonly captionAt: Millis
  readonly rate: RateModel
}

export function emptyCluster(): ClusterModel {
  return {
    at: 0,
    servers: new Map(),
    clients: new Map(),
    externals: new Map(),
    remote: undefined,
    gateway: { state: 'none', clientPort: 0, open: [], taken: [], problems: [] },
    sessions: new Map(),
    flights: new Map(),
    links: new Map(),
    linksOver: [],
    handshakes: new Map(),
    early: [],
    cuts: [],
    slow: [],
    election: undefined,
    caption: undefined,
    captionAt: 0,
    rate: { since: 0, count: 0, perSecond: 0 },
  }
}

export function newServer(id: ServerId): ServerModel {
  return {
    id,
    life: 'down',
    incarnation: 0,
    role: 'looking',
    phase: 'election',
    serving: false,
    epoch: epoch(0),
    promised: epoch(0),
    leader: undefined,
    vote: undefined,
    round: 0,
    heard: new Map(),
    lastZxid: ZXID_ZERO,
    log: [],
    connections: new Map(),
    watches: [],
    isolated: false,
    sync: undefined,
    cutOff: [],
    disk: NO_TROUBLE,
    clock: { rate: 1, aheadMs: 0 },
    facts: [],
    refused: [],
    ended: undefined,
    endedAt: 0,
  }
}

export function newClient(name: string): ClientModel {
  return {
    name,
    life: 'alive',
    state: 'connecting',
    session: undefined,
    server: undefined,
    movedFrom: undefined,
    timeoutMs: 0,
    lock: undefined,
    recipes: [],
    watchEvents: 0,
  }
}

/** `values` with `change` at `key`, all others the same. */
export function withEntry<K, V>(values: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(values).set(key, value)
}
/** `values` without `key`. */
export function withoutEntry<K, V>(values: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!values.has(key)) return values
  const copy = new Map(values)
  copy.delete(key)
  return copy
}

/** What a card says of a server's role. */
export type RoleLabel = 'leader' | 'follower' | 'observer' | 'looking' | 'down'
export function roleLabel(server: ServerModel): RoleLabel {
  if (server.life === 'down') return 'down'
  switch (server.role) {
    case 'leading':
      return 'leader'
    case 'following':
      return 'follower'
    case 'observing':
      return 'observer'
    case 'looking':
      return 'looking'
  }
}

/** The serving leader of the latest epoch, or undefined where none serves. */
export function leaderOf(cluster: ClusterModel): ServerModel | undefined {
  let best: ServerModel | undefined
  for (const server of cluster.servers.values()) {
    if (server.life === 'down' || server.role !== 'leading' || !server.serving) continue
    if (best === undefined || server.epoch > best.epoch) best = server
  }
  return best
}

/** The server that ended last and is still down, or undefined where all run. */
export function lastDown(cluster: ClusterModel): ServerModel | undefined {
  return [...cluster.servers.values()]
    .filter(({ life }) => life === 'down')
    .toSorted((a, b) => b.endedAt - a.endedAt)[0]
}

/** The client that holds a lock now, or undefined. */
export function lockHolder(cluster: ClusterModel): ClientModel | undefined {
  for (const client of cluster.clients.values()) {
    if (client.life !== 'down' && client.lock?.state === 'holding') return client
  }
  return undefined
}
