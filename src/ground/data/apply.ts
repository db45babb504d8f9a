/**
 * One transaction into the database: the same function for what was just committed and for replay (DataTree.processTxn).
 * Laws: 1. Nothing is validated here, preparation did that; what cannot be done (replay over a fuzzy snapshot) is an
 * error value and never an exception. 2. Versions are absolute, and a parent's creation counter and pzxid are only
 * raised, so replay over a newer state ends in the same state. 3. `lastProcessedZxid` moves last, after the whole multi.
 */

import { unreachable } from '../base/assert.ts'
import { mut } from '../base/mut.ts'
import { SESSION_NONE, type SessionId } from '../ids.ts'
import { type KeeperErrorName, keeperErrorName } from '../jute/errors.ts'
import { type Acl, OPEN_ACL, type Stat } from '../jute/records.ts'
import type { Txn, TxnHeader } from '../jute/txns.ts'
import { nameOf, parentOf } from './path.ts'
import { countCreated, countData, countDeleted } from './quota.ts'
import {
  aclOf,
  CONTAINER_OWNER,
  changedStat,
  changeNode,
  type Database,
  lookup,
  newStat,
  putNode,
  statOf,
  type Tree,
  takeNode,
  ttlOwner,
  type Znode,
  znode,
} from './tree.ts'

/** What happened to one znode, for watches. ACLs: of the node (just before it was deleted) and of its parent. */
export type Change = {
  readonly type: 'created' | 'deleted' | 'dataChanged'
  readonly path: string
  readonly acl: readonly Acl[]
  readonly parentAcl: readonly Acl[]
}

export type Applied = {
  /** 'ok' when fine; of a multi the first error of its parts. */
  readonly error: KeeperErrorName
  /** In the order in which watches fire; a multi's are all its parts' in order. */
  readonly changes: readonly Change[]
  /** The parts of a multi, else empty. */
  readonly results: readonly Applied[]
  readonly path?: string | undefined
  /** The node's stat right after this (part of a) transaction: what create2, setData and setACL answer. */
  readonly stat?: Stat | undefined
}

type CreateTxn = Extract<Txn, { type: 'create' | 'createContainer' | 'createTTL' }>
type DataTxn = Extract<Txn, { type: 'setData' | 'reconfig' }>

const NO_CHANGES: readonly Change[] = []
const NO_RESULTS: readonly Applied[] = []
function done(changes: readonly Change[] = NO_CHANGES, path?: string, stat?: Stat): Applied {
  return { error: 'ok', changes, results: NO_RESULTS, path, stat }
}
function failed(error: KeeperErrorName, path?: string): Applied {
  return { error, changes: NO_CHANGES, results: NO_RESULTS, path, stat: undefined }
}

function ownerOfNew(header: TxnHeader, txn: CreateTxn): SessionId | undefined {
  if (txn.type === 'createContainer') return CONTAINER_OWNER
  if (txn.type === 'createTTL') return ttlOwner(txn.ttl)
  return txn.ephemeral ? header.clientId : undefined
}

/** Raises the parent's creation counter and pzxid, both only if the counter is larger; -1 (logs before 3.4) counts by one. */
function raiseParent(tree: Tree, path: string, parent: Znode, parentCVersion: number, header: TxnHeader): void {
  const { stat } = parent
  const cversion = parentCVersion === -1 ? (stat.cversion + 1) | 0 : parentCVersion
  if (cversion > stat.cversion)
    changeNode(tree, path, parent, { stat: changedStat(stat, { cversion, pzxid: header.zxid }) })
}

function applyCreate(tree: Tree, header: TxnHeader, txn: CreateTxn): Applied {
  const { path } = txn
  const parentPath = parentOf(path)
  const parent = tree.nodes.get(parentPath)
  if (parent === undefined || !path.startsWith('/')) return failed('noNode', path)
  if (path === '/' || parent.children.has(nameOf(path))) {
    // Over a fuzzy snapshot the node may be there already while its parent still has the older counter. ZooKeeper mends
    // that for type 1 only, not for create2, containers and TTL nodes (DataTree.processTxn, ZOOKEEPER-1269).
    // Zoo 36: ZOOKEEPER-3145.
    const mends = txn.type === 'create' && !txn.withStat && !mut('replayNotIdempotent')
    if (mends) raiseParent(tree, parentPath, parent, txn.parentCVersion, header)
    return failed('nodeExists', path)
  }
  raiseParent(tree, parentPath, parent, txn.parentCVersion, header)
  const owner = ownerOfNew(header, txn)
  const stat = newStat(header.zxid, header.time, owner ?? SESSION_NONE)
  const node = znode(txn.data, txn.acl, stat)
  putNode(tree, path, node, parent)
  // What is answered is the stat before quotas are counted: the data of a new zookeeper_stats is replaced then.
  const after = statOf(node)
  countCreated(tree, path, node.data?.length ?? 0)
  return done([{ type: 'created', path, acl: node.acl, parentAcl: parent.acl }], path, after)
}

function applyDelete(tree: Tree, header: TxnHeader, path: string): Applied {
  const parentPath = parentOf(path)
  const parent = tree.nodes.get(parentPath)
  if (parent === undefined || path === '/' || !path.startsWith('/')) return failed('noNode', path)
  // The child may be gone already in a fuzzy snapshot, and still the parent's pzxid must be raised (ZOOKEEPER-3125).
  const node = takeNode(tree, path, parent)
  if (node === undefined && mut('replayNotIdempotent')) return failed('noNode', path)
  if (header.zxid > parent.stat.pzxid) {
    changeNode(tree, parentPath, parent, { stat: changedStat(parent.stat, { pzxid: header.zxid }) })
  }
  if (node === undefined) return failed('noNode', path)
  countDeleted(tree, path, node.data?.length ?? 0)
  return done([{ type: 'deleted', path, acl: node.acl, parentAcl: parent.acl }], path)
}

function applySetData(tree: Tree, header: TxnHeader, txn: DataTxn): Applied {
  const { path, data, version } = txn
  const node = lookup(tree, path)
  if (node === undefined) return failed('noNode', path)
  const key = path === '' ? '/' : path
  const grown = (data?.length ?? 0) - (node.data?.length ?? 0)
  changeNode(tree, key, node, {
    data,
    stat: changedStat(node.stat, { mzxid: header.zxid, mtime: header.time, version }),
  })
  const after = statOf(node)
  countData(tree, key, grown)
  const parentAcl = lookup(tree, parentOf(key))?.acl ?? OPEN_ACL
  return done([{ type: 'dataChanged', path: key, acl: node.acl, parentAcl }], path, after)
}

function applySetAcl(tree: Tree, txn: Extract<Txn, { type: 'setACL' }>): Applied {
  const node = lookup(tree, txn.path)
  if (node === undefined) return failed('noNode', txn.path)
  node.acl = aclOf(txn.acl)
  changeNode(tree, txn.path, node, { stat: changedStat(node.stat, { aversion: txn.version }) })
  return done(NO_CHANGES, txn.path, statOf(node))
}

/** Deletes the listed paths in order, then what else the session has (a log without list, or a fuzzy snapshot's leftovers). */
function applyCloseSession(db: Database, header: TxnHeader, listed: readonly string[]): Applied {
  const { tree } = db
  const changes: Change[] = []
  db.sessions.delete(header.clientId)
  for (const path of listed) changes.push(...applyDelete(tree, header, path).changes)
  for (const path of [...(tree.ephemerals.get(header.clientId) ?? [])]) {
    changes.push(...applyDelete(tree, header, path).changes)
  }
  tree.ephemerals.delete(header.clientId)
  return done(changes)
}

/** A multi with an error part is void as a whole: parts before the error report ok, later ones RUNTIMEINCONSISTENCY. */
function applyMulti(db: Database, header: TxnHeader, parts: readonly Txn[]): Applied {
  // Zoo 37: ZOOKEEPER-3127.
  const isVoid = parts.some((part) => part.type === 'error') && !mut('partialMulti')
  const results: Applied[] = []
  let isAfterError = false
  for (const part of parts) {
    if (part.type === 'error') isAfterError = true
    if (isVoid && part.type !== 'error') results.push(isAfterError ? failed('runtimeInconsistency') : done())
    else results.push(applyPart(db, header, part))
  }
  const error = results.find((result) => result.error !== 'ok')?.error ?? 'ok'
  return { error, changes: results.flatMap((result) => result.changes), results }
}

function applyPart(db: Database, header: TxnHeader, part: Txn): Applied {
  // These can't be parts (DataTree.processTxn: "Invalid type of op").
  if (part.type === 'multi' || part.type === 'createSession' || part.type === 'closeSession') {
    return failed('unimplemented')
  }
  return applyOne(db, header, part)
}

function applyOne(db: Database, header: TxnHeader, txn: Txn): Applied {
  switch (txn.type) {
    case 'create':
    case 'createContainer':
    case 'createTTL':
      return applyCreate(db.tree, header, txn)
    case 'delete':
    case 'deleteContainer':
      return applyDelete(db.tree, header, txn.path)
    case 'setData':
    case 'reconfig':
      return applySetData(db.tree, header, txn)
    case 'setACL':
      return applySetAcl(db.tree, txn)
    case 'check':
      return done(NO_CHANGES, txn.path)
    case 'error':
      return failed(keeperErrorName(txn.err) ?? 'runtimeInconsistency')
    case 'createSession':
      db.sessions.set(header.clientId, txn.timeOut)
      return done()
    case 'closeSession':
      return applyCloseSession(db, header, txn.paths)
    case 'multi':
      return applyMulti(db, header, txn.txns)
    default:
      return unreachable(txn)
  }
}

/** Applies one transaction; the result is what the request's answer and the watches are made from. Never throws. */
export function applyTxn(db: Database, header: TxnHeader, txn: Txn): Applied {
  const applied = applyOne(db, header, txn)
  if (header.zxid > db.lastProcessedZxid) db.lastProcessedZxid = header.zxid
  return applied
}
