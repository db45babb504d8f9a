/** What a server's own events change in its card: one exhaustive switch, a small function for each thing that needs one. */
import { unreachable } from '../../ground/base/assert.ts'
import { counterOf, type LinkId, type SessionId, type Zxid } from '../../ground/ids.ts'
import type { WatchEventName } from '../../ground/jute/opcodes.ts'
import type { ServerEvent } from '../../protocol/trace.ts'
import {
  LOG_CELLS_MAX,
  type LogCell,
  type ServerModel,
  WATCHES_MAX,
  type WatchModel,
  withEntry,
  withoutEntry,
} from './model.ts'

/** The server after `event`. */
export function reduceServer(server: ServerModel, event: ServerEvent): ServerModel {
  switch (event.type) {
    case 'booted':
      return onBooted(server, event)
    case 'roleChanged':
      return {
        ...server,
        role: event.role,
        leader: event.leader,
        serving: false,
        sync: undefined,
        phase: event.role === 'looking' ? 'election' : server.phase,
        vote: event.role === 'looking' ? server.vote : undefined,
      }
    case 'phaseChanged':
      return { ...server, phase: event.phase }
    case 'voted':
      return { ...server, vote: event.vote, round: event.round }
    case 'voteReceived': {
      const { from, state, round, vote, verdict, reason } = event
      return { ...server, heard: withEntry(server.heard, from, { state, round, vote, verdict, reason }) }
    }
    case 'elected':
      return { ...server, leader: event.leader }
    case 'promised':
      return { ...server, promised: event.epoch }
    case 'epochEstablished':
      // Disk operations are performed in order: the history that was synchronised before it is durable too.
      return { ...server, epoch: event.epoch, log: server.log.map(markDurable) }
    case 'truncated':
      return {
        ...server,
        log: server.log.filter((cell) => cell.zxid <= event.zxid),
        lastZxid: event.zxid,
        cutOff: event.lost,
      }
    case 'serving':
      return {
        ...server,
        role: event.role,
        serving: true,
        sync: undefined,
        phase: 'broadcast',
        epoch: event.epoch,
        lastZxid: event.zxid,
        // A majority has the history that an epoch begins with.
        log: committedUpTo(server.log, event.zxid),
      }
    case 'proposed':
    case 'appended':
      return { ...server, log: withCell(server.log, event.zxid), cutOff: server.serving ? [] : server.cutOff }
    case 'durable':
      return { ...server, log: server.log.map((cell) => (cell.zxid <= event.zxid ? markDurable(cell) : cell)) }
    case 'committed':
      return { ...server, log: committedUpTo(server.log, event.zxid) }
    case 'applied':
      return onApplied(server, event.zxid)
    case 'reloaded':
      return { ...server, lastZxid: event.zxid, log: settledLog(server.log, event.zxid), watches: [] }
    case 'clientOpened':
    case 'sessionOpened':
    case 'clientClosed':
    case 'clientRefused':
    case 'watchSet':
    case 'watchFired':
      return reduceConnections(server, event)
    default:
      return unchanged(server, event)
  }
}

type UnseenEvent = Extract<
  ServerEvent,
  {
    type:
      | 'quorumLost'
      | 'purged'
      | 'quotaExceeded'
      | 'readOnly'
      | 'syncPlanned'
      | 'syncStarted'
      | 'acked'
      | 'snapshotTaken'
      | 'sessionDeadline'
      | 'sessionExpired'
      | 'requested'
      | 'replied'
      | 'ignored'
      | 'configActivated'
      | 'configPending'
      | 'configForgotten'
      | 'designated'
      | 'mark'
  }
>
/** What changes nothing that is drawn of a server. */
function unchanged(server: ServerModel, _event: UnseenEvent): ServerModel {
  return server
}

type ConnectionEvent = Extract<
  ServerEvent,
  { type: 'clientOpened' | 'sessionOpened' | 'clientClosed' | 'clientRefused' | 'watchSet' | 'watchFired' }
>
function reduceConnections(server: ServerModel, event: ConnectionEvent): ServerModel {
  switch (event.type) {
    case 'clientOpened':
      return withConnection(server, event.link, event.address, undefined)
    case 'sessionOpened':
      return withConnection(server, event.link, server.connections.get(event.link)?.address ?? '', event.session)
    case 'clientClosed':
    case 'clientRefused':
      return {
        ...server,
        connections: withoutEntry(server.connections, event.link),
        watches: server.watches.filter((watch) => watch.link !== event.link),
      }
    case 'watchSet':
    case 'watchFired':
      return withWatch(server, event)
    default:
      return unreachable(event)
  }
}

function onBooted(server: ServerModel, event: Extract<ServerEvent, { type: 'booted' }>): ServerModel {
  return {
    ...server,
    life: 'alive',
    incarnation: event.incarnation,
    role: 'looking',
    phase: 'election',
    serving: false,
    leader: undefined,
    vote: undefined,
    round: 0,
    heard: new Map(),
    epoch: event.currentEpoch,
    promised: event.acceptedEpoch,
    lastZxid: event.lastZxid,
    log: settledLog(server.log, event.lastZxid),
    connections: new Map(),
    watches: [],
    ended: undefined,
  }
}

function markDurable(cell: LogCell): LogCell {
  return cell.durable ? cell : { ...cell, durable: true }
}

/** A leader says itself what is committed; what it applies beyond that is its own tail, when it has lost its majority. */
function onApplied(server: ServerModel, zxid: Zxid): ServerModel {
  const log = withCell(server.log, zxid)
  return { ...server, lastZxid: zxid, log: server.role === 'leading' ? log : committedUpTo(log, zxid) }
}

/** The strip with a cell for `zxid`, in order. A zxid that starts an epoch names no transaction. */
function withCell(log: readonly LogCell[], zxid: Zxid): readonly LogCell[] {
  if (counterOf(zxid) === 0 || log.some((cell) => cell.zxid === zxid)) return log
  const cell: LogCell = { zxid, durable: false, committed: false }
  const after = log.findIndex((other) => other.zxid > zxid)
  const next = after === -1 ? [...log, cell] : log.toSpliced(after, 0, cell)
  return next.slice(-LOG_CELLS_MAX)
}

function committedUpTo(log: readonly LogCell[], zxid: Zxid): readonly LogCell[] {
  return log.map((cell) => (cell.zxid <= zxid && !cell.committed ? { ...cell, committed: true } : cell))
}

/** The strip after the history was read from a disk or a snapshot: what stands there up to `zxid` is durable. */
function settledLog(log: readonly LogCell[], zxid: Zxid): readonly LogCell[] {
  return withCell(
    log.filter((cell) => cell.zxid <= zxid),
    zxid,
  ).map(markDurable)
}

function withConnection(
  server: ServerModel,
  link: LinkId,
  address: string,
  session: SessionId | undefined,
): ServerModel {
  return { ...server, connections: withEntry(server.connections, link, { link, address, session }) }
}

/** Which one-shot watches an event uses up (DataTree, WatchManager): a deletion those of both tables, any other those of its own. */
function usesUp(event: WatchEventName, kind: WatchModel['kind']): boolean {
  if (kind === 'persistent' || kind === 'persistentRecursive') return false
  if (event === 'nodeDeleted') return true
  return (kind === 'child') === (event === 'nodeChildrenChanged')
}

function withWatch(server: ServerModel, event: Extract<ServerEvent, { type: 'watchSet' | 'watchFired' }>): ServerModel {
  if (event.type === 'watchFired') {
    if (!event.oneShot) return server
    const watches = server.watches.filter(
      (watch) => watch.link !== event.link || watch.path !== event.path || !usesUp(event.event, watch.kind),
    )
    return { ...server, watches }
  }
  const { link, session, path, kind } = event
  const same = server.watches.some((watch) => watch.link === link && watch.path === path && watch.kind === kind)
  if (same) return server
  return { ...server, watches: [...server.watches, { link, session, path, kind }].slice(-WATCHES_MAX) }
}
