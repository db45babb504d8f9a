/**
 * The reducer from happenings to the picture. Pure: the same happenings give the same model, whether they come from live
 * workers, from the simulator or from a recording. An event's type says whose it is; the tables below sort them.
 */
import { type Millis, type NodeName, type SessionId, serverOf } from '../../ground/ids.ts'
import type { Happening, HostEvent } from '../../hosts/engine.ts'
import type { ClientEvent, ServerEvent } from '../../protocol/trace.ts'
import { followElection, startElection } from './election.ts'
import {
  type ClientModel,
  type ClusterModel,
  newClient,
  newServer,
  type RateModel,
  type ServerModel,
  type SessionModel,
  withEntry,
  withoutEntry,
} from './model.ts'
import { claimed } from './observed.ts'
import { reduceClient } from './reduceClient.ts'
import { reduceExternals } from './reduceExternal.ts'
import { reduceHost, withCaption } from './reduceHost.ts'
import { reduceServer } from './reduceServer.ts'

const hostTypes: { readonly [K in HostEvent['type']]: true } = {
  messageSent: true,
  messageDelivered: true,
  messageLost: true,
  nodeStarted: true,
  nodeEnded: true,
  nodeFrozen: true,
  nodeThawed: true,
  diskFate: true,
  linkCut: true,
  linksHealed: true,
  linkHealed: true,
  linkDelayed: true,
  linkStalled: true,
  diskTroubled: true,
  clockSkewed: true,
  messageHeld: true,
  commandTaken: true,
  externalOpened: true,
  gatewayChanged: true,
  serverObserved: true,
  remoteChanged: true,
}
const clientTypes: { readonly [K in ClientEvent['type']]: true } = {
  connecting: true,
  connected: true,
  disconnected: true,
  expired: true,
  clientStopped: true,
  sent: true,
  answered: true,
  watchEvent: true,
  rearmed: true,
  recipe: true,
  recipeDid: true,
}
export function isHostEvent(event: Happening['event']): event is HostEvent {
  return event.type in hostTypes
}
export function isClientEvent(event: Happening['event']): event is ClientEvent {
  return event.type in clientTypes
}

/** The cluster after one happening. */
export function reduce(cluster: ClusterModel, happening: Happening): ClusterModel {
  const { event, node } = happening
  const next = happening.at > cluster.at ? { ...cluster, at: happening.at } : cluster
  if (isHostEvent(event)) return reduceHost(next, happening, event)
  if (isClientEvent(event)) return onClientEvent(next, node, happening.at, event)
  return onServerEvent(next, node, happening.at, event)
}

/** The cluster after a batch, in order. */
export function reduceAll(cluster: ClusterModel, batch: readonly Happening[]): ClusterModel {
  return batch.reduce(reduce, cluster)
}

function onClientEvent(cluster: ClusterModel, node: NodeName, at: Millis, event: ClientEvent): ClusterModel {
  const name = node.slice(1)
  const before = cluster.clients.get(name) ?? newClient(name)
  const client = reduceClient(before, event)
  const next = client === before ? cluster : { ...cluster, clients: withEntry(cluster.clients, name, client) }
  switch (event.type) {
    case 'connected':
      return moved(
        withSession(claimed(next, event.session), event.session, { client: name, timeoutMs: event.timeoutMs }),
        before,
        client,
        at,
      )
    case 'expired':
      return withCaption(next, { type: 'sessionExpired', client: name }, at)
    case 'clientStopped':
      return { ...next, sessions: withoutEntry(next.sessions, event.session) }
    case 'watchEvent':
      return withCaption(next, { type: 'watchFired', client: name, path: event.path }, at)
    case 'recipe':
      return client.lock === undefined || event.recipe !== 'lock'
        ? next
        : withCaption(next, { type: 'lock', client: name, lock: client.lock }, at)
    default:
      return next
  }
}

function moved(cluster: ClusterModel, before: ClientModel, client: ClientModel, at: Millis): ClusterModel {
  const from = before.movedFrom
  if (from === undefined || client.server === undefined || client.movedFrom === undefined) return cluster
  return withCaption(cluster, { type: 'clientMoved', client: client.name, server: client.server, from }, at)
}

function withSession(cluster: ClusterModel, id: SessionId, change: Partial<SessionModel>): ClusterModel {
  const known = cluster.sessions.get(id) ?? { id, client: undefined, timeoutMs: 0, deadline: undefined }
  return { ...cluster, sessions: withEntry(cluster.sessions, id, { ...known, ...change }) }
}

function onServerEvent(cluster: ClusterModel, node: NodeName, at: Millis, event: ServerEvent): ClusterModel {
  const id = serverOf(node)
  if (id === undefined) return cluster
  const before = cluster.servers.get(id) ?? newServer(id)
  const server = reduceServer(before, event)
  let next = server === before ? cluster : { ...cluster, servers: withEntry(cluster.servers, id, server) }
  next = withSilentLeader(next, before, event, at)
  const election = next.election ?? startElection('start', undefined, at)
  const followed = followElection(election, id, at, event)
  if (followed !== next.election) next = { ...next, election: followed }
  next = reduceExternals(next, event)
  switch (event.type) {
    case 'quorumLost':
      return {
        ...next,
        election: startElection('leaderLost', id, at),
        caption: { type: 'quorumLost', epoch: event.epoch },
        captionAt: at,
      }
    case 'committed':
      return { ...next, rate: counted(next.rate, at) }
    case 'syncPlanned': {
      const { mode, proposals, reason } = event
      const sync = { leader: id, mode, proposals, reason }
      const peer = next.servers.get(event.peer)
      return peer === undefined
        ? next
        : { ...next, servers: withEntry(next.servers, event.peer, { ...peer, sync, cutOff: [] }) }
    }
    case 'syncStarted':
      return withCaption(
        next,
        { type: 'synced', server: id, mode: event.mode, reason: next.servers.get(id)?.sync?.reason },
        at,
      )
    case 'truncated':
      return event.lost.length === 0
        ? next
        : withCaption(next, { type: 'truncated', server: id, lost: event.lost.length }, at)
    case 'sessionOpened':
      return withSession(next, event.session, { timeoutMs: event.timeoutMs })
    case 'sessionDeadline':
      return withSession(next, event.session, { deadline: event.deadline })
    case 'sessionExpired': {
      const client = next.sessions.get(event.session)?.client
      const sessions = withoutEntry(next.sessions, event.session)
      return withCaption({ ...next, sessions }, { type: 'sessionExpired', client }, at)
    }
    case 'serving':
      return event.role === 'leading' && followed.servingAt === at
        ? { ...next, caption: { type: 'election' }, captionAt: at }
        : next
    default:
      return next
  }
}

/** A follower that gives up a leader which is paused or cut off starts an election: nothing ended, the leader is silent. */
function withSilentLeader(cluster: ClusterModel, server: ServerModel, event: ServerEvent, at: Millis): ClusterModel {
  if (event.type !== 'roleChanged' || event.role !== 'looking' || server.role !== 'following') return cluster
  const leader = server.leader === undefined ? undefined : cluster.servers.get(server.leader)
  if (leader === undefined || cluster.election?.servingAt === undefined || cluster.election.leader !== leader.id)
    return cluster
  const { caption } = cluster
  const told = (caption?.type === 'serverFrozen' || caption?.type === 'isolated') && caption.server === leader.id
  if (leader.life !== 'frozen' && !leader.isolated) return cluster
  const startedAt = told ? cluster.captionAt : at
  return {
    ...cluster,
    election: startElection('leaderLost', leader.id, startedAt),
    caption: { type: 'election' },
    captionAt: at,
  }
}

/** Commits a second as they are now: none where the last one is long ago. */
export function rateAt(rate: RateModel, now: Millis): number {
  return now - rate.since >= 2000 ? 0 : rate.perSecond
}

/** The rate with one more commit at `at`; a second that is over becomes the rate. */
export function counted(rate: RateModel, at: Millis): RateModel {
  if (at - rate.since < 1000) return { ...rate, count: rate.count + 1 }
  const idle = at - rate.since >= 2000
  return { since: at, count: 1, perSecond: idle ? 0 : Math.round((rate.count * 1000) / (at - rate.since)) }
}
