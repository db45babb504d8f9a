/**
 * A look into a server's own memory, for whoever wants to know what the trace does not say: its log with its marks, its
 * sessions, connections and watches, what its leader knows of it, how its tree compares. Plain data, made when it is asked
 * for, with bounds: it goes from a worker to the page several times a second.
 */
import { countWatches, type WatchTableName } from '../ground/data/watches.ts'
import {
  type Epoch,
  type LinkId,
  type Millis,
  SESSION_NONE,
  type ServerId,
  type SessionId,
  type Zxid,
} from '../ground/ids.ts'
import type { Txn } from '../ground/jute/txns.ts'
import type { LearnerHandler, Proposal, Server } from '../protocol/server/state.ts'
import type { WatchKind } from '../protocol/trace.ts'

/** Of each kind, this many at most; how many there are in all stands beside them. */
export const INSPECTED_MAX = 500

/** A transaction in the log, or in its tail. `path`: of the znode that it is about, where it is about one. */
export type LoggedTxn = {
  readonly zxid: Zxid
  readonly type: Txn['type']
  readonly path: string | undefined
  /** How many transactions a multi holds, how many ephemerals a closing session leaves behind; else 1. */
  readonly count: number
  readonly session: SessionId
  /** On this server's own disk. */
  readonly durable: boolean
  /** Known to be committed, and in the tree. */
  readonly committed: boolean
}
export type InspectedSession = {
  readonly id: SessionId
  readonly timeoutMs: Millis
  readonly ephemerals: number
  /** Its connection is on this server. */
  readonly here: boolean
  /** No other server knows of it. */
  readonly local: boolean
  /** Its end is on the way. The leader alone knows. */
  readonly closing: boolean
}
export type InspectedConnection = {
  readonly link: LinkId
  readonly address: string
  readonly session: SessionId | undefined
  /** Requests that were read and not answered yet. */
  readonly outstanding: number
  readonly received: number
  readonly sent: number
}
export type InspectedWatch = {
  readonly path: string
  readonly link: LinkId
  readonly session: SessionId | undefined
  readonly kind: WatchKind
}
/** A learner as its leader sees it. */
export type InspectedLearner = {
  readonly server: ServerId
  readonly observer: boolean
  readonly phase: LearnerHandler['phase']
  readonly upToDate: boolean
}
export type Inspection = {
  readonly server: ServerId
  readonly acceptedEpoch: Epoch
  readonly currentEpoch: Epoch
  readonly lastZxid: Zxid
  /** Oldest first: the end of what is kept in memory (`committedLog`), then what is not applied. */
  readonly log: readonly LoggedTxn[]
  /** Disk operations that wait for their flush. */
  readonly unflushed: number
  readonly sessions: readonly InspectedSession[]
  readonly sessionCount: number
  readonly connections: readonly InspectedConnection[]
  readonly connectionCount: number
  readonly watches: readonly InspectedWatch[]
  readonly watchCount: number
  /** Of a leader; of anybody else none. */
  readonly learners: readonly InspectedLearner[]
  /** Lengths as written, the last bytes of which may not be flushed yet. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
  readonly digest: bigint
  readonly znodes: number
  readonly ephemerals: number
}

/** What `server` holds now. Nothing in it is the server's own: it may be kept. */
export function inspectionOf(server: Server): Inspection {
  const { db, config, disk, connections } = server
  return {
    server: config.self,
    acceptedEpoch: server.acceptedEpoch,
    currentEpoch: server.currentEpoch,
    lastZxid: db.lastProcessedZxid,
    log: logOf(server),
    unflushed: disk.nextTicket - 1 - disk.storedTo,
    sessions: sessionsOf(server),
    sessionCount: db.sessions.size + (server.local?.tracker.sessions.size ?? 0),
    connections: [...connections.values()].slice(0, INSPECTED_MAX).map((connection) => ({
      link: connection.link,
      address: connection.address,
      session: connection.session === SESSION_NONE ? undefined : connection.session,
      outstanding: connection.outstanding,
      received: connection.received,
      sent: connection.sent,
    })),
    connectionCount: connections.size,
    watches: watchesOf(server),
    watchCount: countWatches(server.watches),
    learners: learnersOf(server),
    files: [...disk.sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    digest: db.tree.digest,
    znodes: db.tree.nodes.size,
    ephemerals: [...db.tree.ephemerals.values()].reduce((sum, paths) => sum + paths.size, 0),
  }
}

/** Acknowledgements wait for their flush in the order of the log: what lies before the first of them is on disk. */
function logOf({ committedLog, tail, disk }: Server): readonly LoggedTxn[] {
  const waiting = disk.waiting.flatMap(({ then }) => (then.type === 'ackProposal' ? [then.zxid] : []))
  const firstWaiting = waiting[0]
  const synchronizing = disk.waiting.some(({ then }) => then.type === 'establish')
  const isDurable = (zxid: Zxid): boolean => firstWaiting === undefined || zxid < firstWaiting
  const committed = committedLog.slice(-INSPECTED_MAX).map((one) => logged(one, isDurable(one.zxid), true))
  return [...committed, ...tail.map((one) => logged(one, !synchronizing && isDurable(one.zxid), false))]
}

function logged({ zxid, record }: Proposal, durable: boolean, committed: boolean): LoggedTxn {
  const { txn, header } = record
  return { zxid, type: txn.type, ...about(txn), session: header.clientId, durable, committed }
}

function about(txn: Txn): Pick<LoggedTxn, 'path' | 'count'> {
  switch (txn.type) {
    case 'multi':
      return { path: undefined, count: txn.txns.length }
    case 'closeSession':
      return { path: undefined, count: txn.paths.length }
    case 'createSession':
    case 'error':
      return { path: undefined, count: 1 }
    default:
      return { path: txn.path, count: 1 }
  }
}

function sessionsOf({ db, local, connections, role }: Server): readonly InspectedSession[] {
  const here = new Set([...connections.values()].map(({ session }) => session))
  const tracker = role.type === 'leading' ? role.tracker : undefined
  const own = [...(local?.tracker.sessions ?? [])].map(([id, { timeoutMs }]) => ({ id, timeoutMs, local: true }))
  const shared = [...db.sessions].map(([id, timeoutMs]) => ({ id, timeoutMs, local: false }))
  return [...shared, ...own].slice(0, INSPECTED_MAX).map((session) => ({
    ...session,
    ephemerals: db.tree.ephemerals.get(session.id)?.size ?? 0,
    here: here.has(session.id),
    closing: tracker?.sessions.get(session.id)?.isClosing === true,
  }))
}

const TABLES: readonly WatchTableName[] = ['data', 'child']
/** By path. A persistent watch stands in both tables, and is told once. */
function watchesOf({ watches, connections }: Server): readonly InspectedWatch[] {
  const found = new Map<string, InspectedWatch>()
  for (const table of TABLES) {
    for (const [path, modes] of watches[table].byPath) {
      if (found.size >= INSPECTED_MAX) break
      for (const [link, mode] of modes) {
        const kind = mode === 'standard' ? table : mode
        found.set(`${path} ${link} ${kind}`, { path, link, session: connections.get(link)?.session, kind })
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

function learnersOf({ role }: Server): readonly InspectedLearner[] {
  if (role.type !== 'leading') return []
  return [...role.learners.values()].flatMap(({ server, observer, phase, upToDate }) =>
    server === undefined ? [] : [{ server, observer, phase, upToDate }],
  )
}
