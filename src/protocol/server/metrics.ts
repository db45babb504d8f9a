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
export type Metrics = {
  readonly summaries: Map<SummaryName, Spread>
  readonly percentiles: Map<PercentilesName, Sampled>
  /** By `<key>_<name>`, in the order in which they were first seen. */
  readonly keyed: Map<string, Spread>
}

export function noMetrics(): Metrics {
  return { summaries: new Map(), percentiles: new Map(), keyed: new Map() }
}
export function spread(): Spread {
  return { count: 0, sum: 0, min: undefined, max: 0 }
}

export function measure(all: Spread, value: number): void {
  all.max = all.count === 0 ? value : Math.max(all.max, value)
  all.min = all.min === undefined ? value : Math.min(all.min, value)
  all.count += 1
  all.sum += value
}

/** A value of `name`: times are cut to whole milliseconds, as nothing below them is told. */
export function note(metrics: Metrics, name: SummaryName, value: number): void {
  let all = metrics.summaries.get(name)
  if (all === undefined) {
    all = spread()
    metrics.summaries.set(name, all)
  }
  measure(all, Math.floor(value))
}
export function sample(metrics: Metrics, name: PercentilesName, value: number): void {
  let all = metrics.percentiles.get(name)
  if (all === undefined) {
    all = { ...spread(), samples: [] }
    metrics.percentiles.set(name, all)
  }
  const whole = Math.max(0, Math.floor(value))
  all.samples[all.count % SAMPLES_MAX] = whole
  measure(all, whole)
}
/** A request that reads or writes `bytes` at `path`: its own length counts, too (DataTree.updateWriteStat). */
export function noteNamespace(metrics: Metrics, name: KeyedName, path: string, bytes: number): void {
  const from = path.indexOf('/') + 1
  const to = path.indexOf('/', from)
  const namespace = from === 0 ? '' : path.slice(from, to === -1 ? undefined : to)
  if (namespace === '') return
  const key = `${namespace}_${name}`
  const all = metrics.keyed.get(key)
  if (all !== undefined) return measure(all, path.length + bytes)
  if (metrics.keyed.size >= KEYS_MAX) return
  const first = spread()
  metrics.keyed.set(key, first)
  measure(first, path.length + bytes)
}

/** The value below which the part `at` (0 to 1) of the samples lies, between two of them if need be (UniformSnapshot), rounded. */
export function percentile(all: Sampled | undefined, at: number): number {
  if (all === undefined || all.samples.length === 0) return 0
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
