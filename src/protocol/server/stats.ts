/**
 * What a server counts about itself (ServerStats, ServerCnxn): packets, latencies in whole milliseconds, sizes. Only the
 * four-letter words read it; nothing that the protocol decides depends on it.
 */
import type { Millis, Zxid } from '../../ground/ids.ts'
import type { OpName } from '../../ground/jute/opcodes.ts'
import { type Metrics, measure, noMetrics, type Spread, sample, spread } from './metrics.ts'
import type { Connection, Server } from './state.ts'

/** The newest, smallest and largest of a size in bytes: -1 while there was none (BufferStats). */
export type Sizes = { last: number; min: number; max: number }

export type ServerStats = {
  startedAt: Millis
  received: number
  sent: number
  readonly latency: Spread
  readonly responses: Sizes
  readonly proposals: Sizes
  /** Counters of `mntr` by their names there. */
  readonly counters: Map<string, number>
  readonly metrics: Metrics
  /** When what is measured began: looking for a leader, proposing and logging a transaction. */
  lookingSince: Millis
  servingSince: Millis
  readonly proposedAt: Map<Zxid, Millis>
  readonly loggedAt: Map<Zxid, Millis>
}

/** What a connection counts beside its packets. */
export type ConnectionStats = {
  /** ZooKeeper's four letters of the last operation, `NA` before it. */
  lastOp: string
  lastCxid: number
  lastResponseAt: Millis
  lastLatencyMs: number
  readonly latency: Spread
}

export function serverStats(): ServerStats {
  return {
    startedAt: 0,
    received: 0,
    sent: 0,
    latency: spread(),
    responses: { last: -1, min: -1, max: -1 },
    proposals: { last: -1, min: -1, max: -1 },
    counters: new Map(),
    metrics: noMetrics(),
    lookingSince: 0,
    servingSince: 0,
    proposedAt: new Map(),
    loggedAt: new Map(),
  }
}
export function connectionStats(): ConnectionStats {
  return { lastOp: 'NA', lastCxid: -1, lastResponseAt: 0, lastLatencyMs: 0, latency: spread() }
}

/** The mean with at most four digits after the point, and at least one (AvgMinMaxCounter). */
export function meanText(all: Spread): string {
  return decimalText(all.count === 0 ? 0 : all.sum / all.count)
}
/** A number as Java prints a double that was rounded to four digits: `0.0`, `5.8571`. */
export function decimalText(value: number): string {
  const text = String(Math.round(value * 10_000) / 10_000)
  return text.includes('.') ? text : `${text}.0`
}
export function resize(sizes: Sizes, bytes: number): void {
  sizes.last = bytes
  sizes.min = sizes.min < 0 ? bytes : Math.min(sizes.min, bytes)
  sizes.max = Math.max(sizes.max, bytes)
}
export function count(stats: ServerStats, name: string, by: number = 1): void {
  stats.counters.set(name, (stats.counters.get(name) ?? 0) + by)
}

/** ServerCnxn.lastOp, as FinalRequestProcessor names operations. */
const LETTERS: { readonly [K in OpName]?: string } = {
  create: 'CREA',
  create2: 'CREA',
  createTTL: 'CREA',
  createContainer: 'CREA',
  delete: 'DELE',
  deleteContainer: 'DELE',
  exists: 'EXIS',
  getData: 'GETD',
  setData: 'SETD',
  getACL: 'GETA',
  setACL: 'SETA',
  getChildren: 'GETC',
  getChildren2: 'GETC',
  getAllChildrenNumber: 'GETACN',
  getEphemerals: 'GETE',
  sync: 'SYNC',
  multi: 'MULT',
  multiRead: 'MLTR',
  reconfig: 'RECO',
  check: 'CHEC',
  setWatches: 'SETW',
  setWatches2: 'STW2',
  addWatch: 'ADDW',
  checkWatches: 'CHKW',
  removeWatches: 'REMW',
  whoAmI: 'HOMI',
  ping: 'PING',
  createSession: 'SESS',
  closeSession: 'CLOS',
}

/** A request was answered: `since` is when it was read. `bytes` of the answer; a ping's answer counts no size. */
export function noteAnswer(
  server: Server,
  connection: Connection,
  answer: {
    readonly op: OpName | undefined
    readonly cxid: number
    readonly zxid: Zxid
    readonly since: Millis
    readonly bytes: number
    readonly write: boolean
  },
): void {
  const { stats, clock } = server
  const latencyMs = Math.max(0, Math.floor(clock - answer.since))
  connection.sent += 1
  connection.lastZxid = answer.zxid
  stats.sent += 1
  count(stats, 'response_bytes', answer.bytes)
  resize(stats.responses, answer.bytes)
  measure(stats.latency, latencyMs)
  sample(stats.metrics, answer.write ? 'updatelatency' : 'readlatency', latencyMs)
  sample(stats.metrics, answer.write ? 'write_commitproc_time_ms' : 'read_commitproc_time_ms', latencyMs)
  sample(stats.metrics, answer.write ? 'write_final_proc_time_ms' : 'read_final_proc_time_ms', 0)
  const own = connection.stats
  own.lastOp = (answer.op === undefined ? undefined : LETTERS[answer.op]) ?? 'NA'
  own.lastCxid = answer.cxid
  own.lastResponseAt = clock
  own.lastLatencyMs = latencyMs
  measure(own.latency, latencyMs)
}
export function noteReceived(server: Server, connection: Connection, bytes: number): void {
  connection.received += 1
  server.stats.received += 1
  count(server.stats, 'bytes_received_count', bytes)
}
/** A packet that answers no request: a word's text, or a notification of `bytes`. */
export function noteSent(server: Server, connection: Connection, bytes: number = 0): void {
  if (bytes > 0) count(server.stats, 'watch_bytes', bytes)
  connection.sent += 1
  server.stats.sent += 1
}

/** srst: everything at nothing again, but for the start. */
export function resetStats(server: Server): void {
  const { startedAt, lookingSince, servingSince, proposedAt, loggedAt } = server.stats
  server.stats = { ...serverStats(), startedAt, lookingSince, servingSince, proposedAt, loggedAt }
}
/** A server that begins to serve counts anew what `srvr` tells: each role has a ZooKeeperServer of its own there. */
export function renewStats(server: Server): void {
  const { latency, responses, proposals } = serverStats()
  server.stats = { ...server.stats, startedAt: server.clock, received: 0, sent: 0, latency, responses, proposals }
}
/** crst: every connection's own numbers. */
export function resetConnectionStats(server: Server): void {
  for (const connection of server.connections.values()) {
    connection.received = 0
    connection.sent = 0
    connection.stats = connectionStats()
  }
}
