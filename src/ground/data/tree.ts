/**
 * The tree of znodes as plain data: one flat map from path to node, plus indexes. It is changed by `apply.ts` only (and
 * filled by whoever loads a snapshot, through `putNode`), in the order of zxids, so that replicas are equal.
 * Laws: 1. The root's key is '/', and '' means it too. 2. `children` holds names, not paths. 3. `digest` is the sum of
 * all nodes' digests. 4. A node's owner decides its kind, and each kind but the persistent one has its index.
 */
import { must } from '../base/assert.ts'
import { highHalf } from '../base/halves.ts'
import { SESSION_NONE, type SessionId, sessionIdFrom, ZXID_ZERO, type Zxid } from '../ids.ts'
import { type Acl, OPEN_ACL, type Stat, type StatPersisted } from '../jute/records.ts'
import { READ_ACL } from './acl.ts'
import { movedDigest, nodeCrc } from './digest.ts'
import { nameOf, parentOf } from './path.ts'

export type Znode = {
  data: Uint8Array | null
  acl: readonly Acl[]
  stat: StatPersisted
  /** Names of the children, in the order in which they were added. */
  readonly children: Set<string>
  /** Cache of the node's digest (`nodeCrc` of this path, data and stat); absent: not computed yet. */
  crc?: number
  /** Cache of `placedBelow`, kept up to date while it is short; undefined: nobody asked yet, or it was given up. */
  order: Placed[] | undefined
}
/** A znode of a tree, with its path. */
export type Placed = { readonly path: string; readonly node: Znode }

export type Tree = {
  readonly nodes: Map<string, Znode>
  /** Paths of ephemerals by session; a session without any has no entry. */
  readonly ephemerals: Map<SessionId, Set<string>>
  /** Paths of container nodes and of TTL nodes. */
  readonly containers: Set<string>
  readonly ttls: Set<string>
  /** Unsigned 64 bits. */
  digest: bigint
}

/** What a server replicates: the tree, the global sessions (id to timeout in ms), and how far it is. */
export type Database = { tree: Tree; sessions: Map<SessionId, number>; lastProcessedZxid: Zxid }

export type NodeKind = 'persistent' | 'ephemeral' | 'container' | 'ttl'

/** The ephemeralOwner that marks a container (EphemeralType.CONTAINER_EPHEMERAL_OWNER): the smallest long. */
export const CONTAINER_OWNER: SessionId = sessionIdFrom(0x8000000000000000n)
/** Top byte 0xff (extended type), feature 0 (TTL) below it, then 40 bits of ttl (EphemeralTypeEmulate353, ExtendedEphemeral). */
const TTL_MARK = 0xff00000000000000n
/** The same two bytes in the upper half, with the bits of `TTL_UPPER` that count. */
const TTL_UPPER_MASK = 0xffffff00 | 0
const TTL_UPPER = 0xff000000 | 0
/** The longest time to live, 2^40 - 1 ms. */
export const TTL_MS_MAX: number = 2 ** 40 - 1

/** The ephemeralOwner of a node that lives `ttlMs` (1 to TTL_MS_MAX) after its last change. */
export function ttlOwner(ttlMs: number): SessionId {
  return sessionIdFrom(TTL_MARK | BigInt(Math.trunc(ttlMs)))
}
/** The time to live in ms that an owner means, or undefined where it means none. */
export function ttlOf(owner: SessionId): number | undefined {
  return (highHalf(owner) & TTL_UPPER_MASK) === TTL_UPPER ? Number(BigInt.asUintN(40, owner)) : undefined
}
/** The kind of node that an ephemeralOwner means (EphemeralType.get with extended types enabled). */
export function kindOfOwner(owner: SessionId): NodeKind {
  if (owner === SESSION_NONE) return 'persistent'
  if (owner === CONTAINER_OWNER) return 'container'
  return ttlOf(owner) === undefined ? 'ephemeral' : 'ttl'
}
export function kindOf(node: Znode): NodeKind {
  return kindOfOwner(node.stat.ephemeralOwner)
}

/** The stat of a new node: all three zxids are its creation's, all versions are 0 (DataTree.createStat). */
export function newStat(zxid: Zxid, time: number, ephemeralOwner: SessionId): StatPersisted {
  return {
    czxid: zxid,
    mzxid: zxid,
    ctime: time,
    mtime: time,
    version: 0,
    cversion: 0,
    aversion: 0,
    ephemeralOwner,
    pzxid: zxid,
  }
}
/** What changes in a stat after its node was made; what is not named stays. */
export type StatChange = Partial<Pick<StatPersisted, 'mzxid' | 'mtime' | 'version' | 'cversion' | 'aversion' | 'pzxid'>>
/** `stat` with a change, field by field: all stats are of one shape then, and who reads thousands of them is quick. */
export function changedStat(stat: StatPersisted, change: StatChange): StatPersisted {
  return {
    czxid: stat.czxid,
    mzxid: change.mzxid ?? stat.mzxid,
    ctime: stat.ctime,
    mtime: change.mtime ?? stat.mtime,
    version: change.version ?? stat.version,
    cversion: change.cversion ?? stat.cversion,
    aversion: change.aversion ?? stat.aversion,
    ephemeralOwner: stat.ephemeralOwner,
    pzxid: change.pzxid ?? stat.pzxid,
  }
}
/** A node without children. */
export function znode(data: Uint8Array | null, acl: readonly Acl[], stat: StatPersisted): Znode {
  return { data, acl: aclOf(acl), stat, children: new Set(), order: undefined }
}
/**
 * The ACL as a node keeps it: every open one is the same one, and nobody need look into it. An empty ACL stands for the null
 * of old logs and means open (ACL id -1).
 */
export function aclOf(acl: readonly Acl[]): readonly Acl[] {
  return acl.length === 0 || isOpenAcl(acl) ? OPEN_ACL : acl
}
function isOpenAcl(acl: readonly Acl[]): boolean {
  const only = acl[0]
  return acl.length === 1 && only?.perms === 31 && only.id.scheme === 'world' && only.id.id === 'anyone'
}

/** The node at `path`; '' is the root. */
export function lookup(tree: Tree, path: string): Znode | undefined {
  return tree.nodes.get(path === '' ? '/' : path)
}

/** What a client sees (DataNode.copyStat): cversion counts creates and deletes, 32 bits; containers and TTL nodes show no owner. */
export function statOf(node: Znode): Stat {
  const { stat, children, data } = node
  return {
    czxid: stat.czxid,
    mzxid: stat.mzxid,
    ctime: stat.ctime,
    mtime: stat.mtime,
    version: stat.version,
    cversion: (2 * stat.cversion - children.size) | 0,
    aversion: stat.aversion,
    ephemeralOwner: kindOf(node) === 'ephemeral' ? stat.ephemeralOwner : SESSION_NONE,
    pzxid: stat.pzxid,
    dataLength: data === null ? 0 : data.length,
    numChildren: children.size,
  }
}

/** The node's part of the tree's digest, from its cache where there is one. Ask before the node is changed. */
export function crcOf(path: string, node: Znode): number {
  node.crc ??= nodeCrc(path, node.data, node.stat)
  return node.crc
}

/** Changes fields of a node that is in the tree, and the digest with it. */
export function changeNode(
  tree: Tree,
  path: string,
  node: Znode,
  change: { readonly data?: Uint8Array | null; readonly stat: StatPersisted },
): void {
  const before = crcOf(path, node)
  if (change.data !== undefined) node.data = change.data
  node.stat = change.stat
  node.crc = nodeCrc(path, node.data, node.stat)
  tree.digest = movedDigest(tree.digest, before, node.crc)
}

function ephemeralsOf(tree: Tree, owner: SessionId): Set<string> {
  const paths = tree.ephemerals.get(owner) ?? new Set()
  tree.ephemerals.set(owner, paths)
  return paths
}

function index(tree: Tree, path: string, node: Znode): void {
  const kind = kindOf(node)
  if (kind === 'ephemeral') ephemeralsOf(tree, node.stat.ephemeralOwner).add(path)
  else if (kind === 'container') tree.containers.add(path)
  else if (kind === 'ttl') tree.ttls.add(path)
}

function unindex(tree: Tree, path: string, node: Znode): void {
  const owner = node.stat.ephemeralOwner
  // Most nodes are nobody's and in no index.
  if (owner === SESSION_NONE) return
  const paths = tree.ephemerals.get(owner)
  paths?.delete(path)
  if (paths?.size === 0) tree.ephemerals.delete(owner)
  tree.containers.delete(path)
  tree.ttls.delete(path)
}

/**
 * Puts `node` at `path` ('' and '/' are the root), adds its name to its parent, and keeps indexes and digest right; the
 * parent's stat stays. A node that was there is replaced. False, and nothing done, where there is no parent. `above`: the
 * parent, where the caller has it.
 */
export function putNode(tree: Tree, path: string, node: Znode, above?: Znode): boolean {
  const key = path === '' ? '/' : path
  const parent = key === '/' ? undefined : (above ?? tree.nodes.get(parentOf(key)))
  if (key !== '/' && (parent === undefined || !key.startsWith('/'))) return false
  const old = tree.nodes.get(key)
  if (old !== undefined) unindex(tree, key, old)
  tree.digest = movedDigest(tree.digest, old === undefined ? 0 : crcOf(key, old), crcOf(key, node))
  tree.nodes.set(key, node)
  if (parent !== undefined) {
    parent.children.add(nameOf(key))
    orderWith(parent, key, node)
  }
  index(tree, key, node)
  return true
}

/** Takes the node at `path` away, and its name from its parent; children that it has stay behind, as in DataTree.deleteNode. */
export function takeNode(tree: Tree, path: string, above?: Znode): Znode | undefined {
  const node = tree.nodes.get(path)
  if (node === undefined || path === '/') return undefined
  tree.nodes.delete(path)
  const parent = above ?? tree.nodes.get(parentOf(path))
  if (parent !== undefined) {
    parent.children.delete(nameOf(path))
    orderWithout(parent, path)
  }
  unindex(tree, path, node)
  tree.digest = movedDigest(tree.digest, crcOf(path, node), 0)
  return node
}

/**
 * The children of the node at `path` ('' or '/' is the root) by their names (UTF-16 units): each snapshot asks. What is
 * returned is good until a child comes or goes.
 */
export function placedBelow(tree: Tree, path: string, node: Znode): readonly Placed[] {
  node.order ??= placed(tree, path === '/' ? '/' : `${path}/`, node)
  return node.order
}
/** Longer orders are made anew when they are asked for: to move what stands behind one child costs more than it saves. */
const KEPT_ORDER_MAX = 1000
function orderWith(parent: Znode, path: string, node: Znode): void {
  const order = keptOrder(parent)
  if (order === undefined) return
  const place = placeIn(order, path)
  order.splice(place, order[place]?.path === path ? 1 : 0, { path, node })
}
function orderWithout(parent: Znode, path: string): void {
  const order = keptOrder(parent)
  if (order === undefined) return
  const place = placeIn(order, path)
  if (order[place]?.path === path) order.splice(place, 1)
}
function keptOrder(parent: Znode): Placed[] | undefined {
  if (parent.order !== undefined && parent.order.length >= KEPT_ORDER_MAX) parent.order = undefined
  return parent.order
}
/** Where `path` stands, or would stand: before the first one that is not less. Mostly it is the last one. */
function placeIn(order: readonly Placed[], path: string): number {
  let [low, high] = [0, order.length]
  const last = order.at(-1)
  if (last !== undefined && last.path < path) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if (must(order[middle], 'middle is within bounds').path < path) low = middle + 1
    else high = middle
  }
  return low
}
function placed(tree: Tree, before: string, { children }: Znode): Placed[] {
  const found: Placed[] = []
  for (const name of sortedNames(children)) {
    const path = before + name
    found.push({ path, node: must(tree.nodes.get(path), 'each name among the children has its node') })
  }
  return found
}
/** Children that were numbered one after another stand in order already. */
function sortedNames(children: ReadonlySet<string>): readonly string[] {
  const names: string[] = []
  let last = ''
  let isSorted = true
  for (const name of children) {
    if (name < last) isSorted = false
    last = name
    names.push(name)
  }
  return isSorted ? names : names.sort()
}

/** A tree without even a root, for a snapshot to be read into. */
export function bareTree(): Tree {
  return { nodes: new Map(), ephemerals: new Map(), containers: new Set(), ttls: new Set(), digest: 0n }
}

/** The tree of a new server: root, /zookeeper, /zookeeper/quota and /zookeeper/config, empty data, stats of zeros. */
export function emptyTree(): Tree {
  const tree = bareTree()
  const stat = newStat(ZXID_ZERO, 0, SESSION_NONE)
  for (const path of ['/', '/zookeeper', '/zookeeper/quota']) putNode(tree, path, znode(new Uint8Array(), [], stat))
  // The config node's ACL is set with version -1 when the tree is made (DataTree.addConfigNode).
  putNode(tree, '/zookeeper/config', znode(new Uint8Array(), READ_ACL, { ...stat, aversion: -1 }))
  return tree
}

export function emptyDatabase(): Database {
  return { tree: emptyTree(), sessions: new Map(), lastProcessedZxid: ZXID_ZERO }
}

/** The tree's digest computed from scratch, caches ignored: what `tree.digest` must equal. */
export function treeDigest(tree: Tree): bigint {
  let sum = 0n
  for (const [path, node] of tree.nodes) sum += BigInt(nodeCrc(path, node.data, node.stat))
  return BigInt.asUintN(64, sum)
}
