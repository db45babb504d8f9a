/** Which sheet lies over the page: one at most. Keys and buttons open the same ones. */
import { createStore, type StoreApi } from 'zustand/vanilla'

export type Overlay = 'none' | 'partition' | 'keys' | 'share' | 'embed'
export const overlayStore: StoreApi<{ readonly shown: Overlay }> = createStore<{ readonly shown: Overlay }>(() => ({
  shown: 'none',
}))

export function showOverlay(shown: Overlay): void {
  overlayStore.setState({ shown })
}
