/**
 * Engine: the one door between the picture and the ensemble. The app acts through `intervene` and hears through
 * `subscribe`; it never touches a worker. The page's engine and the simulator's implement the same type.
 */
import type { Epoch, LinkId, Millis, NodeName, ServerId, SessionId, Zxid } from '../ground/ids.ts'
import type { Acl, Stat } from '../ground/jute/records.ts'
import type { WordName } from '../protocol/config.ts'
import type { Channel, DiskFile } from '../protocol/seam.ts'
import type { RoleName, TraceEvent } from '../protocol/trace.ts'
import type { Command, CommandResult, DiskFate } from './command.ts'
import type { Inspection } from './inspection.ts'

/** A message between two nodes: real bytes of the protocol. `dueAt`: when its receiver may read it (virtual). */
export type Flight = {
  readonly from: NodeName
  readonly to: NodeName
  /** Rises by one for each sender: with `from` it names the message. */
  readonly seq: number
  readonly link: LinkId
  readonly channel: Channel
  readonly kind: 'dial' | 'accept' | 'data' | 'close'
  readonly sentAt: Millis
  readonly dueAt: Millis
  readonly bytes: Uint8Array
}

/** How a node's life ends. */
export type NodeEnd = 'killed' | 'stopped' | 'crashed' | 'removed' | 'left'

/** What hosts do and see beside the nodes' own trace. */
export type HostEvent =
  | { readonly type: 'messageSent'; readonly flight: Flight }
  | { readonly type: 'messageDelivered'; readonly from: NodeName; readonly seq: number }
  | { readonly type: 'messageLost'; readonly from: NodeName; readonly seq: number; readonly reason: string }
  | { readonly type: 'nodeStarted'; readonly incarnation: number }
  /** `removed`: with its whole ensemble; `left`: a reconfiguration took it out, and its disk is gone. */
  | { readonly type: 'nodeEnded'; readonly how: NodeEnd; readonly reason: string }
  | { readonly type: 'nodeFrozen' }
  | { readonly type: 'nodeThawed' }
  /**
   * The folder of a server was kept, lost its unflushed part, or was wiped, before a restart. `othersHoldAll`: nothing is
   * lost with a wiped or damaged folder, as all other voters had everything on disk and nothing was under way.
   */
  | { readonly type: 'diskFate'; readonly fate: DiskFate; readonly othersHoldAll?: boolean }
  | { readonly type: 'linkCut'; readonly from: NodeName; readonly to: NodeName }
  | { readonly type: 'linksHealed' }
  /** One direction is open again, and as fast as all others. */
  | { readonly type: 'linkHealed'; readonly from: NodeName; readonly to: NodeName }
  | { readonly type: 'linkDelayed'; readonly from: NodeName; readonly to: NodeName; readonly delayMs: Millis }
  /** What is sent there arrives at `until` at the earliest. */
  | { readonly type: 'linkStalled'; readonly from: NodeName; readonly to: NodeName; readonly until: Millis }
  /** How the server's disk misbehaves from now on. */
  | { readonly type: 'diskTroubled'; readonly slowMs: Millis; readonly full: boolean }
  | { readonly type: 'clockSkewed'; readonly rate: number; readonly jumpMs: Millis }
  /** A message waits by hand at its receiver, and all behind it on its link; or it waits no more. */
  | { readonly type: 'messageHeld'; readonly from: NodeName; readonly seq: number; readonly held: boolean }
  | { readonly type: 'commandTaken'; readonly command: Command }
  /** A program outside connected over TCP to the port of `server`; the node is named by `externalNode`. */
  | { readonly type: 'externalOpened'; readonly server: ServerId; readonly address: string }
  /** How real clients reach the servers of this page, whenever it changes. */
  | { readonly type: 'gatewayChanged'; readonly gateway: GatewayView }
  /** What a real server elsewhere was seen to be, whenever it changes; the node is the server's. */
  | { readonly type: 'serverObserved'; readonly sight: ServerSight }
  /** The real ensemble that this page shows, whenever something about it changes. */
  | { readonly type: 'remoteChanged'; readonly remote: RemoteView }

/** One line of the trace: `index` rises by one for each node. */
export type Happening = {
  readonly at: Millis
  readonly node: NodeName
  readonly index: number
  readonly event: TraceEvent | HostEvent
}

/** What a server said to a four-letter word, or why it said nothing, in words. */
export type WordAnswer =
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'refused'; readonly reason: string }

/** A znode as a view shows it. */
export type ZnodeView = {
  readonly path: string
  readonly data: Uint8Array | null
  readonly acl: readonly Acl[]
  readonly stat: Stat
  readonly kind: ZnodeKind
}
export type ZnodeKind = 'persistent' | 'ephemeral' | 'container' | 'ttl'

/** A server's tree at one moment, parents before children, children in natural order. */
export type TreeView = {
  readonly server: ServerId
  readonly zxid: Zxid
  readonly digest: bigint
  readonly znodes: readonly ZnodeView[]
}

/** What a real server tells of itself in four-letter words. What it refuses to tell is undefined. */
export type ServerSight = {
  readonly role: RoleName
  readonly epoch: Epoch
  readonly zxid: Zxid
  readonly connections: readonly { readonly address: string; readonly session: SessionId | undefined }[] | undefined
  /** Watches by path; of which kind they are is told nowhere. */
  readonly watches: readonly { readonly path: string; readonly session: SessionId }[] | undefined
  /** Numbers of `mntr` or `srvr`, by name: `avg_latency`, `znode_count`, … */
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** Words that its 4lw.commands.whitelist does not allow. */
  readonly refused: readonly WordName[]
}
/** The real ensemble of `--connect`: its servers, whether this page may write, and whether the gateway is there. */
export type RemoteView = {
  readonly targets: readonly { readonly id: ServerId; readonly address: string }[]
  readonly allowWrites: boolean
  readonly state: 'open' | 'lost'
}

export type Capabilities = {
  /** `opfs`: disks survive a reload; `memory`: storage is refused here; `remote`: the servers and their disks are elsewhere. */
  readonly disk: 'opfs' | 'memory' | 'remote'
  readonly transport: 'broadcastChannel' | 'messagePort'
  readonly death: 'webLocks' | 'page'
}

export type ClockView = {
  readonly now: Millis
  readonly speed: number | 'auto'
  readonly paused: boolean
  /** False where it stands still because nobody can see the page; absent where that can't be. */
  readonly byHand?: boolean
  readonly hopMs: Millis
}

/** A program outside that is connected over TCP. */
export type ExternalView = { readonly node: NodeName; readonly address: string; readonly server: ServerId }

/** Who is in the ensemble, dead or alive. `externals`: programs outside, where this host can have any. */
export type Roster = {
  readonly servers: readonly ServerId[]
  readonly clients: readonly string[]
  readonly externals?: readonly ExternalView[]
}

/**
 * How real clients reach the servers of this page. `none`: there is no gateway here; `shut`: there is one, but the page was
 * opened without its key; `joining`: it is being opened; `ours`: the ports are open for this page's servers; `other`:
 * another page has them; `nobody`: no page has them; `lost`: the gateway ended.
 */
export type GatewayState = 'none' | 'shut' | 'joining' | 'ours' | 'other' | 'nobody' | 'lost'
export type GatewayView = {
  readonly state: GatewayState
  /** Server i is reached at 127.0.0.1:(clientPort + i - 1); 0 while no gateway is known. */
  readonly clientPort: number
  /** Servers whose port is open now. */
  readonly open: readonly ServerId[]
  /** Ports that another program has: why `clientPort` is not the one asked for. */
  readonly taken: readonly number[]
  /** Ports that could not be opened, by their server, in words. */
  readonly problems: readonly { readonly server: ServerId; readonly reason: string }[]
}

export type Engine = {
  /** Takes a command; the promise ends when it took effect (an operation: when it was answered). Never rejects for a user's mistake. */
  readonly intervene: (command: Command) => Promise<CommandResult>
  /** Hears batches in order, at most one a task. Returns "stop hearing". */
  readonly subscribe: (listener: (batch: readonly Happening[]) => void) => () => void
  readonly clock: () => ClockView
  readonly roster: () => Roster
  readonly capabilities: () => Capabilities
  /** The tree of a live server, from its own memory; undefined where it does not run. */
  readonly tree: (server: ServerId) => Promise<TreeView | undefined>
  /**
   * A server's files: of a live server as they are durable at this moment, of a dead one as its disk holds them. Undefined
   * where there is no such server, or no way to its disk.
   */
  readonly folder: (server: ServerId) => Promise<readonly DiskFile[] | undefined>
  /** A look into a live server's own memory; undefined where it does not run. Absent where servers are elsewhere. */
  readonly inspect?: (server: ServerId) => Promise<Inspection | undefined>
  /** A server's answer to a four-letter word, over a connection of its own. Absent where this host has none. */
  readonly word?: (server: ServerId, name: WordName) => Promise<WordAnswer>
  /** The inputs of a node since it started, for replay in the simulator. */
  readonly journal: (node: NodeName) => Promise<Journal | undefined>
  readonly close: () => Promise<void>
}

/** A node's run: `config` and the inputs with their times, enough to build the same state again. */
export type Journal = {
  readonly node: NodeName
  readonly config: unknown
  readonly entries: readonly { readonly at: Millis; readonly input: unknown }[]
  /** What the live node held when the journal was taken, to compare with. */
  readonly zxid: Zxid
  readonly digest: bigint
}

export type { SessionId }
