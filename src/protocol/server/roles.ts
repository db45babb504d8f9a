/**
 * The only doors between roles. Leaving a role closes its quorum links and all client connections (a server without a
 * leader serves nobody), and applies what was logged, so that the next vote speaks for the whole log (fast-forward,
 * ZOOKEEPER-2845).
 */

import { assert } from '../../ground/base/assert.ts'
import { mut } from '../../ground/base/mut.ts'
import { below } from '../../ground/base/rng.ts'
import { lookup, putNode } from '../../ground/data/tree.ts'
import { type LinkId, type Millis, type ServerId, ZXID_ZERO } from '../../ground/ids.ts'
import { inbox } from '../../ground/jute/frames.ts'
import type { ServerConfig } from '../config.ts'
import { peerTypeOf } from '../membership.ts'
import type { Effect } from '../seam.ts'
import { commitLocally } from './apply.ts'
import { dropAllConnections } from './connections.ts'
import { gardener } from './containers.ts'
import { close, trace } from './effects.ts'
import { noOutstanding } from './outstanding.ts'
import { endReadOnly, readOnlyFrom } from './readOnly.ts'
import type { Leading, Learner, Looking, Proposal, Server } from './state.ts'
import { rollLog } from './storage.ts'

/** A server that looks for a leader since `now`. */
export function newLooking(config: ServerConfig, now: Millis): Looking {
  const readOnlyAt = readOnlyFrom(config, now)
  const waiting = { notBefore: now, readOnlyAt, isReadOnly: false, designated: undefined }
  return { type: 'looking', election: undefined, early: [], backlog: [], ...waiting }
}

/**
 * Back to looking, whatever the role was; `reason` in words. `designated`: a reconfiguration named the next leader, and the
 * way to it needs no election.
 */
export function becomeLooking(server: Server, now: Millis, reason: string, out: Effect[], designated?: ServerId): void {
  leaveRole(server, reason, out)
  // Zoo 29: ZOOKEEPER-4712.
  if (mut('forgetsLoggedTail')) server.tail.length = 0
  for (const proposal of server.tail.splice(0)) {
    // Zoo 41: ZOOKEEPER-1208, 2355.
    if (mut('ephemeralSurvivesElection') && proposal.record.txn.type === 'closeSession')
      closeOnly(server, proposal, out)
    else commitLocally(server, proposal, out)
  }
  const waits = server.role.type === 'observing' && designated === undefined
  const delay = waits ? below(server.rng, server.config.observerElectionDelayMs) : 0
  server.role = { ...newLooking(server.config, now), notBefore: now + delay, designated }
  trace(out, { type: 'roleChanged', role: 'looking', leader: undefined, reason })
  trace(out, { type: 'phaseChanged', phase: 'election', epoch: server.currentEpoch })
}

/** The bug of a session that is closed without what is its own. */
function closeOnly(server: Server, proposal: Proposal, out: Effect[]): void {
  const { tree } = server.db
  const kept = [...(tree.ephemerals.get(proposal.record.header.clientId) ?? [])].flatMap((path) => {
    const node = lookup(tree, path)
    return node === undefined ? [] : [{ path, node }]
  })
  commitLocally(server, proposal, out)
  for (const { path, node } of kept) putNode(tree, path, node)
}

/** Won the vote, or was designated (`reason`): learners that dialled already are taken over from the backlog. */
export function becomeLeading(server: Server, now: Millis, reason: string, out: Effect[]): Leading {
  assert(server.role.type === 'looking', 'only a looking server becomes leader')
  endReadOnly(server, out)
  const { config } = server
  const role: Leading = {
    type: 'leading',
    phase: 'discovery',
    epoch: undefined,
    learners: new Map(),
    connecting: new Set([config.self]),
    promised: new Set([config.self]),
    established: new Set([config.self]),
    // Those who voted for us may wait for a better vote until their finalize wait is over: who gives up before never leads.
    deadline: now + config.leaderJoinLimit * config.tickTime + (mut('joinWithoutPatience') ? 0 : config.finalizeWaitMs),
    tickAt: Number.POSITIVE_INFINITY,
    halfTicks: 0,
    lastProposed: ZXID_ZERO,
    lastCommitted: ZXID_ZERO,
    proposals: new Map(),
    outstanding: noOutstanding(),
    tracker: undefined,
    syncs: [],
    heir: undefined,
    garden: gardener(config, Number.POSITIVE_INFINITY),
  }
  server.role = role
  rollLog(server)
  trace(out, { type: 'roleChanged', role: 'leading', leader: config.self, reason })
  trace(out, { type: 'phaseChanged', phase: 'discovery', epoch: server.currentEpoch })
  return role
}

/** Follows (or observes) `leader`: the caller dials it. */
export function becomeLearner(server: Server, leader: ServerId, now: Millis, reason: string, out: Effect[]): Learner {
  assert(server.role.type === 'looking', 'only a looking server becomes a learner')
  endReadOnly(server, out)
  const { config } = server
  for (const { link } of server.role.backlog) close(out, link, `server ${config.self} does not lead`)
  const learner: Learner = {
    leader,
    link: undefined,
    inbox: inbox(),
    phase: 'connecting',
    tries: 0,
    retryAt: Number.POSITIVE_INFINITY,
    deadline: now + config.initLimit * config.tickTime,
    epoch: server.currentEpoch,
    syncMode: undefined,
    reading: undefined,
    notCommitted: [],
    committed: [],
    pending: [],
    touches: new Map(),
    membership: undefined,
    designations: new Map(),
    revalidating: new Map(),
    syncs: [],
  }
  const type = peerTypeOf(server.views.current, config.self) === 'observer' ? 'observing' : 'following'
  const role = { type, ...learner } as const
  server.role = role
  rollLog(server)
  trace(out, { type: 'roleChanged', role: type, leader, reason })
  trace(out, { type: 'phaseChanged', phase: 'discovery', epoch: server.currentEpoch })
  return role
}

function leaveRole(server: Server, reason: string, out: Effect[]): void {
  const { role } = server
  const links: LinkId[] =
    role.type === 'leading'
      ? [...role.learners.keys()]
      : role.type === 'looking'
        ? role.backlog.map((entry) => entry.link)
        : role.link === undefined
          ? []
          : [role.link]
  for (const link of links) close(out, link, reason)
  dropAllConnections(server, reason, out)
  server.local = undefined
}
