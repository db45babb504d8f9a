/**
 * The sandbox: an ensemble with a bug of the zoo in it, in the place of the reader's own, which waits as the files of its
 * servers. Light, so that the first paint can know of it; what starts one is `guarantees/provoke.ts`.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CheckerName } from '../../hosts/checkers/checker.ts'
import type { ServerFolder } from '../../hosts/command.ts'

/** The reader's own ensemble, as it was durable when the sandbox began. */
export type Saved = {
  readonly servers: number
  readonly observers: number
  readonly clients: readonly string[]
  readonly folders: readonly ServerFolder[]
}
export type SandboxState = {
  /** The guarantee that it is to break, where there is a sandbox. */
  readonly family: CheckerName | undefined
  readonly phase: 'none' | 'starting' | 'provoking' | 'provoked' | 'leaving'
  readonly saved: Saved | undefined
  /** Why the last start or return was refused, in the engine's words. */
  readonly refusal: string | undefined
}
export const NO_SANDBOX: SandboxState = { family: undefined, phase: 'none', saved: undefined, refusal: undefined }
export const sandbox: StoreApi<SandboxState> = createStore<SandboxState>(() => NO_SANDBOX)

export function useSandbox<T>(selector: (state: SandboxState) => T): T {
  return useStore(sandbox, selector)
}
