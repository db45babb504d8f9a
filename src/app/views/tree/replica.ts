/**
 * The page's own copy of one server's tree. It is read once from the server (`Engine.tree`) and then follows the server's
 * `applied` events through the very function that servers use (`applyTxn`): a change costs its own size and not the
 * tree's, so 100,000 znodes are as cheap to follow as ten. Reading the tree a few times a second instead would copy all
 * of it between threads each time.
 * Laws: 1. A transaction counts once: what the copy holds already is skipped by its zxid. 2. After each transaction the
 * copy's digest must be the one that the server told; where it is not, or where the server's history was replaced (SNAP,
 * TRUNC, a restart), the copy is `stale` and must be read again. 3. `order` holds each folder's names as `byName` has it.
 */
import { applyTxn, type Change } from '../../../ground/data/apply.ts'
import { nameOf, parentOf } from '../../../ground/data/path.ts'
import {
  bareTree,
  CONTAINER_OWNER,
  type Database,
  type Tree,
  TTL_MS_MAX,
  ttlOwner,
  znode,
} from '../../../ground/data/tree.ts'
import { type NodeName, type ServerId, serverNode } from '../../../ground/ids.ts'
import type { StatPersisted } from '../../../ground/jute/records.ts'
import type { Happening, TreeView, ZnodeView } from '../../../hosts/engine.ts'
import { naturally } from '../../../hosts/treeView.ts'

export type Replica = {
  readonly server: ServerId
  readonly node: NodeName
  /** Changed in place by `follow` alone: a reader goes by the replica's own identity. */
  readonly db: Database
  readonly order: Map<string, string[]>
  /** Only what was looked at is known of it: a real ensemble's tree. */
  readonly partial?: true
}

/** What `follow` found: nothing new, a newer copy, or one that must be read again. */
export type Followed = { readonly type: 'same' | 'changed' | 'stale'; readonly replica: Replica }

/** A copy of `view`. */
export function replicaOf(view: TreeView): Replica {
  const tree: Tree = bareTree()
  const order = new Map<string, string[]>()
  for (const node of view.znodes) {
    const { path } = node
    const made = znode(node.data, node.acl, persisted(node))
    tree.nodes.set(path, made)
    if (node.kind === 'ephemeral') ephemeralsOf(tree, node).add(path)
    if (path === '/') continue
    const parent = parentOf(path)
    tree.nodes.get(parent)?.children.add(nameOf(path))
    const names = order.get(parent)
    if (names === undefined) order.set(parent, [nameOf(path)])
    else names.push(nameOf(path))
  }
  // The names came in natural order, which is nearly this one: the sort has little to do.
  for (const names of order.values()) names.sort(byName)
  tree.digest = view.digest
  const db: Database = { tree, sessions: new Map(), lastProcessedZxid: view.zxid }
  return { server: view.server, node: serverNode(view.server), db, order }
}

/** What a snapshot stores of the stat that a client sees: the raw creation counter and the owner that marks the kind. */
function persisted({ stat, kind }: ZnodeView): StatPersisted {
  const { czxid, mzxid, pzxid, ctime, mtime, version, aversion } = stat
  const cversion = (stat.cversion + stat.numChildren) / 2
  return { czxid, mzxid, pzxid, ctime, mtime, version, cversion, aversion, ephemeralOwner: ownerOf(stat, kind) }
}
/** A view does not tell a time to live: the longest stands for it, and the digest shows the difference at its next change. */
function ownerOf(stat: ZnodeView['stat'], kind: ZnodeView['kind']): ZnodeView['stat']['ephemeralOwner'] {
  if (kind === 'container') return CONTAINER_OWNER
  return kind === 'ttl' ? UNTOLD_TTL_OWNER : stat.ephemeralOwner
}
/** The owner of a TTL node whose time to live is not known here. */
export const UNTOLD_TTL_OWNER: StatPersisted['ephemeralOwner'] = ttlOwner(TTL_MS_MAX)

function ephemeralsOf(tree: Tree, { stat }: ZnodeView): Set<string> {
  const known = tree.ephemerals.get(stat.ephemeralOwner) ?? new Set<string>()
  tree.ephemerals.set(stat.ephemeralOwner, known)
  return known
}

/** The copy after `news`; those of other nodes are passed over. A changed copy is a new object over the same tree. */
export function follow(replica: Replica, news: readonly Happening[]): Followed {
  let changed = false
  for (const { node, event } of news) {
    if (node !== replica.node) continue
    if (event.type === 'reloaded' || event.type === 'truncated' || event.type === 'booted')
      return { type: 'stale', replica }
    if (event.type !== 'applied' || event.zxid <= replica.db.lastProcessedZxid) continue
    const { changes } = applyTxn(replica.db, event.header, event.txn)
    for (const change of changes) reorder(replica.order, change)
    changed = true
    if (replica.db.tree.digest !== event.digest) return { type: 'stale', replica: { ...replica } }
  }
  return changed ? { type: 'changed', replica: { ...replica } } : { type: 'same', replica }
}

function reorder(order: Map<string, string[]>, change: Change): void {
  if (change.type === 'dataChanged' || change.path === '/') return
  const parent = parentOf(change.path)
  const name = nameOf(change.path)
  const names = order.get(parent) ?? []
  const at = placeOf(names, name)
  if (change.type === 'created') names.splice(at, 0, name)
  else if (names[at] === name) names.splice(at, 1)
  if (names.length === 0) order.delete(parent)
  else order.set(parent, names)
}

/**
 * The order of siblings: plain names first, in natural order (`item9` before `item10`), then sequential ones by their
 * counter, whatever stands before it. One folder counts for all its sequential children, so that is the order in which
 * they were made: the order of a queue for a lock.
 */
export function byName(a: string, b: string): number {
  const [left, right] = [counterIn(a), counterIn(b)]
  if (left === right) return naturally(a, b)
  return (left ?? -1) - (right ?? -1)
}
/** The ten digits that a sequential create leaves at the end of a name. */
function counterIn(name: string): number | undefined {
  const digits = name.slice(-10)
  return /^\d{10}$/.test(digits) ? Number(digits) : undefined
}

/** Where `name` stands in `names`, or would stand. */
export function placeOf(names: readonly string[], name: string): number {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (byName(names[middle] ?? '', name) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The happenings after `last`; undefined where `last` has left the history, so that something may have been missed. */
export function newsSince(
  history: readonly Happening[],
  last: Happening | undefined,
): readonly Happening[] | undefined {
  if (last === undefined) return history
  const at = history.lastIndexOf(last)
  return at === -1 ? undefined : history.slice(at + 1)
}
