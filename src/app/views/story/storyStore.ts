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

/** How often the story grows at most, in real milliseconds: nobody reads faster. */
const TELL_EVERY_MS = 100

/** Follows the app's history until the returned function is called: at once, and under a flood now and then. */
export function followStory(): () => void {
  let last: Happening | undefined
  let resting: ReturnType<typeof setTimeout> | undefined
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
  const rest = () => {
    resting = setTimeout(() => {
      resting = undefined
      const { history } = store.getState()
      if (history.at(-1) === last) return
      look(history)
      rest()
    }, TELL_EVERY_MS)
  }
  const stop = store.subscribe((state, before) => {
    if (state.history === before.history || resting !== undefined) return
    look(state.history)
    rest()
  })
  return () => {
    stop()
    clearTimeout(resting)
  }
}
