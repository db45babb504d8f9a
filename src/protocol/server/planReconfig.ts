/**
 * A reconfig request, refused with the first error that ZooKeeper would find, or planned as a transaction
 * (PrepRequestProcessor.pRequest2Txn). The order of the checks: switched off, the session, a lone server, one under way, the
 * wanted version, the text, too few voters, no majority in step, the right to write /zookeeper/config.
 */
import { fail, ok, type Result } from '../../ground/base/result.ts'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { allows } from '../../ground/data/acl.ts'
import { changedStat } from '../../ground/data/tree.ts'
import type { ServerId } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { Permission } from '../../ground/jute/opcodes.ts'
import type { ReconfigRequest } from '../../ground/jute/records.ts'
import {
  addressOf,
  ascending,
  isPending,
  isQuorum,
  type Member,
  type Membership,
  type Views,
  votersOf,
} from '../membership.ts'
import { configText, parseConfig, parseId, parseMember } from '../membershipText.ts'
import type { ChangeContext, Planned } from './changes.ts'
import { recordChange, recordOf } from './outstanding.ts'

/** What a leader knows for a reconfiguration. `synced`: itself and the followers that are in step. */
export type ReconfigContext = {
  readonly views: Views
  readonly standaloneEnabled: boolean
  readonly synced: () => readonly ServerId[]
}

export const CONFIG_NODE = '/zookeeper/config'

/** `at` undefined: reconfiguration is switched off. `fields` undefined: the request could not be read. */
export function planReconfig(
  context: ChangeContext,
  at: ReconfigContext | undefined,
  fields: ReconfigRequest | undefined,
): Planned {
  if (fields === undefined) return fail('marshallingError')
  if (at === undefined) return fail('reconfigDisabled')
  if (context.sessionProblem !== undefined) return fail(context.sessionProblem)
  const { current, lastSeen } = at.views
  if (at.standaloneEnabled && votersOf(current).length < 2) return fail('unimplemented')
  if (isPending(at.views)) return fail('reconfigInProgress')
  if (fields.curConfigId !== -1n && fields.curConfigId !== lastSeen.version) return fail('badVersion')
  const planned = nextMembership(fields, lastSeen, at.standaloneEnabled)
  if (!planned.ok) return planned
  const membership: Membership = { version: context.zxid, members: planned.value }
  if (votersOf(membership).length < (at.standaloneEnabled ? 2 : 1)) return fail('badArguments')
  if (!isQuorum(membership, at.synced())) return fail('newConfigNoQuorum')
  const node = recordOf(context.outstanding, context.db, CONFIG_NODE)
  if (node === undefined) return fail('noNode')
  if (!allows(node.acl, Permission.write, context.identities)) return fail('noAuth')
  const data = encodeUtf8(configText(membership))
  const stat = changedStat(node.stat, { version: -1, mzxid: context.zxid, mtime: context.time })
  recordChange(context.outstanding, context.db, context.zxid, CONFIG_NODE, { ...node, data, stat })
  return ok({ type: 'reconfig', path: CONFIG_NODE, data, version: -1 })
}

type Members = Result<readonly Member[], KeeperErrorName>

function nextMembership(fields: ReconfigRequest, from: Membership, standaloneEnabled: boolean): Members {
  if (fields.newMembers !== null) return wholeMembership(fields.newMembers, standaloneEnabled)
  const members = new Map(from.members.map((member) => [member.id, member]))
  for (const word of pieces(fields.leavingServers)) {
    // A number that is none is no BadArguments in 3.8.0: the exception is not one that it turns into an error of its own.
    if (!/^[+-]?\d{1,19}$/.test(word)) return fail('marshallingError')
    const id = parseId(word)
    if (id !== undefined) members.delete(id)
  }
  for (const piece of pieces(fields.joiningServers)) {
    const joiner = joining(piece)
    if (!joiner.ok) return joiner
    const { id } = joiner.value
    for (const other of members.values()) {
      if (other.id !== id && sharesAddress(joiner.value, other)) return fail('badArguments')
    }
    members.set(id, joiner.value)
  }
  return ok(ascending([...members.values()]))
}

/** Words between commas, trimmed; empty ones are left out (StringUtils.split). */
function pieces(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
}

/** `server.N=specification;client`: a joiner must say where clients find it. */
function joining(text: string): Result<Member, KeeperErrorName> {
  const parts = text.split('=').map((part) => part.trim())
  const [name = '', specification = ''] = parts
  if (parts.length !== 2 || specification === '') return fail('badArguments')
  const id = name.slice(name.lastIndexOf('.') + 1)
  if (!/^[+-]?\d{1,19}$/.test(id)) return fail('marshallingError')
  if (hasPortBeyond(specification)) return fail('marshallingError')
  const member = parseMember(id, specification)
  if (!member.ok || addressOf(member.value).client === undefined) return fail('badArguments')
  return ok(member.value)
}

/** A port above 65535: InetSocketAddress throws what no error of its own is made of. */
function hasPortBeyond(text: string): boolean {
  return text.split(/[:;]/).some((word) => /^\d{5,9}$/.test(word) && Number(word) > 65535)
}

/** Lines of `server.N=…` between commas or line feeds: everything, not only what changes. */
function wholeMembership(text: string, standaloneEnabled: boolean): Members {
  if (hasPortBeyond(text.replaceAll(/[,\n]/g, ':'))) return fail('marshallingError')
  const parsed = parseConfig(text.replaceAll(',', '\n'))
  if (!parsed.ok) return fail('badArguments')
  const { members } = parsed.value
  const voters = votersOf(parsed.value).length
  // Here 3.8.0 throws what it does not turn into an error of its own (parseDynamicConfig: IllegalArgumentException).
  if (voters === 0 && (!standaloneEnabled || members.length > 0)) return fail('marshallingError')
  if (voters === 1 && standaloneEnabled && members.length > 1) return fail('marshallingError')
  return ok(members)
}

/** Two members at one host and port; addresses that every machine has (0.0.0.0, 127.0.0.1) are no clash. */
function sharesAddress(a: Member, b: Member): boolean {
  const others = new Set(placesOf(b))
  return placesOf(a).some((place) => others.has(place))
}
function placesOf(member: Member): readonly string[] {
  const { host, quorumPort, electionPort, client } = addressOf(member)
  const places = [{ host, port: quorumPort }, { host, port: electionPort }, ...(client === undefined ? [] : [client])]
  return places.filter((place) => !isEverywhere(place.host)).map((place) => `${place.host}:${place.port}`)
}
function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '::1' || host === 'localhost' || host.startsWith('127.')
}
