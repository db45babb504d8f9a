/** The lines that a server writes into the log: what an operator wants to know, in one line each. */
import { formatSessionId, formatZxid } from '../../ground/ids.ts'
import type { TraceEvent } from '../../protocol/trace.ts'

/** The line of an event; undefined where it is everyday work. */
export function logLine(event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'booted': {
      const torn = event.tornBytes > 0 ? `, ${event.tornBytes} torn bytes cut off` : ''
      return `started on ${event.znodes} znodes, last zxid ${formatZxid(event.lastZxid)}${torn}`
    }
    case 'roleChanged':
      return `${event.role}: ${event.reason}`
    case 'serving':
      return `serves clients as ${event.role} in epoch ${event.epoch}`
    case 'syncStarted':
      return `synchronised by ${event.mode} to ${formatZxid(event.zxid)}`
    case 'truncated':
      return `truncated to ${formatZxid(event.zxid)}: ${event.lost.length} transactions that no quorum had`
    case 'snapshotTaken':
      return `wrote a snapshot of ${formatZxid(event.zxid)}, ${event.bytes} bytes`
    case 'quorumLost':
      return `lost its quorum in epoch ${event.epoch}`
    case 'purged':
      return `removed ${event.files.length} old files: ${event.files.join(', ')}`
    case 'readOnly':
      return event.isOn
        ? `finds no leader: serves reads only, as of ${formatZxid(event.zxid)}`
        : 'read-only service is over'
    case 'quotaExceeded': {
      const { quota, what, used, limit, isHard } = event
      return `quota of ${quota} exceeded by ${event.path}: ${what} ${used}, ${isHard ? 'hard' : 'soft'} limit ${limit}`
    }
    case 'sessionExpired':
      return `session ${formatSessionId(event.session)} expired`
    case 'clientRefused':
      return `refused a client: ${event.reason}`
    default:
      return undefined
  }
}
