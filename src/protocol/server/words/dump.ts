/** dump: sessions with their deadlines, ephemerals by session, connections with theirs (DumpCommand, ExpiryQueue.dump). */
import type { SessionTracker } from '../../../ground/data/sessions.ts'
import { formatSessionId, type Millis } from '../../../ground/ids.ts'
import type { Server } from '../state.ts'

/** Connections expire in steps of ten seconds (NIOServerCnxnFactory: cnxnExpiryQueue). */
const CONNECTION_STEP_MS = 10_000

export function dumpText(server: Server): string {
  const { ephemerals } = server.db.tree
  const owners = [...ephemerals].map(
    ([session, paths]) => `${formatSessionId(session)}:\n${[...paths].map((path) => `\t${path}\n`).join('')}`,
  )
  return [
    'SessionTracker dump:\n',
    sessionsPart(server),
    'ephemeral nodes dump:\n',
    `Sessions with Ephemerals (${ephemerals.size}):\n`,
    ...owners,
    'Connections dump:\n',
    connectionsPart(server),
  ].join('')
}

/** A leader knows the deadlines, a learner only who lives; of its own sessions every server knows them. */
function sessionsPart(server: Server): string {
  const { local } = server
  if (local === undefined) return globalPart(server)
  const title = server.role.type === 'leading' ? 'Global ' : ''
  return `Local ${trackerPart(server, local.tracker)}${title}${globalPart(server)}`
}

function globalPart(server: Server): string {
  const { role, db } = server
  if (role.type !== 'leading' || role.tracker === undefined) {
    const lines = [...db.sessions].map(([session, timeoutMs]) => `${formatSessionId(session)}\t${timeoutMs}ms\n`)
    return `Global Sessions(${db.sessions.size}):\n${lines.join('')}`
  }
  return trackerPart(server, role.tracker)
}

function trackerPart(server: Server, tracker: SessionTracker): string {
  const buckets = [...tracker.buckets].sort(([a], [b]) => a - b)
  return expiries(
    server,
    'Session',
    tracker.sessions.size,
    buckets.map(([deadline, sessions]) => [deadline, [...sessions].map(formatSessionId)]),
  )
}

function connectionsPart(server: Server): string {
  const buckets = new Map<Millis, string[]>()
  for (const { address, session, deadline } of [...server.connections.values()].reverse()) {
    const at = (Math.floor(deadline / CONNECTION_STEP_MS) + 1) * CONNECTION_STEP_MS
    const bucket = buckets.get(at) ?? []
    bucket.push(`ip: /${address} sessionId: ${formatSessionId(session)}`)
    buckets.set(at, bucket)
  }
  return expiries(
    server,
    'Connections',
    server.connections.size,
    [...buckets].sort(([a], [b]) => a - b),
  )
}

type Buckets = readonly (readonly [deadline: Millis, members: readonly string[]])[]
function expiries(server: Server, title: string, members: number, buckets: Buckets): string {
  const parts = buckets.map(
    ([deadline, names]) =>
      `${names.length} expire at ${dateText(server.config.wallClockAtZero + deadline)}:\n${names.map((name) => `\t${name}\n`).join('')}`,
  )
  return `${title} Sets (${buckets.length})/(${members}):\n${parts.join('')}`
}

/** `Sun Nov 22 11:03:22 UTC 2026`, as Java's Date prints itself. */
function dateText(wallClock: number): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(wallClock)
    .toUTCString()
    .replace(',', '')
    .split(' ')
  return `${weekday} ${month} ${day} ${time} UTC ${year}`
}
