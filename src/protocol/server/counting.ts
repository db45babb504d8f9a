/**
 * Counts and measures what a step told: the trace is the only source, so nothing else has to remember to count. Times are
 * taken from one event to another of the same transaction, election or synchronisation.
 */
import type { Millis } from '../../ground/ids.ts'
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'
import type { Effect } from '../seam.ts'
import type { ServerEvent } from '../trace.ts'
import { type MeasuredName, type Metrics, measure, measureMs, noteNamespace, sample } from './metrics.ts'
import type { Server } from './state.ts'
import { begin, type ServerStats, tookMs } from './stats.ts'

/** Looks at the effects from index `from` on. */
export function countEvents(server: Server, effects: readonly Effect[], from: number): void {
  let fired: Map<WatchMetric, number> | undefined
  let flushed = 0
  for (let at = from; at < effects.length; at++) {
    const effect = effects[at]
    if (effect?.type !== 'trace') continue
    const { event } = effect
    if (event.type === 'durable') flushed += 1
    else if (event.type === 'watchFired') {
      const name = WATCH_METRICS[event.event]
      fired ??= new Map()
      if (name !== undefined) fired.set(name, (fired.get(name) ?? 0) + 1)
      continue
    }
    onTransaction(server, event)
  }
  const { metrics } = server.stats
  if (flushed > 0) measure(metrics.sync_processor_batch_size, flushed)
  if (fired !== undefined) for (const [name, watchers] of fired) measure(metrics[name], watchers)
}

type WatchMetric = Extract<MeasuredName, `node_${string}_watch_count`>
const WATCH_METRICS: { readonly [event: string]: WatchMetric } = {
  nodeCreated: 'node_created_watch_count',
  nodeDeleted: 'node_deleted_watch_count',
  nodeDataChanged: 'node_changed_watch_count',
  nodeChildrenChanged: 'node_children_watch_count',
}

type Told = Extract<Effect, { type: 'trace' }>['event']

/** The way of a transaction: prepared, logged, durable, acknowledged, committed, applied. Most events are of these. */
function onTransaction(server: Server, event: Told): void {
  const { stats, clock } = server
  const { metrics, counters } = stats
  switch (event.type) {
    case 'proposed':
      counters.proposal_count += 1
      counters.prep_processor_request_queued += 1
      begin(stats.proposedAt, event.zxid, clock)
      measure(metrics.proposal_process_time, 0)
      if (event.txn.type === 'closeSession') measure(metrics.close_session_prep_time, 0)
      return
    case 'appended':
      counters.sync_processor_request_queued += 1
      if (learns(server)) counters.learner_proposal_received_count += 1
      measure(metrics.sync_processor_queue_size, stats.loggedAt.length)
      return begin(stats.loggedAt, event.zxid, clock)
    case 'durable':
      measure(metrics.sync_processor_queue_time_ms, 0)
      return sample(metrics.fsynctime, tookMs(stats.loggedAt, event.zxid, clock))
    case 'committed':
      counters.commit_count += 1
      return sample(metrics.quorum_ack_latency, tookMs(stats.proposedAt, event.zxid, clock))
    case 'applied':
      counters.request_commit_queued += 1
      if (learns(server)) counters.learner_commit_received_count += 1
      if (event.expected !== undefined && event.expected !== event.digest) counters.digest_mismatches_count += 1
      return onApplied(metrics, event.header, event.txn, server.config.wallClockAtZero + clock, learns(server))
    default:
      return onRare(stats, event, clock)
  }
}

function learns({ role }: Server): boolean {
  return role.type === 'following' || role.type === 'observing'
}

function onApplied(metrics: Metrics, header: TxnHeader, txn: Txn, wallClock: number, isLearner: boolean): void {
  measure(metrics.commit_process_time, 0)
  sample(metrics.propagation_latency, wallClock - header.time)
  if (isLearner) sample(metrics.commit_propagation_latency, wallClock - header.time)
  if (txn.type !== 'multi') return noteWrite(metrics, txn)
  if (txn.txns.some((part) => part.type === 'error')) return
  for (const part of txn.txns) noteWrite(metrics, part)
}

function noteWrite(metrics: Metrics, txn: Txn): void {
  switch (txn.type) {
    case 'create':
    case 'createContainer':
    case 'createTTL':
    case 'setData':
    case 'reconfig':
      return noteNamespace(metrics, 'write_per_namespace', txn.path, txn.data?.length ?? 0)
    case 'delete':
    case 'deleteContainer':
      return noteNamespace(metrics, 'write_per_namespace', txn.path, 0)
    case 'closeSession':
      for (const path of txn.paths) noteNamespace(metrics, 'write_per_namespace', path, 0)
      return
    default:
      return
  }
}

/** What happens to a server rather than to a transaction. */
function onRare(stats: ServerStats, event: Told, now: Millis): void {
  const { metrics, counters } = stats
  switch (event.type) {
    case 'booted':
      measure(metrics.startup_snap_load_time, 0)
      return onLooking(stats, now)
    case 'roleChanged':
      return event.role === 'looking' ? onLooking(stats, now) : undefined
    case 'elected':
      return measureMs(metrics.election_time, now - stats.lookingSince)
    case 'serving':
      return onServing(stats, event, now)
    case 'syncPlanned':
      if (event.mode === 'SNAP') counters.snap_count += 1
      if (event.mode === 'DIFF') counters.diff_count += 1
      return measure(event.mode === 'SNAP' ? metrics.inflight_snap_count : metrics.inflight_diff_count, 1)
    case 'snapshotTaken':
      // The tree is written down within one step: no time passes.
      return measure(metrics.snapshottime, 0)
    case 'sessionOpened':
      // Whoever comes back asks to connect, too.
      counters.connection_request_count += 1
      if (event.resumed) counters.connection_revalidate_count += 1
      return measure(metrics.connection_token_deficit, 0)
    case 'sessionExpired':
      counters.stale_sessions_expired += 1
      return
    case 'quotaExceeded':
      return event.isHard ? countQuota(stats, event.path) : undefined
    default:
      return
  }
}

function countQuota({ quotaErrors }: ServerStats, path: string): void {
  const name = `${path.split('/')[1]}_quota_exceeded_error_per_namespace`
  quotaErrors.set(name, (quotaErrors.get(name) ?? 0) + 1)
}

function onLooking(stats: ServerStats, now: Millis): void {
  stats.counters.looking_count += 1
  stats.lookingSince = now
  stats.proposedAt = []
  stats.loggedAt = []
}

function onServing(stats: ServerStats, event: Extract<ServerEvent, { type: 'serving' }>, now: Millis): void {
  const { metrics } = stats
  stats.servingSince = now
  const ms = now - stats.lookingSince
  measureMs(metrics.unavailable_time, ms)
  if (event.role === 'leading') measureMs(metrics.leader_unavailable_time, ms)
  if (event.role === 'following') measureMs(metrics.follower_sync_time, ms)
  if (event.role === 'observing') measureMs(metrics.observer_sync_time, ms)
}
