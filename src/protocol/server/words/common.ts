/** What several four-letter words say. */
import type { Server } from '../state.ts'

/** The release whose answers these are, and the day of this text's own. */
export const VERSION = '3.8.0-zookeeper-playground, built on 2026-11-22 00:00 UTC'

/** `leader`, `follower`, `observer`, or `standalone` for an ensemble of one (QuorumStats.Provider). */
export function modeOf(server: Server): string {
  switch (server.role.type) {
    case 'leading':
      return 'leader'
    case 'following':
      return 'follower'
    case 'observing':
      return 'observer'
    case 'looking':
      return server.role.isReadOnly ? 'read-only' : 'leaderelection'
  }
}
/** Requests that were read and not answered. */
export function queuedIn(server: Server): number {
  let queued = 0
  for (const connection of server.connections.values()) queued += connection.outstanding
  return queued
}
