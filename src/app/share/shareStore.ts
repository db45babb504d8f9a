/** What was opened from a link or a file, and how far it is played. The rest of sharing is loaded when it is needed. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Progress } from '../../hosts/scenario/play.ts'
import type { Scenario, ScenarioProblem } from '../../hosts/scenario.ts'

/** `offered`: it is shown, and waits for the reader's word. `broken`: what was wrong; nothing of it was taken. */
export type Shared =
  | { readonly type: 'none' }
  | { readonly type: 'broken'; readonly source: 'link' | 'file'; readonly problem: ScenarioProblem }
  | { readonly type: 'offered'; readonly scenario: Scenario }
  | {
      readonly type: 'playing' | 'over'
      readonly scenario: Scenario
      readonly progress: Progress
      /** Why it could not be played, in the engine's words. */
      readonly refusal: string | undefined
    }

export const shareStore: StoreApi<Shared> = createStore<Shared>(() => ({ type: 'none' }))

export function useShared<T>(selector: (shared: Shared) => T): T {
  return useStore(shareStore, selector)
}

/** Whether an address holds a scenario (`#s=1.…`). */
export function isLink(hash: string): boolean {
  return /^#(?:.*&)?s=/.test(hash)
}
