/** When a server answers clients: in broadcast, whatever its part is. */
import type { Effect } from '../seam.ts'
import { trace } from './effects.ts'
import type { Server } from './state.ts'

/** Whether clients are answered; a server without a leader closes each connection instead. */
export function isServing(server: Server): boolean {
  return server.role.type !== 'looking' && server.role.phase === 'broadcast'
}

/** Tells that clients are answered from now on, and lets later joiners see the new epoch in our vote (05 §7). */
export function serve(server: Server, out: Effect[]): void {
  server.vote = { ...server.vote, epoch: server.currentEpoch }
  const { role, currentEpoch, db } = server
  trace(out, { type: 'serving', role: role.type, epoch: currentEpoch, zxid: db.lastProcessedZxid })
}
