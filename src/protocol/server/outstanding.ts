/**
 * Change records: the tree as it will be once every transaction that was prepared is applied (ZooKeeperServer's
 * outstandingChanges). Preparing looks here first and at the tree second, so a pipeline of writes is validated in order
 * long before any of it is committed.
 *
 * Laws:
 * 1. Records stand in the order of their zxids; `byPath` holds the last one of each path.
 * 2. A record says all of a znode that validation asks for; a record without `node` says that the znode is deleted.
 * 3. `predicted` is the digest of the tree after the last prepared transaction. It is absent when nothing is ahead of
 *    the tree, and then the tree's own digest is it.
 */
import { mut } from '../../ground/base/mut.ts'
import { movedDigest, nodeCrc } from '../../ground/data/digest.ts'
import { crcOf, type Database, lookup } from '../../ground/data/tree.ts'
import type { SessionId, Zxid } from '../../ground/ids.ts'
import type { Acl, StatPersisted } from '../../ground/jute/records.ts'

/** A znode as validation sees it; `childCount` counts children that are there or will be. */
export type NodeView = {
  readonly stat: StatPersisted
  readonly childCount: number
  readonly acl: readonly Acl[]
  readonly data: Uint8Array | null
}
/** What the transaction `zxid` will leave at `path`; `crc` is the znode's part in the tree's digest (0: none). */
export type ChangeRecord = {
  readonly zxid: Zxid
  readonly path: string
  readonly node: NodeView | undefined
  readonly crc: number
}
export type Outstanding = {
  records: ChangeRecord[]
  byPath: Map<string, ChangeRecord>
  predicted: { readonly zxid: Zxid; readonly digest: bigint } | undefined
}
/** A place to roll back to. */
export type Mark = { readonly length: number; readonly predicted: Outstanding['predicted'] }

export function noOutstanding(): Outstanding {
  return { records: [], byPath: new Map(), predicted: undefined }
}

/** The root has two names, '' and '/': one key for both. */
function keyOf(path: string): string {
  return path === '' ? '/' : path
}

/** The znode at `path` once all that was prepared is applied, or undefined where there will be none. */
export function recordOf(outstanding: Outstanding, db: Database, path: string): NodeView | undefined {
  const record = outstanding.byPath.get(keyOf(path))
  // Zoo 38: PrepRequestProcessor.
  if (record !== undefined && !mut('prepOnCommittedTree')) return record.node
  const node = lookup(db.tree, path)
  if (node === undefined) return undefined
  return { stat: node.stat, childCount: node.children.size, acl: node.acl, data: node.data }
}

/** The tree's digest after everything that was prepared: unsigned 64 bits. */
export function predictedDigest(outstanding: Outstanding, db: Database): bigint {
  return outstanding.predicted?.digest ?? db.tree.digest
}

/** Records what transaction `zxid` will leave at `path` (`node` undefined: nothing) and carries the digest along. */
export function recordChange(
  outstanding: Outstanding,
  db: Database,
  zxid: Zxid,
  path: string,
  node: NodeView | undefined,
): void {
  const key = keyOf(path)
  const last = outstanding.byPath.get(key)
  const stored = last === undefined ? lookup(db.tree, path) : undefined
  const before = last?.crc ?? (stored === undefined ? 0 : crcOf(key, stored))
  const crc = node === undefined ? 0 : nodeCrc(key, node.data, node.stat)
  const record: ChangeRecord = { zxid, path: key, node, crc }
  const digest = movedDigest(predictedDigest(outstanding, db), before, crc)
  outstanding.records.push(record)
  outstanding.byPath.set(key, record)
  outstanding.predicted = { zxid, digest }
}

export function markOf(outstanding: Outstanding): Mark {
  return { length: outstanding.records.length, predicted: outstanding.predicted }
}

/** Forgets every record after `mark`: a multi whose part failed leaves no trace (PrepRequestProcessor.rollbackPendingChanges). */
export function rollBack(outstanding: Outstanding, mark: Mark): void {
  const undone = new Set(outstanding.records.splice(mark.length).map((record) => record.path))
  for (const path of undone) outstanding.byPath.delete(path)
  for (const record of outstanding.records) if (undone.has(record.path)) outstanding.byPath.set(record.path, record)
  outstanding.predicted = mark.predicted
}

/** Drops the records that the tree has caught up with: transaction `zxid` and all before it are applied. */
export function settle(outstanding: Outstanding, zxid: Zxid): void {
  let count = 0
  for (const record of outstanding.records) {
    if (record.zxid > zxid) break
    if (outstanding.byPath.get(record.path) === record) outstanding.byPath.delete(record.path)
    count++
  }
  outstanding.records.splice(0, count)
  if (outstanding.predicted !== undefined && outstanding.predicted.zxid <= zxid) outstanding.predicted = undefined
}

/** Paths of `session`'s ephemerals once all that was prepared is applied: the tree's set, corrected by the records. */
export function ephemeralsOf(outstanding: Outstanding, db: Database, session: SessionId): readonly string[] {
  const paths = new Set(db.tree.ephemerals.get(session) ?? [])
  for (const record of outstanding.records) {
    if (record.node === undefined) paths.delete(record.path)
    else if (record.node.stat.ephemeralOwner === session) paths.add(record.path)
  }
  return [...paths]
}
