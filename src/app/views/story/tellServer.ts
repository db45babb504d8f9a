/** What servers' own events add to the story. */
import { unreachable } from '../../../ground/base/assert.ts'
import {
  counterOf,
  externalOf,
  type Millis,
  type NodeName,
  nodeName,
  type ServerId,
  serverOf,
  ZXID_ZERO,
} from '../../../ground/ids.ts'
import type { Happening } from '../../../hosts/engine.ts'
import type { PeerType } from '../../../protocol/membership.ts'
import type { ServerEvent } from '../../../protocol/trace.ts'
import { because, joinServers, type Telling, tell, tellOrJoin, withServer } from './telling.ts'
import { tellVote } from './tellVote.ts'
import { tellAck, tellCommitted, tellProposed } from './tellWrite.ts'

type Of<K extends ServerEvent['type']> = Extract<ServerEvent, { type: K }>

export function tellServer(telling: Telling, { node, at }: Happening, event: ServerEvent): void {
  const id = serverOf(node)
  if (id === undefined) return
  switch (event.type) {
    case 'booted':
      return onBooted(telling, at, id, event)
    case 'roleChanged':
      return onRole(telling, at, id, node, event)
    case 'voted':
    case 'voteReceived':
    case 'elected':
      return tellVote(telling, at, id, node, event)
    case 'promised':
      return onPromised(telling, at, id, event)
    case 'syncPlanned':
      return onSyncPlanned(telling, at, id, node, event)
    case 'truncated':
      if (event.lost.length === 0) return
      return tell(telling, at, {
        kind: 'election',
        tale: { type: 'truncated', server: id, lost: event.lost },
        about: { type: 'server', id },
      })
    case 'serving':
      return onServing(telling, at, id, event)
    case 'quorumLost':
      return tell(telling, at, {
        kind: 'election',
        tale: { type: 'quorumLost', server: id, epoch: event.epoch, synced: event.synced },
        about: { type: 'server', id },
      })
    case 'proposed':
      return tellProposed(telling, at, id, event)
    case 'committed':
      return tellCommitted(telling, at, event)
    case 'ignored':
      return onIgnored(telling, at, id, node, event)
    default:
      return tellQuiet(telling, at, id, node, event)
  }
}

type Quiet = Exclude<
  ServerEvent,
  Of<
    | 'booted'
    | 'roleChanged'
    | 'voted'
    | 'voteReceived'
    | 'elected'
    | 'promised'
    | 'syncPlanned'
    | 'truncated'
    | 'serving'
    | 'quorumLost'
    | 'proposed'
    | 'committed'
    | 'ignored'
  >
>
/** Events of sessions and watches, and those that make no sentence of their own. */
function tellQuiet(telling: Telling, at: Millis, id: ServerId, node: NodeName, event: Quiet): void {
  switch (event.type) {
    case 'snapshotTaken':
      // The empty tree's first snapshot is part of every first start.
      if (event.zxid === 0n) return
      return tell(telling, at, {
        kind: 'broadcast',
        tale: { type: 'snapshot', server: id, zxid: event.zxid },
        about: { type: 'server', id },
      })
    case 'clientRefused':
      return tell(telling, at, {
        kind: 'sessions',
        tale: { type: 'turnedAway', server: id },
        about: { type: 'server', id },
        why: because(node, event.reason),
      })
    case 'sessionExpired':
      return onSessionExpired(telling, at, id, event)
    case 'readOnly':
      if (!event.isOn) return
      return tell(telling, at, {
        kind: 'election',
        tale: { type: 'readOnly', server: id },
        about: { type: 'server', id },
      })
    case 'sessionOpened':
      return onSessionOpened(telling, at, id, event)
    case 'watchSet':
      return onWatchSet(telling, at, id, event)
    case 'watchFired':
      return onWatchFired(telling, at, id, event)
    case 'configActivated':
      return onMembers(telling, at, event)
    case 'phaseChanged':
    case 'epochEstablished':
    case 'syncStarted':
    case 'appended':
    case 'durable':
    case 'acked':
    case 'applied':
    case 'reloaded':
    case 'clientOpened':
    case 'clientClosed':
    case 'sessionDeadline':
    case 'requested':
    case 'replied':
    case 'configPending':
    case 'configForgotten':
    case 'designated':
    case 'mark':
    case 'quotaExceeded':
    case 'purged':
      return
    default:
      return unreachable(event)
  }
}

function onBooted(telling: Telling, at: Millis, id: ServerId, event: Of<'booted'>): void {
  if (telling.version === ZXID_ZERO) for (const voter of event.voters) telling.servers.add(voter)
  const about = { type: 'server', id } as const
  if (event.incarnation === 1 && event.lastZxid === 0n) {
    const tale = { type: 'started', servers: [id] } as const
    return tellOrJoin(telling, at, joinServers('started', id), { kind: 'election', tale, about })
  }
  const { lastZxid: zxid, tornBytes } = event
  tell(telling, at, { kind: 'faults', tale: { type: 'returned', server: id, zxid, tornBytes }, about })
}

function onMembers(telling: Telling, at: Millis, { version, members, how }: Of<'configActivated'>): void {
  if (version <= telling.version) return
  telling.version = version
  const ofType = (type: PeerType) => members.filter((member) => member.type === type).map(({ id }) => id)
  const voters = ofType('participant')
  telling.servers.clear()
  for (const id of voters) telling.servers.add(id)
  // The first membership is that of the configuration files: no news.
  if (how === 'booted' || counterOf(version) === 0) return
  const tale = { type: 'members', version, voters, observers: ofType('observer') } as const
  tell(telling, at, { kind: 'election', tale, about: undefined })
}

function onRole(telling: Telling, at: Millis, id: ServerId, node: NodeName, event: Of<'roleChanged'>): void {
  if (event.role !== 'looking') return
  if (telling.leader === id) telling.leader = undefined
  tellOrJoin(telling, at, joinServers('looking', id), {
    kind: 'election',
    tale: { type: 'looking', servers: [id] },
    about: { type: 'server', id },
    why: because(node, event.reason),
  })
}

function onPromised(telling: Telling, at: Millis, id: ServerId, { epoch }: Of<'promised'>): void {
  tellOrJoin(
    telling,
    at,
    (tale) =>
      tale.type === 'promised' && tale.epoch === epoch ? { ...tale, servers: withServer(tale.servers, id) } : undefined,
    { kind: 'election', tale: { type: 'promised', epoch, servers: [id] }, about: { type: 'server', id } },
  )
}

function onSyncPlanned(telling: Telling, at: Millis, id: ServerId, node: NodeName, event: Of<'syncPlanned'>): void {
  const { peer, mode, proposals, reason } = event
  tellOrJoin(
    telling,
    at,
    (tale) =>
      tale.type === 'synced' && tale.leader === id && tale.mode === mode && tale.proposals > 0 === proposals > 0
        ? { ...tale, peers: withServer(tale.peers, peer), proposals: Math.max(tale.proposals, proposals) }
        : undefined,
    {
      kind: 'election',
      tale: { type: 'synced', leader: id, mode, peers: [peer], proposals },
      about: { type: 'server', id: peer },
      why: because(node, reason),
    },
  )
}

function onServing(telling: Telling, at: Millis, id: ServerId, event: Of<'serving'>): void {
  const about = { type: 'server', id } as const
  if (event.role === 'leading') {
    telling.leader = id
    return tell(telling, at, { kind: 'election', tale: { type: 'leads', server: id, epoch: event.epoch }, about })
  }
  const { leader } = telling
  if (leader === undefined) return
  tellOrJoin(
    telling,
    at,
    (tale) =>
      tale.type === 'follows' && tale.leader === leader
        ? { ...tale, servers: withServer(tale.servers, id) }
        : undefined,
    { kind: 'election', tale: { type: 'follows', leader, servers: [id] }, about },
  )
}

function onIgnored(telling: Telling, at: Millis, id: ServerId, node: NodeName, event: Of<'ignored'>): void {
  const { what, from, reason } = event
  if (what === 'ack') return tellAck(telling, at, node, from, reason)
  const sender = from === undefined ? [] : [from]
  tellOrJoin(
    telling,
    at,
    (tale) =>
      tale.type === 'ignored' && tale.server === id && tale.what === what
        ? { ...tale, from: sender.reduce(withServer, tale.from) }
        : undefined,
    {
      kind: 'election',
      tale: { type: 'ignored', server: id, from: sender, what },
      about: { type: 'server', id },
      why: because(node, reason),
    },
  )
}

function onSessionExpired(telling: Telling, at: Millis, id: ServerId, { session }: Of<'sessionExpired'>): void {
  const client = telling.names.get(session)
  const about = client === undefined ? undefined : ({ type: 'client', name: client } as const)
  tell(telling, at, { kind: 'sessions', tale: { type: 'overdue', client, server: id }, about })
}

/** Clients of the page tell of their sessions themselves; what is outside is known by its link. */
function onSessionOpened(telling: Telling, at: Millis, id: ServerId, event: Of<'sessionOpened'>): void {
  const { link, session, resumed } = event
  const client = externalOf(nodeName(link))
  if (client === undefined) return
  telling.names.set(session, client)
  const about = { type: 'external', name: link.slice(1) } as const
  tell(telling, at, { kind: 'sessions', tale: { type: 'connected', client, server: id, resumed }, about })
}

function onWatchSet(telling: Telling, at: Millis, id: ServerId, { session, path, kind }: Of<'watchSet'>): void {
  const client = telling.names.get(session)
  if (client === undefined) return
  tell(telling, at, {
    kind: 'watches',
    tale: { type: 'watchSet', client, server: id, path, kind },
    about: { type: 'znode', path },
  })
}

function onWatchFired(telling: Telling, at: Millis, id: ServerId, fired: Of<'watchFired'>): void {
  const { session, path, event, oneShot } = fired
  const client = telling.names.get(session)
  if (client === undefined) return
  tell(telling, at, {
    kind: 'watches',
    tale: { type: 'fired', client, server: id, path, event, oneShot, heard: false },
    about: { type: 'znode', path },
  })
}
