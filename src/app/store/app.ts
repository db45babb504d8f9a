/**
 * The one store: the picture of the ensemble, the clock's settings, what is chosen, the reader's settings. Actions are
 * functions of this module; components read by `useApp(selector)` with selectors that return what is stored.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ServerId } from '../../ground/ids.ts'
import type { Capabilities, ClockView, Happening } from '../../hosts/engine.ts'
import type { Dictionary } from '../i18n/en.ts'
import { dictionaryOf, type Language, loadLanguage } from '../i18n/language.ts'
import { type ClusterModel, emptyCluster, type FlightModel } from './model.ts'
import type { Settings, Theme } from './settings.ts'

/** Happenings kept for the story: messages are not among them. */
export const HISTORY_MAX = 3000

/** What is chosen in the picture; one thing at most. */
export type Selection =
  | { readonly type: 'server'; readonly id: ServerId }
  | { readonly type: 'client'; readonly name: string }
  | { readonly type: 'external'; readonly name: string }
  | { readonly type: 'znode'; readonly path: string }
  | { readonly type: 'link'; readonly ends: readonly [ServerId, ServerId] }
  | { readonly type: 'flight'; readonly flight: FlightModel }
  | undefined

export type EngineState =
  | { readonly type: 'starting' }
  | { readonly type: 'running'; readonly capabilities: Capabilities }
  | { readonly type: 'failed'; readonly reason: string }

export type AppState = {
  readonly engine: EngineState
  readonly cluster: ClusterModel
  /** Everything told but messages in the air, oldest first. */
  readonly history: readonly Happening[]
  /** Speed, pause and hop delay; `now` in it is that of the last frame that changed something. */
  readonly clock: ClockView
  readonly settings: Settings
  readonly selection: Selection
  /** Why the last command was refused, until the next one. */
  readonly refusal: string | undefined
}

export function initialState(settings: Settings): AppState {
  return {
    engine: { type: 'starting' },
    cluster: emptyCluster(),
    history: [],
    clock: { now: 0, speed: settings.speed, paused: false, hopMs: 0 },
    settings,
    selection: undefined,
    refusal: undefined,
  }
}

export const store: StoreApi<AppState> = createStore<AppState>(() =>
  initialState({
    language: 'en',
    theme: 'auto',
    servers: 5,
    observers: 0,
    clients: 2,
    speed: 'auto',
    finalizeEarly: true,
    switches: {},
    tree: 'first',
  }),
)

/** Reads the store in a component. The selector returns something stored, or a primitive. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(store, selector)
}

/** The words of the reader's language. */
export function useText(): Dictionary {
  return dictionaryOf(useApp((state) => state.settings.language))
}

export function select(selection: Selection): void {
  store.setState({ selection })
}

export function switchLanguage(): void {
  void speak(store.getState().settings.language === 'en' ? 'zh-CN' : 'en')
}

/** Speaks a language from now on; where its words can't be had the page goes on as it is, and says so. */
export async function speak(language: Language): Promise<void> {
  try {
    await loadLanguage(language)
  } catch {
    store.setState({ refusal: 'the words of the other language could not be loaded' })
    return
  }
  store.setState({ settings: { ...store.getState().settings, language } })
}

const THEMES: { readonly [K in Theme]: Theme } = { auto: 'light', light: 'dark', dark: 'auto' }
/** The next theme: as the system, light, dark. */
export function switchTheme(): void {
  const { settings } = store.getState()
  store.setState({ settings: { ...settings, theme: THEMES[settings.theme] } })
}
