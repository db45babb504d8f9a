/**
 * What must become of a request at its place in the order: the transaction that it turns into, or the error that it fails
 * with (02 §§3–5). Only what the model knows for sure is foretold; rights, limits and quotas are not.
 */
import { parentOf } from '../../ground/data/path.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { isSequential } from '../../ground/jute/opcodes.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { ClientOp, CreateOp } from '../../protocol/client/seam.ts'
import { type Known, type Lookup, type Model, nextNumber, now } from './model.ts'

/** Errors that follow from the tree alone. All others may come at any time, and then nothing has happened. */
export const TREE_ERRORS: ReadonlySet<KeeperErrorName> = new Set<KeeperErrorName>([
  'noNode',
  'nodeExists',
  'badVersion',
  'notEmpty',
  'noChildrenForEphemerals',
])

/** `path` and `version`: of the znode afterwards, where they are known. */
export type Foretold =
  | { readonly error: KeeperErrorName; readonly path?: string; readonly version?: number }
  | 'unknown'

const OK: Foretold = { error: 'ok' }
const ANY = -1

/** What becomes of `op` if it is next. A multi is foretold part by part: see `writes.ts`. */
export function foretell(model: Model, op: ClientOp): Foretold {
  switch (op.type) {
    case 'create':
      return foretellCreate(model, op)
    case 'delete':
      return foretellDelete(model, op.path, op.version)
    case 'setData':
      return changed(now(model, op.path), op.version, (node) => node.version)
    case 'setACL':
      return changed(now(model, op.path), op.version, (node) => node.aversion)
    case 'check': {
      const found = changed(now(model, op.path), op.version, (node) => node.version)
      return found === 'unknown' || found.error !== 'ok' ? found : OK
    }
    default:
      return 'unknown'
  }
}

function foretellCreate(model: Model, op: CreateOp): Foretold {
  // A sequential path may end with a slash: its name is then the number alone.
  const above = op.path.endsWith('/') ? op.path.slice(0, -1) || '/' : parentOf(op.path)
  const parent = now(model, above)
  if (parent === 'unknown') return 'unknown'
  if (parent === undefined) return { error: 'noNode' }
  const path = isSequential(op.mode) ? numbered(op.path, nextNumber(model, above)) : op.path
  if (path === undefined) return 'unknown'
  const there = now(model, path)
  if (there === 'unknown') return 'unknown'
  if (there !== undefined) return { error: 'nodeExists' }
  if (parent.owner !== 0n) return { error: 'noChildrenForEphemerals' }
  return { error: 'ok', path }
}

function numbered(path: string, number: number | undefined): string | undefined {
  return number === undefined ? undefined : `${path}${String(number).padStart(10, '0')}`
}

function foretellDelete(model: Model, path: string, version: number): Foretold {
  const node = now(model, path)
  if (path === '/' || node === 'unknown') return 'unknown'
  if (node === undefined) return { error: 'noNode' }
  if (version !== ANY && version !== node.version) return { error: 'badVersion' }
  return node.children > 0 ? { error: 'notEmpty' } : OK
}

function changed(node: Lookup, version: number, of: (node: Known) => number): Foretold {
  if (node === 'unknown' || node?.vague === true) return 'unknown'
  if (node === undefined) return { error: 'noNode' }
  if (version !== ANY && version !== of(node)) return { error: 'badVersion' }
  return { error: 'ok', version: (of(node) + 1) | 0 }
}

/** What a transaction says of the same. */
export function toldBy(txn: Txn): { readonly path?: string; readonly version?: number } {
  if (txn.type === 'setData' || txn.type === 'setACL') return { path: txn.path, version: txn.version }
  return 'path' in txn ? { path: txn.path } : {}
}
