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
/** What stood at a place before a transaction. */
type Past = { readonly zxid: Zxid; readonly place: Place; readonly before: Lookup }
/** A path, with what stands there now, and all that ever stood there in the recent past, oldest first. */
type Place = {
  readonly path: string
  known: Known | undefined
  /** Of the children. */
  names: Set<string> | undefined
  readonly past: Past[]
  /** The parent's place, once it was asked for. */
  above: Place | undefined
  /** Nothing was left to be said of it: if it is spoken of again it has another place. */
  isForgotten: boolean
}
export type Model = {
  readonly places: Map<string, Place>
  /** All of the past, oldest first. */
  readonly log: Past[]
  /** Whether everything that is at no place is known not to be there. */
  whole: boolean
  /** The past reaches back to here. */
  since: Zxid
}

/** `whole`: it begins with the empty tree of a new ensemble, else in the middle of a tree that nobody showed it. */
export function createModel(whole: boolean, since: Zxid): Model {
  const model: Model = { places: new Map(), log: [], whole, since }
  if (!whole) return model
  const root = placeOf(model, '/')
  root.known = { ...fresh(null, ZXID_ZERO, 0, SESSION_NONE), children: 1, vague: true }
  root.names = new Set(['zookeeper'])
  return model
}

function placeOf(model: Model, path: string): Place {
  const there = model.places.get(path)
  if (there !== undefined) return there
  const place: Place = { path, known: undefined, names: undefined, past: [], above: undefined, isForgotten: false }
  model.places.set(path, place)
  return place
}
function aboveOf(model: Model, place: Place): Place {
  if (place.above === undefined || place.above.isForgotten) place.above = placeOf(model, parentOf(place.path))
  return place.above
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
/** The same znode with other data. (Both are written out: a literal with a spread in it is copied name by name.) */
function changed(node: Known, data: Uint8Array | null, mzxid: Zxid, mtime: number, version: number): Known {
  const { czxid, pzxid, ctime, aversion, created, children, owner, vague } = node
  return { data, czxid, mzxid, pzxid, ctime, mtime, version, aversion, created, children, owner, vague }
}
/** The same znode with other children. */
function having(node: Known, created: number, children: number, pzxid: Zxid): Known {
  const { data, czxid, mzxid, ctime, mtime, version, aversion, owner, vague } = node
  return { data, czxid, mzxid, pzxid, ctime, mtime, version, aversion, created, children, owner, vague }
}

const RESERVED = '/zookeeper'
const LETTER_Z = RESERVED.charCodeAt(1)
/** Whether nothing is said of the path: it is the server's own. */
export function isReserved(path: string): boolean {
  if (path.charCodeAt(1) !== LETTER_Z) return false
  return path === RESERVED || path.startsWith('/zookeeper/')
}

/** The znode as it is now. */
export function now(model: Model, path: string): Lookup {
  if (isReserved(path)) return 'unknown'
  return nowAt(model, model.places.get(path))
}
function nowAt({ whole }: Model, place: Place | undefined): Lookup {
  return place?.known ?? (whole ? undefined : 'unknown')
}

/** The znode as it was when `zxid` was the last transaction. */
export function lookupAt(model: Model, path: string, zxid: Zxid): Lookup {
  if (zxid < model.since) return 'unknown'
  const place = model.places.get(path)
  if (place === undefined) return now(model, path)
  // Mostly it is asked for what is there now.
  const { past } = place
  let first = past.length
  while (first > 0 && (past[first - 1]?.zxid ?? zxid) > zxid) first--
  const next = past[first]
  return next === undefined ? now(model, path) : next.before
}

/** The names of the children where none came or went since `zxid`, else undefined. */
export function childrenAt(model: Model, path: string, zxid: Zxid): ReadonlySet<string> | undefined {
  const node = now(model, path)
  if (node === 'unknown' || node === undefined || node.pzxid > zxid || !model.whole) return undefined
  return model.places.get(path)?.names ?? NOBODY
}
const NOBODY: ReadonlySet<string> = new Set()

/** What a client sees of the znode (DataNode.copyStat). */
export function statOf(node: Known): Stat {
  const { czxid, mzxid, ctime, mtime, version, aversion, pzxid, data, children, created, owner } = node
  return {
    czxid,
    mzxid,
    ctime,
    mtime,
    version,
    cversion: (2 * created - children) | 0,
    aversion,
    dataLength: data?.length ?? 0,
    ephemeralOwner: owner,
    numChildren: children,
    pzxid,
  }
}

function put(model: Model, place: Place, zxid: Zxid, node: Known | undefined): void {
  const past: Past = { zxid, place, before: nowAt(model, place) }
  place.past.push(past)
  place.known = node
  model.log.push(past)
  if (model.log.length < 2 * HISTORY_MAX) return
  for (const old of model.log.splice(0, HISTORY_MAX)) {
    old.place.past.shift()
    forgetPlace(model, old.place)
    if (old.zxid > model.since) model.since = old.zxid
  }
}
function forgetPlace({ places }: Model, place: Place): void {
  if (place.past.length > 0 || place.known !== undefined || place.names !== undefined) return
  places.delete(place.path)
  place.isForgotten = true
}

/** The number that the next child of `path` gets, where it is known. */
export function nextNumber(model: Model, path: string): number | undefined {
  const parent = now(model, path)
  if (parent === 'unknown' || parent === undefined || parent.created >= NUMBER_MAX - 1) return undefined
  return parent.vague && path !== '/' ? undefined : parent.created
}

/** Lets a transaction happen. Paths that it touched and the model knew nothing of are known where it tells all of them. */
export function happen(model: Model, header: TxnHeader, txn: Txn): void {
  if (txn.type === 'multi') for (const part of partsOf(txn)) happenOne(model, header, part)
  else happenOne(model, header, txn)
}

function happenOne(model: Model, header: TxnHeader, txn: Txn): void {
  const { zxid, time } = header
  switch (txn.type) {
    case 'create':
    case 'createContainer':
    case 'createTTL': {
      if (isReserved(txn.path)) return
      const owner = txn.type === 'create' && txn.ephemeral ? header.clientId : SESSION_NONE
      const place = placeOf(model, txn.path)
      put(model, place, zxid, fresh(txn.data, zxid, time, owner))
      place.names = undefined
      return adopt(model, place, zxid, txn.parentCVersion)
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
      return put(model, placeOf(model, txn.path), zxid, changed(node, txn.data, zxid, time, txn.version))
    }
    case 'setACL': {
      const node = now(model, txn.path)
      if (node === 'unknown' || node === undefined) return
      return put(model, placeOf(model, txn.path), zxid, { ...node, aversion: txn.version })
    }
    default:
      return
  }
}

function adopt(model: Model, place: Place, zxid: Zxid, created: number): void {
  const above = aboveOf(model, place)
  above.names ??= new Set()
  above.names.add(nameOf(place.path))
  const parent = nowAt(model, above)
  if (parent === 'unknown' || parent === undefined) return
  put(model, above, zxid, having(parent, created, parent.children + 1, zxid))
}

function vanish(model: Model, path: string, zxid: Zxid): void {
  if (isReserved(path)) return
  const place = placeOf(model, path)
  put(model, place, zxid, undefined)
  place.names = undefined
  const above = aboveOf(model, place)
  above.names?.delete(nameOf(path))
  const parent = nowAt(model, above)
  if (parent === 'unknown' || parent === undefined) return
  put(model, above, zxid, having(parent, parent.created, parent.children - 1, zxid))
}
