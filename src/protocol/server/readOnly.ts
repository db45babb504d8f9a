/**
 * A server that finds no leader answers reads of clients that allow it (ReadOnlyZooKeeperServer, readonlymode.enabled).
 *
 * Laws: 1. It begins once the server has been looking for two seconds, or a tick where that is longer: an election that
 * goes well is over by then. 2. Its tree is what it was, and writes, multi and sync are refused with NOTREADONLY. 3. Its
 * sessions are its own (`localSessions.ts`). One that the ensemble made is refused without an answer, so that its client
 * keeps it and looks on. 4. It ends with the election, and its connections with it.
 *
 * Ours: 3.8.0 answers a new session here with an error that no client can read, unless localSessionsEnabled is on.
 */
import type { Millis } from '../../ground/ids.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import type { ServerConfig } from '../config.ts'
import type { Effect } from '../seam.ts'
import { dropAllConnections } from './connections.ts'
import { trace } from './effects.ts'
import { startLocal } from './localSessions.ts'
import type { Looking, Server } from './state.ts'
import { renewStats } from './stats.ts'

const GRACE_MS: Millis = 2000

/** When a server that looks since `now` begins to serve reads; Infinity: it does not. */
export function readOnlyFrom(config: ServerConfig, now: Millis): Millis {
  return config.readOnlyMode ? now + Math.max(GRACE_MS, config.tickTime) : Number.POSITIVE_INFINITY
}

export function isReadOnly(server: Server): boolean {
  return server.role.type === 'looking' && server.role.isReadOnly
}

/** The time is up and there is still no leader. */
export function startReadOnly(server: Server, role: Looking, now: Millis, out: Effect[]): void {
  role.readOnlyAt = Number.POSITIVE_INFINITY
  role.isReadOnly = true
  startLocal(server, now)
  renewStats(server)
  trace(out, { type: 'readOnly', isOn: true, zxid: server.db.lastProcessedZxid })
}

/** The election is over: whoever reads here must come again. */
export function endReadOnly(server: Server, out: Effect[]): void {
  if (!isReadOnly(server)) return
  dropAllConnections(server, 'the election is over, and so is read-only service', out)
  server.local = undefined
  trace(out, { type: 'readOnly', isOn: false, zxid: server.db.lastProcessedZxid })
}

const REFUSED: ReadonlySet<number> = new Set([
  OpCode.sync,
  OpCode.create,
  OpCode.create2,
  OpCode.createTTL,
  OpCode.createContainer,
  OpCode.delete,
  OpCode.deleteContainer,
  OpCode.setData,
  OpCode.reconfig,
  OpCode.setACL,
  OpCode.multi,
  OpCode.check,
])
/** Whether a read-only server refuses the operation (ReadOnlyRequestProcessor). */
export function needsMajority(op: number): boolean {
  return REFUSED.has(op)
}
