/**
 * Who belongs to the ensemble, and when enough of them agree (QuorumVerifier, QuorumMaj).
 *
 * A server knows two memberships: the current one, which was committed, and the last one that it saw proposed. They are the
 * same except while a reconfiguration is under way; then every decision needs a majority of both, so that neither the old
 * nor the new majority can decide alone (04 §2).
 *
 * Laws:
 * 1. A version is the zxid of the transaction that made the membership, so it names one membership for ever; 0 is what an
 *    administrator wrote into a configuration file, and loses against every other.
 * 2. Only participants count. Whoever else agrees is not wrong, just not asked.
 */
import { mut } from '../ground/base/mut.ts'
import { type ServerId, ZXID_ZERO, type Zxid } from '../ground/ids.ts'

/** How a server takes part: participants vote, observers only listen (peerType). */
export type PeerType = 'participant' | 'observer'

/** Where a member listens: 2888, 3888, and for clients (undefined: its line names no client port). */
export type MemberAddress = {
  readonly host: string
  readonly quorumPort: number
  readonly electionPort: number
  readonly client: { readonly host: string; readonly port: number } | undefined
}

/** One line `server.N=…` of the configuration. Without an address it is `zkN:2888:3888`, and names no client port. */
export type Member = { readonly id: ServerId; readonly type: PeerType; readonly address?: MemberAddress }

/** The members, ascending by id, and since which transaction they are (0: by a configuration file). */
export type Membership = { readonly version: Zxid; readonly members: readonly Member[] }

/** What a server goes by. `lastSeen.version` is never below `current.version`. */
export type Views = { readonly current: Membership; readonly lastSeen: Membership }

/** What a configuration file says, before anybody established it. */
export function initialViews(members: readonly Member[]): Views {
  const current: Membership = { version: ZXID_ZERO, members: ascending(members) }
  return { current, lastSeen: current }
}

export function ascending(members: readonly Member[]): readonly Member[] {
  return [...members].sort((a, b) => a.id - b.id)
}

/** Whether a reconfiguration is under way, as this server sees it. */
export function isPending({ current, lastSeen }: Views): boolean {
  return lastSeen.version > current.version
}

/** Whose majorities decide now: the current membership, and the proposed one while there is one. */
export function deciding(views: Views): readonly Membership[] {
  return isPending(views) ? [views.current, views.lastSeen] : [views.current]
}

/** Servers that vote, ascending. */
export function votersOf(membership: Membership): readonly ServerId[] {
  return membership.members.filter((m) => m.type === 'participant').map((m) => m.id)
}

/** Voters of the current or of the proposed membership, ascending (getCurrentAndNextConfigVoters). */
export function allVoters(views: Views): readonly ServerId[] {
  if (!isPending(views)) return votersOf(views.current)
  return [...new Set([...votersOf(views.current), ...votersOf(views.lastSeen)])].sort((a, b) => a - b)
}

/** Every member of the current or of the proposed membership, ascending. */
export function allMembers(views: Views): readonly ServerId[] {
  const ids = deciding(views).flatMap((membership) => membership.members.map((m) => m.id))
  return [...new Set(ids)].sort((a, b) => a - b)
}

/** The line of `id`, or undefined where it is no member. */
export function memberOf(membership: Membership, id: ServerId): Member | undefined {
  return membership.members.find((m) => m.id === id)
}

export function isVoter(membership: Membership, id: ServerId): boolean {
  for (const member of membership.members) if (member.id === id) return member.type === 'participant'
  return false
}

/**
 * What `id` is under `membership` (QuorumPeer.updateLearnerType): an observer where it is listed as one. Whoever is not
 * listed follows like a participant, and its vote and its acknowledgements count for nothing.
 */
export function peerTypeOf(membership: Membership, id: ServerId): PeerType {
  return memberOf(membership, id)?.type ?? 'participant'
}

/** Whether `ids` hold a majority of the voters (QuorumMaj: more than half). Ids that don't vote don't count. */
export function isQuorum(membership: Membership, ids: ReadonlySet<ServerId> | readonly ServerId[]): boolean {
  const voters = countVoters(membership)
  let agreeing = 0
  // Zoo 4: ZOOKEEPER-2959.
  for (const id of ids instanceof Set ? ids : new Set(ids))
    if (isVoter(membership, id) || mut('observersCount')) agreeing += 1
  // Zoo 3: QuorumMaj.
  if (mut('halfIsQuorum')) return agreeing >= Math.floor(voters / 2)
  return agreeing > Math.floor(voters / 2)
}

/** Whether `ids` hold a majority of each of `memberships` (SyncedLearnerTracker.hasAllQuorums). */
export function isQuorumOfAll(
  memberships: readonly Membership[],
  ids: ReadonlySet<ServerId> | readonly ServerId[],
): boolean {
  return memberships.every((membership) => isQuorum(membership, ids))
}

/** Whether `ids`, however they vote, are too few for a majority of each: then nobody need be counted. */
export function areTooFew(memberships: readonly Membership[], ids: ReadonlySet<ServerId>): boolean {
  const [only] = memberships
  if (only === undefined || memberships.length > 1 || mut('halfIsQuorum')) return false
  return ids.size <= Math.floor(countVoters(only) / 2)
}

function countVoters({ members }: Membership): number {
  let voters = 0
  for (const member of members) if (member.type === 'participant') voters++
  return voters
}

/** Whether the two are one, their versions aside: the same lines. */
export function sameMembers(a: Membership, b: Membership): boolean {
  return a.members.length === b.members.length && a.members.every((member, i) => sameMember(member, b.members[i]))
}
function sameMember(a: Member, b: Member | undefined): boolean {
  return b !== undefined && a.id === b.id && a.type === b.type && sameAddress(addressOf(a), addressOf(b))
}
function sameAddress(a: MemberAddress, b: MemberAddress): boolean {
  return sameQuorumAddress(a, b) && a.client?.host === b.client?.host && a.client?.port === b.client?.port
}
/** Whether a leader that moved from `a` to `b` still listens where its followers are connected. */
export function sameQuorumAddress(a: MemberAddress, b: MemberAddress): boolean {
  return a.host === b.host && a.quorumPort === b.quorumPort && a.electionPort === b.electionPort
}

/** The address of a member, made up where its line has none. */
export function addressOf(member: Member): MemberAddress {
  return (
    member.address ?? {
      host: `zk${member.id}`,
      quorumPort: QUORUM_PORT,
      electionPort: ELECTION_PORT,
      client: undefined,
    }
  )
}
const QUORUM_PORT = 2888
const ELECTION_PORT = 3888

/** The address of server `id` in an ensemble whose machines are called zk1, zk2, …: the customary ports. */
export function customaryAddress(id: ServerId): MemberAddress {
  return {
    host: `zk${id}`,
    quorumPort: QUORUM_PORT,
    electionPort: ELECTION_PORT,
    client: { host: '0.0.0.0', port: 2181 },
  }
}
