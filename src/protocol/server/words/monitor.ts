/**
 * mntr: names and numbers, one to a line (MonitorCommand). Names and order of the gauges are those of 3.8.0; of its
 * counters and summaries those are told that this server has. The order means nothing there either.
 */
import { votersOf } from '../../membership.ts'
import type { Server } from '../state.ts'
import { decimalText, meanText, type Spread } from '../stats.ts'
import { modeOf, queuedIn, VERSION } from './common.ts'

type Line = readonly [name: string, value: string | number]

/** Counters of 3.8.0, told from the start with 0. */
const COUNTERS = [
  'proposal_count',
  'watch_bytes',
  'outstanding_changes_removed',
  'throttled_ops',
  'stale_requests_dropped',
  'large_requests_rejected',
  'insecure_admin_count',
  'connection_rejected',
  'cnxn_closed_without_zk_server_running',
  'sessionless_connections_expired',
  'looking_count',
  'dead_watchers_queued',
  'stale_requests',
  'connection_drop_count',
  'learner_proposal_received_count',
  'digest_mismatches_count',
  'dead_watchers_cleared',
  'response_packet_cache_hits',
  'bytes_received_count',
  'add_dead_watcher_stall_time',
  'request_throttle_wait_count',
  'requests_not_forwarded_to_commit_processor',
  'response_packet_cache_misses',
  'ensemble_auth_success',
  'prep_processor_request_queued',
  'learner_commit_received_count',
  'stale_replies',
  'connection_request_count',
  'response_bytes',
  'ensemble_auth_fail',
  'diff_count',
  'response_packet_get_children_cache_misses',
  'connection_revalidate_count',
  'quit_leading_due_to_disloyal_voter',
  'snap_count',
  'unrecoverable_error_count',
  'unsuccessful_handshake',
  'commit_count',
  'stale_sessions_expired',
  'response_packet_get_children_cache_hits',
  'sync_processor_request_queued',
  'outstanding_changes_queued',
  'request_commit_queued',
  'ensemble_auth_skip',
  'skip_learner_request_to_next_processor_count',
  'tls_handshake_exceeded',
  'revalidate_count',
] as const

export function mntrText(server: Server): string {
  const { stats } = server
  const lines: readonly Line[] = [
    ['version', VERSION],
    ['server_state', modeOf(server)],
    ['peer_state', peerState(server)],
    ...gauges(server),
    ...leaderGauges(server),
    ...COUNTERS.map((name): Line => [name, stats.counters.get(name) ?? 0]),
    ...summary('readlatency', stats.reads),
    ...summary('updatelatency', stats.updates),
  ]
  return lines.map(([name, value]) => `zk_${name}\t${value}\n`).join('')
}

/** `leading - broadcast`, as QuorumPeer.getDetailedPeerState. */
function peerState(server: Server): string {
  return server.role.type === 'looking' ? 'looking' : `${server.role.type} - ${server.role.phase}`
}

function gauges(server: Server): readonly Line[] {
  const { stats, db, connections, watches, clock } = server
  let ephemerals = 0
  for (const paths of db.tree.ephemerals.values()) ephemerals += paths.size
  let watching = 0
  for (const table of [watches.data, watches.child]) for (const who of table.byPath.values()) watching += who.size
  return [
    ['ephemerals_count', ephemerals],
    ['num_alive_connections', connections.size],
    ['avg_latency', meanText(stats.latency)],
    ['outstanding_requests', queuedIn(server)],
    ['znode_count', db.tree.nodes.size + 1],
    ['global_sessions', db.sessions.size],
    ['non_mtls_remote_conn_count', 0],
    ['last_client_response_size', stats.responses.last],
    ['packets_sent', stats.sent],
    ['packets_received', stats.received],
    ['max_client_response_size', stats.responses.max],
    ['connection_drop_probability', decimalText(0)],
    ['watch_count', watching],
    ['auth_failed_count', stats.counters.get('auth_failed_count') ?? 0],
    ['min_latency', stats.latency.min ?? 0],
    ['approximate_data_size', dataSize(server)],
    ['local_sessions', 0],
    ['uptime', Math.floor(clock - stats.startedAt)],
    ['max_latency', stats.latency.max],
    ['outstanding_tls_handshake', 0],
    ['min_client_response_size', stats.responses.min],
    ['non_mtls_local_conn_count', 0],
    ['quorum_size', votersOf(server.views.current).length],
  ]
}

function leaderGauges(server: Server): readonly Line[] {
  const { role, stats } = server
  if (role.type === 'following') return [['synced_observers', 0]]
  if (role.type !== 'leading') return []
  const synced = [...role.learners.values()].filter((learner) => learner.phase === 'synced')
  return [
    ['learners', role.learners.size],
    ['synced_followers', synced.filter((learner) => !learner.observer).length],
    ['synced_non_voting_followers', 0],
    ['synced_observers', synced.filter((learner) => learner.observer).length],
    ['pending_syncs', role.syncs.length],
    ['last_proposal_size', stats.proposals.last],
    ['min_proposal_size', stats.proposals.min],
    ['max_proposal_size', stats.proposals.max],
  ]
}

/** Bytes of paths and data (DataTree.approximateDataSize). */
function dataSize(server: Server): number {
  let size = 0
  for (const [path, node] of server.db.tree.nodes) size += path.length + (node.data?.length ?? 0)
  return size
}

function summary(name: string, all: Spread): readonly Line[] {
  return [
    [`avg_${name}`, meanText(all)],
    [`min_${name}`, all.min ?? 0],
    [`max_${name}`, all.max],
    [`cnt_${name}`, all.count],
    [`sum_${name}`, all.sum],
  ]
}
