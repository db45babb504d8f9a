/**
 * What ZooKeeper's tree is, said a second time and without the servers' code: the sequential specification that all
 * answers are held against (02 §§3–6). It knows what becomes of each request, and what each znode was at each zxid of the
 * recent past.
 *
 * Laws:
 * 1. What the model does not know (a tree that was there before it, what stands below /zookeeper, rights and limits) it does
 *    not judge: such a question has the answer 'unknown'.
 * 2. Znodes are values: a change puts another one in its place, and the one before is kept for `HISTORY_MAX` changes.
 */
import { nameOf, parentOf } from '../../ground/data/path.ts'
import { SESSION_NONE, type SessionId, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import type { Stat } from '../../ground/jute/records.ts'
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'
import { partsOf } from './checker.ts'

/** Changes of the past that reads may still be of. */
export const HISTORY_MAX: number = 5000
/** Where the creation counter ends (02 §3): beyond it numbers repeat, and the model is silent. */
const NUMBER_MAX = 0x7fffffff

/** A znode as one transaction left it. `vague`: its stat is not known, only that it is there. */
export type Known = {
  readonly data: Uint8Array | null
  readonly czxid: Zxid
  readonly mzxid: Zxid
  readonly pzxid: Zxid
  readonly ctime: number
  readonly mtime: number
  readonly version: number
  readonly aversion: number
  /** How many children were ever made. */
  readonly created: number
  readonly children: number
  readonly owner: SessionId
  readonly vague: boolean
}
/** Undefined: there is none. */
export type Lookup = Known | undefined | 'unknown'
type Past = { readonly zxid: Zxid; readonly before: Lookup }
export type Model = {
  readonly nodes: Map<string, Known>
  readonly children: Map<string, Set<string>>
  readonly past: Map<string, Past[]>
  /** Paths in the order of `past`, oldest first. */
  readonly log: { readonly path: string; readonly zxid: Zxid }[]
  /** Whether everything that is not in `nodes` is known not to be there. */
  whole: boolean
  /** The past reaches back to here. */
  since: Zxid
}

/** `whole`: it begins with the empty tree of a new ensemble, else in the middle of a tree that nobody showed it. */
export function createModel(whole: boolean, since: Zxid): Model {
  const model: Model = { nodes: new Map(), children: new Map(), past: new Map(), log: [], whole, since }
  if (!whole) return model
  const known = { ...fresh(null, ZXID_ZERO, 0, SESSION_NONE), vague: true }
  model.nodes.set('/', { ...known, children: 1 })
  model.children.set('/', new Set(['zookeeper']))
  return model
}

function fresh(data: Uint8Array | null, zxid: Zxid, time: number, owner: SessionId): Known {
  return {
    data,
    czxid: zxid,
    mzxid: zxid,
    pzxid: zxid,
    ctime: time,
    mtime: time,
    version: 0,
    aversion: 0,
    created: 0,
    children: 0,
    owner,
    vague: false,
  }
}

/** Whether nothing is said of the path: it is the server's own. */
export function isReserved(path: string): boolean {
  return path === '/zookeeper' || path.startsWith('/zookeeper/')
}

/** The znode as it is now. */
export function now(model: Model, path: string): Lookup {
  if (isReserved(path)) return 'unknown'
  return model.nodes.get(path) ?? (model.whole ? undefined : 'unknown')
}

/** The znode as it was when `zxid` was the last transaction. */
export function lookupAt(model: Model, path: string, zxid: Zxid): Lookup {
  if (zxid < model.since) return 'unknown'
  for (const { zxid: changed, before } of model.past.get(path) ?? []) if (changed > zxid) return before
  return now(model, path)
}

/** The names of the children where none came or went since `zxid`, else undefined. */
export function childrenAt(model: Model, path: string, zxid: Zxid): ReadonlySet<string> | undefined {
  const node = now(model, path)
  if (node === 'unknown' || node === undefined || node.pzxid > zxid || !model.whole) return undefined
  return model.children.get(path) ?? NOBODY
}
const NOBODY: ReadonlySet<string> = new Set()

/** What a client sees of the znode (DataNode.copyStat). */
export function statOf(node: Known): Stat {
  const { czxid, mzxid, ctime, mtime, version, aversion, pzxid, data, children, created, owner } = node
  const cversion = (2 * created - children) | 0
  const [dataLength, ephemeralOwner, numChildren] = [data?.length ?? 0, owner, children]
  return { czxid, mzxid, ctime, mtime, version, cversion, aversion, dataLength, ephemeralOwner, numChildren, pzxid }
}

function put(model: Model, path: string, zxid: Zxid, node: Known | undefined): void {
  const before = now(model, path)
  const past = model.past.get(path)
  if (past === undefined) model.past.set(path, [{ zxid, before }])
  else past.push({ zxid, before })
  model.log.push({ path, zxid })
  if (node === undefined) model.nodes.delete(path)
  else model.nodes.set(path, node)
  if (model.log.length < 2 * HISTORY_MAX) return
  for (const old of model.log.splice(0, HISTORY_MAX)) {
    const entries = model.past.get(old.path)
    entries?.shift()
    if (entries?.length === 0) model.past.delete(old.path)
    if (old.zxid > model.since) model.since = old.zxid
  }
}

/** The number that the next child of `path` gets, where it is known. */
export function nextNumber(model: Model, path: string): number | undefined {
  const parent = now(model, path)
  if (parent === 'unknown' || parent === undefined || parent.created >= NUMBER_MAX - 1) return undefined
  return parent.vague && path !== '/' ? undefined : parent.created
}

/** Lets a transaction happen. Paths that it touched and the model knew nothing of are known where it tells all of them. */
export function happen(model: Model, header: TxnHeader, txn: Txn): void {
  for (const part of partsOf(txn)) happenOne(model, header, part)
}

function happenOne(model: Model, header: TxnHeader, txn: Txn): void {
  const { zxid, time } = header
  switch (txn.type) {
    case 'create':
    case 'createContainer':
    case 'createTTL': {
      if (isReserved(txn.path)) return
      const owner = txn.type === 'create' && txn.ephemeral ? header.clientId : SESSION_NONE
      put(model, txn.path, zxid, fresh(txn.data, zxid, time, owner))
      model.children.delete(txn.path)
      return adopt(model, txn.path, zxid, txn.parentCVersion)
    }
    case 'delete':
    case 'deleteContainer':
      return vanish(model, txn.path, zxid)
    case 'closeSession':
      for (const path of txn.paths) vanish(model, path, zxid)
      return
    case 'setData': {
      const node = now(model, txn.path)
      if (node === 'unknown' || node === undefined) return
      return put(model, txn.path, zxid, { ...node, data: txn.data, mzxid: zxid, mtime: time, version: txn.version })
    }
    case 'setACL': {
      const node = now(model, txn.path)
      if (node === 'unknown' || node === undefined) return
      return put(model, txn.path, zxid, { ...node, aversion: txn.version })
    }
    default:
      return
  }
}

function adopt(model: Model, path: string, zxid: Zxid, created: number): void {
  const above = parentOf(path)
  const names = model.children.get(above)
  if (names === undefined) model.children.set(above, new Set([nameOf(path)]))
  else names.add(nameOf(path))
  const parent = now(model, above)
  if (parent === 'unknown' || parent === undefined) return
  put(model, above, zxid, { ...parent, created, children: parent.children + 1, pzxid: zxid })
}

function vanish(model: Model, path: string, zxid: Zxid): void {
  if (isReserved(path)) return
  put(model, path, zxid, undefined)
  model.children.delete(path)
  const above = parentOf(path)
  model.children.get(above)?.delete(nameOf(path))
  const parent = now(model, above)
  if (parent === 'unknown' || parent === undefined) return
  put(model, above, zxid, { ...parent, children: parent.children - 1, pzxid: zxid })
}
