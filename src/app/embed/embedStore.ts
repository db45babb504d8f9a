/** What only an embed knows: what it was asked for, and its colour, which the host may change. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type EmbedSettings, readEmbed } from './embedSettings.ts'

export type EmbedState = {
  readonly asked: EmbedSettings
  readonly accent: string | undefined
  /** Servers were asked for: with `load=click` they are not at first. */
  readonly started: boolean
  /** Time stands because nobody can see it. */
  readonly away: boolean
}

export const embedStore: StoreApi<EmbedState> = createStore<EmbedState>(() => {
  return { asked: readEmbed('', []), accent: undefined, started: false, away: false }
})

export function useEmbed<T>(selector: (state: EmbedState) => T): T {
  return useStore(embedStore, selector)
}

/** The page that shows the same at full size: the reader's own, with all panes. */
export function fullPage(): string {
  const { pathname, search, hash } = window.location
  const params = new URLSearchParams(search)
  for (const name of ['view', 'controls', 'readonly', 'load', 'autopause', 'persist', 'accent', 'theme', 'scenario'])
    params.delete(name)
  const url = new URL('../', new URL(pathname, window.location.href))
  url.search = params.toString()
  url.hash = hash
  return url.href
}
