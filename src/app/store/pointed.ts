/** The connection that somebody points at, on the stage or in a table: the other one lights it up. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { NodeName } from '../../ground/ids.ts'

/** Who dialled whom; on the stage, where one line stands for both directions, in any order. */
export type Pair = { readonly dialler: NodeName; readonly listener: NodeName }

export const pointedStore: StoreApi<{ readonly pair: Pair | undefined }> = createStore<{
  readonly pair: Pair | undefined
}>(() => ({ pair: undefined }))

export function point(pair: Pair | undefined): void {
  if (pointedStore.getState().pair !== pair) pointedStore.setState({ pair })
}

/** Whether the line between two nodes is pointed at, whoever dialled. */
export function usePointed(a: NodeName, b: NodeName): boolean {
  return useStore(pointedStore, ({ pair }) => pair !== undefined && joins(pair, a, b))
}

/** Whether `pair` is the connection between two nodes, whoever dialled. */
export function joins({ dialler, listener }: Pair, a: NodeName, b: NodeName): boolean {
  return (dialler === a && listener === b) || (dialler === b && listener === a)
}
