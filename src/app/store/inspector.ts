/** Which server is being inspected, and whether its sheet is in front where there is room for one pane alone. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ServerId } from '../../ground/ids.ts'
import { store } from './app.ts'
import { leaderOf } from './model.ts'

export type InspectorState = { readonly server: ServerId | undefined; readonly isFront: boolean }

export const inspectorStore: StoreApi<InspectorState> = createStore<InspectorState>(() => ({
  server: undefined,
  isFront: false,
}))

export function useInspector<T>(selector: (state: InspectorState) => T): T {
  return useStore(inspectorStore, selector)
}

export function inspectServer(server: ServerId): void {
  inspectorStore.setState({ server, isFront: true })
}
export function closeInspector(): void {
  inspectorStore.setState({ server: undefined, isFront: false })
}
/** Brings the sheet to the front, or another pane over it; nothing where no server is inspected. */
export function setInspectorFront(isFront: boolean): void {
  if (inspectorStore.getState().server !== undefined) inspectorStore.setState({ isFront })
}

/** The chosen server, or else the leader, or else the first: closed again where it is open. */
export function toggleInspector(): void {
  const { selection, cluster } = store.getState()
  const chosen = selection?.type === 'server' && cluster.servers.has(selection.id) ? selection.id : undefined
  const wanted = chosen ?? leaderOf(cluster)?.id ?? cluster.servers.keys().next().value
  const { server } = inspectorStore.getState()
  if (server !== undefined && (chosen === undefined || chosen === server)) closeInspector()
  else if (wanted !== undefined) inspectServer(wanted)
}
