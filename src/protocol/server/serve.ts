/** When a server answers clients: in broadcast, whatever its part is. */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { changeNode, lookup } from '../../ground/data/tree.ts'
import { ZXID_ZERO } from '../../ground/ids.ts'
import { configText } from '../config.ts'
import type { Effect } from '../seam.ts'
import { trace } from './effects.ts'
import type { Server } from './state.ts'

/** Whether clients are answered; a server without a leader closes each connection instead. */
export function isServing(server: Server): boolean {
  return server.role.type !== 'looking' && server.role.phase === 'broadcast'
}

/** Tells that clients are answered from now on, and lets later joiners see the new epoch in our vote (05 §7). */
export function serve(server: Server, out: Effect[]): void {
  server.vote = { ...server.vote, epoch: server.currentEpoch }
  const { role, currentEpoch, db } = server
  writeConfigNode(server)
  trace(out, { type: 'serving', role: role.type, epoch: currentEpoch, zxid: db.lastProcessedZxid })
}

const CONFIG_NODE = '/zookeeper/config'

/** Each server writes the configuration into its own tree, by no transaction: the times differ (QuorumPeer, 07 §5). */
function writeConfigNode(server: Server): void {
  const { config, clock, db } = server
  const node = lookup(db.tree, CONFIG_NODE)
  if (node === undefined) return
  const mtime = Math.floor(config.wallClockAtZero + clock)
  // The version of the configuration is 0 while nobody reconfigures, and mzxid tells it.
  const stat = { ...node.stat, version: -1, mzxid: ZXID_ZERO, mtime }
  changeNode(db.tree, CONFIG_NODE, node, { data: encodeUtf8(configText(config)), stat })
}
