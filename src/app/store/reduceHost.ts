/** What hosts tell beside the nodes' own trace: lives, messages in the air, faults of links, commands. */
import { unreachable } from '../../ground/base/assert.ts'
import { externalOf, type NodeName, type ServerId, serverId, serverNode, serverOf } from '../../ground/ids.ts'
import type { Command } from '../../hosts/command.ts'
import type { Happening, HostEvent, NodeEnd } from '../../hosts/engine.ts'
import { startElection } from './election.ts'
import { flightSubject } from './flightKind.ts'
import {
  type Caption,
  type ClusterModel,
  emptyCluster,
  FLIGHTS_MAX,
  newClient,
  newServer,
  type ServerModel,
  type SlowWay,
  withEntry,
  withoutEntry,
} from './model.ts'
import { observe, unobserved } from './observed.ts'
import { endExternal, openExternal, withExternal } from './reduceExternal.ts'
import { frees, linkLanded, linkSent, linksOfEnded, linksSwept } from './reduceLinks.ts'

/** Why a message is lost that a person dropped. */
const BY_HAND = 'dropped by hand'
/** Deliveries remembered that came before their sending was told. */
const EARLY_MAX = 512

/** The cluster after a host's event on `happening.node`. */
export function reduceHost(cluster: ClusterModel, happening: Happening, event: HostEvent): ClusterModel {
  const next = reducePicture(cluster, happening, event)
  if (event.type === 'nodeEnded') return linksOfEnded(next, happening.node)
  return frees(event) ? linksSwept(next) : next
}

function reducePicture(cluster: ClusterModel, happening: Happening, event: HostEvent): ClusterModel {
  const { node, at } = happening
  switch (event.type) {
    case 'messageSent':
      return onSent(cluster, event)
    case 'messageDelivered':
      return onLanded(cluster, flightId(event.from, event.seq), false)
    case 'messageLost': {
      const next = onLanded(cluster, flightId(event.from, event.seq), true)
      return event.reason === BY_HAND ? withCaption(next, { type: 'messageDropped' }, at) : next
    }
    case 'nodeStarted':
      return onStarted(cluster, node, event.incarnation, at)
    case 'nodeEnded':
      return onEnded(cluster, node, event, at)
    case 'nodeFrozen':
      return withLife(cluster, node, 'frozen', at)
    case 'nodeThawed':
      return withLife(cluster, node, 'alive', at)
    case 'diskFate':
      return event.fate === 'wipe' ? withServer(cluster, node, (server) => ({ ...server, log: [] })) : cluster
    case 'linkCut':
      return onCut(cluster, event, at)
    case 'linksHealed':
      return onHealed(cluster, at)
    case 'linkHealed':
      return onWayHealed(cluster, event)
    case 'linkDelayed':
      return withSlow(cluster, { type: 'delayed', from: event.from, to: event.to, delayMs: event.delayMs })
    case 'linkStalled':
      return withSlow(cluster, { type: 'stalled', from: event.from, to: event.to, until: event.until })
    case 'diskTroubled':
      return onDisk(cluster, node, event, at)
    case 'clockSkewed':
      return withServer(cluster, node, (server) => ({
        ...server,
        clock: { rate: event.rate, aheadMs: server.clock.aheadMs + event.jumpMs },
      }))
    case 'messageHeld':
      return onHeld(cluster, flightId(event.from, event.seq), event.held)
    case 'externalOpened':
      return openExternal(cluster, node, event)
    case 'gatewayChanged':
      return { ...cluster, gateway: event.gateway }
    case 'serverObserved':
      return onObserved(cluster, node, event)
    case 'remoteChanged':
      return { ...cluster, remote: event.remote }
    case 'commandTaken':
      return onCommand(cluster, event.command, at)
    default:
      return unreachable(event)
  }
}

export function flightId(from: NodeName, seq: number): string {
  return `${from}:${seq}`
}

function onSent(cluster: ClusterModel, event: Extract<HostEvent, { type: 'messageSent' }>): ClusterModel {
  const { flight } = event
  const id = flightId(flight.from, flight.seq)
  const linked = linkSent(cluster, id, flight)
  if (cluster.early.includes(id))
    return { ...linkLanded(linked, id, false), early: cluster.early.filter((other) => other !== id) }
  if (cluster.flights.size >= FLIGHTS_MAX) return linked
  const { kind, epoch } = flightSubject(flight)
  const { from, to, seq, sentAt, dueAt, channel, bytes, kind: packing } = flight
  const drawn = { id, from, to, seq, kind, packing, epoch, sentAt, dueAt, channel, bytes, held: false }
  return { ...linked, flights: withEntry(linked.flights, id, drawn) }
}

function onLanded(cluster: ClusterModel, id: string, isLost: boolean): ClusterModel {
  const linked = linkLanded(cluster, id, isLost)
  if (cluster.flights.has(id)) return { ...linked, flights: withoutEntry(cluster.flights, id) }
  // One that there was no room to draw has been sent all the same.
  return linked === cluster ? { ...cluster, early: [...cluster.early, id].slice(-EARLY_MAX) } : linked
}

function onStarted(cluster: ClusterModel, node: NodeName, incarnation: number, at: number): ClusterModel {
  if (externalOf(node) !== undefined) return cluster
  const id = serverOf(node)
  if (id === undefined) {
    const name = node.slice(1)
    return { ...cluster, clients: withEntry(cluster.clients, name, newClient(name)) }
  }
  const known = cluster.servers.get(id) ?? newServer(id)
  const server: ServerModel = {
    ...known,
    life: 'alive',
    incarnation,
    role: 'looking',
    serving: false,
    ended: undefined,
  }
  const servers = sorted(withEntry(cluster.servers, id, server))
  const next = { ...cluster, servers }
  // The start of real servers elsewhere was not seen.
  if (cluster.election === undefined && cluster.remote === undefined) {
    return { ...next, election: startElection('start', undefined, at), caption: { type: 'election' }, captionAt: at }
  }
  return incarnation > 1 ? withCaption(next, { type: 'serverReturned', server: id }, at) : next
}

function sorted(servers: ReadonlyMap<ServerId, ServerModel>): ReadonlyMap<ServerId, ServerModel> {
  return new Map([...servers].sort(([a], [b]) => a - b))
}

function onEnded(
  cluster: ClusterModel,
  node: NodeName,
  event: Extract<HostEvent, { type: 'nodeEnded' }>,
  at: number,
): ClusterModel {
  const flights = new Map([...cluster.flights].filter(([, flight]) => flight.from !== node && flight.to !== node))
  if (externalOf(node) !== undefined) return endExternal({ ...cluster, flights }, node)
  const id = serverOf(node)
  if (id === undefined) return endClient({ ...cluster, flights }, node.slice(1), event.how)
  const known = cluster.servers.get(id)
  if (known === undefined) return cluster
  if (event.how === 'removed' || event.how === 'left')
    return { ...cluster, flights, servers: withoutEntry(cluster.servers, id) }
  const ended: ServerModel = {
    ...known,
    life: 'down',
    serving: false,
    connections: new Map(),
    watches: [],
    ended: event.reason,
    endedAt: at,
  }
  const left = cluster.remote === undefined ? cluster : unobserved(cluster, id)
  const next = { ...left, flights, servers: withEntry(cluster.servers, id, ended) }
  if (known.role === 'leading' && known.life !== 'down' && cluster.remote === undefined) {
    return { ...next, election: startElection('leaderLost', id, at), caption: { type: 'election' }, captionAt: at }
  }
  return withCaption(next, { type: 'serverEnded', server: id, how: event.how }, at)
}

function endClient(cluster: ClusterModel, name: string, how: NodeEnd): ClusterModel {
  const client = cluster.clients.get(name)
  if (client === undefined) return cluster
  if (how === 'removed' || how === 'stopped') return { ...cluster, clients: withoutEntry(cluster.clients, name) }
  return {
    ...cluster,
    clients: withEntry(cluster.clients, name, {
      ...client,
      life: 'down',
      state: 'disconnected',
      recipes: [],
      movedFrom: undefined,
    }),
  }
}

function withLife(cluster: ClusterModel, node: NodeName, life: 'alive' | 'frozen', at: number): ClusterModel {
  if (externalOf(node) !== undefined) return withExternal(cluster, node, (external) => ({ ...external, life }))
  const id = serverOf(node)
  if (id === undefined) {
    const client = cluster.clients.get(node.slice(1))
    if (client === undefined) return cluster
    return { ...cluster, clients: withEntry(cluster.clients, client.name, { ...client, life }) }
  }
  const next = withServer(cluster, node, (server) => ({ ...server, life }))
  return life === 'frozen' ? withCaption(next, { type: 'serverFrozen', server: id }, at) : next
}

function onObserved(
  cluster: ClusterModel,
  node: NodeName,
  { sight }: Extract<HostEvent, { type: 'serverObserved' }>,
): ClusterModel {
  const id = serverOf(node)
  return id === undefined ? cluster : observe(cluster, id, sight)
}

function onHealed(cluster: ClusterModel, at: number): ClusterModel {
  const servers = new Map([...cluster.servers].map(([id, server]) => [id, { ...server, isolated: false }]))
  return withCaption({ ...cluster, cuts: [], slow: [], servers }, { type: 'healed' }, at)
}

function onCut(cluster: ClusterModel, { from, to }: Way, at: number): ClusterModel {
  const next = { ...cluster, cuts: [...cluster.cuts, { from, to }] }
  const isIsolated = [...cluster.servers.values()].some(
    ({ id, isolated }) => isolated && (serverNode(id) === from || serverNode(id) === to),
  )
  return isIsolated ? next : withCaption(next, { type: 'divided' }, at)
}
function onDisk(
  cluster: ClusterModel,
  node: NodeName,
  { slowMs, full }: Extract<HostEvent, { type: 'diskTroubled' }>,
  at: number,
): ClusterModel {
  const next = withServer(cluster, node, (server) => ({ ...server, disk: { slowMs, full } }))
  const id = serverOf(node)
  return full && id !== undefined ? withCaption(next, { type: 'diskFull', server: id }, at) : next
}

/** One direction is whole again: who was cut off from all is so no more. */
function onWayHealed(cluster: ClusterModel, way: Way): ClusterModel {
  const joined = { ...cluster, cuts: cluster.cuts.filter(isOther(way)), slow: cluster.slow.filter(isOther(way)) }
  const open = (server: ServerModel): ServerModel => (server.isolated ? { ...server, isolated: false } : server)
  return withServer(withServer(joined, way.from, open), way.to, open)
}
type Way = Pick<SlowWay, 'from' | 'to'>
function isOther({ from, to }: Way): (way: Way) => boolean {
  return (way) => way.from !== from || way.to !== to
}
function withSlow(cluster: ClusterModel, way: SlowWay): ClusterModel {
  return { ...cluster, slow: [...cluster.slow.filter(isOther(way)), way] }
}
function onHeld(cluster: ClusterModel, id: string, held: boolean): ClusterModel {
  const flight = cluster.flights.get(id)
  return flight === undefined ? cluster : { ...cluster, flights: withEntry(cluster.flights, id, { ...flight, held }) }
}

function onCommand(cluster: ClusterModel, command: Command, at: number): ClusterModel {
  if (command.type === 'newEnsemble') {
    const ids = command.idle === true ? Array.from({ length: command.servers }, (_, i) => serverId(i + 1)) : []
    const servers = new Map(ids.map((id) => [id, newServer(id)]))
    return { ...emptyCluster(), at, gateway: cluster.gateway, servers }
  }
  if (command.type !== 'isolate') return cluster
  const next = withServer(cluster, serverNode(command.server), (server) => ({ ...server, isolated: true }))
  return withCaption(next, { type: 'isolated', server: command.server }, at)
}

/** The cluster with `change` made to the server that `node` names; the same cluster where there is none. */
export function withServer(
  cluster: ClusterModel,
  node: NodeName,
  change: (server: ServerModel) => ServerModel,
): ClusterModel {
  const id = serverOf(node)
  const server = id === undefined ? undefined : cluster.servers.get(id)
  if (id === undefined || server === undefined) return cluster
  return { ...cluster, servers: withEntry(cluster.servers, id, change(server)) }
}

/** What follows from an election: it does not push the election's own caption away so soon. */
const CONSEQUENCES: readonly Caption['type'][] = ['clientMoved', 'synced', 'watchFired', 'healed']
const ELECTION_TOLD_MS = 15_000

/**
 * The cluster with a caption. An election is the news until it is done, and keeps the box for a while against what merely
 * follows from it.
 */
export function withCaption(cluster: ClusterModel, caption: Caption, at: number): ClusterModel {
  const election = cluster.caption?.type === 'election' ? cluster.election : undefined
  const electing = election !== undefined && election.servingAt === undefined
  const fresh = election?.servingAt !== undefined && at - election.servingAt < ELECTION_TOLD_MS
  if (electing || (fresh && CONSEQUENCES.includes(caption.type))) return cluster
  return { ...cluster, caption, captionAt: at }
}
