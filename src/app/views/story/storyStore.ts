/** The story as it is shown: folded from the app's history, and which part of it the reader wants. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Millis } from '../../../ground/ids.ts'
import type { Happening } from '../../../hosts/engine.ts'
import { store } from '../../store/app.ts'
import { emptyStory, foldStory, type Story } from './story.ts'
import type { Entry, StoryKind } from './tale.ts'

export type StoryFilter = 'all' | StoryKind
export type StoryState = {
  readonly story: Story
  readonly filter: StoryFilter
  /** A moment that was asked for elsewhere; a new object with every wish. */
  readonly sought: { readonly at: Millis } | undefined
}

export const storyStore: StoreApi<StoryState> = createStore<StoryState>(() => ({
  story: emptyStory(),
  filter: 'all',
  sought: undefined,
}))

export function useStory<T>(selector: (state: StoryState) => T): T {
  return useStore(storyStore, selector)
}

/** The entries that `filter` lets through. */
export function filtered(entries: readonly Entry[], filter: StoryFilter): readonly Entry[] {
  return filter === 'all' ? entries : entries.filter((entry) => entry.kind === filter)
}

/** The last entry that began at `at` or before, or the first one; undefined where there is none. */
export function entryAt(entries: readonly Entry[], at: Millis): Entry | undefined {
  return entries.findLast((entry) => entry.at <= at) ?? entries[0]
}

/** Follows the app's history until the returned function is called. */
export function followStory(): () => void {
  let last: Happening | undefined
  const look = (history: readonly Happening[]) => {
    const newest = history.at(-1)
    if (newest === last) return
    // What has left the history untold was a flood: the story goes on from what is there.
    const from = last === undefined ? 0 : history.lastIndexOf(last) + 1
    last = newest
    storyStore.setState(({ story }) => ({ story: foldStory(story, history.slice(from)) }))
  }
  storyStore.setState({ story: emptyStory() })
  look(store.getState().history)
  return store.subscribe((state, before) => (state.history === before.history ? undefined : look(state.history)))
}
