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

/** Counters of `mntr` by their names there; those that never count here are told as 0 (`words/monitor.ts`). */
export type Counters = {
  auth_failed_count: number
  bytes_received_count: number
  commit_count: number
  connection_drop_count: number
  connection_rejected: number
  connection_request_count: number
  connection_revalidate_count: number
  diff_count: number
  digest_mismatches_count: number
  learner_commit_received_count: number
  learner_proposal_received_count: number
  looking_count: number
  outstanding_changes_queued: number
  prep_processor_request_queued: number
  proposal_count: number
  request_commit_queued: number
  response_bytes: number
  sessionless_connections_expired: number
  snap_count: number
  stale_sessions_expired: number
  sync_processor_request_queued: number
  watch_bytes: number
}

/** Transactions that something began with, and when: oldest first, which is the order in which it ends with them. */
export type Begun = { readonly zxid: Zxid; readonly at: Millis }[]

export type ServerStats = {
  startedAt: Millis
  received: number
  sent: number
  latency: Spread
  responses: Sizes
  proposals: Sizes
  readonly counters: Counters
  /** How often a quota was exceeded, by `<namespace>_quota_exceeded_error_per_namespace`. */
  readonly quotaErrors: Map<string, number>
  readonly metrics: Metrics
  /** When what is measured began: looking for a leader, proposing and logging a transaction. */
  lookingSince: Millis
  servingSince: Millis
  proposedAt: Begun
  loggedAt: Begun
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
    counters: noCounters(),
    quotaErrors: new Map(),
    metrics: noMetrics(),
    lookingSince: 0,
    servingSince: 0,
    proposedAt: [],
    loggedAt: [],
  }
}
function noCounters(): Counters {
  return {
    auth_failed_count: 0,
    bytes_received_count: 0,
    commit_count: 0,
    connection_drop_count: 0,
    connection_rejected: 0,
    connection_request_count: 0,
    connection_revalidate_count: 0,
    diff_count: 0,
    digest_mismatches_count: 0,
    learner_commit_received_count: 0,
    learner_proposal_received_count: 0,
    looking_count: 0,
    outstanding_changes_queued: 0,
    prep_processor_request_queued: 0,
    proposal_count: 0,
    request_commit_queued: 0,
    response_bytes: 0,
    sessionless_connections_expired: 0,
    snap_count: 0,
    stale_sessions_expired: 0,
    sync_processor_request_queued: 0,
    watch_bytes: 0,
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

/** Something begins with transaction `zxid` now. */
export function begin(begun: Begun, zxid: Zxid, now: Millis): void {
  begun.push({ zxid, at: now })
}
/** It ended: how long it took, 0 where nobody saw it begin. */
export function tookMs(begun: Begun, zxid: Zxid, now: Millis): Millis {
  const place = begun[0]?.zxid === zxid ? 0 : begun.findIndex((one) => one.zxid === zxid)
  const one = begun[place]
  if (one === undefined) return 0
  if (place === 0) begun.shift()
  else begun.splice(place, 1)
  return now - one.at
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
  stats.counters.response_bytes += answer.bytes
  resize(stats.responses, answer.bytes)
  measure(stats.latency, latencyMs)
  const { metrics } = stats
  sample(answer.write ? metrics.updatelatency : metrics.readlatency, latencyMs)
  measure(answer.write ? metrics.write_final_proc_time_ms : metrics.read_final_proc_time_ms, 0)
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
  server.stats.counters.bytes_received_count += bytes
}
/** A packet that answers no request: a word's text, or a notification of `bytes`. */
export function noteSent(server: Server, connection: Connection, bytes: number = 0): void {
  server.stats.counters.watch_bytes += bytes
  connection.sent += 1
  server.stats.sent += 1
}

/** srst: everything at nothing again, but for the start. */
export function resetStats(server: Server): void {
  const { startedAt, lookingSince, servingSince, proposedAt, loggedAt } = server.stats
  server.stats = Object.assign(serverStats(), { startedAt, lookingSince, servingSince, proposedAt, loggedAt })
}
/** A server that begins to serve counts anew what `srvr` tells: each role has a ZooKeeperServer of its own there. */
export function renewStats(server: Server): void {
  const { stats } = server
  const { latency, responses, proposals } = serverStats()
  stats.startedAt = server.clock
  stats.received = 0
  stats.sent = 0
  stats.latency = latency
  stats.responses = responses
  stats.proposals = proposals
}
/** crst: every connection's own numbers. */
export function resetConnectionStats(server: Server): void {
  for (const connection of server.connections.values()) {
    connection.received = 0
    connection.sent = 0
    connection.stats = connectionStats()
  }
}
