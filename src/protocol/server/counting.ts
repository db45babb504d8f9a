/**
 * Counts and measures what a step told: the trace is the only source, so nothing else has to remember to count. Times are
 * taken from one event to another of the same transaction, election or synchronisation.
 */
import type { Millis } from '../../ground/ids.ts'
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'
import type { Effect } from '../seam.ts'
import type { ServerEvent } from '../trace.ts'
import { type Metrics, note, noteNamespace, sample } from './metrics.ts'
import type { Server } from './state.ts'
import { count, type ServerStats } from './stats.ts'

/** Looks at the effects from index `from` on. */
export function countEvents(server: Server, effects: readonly Effect[], from: number): void {
  let fired: Map<WatchMetric, number> | undefined
  let flushed = 0
  for (let at = from; at < effects.length; at++) {
    const effect = effects[at]
    if (effect?.type !== 'trace') continue
    const { event } = effect
    if (event.type === 'watchFired') {
      const name = WATCH_METRICS[event.event]
      fired ??= new Map()
      if (name !== undefined) fired.set(name, (fired.get(name) ?? 0) + 1)
    } else if (event.type === 'durable') flushed += 1
    onEvent(server, event)
  }
  const { metrics } = server.stats
  for (const [name, watchers] of fired ?? NOBODY) note(metrics, name, watchers)
  if (flushed > 0) note(metrics, 'sync_processor_batch_size', flushed)
}

const NOBODY: ReadonlyMap<WatchMetric, number> = new Map()

type WatchMetric =
  | 'node_created_watch_count'
  | 'node_deleted_watch_count'
  | 'node_changed_watch_count'
  | 'node_children_watch_count'
const WATCH_METRICS: { readonly [event: string]: WatchMetric } = {
  nodeCreated: 'node_created_watch_count',
  nodeDeleted: 'node_deleted_watch_count',
  nodeDataChanged: 'node_changed_watch_count',
  nodeChildrenChanged: 'node_children_watch_count',
}

function onEvent(server: Server, event: Extract<Effect, { type: 'trace' }>['event']): void {
  const { stats, clock } = server
  switch (event.type) {
    case 'booted':
      note(stats.metrics, 'startup_snap_load_time', 0)
      note(stats.metrics, 'dbinittime', 0)
      return onLooking(stats, clock)
    case 'roleChanged':
      return event.role === 'looking' ? onLooking(stats, clock) : undefined
    case 'elected':
      return note(stats.metrics, 'election_time', clock - stats.lookingSince)
    case 'serving':
      return onServing(stats, event, clock)
    case 'syncPlanned':
      if (event.mode !== 'TRUNC') count(stats, event.mode === 'SNAP' ? 'snap_count' : 'diff_count')
      return note(stats.metrics, event.mode === 'SNAP' ? 'inflight_snap_count' : 'inflight_diff_count', 1)
    case 'snapshotTaken':
      // The tree is written down within one step: no time passes.
      return note(stats.metrics, 'snapshottime', 0)
    case 'sessionOpened':
      // Whoever comes back asks to connect, too.
      count(stats, 'connection_request_count')
      note(stats.metrics, 'connection_token_deficit', 0)
      return event.resumed ? count(stats, 'connection_revalidate_count') : undefined
    case 'sessionExpired':
      return count(stats, 'stale_sessions_expired')
    case 'quotaExceeded':
      return event.isHard ? count(stats, `${event.path.split('/')[1]}_quota_exceeded_error_per_namespace`) : undefined
    default:
      return onTransaction(server, event)
  }
}

function onLooking(stats: ServerStats, now: Millis): void {
  count(stats, 'looking_count')
  stats.lookingSince = now
  stats.proposedAt.clear()
  stats.loggedAt.clear()
}

function onServing(stats: ServerStats, event: Extract<ServerEvent, { type: 'serving' }>, now: Millis): void {
  const { metrics } = stats
  stats.servingSince = now
  const tookMs = now - stats.lookingSince
  note(metrics, 'unavailable_time', tookMs)
  if (event.role === 'leading') note(metrics, 'leader_unavailable_time', tookMs)
  if (event.role === 'following') note(metrics, 'follower_sync_time', tookMs)
  if (event.role === 'observing') note(metrics, 'observer_sync_time', tookMs)
}

/** The way of a transaction: prepared, logged, durable, acknowledged, committed, applied. */
function onTransaction(server: Server, event: Extract<Effect, { type: 'trace' }>['event']): void {
  const { stats, clock } = server
  const { metrics } = stats
  const learns = server.role.type === 'following' || server.role.type === 'observing'
  switch (event.type) {
    case 'proposed':
      count(stats, 'proposal_count')
      count(stats, 'prep_processor_request_queued')
      stats.proposedAt.set(event.zxid, clock)
      note(metrics, 'proposal_process_time', 0)
      note(metrics, 'prep_process_time', 0)
      note(metrics, 'prep_processor_queue_size', 0)
      sample(metrics, 'prep_processor_queue_time_ms', 0)
      if (event.txn.type === 'closeSession') sample(metrics, 'close_session_prep_time', 0)
      return
    case 'appended':
      count(stats, 'sync_processor_request_queued')
      if (learns) count(stats, 'learner_proposal_received_count')
      note(metrics, 'sync_processor_queue_size', stats.loggedAt.size)
      stats.loggedAt.set(event.zxid, clock)
      return
    case 'durable':
      return onDurable(stats, clock - (stats.loggedAt.get(event.zxid) ?? clock), event.zxid)
    case 'committed':
      count(stats, 'commit_count')
      sample(metrics, 'quorum_ack_latency', clock - (stats.proposedAt.get(event.zxid) ?? clock))
      return void stats.proposedAt.delete(event.zxid)
    case 'applied':
      count(stats, 'request_commit_queued')
      if (learns) count(stats, 'learner_commit_received_count')
      if (event.expected !== undefined && event.expected !== event.digest) count(stats, 'digest_mismatches_count')
      return onApplied(metrics, event.header, event.txn, server.config.wallClockAtZero + clock, learns)
    default:
      return
  }
}

function onDurable(stats: ServerStats, tookMs: Millis, zxid: Extract<ServerEvent, { type: 'durable' }>['zxid']): void {
  const { metrics } = stats
  stats.loggedAt.delete(zxid)
  note(metrics, 'fsynctime', tookMs)
  note(metrics, 'sync_process_time', tookMs)
  sample(metrics, 'sync_processor_queue_time_ms', 0)
  sample(metrics, 'sync_processor_queue_flush_time_ms', tookMs)
  sample(metrics, 'sync_processor_queue_and_flush_time_ms', tookMs)
  sample(metrics, 'proposal_ack_creation_latency', tookMs)
}

function onApplied(metrics: Metrics, header: TxnHeader, txn: Txn, wallClock: number, learns: boolean): void {
  note(metrics, 'commit_process_time', 0)
  sample(metrics, 'propagation_latency', wallClock - header.time)
  if (learns) sample(metrics, 'commit_propagation_latency', wallClock - header.time)
  const isVoid = txn.type === 'multi' && txn.txns.some((part) => part.type === 'error')
  const parts = txn.type !== 'multi' ? [txn] : isVoid ? [] : txn.txns
  for (const part of parts) {
    if (part.type === 'closeSession')
      for (const path of part.paths) noteNamespace(metrics, 'write_per_namespace', path, 0)
    else if ('path' in part && part.type !== 'check' && part.type !== 'setACL') {
      const bytes = 'data' in part ? (part.data?.length ?? 0) : 0
      noteNamespace(metrics, 'write_per_namespace', part.path, bytes)
    }
  }
}
