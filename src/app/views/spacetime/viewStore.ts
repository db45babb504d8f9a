/** What of time the reader looks at: the span, the end (or the clock), the moment that a sentence of the story chose. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Millis } from '../../../ground/ids.ts'
import { centredAt, type TimeView } from '../../shapes/spaceTime.ts'

export type ViewState = {
  readonly view: TimeView
  /** Marked in the diagram. */
  readonly moment: Millis | undefined
  readonly pings: boolean
  /** The message under the pointer or the focus, by its id. */
  readonly pointed: string | undefined
}

export const viewStore: StoreApi<ViewState> = createStore<ViewState>(() => ({
  view: { spanMs: 3000, end: undefined },
  moment: undefined,
  pings: false,
  pointed: undefined,
}))

export function useView<T>(selector: (state: ViewState) => T): T {
  return useStore(viewStore, selector)
}

/** Shows what was around `at`, with a mark there. */
export function lookAt(at: Millis): void {
  viewStore.setState(({ view }) => ({ view: centredAt(view, at), moment: at }))
}

export function setView(view: TimeView): void {
  viewStore.setState({ view })
}

/** The view follows the clock again. */
export function returnToLive(): void {
  viewStore.setState(({ view }) => ({ view: { spanMs: view.spanMs, end: undefined }, moment: undefined }))
}
