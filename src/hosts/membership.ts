/**
 * What hosts do to add and remove servers, as an administrator would (ZooKeeper's guide to dynamic reconfiguration): a
 * joiner starts with the present members and itself as one that does not vote, and when it has caught up a reconfig through a
 * client connection makes it a member. Whoever is removed runs on as a follower without a vote, until it is stopped.
 */
import type { ServerId } from '../ground/ids.ts'
import { serverId } from '../ground/ids.ts'
import { isMembershipFile } from '../ground/log/dynamicConfig.ts'
import type { OpOutcome } from '../protocol/client/seam.ts'
import {
  ascending,
  customaryAddress,
  type Member,
  type MemberAddress,
  type Membership,
  memberOf,
  type PeerType,
  votersOf,
} from '../protocol/membership.ts'
import { memberText } from '../protocol/membershipText.ts'
import type { DiskFile } from '../protocol/seam.ts'
import type { Happening } from './engine.ts'

/** Members at most, of whatever type: as many as the picture has room for. */
export const MEMBERS_MAX = 9
/** The client that reconfigures; it comes for that and leaves. */
export const ADMIN_CLIENT = 'Admin'

/** `voters` participants from id 1, then `observers`. `addressed`: where each of them listens. */
export function firstMembers(
  voters: number,
  observers: number,
  addressed: (id: ServerId) => MemberAddress = customaryAddress,
): readonly Member[] {
  return Array.from({ length: voters + observers }, (_, i): Member => {
    const id = serverId(i + 1)
    return { id, type: i < voters ? 'participant' : 'observer', address: addressed(id) }
  })
}

/** A folder's files for an ensemble with members of its own: what they say of the members before counts no more. */
export function withoutMembership(files: readonly DiskFile[]): readonly DiskFile[] {
  return files.filter((file) => !isMembershipFile(file.name))
}

/** The newest membership that any server told it goes by. */
export function newestMembership(known: Membership, { event }: Happening): Membership {
  if (event.type !== 'configActivated' || event.version <= known.version) return known
  return { version: event.version, members: event.members }
}

/** The smallest id that nobody has now. */
export function freeServerId(taken: readonly ServerId[]): ServerId {
  for (let id = 1; ; id++) if (!taken.some((one) => one === id)) return serverId(id)
}

/** What server `id` is started with: the members, itself among them; where it is new, without a vote. */
export function membersFor(known: Membership, id: ServerId, address: MemberAddress): readonly Member[] {
  if (memberOf(known, id) !== undefined) return known.members
  return ascending([...known.members, { id, type: 'observer', address }])
}

/** The line that makes `id` a member: `server.4=zk4:2888:3888:participant;0.0.0.0:2181`. */
export function joiningText(id: ServerId, type: PeerType, address: MemberAddress): string {
  return `server.${id}=${memberText({ id, type, address })}`
}

/** Why no server can be added now, in words, or undefined. */
export function whyNotAdd(servers: readonly ServerId[], leader: ServerId | undefined): string | undefined {
  if (servers.length >= MEMBERS_MAX) return `there is room for ${MEMBERS_MAX} servers`
  return leader === undefined ? NO_MAJORITY : undefined
}

/** Why `server` can't be removed now, in words, or undefined. */
export function whyNotRemove(
  known: Membership,
  servers: readonly ServerId[],
  server: ServerId,
  leader: ServerId | undefined,
): string | undefined {
  if (!servers.includes(server)) return `there is no server ${server}`
  // One that never became a member needs no reconfig.
  if (memberOf(known, server) === undefined) return undefined
  const voters = votersOf(known)
  if (voters.length === 1 && voters[0] === server) return `server ${server} is the only one that votes`
  return leader === undefined ? NO_MAJORITY : undefined
}
const NO_MAJORITY = 'no majority serves, and only a majority can change who belongs to it'

/** Whether an answer says nothing of what happened: then the membership tells, and the same may be asked again. */
export function isLost(outcome: OpOutcome | undefined): boolean {
  return (
    outcome === undefined || (!outcome.ok && (outcome.error === 'connectionLoss' || outcome.error === 'sessionExpired'))
  )
}
/** How often a reconfig is asked whose answer is lost: to be told twice that somebody joins or leaves changes nothing more. */
export const ASKED_MAX = 5

const NO_ANSWER = 'no answer came: the change may or may not have happened'

/** Why a reconfig was not done, in words. */
export function whyNotReconfigured(outcome: OpOutcome | undefined): string | undefined {
  if (outcome === undefined) return NO_ANSWER
  if (outcome.ok) return undefined
  switch (outcome.error) {
    case 'newConfigNoQuorum':
      return 'too few of the new members are connected and in step: no majority of them could be had'
    case 'reconfigInProgress':
      return 'another change of the members is under way'
    case 'badVersion':
      return 'the members changed meanwhile'
    case 'connectionLoss':
    case 'sessionExpired':
      return NO_ANSWER
    default:
      return `ZooKeeper refused it: ${outcome.error}`
  }
}
