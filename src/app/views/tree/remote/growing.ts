/**
 * A tree that is known in part: folders are listed when they are opened, znodes are asked when they come into sight, and a
 * watch over everything tells what changes of what is known. The panel shows it as it shows a whole copy.
 *
 * Laws: 1. What was listed stays as the server has it: names come and go with its events. 2. A znode that is listed and not
 * yet asked about is shown by its name alone. 3. A folder that has children and was not listed holds one place for them.
 */
import { joinPath, nameOf, parentOf } from '../../../../ground/data/path.ts'
import { bareTree, type Znode, znode } from '../../../../ground/data/tree.ts'
import { SESSION_NONE, type ServerId, serverNode, ZXID_ZERO } from '../../../../ground/ids.ts'
import { type Acl, OPEN_ACL, type Stat, type StatPersisted } from '../../../../ground/jute/records.ts'
import { byName, placeOf, type Replica } from '../replica.ts'

/** Stands for the children of a folder that was not listed; no znode is called so. */
export const UNLISTED = '…'

export type Growing = {
  readonly replica: Replica
  /** Folders whose children are known. */
  readonly listed: Set<string>
  /** Znodes whose stat is known, and those whose data and ACL are. */
  readonly asked: Set<string>
  readonly read: Set<string>
  /** How many znodes each folder has that was not listed. */
  readonly counts: Map<string, number>
}

const NO_STAT: StatPersisted = {
  czxid: ZXID_ZERO,
  mzxid: ZXID_ZERO,
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: SESSION_NONE,
  pzxid: ZXID_ZERO,
}
/** All that is known by name alone: one object, whatever their number. */
const STUB: Znode = Object.freeze(znode(null, OPEN_ACL, NO_STAT))

/** A tree of which only the root is known to be there. */
export function seedOf(server: ServerId): Growing {
  const tree = bareTree()
  tree.nodes.set('/', STUB)
  const db = { tree, sessions: new Map(), lastProcessedZxid: ZXID_ZERO }
  const replica: Replica = { server, node: serverNode(server), db, order: new Map([['/', [UNLISTED]]]), partial: true }
  return { replica, listed: new Set(), asked: new Set(), read: new Set(), counts: new Map() }
}

/** The same tree as a new object, so that whoever shows it looks again; `server` is where it is read now. */
export function shownAs(growing: Growing, server: ServerId): Growing {
  return { ...growing, replica: { ...growing.replica, server, node: serverNode(server) } }
}

/** The children of `folder` are `names`. */
export function list(growing: Growing, folder: string, names: readonly string[]): void {
  const { nodes } = growing.replica.db.tree
  if (!nodes.has(folder)) return
  const before = growing.listed.has(folder) ? (growing.replica.order.get(folder) ?? []) : []
  const now = new Set(names)
  for (const name of before) if (!now.has(name)) forget(growing, joinPath(folder, name))
  for (const name of names) {
    const path = joinPath(folder, name)
    if (!nodes.has(path)) nodes.set(path, STUB)
  }
  growing.listed.add(folder)
  growing.counts.delete(folder)
  setOrder(growing, folder, [...names].sort(byName))
}

/** What was learned of one znode; `data` and `acl` where they were asked for. */
export function learn(
  growing: Growing,
  path: string,
  stat: Stat,
  content?: { readonly data: Uint8Array | null; readonly acl: readonly Acl[] },
): void {
  const { nodes } = growing.replica.db.tree
  const known = nodes.get(path)
  if (known === undefined) return
  const { data, acl } = content ?? known
  nodes.set(path, znode(data, acl, persisted(stat)))
  growing.asked.add(path)
  if (content !== undefined) growing.read.add(path)
  if (growing.listed.has(path)) return
  if (stat.numChildren > 0) growing.counts.set(path, stat.numChildren)
  setOrder(growing, path, stat.numChildren > 0 ? [UNLISTED] : [])
}

/** The znode at `path` was created; it counts where its folder is listed. */
export function create(growing: Growing, path: string): void {
  const parent = parentOf(path)
  growing.asked.delete(parent)
  if (!growing.listed.has(parent)) return
  const { nodes } = growing.replica.db.tree
  if (nodes.has(path)) return
  nodes.set(path, STUB)
  const names = [...(growing.replica.order.get(parent) ?? [])]
  names.splice(placeOf(names, nameOf(path)), 0, nameOf(path))
  setOrder(growing, parent, names)
}

/** The znode at `path` is gone. */
export function remove(growing: Growing, path: string): void {
  const parent = parentOf(path)
  growing.asked.delete(parent)
  if (path === '/') return
  forget(growing, path)
  const names = growing.replica.order.get(parent) ?? []
  const at = placeOf(names, nameOf(path))
  if (growing.listed.has(parent) && names[at] === nameOf(path)) setOrder(growing, parent, names.toSpliced(at, 1))
}

/** The data of `path` changed: what is known of it is old. */
export function change(growing: Growing, path: string): void {
  growing.asked.delete(path)
  growing.read.delete(path)
}

/** Nothing that is known is sure any more: events were missed. What is shown stays until it is asked again. */
export function doubt(growing: Growing): void {
  growing.asked.clear()
  growing.read.clear()
}

function forget({ replica, listed, asked, read, counts }: Growing, path: string): void {
  const waiting = [path]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (listed.has(at)) for (const name of replica.order.get(at) ?? []) waiting.push(joinPath(at, name))
    replica.db.tree.nodes.delete(at)
    replica.order.delete(at)
    for (const set of [listed, asked, read]) set.delete(at)
    counts.delete(at)
  }
}

function setOrder({ replica }: Growing, folder: string, names: string[]): void {
  if (names.length === 0) replica.order.delete(folder)
  else replica.order.set(folder, names)
}

function persisted({
  czxid,
  mzxid,
  pzxid,
  ctime,
  mtime,
  version,
  aversion,
  cversion,
  ephemeralOwner,
}: Stat): StatPersisted {
  // Here nothing is created or deleted by transactions: the counter is shown as the server told it.
  return { czxid, mzxid, pzxid, ctime, mtime, version, cversion, aversion, ephemeralOwner }
}
