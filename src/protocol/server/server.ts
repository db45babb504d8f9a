/**
 * A ZooKeeper server: `createServer`, `step`, `nextDeadline`. The one place that looks at an input and hands it to the
 * room that knows what to do; each room is a file beside this one.
 */

import { unreachable } from '../../ground/base/assert.ts'
import { mut } from '../../ground/base/mut.ts'
import { rngOf } from '../../ground/base/rng.ts'
import { nextExpiry, sessionIds } from '../../ground/data/sessions.ts'
import { emptyDatabase } from '../../ground/data/tree.ts'
import { noWatches } from '../../ground/data/watches.ts'
import { epoch, type LinkId, type Millis, type ServerId, ZXID_ZERO } from '../../ground/ids.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import type { ServerConfig } from '../config.ts'
import { initialViews } from '../membership.ts'
import type { Channel, Effect, Input } from '../seam.ts'
import { start } from './boot.ts'
import {
  closeConnection,
  forgetConnection,
  nextConnectionDeadline,
  onClientBytes,
  onClientOpened,
  onConnectionDeadline,
  readFrames,
} from './connections.ts'
import { countEvents } from './counting.ts'
import { onStored } from './durable.ts'
import { close, exit, trace } from './effects.ts'
import { considerHandover, onLeaderDeadline } from './leader.ts'
import {
  isLeaderLink,
  nextLearnerDeadline,
  onLeaderBytes,
  onLeaderClosed,
  onLeaderOpened,
  onLearnerDeadline,
  readPackets,
} from './learner.ts'
import { onLearnerBytes, onLearnerClosed, onLearnerOpened, refuseLearner } from './learnerHandlers.ts'
import { expireLocal, nextLocalExpiry } from './localSessions.ts'
import {
  hear,
  nextLookingDeadline,
  onLookingDeadline,
  onMeshChanged,
  onStrayBytes,
  onStrayLearner,
  startLooking,
} from './looking.ts'
import { newMesh, onElectionBytes, onElectionClosed, onElectionOpened, refuseElectionLink } from './mesh.ts'
import { purgeIfDue } from './purge.ts'
import { becomeLooking, newLooking } from './roles.ts'
import type { Server } from './state.ts'
import { serverStats } from './stats.ts'
import { onFilesForTruncate } from './synchronize.ts'

/** ZooTrace's default: client requests and sessions, events, warnings. */
const TRACE_MASK = 306n

/** A server that has not started: its first input is `started`. */
export function createServer(config: ServerConfig): Server {
  return {
    config,
    rng: rngOf(config.seed * 7919 + config.incarnation),
    clock: 0,
    started: false,
    ended: undefined,
    db: emptyDatabase(),
    watches: noWatches(),
    disk: {
      nextTicket: 1,
      storedTo: 0,
      waiting: [],
      logFile: undefined,
      sinceSnapshot: 0,
      snapshotAt: config.snapCount,
      sizes: new Map(),
      broken: new Set(),
      purgeAt: Number.POSITIVE_INFINITY,
    },
    acceptedEpoch: epoch(0),
    currentEpoch: epoch(0),
    views: initialViews(config.members),
    tail: [],
    committedLog: [],
    round: 0,
    vote: { leader: config.self, zxid: ZXID_ZERO, epoch: epoch(0) },
    voteRound: 0,
    role: newLooking(config, 0),
    mesh: newMesh(),
    linkCount: 0,
    channels: new Map(),
    connections: new Map(),
    queues: new Map(),
    queued: 0,
    unread: false,
    sessionIds: sessionIds(config.self, config.wallClockAtZero),
    local: undefined,
    digests: [],
    traceMask: TRACE_MASK,
    stats: serverStats(),
  }
}

/** Takes one input at `now`: changes `server` and pushes what must be done. Throws AssertionError on a bug of ours only. */
export function step(server: Server, now: Millis, input: Input, out: Effect[]): void {
  if (server.ended !== undefined) return
  server.clock = now
  const from = out.length
  switch (input.type) {
    case 'started':
      start(server, now, input.files, out)
      break
    case 'opened':
      onOpened(server, now, input, out)
      break
    case 'received':
      onReceived(server, now, input.link, input.bytes, out)
      break
    case 'closed':
      onClosed(server, now, input.link, input.reason, out)
      break
    case 'stored':
      onStored(server, now, input.ticket, out)
      break
    case 'files':
      onFiles(server, now, input.ticket, input.files, out)
      break
    case 'diskFailed':
      // Zoo 35: ZOOKEEPER-3701, CORDS.
      if (!mut('zombieDisk')) exit(server, out, `the disk failed: ${input.reason}`)
      break
    case 'deadline':
      onDeadline(server, now, out)
      break
    case 'stopping':
      stop(server, out)
      break
    default:
      unreachable(input)
  }
  startLooking(server, now, out)
  if (server.ended === undefined) pump(server, now, out)
  countEvents(server, out, from)
  forgetClosed(server, out, from)
}

/** No `closed` comes for a link that we close ourselves: it is forgotten here. */
function forgetClosed(server: Server, out: readonly Effect[], from: number): void {
  for (let at = from; at < out.length; at++) {
    const effect = out[at]
    if (effect?.type === 'close') server.channels.delete(effect.link)
  }
}

/** Reads on where bytes wait: behind a handshake that is done now, or a queue that has room again. */
function pump(server: Server, now: Millis, out: Effect[]): void {
  if (!server.unread) return
  server.unread = false
  for (const connection of server.connections.values()) {
    if (connection.inbox.length < 4) continue
    try {
      readFrames(server, connection, now, out)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      refuse(server, now, 'client', connection.link, error, out)
    }
    if (connection.inbox.length >= 4) server.unread = true
  }
}

/** When `step` wants a `deadline` at the latest; Infinity where nothing is waited for. */
export function nextDeadline(server: Server): Millis {
  if (server.ended !== undefined || !server.started) return Number.POSITIVE_INFINITY
  const { role } = server
  const connections = Math.min(nextConnectionDeadline(server), nextLocalExpiry(server), server.disk.purgeAt)
  switch (role.type) {
    case 'looking':
      return Math.min(connections, nextLookingDeadline(server, role))
    case 'following':
    case 'observing':
      return Math.min(connections, nextLearnerDeadline(role))
    case 'leading': {
      const expiry = role.tracker === undefined ? Number.POSITIVE_INFINITY : nextExpiry(role.tracker)
      let next = Math.min(connections, role.deadline, role.tickAt, expiry, role.garden.nextAt)
      for (const learner of role.learners.values()) next = Math.min(next, learner.deadline)
      return next
    }
  }
}

function onOpened(server: Server, now: Millis, input: Extract<Input, { type: 'opened' }>, out: Effect[]): void {
  const { link, channel, dialled } = input
  server.channels.set(link, channel)
  switch (channel) {
    case 'client':
      return onClientOpened(server, link, input.address, now, out)
    case 'election': {
      onElectionOpened(server, link, dialled, out)
      return onMeshChanged(server, now, out)
    }
    case 'quorum': {
      const { role } = server
      if (!dialled) {
        if (role.type === 'leading') onLearnerOpened(server, role, link, now)
        else onStrayLearner(server, link, out)
      } else if (role.type !== 'leading' && role.type !== 'looking' && isLeaderLink(role, link))
        onLeaderOpened(server, role, out)
    }
  }
}

/** Bytes on a link. Bytes that break the rules close that link, and nothing else. */
function onReceived(server: Server, now: Millis, link: LinkId, bytes: Uint8Array, out: Effect[]): void {
  const channel = server.channels.get(link)
  try {
    deliver(server, now, channel, link, bytes, out)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    refuse(server, now, channel, link, error, out)
  }
}

function deliver(
  server: Server,
  now: Millis,
  channel: Channel | undefined,
  link: LinkId,
  bytes: Uint8Array,
  out: Effect[],
): void {
  const { role } = server
  if (channel === 'client') return onClientBytes(server, link, bytes, now, out)
  if (channel === 'election') {
    const news = onElectionBytes(server, link, bytes, out)
    for (const { from, notification } of news.heard) hear(server, from, notification, now, out)
    if (news.up !== undefined) onMeshChanged(server, now, out)
    return
  }
  if (role.type === 'leading') return onLearnerBytes(server, role, link, bytes, now, out)
  if (role.type === 'looking') return onStrayBytes(server, role, link, bytes, out)
  if (isLeaderLink(role, link)) onLeaderBytes(server, role, now, bytes, out)
}

function refuse(
  server: Server,
  now: Millis,
  channel: Channel | undefined,
  link: LinkId,
  error: ProtocolError,
  out: Effect[],
): void {
  const { role } = server
  if (channel === 'client') {
    trace(out, { type: 'clientRefused', link, reason: error.message })
    return closeConnection(server, link, error.message, out)
  }
  if (channel === 'election') {
    refuseElectionLink(server, link, error, out)
    return onMeshChanged(server, now, out)
  }
  if (role.type === 'leading') return refuseLearner(role, link, error, out)
  if (role.type !== 'looking')
    becomeLooking(server, now, `server ${role.leader} sent what is no packet: ${error.message}`, out)
}

function onClosed(server: Server, now: Millis, link: LinkId, reason: string, out: Effect[]): void {
  const { role } = server
  const channel = server.channels.get(link)
  server.channels.delete(link)
  if (channel === 'client') {
    server.stats.counters.connection_drop_count += 1
    return forgetConnection(server, link, reason, out)
  }
  // A link that could not be dialled has no channel yet: the mesh and the learner know their own.
  if (onElectionClosed(server, link)) return onMeshChanged(server, now, out)
  if (role.type === 'leading') {
    onLearnerClosed(role, link)
    return considerHandover(server, role, now, out)
  }
  if (role.type === 'looking') {
    role.backlog = role.backlog.filter((entry) => entry.link !== link)
    return
  }
  if (isLeaderLink(role, link)) onLeaderClosed(server, role, now, reason, out)
}

function onFiles(
  server: Server,
  now: Millis,
  ticket: number,
  files: Extract<Input, { type: 'files' }>['files'],
  out: Effect[],
): void {
  const { role } = server
  if (role.type !== 'following' && role.type !== 'observing') return
  const { link } = role
  onFilesForTruncate(server, role, ticket, files, out)
  try {
    readPackets(server, role, now, out)
  } catch (error) {
    // What waited behind the TRUNC may be no packet.
    if (!(error instanceof ProtocolError) || link === undefined || mut('unguardedAfterTrunc')) throw error
    refuse(server, now, 'quorum', link, error, out)
  }
}

function onDeadline(server: Server, now: Millis, out: Effect[]): void {
  onConnectionDeadline(server, now, out)
  expireLocal(server, now, out)
  purgeIfDue(server, now, out)
  const { role } = server
  switch (role.type) {
    case 'looking':
      return onLookingDeadline(server, role, now, out)
    case 'following':
    case 'observing':
      return onLearnerDeadline(server, role, now, out)
    case 'leading':
      return onLeaderDeadline(server, role, now, out)
  }
}

/** A graceful stop: every link is closed, so that the others know at once. */
function stop(server: Server, out: Effect[]): void {
  for (const link of server.channels.keys()) close(out, link, 'the server was stopped')
  exit(server, out, 'stopped')
}

export type { Server, ServerId }
