/** A server's tree as a view shows it: parents before children, children in natural order (`item9` before `item10`). */
import { kindOf, statOf } from '../ground/data/tree.ts'
import type { Server } from '../protocol/server/state.ts'
import type { TreeView, ZnodeView } from './engine.ts'

/** What `server` holds now; the znodes' data and ACLs are the server's own and must not be changed. */
export function treeView(server: Server): TreeView {
  const { db, config } = server
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
  return { server: config.self, zxid: db.lastProcessedZxid, digest: db.tree.digest, znodes }
}

/** The paths that users made: without the root and ZooKeeper's own. */
export function pathsOf(view: TreeView): readonly string[] {
  return view.znodes.map((node) => node.path).filter((path) => path !== '/' && !isSystem(path))
}
function isSystem(path: string): boolean {
  return path === '/zookeeper' || path.startsWith('/zookeeper/')
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
