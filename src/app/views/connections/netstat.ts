/**
 * Sockets as `netstat -antp` lists them on each machine: what listens, then what is connected, both ends of it where both
 * machines are known.
 *
 * Laws: 1. A process that runs listens on 2181 and 3888; on 2888 the leader alone (Leader opens its ServerSocket, and closes
 * it when it leads no more). 2. Whose machine is elsewhere shows what it tells: of a real server that is its clients (`cons`).
 */
import { clientNode, externalNode, externalOf, type NodeName, serverNode, serverOf } from '../../../ground/ids.ts'
import { addressOf } from '../../../hosts/links.ts'
import { naturally } from '../../../hosts/treeView.ts'
import type { Channel } from '../../../protocol/seam.ts'
import type { ClusterModel, EndState, LinkModel, ServerModel } from '../../store/model.ts'
import type { Pair } from '../../store/pointed.ts'

export const PORTS: { readonly [K in Channel]: number } = { client: 2181, quorum: 2888, election: 3888 }
export const CHANNELS: readonly Channel[] = ['client', 'quorum', 'election']

/** As the column State says it (tcp(7)). */
export type SocketState = 'LISTEN' | 'SYN_SENT' | 'ESTABLISHED' | 'FIN_WAIT1'
export type Socket = {
  readonly key: string
  /** Whose table it stands in. */
  readonly machine: NodeName
  readonly channel: Channel
  readonly local: string
  readonly foreign: string
  readonly state: SocketState
  /** The name of the worker that holds it, or undefined where the process is elsewhere. */
  readonly process: string | undefined
  /** The connection that it is an end of; undefined for one that listens. */
  readonly pair: Pair | undefined
  /** The other end's process is gone, and nobody here heard of it. */
  readonly halfOpen: boolean
}
const STATES: { readonly [K in EndState]: SocketState } = {
  synSent: 'SYN_SENT',
  established: 'ESTABLISHED',
  closing: 'FIN_WAIT1',
}

/** Every socket that is known of, machine by machine: servers by id, clients, programs outside. */
export function socketsOf(cluster: ClusterModel): readonly Socket[] {
  const known = cluster.remote === undefined ? localSockets(cluster) : remoteSockets(cluster)
  return known.toSorted(
    (a, b) =>
      kindOf(a.machine) - kindOf(b.machine) ||
      naturally(a.machine, b.machine) ||
      Number(b.state === 'LISTEN') - Number(a.state === 'LISTEN') ||
      PORTS[a.channel] - PORTS[b.channel] ||
      naturally(a.foreign, b.foreign),
  )
}

function localSockets(cluster: ClusterModel): readonly Socket[] {
  const listening = [...cluster.servers.values()].flatMap((server) => listens(server))
  return [...listening, ...[...cluster.links.values()].flatMap((link) => endsOf(cluster, link))]
}

function listens(server: ServerModel): readonly Socket[] {
  if (server.life === 'down') return []
  const { id, role } = server
  return CHANNELS.filter((channel) => channel !== 'quorum' || role === 'leading').map((channel) => {
    const node = serverNode(id)
    // The client port is opened on every interface, the others on the server's own address (QuorumPeer).
    const local = channel === 'client' ? `0.0.0.0:${PORTS.client}` : addressOf(node, channel, undefined)
    return {
      key: `${node} ${channel}`,
      machine: node,
      channel,
      local,
      foreign: '0.0.0.0:*',
      state: 'LISTEN',
      process: processOf(server),
      pair: undefined,
      halfOpen: false,
    }
  })
}

function endsOf(cluster: ClusterModel, link: LinkModel): readonly Socket[] {
  const { id, channel, dialler, listener, near, far } = link
  const nearAddress = addressOf(dialler, channel, id)
  const farAddress = listenAddress(cluster, link)
  const shared = { channel, pair: { dialler, listener } }
  return [
    ...socket(cluster, near, far, {
      ...shared,
      key: `${id} near`,
      machine: dialler,
      local: nearAddress,
      foreign: farAddress,
    }),
    ...socket(cluster, far, near, {
      ...shared,
      key: `${id} far`,
      machine: listener,
      local: farAddress,
      foreign: nearAddress,
    }),
  ]
}

function socket(
  cluster: ClusterModel,
  own: EndState | undefined,
  other: EndState | undefined,
  rest: Omit<Socket, 'state' | 'process' | 'halfOpen'>,
): readonly Socket[] {
  if (own === undefined) return []
  const halfOpen = own === 'established' && other === undefined
  return [{ ...rest, state: STATES[own], process: processAt(cluster, rest.machine), halfOpen }]
}

/** The worker behind a machine; a program outside is none of ours. */
function processAt(cluster: ClusterModel, machine: NodeName): string | undefined {
  if (externalOf(machine) !== undefined) return undefined
  const id = serverOf(machine)
  return id === undefined ? machine : processOf(cluster.servers.get(id))
}

/** A program outside reached the port of this machine that the gateway opened for the server. */
function listenAddress({ gateway }: ClusterModel, { listener, dialler, channel }: LinkModel): string {
  const id = serverOf(listener)
  if (externalOf(dialler) === undefined || id === undefined) return addressOf(listener, channel, undefined)
  return `127.0.0.1:${gateway.clientPort + id - 1}`
}

/** Real servers: where they listen for clients, and who is connected there. */
function remoteSockets(cluster: ClusterModel): readonly Socket[] {
  const addresses = new Map(cluster.remote?.targets.map(({ id, address }) => [id, address]))
  return [...cluster.servers.values()]
    .filter(({ life }) => life !== 'down')
    .flatMap((server) => {
      const machine = serverNode(server.id)
      const local = addresses.get(server.id) ?? '?'
      const shared = { machine, channel: 'client', local, process: undefined, halfOpen: false } as const
      const listening: Socket = {
        ...shared,
        key: `${machine} client`,
        foreign: '0.0.0.0:*',
        state: 'LISTEN',
        pair: undefined,
      }
      const connected = [...server.connections.values()].flatMap(({ link, address, session }): readonly Socket[] => {
        // Who has no session asks a word and goes: that is the page's own look.
        if (session === undefined) return []
        const own = [...cluster.clients.values()].find((client) => client.session === session)
        const dialler = own === undefined ? externalNode(server.id, address) : clientNode(own.name)
        const pair = { dialler, listener: machine }
        return [{ ...shared, key: `${machine} ${link}`, foreign: address, state: 'ESTABLISHED', pair }]
      })
      return [listening, ...connected]
    })
}

function processOf(server: ServerModel | undefined): string | undefined {
  return server === undefined ? undefined : `${serverNode(server.id)}.${server.incarnation}`
}

/** Servers, then clients, then programs outside. */
function kindOf(machine: NodeName): number {
  if (serverOf(machine) !== undefined) return 0
  return externalOf(machine) === undefined ? 1 : 2
}
