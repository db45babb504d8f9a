/** A server's tree as a view shows it: parents before children, children in natural order (`item9` before `item10`). */
import type { ServerId } from '../ground/ids.ts'
import { type Database, kindOf, statOf } from '../ground/data/tree.ts'
import type { TreeView, ZnodeView } from './engine.ts'

/** Copies what `db` holds now; the view shares no mutable part with it. */
export function treeView(server: ServerId, db: Database): TreeView {
  const znodes: ZnodeView[] = []
  const paths = ['/']
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    const node = db.tree.nodes.get(path)
    if (node === undefined) continue
    znodes.push({ path, data: node.data, acl: node.acl, stat: statOf(node), kind: kindOf(node) })
    const prefix = path === '/' ? '/' : `${path}/`
    // A stack gives the last one first.
    for (const name of [...node.children].sort((a, b) => naturally(b, a))) paths.push(`${prefix}${name}`)
  }
  return { server, zxid: db.lastProcessedZxid, digest: db.tree.digest, znodes }
}

/** Runs of digits compare as numbers, everything else by code unit: the same on every machine. */
export function naturally(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? []
  const right = b.match(/\d+|\D+/g) ?? []
  for (const [i, x] of left.entries()) {
    const y = right[i]
    if (y === undefined) return 1
    const numbers = /^\d/.test(x) && /^\d/.test(y)
    const order = numbers ? Number(x) - Number(y) : 0
    if (order !== 0) return order
    if (x !== y) return x < y ? -1 : 1
  }
  return left.length - right.length
}
