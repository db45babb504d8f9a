/** mntr: names and numbers, one to a line (MonitorCommand): all names of 3.8.0, in its order. */
import { votersOf } from '../../membership.ts'
import { PERCENTILES, percentile, type Sampled, type Spread, SUMMARIES, spread, toldAs } from '../metrics.ts'
import type { Server } from '../state.ts'
import { decimalText, meanText } from '../stats.ts'
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
  const { metrics } = stats
  const lines: readonly Line[] = [
    ['version', VERSION],
    ['server_state', modeOf(server)],
    ...peerState(server),
    ...gauges(server).flatMap((line) => (line === undefined ? [] : [line])),
    ...COUNTERS.map((name): Line => [name, counted(server, name)]),
    ...stats.quotaErrors,
    ...SUMMARIES.flatMap((name) => summary(name, toldAs(metrics, name))),
    ...PERCENTILES.flatMap((name) => withPercentiles(name, toldAs(metrics, name))),
    ...metrics.keyed.flatMap(([name, all]) => summary(name, all)),
  ]
  return lines.map(([name, value]) => `zk_${name}\t${value}\n`).join('')
}

/** `leading - broadcast`, as QuorumPeer.getDetailedPeerState; a server that only reads is no peer of a quorum. */
function peerState(server: Server): readonly Line[] {
  const { role } = server
  if (role.type === 'looking') return []
  const state: Line = ['peer_state', `${role.type} - ${role.phase}`]
  return role.type === 'observing' ? [state, ['observer_master_id', role.leader]] : [state]
}

function counted(server: Server, name: string): number {
  const { counters } = server.stats
  const byName: { readonly [name: string]: number | undefined } = counters
  if (name !== 'outstanding_changes_removed') return byName[name] ?? 0
  const waiting = server.role.type === 'leading' ? server.role.outstanding.records.length : 0
  return Math.max(0, counters.outstanding_changes_queued - waiting)
}

/** In the order of 3.8.0; what only a leader has stands among the rest. */
function gauges(server: Server): readonly (Line | undefined)[] {
  const { stats, db, connections, watches, clock, role } = server
  const leads = role.type === 'leading'
  const synced = leads ? [...role.learners.values()].filter((learner) => learner.phase === 'synced') : []
  const leader = (name: string, value: string | number): Line | undefined => (leads ? [name, value] : undefined)
  let ephemerals = 0
  for (const paths of db.tree.ephemerals.values()) ephemerals += paths.size
  let watching = 0
  for (const table of [watches.data, watches.child]) for (const who of table.byPath.values()) watching += who.size
  return [
    ['ephemerals_count', ephemerals],
    ['num_alive_connections', connections.size],
    ['avg_latency', meanText(stats.latency)],
    leader('min_proposal_size', stats.proposals.min),
    ['outstanding_requests', queuedIn(server)],
    ['znode_count', db.tree.nodes.size + 1],
    ['global_sessions', db.sessions.size],
    ['non_mtls_remote_conn_count', 0],
    ['last_client_response_size', stats.responses.last],
    ['packets_sent', stats.sent],
    ['packets_received', stats.received],
    leader('max_proposal_size', stats.proposals.max),
    ['max_client_response_size', stats.responses.max],
    leader('synced_followers', synced.filter((learner) => !learner.observer).length),
    ['connection_drop_probability', decimalText(0)],
    ['watch_count', watching],
    leader('synced_non_voting_followers', 0),
    leader('synced_observers', synced.filter((learner) => learner.observer).length),
    ['auth_failed_count', stats.counters.auth_failed_count],
    ['min_latency', stats.latency.min ?? 0],
    // Whose process has none to tell of says -1 (OSMXBean).
    ['max_file_descriptor_count', -1],
    ['approximate_data_size', dataSize(server)],
    ['open_file_descriptor_count', -1],
    leader('last_proposal_size', stats.proposals.last),
    leader('pending_syncs', leads ? role.syncs.length : 0),
    leader('leader_uptime', Math.floor(clock - stats.servingSince)),
    ['local_sessions', server.local?.tracker.sessions.size ?? 0],
    ['uptime', Math.floor(clock - stats.startedAt)],
    ['max_latency', stats.latency.max],
    ['outstanding_tls_handshake', 0],
    leader('learners', leads ? role.learners.size : 0),
    ['min_client_response_size', stats.responses.min],
    ['non_mtls_local_conn_count', 0],
    role.type === 'looking' ? undefined : ['quorum_size', votersOf(server.views.current).length],
  ]
}

/** Bytes of paths and data (DataTree.approximateDataSize). */
function dataSize(server: Server): number {
  let size = 0
  for (const [path, node] of server.db.tree.nodes) size += path.length + (node.data?.length ?? 0)
  return size
}

function summary(name: string, all: Spread | undefined): readonly Line[] {
  const { count, sum, min, max } = all ?? spread()
  return [
    [`avg_${name}`, decimalText(count === 0 ? 0 : sum / count)],
    [`min_${name}`, min ?? 0],
    [`max_${name}`, max],
    [`cnt_${name}`, count],
    [`sum_${name}`, sum],
  ]
}

function withPercentiles(name: string, all: Spread | Sampled | undefined): readonly Line[] {
  const parts = [0.5, 0.95, 0.99, 0.999] as const
  return [
    ...summary(name, all),
    ...parts.map((part): Line => [`p${String(part).slice(2).padEnd(2, '0')}_${name}`, percentile(all, part)]),
  ]
}
