/** What was broken and stands before the reader's eye: the world is paused at it until "Go on". */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Violation } from '../../hosts/checkers/checker.ts'
import { store } from './app.ts'
import { quietly } from './bridge.ts'
import { lessonPlace } from './lessonPlace.ts'

/** `stopped`: the world was paused for it. A lesson goes on: what it breaks is what it teaches. */
export type AlarmState = { readonly violation: Violation | undefined; readonly stopped: boolean }
export const alarm: StoreApi<AlarmState> = createStore<AlarmState>(() => ({ violation: undefined, stopped: false }))

export function useAlarm(): Violation | undefined {
  return useStore(alarm, ({ violation }) => violation)
}

/** Stops the world at a break. The first one that is shown stays until the reader has seen it. */
export function raise(violation: Violation): void {
  if (alarm.getState().violation !== undefined) return
  // Whoever stands still by hand goes on by hand.
  const stopped = lessonPlace.getState().type !== 'lesson' && !store.getState().clock.paused
  alarm.setState({ violation, stopped })
  if (stopped) void quietly({ type: 'pause' })
}

/** The reader has seen it: time goes on. */
export async function goOn(): Promise<void> {
  const { stopped } = alarm.getState()
  forget()
  if (stopped) await quietly({ type: 'play' })
}

/** What was shown is of an ensemble that is gone. */
export function forget(): void {
  alarm.setState({ violation: undefined, stopped: false })
}
