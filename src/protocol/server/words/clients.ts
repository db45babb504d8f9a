/** srvr, stat and cons: who is connected, and what was done for them (StatCommand, ConsCommand). */
import { formatSessionId, formatZxid, SESSION_NONE } from '../../../ground/ids.ts'
import { isReadOnly } from '../readOnly.ts'
import type { Connection, Server } from '../state.ts'
import { meanText } from '../stats.ts'
import { modeOf, queuedIn, VERSION } from './common.ts'

export function srvrText(server: Server): string {
  return `${headPart(server)}${serverPart(server)}`
}
export function statText(server: Server, asking: Connection): string {
  const clients = clientsOf(server).map((one) => `${connectionHead(one, asking)})\n`)
  return `${headPart(server)}Clients:\n${clients.join('')}\n${serverPart(server)}`
}
export function consText(server: Server, asking: Connection): string {
  const lines = clientsOf(server).map((one) => `${connectionHead(one, asking)}${sessionPart(server, one)})\n`)
  return `${lines.join('')}\n`
}

function headPart(server: Server): string {
  const note = isReadOnly(server) ? 'READ-ONLY mode; serving only read-only clients\n' : ''
  return `Zookeeper version: ${VERSION}\n${note}`
}

/** The newest connection first. */
function clientsOf(server: Server): readonly Connection[] {
  return [...server.connections.values()].reverse()
}

function serverPart(server: Server): string {
  const { stats, role, db } = server
  const lines = [
    `Latency min/avg/max: ${stats.latency.min ?? 0}/${meanText(stats.latency)}/${stats.latency.max}`,
    `Received: ${stats.received}`,
    `Sent: ${stats.sent}`,
    `Connections: ${server.connections.size}`,
    `Outstanding: ${queuedIn(server)}`,
    `Zxid: ${formatZxid(db.lastProcessedZxid)}`,
    `Mode: ${modeOf(server)}`,
    // The root is kept under "" and under "/" there (DataTree).
    `Node count: ${db.tree.nodes.size + 1}`,
  ]
  const { last, min, max } = stats.proposals
  if (role.type === 'leading') lines.push(`Proposal sizes last/min/max: ${last}/${min}/${max}`)
  return `${lines.join('\n')}\n`
}

/** In brackets what its selector waits for: 1, reading; 0 for the connection that asks. */
function connectionHead(one: Connection, asking: Connection): string {
  const interest = one === asking ? 0 : 1
  return ` /${one.address}[${interest}](queued=${one.outstanding},recved=${one.received},sent=${one.sent}`
}

function sessionPart(server: Server, one: Connection): string {
  if (one.session === SESSION_NONE || one.phase !== 'open') return ''
  const { stats } = one
  const fields = [
    `sid=${formatSessionId(one.session)}`,
    `lop=${stats.lastOp}`,
    `est=${Math.floor(server.config.wallClockAtZero + one.openedAt)}`,
    `to=${one.timeoutMs}`,
    ...(stats.lastCxid >= 0 ? [`lcxid=0x${stats.lastCxid.toString(16)}`] : []),
    `lzxid=${formatZxid(one.lastZxid)}`,
    `lresp=${Math.floor(stats.lastResponseAt)}`,
    `llat=${stats.lastLatencyMs}`,
    `minlat=${stats.latency.min ?? 0}`,
    `avglat=${stats.latency.count === 0 ? 0 : Math.floor(stats.latency.sum / stats.latency.count)}`,
    `maxlat=${stats.latency.max}`,
  ]
  return `,${fields.join(',')}`
}
