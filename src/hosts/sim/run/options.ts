/**
 * What a seed decides before its world begins (swarm testing): which faults, how often, how many servers, how fast, how
 * small the limits, who the clients are. Printed as JSON with every failure; the seed and these options are the run.
 */
import { below, type Rng } from '../../../ground/base/rng.ts'
import type { Millis } from '../../../ground/ids.ts'
import type { ServerConfig } from '../../../protocol/config.ts'
import { FAULT_NAMES, type FaultClass } from '../nemesis/classes.ts'
import { streamOf } from '../streams.ts'
import { WORKLOAD_NAMES, type WorkloadName } from '../workloads/names.ts'

/** The limits and timeouts that a build of the server has. */
export type Build = Partial<ServerConfig> & { readonly tickTime: Millis }

/** `reconfigMs`: the mean time between two reconfigurations; undefined: never. `quotas`: hard limits stand where clients write. */
export type Steward = { readonly reconfigMs: Millis | undefined; readonly quotas: boolean }
export const NO_STEWARD: Steward = { reconfigMs: undefined, quotas: false }

export type SwarmOptions = {
  readonly seed: number
  /** Voters have the ids from 1, observers those after them. */
  readonly voters: number
  readonly observers: number
  /** What each client does, A first. */
  readonly clients: readonly WorkloadName[]
  /** Simulated milliseconds of the act with faults. */
  readonly actMs: Millis
  readonly hopMs: Millis
  readonly jitterMs: Millis
  readonly flushMs: Millis
  readonly flushJitterMs: Millis
  readonly sessionTimeoutMs: Millis
  /** Mean time between two requests of a client. */
  readonly beatMs: Millis
  readonly config: Build
  /** What an administrator does meanwhile. */
  readonly steward: Steward
  /** Whether clients take answers of servers that have no majority (`readOnlyMode`). */
  readonly readOnlyClients: boolean
  /** What the other build changes; servers begin with one of the two where `mixedBuilds` is on. */
  readonly otherBuild: Partial<ServerConfig>
  /** The mean time between two acts of each class that is on. */
  readonly faults: Readonly<Partial<Record<FaultClass, Millis>>>
  /** Whether answers are searched for an order that explains them: this costs more than all the rest of a seed. */
  readonly search: boolean
  /** Protocol bugs that are put in on purpose. */
  readonly mutants: readonly string[]
}

/** What the caller decides in place of the seed. */
export type Choice = {
  readonly faults?: Readonly<Partial<Record<FaultClass, boolean>>>
  readonly mutants?: readonly string[]
  readonly actMs?: Millis
}

export const ACT_MS: Millis = 40_000
/** One seed in so many is searched. */
const SEARCH_EVERY = 10
/** How often something goes wrong, over all classes: the mean time between two acts of the nemesis. */
const TROUBLE_MS: readonly Millis[] = [400, 800, 1500, 3000, 6000]

/** The options of a seed. A choice changes what it names and nothing else. */
export function drawOptions(seed: number, choice: Choice = {}): SwarmOptions {
  const rng = streamOf(seed, 'options')
  const voters = weighted(rng, VOTERS)
  const observers = weighted(rng, OBSERVERS)
  const tickTime = pick(rng, [100, 200, 200, 500, 500, 1000])
  const config = drawBuild(rng, tickTime)
  const clients = drawClients(streamOf(seed, 'clients mix'))
  const extras = drawExtras(streamOf(seed, 'extras'))
  const pace = {
    hopMs: pick(rng, [0, 1, 1, 2, 5, 10]),
    jitterMs: pick(rng, [0, 1, 5, 20]),
    flushMs: pick(rng, [0, 1, 1, 5, 10]),
    flushJitterMs: pick(rng, [0, 1, 5, 30]),
  }
  const wishedMs = tickTime * pick(rng, [4, 8, 16])
  return {
    seed,
    voters,
    observers,
    clients,
    actMs: choice.actMs ?? ACT_MS,
    ...pace,
    sessionTimeoutMs: Math.max(wishedMs, Math.min(20 * tickTime, leastTimeoutMs(pace, voters + observers))),
    beatMs: pick(rng, [20, 30, 40, 60]),
    config: { ...config, ...extras.config },
    steward: extras.steward,
    readOnlyClients: extras.readOnlyClients,
    otherBuild: drawLimits(rng),
    faults: drawFaults(streamOf(seed, 'faults'), choice),
    search: seed % SEARCH_EVERY === 0,
    mutants: choice.mutants ?? [],
  }
}

/** Ways that it takes to open a session: a dial and its answer, request, forward, proposal, acknowledgement, commit, answer. */
const WAYS_TO_A_SESSION = 8
/**
 * A client gives each of `servers` an equal part of its timeout to let it in (ClientCnxn.onConnecting): with less than this,
 * nobody ever gets in on such a network, whatever the servers do.
 */
function leastTimeoutMs(
  pace: Pick<SwarmOptions, 'hopMs' | 'jitterMs' | 'flushMs' | 'flushJitterMs'>,
  servers: number,
): Millis {
  const { hopMs, jitterMs, flushMs, flushJitterMs } = pace
  return servers * (WAYS_TO_A_SESSION * (hopMs + jitterMs) + flushMs + flushJitterMs)
}

const VOTERS: readonly (readonly [value: number, weight: number])[] = [
  [3, 45],
  [5, 28],
  [7, 6],
  [4, 7],
  [1, 5],
  [2, 5],
  [6, 4],
]
const OBSERVERS: readonly (readonly [value: number, weight: number])[] = [
  [0, 60],
  [1, 22],
  [2, 12],
  [3, 6],
]

function drawBuild(rng: Rng, tickTime: Millis): Build {
  return {
    ...drawLimits(rng),
    tickTime,
    containerCheckMs: pick(rng, [1000, 10_000]),
    outstandingMax: pick(rng, [1000, 1000, 8]),
    frameBytesMax: pick(rng, [0xfffff, 150_000]),
    readOnlyMode: below(rng, 4) === 0,
  }
}

/** What not every ensemble has switched on, each in some swarms: it must not change what the others are promised. */
function drawExtras(rng: Rng): Pick<SwarmOptions, 'steward' | 'readOnlyClients'> & {
  readonly config: Partial<ServerConfig>
} {
  const localSessions = below(rng, 5) === 0
  const quotas = below(rng, 4) === 0
  const reconfigMs = below(rng, 4) === 0 ? pick(rng, [1000, 3000, 8000]) : undefined
  const config = { localSessions, localSessionsUpgrading: localSessions, enforceQuota: quotas }
  return { config, steward: { reconfigMs, quotas }, readOnlyClients: below(rng, 2) === 0 }
}

/** Small limits make SNAP, TRUNC, new log files and starts from a bare snapshot happen within a run. */
function drawLimits(rng: Rng): Partial<ServerConfig> {
  return {
    committedLogMax: pick(rng, [500, 50, 5, 1]),
    snapCount: pick(rng, [100_000, 1000, 200, 30]),
    snapshotSizeFactor: pick(rng, [0.33, 0.33, 10]),
    finalizeEarly: below(rng, 2) === 0,
  }
}

/** Classes are switched on alike; the trouble that they make together has a rate, so that no seed is a mere ruin. */
function drawFaults(rng: Rng, { faults }: Choice): SwarmOptions['faults'] {
  const share = pick(rng, [10, 25, 25, 50, 100])
  const troubleMs = pick(rng, TROUBLE_MS)
  const drawn = FAULT_NAMES.map((fault) => ({ fault, on: below(rng, 100) < share, weight: pick(rng, [1, 2, 4]) }))
  const on = drawn.filter((row) => faults?.[row.fault] ?? row.on)
  const total = on.reduce((sum, { weight }) => sum + weight, 0)
  const chosen: Partial<Record<FaultClass, Millis>> = {}
  for (const { fault, weight } of on) {
    chosen[fault] = Math.max(200, Math.round((troubleMs * total) / weight))
  }
  return chosen
}

function drawClients(rng: Rng): readonly WorkloadName[] {
  const count = 2 + below(rng, 6)
  const favourite = pick(rng, WORKLOAD_NAMES)
  // Half of them do the same: locks and counters need rivals.
  return Array.from({ length: count }, () => (below(rng, 2) === 0 ? favourite : pick(rng, WORKLOAD_NAMES)))
}

function pick<T>(rng: Rng, values: readonly [T, ...T[]] | readonly T[]): T {
  const value = values[below(rng, values.length)]
  if (value === undefined) throw new Error('there is something to pick from')
  return value
}
function weighted(rng: Rng, rows: readonly (readonly [value: number, weight: number])[]): number {
  let left = below(
    rng,
    rows.reduce((sum, [, weight]) => sum + weight, 0),
  )
  for (const [value, weight] of rows) {
    left -= weight
    if (left < 0) return value
  }
  throw new Error('the weights cover every draw')
}
