/** What the console pane holds: the console itself, what was printed, and the lines typed before. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Console, type ConsoleEnding, consoleOf } from '../../../hosts/console/console.ts'
import { keptHistory } from './history.ts'

/** The name of the console's own client on the stage. */
export const OWN_CLIENT = 'zkCli'
/** Printed lines kept: the oldest go first. */
export const LINES_MAX = 2000

/** A printed line: what was typed, what came back, a watch event, or why the line failed. */
export type Printed =
  | { readonly id: number; readonly type: 'typed'; readonly prompt: string; readonly text: string }
  | { readonly id: number; readonly type: 'out' | 'err' | 'watch'; readonly text: string }
  | {
      readonly id: number
      readonly type: 'failed'
      readonly line: string
      readonly ending: Exclude<ConsoleEnding, { type: 'done' }>
    }

export type ConsoleTab = 'commands' | 'code'
export type ConsoleState = {
  readonly tab: ConsoleTab
  readonly printed: readonly Printed[]
  /** Lines typed before, oldest first: also those of an earlier visit. */
  readonly typed: readonly string[]
  /** Who acts. */
  readonly client: string
  /** How many lines were taken: the number in the prompt. */
  readonly count: number
  readonly running: number
}

/** The one console of the page; it changes in place, what is shown of it is copied into the store. */
export const theConsole: Console = consoleOf(OWN_CLIENT)

export const consoleStore: StoreApi<ConsoleState> = createStore<ConsoleState>(() => ({
  tab: 'commands',
  printed: [],
  typed: keptHistory(),
  client: OWN_CLIENT,
  count: 0,
  running: 0,
}))

export function useConsole<T>(selector: (state: ConsoleState) => T): T {
  return useStore(consoleStore, selector)
}

type Unnumbered = Printed extends infer P ? (P extends Printed ? Omit<P, 'id'> : never) : never
let lastId = 0
/** Appends lines. */
export function print(...lines: readonly Unnumbered[]): void {
  const numbered = lines.map((line) => {
    lastId++
    return { ...line, id: lastId }
  })
  consoleStore.setState(({ printed }) => ({ printed: [...printed, ...numbered].slice(-LINES_MAX) }))
}
