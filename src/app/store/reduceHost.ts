/** What hosts tell beside the nodes' own trace: lives, messages in the air, faults of links, commands. */
import { unreachable } from '../../ground/base/assert.ts'
import { externalOf, type NodeName, type ServerId, serverNode, serverOf } from '../../ground/ids.ts'
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
  withEntry,
  withoutEntry,
} from './model.ts'
import { observe, unobserved } from './observed.ts'
import { endExternal, openExternal, withExternal } from './reduceExternal.ts'

/** Deliveries remembered that came before their sending was told. */
const EARLY_MAX = 512

/** The cluster after a host's event on `happening.node`. */
export function reduceHost(cluster: ClusterModel, happening: Happening, event: HostEvent): ClusterModel {
  const { node, at } = happening
  switch (event.type) {
    case 'messageSent':
      return onSent(cluster, event)
    case 'messageDelivered':
    case 'messageLost':
      return onLanded(cluster, flightId(event.from, event.seq))
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
      return { ...cluster, cuts: [...cluster.cuts, { from: event.from, to: event.to }] }
    case 'linksHealed':
      return onHealed(cluster, at)
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
  if (cluster.early.includes(id)) return { ...cluster, early: cluster.early.filter((other) => other !== id) }
  if (cluster.flights.size >= FLIGHTS_MAX) return cluster
  const { kind, epoch } = flightSubject(flight)
  const { from, to, sentAt, dueAt, channel, bytes } = flight
  const drawn = { id, from, to, kind, epoch, sentAt, dueAt, channel, bytes }
  return { ...cluster, flights: withEntry(cluster.flights, id, drawn) }
}

function onLanded(cluster: ClusterModel, id: string): ClusterModel {
  if (cluster.flights.has(id)) return { ...cluster, flights: withoutEntry(cluster.flights, id) }
  return { ...cluster, early: [...cluster.early, id].slice(-EARLY_MAX) }
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
  return withCaption({ ...cluster, cuts: [], servers }, { type: 'healed' }, at)
}

function onCommand(cluster: ClusterModel, command: Command, at: number): ClusterModel {
  if (command.type === 'newEnsemble') return { ...emptyCluster(), at, gateway: cluster.gateway }
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
