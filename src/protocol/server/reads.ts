/**
 * What a server answers by itself, from its own tree: reads, watches, and what is asked about the connection
 * (FinalRequestProcessor).
 *
 * Laws:
 * 1. Reads validate no path: one that is malformed does not exist. exists alone refuses NUL.
 * 2. NoNode comes before NoAuth, and a watch is set after both: only exists leaves one on a znode that is missing. As in
 *    3.8.0, exists asks for no right.
 * 3. What setWatches finds changed is told at once, before its reply; only what is unchanged is watched again.
 * 4. Watches belong to the connection `link`, and adding one changes `watches`. Nothing else is changed here.
 */
import { mut } from '../../ground/base/mut.ts'
import { allows } from '../../ground/data/acl.ts'
import { type Database, lookup, statOf, type Znode } from '../../ground/data/tree.ts'
import {
  addWatch,
  hasWatch,
  removeWatch,
  type WatcherType,
  type Watches,
  type WatchMode,
} from '../../ground/data/watches.ts'
import type { LinkId } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, ProtocolError } from '../../ground/jute/errors.ts'
import { OpCode, Permission, type WatchEventName } from '../../ground/jute/opcodes.ts'
import {
  type Acl,
  addWatchRequest,
  errorResponse,
  getAclResponse,
  getAllChildrenNumberResponse,
  getChildren2Response,
  getChildrenResponse,
  getDataResponse,
  getEphemeralsRequest,
  getEphemeralsResponse,
  type Id,
  pathRequest,
  pathWatchRequest,
  type SetWatches2,
  setWatches,
  setWatches2,
  statResponse,
  syncRequest,
  syncResponse,
  watchTypeRequest,
  whoAmIResponse,
} from '../../ground/jute/records.ts'
import { encode, type Schema } from '../../ground/jute/schema.ts'
import type { WatchKind } from '../trace.ts'
import { multiReadRequest, type PartResult, writeResults } from './multi.ts'
import type { Request } from './request.ts'

/** A watch that a request set, as the trace tells it. */
export type WatchSet = { readonly path: string; readonly kind: WatchKind }
/** An event for the asking connection only, to be sent before the reply. */
export type CatchUp = { readonly event: WatchEventName; readonly path: string }
export type Answer = {
  readonly error: KeeperErrorName
  /** What follows the reply's header; undefined: nothing does. */
  readonly body: Uint8Array | undefined
  readonly watchesSet: readonly WatchSet[]
  readonly notifications: readonly CatchUp[]
}

/** Where a read happens. */
type ReadContext = {
  readonly db: Database
  readonly watches: Watches
  readonly link: LinkId
  readonly request: Request
}

const NO_WATCHES: readonly WatchSet[] = []

function refused(error: KeeperErrorName, watchesSet: readonly WatchSet[] = NO_WATCHES): Answer {
  return { error, body: undefined, watchesSet, notifications: [] }
}
function answered<T>(schema: Schema<T>, value: T, watchesSet: readonly WatchSet[] = NO_WATCHES): Answer {
  return { error: 'ok', body: encode(schema, value), watchesSet, notifications: [] }
}
function answeredEmpty(watchesSet: readonly WatchSet[] = NO_WATCHES, notifications: readonly CatchUp[] = []): Answer {
  return { error: 'ok', body: undefined, watchesSet, notifications }
}

function watchOnce(context: ReadContext, table: 'data' | 'child', path: string, kind: WatchKind): readonly WatchSet[] {
  addWatch(context.watches, table, path, context.link, 'standard')
  return [{ path, kind }]
}

type Readable = { readonly ok: true; readonly node: Znode } | { readonly ok: false; readonly error: KeeperErrorName }

/** The znode, if it is there and the caller may read it. */
function readable(db: Database, path: string, identities: readonly Id[]): Readable {
  const node = lookup(db.tree, path)
  if (node === undefined) return { ok: false, error: 'noNode' }
  return allows(node.acl, Permission.read, identities) ? { ok: true, node } : { ok: false, error: 'noAuth' }
}

function exists(context: ReadContext, body: Reader): Answer {
  const { path, watch } = pathWatchRequest.read(body)
  if (path.includes('\0')) return refused('badArguments')
  const node = lookup(context.db.tree, path)
  const kind = node === undefined ? 'exist' : 'data'
  const watchesSet = watch ? watchOnce(context, 'data', path, kind) : NO_WATCHES
  return node === undefined ? refused('noNode', watchesSet) : answered(statResponse, { stat: statOf(node) }, watchesSet)
}

function getData(context: ReadContext, body: Reader): Answer {
  const { path, watch } = pathWatchRequest.read(body)
  const found = readable(context.db, path, context.request.identities)
  if (!found.ok) return refused(found.error)
  const watchesSet = watch ? watchOnce(context, 'data', path, 'data') : NO_WATCHES
  return answered(getDataResponse, { data: found.node.data, stat: statOf(found.node) }, watchesSet)
}

function getChildren(context: ReadContext, body: Reader, withStat: boolean): Answer {
  const { path, watch } = pathWatchRequest.read(body)
  const found = readable(context.db, path, context.request.identities)
  if (!found.ok) return refused(found.error)
  const watchesSet = watch ? watchOnce(context, 'child', path, 'child') : NO_WATCHES
  const children = [...found.node.children]
  return withStat
    ? answered(getChildren2Response, { children, stat: statOf(found.node) }, watchesSet)
    : answered(getChildrenResponse, { children }, watchesSet)
}

/** All descendants, children of children included; under the root, the system's own znodes, too. */
function getAllChildrenNumber(context: ReadContext, body: Reader): Answer {
  const { path } = pathRequest.read(body)
  const found = readable(context.db, path, context.request.identities)
  if (!found.ok) return refused(found.error)
  const { nodes } = context.db.tree
  if (path === '/' || path === '') return answered(getAllChildrenNumberResponse, { totalNumber: nodes.size - 1 })
  let totalNumber = 0
  for (const key of nodes.keys()) if (key.startsWith(`${path}/`)) totalNumber++
  return answered(getAllChildrenNumberResponse, { totalNumber })
}

/** Without the ADMIN right the caller sees digest identities without their digest. */
function redacted(acl: readonly Acl[]): readonly Acl[] {
  return acl.map((entry) => {
    const { scheme, id } = entry.id
    if (scheme !== 'digest' || id === null) return entry
    return { perms: entry.perms, id: { scheme, id: id.replace(/:.*/, ':x') } }
  })
}

function getAcl(context: ReadContext, body: Reader): Answer {
  const node = lookup(context.db.tree, pathRequest.read(body).path)
  if (node === undefined) return refused('noNode')
  const { identities } = context.request
  if (!allows(node.acl, Permission.read | Permission.admin, identities)) return refused('noAuth')
  const acl = allows(node.acl, Permission.admin, identities) ? node.acl : redacted(node.acl)
  return answered(getAclResponse, { acl, stat: statOf(node) })
}

/** The calling session's own; the prefix is text, not a path, and null, blank or '/' mean all. */
function getEphemerals(context: ReadContext, body: Reader): Answer {
  const prefix = getEphemeralsRequest.read(body).prefixPath ?? ''
  const all = [...(context.db.tree.ephemerals.get(context.request.session) ?? [])]
  const trimmed = prefix.trim()
  const ephemerals = trimmed === '' || trimmed === '/' ? all : all.filter((path) => path.startsWith(prefix))
  return answered(getEphemeralsResponse, { ephemerals })
}

/** Identities without their secrets, by scheme (ZooKeeper's order is that of a hash set). */
function whoAmI(context: ReadContext): Answer {
  const infos = context.request.identities.map(({ scheme, id }) => ({
    authScheme: scheme,
    user: scheme === 'digest' && id !== null ? id.replace(/:.*/, '') : id,
  }))
  infos.sort((a, b) => ((a.authScheme ?? '') < (b.authScheme ?? '') ? -1 : a.authScheme === b.authScheme ? 0 : 1))
  return answered(whoAmIResponse, { clientInfo: infos })
}

/** Each part fails by itself. */
function readPart(context: ReadContext, type: 'getData' | 'getChildren', path: string): PartResult {
  const found = readable(context.db, path, context.request.identities)
  if (!found.ok) return { type: 'error', error: found.error }
  return type === 'getData'
    ? { type: 'data', data: found.node.data, stat: statOf(found.node) }
    : { type: 'children', children: [...found.node.children] }
}

/** A part with a null path, or a write, ends it with an error beside the results until then. */
function multiRead(context: ReadContext, body: Reader): Answer {
  const results: PartResult[] = []
  let error: KeeperErrorName = 'ok'
  for (const part of multiReadRequest.read(body)) {
    if (part.type === 'write' || part.path === null) {
      error = 'marshallingError'
      break
    }
    results.push(readPart(context, part.type, part.path))
  }
  const writer = new Writer()
  writeResults(writer, results)
  return { error, body: writer.bytes(), watchesSet: NO_WATCHES, notifications: [] }
}

/** Persistent and recursive watches alike stand in both tables (3.8; 3.9 puts recursive ones in the data table only). */
function watchAlways(context: ReadContext, path: string, mode: Exclude<WatchMode, 'standard'>): WatchSet {
  addWatch(context.watches, 'data', path, context.link, mode)
  addWatch(context.watches, 'child', path, context.link, mode)
  return { path, kind: mode }
}

/** Any path will do, and no right is asked for: events are filtered when they are sent. */
function addPersistent(context: ReadContext, body: Reader): Answer {
  const { path, mode } = addWatchRequest.read(body)
  if (mode !== 0 && mode !== 1) return refused('marshallingError')
  const set = watchAlways(context, path, mode === 0 ? 'persistent' : 'persistentRecursive')
  return answered(errorResponse, { err: 0 }, [set])
}

function watcherType(type: number): WatcherType | undefined {
  return type === 1 || type === 2 || type === 3 ? type : undefined
}

function removeWatches(context: ReadContext, body: Reader): Answer {
  const { path, type: code } = watchTypeRequest.read(body)
  const type = watcherType(code)
  if (type === undefined) return refused('marshallingError')
  return removeWatch(context.watches, path, context.link, type) ? answeredEmpty() : refused('noWatcher')
}

/** 3.8 says yes where anybody at all watches (3.9 looks at the caller's watches only). */
function checkWatches(context: ReadContext, body: Reader): Answer {
  const { path, type: code } = watchTypeRequest.read(body)
  const type = watcherType(code)
  if (type === undefined) return refused('marshallingError')
  return hasWatch(context.watches, path, undefined, type) ? answeredEmpty() : refused('noWatcher')
}

/** A client that came back sets its watches again: what changed since `relativeZxid` fires at once instead (03 A6). */
function restoreWatches(context: ReadContext, wanted: SetWatches2): Answer {
  const { tree } = context.db
  const notifications: CatchUp[] = []
  const watchesSet: WatchSet[] = []
  // Zoo 50: ZOOKEEPER-1412, 1667.
  const since = mut('watchLostOnReconnect') ? context.db.lastProcessedZxid : wanted.relativeZxid
  for (const path of wanted.dataWatches) {
    const node = lookup(tree, path)
    if (node === undefined) notifications.push({ event: 'nodeDeleted', path })
    else if (node.stat.mzxid > since) notifications.push({ event: 'nodeDataChanged', path })
    else watchesSet.push(...watchOnce(context, 'data', path, 'data'))
  }
  for (const path of wanted.existWatches) {
    if (lookup(tree, path) !== undefined) notifications.push({ event: 'nodeCreated', path })
    else watchesSet.push(...watchOnce(context, 'data', path, 'exist'))
  }
  for (const path of wanted.childWatches) {
    const node = lookup(tree, path)
    if (node === undefined) notifications.push({ event: 'nodeDeleted', path })
    else if (node.stat.pzxid > since) notifications.push({ event: 'nodeChildrenChanged', path })
    else watchesSet.push(...watchOnce(context, 'child', path, 'child'))
  }
  for (const path of wanted.persistentWatches) watchesSet.push(watchAlways(context, path, 'persistent'))
  for (const path of wanted.persistentRecursiveWatches) {
    watchesSet.push(watchAlways(context, path, 'persistentRecursive'))
  }
  return answeredEmpty(watchesSet, notifications)
}

function answer(context: ReadContext, body: Reader): Answer {
  switch (context.request.op) {
    case OpCode.exists:
      return exists(context, body)
    case OpCode.getData:
      return getData(context, body)
    case OpCode.getChildren:
      return getChildren(context, body, false)
    case OpCode.getChildren2:
      return getChildren(context, body, true)
    case OpCode.getACL:
      return getAcl(context, body)
    case OpCode.getAllChildrenNumber:
      return getAllChildrenNumber(context, body)
    case OpCode.getEphemerals:
      return getEphemerals(context, body)
    case OpCode.multiRead:
      return multiRead(context, body)
    case OpCode.addWatch:
      return addPersistent(context, body)
    case OpCode.removeWatches:
      return removeWatches(context, body)
    case OpCode.checkWatches:
      return checkWatches(context, body)
    case OpCode.setWatches: {
      const wanted = setWatches.read(body)
      return restoreWatches(context, { ...wanted, persistentWatches: [], persistentRecursiveWatches: [] })
    }
    case OpCode.setWatches2:
      return restoreWatches(context, setWatches2.read(body))
    case OpCode.whoAmI:
      return whoAmI(context)
    case OpCode.ping:
      return answeredEmpty()
    // The path is given back as it came. The leader's word must have come before.
    case OpCode.sync:
      return answered(syncResponse, syncRequest.read(body))
    default:
      return refused('unimplemented')
  }
}

/**
 * The answer of this server to a read, to ping, to what is asked about watches, and to a sync whose round trip is done.
 * `link` is the asking connection: watches are set for it. Never throws for a request's fault (marshallingError).
 */
export function answerRead(db: Database, watches: Watches, link: LinkId, request: Request): Answer {
  try {
    return answer({ db, watches, link, request }, new Reader(request.body))
  } catch (error) {
    if (error instanceof ProtocolError) return refused('marshallingError')
    throw error
  }
}
