/** Which pane is asked for from elsewhere: a lamp opens the guarantees, a piece of evidence its moment in space-time. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DockPane } from '../views/Dock.tsx'

export type Pane = 'tree' | 'story' | DockPane
/** `asked` is a new object with every wish, so that the same pane can be asked for again. */
export const panes: StoreApi<{ readonly asked: { readonly pane: Pane } | undefined }> = createStore<{
  readonly asked: { readonly pane: Pane } | undefined
}>(() => ({ asked: undefined }))

/** Brings a pane to the front. */
export function showPane(pane: Pane): void {
  panes.setState({ asked: { pane } })
}
