/**
 * Memberships on one server (QuorumPeer.setLastSeenQuorumVerifier, processReconfig; Leader.getDesignatedLeader).
 *
 * A reconfiguration is a transaction with the new membership in it. From its proposal on a server has seen the new one,
 * and counts majorities of both; from its commit on it goes by the new one.
 *
 * Laws:
 * 1. What is seen is on its way to the disk before the proposal is logged, and what is activated before its commit is
 *    applied: a restart finds a membership that is no older than the log (disk operations are performed in order).
 * 2. The current membership only ever gets newer. A proposed one can come to nothing.
 * 3. Whoever's part or leader changes leaves its role; where the commit names the next leader, it goes there at once.
 */
import { mut } from '../../ground/base/mut.ts'
import { decodeUtf8 } from '../../ground/base/utf8.ts'
import { counterOf, type ServerId, type Zxid } from '../../ground/ids.ts'
import {
  configFiles,
  dynamicConfigName,
  encodeDynamicConfig,
  encodeNextConfig,
  NEXT_CONFIG_FILE,
} from '../../ground/log/dynamicConfig.ts'
import {
  addressOf,
  allMembers,
  initialViews,
  isPending,
  isVoter,
  type Membership,
  memberOf,
  peerTypeOf,
  sameMembers,
  sameQuorumAddress,
  type Views,
} from '../membership.ts'
import { configText, parseConfig } from '../membershipText.ts'
import type { DiskFile, Effect } from '../seam.ts'
import type { ServerEvent } from '../trace.ts'
import { mark, trace } from './effects.ts'
import { dial, hangUpOnStrangers } from './mesh.ts'
import { writeConfigNode } from './serve.ts'
import type { Proposal, Server } from './state.ts'
import { disk } from './storage.ts'

/** What a newer membership means for this server's role: it stays, goes to the designated leader, or looks for one. */
export type Turn = 'stay' | 'designated' | 'elect'

/** The membership in a reconfig transaction; undefined for every other one. */
export function membershipIn(proposal: Proposal): Membership | undefined {
  const { txn } = proposal.record
  if (txn.type !== 'reconfig' || txn.data === null) return undefined
  const parsed = parseConfig(decodeUtf8(txn.data))
  return parsed.ok ? parsed.value : undefined
}

/** A membership was proposed, or told by the leader that synchronises us: from now on it has a say. */
export function seeConfig(server: Server, membership: Membership, out: Effect[]): void {
  const { current, lastSeen } = server.views
  if (!server.config.reconfigEnabled) return
  if (membership.version === lastSeen.version || membership.version < current.version) return
  if (isPending(server.views)) trace(out, { type: 'configForgotten', version: lastSeen.version })
  server.views = { current, lastSeen: membership }
  if (!isPending(server.views)) return forgetNext(server, out)
  disk(server, out, { type: 'replace', file: NEXT_CONFIG_FILE, bytes: encodeNextConfig(configText(membership)) })
  trace(out, { type: 'configPending', version: membership.version, members: membership.members })
  for (const member of membership.members) {
    if (member.id !== server.config.self && memberOf(current, member.id) === undefined) dial(server, out, member.id)
  }
}

/** The log was cut back to `zxid`: a membership that was proposed behind it is nobody's. */
export function forgetConfigAfter(server: Server, zxid: Zxid, out: Effect[]): void {
  const { current, lastSeen } = server.views
  if (!isPending(server.views) || !isTransaction(lastSeen.version) || lastSeen.version <= zxid) return
  server.views = { current, lastSeen: current }
  trace(out, { type: 'configForgotten', version: lastSeen.version })
  mark(out, 'a proposed membership is truncated')
  forgetNext(server, out)
}

/** The first membership of an ensemble has its version from the start of an epoch, which no log holds. */
function isTransaction(version: Zxid): boolean {
  return counterOf(version) !== 0
}

/**
 * The membership is committed: this server goes by it. `leader` is the one that the commit names; where there is none and
 * the present one is not in both memberships, an election decides.
 */
export function activateConfig(
  server: Server,
  membership: Membership,
  how: Extract<ServerEvent, { type: 'configActivated' }>['how'],
  leader: ServerId | undefined,
  out: Effect[],
): Turn {
  const { config } = server
  if (!config.reconfigEnabled) return 'stay'
  const before = server.views.current
  if (membership.version > before.version) adopt(server, membership, how, out)
  writeConfigNode(server)
  if (membership.version <= before.version || sameMembers(before, membership)) return 'stay'
  hangUpOnStrangers(server, allMembers(server.views), out)
  const isOther = peerTypeOf(before, config.self) !== peerTypeOf(membership, config.self)
  if (leader === undefined) return isOther || !leadsBoth(server.vote.leader, before, membership) ? 'elect' : 'stay'
  const { vote } = server
  if (leader === vote.leader) return isOther ? 'designated' : 'stay'
  server.vote = { leader, zxid: membership.version, epoch: server.currentEpoch }
  return 'designated'
}

function adopt(
  server: Server,
  membership: Membership,
  how: Extract<ServerEvent, { type: 'configActivated' }>['how'],
  out: Effect[],
): void {
  const { current, lastSeen } = server.views
  const stillPending = lastSeen.version > membership.version
  server.views = { current: membership, lastSeen: stillPending ? lastSeen : membership }
  const file = dynamicConfigName(membership.version)
  disk(server, out, { type: 'replace', file, bytes: encodeDynamicConfig(configText(membership)) })
  const old = dynamicConfigName(current.version)
  if (server.disk.sizes.has(old)) disk(server, out, { type: 'remove', file: old })
  if (!stillPending) forgetNext(server, out)
  trace(out, { type: 'configActivated', version: membership.version, members: membership.members, how })
}

function forgetNext(server: Server, out: Effect[]): void {
  if (server.disk.sizes.has(NEXT_CONFIG_FILE)) disk(server, out, { type: 'remove', file: NEXT_CONFIG_FILE })
}

/** Whether `leader` votes in both memberships, at one address: then nothing changes for who follows it. */
function leadsBoth(leader: ServerId, before: Membership, after: Membership): boolean {
  const [old, next] = [memberOf(before, leader), memberOf(after, leader)]
  if (old?.type !== 'participant' || next?.type !== 'participant') return false
  return sameQuorumAddress(addressOf(old), addressOf(next))
}

/**
 * Who leads once `membership` is committed (Leader.getDesignatedLeader): ourselves where we vote in it at the same address;
 * otherwise one of its voters that has the reconfiguration, and of those one that has most of what was proposed after it.
 */
export function designate(
  server: Server,
  membership: Membership,
  acks: Iterable<ServerId>,
  later: Iterable<{ readonly acks: ReadonlySet<ServerId> }>,
): ServerId {
  const { self } = server.config
  if (leadsBoth(self, server.views.current, membership)) return self
  let candidates = [...acks].filter((id) => id !== self && isVoter(membership, id)).sort((a, b) => a - b)
  for (const proposal of later) {
    const better = candidates.filter((id) => proposal.acks.has(id))
    if (better.length === 0) break
    candidates = better
  }
  return candidates[0] ?? self
}

/** The memberships in a folder, or which file is damaged and why. */
export type FoundViews =
  | { readonly type: 'found'; readonly views: Views; readonly leftOver: readonly string[] }
  | { readonly type: 'damaged'; readonly file: string; readonly reason: string }

/**
 * What a server goes by when it starts: its folder's newest committed membership, else the configuration file's. A proposed
 * one counts only where its transaction was logged: it was written first, and nobody heard an acknowledgement of it.
 * `told`: the one that stands in the tree.
 */
export function viewsAtStart(
  server: Server,
  files: readonly DiskFile[],
  lastLogged: Zxid,
  told: Membership | undefined,
): FoundViews {
  const initial = initialViews(server.config.members)
  if (!server.config.reconfigEnabled) return { type: 'found', views: initial, leftOver: [] }
  const { committed, next, leftOver } = configFiles(files)
  let { current } = initial
  if (committed !== undefined) {
    const parsed = parseConfig(committed.text)
    if (!parsed.ok) return { type: 'damaged', file: committed.name, reason: parsed.error }
    current = parsed.value
    // Its file has no checksum. One that lost its end could make an ensemble of a single server, and a second leader.
    const isOther = told?.version === current.version && !sameMembers(told, current)
    if (isOther && !mut('membershipUnchecked')) {
      const reason = 'it names other members than /zookeeper/config, which has the same version'
      return { type: 'damaged', file: committed.name, reason }
    }
  }
  if (next === undefined) return { type: 'found', views: { current, lastSeen: current }, leftOver }
  const seen = parseConfig(next.text)
  if (!seen.ok) return { type: 'damaged', file: next.name, reason: seen.error }
  const { version } = seen.value
  const isLogged = !isTransaction(version) || version <= lastLogged
  if (version > current.version && isLogged) {
    return { type: 'found', views: { current, lastSeen: seen.value }, leftOver }
  }
  return { type: 'found', views: { current, lastSeen: current }, leftOver: [...leftOver, next.name] }
}
