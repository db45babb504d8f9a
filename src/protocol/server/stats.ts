/**
 * What a server counts about itself (ServerStats, ServerCnxn): packets, latencies in whole milliseconds, sizes. Only the
 * four-letter words read it; nothing that the protocol decides depends on it.
 */
import type { Millis, Zxid } from '../../ground/ids.ts'
import type { OpName } from '../../ground/jute/opcodes.ts'
import type { Effect } from '../seam.ts'
import type { Connection, Server } from './state.ts'

/** `min` is undefined while nothing was measured. */
export type Spread = { count: number; sum: number; min: number | undefined; max: number }
/** The newest, smallest and largest of a size in bytes: -1 while there was none (BufferStats). */
export type Sizes = { last: number; min: number; max: number }

export type ServerStats = {
  startedAt: Millis
  received: number
  sent: number
  readonly latency: Spread
  readonly reads: Spread
  readonly updates: Spread
  readonly responses: Sizes
  readonly proposals: Sizes
  /** Counters of `mntr` by their names there. */
  readonly counters: Map<string, number>
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

export function spread(): Spread {
  return { count: 0, sum: 0, min: undefined, max: 0 }
}
export function serverStats(): ServerStats {
  return {
    startedAt: 0,
    received: 0,
    sent: 0,
    latency: spread(),
    reads: spread(),
    updates: spread(),
    responses: { last: -1, min: -1, max: -1 },
    proposals: { last: -1, min: -1, max: -1 },
    counters: new Map(),
  }
}
export function connectionStats(): ConnectionStats {
  return { lastOp: 'NA', lastCxid: -1, lastResponseAt: 0, lastLatencyMs: 0, latency: spread() }
}

export function measure(all: Spread, value: number): void {
  all.count += 1
  all.sum += value
  all.min = all.min === undefined ? value : Math.min(all.min, value)
  all.max = Math.max(all.max, value)
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
  measure(answer.write ? stats.updates : stats.reads, latencyMs)
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
/** A packet that answers no request: a notification. */
export function noteSent(server: Server, connection: Connection): void {
  connection.sent += 1
  server.stats.sent += 1
}

/** srst: everything at nothing again, but for the start. */
export function resetStats(server: Server): void {
  const { startedAt } = server.stats
  server.stats = { ...serverStats(), startedAt }
}
/** crst: every connection's own numbers. */
export function resetConnectionStats(server: Server): void {
  for (const connection of server.connections.values()) {
    connection.received = 0
    connection.sent = 0
    connection.stats = connectionStats()
  }
}

/** Counts what a step told: the trace is the only source, so nothing else has to remember to count. */
export function countEvents(server: Server, effects: readonly Effect[], from: number): void {
  const { stats } = server
  const learns = server.role.type === 'following' || server.role.type === 'observing'
  for (let at = from; at < effects.length; at++) {
    const effect = effects[at]
    if (effect?.type !== 'trace') continue
    const { event } = effect
    switch (event.type) {
      case 'roleChanged':
        if (event.role === 'looking') count(stats, 'looking_count')
        break
      case 'booted':
        count(stats, 'looking_count')
        break
      case 'syncPlanned':
        if (event.mode !== 'TRUNC') count(stats, event.mode === 'SNAP' ? 'snap_count' : 'diff_count')
        break
      case 'proposed':
        count(stats, 'proposal_count')
        break
      case 'committed':
        count(stats, 'commit_count')
        break
      case 'appended':
        count(stats, 'sync_processor_request_queued')
        if (learns) count(stats, 'learner_proposal_received_count')
        break
      case 'applied':
        count(stats, 'request_commit_queued')
        if (learns) count(stats, 'learner_commit_received_count')
        break
      case 'clientRefused':
        count(stats, 'connection_rejected')
        break
      case 'clientClosed':
        count(stats, 'connection_drop_count')
        break
      case 'sessionOpened':
        count(stats, event.resumed ? 'connection_revalidate_count' : 'connection_request_count')
        break
      case 'sessionExpired':
        count(stats, 'stale_sessions_expired')
        break
      default:
        break
    }
  }
}
