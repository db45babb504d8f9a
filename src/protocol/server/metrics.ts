/**
 * What a server measures about itself beside the plain counters (ServerMetrics): spreads of whole numbers by name, most of
 * them milliseconds, some with percentiles, and some for each namespace (the first part of a path) or learner.
 *
 * Laws: 1. Names and their order are those that 3.8.0 prints; the order means nothing there either. 2. A name that this
 * server has nothing for stays at 0: it has no threads whose queues could be measured. 3. Nothing is drawn at random: the
 * percentiles are those of the newest SAMPLES_MAX values, where ZooKeeper keeps a random 4096.
 */
export type Spread = { count: number; sum: number; min: number | undefined; max: number }
/** The newest values of a spread, in a ring. */
export type Sampled = Spread & { readonly samples: number[] }

const SAMPLES_MAX = 1024
/** More namespaces than these share no line of their own: a client could make any number of them. */
const KEYS_MAX = 1000

/** AvgMinMaxCounter, in the order of 3.8.0. */
export const SUMMARIES = [
  'socket_closing_time',
  'proposal_process_time',
  'leader_unavailable_time',
  'node_created_watch_count',
  'session_queues_drained',
  'write_commit_proc_req_queued',
  'connection_token_deficit',
  'read_commit_proc_req_queued',
  'node_deleted_watch_count',
  'startup_txns_load_time',
  'sync_processor_queue_size',
  'follower_sync_time',
  'prep_processor_queue_size',
  'fsynctime',
  'inflight_snap_count',
  'reads_issued_from_session_queue',
  'learner_request_processor_queue_size',
  'snapshottime',
  'unavailable_time',
  'startup_txns_loaded',
  'reads_after_write_in_session_queue',
  'requests_in_session_queue',
  'write_commit_proc_issued',
  'prep_process_time',
  'pending_session_queue_size',
  'time_waiting_empty_pool_in_commit_processor_read_ms',
  'commit_process_time',
  'dbinittime',
  'inflight_diff_count',
  'netty_queued_buffer_capacity',
  'election_time',
  'commit_commit_proc_req_queued',
  'sync_processor_batch_size',
  'node_children_watch_count',
  'write_batch_time_in_commit_processor',
  'read_commit_proc_issued',
  'concurrent_request_processing_in_commit_processor',
  'observer_sync_time',
  'node_changed_watch_count',
  'sync_process_time',
  'startup_snap_load_time',
] as const
/** AvgMinMaxPercentileCounter, in the order of 3.8.0. */
export const PERCENTILES = [
  'prep_processor_queue_time_ms',
  'jvm_pause_time_ms',
  'close_session_prep_time',
  'read_commitproc_time_ms',
  'updatelatency',
  'local_write_committed_time_ms',
  'request_throttle_queue_time_ms',
  'readlatency',
  'quorum_ack_latency',
  'om_commit_process_time_ms',
  'read_final_proc_time_ms',
  'commit_propagation_latency',
  'dead_watchers_cleaner_latency',
  'write_final_proc_time_ms',
  'proposal_ack_creation_latency',
  'proposal_latency',
  'om_proposal_process_time_ms',
  'sync_processor_queue_and_flush_time_ms',
  'propagation_latency',
  'server_write_committed_time_ms',
  'sync_processor_queue_time_ms',
  'sync_processor_queue_flush_time_ms',
  'write_commitproc_time_ms',
] as const
/** AvgMinMaxCounterSet: a line for each key that was seen. */
export const KEYED = ['write_per_namespace', 'read_per_namespace'] as const

export type SummaryName = (typeof SUMMARIES)[number]
export type PercentilesName = (typeof PERCENTILES)[number]
export type KeyedName = (typeof KEYED)[number]

/**
 * What is measured, each thing once and under one of its names. Every server has them all from its start, as every step adds
 * to some: a field is found faster than a key.
 */
export type Metrics = {
  readonly startup_snap_load_time: Spread
  readonly election_time: Spread
  readonly unavailable_time: Spread
  readonly leader_unavailable_time: Spread
  readonly follower_sync_time: Spread
  readonly observer_sync_time: Spread
  readonly inflight_snap_count: Spread
  readonly inflight_diff_count: Spread
  readonly snapshottime: Spread
  readonly connection_token_deficit: Spread
  readonly node_created_watch_count: Spread
  readonly node_deleted_watch_count: Spread
  readonly node_changed_watch_count: Spread
  readonly node_children_watch_count: Spread
  readonly sync_processor_queue_size: Spread
  readonly sync_processor_batch_size: Spread
  readonly proposal_process_time: Spread
  readonly commit_process_time: Spread
  readonly sync_processor_queue_time_ms: Spread
  readonly close_session_prep_time: Spread
  readonly read_final_proc_time_ms: Spread
  readonly write_final_proc_time_ms: Spread
  readonly fsynctime: Sampled
  readonly quorum_ack_latency: Sampled
  readonly propagation_latency: Sampled
  readonly commit_propagation_latency: Sampled
  readonly readlatency: Sampled
  readonly updatelatency: Sampled
  /** By namespace, and all of them by `<namespace>_<name>` in the order in which they were first seen. */
  readonly write_per_namespace: Map<string, Spread>
  readonly read_per_namespace: Map<string, Spread>
  readonly keyed: (readonly [name: string, Spread])[]
}
export type MeasuredName = Exclude<keyof Metrics, KeyedName | 'keyed'>

/** Names for what is measured under another: here a transaction is prepared at once, and a disk has one queue. */
const SAME_AS: { readonly [K in SummaryName | PercentilesName]?: MeasuredName } = {
  dbinittime: 'startup_snap_load_time',
  prep_process_time: 'proposal_process_time',
  prep_processor_queue_size: 'proposal_process_time',
  prep_processor_queue_time_ms: 'proposal_process_time',
  sync_process_time: 'fsynctime',
  sync_processor_queue_flush_time_ms: 'fsynctime',
  sync_processor_queue_and_flush_time_ms: 'fsynctime',
  proposal_ack_creation_latency: 'fsynctime',
  read_commitproc_time_ms: 'readlatency',
  write_commitproc_time_ms: 'updatelatency',
}

export function noMetrics(): Metrics {
  return {
    startup_snap_load_time: spread(),
    election_time: spread(),
    unavailable_time: spread(),
    leader_unavailable_time: spread(),
    follower_sync_time: spread(),
    observer_sync_time: spread(),
    inflight_snap_count: spread(),
    inflight_diff_count: spread(),
    snapshottime: spread(),
    connection_token_deficit: spread(),
    node_created_watch_count: spread(),
    node_deleted_watch_count: spread(),
    node_changed_watch_count: spread(),
    node_children_watch_count: spread(),
    sync_processor_queue_size: spread(),
    sync_processor_batch_size: spread(),
    proposal_process_time: spread(),
    commit_process_time: spread(),
    sync_processor_queue_time_ms: spread(),
    close_session_prep_time: spread(),
    read_final_proc_time_ms: spread(),
    write_final_proc_time_ms: spread(),
    fsynctime: sampled(),
    quorum_ack_latency: sampled(),
    propagation_latency: sampled(),
    commit_propagation_latency: sampled(),
    readlatency: sampled(),
    updatelatency: sampled(),
    write_per_namespace: new Map(),
    read_per_namespace: new Map(),
    keyed: [],
  }
}
export function spread(): Spread {
  return { count: 0, sum: 0, min: undefined, max: 0 }
}
function sampled(): Sampled {
  return { count: 0, sum: 0, min: undefined, max: 0, samples: [] }
}

/** What is told as `name`; undefined where nothing here is measured for it. */
export function toldAs(metrics: Metrics, name: SummaryName | PercentilesName): Spread | Sampled | undefined {
  const measured = SAME_AS[name] ?? name
  return isMeasured(metrics, measured) ? metrics[measured] : undefined
}
function isMeasured(metrics: Metrics, name: string): name is MeasuredName {
  return Object.hasOwn(metrics, name)
}

/** A value; times are cut to whole milliseconds before, as nothing below them is told. */
export function measure(all: Spread, value: number): void {
  if (all.count === 0 || value > all.max) all.max = value
  if (all.min === undefined || value < all.min) all.min = value
  all.count += 1
  all.sum += value
}

/** A time of `ms`, cut to whole milliseconds. */
export function measureMs(all: Spread, ms: number): void {
  measure(all, Math.floor(ms))
}
/** A time of `ms` whose percentiles are told. */
export function sample(all: Sampled, ms: number): void {
  const whole = Math.max(0, Math.floor(ms))
  all.samples[all.count % SAMPLES_MAX] = whole
  measure(all, whole)
}
/** A request that reads or writes `bytes` at `path`: its own length counts, too (DataTree.updateWriteStat). */
export function noteNamespace(metrics: Metrics, name: KeyedName, path: string, bytes: number): void {
  const from = path.indexOf('/') + 1
  const to = path.indexOf('/', from)
  const namespace = from === 0 ? '' : path.slice(from, to === -1 ? undefined : to)
  if (namespace === '') return
  const all = metrics[name].get(namespace)
  if (all !== undefined) return measure(all, path.length + bytes)
  if (metrics.keyed.length >= KEYS_MAX) return
  const first = spread()
  metrics[name].set(namespace, first)
  metrics.keyed.push([`${namespace}_${name}`, first])
  measure(first, path.length + bytes)
}

/** The value below which the part `at` (0 to 1) of the samples lies, between two of them if need be (UniformSnapshot), rounded. */
export function percentile(all: Spread | Sampled | undefined, at: number): number {
  // What is kept without samples was 0 each time.
  if (all === undefined || !('samples' in all) || all.samples.length === 0) return 0
  const sorted = all.samples.toSorted((a, b) => a - b)
  const position = at * (sorted.length + 1)
  const index = Math.floor(position)
  const last = sorted.at(-1) ?? 0
  if (index < 1) return sorted[0] ?? 0
  if (index >= sorted.length) return last
  const lower = sorted[index - 1] ?? last
  const upper = sorted[index] ?? last
  return Math.round(lower + (position - index) * (upper - lower))
}
