/** Which guarantee the reader looks at. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CheckerName } from '../../../hosts/checkers/checkers.ts'

export const guaranteesView: StoreApi<{ readonly chosen: CheckerName }> = createStore<{
  readonly chosen: CheckerName
}>(() => ({ chosen: 'leaders' }))

export function useChosen(): CheckerName {
  return useStore(guaranteesView, ({ chosen }) => chosen)
}

export function choose(chosen: CheckerName): void {
  guaranteesView.setState({ chosen })
}
