/** The keys of a tree (WAI-ARIA Authoring Practices, tree view), as data: what a key means at a row. Pure. */
import { parentOf } from '../../../ground/data/path.ts'
import { findTyped, indexOf, type Outline, rowAt } from './outline.ts'

export type TreeAct =
  | { readonly type: 'move'; readonly path: string }
  | { readonly type: 'fold'; readonly path: string; readonly open: boolean }
  | { readonly type: 'choose'; readonly path: string }
  | { readonly type: 'menu'; readonly path: string }

/** What `key` means while row `index` has the focus; `typed` is the type-ahead so far with this key at its end. */
export function actOfKey(
  outline: Outline,
  index: number,
  key: string,
  shift: boolean,
  typed: string,
): TreeAct | undefined {
  const row = rowAt(outline, index)
  if (row === undefined) return undefined
  const { path } = row
  const moveTo = (to: number): TreeAct | undefined => {
    const target = rowAt(outline, Math.min(outline.rows - 1, Math.max(0, to)))
    return target === undefined ? undefined : { type: 'move', path: target.path }
  }
  switch (key) {
    case 'ArrowDown':
      return moveTo(index + 1)
    case 'ArrowUp':
      return moveTo(index - 1)
    case 'PageDown':
      return moveTo(index + PAGE_ROWS)
    case 'PageUp':
      return moveTo(index - PAGE_ROWS)
    case 'Home':
      return moveTo(0)
    case 'End':
      return moveTo(outline.rows - 1)
    case 'ArrowRight':
      if (row.children === 0) return undefined
      return row.open ? moveTo(index + 1) : { type: 'fold', path, open: true }
    case 'ArrowLeft':
      if (row.open) return { type: 'fold', path, open: false }
      return path === '/' ? undefined : moveTo(indexOf(outline, parentOf(path)))
    case 'Enter':
    case ' ':
      return { type: 'choose', path }
    case 'ContextMenu':
      return { type: 'menu', path }
    case 'F10':
      return shift ? { type: 'menu', path } : undefined
    default:
      return typed === '' ? undefined : typedTo(outline, index, typed)
  }
}

const PAGE_ROWS = 10

function typedTo(outline: Outline, index: number, typed: string): TreeAct | undefined {
  const row = rowAt(outline, findTyped(outline, index, typed))
  return row === undefined ? undefined : { type: 'move', path: row.path }
}

/** A type-ahead starts anew after this pause, in real milliseconds. */
export const TYPED_MS = 700
