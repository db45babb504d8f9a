/** Which watches a transaction must fire: the tables of a server that it reaches (DataTree, WatchManager). */
import { parentOf } from '../../ground/data/path.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import { partsOf } from './checker.ts'

/** The last path whose parent was asked for, and the parent. */
const last = { path: '/', parent: '/' }
/** `parentOf`, once for all servers that apply the same transaction one behind the other. */
export function parentOnce(path: string): string {
  if (path === last.path) return last.parent
  last.parent = parentOf(path)
  last.path = path
  return last.parent
}

/** What became of the znode at `path`. Thousands are remembered: which tables it concerns follows from it (`touches`). */
export type Deed = { readonly path: string; readonly what: 'made' | 'gone' | 'set' }

/** What a transaction does to znodes, as far as watches hear of it. */
export function deedsOf(txn: Txn): readonly Deed[] {
  switch (txn.type) {
    case 'create':
    case 'createContainer':
    case 'createTTL':
      return [{ path: txn.path, what: 'made' }]
    case 'delete':
    case 'deleteContainer':
      return [{ path: txn.path, what: 'gone' }]
    case 'closeSession':
      return txn.paths.map((path) => ({ path, what: 'gone' }))
    case 'setData':
      return [{ path: txn.path, what: 'set' }]
    case 'multi':
      return partsOf(txn).flatMap(deedsOf)
    default:
      return NOTHING
  }
}
const NOTHING: readonly Deed[] = []

/** Whether the one-shot and persistent watches at `at` in that table must fire. */
export function touches({ path, what }: Deed, at: string, table: 'data' | 'child'): boolean {
  if (table === 'data') return path === at
  return (what === 'gone' && path === at) || (what !== 'set' && parentOnce(path) === at)
}
