/**
 * Every act, as data: buttons, keys, the console, links, lessons and tests all speak this closed union. A scenario is a
 * list of commands with times.
 */
import type { NodeName, ServerId } from '../ground/ids.ts'
import type { ClientInput, ClientOp, OpOutcome, RecipeName, RecipeRun } from '../protocol/client/seam.ts'
import type { PeerType } from '../protocol/membership.ts'
import type { DiskFile } from '../protocol/seam.ts'

/** What a restart finds on the disk: everything, only what was flushed, or nothing. */
export type DiskFate = 'keep' | 'loseUnflushed' | 'wipe'

/** The files that a server starts from; names are relative to its folder: `version-2/log.100000001`. */
export type ServerFolder = { readonly server: ServerId; readonly files: readonly DiskFile[] }

export type Command =
  /** Time. `speed` is virtual over real time, from 0.01; pausing keeps it. */
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'step' }
  | { readonly type: 'setSpeed'; readonly speed: number | 'auto' }
  /** The delay of each message in virtual milliseconds: 0 is as fast as the machine. */
  | { readonly type: 'setHop'; readonly hopMs: number }
  /** Cluster. `kill` without a server means the leader. */
  | { readonly type: 'kill'; readonly server?: ServerId }
  | { readonly type: 'stop'; readonly server: ServerId }
  | { readonly type: 'restart'; readonly server: ServerId; readonly disk: DiskFate }
  | { readonly type: 'freeze'; readonly server: ServerId }
  | { readonly type: 'thaw'; readonly server: ServerId }
  /**
   * A fresh ensemble of 1, 3, 5 or 7 voters and perhaps observers: the old one and its disks are gone. Servers that have
   * a folder among `folders` start from it, the others start empty. A damaged folder refuses all of it, and the old
   * ensemble goes on. In the trace the command stands without the folders. `clients`: names of those to start, the same as
   * before unless given. `idle`: no server is started yet; `restart` does, one by one.
   */
  | {
      readonly type: 'newEnsemble'
      readonly servers: number
      readonly observers?: number
      readonly clients?: readonly string[]
      readonly idle?: true
      readonly folders?: readonly ServerFolder[]
      /** Servers with one bug of the zoo (protocol/zoo.ts), by its name, until the page is loaded anew. */
      readonly zoo?: string
    }
  /**
   * Dynamic reconfiguration: a new server starts, catches up as a non-voting member, and a reconfig through a client
   * connection makes it a member. Refused where no majority serves, or where there is no room.
   */
  | { readonly type: 'addServer'; readonly role: PeerType }
  /** A reconfig without the server; when it is committed the server is stopped and leaves the stage, its disk with it. */
  | { readonly type: 'removeServer'; readonly server: ServerId }
  /** The client ports of the gateway are to belong to this page, whoever has them now. */
  | { readonly type: 'takePorts' }
  /** Links. `isolate` cuts a server from the other servers, both ways. */
  | { readonly type: 'isolate'; readonly server: ServerId }
  | { readonly type: 'cut'; readonly from: ServerId; readonly to: ServerId; readonly bothWays: boolean }
  /** Cuts each of these links both ways: what a stroke across the stage does. Clients' links are among them. */
  | { readonly type: 'cutLinks'; readonly links: readonly (readonly [NodeName, NodeName])[] }
  /** Cuts every link between servers of different groups; servers that no group names are one more group. */
  | { readonly type: 'partition'; readonly groups: readonly (readonly ServerId[])[] }
  /** Each message on its own takes `delayMs` (virtual) in place of the hop of all others. */
  | {
      readonly type: 'delay'
      readonly from: ServerId
      readonly to: ServerId
      readonly bothWays: boolean
      readonly delayMs: number
    }
  /** What is sent in the next `forMs` (virtual) arrives together at their end: a hiccup, not a cut. */
  | {
      readonly type: 'stall'
      readonly from: ServerId
      readonly to: ServerId
      readonly bothWays: boolean
      readonly forMs: number
    }
  /** Opens every way and forgets every delay: of all, of one server, or of the link between `server` and `to`. */
  | { readonly type: 'heal'; readonly server?: ServerId; readonly to?: ServerId }
  /** Machines. Each flush of the disk takes `delayMs` longer (virtual); 0 is as fast as it is. */
  | { readonly type: 'slowDisk'; readonly server: ServerId; readonly delayMs: number }
  /** The next write fails with ENOSPC, and the server halts. A restart finds the disk as full as before, until it is freed. */
  | { readonly type: 'fullDisk'; readonly server: ServerId; readonly full: boolean }
  /** The disk is as fast as it is, and has room. */
  | { readonly type: 'mendDisk'; readonly server: ServerId }
  /** The machine's clock leaps forward by `jumpMs` and runs `rate` times as fast from then on; a restart changes nothing. */
  | { readonly type: 'skewClock'; readonly server: ServerId; readonly rate: number; readonly jumpMs: number }
  /** A message in the air, named by its sender and number. `held` stops its link at it; drop is for election notices. */
  | {
      readonly type: 'holdMessage'
      readonly from: NodeName
      readonly to: NodeName
      readonly seq: number
      readonly held: boolean
    }
  | { readonly type: 'deliverMessage'; readonly from: NodeName; readonly to: NodeName; readonly seq: number }
  | { readonly type: 'dropMessage'; readonly from: NodeName; readonly to: NodeName; readonly seq: number }
  /** Clients, by name. */
  /** `canBeReadOnly`: reads of a server without a majority will do until there is one. */
  | {
      readonly type: 'addClient'
      readonly name?: string
      readonly server?: ServerId
      readonly canBeReadOnly?: boolean
    }
  | { readonly type: 'killClient'; readonly client: string }
  | { readonly type: 'closeClient'; readonly client: string }
  | { readonly type: 'freezeClient'; readonly client: string }
  | { readonly type: 'thawClient'; readonly client: string }
  | { readonly type: 'moveClient'; readonly client: string; readonly server?: ServerId }
  | { readonly type: 'submit'; readonly client: string; readonly op: ClientOp }
  | { readonly type: 'run'; readonly client: string; readonly run: RecipeRun }
  | { readonly type: 'release'; readonly client: string; readonly recipe: RecipeName; readonly path?: string }

/** What came of a command: done, an operation's outcome, or why it can't be done now, in words for people. */
export type CommandResult =
  | { readonly type: 'done' }
  | { readonly type: 'outcome'; readonly outcome: OpOutcome }
  | { readonly type: 'refused'; readonly reason: string }

/** The command as the trace tells it: data is no part of the story. */
export function toldCommand(command: Command): Command {
  if (command.type !== 'newEnsemble') return command
  const { folders: _, ...told } = command
  return told
}

/** The release as the client hears it; `id` is answered. */
export function releaseInput({ recipe, path }: Extract<Command, { type: 'release' }>, id: number): ClientInput {
  return path === undefined ? { type: 'release', id, recipe } : { type: 'release', id, recipe, path }
}
