/**
 * A committed transaction reaches the tree: the one place where it does, on leaders, followers and observers, in
 * synchronisation and in broadcast. Watch events leave before anything that is queued later (03 A5).
 */
import { mut } from '../../ground/base/mut.ts'
import { allows } from '../../ground/data/acl.ts'
import { type Applied, applyTxn } from '../../ground/data/apply.ts'
import { trigger } from '../../ground/data/watches.ts'
import { counterOf, type SessionId, type Zxid } from '../../ground/ids.ts'
import { Permission } from '../../ground/jute/opcodes.ts'
import type { Effect } from '../seam.ts'
import { send, trace } from './effects.ts'
import { encodeNotification } from './reply.ts'
import type { Proposal, Server } from './state.ts'
import { noteSent } from './stats.ts'

const DIGEST_INTERVAL = 128
const DIGESTS_MAX = 1024
/** Keeps the digest of every 128th zxid, the newest 1024, for `hash`. */
export function noteDigest(server: Server, zxid: Zxid, digest: bigint): void {
  if (counterOf(zxid) % DIGEST_INTERVAL !== 0) return
  server.digests.push({ zxid, digest })
  if (server.digests.length > DIGESTS_MAX) server.digests.shift()
}

/** Applies `proposal`, fires watches, keeps it in the committed log. The caller answers whoever asked. */
export function commitLocally(server: Server, proposal: Proposal, out: Effect[]): Applied {
  const { header, txn, digest } = proposal.record
  const applied = applyTxn(server.db, header, txn)
  if (server.tail[0]?.zxid === proposal.zxid) server.tail.shift()
  noteDigest(server, proposal.zxid, server.db.tree.digest)
  server.committedLog.push(proposal)
  if (server.committedLog.length > server.config.committedLogMax) server.committedLog.shift()
  trace(out, {
    type: 'applied',
    zxid: proposal.zxid,
    header,
    txn,
    digest: server.db.tree.digest,
    expected: digest === null ? undefined : BigInt.asUintN(64, digest.treeDigest),
    ephemerals: server.db.tree.ephemerals.get(header.clientId)?.size ?? 0,
  })
  fireWatches(server, applied, out, proposal)
  return applied
}

function fireWatches(server: Server, applied: Applied, out: Effect[], proposal: Proposal): void {
  for (const change of applied.changes) {
    for (const fired of trigger(server.watches, change)) {
      const connection = server.connections.get(fired.watcher)
      if (connection === undefined) continue
      // Who may not read the znode learns nothing of it; a one-shot watch is used up all the same (3.8.4, 3.9.2).
      // Zoo 52: CVE-2024-23944.
      if (!allows(fired.acl, Permission.read, connection.identities) && !mut('watchLeaks')) continue
      const { watcher: link, path, event, oneShot } = fired
      trace(out, { type: 'watchFired', link, session: connection.session, path, event, zxid: proposal.zxid, oneShot })
      const bytes = encodeNotification(event, path)
      send(out, link, bytes)
      noteSent(server, connection, bytes.length)
    }
  }
}

/** The session that a transaction opens or closes, if it does. */
export function sessionChange(
  proposal: Proposal,
): { readonly type: 'opens' | 'closes'; readonly session: SessionId } | undefined {
  const { header, txn } = proposal.record
  if (txn.type === 'createSession') return { type: 'opens', session: header.clientId }
  if (txn.type === 'closeSession') return { type: 'closes', session: header.clientId }
  return undefined
}
