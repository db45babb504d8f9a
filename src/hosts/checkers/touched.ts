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

export type Touched = { readonly path: string; readonly table: 'data' | 'child' }

/** The one-shot and persistent watches that a transaction must fire, by path and table. */
export function touchedBy(txn: Txn): readonly Touched[] {
  switch (txn.type) {
    case 'create':
    case 'createContainer':
    case 'createTTL':
      return [
        { path: txn.path, table: 'data' },
        { path: parentOnce(txn.path), table: 'child' },
      ]
    case 'delete':
    case 'deleteContainer':
      return [
        { path: txn.path, table: 'data' },
        { path: txn.path, table: 'child' },
        { path: parentOnce(txn.path), table: 'child' },
      ]
    case 'closeSession':
      return txn.paths.flatMap((path) => touchedBy({ type: 'delete', path }))
    case 'setData':
      return [{ path: txn.path, table: 'data' }]
    case 'multi':
      return partsOf(txn).flatMap(touchedBy)
    default:
      return []
  }
}
