/** The live measures as the pane shows them: fed with each frame's happenings from the pane's first opening on, told four times a second. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Happening } from '../../hosts/engine.ts'
import { hear, hearAll, virtualNow } from '../store/bridge.ts'
import { emptyMeasures, type LiveMeasures, measured } from './live.ts'

const SHOW_MS = 250

type Shown = { readonly measures: LiveMeasures; readonly now: number }
const live: StoreApi<Shown> = createStore<Shown>(() => ({ measures: emptyMeasures(), now: 0 }))

export function useLive(): Shown {
  return useStore(live)
}

let started = false
/** Begins to measure: first what the engine still remembers, then every frame. Once. */
export function watch(): void {
  if (started) return
  started = true
  let measures = emptyMeasures()
  let shownAt = 0
  const show = () => {
    const now = virtualNow()
    const { now: before } = live.getState()
    // Nothing was measured, and no second ended: the picture is the same.
    if (measures === live.getState().measures && Math.floor(now / 1000) === Math.floor(before / 1000)) return
    live.setState({ measures, now })
  }
  const take = (batch: readonly Happening[]) => {
    measures = measured(measures, batch)
    if (performance.now() - shownAt < SHOW_MS) return
    shownAt = performance.now()
    show()
  }
  const stopPast = hearAll((batch) => {
    stopPast()
    take(batch)
    hear(take)
  })
  setInterval(() => {
    if (!document.hidden) show()
  }, 1000)
}
