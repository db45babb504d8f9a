/** What a scenario has to know of its ensemble, from the trace alone: who serves, who leads, which clients are connected. */
import { unreachable } from '../../ground/base/assert.ts'
import { type Epoch, epoch, type ServerId, serverOf } from '../../ground/ids.ts'
import type { ClientState } from '../../protocol/client/seam.ts'
import type { Happening } from '../engine.ts'
import type { ExpectedRole } from '../scenario.ts'

export type ServerSight = { readonly role: ExpectedRole; readonly serving: boolean; readonly epoch: Epoch }
export type Sight = {
  readonly servers: Map<ServerId, ServerSight>
  readonly clients: Map<string, ClientState | 'down'>
}

export function newSight(): Sight {
  return { servers: new Map(), clients: new Map() }
}

/** Takes what happened into account. */
export function heed(sight: Sight, batch: readonly Happening[]): void {
  for (const happening of batch) {
    const { event, node } = happening
    if (event.type === 'commandTaken' && event.command.type === 'newEnsemble') {
      sight.servers.clear()
      sight.clients.clear()
      continue
    }
    const server = serverOf(node)
    if (server !== undefined) heedServer(sight, server, happening)
    else if (node.startsWith('c')) heedClient(sight, node.slice(1), happening)
  }
}

const STARTED: ServerSight = { role: 'looking', serving: false, epoch: epoch(0) }
function heedServer({ servers }: Sight, id: ServerId, { event }: Happening): void {
  const before = servers.get(id) ?? STARTED
  switch (event.type) {
    case 'nodeStarted':
      servers.set(id, { ...before, role: 'looking', serving: false })
      return
    case 'nodeEnded':
      if (event.how === 'removed' || event.how === 'left') servers.delete(id)
      else servers.set(id, { ...before, role: 'down', serving: false })
      return
    case 'roleChanged':
      servers.set(id, { ...before, role: nameOf(event.role), serving: false })
      return
    case 'serving':
      servers.set(id, { role: nameOf(event.role), serving: true, epoch: event.epoch })
      return
    default:
      return
  }
}
function nameOf(role: 'looking' | 'following' | 'leading' | 'observing'): ExpectedRole {
  switch (role) {
    case 'looking':
      return 'looking'
    case 'following':
      return 'follower'
    case 'leading':
      return 'leader'
    case 'observing':
      return 'observer'
    default:
      return unreachable(role)
  }
}

function heedClient({ clients }: Sight, name: string, { event }: Happening): void {
  switch (event.type) {
    case 'nodeStarted':
    case 'connecting':
      clients.set(name, 'connecting')
      return
    case 'connected':
      clients.set(name, event.isReadOnly === true ? 'connectedReadOnly' : 'connected')
      return
    case 'disconnected':
      clients.set(name, 'disconnected')
      return
    case 'expired':
      clients.set(name, 'expired')
      return
    case 'clientStopped':
      clients.set(name, 'closed')
      return
    case 'nodeEnded':
      // Who closed or lost its session says so itself, and then ends.
      if (clients.get(name) !== 'closed' && clients.get(name) !== 'expired') clients.set(name, 'down')
      return
    default:
      return
  }
}

/** The leader that serves, of the newest epoch. */
export function leaderIn({ servers }: Sight): ServerId | undefined {
  const leaders = [...servers].filter(([, { role, serving }]) => role === 'leader' && serving)
  return leaders.toSorted(([, a], [, b]) => b.epoch - a.epoch)[0]?.[0]
}
export function servingIn({ servers }: Sight): readonly ServerId[] {
  return [...servers].filter(([, { serving }]) => serving).map(([id]) => id)
}
export function isConnected({ clients }: Sight, name: string): boolean {
  return clients.get(name) === 'connected'
}
