/**
 * A database laid out flat, as snapshots and SNAP streams carry it (SerializeUtils, DataTree.serialize): sessions, a table
 * of ACLs with ids, then the nodes in preorder with ACLs by id, closed by the path "/". The root's own path is "".
 *
 * ACL ids mean something inside one image only: two servers may number the same ACLs differently. Id -1 is the open ACL.
 * Law: equal databases give equal images (sessions and children are sorted), and reading an image gives the database.
 */

import { must } from '../base/assert.ts'
import { bareTree, type Database, type Placed, placedBelow, putNode, type Tree, znode } from '../data/tree.ts'
import { type SessionId, ZXID_ZERO } from '../ids.ts'
import type { Reader, Writer } from '../jute/cursor.ts'
import { ProtocolError } from '../jute/errors.ts'
import { type Acl, acl, OPEN_ACL, type StatPersisted, statPersisted } from '../jute/records.ts'
import { buffer, int, long, record, type Schema, ustring, vector } from '../jute/schema.ts'

/** A session and its negotiated timeout in milliseconds. */
export type SessionRow = { readonly sessionId: SessionId; readonly timeout: number }
/** An ACL and the id that nodes of this image name it by. */
export type AclRow = { readonly id: bigint; readonly acl: readonly Acl[] }
/** A znode; `acl` is an id of the table or -1. The root has path "". */
export type NodeRow = {
  readonly path: string
  readonly data: Uint8Array | null
  readonly acl: bigint
  readonly stat: StatPersisted
}
export type TreeImage = {
  readonly sessions: readonly SessionRow[]
  readonly acls: readonly AclRow[]
  readonly nodes: readonly NodeRow[]
}

const OPEN_ACL_ID = -1n
const TERMINATOR = '/'
const sessionRows: Schema<readonly SessionRow[]> = vector(
  record<SessionRow>({ sessionId: long<SessionId>(), timeout: int }),
)
const aclRows: Schema<readonly AclRow[]> = vector(record<AclRow>({ id: long<bigint>(), acl: vector(acl) }))
type NodeBody = Omit<NodeRow, 'path'>
const nodeBody: Schema<NodeBody> = record<NodeBody>(
  { data: buffer, acl: long<bigint>(), stat: statPersisted },
  {
    read: (r) => ({ data: r.buffer(), acl: r.long(), stat: statPersisted.read(r) }),
    write: (w, v) => {
      w.buffer(v.data)
      w.long(v.acl)
      statPersisted.write(w, v.stat)
    },
  },
)

/** Reads an image; `offsets` hears at which byte each node begins, in order. Throws ProtocolError. */
export function readImage(reader: Reader, offsets?: number[]): TreeImage {
  const sessions = sessionRows.read(reader)
  const acls = aclRows.read(reader)
  const nodes: NodeRow[] = []
  let at = reader.offset
  for (let path = ustring.read(reader); path !== TERMINATOR; path = ustring.read(reader)) {
    offsets?.push(at)
    const { data, acl: id, stat } = nodeBody.read(reader)
    nodes.push({ path, data, acl: id, stat })
    at = reader.offset
  }
  return { sessions, acls, nodes }
}
function writeImage(writer: Writer, image: TreeImage): void {
  sessionRows.write(writer, image.sessions)
  aclRows.write(writer, image.acls)
  for (const node of image.nodes) {
    ustring.write(writer, node.path)
    nodeBody.write(writer, node)
  }
  ustring.write(writer, TERMINATOR)
}
export const treeImage: Schema<TreeImage> = { read: (reader) => readImage(reader), write: writeImage }

const aclKeys = new WeakMap<readonly Acl[], string>()
/** An ACL as a text that equal ACLs share; no ACL changes. Quoted names keep different ones apart. */
function aclKey(entries: readonly Acl[]): string {
  const known = aclKeys.get(entries)
  if (known !== undefined) return known
  const key = JSON.stringify(entries.map((entry) => [entry.perms, entry.id.scheme, entry.id.id]))
  aclKeys.set(entries, key)
  return key
}
const OPEN_ACL_KEY = aclKey(OPEN_ACL)

/** Every node with its path ("" for the root), parents before children, children by name. */
function preorder(tree: Tree): readonly Placed[] {
  const found: Placed[] = []
  // The last one is taken first, so children are pushed from the last name to the first.
  const root: Placed = { path: '', node: must(tree.nodes.get('/'), 'there is a root') }
  const waiting = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next)
    const { path, node } = next
    if (node.children.size === 0) continue
    const below = placedBelow(tree, path, node)
    for (let i = below.length - 1; i >= 0; i--) waiting.push(must(below[i], 'i is within bounds'))
  }
  return found
}

/** What stands before the nodes of an image, and the nodes in their order: `ids` has each one's ACL. */
type Layout = {
  readonly sessions: readonly SessionRow[]
  readonly acls: readonly AclRow[]
  readonly nodes: readonly Placed[]
  readonly ids: readonly bigint[]
}
/** ACL ids are given from 1 in the order of first use. */
function layoutOf(db: Database): Layout {
  const sessions: SessionRow[] = []
  for (const [sessionId, timeout] of db.sessions) sessions.push({ sessionId, timeout })
  sessions.sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1))
  const acls: AclRow[] = []
  // The open ACLs of a tree that was copied are open, too, though they are not our own one.
  const idByKey = new Map([[OPEN_ACL_KEY, OPEN_ACL_ID]])
  const idOf = (entries: readonly Acl[]): bigint => {
    const key = aclKey(entries)
    const known = idByKey.get(key)
    if (known !== undefined) return known
    const id = BigInt(acls.length + 1)
    idByKey.set(key, id)
    acls.push({ id, acl: entries })
    return id
  }
  const nodes = preorder(db.tree)
  const ids = nodes.map(({ node: { acl } }) => (acl === OPEN_ACL ? OPEN_ACL_ID : idOf(acl)))
  return { sessions, acls, nodes, ids }
}

/** `db` laid out flat. */
export function imageOf(db: Database): TreeImage {
  const { sessions, acls, nodes, ids } = layoutOf(db)
  const rows = nodes.map(({ path, node: { data, stat } }, i): NodeRow => {
    return { path, data, acl: ids[i] ?? OPEN_ACL_ID, stat }
  })
  return { sessions, acls, nodes: rows }
}

/** The bytes of `imageOf(db)`, without the image: a server that takes many snapshots makes no row for each node of each. */
export function writeDatabase(writer: Writer, db: Database): void {
  const { sessions, acls, nodes, ids } = layoutOf(db)
  sessionRows.write(writer, sessions)
  aclRows.write(writer, acls)
  for (let i = 0; i < nodes.length; i++) {
    const { path, node } = must(nodes[i], 'i is within bounds')
    writer.ustring(path)
    writer.buffer(node.data)
    writer.long(ids[i] ?? OPEN_ACL_ID)
    statPersisted.write(writer, node.stat)
  }
  writer.ustring(TERMINATOR)
}

/**
 * The database of an image; `lastProcessedZxid` is 0, the caller knows it (from a file's name or a packet).
 * Throws ProtocolError on a node without parent, a path that comes twice, an ACL id without ACL, and where there is no
 * root; at the node's byte where `offsets` (of `readImage`) are given.
 */
export function databaseOf(image: TreeImage, offsets: readonly number[] = []): Database {
  const aclById = new Map<bigint, readonly Acl[]>([[OPEN_ACL_ID, OPEN_ACL]])
  for (const row of image.acls) aclById.set(row.id, row.acl)
  const tree = bareTree()
  for (const [index, row] of image.nodes.entries()) {
    const at = offsets[index]
    const entries = aclById.get(row.acl)
    if (entries === undefined) {
      throw new ProtocolError(`node '${row.path}' has ACL ${row.acl}, which the table has not`, at)
    }
    if (tree.nodes.has(row.path === '' ? '/' : row.path)) throw new ProtocolError(`node '${row.path}' comes twice`, at)
    if (!putNode(tree, row.path, znode(row.data, entries, row.stat))) {
      throw new ProtocolError(`node '${row.path}' comes without its parent`, at)
    }
  }
  if (!tree.nodes.has('/')) throw new ProtocolError('there is no root')
  const sessions = new Map(image.sessions.map((row) => [row.sessionId, row.timeout]))
  return { tree, sessions, lastProcessedZxid: ZXID_ZERO }
}
