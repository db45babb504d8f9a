/**
 * The client as data. What it has asked lives in two places: `queue` (no xid yet, never sent) and `pending` (sent, in the
 * order in which the answers must come). A lost connection empties both; the session stays.
 */
import { fork, type Rng, rngOf } from '../../ground/base/rng.ts'
import { clientNode, type LinkId, linkId, type Millis, type ServerId } from '../../ground/ids.ts'
import type { Inbox } from '../../ground/jute/frames.ts'
import type { OpName } from '../../ground/jute/opcodes.ts'
import type { AuthPacket } from '../../ground/jute/records.ts'
import type { Recipe } from '../recipes/state.ts'
import { type Hosts, hostsOf } from './hosts.ts'
import type { ClientConfig, ClientOp } from './seam.ts'
import type { Search } from './search.ts'
import { noSession, type Session } from './session.ts'
import { noWatches, type Watcher, type Watches } from './watches.ts'

/** Who gets the outcome: the application, by its id, or a recipe that runs inside, by the id of its run. */
export type Asker = { readonly type: 'application' | 'recipe'; readonly id: number }
/** Under whose name the watches of an asker are noted. */
export function watcherOf(asker: Asker): Watcher {
  return asker.type === 'application' ? 'application' : asker.id
}
export type Request = { readonly op: ClientOp; readonly asker: Asker }
export type Pending =
  | ({ readonly type: 'op'; readonly xid: number; readonly name: OpName; readonly sentAt: Millis } & Request)
  | { readonly type: 'setWatches'; readonly xid: number; readonly sentAt: Millis }
  | { readonly type: 'closeSession'; readonly xid: number; readonly sentAt: Millis }

/** `request` undefined: told again to a new connection, nobody waits. */
export type AuthAsked = { readonly sentAt: Millis; readonly request: Request | undefined }

/** `deadline`s are absolute; `inbox` holds what came of an unfinished frame. */
export type Connection =
  | { readonly type: 'unstarted' }
  | { readonly type: 'waiting'; readonly server: ServerId; readonly dialAt: Millis }
  | { readonly type: 'dialling'; readonly server: ServerId; readonly link: LinkId; readonly deadline: Millis }
  | {
      readonly type: 'handshaking'
      readonly server: ServerId
      readonly link: LinkId
      readonly deadline: Millis
      readonly inbox: Inbox
    }
  | {
      readonly type: 'connected'
      readonly server: ServerId
      readonly link: LinkId
      readonly inbox: Inbox
      readonly readTimeoutMs: Millis
      /** While the server has no majority: the search for one that has. */
      readonly search: Search | undefined
      lastSentAt: Millis
      lastHeardAt: Millis
      pingedAt: Millis
    }
  | { readonly type: 'ended'; readonly how: 'expired' | 'closed' | 'authFailed' }
/** A connection that has a link. */
export type Linked = Extract<Connection, { link: LinkId }>

export type Client = {
  readonly config: ClientConfig
  readonly rng: Rng
  readonly hosts: Hosts
  readonly session: Session
  readonly watches: Watches
  connection: Connection
  /** Links dialled so far: the next one's number. */
  dialled: number
  /** The last xid given out; never starts anew while the client lives. */
  lastXid: number
  queue: Request[]
  pending: Pending[]
  /** Identities that the application has proved: told to every new connection first (ClientCnxn.authInfo). */
  readonly auths: AuthPacket[]
  /** Auth packets on their way, oldest first: they are answered in their own order, beside the pending requests. */
  authsAsked: AuthAsked[]
  /** `wanted`: closeSession goes out behind everything queued; `asked`: it went. */
  closing: 'no' | 'wanted' | 'asked'
  /** What runs inside, by the id of its run, oldest first. */
  readonly recipes: Map<number, Recipe>
}

/** A client that has done nothing yet: its first input is `started`. Asserts that the list of servers is not empty. */
export function createClient(config: ClientConfig): Client {
  const rng = rngOf(config.seed)
  return {
    config,
    rng,
    hosts: hostsOf(config.servers, config.preferred, fork(rng)),
    session: noSession(config.sessionTimeoutMs),
    watches: noWatches(),
    connection: { type: 'unstarted' },
    dialled: 0,
    lastXid: 0,
    queue: [],
    pending: [],
    auths: [],
    authsAsked: [],
    closing: 'no',
    recipes: new Map(),
  }
}

/** A link that nobody had before: the client's node, its incarnation, a number. */
export function mintLink(client: Client): LinkId {
  client.dialled += 1
  return linkId(`${clientNode(client.config.name)}.${client.config.incarnation}.${client.dialled}`)
}
/** From 1; after 2147483647 comes 1 again (ClientCnxn.getXid). */
export function mintXid(client: Client): number {
  client.lastXid = client.lastXid === 0x7fffffff ? 1 : client.lastXid + 1
  return client.lastXid
}
/** The link of a connection that has one. */
export function linkOf(connection: Connection): LinkId | undefined {
  return 'link' in connection ? connection.link : undefined
}
