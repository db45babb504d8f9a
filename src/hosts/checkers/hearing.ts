/**
 * Watches, at the client: what its server fired on the present connection is heard in the order in which it was fired,
 * nothing else is heard, and each event comes before any answer as of its zxid or later (ZooKeeper's ordering guarantee:
 * a client sees the watch event before it sees the new data). Events of a connection that broke may be lost.
 */
import {
  formatZxid,
  type LinkId,
  type NodeName,
  type ServerId,
  type SessionId,
  serverNode,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import type { WatchEventName } from '../../ground/jute/opcodes.ts'
import type { Happening } from '../engine.ts'
import { type Counted, judged, type Of, REMEMBERED_MAX, remember, type Violation } from './checker.ts'

type Fired = { readonly event: Of<'watchFired'>['event']; readonly path: string; readonly zxid: Zxid }
/** A client's present connection; `lost`: more was fired than is remembered. */
type Ear = { readonly client: NodeName; readonly server: NodeName; readonly fired: Fired[]; lost: boolean }
/** The connection of a session at a server: what an older one still fires is heard by nobody. */
type Opened = Map<string, LinkId>
export type HearingState = Counted & {
  readonly ears: Map<SessionId, Ear>
  readonly sessions: Map<NodeName, SessionId>
  readonly opened: Opened
}

const LOCAL: ReadonlySet<WatchEventName> = new Set(['dataWatchRemoved', 'childWatchRemoved', 'persistentWatchRemoved'])

export function createHearing(): HearingState {
  return { count: 0, ears: new Map(), sessions: new Map(), opened: new Map() }
}

export function observeHearing(state: HearingState, happening: Happening): Violation | undefined {
  return judged('hearing', happening, rule(state, happening))
}

function rule(state: HearingState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'connected':
      return connect(state, node, event.session, event.server)
    case 'disconnected':
    case 'expired':
    case 'clientStopped':
    case 'nodeEnded':
      return disconnect(state, node)
    case 'sessionOpened':
      remember(state.opened, `${node} ${event.session}`, event.link)
      return undefined
    case 'watchFired': {
      const ear = state.ears.get(event.session)
      const link = state.opened.get(`${node} ${event.session}`)
      if (ear?.server !== node || (link !== undefined && link !== event.link)) return undefined
      if (ear.fired.length >= REMEMBERED_MAX) ear.lost = true
      else ear.fired.push({ event: event.event, path: event.path, zxid: event.zxid })
      return undefined
    }
    case 'watchEvent':
      // A removal is the client's own news: no server fires it.
      return LOCAL.has(event.event) ? undefined : onHeard(state, node, event)
    case 'answered':
      return onAnswered(state, node, event)
    default:
      return undefined
  }
}

/** Lines of `node` are lost: what it fired, or heard, is unknown until the next connection. */
export function missHearing(state: HearingState, node: NodeName): void {
  for (const [session, ear] of state.ears) if (ear.client === node || ear.server === node) state.ears.delete(session)
}

function connect(state: HearingState, node: NodeName, session: SessionId, server: ServerId): undefined {
  disconnect(state, node)
  remember(state.sessions, node, session)
  remember(state.ears, session, { client: node, server: serverNode(server), fired: [], lost: false })
}

function disconnect(state: HearingState, node: NodeName): undefined {
  const session = state.sessions.get(node)
  if (session === undefined) return
  state.sessions.delete(node)
  if (state.ears.get(session)?.client === node) state.ears.delete(session)
}

function earOf(state: HearingState, node: NodeName): Ear | undefined {
  const session = state.sessions.get(node)
  const ear = session === undefined ? undefined : state.ears.get(session)
  return ear?.lost === false ? ear : undefined
}

function onHeard(state: HearingState, node: NodeName, { event, path }: Of<'watchEvent'>): string | undefined {
  const ear = earOf(state, node)
  if (ear === undefined) return undefined
  state.count += 1
  const next = ear.fired.shift()
  if (next === undefined) return `${node} hears ${event} ${path}, which ${ear.server} has not fired`
  if (next.event === event && next.path === path) return undefined
  return `${node} hears ${event} ${path} where ${ear.server} fired ${next.event} ${next.path}`
}

function onAnswered(state: HearingState, node: NodeName, { op, zxid }: Of<'answered'>): string | undefined {
  const ear = earOf(state, node)
  const next = ear?.fired[0]
  if (next === undefined || zxid <= ZXID_ZERO || next.zxid > zxid) return undefined
  return `${node} gets the answer to ${op} as of ${formatZxid(zxid)} before it hears ${next.event} ${next.path} (${formatZxid(next.zxid)})`
}
