/** What the tree panel holds for itself: whose tree, which znode, what is open, and the copy that it shows. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ServerId } from '../../../ground/ids.ts'
import { type Folds, revealed } from './outline.ts'
import type { Replica } from './replica.ts'

/** The leader's tree, whoever leads, or always the same server's. */
export type TreeChoice = 'leader' | ServerId

/** A watch that fired a moment ago. */
export type Firing = { readonly key: string; readonly path: string; readonly client: string; readonly oneShot: boolean }

export type TreeState = {
  readonly choice: TreeChoice
  readonly replica: Replica | undefined
  /** The copy must be read again, or its server does not run: what is shown is the last that was known. */
  readonly isStale: boolean
  readonly folds: Folds
  /** The znode in the detail. */
  readonly path: string
  /** The znode whose row has the tree's one tab stop. */
  readonly active: string
  /** The rows in sight. */
  readonly sight: { readonly first: number; readonly last: number }
  readonly firings: readonly Firing[]
  /** The client that acts, where the reader chose one. */
  readonly actor: string | undefined
}

export const treeStore: StoreApi<TreeState> = createStore<TreeState>(() => ({
  choice: 'leader',
  replica: undefined,
  isStale: false,
  folds: new Map(),
  path: '/',
  active: '/',
  sight: { first: 0, last: 40 },
  firings: [],
  actor: undefined,
}))

export function useTree<T>(selector: (state: TreeState) => T): T {
  return useStore(treeStore, selector)
}

/** Shows `path` in the detail, and its row in the tree. */
export function showZnode(path: string): void {
  treeStore.setState(({ folds }) => ({ path, active: path, folds: revealed(folds, path) }))
}
export function moveTo(active: string): void {
  treeStore.setState({ active })
}
export function setFold(path: string, open: boolean): void {
  treeStore.setState(({ folds }) => ({ folds: new Map(folds).set(path, open) }))
}
