/**
 * Memberships as text: the lines of a dynamic configuration file, of /zookeeper/config and of election notifications, and
 * what a reconfig request may say (QuorumMaj.toString, QuorumPeer.QuorumServer, QuorumPeerConfig.parseDynamicConfig).
 *
 *   server.1=zk1:2888:3888:participant;0.0.0.0:2181
 *   version=100000003
 *
 * Law: what is printed is read back as it was. The last line is the version in hex, and no line feed follows it.
 */
import { fail, ok, type Result } from '../ground/base/result.ts'
import { memberId, type ServerId, ZXID_ZERO, type Zxid, zxidFrom } from '../ground/ids.ts'
import { addressOf, ascending, type Member, type MemberAddress, type Membership, type PeerType } from './membership.ts'

const NOBODY: Membership = { version: ZXID_ZERO, members: [] }

/** `host:quorumPort:electionPort:role[;clientHost:clientPort]`: what stands behind `server.N=`. */
export function memberText(member: Member): string {
  const { host, quorumPort, electionPort, client } = addressOf(member)
  const server = `${bracketed(host)}:${quorumPort}:${electionPort}:${member.type}`
  return client === undefined ? server : `${server};${bracketed(client.host)}:${client.port}`
}

/** QuorumMaj.toString: a line for each member, then the version. */
export function configText(membership: Membership): string {
  if (written.membership === membership) return written.text
  const lines = membership.members.map((member) => `server.${member.id}=${memberText(member)}\n`)
  written.membership = membership
  written.text = `${lines.join('')}version=${versionText(membership.version)}`
  return written.text
}
/** What was written and what was read last: every vote of an election carries the same membership. Neither ever changes. */
const written: { membership: Membership | undefined; text: string } = { membership: undefined, text: '' }
const read: { text: string; result: Result<Membership, string> } = { text: '', result: ok(NOBODY) }
/** A longer text is not kept: it may be anybody's. */
const KEPT_MAX = 4096

export function versionText(version: Zxid): string {
  return BigInt.asUintN(64, version).toString(16)
}

/** An IPv6 address is written in brackets. */
function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/**
 * A text of `key=value` lines as a membership, or what is wrong with it in words. Blank lines and comments are passed over,
 * the last line of a key counts (java.util.Properties). Without a version line the version is 0.
 */
export function parseConfig(text: string): Result<Membership, string> {
  if (read.text === text) return read.result
  const result = parse(text)
  if (text.length <= KEPT_MAX) {
    read.text = text
    read.result = result
  }
  return result
}

function parse(text: string): Result<Membership, string> {
  const members = new Map<ServerId, Member>()
  let version: Zxid = ZXID_ZERO
  for (const line of text.split(/\r\n|\r|\n/)) {
    const trimmed = line.trimStart()
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('!')) continue
    const [, key = '', value = ''] = /^([^=:\s]*)\s*[=:\s]?\s*(.*)$/.exec(trimmed) ?? []
    if (key === 'version') {
      const digits = /^\+?([0-9a-f]{1,16})$/i.exec(value)?.[1]
      if (digits === undefined) return fail(`not a version: ${value}`)
      version = zxidFrom(BigInt(`0x${digits}`))
    } else if (key.startsWith('server.')) {
      const member = parseMember(key.slice('server.'.length), value)
      if (!member.ok) return member
      members.set(member.value.id, member.value)
    } else return fail(`Unrecognised parameter: ${key}`)
  }
  return ok({ version, members: ascending([...members.values()]) })
}

/** A member from its id and its specification. */
export function parseMember(id: string, text: string): Result<Member, string> {
  const parsedId = parseId(id)
  if (parsedId === undefined) return fail(`not a server id: ${id}`)
  const [server = '', client, ...more] = text.split(';')
  if (more.length > 0) return fail(`${text} has more than one client part`)
  const [host = '', quorum = '', election, role, ...rest] = hostAndPorts(server)
  if (election === undefined || rest.length > 0)
    return fail(`${text} does not have the form host:port:port[:type][;clientHost:clientPort]`)
  const quorumPort = parsePort(quorum)
  const electionPort = parsePort(election)
  if (quorumPort === undefined || electionPort === undefined) return fail(`Address unresolved: ${server}`)
  if (quorumPort === electionPort) return fail(`the quorum port and the election port of server.${id} are the same`)
  const type = role === undefined ? 'participant' : parseRole(role)
  if (type === undefined) return fail(`Unrecognised peertype: ${role}`)
  const clientAddress = client === undefined || client === '' ? ok(undefined) : parseClient(client)
  if (!clientAddress.ok) return clientAddress
  return ok({ id: parsedId, type, address: { host, quorumPort, electionPort, client: clientAddress.value } })
}

/** A server id, or undefined: 53 bits here, 64 in ZooKeeper. */
export function parseId(text: string): ServerId | undefined {
  const value = /^[+-]?\d{1,19}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? memberId(value) : undefined
}

function parseRole(text: string): PeerType | undefined {
  const role = text.trim().toLowerCase()
  return role === 'observer' || role === 'participant' ? role : undefined
}

/** `port` or `host:port`; without a host every address of the machine is meant. */
function parseClient(text: string): Result<MemberAddress['client'], string> {
  const parts = hostAndPorts(text)
  if (parts.length > 2) return fail(`${text} is no client address`)
  const port = parsePort(parts.at(-1) ?? '')
  const host = parts.length === 2 ? (parts[0] ?? '') : '0.0.0.0'
  return port === undefined ? fail(`Address unresolved: ${text}`) : ok({ host, port })
}

function parsePort(text: string): number | undefined {
  const port = /^[+]?\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65535 ? port : undefined
}

/** The host and what follows it between colons; a host in brackets may hold colons itself (ConfigUtils.getHostAndPort). */
function hostAndPorts(text: string): readonly string[] {
  const [, bracketedHost, ports] = /^\[([^\]]*)\]:(.+)$/.exec(text) ?? []
  return bracketedHost === undefined || ports === undefined ? text.split(':') : [bracketedHost, ...ports.split(':')]
}
