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
    for (const name of sorted(node.children).reverse()) paths.push(`${prefix}${name}`)
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
  return compareRuns(runsOf(a), runsOf(b))
}

/** Names in natural order; each is taken apart once, since a folder may hold a hundred thousand. */
function sorted(names: Iterable<string>): string[] {
  const rows = Array.from(names, (name) => ({ name, runs: runsOf(name) }))
  return rows.sort((a, b) => compareRuns(a.runs, b.runs)).map((row) => row.name)
}

function runsOf(name: string): readonly string[] {
  return name.match(/\d+|\D+/g) ?? []
}
function compareRuns(left: readonly string[], right: readonly string[]): number {
  for (const [i, x] of left.entries()) {
    const y = right[i]
    if (y === undefined) return 1
    if (x === y) continue
    const order = isDigit(x) && isDigit(y) ? Number(x) - Number(y) : 0
    if (order !== 0) return order
    return x < y ? -1 : 1
  }
  return left.length - right.length
}
function isDigit(run: string): boolean {
  const unit = run.charCodeAt(0)
  return unit >= 48 && unit <= 57
}
