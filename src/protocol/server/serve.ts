/** When a server answers clients: in broadcast, whatever its part is. */
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { changedStat, changeNode, type Database, lookup } from '../../ground/data/tree.ts'
import type { Membership } from '../membership.ts'
import { configText, parseConfig } from '../membershipText.ts'
import type { Effect } from '../seam.ts'
import { trace } from './effects.ts'
import { startLocal } from './localSessions.ts'
import type { Server } from './state.ts'
import { renewStats } from './stats.ts'

/** Whether clients are answered; a server without a leader closes each connection instead, unless it serves reads. */
export function isServing(server: Server): boolean {
  return server.role.type === 'looking' ? server.role.isReadOnly : server.role.phase === 'broadcast'
}

/** Tells that clients are answered from now on, and lets later joiners see the new epoch in our vote (05 §7). */
export function serve(server: Server, out: Effect[]): void {
  server.vote = { ...server.vote, epoch: server.currentEpoch }
  const { role, currentEpoch, db } = server
  writeConfigNode(server)
  renewStats(server)
  if (server.config.localSessions) startLocal(server, server.clock)
  trace(out, { type: 'serving', role: role.type, epoch: currentEpoch, zxid: db.lastProcessedZxid })
}

const CONFIG_NODE = '/zookeeper/config'

/**
 * The membership that stands in a tree, where the ensemble itself wrote it there and no client did: then it is what the
 * membership's file of that version said.
 */
export function membershipInTree(db: Database): Membership | undefined {
  const node = lookup(db.tree, CONFIG_NODE)
  if (node?.data === undefined || node.data === null) return undefined
  const parsed = parseConfig(decodeUtf8(node.data))
  return parsed.ok && parsed.value.version === node.stat.mzxid ? parsed.value : undefined
}

/** Each server writes the configuration into its own tree, by no transaction: the times differ (QuorumPeer, 07 §5). */
export function writeConfigNode(server: Server): void {
  const { config, clock, db, views } = server
  const node = lookup(db.tree, CONFIG_NODE)
  if (node === undefined) return
  const mtime = Math.floor(config.wallClockAtZero + clock)
  const stat = changedStat(node.stat, { version: -1, mzxid: views.current.version, mtime })
  changeNode(db.tree, CONFIG_NODE, node, { data: encodeUtf8(configText(views.current)), stat })
}
