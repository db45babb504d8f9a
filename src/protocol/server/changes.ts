/**
 * One change of one znode: refused with the first error that ZooKeeper would find, or planned as a transaction together
 * with the change records that it will leave (PrepRequestProcessor.pRequest2Txn).
 *
 * Laws:
 * 1. The order of the checks is the order of the tables in the reference (create: flags, ttl, session, shallow path,
 *    ACL, parent, right, full path, existence, ephemeral parent, quota): an invalid ACL beats a missing parent, NoAuth beats
 *    NodeExists, BadVersion beats NotEmpty.
 * 2. A refused change leaves no change record.
 * 3. Where 3.8.0's prediction and what apply does disagree (a creation counter that wraps, create2 with the container
 *    flag), the records here foretell what apply does: the digest in the transaction then is the tree's.
 */
import { mut } from '../../ground/base/mut.ts'
import { fail, ok, type Result } from '../../ground/base/result.ts'
import { allows, expandAcl } from '../../ground/data/acl.ts'
import { parentOf, pathProblem, shallowProblem } from '../../ground/data/path.ts'
import { type Excess, excessesOf } from '../../ground/data/quota.ts'
import {
  CONTAINER_OWNER,
  changedStat,
  type Database,
  kindOfOwner,
  newStat,
  TTL_MS_MAX,
  ttlOwner,
} from '../../ground/data/tree.ts'
import { SESSION_NONE, type SessionId, type Zxid } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { CreateFlag, createMode, isEphemeral, isSequential, Permission } from '../../ground/jute/opcodes.ts'
import type {
  Acl,
  Id,
  PathVersionRequest,
  SetAclRequest,
  SetDataRequest,
  StatPersisted,
} from '../../ground/jute/records.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { CreateFields } from './multi.ts'
import { type NodeView, type Outstanding, recordChange, recordOf } from './outstanding.ts'

/** A transaction, or why there is none. */
export type Planned = Result<Txn, KeeperErrorName>

/** Where a change is planned: the tree and what is ahead of it, the transaction's place and time, and who asks. */
export type ChangeContext = {
  readonly db: Database
  readonly outstanding: Outstanding
  readonly zxid: Zxid
  readonly time: number
  readonly extendedTypes: boolean
  readonly session: SessionId
  readonly identities: readonly Id[]
  /** Why the session may not write: unknown, closing, or moved to another server. */
  readonly sessionProblem: KeeperErrorName | undefined
  /** Why it may own no ephemeral; looked at first where one is made. */
  readonly ephemeralProblem?: KeeperErrorName | undefined
  /** enforceQuota: what hears of every limit that a change goes over, soft ones included; undefined: nobody looks. */
  readonly onExcess?: ((path: string, excess: Excess) => void) | undefined
}

/** Nodes that nobody deletes (ZKDatabase.isSpecialPath). */
const PROTECTED: ReadonlySet<string> = new Set(['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config'])

function at(context: ChangeContext, path: string): NodeView | undefined {
  return recordOf(context.outstanding, context.db, path)
}
function leave(context: ChangeContext, path: string, node: NodeView | undefined): void {
  recordChange(context.outstanding, context.db, context.zxid, path, node)
}
function may(context: ChangeContext, node: NodeView, permission: number): boolean {
  return allows(node.acl, permission, context.identities)
}
/** Versions are signed 32-bit and simply overflow (checkAndIncVersion in 3.8 and 3.9). */
function increased(version: number): number {
  return (version + 1) | 0
}
/** What the quotas say to `bytes` and `count` more at `path`: an error, or nothing. Text that can't be read fails the request. */
function quotaProblem(context: ChangeContext, path: string, bytes: number, count: number): KeeperErrorName | undefined {
  if (context.onExcess === undefined) return undefined
  const excesses = excessesOf(context.db.tree, path, bytes, count)
  if (excesses === undefined) return 'marshallingError'
  for (const excess of excesses) context.onExcess(path, excess)
  return excesses.some((excess) => excess.isHard) ? 'quotaExceeded' : undefined
}
/** Owned by a session: an ordinary ephemeral, not a container or a TTL node (EphemeralType.NORMAL). */
function isOrdinaryEphemeral(node: NodeView): boolean {
  return kindOfOwner(node.stat.ephemeralOwner) === 'ephemeral'
}

/** Flags and ttl of a create, before anything is looked up (validateCreateRequest): the first error, or undefined. */
function createProblem(fields: CreateFields, extendedTypes: boolean): KeeperErrorName | undefined {
  const mode = createMode(fields.flags)
  if (mode === undefined) return 'badArguments'
  const withTtl = mode === 'persistentWithTtl' || mode === 'persistentSequentialWithTtl'
  if (withTtl && !extendedTypes) return 'unimplemented'
  if (withTtl) return fields.ttl > 0 && fields.ttl <= TTL_MS_MAX ? undefined : 'badArguments'
  return fields.ttl < 0 && fields.op !== 'createTTL' ? undefined : 'badArguments'
}

/** The opcode decides what kind of znode comes to be; flags only add "sequential" and, for plain creates, "ephemeral". */
function ownerOf(fields: CreateFields, session: SessionId): SessionId {
  if (fields.op === 'createContainer') return CONTAINER_OWNER
  if (fields.op === 'createTTL') return ttlOwner(fields.ttl)
  return fields.flags === CreateFlag.ephemeral || fields.flags === CreateFlag.ephemeralSequential
    ? session
    : SESSION_NONE
}

function createTxn(fields: CreateFields, path: string, acl: readonly Acl[], parentCVersion: number): Txn {
  const { data, ttl } = fields
  if (fields.op === 'createContainer') return { type: 'createContainer', path, data, acl, parentCVersion }
  if (fields.op === 'createTTL') return { type: 'createTTL', path, data, acl, parentCVersion, ttl }
  const mode = createMode(fields.flags)
  const ephemeral = mode !== undefined && isEphemeral(mode)
  return { type: 'create', withStat: fields.op === 'create2', path, data, acl, ephemeral, parentCVersion }
}

/**
 * The number that a sequential znode gets: ten digits, the sign among them (`%010d`). It counts all creates ever under
 * the parent. It ends at 2147483647, where the tree's counter stays: a wrapped value is never larger.
 */
function sequenceSuffix(cversion: number): string {
  return cversion < 0 ? `-${String(-cversion).padStart(9, '0')}` : String(cversion).padStart(10, '0')
}

/** Only flags count, as in 3.8.0: a container that asks for an ephemeral needs such a session, too. */
function ownerProblem(context: ChangeContext, fields: CreateFields): KeeperErrorName | undefined {
  const mode = createMode(fields.flags)
  return mode !== undefined && isEphemeral(mode) ? context.ephemeralProblem : undefined
}

/** All creates: create, create2, createContainer, createTTL. */
export function planCreate(context: ChangeContext, fields: CreateFields): Planned {
  const problem =
    createProblem(fields, context.extendedTypes) ?? ownerProblem(context, fields) ?? context.sessionProblem
  if (problem !== undefined) return fail(problem)
  if (fields.path === null) return fail('marshallingError')
  if (shallowProblem(fields.path) !== undefined) return fail('badArguments')
  const parentPath = parentOf(fields.path)
  const acl = expandAcl(fields.acl, context.identities)
  if (!acl.ok) return acl
  const parent = at(context, parentPath)
  if (parent === undefined) return fail('noNode')
  if (!may(context, parent, Permission.create)) return fail('noAuth')
  const mode = createMode(fields.flags)
  const sequential = mode !== undefined && isSequential(mode)
  // Zoo 39: PrepRequestProcessor.
  const counter = mut('suffixFromChildCount') ? parent.childCount : parent.stat.cversion
  const path = sequential ? fields.path + sequenceSuffix(counter) : fields.path
  if (pathProblem(path) !== undefined) return fail('badArguments')
  if (at(context, path) !== undefined) return fail('nodeExists')
  if (isOrdinaryEphemeral(parent)) return fail('noChildrenForEphemerals')
  const excess = quotaProblem(context, path, fields.data?.length ?? 0, 1)
  if (excess !== undefined) return fail(excess)
  const cversion = increased(parent.stat.cversion)
  const raised =
    cversion > parent.stat.cversion ? changedStat(parent.stat, { cversion, pzxid: context.zxid }) : parent.stat
  leave(context, parentPath, family(parent, raised, parent.childCount + 1))
  const stat = newStat(context.zxid, context.time, ownerOf(fields, context.session))
  leave(context, path, { stat, childCount: 0, acl: acl.value, data: fields.data })
  return ok(createTxn(fields, path, acl.value, cversion))
}

/** A parent with another number of children. */
function family({ acl, data }: NodeView, stat: StatPersisted, childCount: number): NodeView {
  return { stat, childCount, acl, data }
}

/** Records that `path` goes: its parent loses a child and its pzxid moves. */
export function leaveDeleted(context: ChangeContext, path: string): void {
  const parentPath = parentOf(path)
  const parent = at(context, parentPath)
  if (parent !== undefined) {
    const pzxid = context.zxid > parent.stat.pzxid ? context.zxid : parent.stat.pzxid
    const stat = pzxid === parent.stat.pzxid ? parent.stat : changedStat(parent.stat, { pzxid })
    leave(context, parentPath, family(parent, stat, parent.childCount - 1))
  }
  leave(context, path, undefined)
}

function deletable(path: string): boolean {
  return shallowProblem(path) === undefined && !PROTECTED.has(path)
}

/** delete asks for the right on the parent, not on the node. */
export function planDelete(context: ChangeContext, fields: PathVersionRequest): Planned {
  if (context.sessionProblem !== undefined) return fail(context.sessionProblem)
  if (!deletable(fields.path)) return fail('badArguments')
  const parent = at(context, parentOf(fields.path))
  if (parent === undefined) return fail('noNode')
  if (!may(context, parent, Permission.delete)) return fail('noAuth')
  const node = at(context, fields.path)
  if (node === undefined) return fail('noNode')
  if (fields.version !== -1 && fields.version !== node.stat.version) return fail('badVersion')
  if (node.childCount > 0) return fail('notEmpty')
  leaveDeleted(context, fields.path)
  return ok({ type: 'delete', path: fields.path })
}

/** The container manager's own delete: no session, no right and no version, but only what is empty and nobody's ephemeral. */
export function planDeleteContainer(context: ChangeContext, path: string): Planned {
  if (!deletable(path)) return fail('badArguments')
  const node = at(context, path)
  if (node === undefined) return fail('noNode')
  if (node.childCount > 0) return fail('notEmpty')
  if (isOrdinaryEphemeral(node)) return fail('badVersion')
  leaveDeleted(context, path)
  return ok({ type: 'deleteContainer', path })
}

export function planSetData(context: ChangeContext, fields: SetDataRequest): Planned {
  if (context.sessionProblem !== undefined) return fail(context.sessionProblem)
  if (pathProblem(fields.path) !== undefined) return fail('badArguments')
  const node = at(context, fields.path)
  if (node === undefined) return fail('noNode')
  if (!may(context, node, Permission.write)) return fail('noAuth')
  const excess = quotaProblem(context, fields.path, (fields.data?.length ?? 0) - (node.data?.length ?? 0), 0)
  if (excess !== undefined) return fail(excess)
  const isOther = fields.version !== -1 && fields.version !== node.stat.version
  // Zoo 40: PrepRequestProcessor.
  if (isOther && !mut('badVersionIgnored')) return fail('badVersion')
  const version = increased(node.stat.version)
  const stat = changedStat(node.stat, { version, mzxid: context.zxid, mtime: context.time })
  leave(context, fields.path, { stat, childCount: node.childCount, acl: node.acl, data: fields.data })
  return ok({ type: 'setData', path: fields.path, data: fields.data, version })
}

/** setACL compares with aversion and moves nothing else: mzxid and mtime stay. */
export function planSetAcl(context: ChangeContext, fields: SetAclRequest): Planned {
  if (context.sessionProblem !== undefined) return fail(context.sessionProblem)
  if (pathProblem(fields.path) !== undefined) return fail('badArguments')
  const acl = expandAcl(fields.acl, context.identities)
  if (!acl.ok) return acl
  const node = at(context, fields.path)
  if (node === undefined) return fail('noNode')
  if (!may(context, node, Permission.admin)) return fail('noAuth')
  if (fields.version !== -1 && fields.version !== node.stat.aversion) return fail('badVersion')
  const version = increased(node.stat.aversion)
  leave(context, fields.path, { ...node, stat: changedStat(node.stat, { aversion: version }), acl: acl.value })
  return ok({ type: 'setACL', path: fields.path, acl: acl.value, version })
}

/** check, inside a multi only. The version in the transaction is one higher, as if the znode were set. */
export function planCheck(context: ChangeContext, fields: PathVersionRequest): Planned {
  if (context.sessionProblem !== undefined) return fail(context.sessionProblem)
  if (pathProblem(fields.path) !== undefined) return fail('badArguments')
  const node = at(context, fields.path)
  if (node === undefined) return fail('noNode')
  if (!may(context, node, Permission.read)) return fail('noAuth')
  if (fields.version !== -1 && fields.version !== node.stat.version) return fail('badVersion')
  return ok({ type: 'check', path: fields.path, version: increased(node.stat.version) })
}
