/**
 * A scenario: an ensemble, its first tree, and what is done to it when, as plain data. Links, files, embeds, lessons and
 * tests carry the same type; `scenario/` reads, writes, packs, plays and judges it.
 *
 * Laws: 1. Times are virtual milliseconds since the scenario's zero: the moment when the ensemble serves, the clients of
 * the beginning are connected and the first tree stands (of an idle one: when it was made). 2. A step that needs a leader
 * or a connected client waits for it, and all later steps with it: the pace is kept, not the clock. 3. What names a single
 * message, a gateway or the flow of time alone can't be told again and is no part of a scenario.
 */
import type { Millis, ServerId } from '../ground/ids.ts'
import type { KeeperErrorName } from '../ground/jute/errors.ts'
import type { Acl } from '../ground/jute/records.ts'
import type { ClientState } from '../protocol/client/seam.ts'
import type { Command } from './command.ts'

/** The version of the format that is written; others are refused by name. */
export const SCENARIO_VERSION = 1
/** What a file says that it is. */
export const SCENARIO_FORMAT = 'zookeeper-playground/scenario'

/** Bounds of what is read, from whomever. */
export const SCENARIO_BOUNDS: {
  readonly steps: number
  readonly znodes: number
  readonly expectations: number
  /** A day. */
  readonly atMs: number
  /** Characters of a link's whole fragment; more becomes a file. */
  readonly linkCharacters: number
  /** Bytes that a link may expand to, and characters of a file. */
  readonly textLength: number
} = {
  steps: 2000,
  znodes: 5000,
  expectations: 500,
  atMs: 86_400_000,
  linkCharacters: 8000,
  textLength: 4_000_000,
}

/** What can't be told again on other servers, or is the viewer's own affair. */
export type Untellable =
  | 'holdMessage'
  | 'deliverMessage'
  | 'dropMessage'
  | 'takePorts'
  | 'play'
  | 'pause'
  | 'step'
  | 'newEnsemble'
/** What a step may do. A new ensemble is a new scenario. */
export type ScenarioCommand = Exclude<Command, { readonly type: Untellable }>

/** A znode of the first tree, parents first. Without `acl` it is open to all. */
export type FirstZnode = {
  readonly path: string
  readonly data: Uint8Array | null
  readonly acl?: readonly Acl[]
  readonly container?: true
}

/** `now`: it waits for nothing, neither for a leader nor for answers: for whoever wants to see it fail. */
export type ScenarioStep = {
  readonly at: Millis
  readonly command: ScenarioCommand
  readonly now?: true
}

/** What a server is to be in the end. `down`: its process ended. */
export type ExpectedRole = 'leader' | 'follower' | 'observer' | 'looking' | 'down'

/** What must hold in the end, within `patienceMs` (virtual, 30000 unless given) after the last step. */
export type Expectation =
  /** A leader serves (`server` does), or nobody. */
  | { readonly type: 'leader'; readonly server?: ServerId }
  | { readonly type: 'noLeader' }
  | { readonly type: 'role'; readonly server: ServerId; readonly role: ExpectedRole }
  | { readonly type: 'client'; readonly client: string; readonly state: ClientState | 'down' }
  /** On the leader's tree. Without `data` (or `children`) they may be anything. */
  | {
      readonly type: 'znode'
      readonly path: string
      readonly data?: Uint8Array | null
      readonly children?: readonly string[]
    }
  | { readonly type: 'noZnode'; readonly path: string }
  /** How step `step` (from 1) was answered: `ok`, an error of ZooKeeper's, or that the host refused it. */
  | { readonly type: 'answer'; readonly step: number; readonly answer: 'ok' | 'refused' | KeeperErrorName }
  /** All servers that serve hold the same tree. */
  | { readonly type: 'agreement' }

export type Scenario = {
  readonly title?: string
  /** Voters: 1, 3, 5 or 7. */
  readonly servers: number
  readonly observers: number
  /** No server is started yet, so there is no first tree. */
  readonly idle: boolean
  /** Clients of the beginning; the first one makes the first tree. */
  readonly clients: readonly string[]
  /** Dice of the simulator; live servers bring their own. */
  readonly seed: number
  /** Delay of each message, and virtual over real time, where they matter. */
  readonly hopMs?: Millis
  readonly speed?: number | 'auto'
  /** `usual`: what the page puts into an empty tree. */
  readonly tree: 'usual' | readonly FirstZnode[]
  /** In order of time. */
  readonly steps: readonly ScenarioStep[]
  readonly expect: readonly Expectation[]
  readonly patienceMs?: Millis
}

/** What is wrong with a scenario, and where: `steps[3].command.server`; '' is the whole of it. */
export type ScenarioProblem = { readonly path: string } & (
  | { readonly type: 'notAScenario' }
  /** The text is no JSON, or the link is damaged or cut off. */
  | { readonly type: 'unreadable' }
  | { readonly type: 'tooLong'; readonly max: number }
  | { readonly type: 'version'; readonly found: string; readonly known: number }
  | { readonly type: 'missing' }
  | { readonly type: 'unknownField'; readonly name: string }
  | { readonly type: 'notA'; readonly wanted: WantedKind }
  | { readonly type: 'outside'; readonly min: number; readonly max: number }
  | { readonly type: 'notOneOf'; readonly found: string; readonly choices: readonly string[] }
  | { readonly type: 'tooMany'; readonly max: number }
  /** A word or path that is none, in ZooKeeper's own words. */
  | { readonly type: 'malformed'; readonly reason: string }
  /** A step is earlier than the one before it; a znode comes before its parent, or twice. */
  | { readonly type: 'outOfOrder' }
)
export type WantedKind =
  | 'text'
  | 'number'
  | 'whole number'
  | 'truth value'
  | 'list'
  | 'object'
  | 'data'
  | 'version number'

/** What the page puts into an empty tree, parents first. */
export const USUAL_TREE: readonly { readonly path: string; readonly text: string | null }[] = [
  { path: '/config', text: null },
  { path: '/config/common.yml', text: 'server:\n  port: 8080\nlog:\n  level: info\n' },
  { path: '/locks', text: null },
]
