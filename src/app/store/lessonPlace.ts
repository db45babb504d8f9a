/**
 * Where the reader is among the lessons: the address says it at first (`?lesson=lock&step=3`, `?lessons`, `?glossary`,
 * `?glossary=zxid`, `?fidelity`) and is kept in step. The lessons themselves are no part of the first paint.
 */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** `step` counts from 1, as people do. */
export type LessonPlace =
  | { readonly type: 'closed' }
  | { readonly type: 'contents' }
  /** `term`: the one that is looked for; '' where none is. */
  | { readonly type: 'glossary'; readonly term: string }
  | { readonly type: 'fidelity' }
  | { readonly type: 'lesson'; readonly id: string; readonly step: number }

export const lessonPlace: StoreApi<LessonPlace> = createStore<LessonPlace>(() => ({ type: 'closed' }))

export function useLessonPlace<T>(selector: (place: LessonPlace) => T): T {
  return useStore(lessonPlace, selector)
}

/** The place that an address names; a step that is no number is the first. */
export function readPlace(search: string): LessonPlace {
  const params = new URLSearchParams(search)
  const id = params.get('lesson')
  if (id !== null && id !== '') {
    const step = Number(params.get('step') ?? '1')
    return { type: 'lesson', id, step: Number.isInteger(step) && step > 0 ? step : 1 }
  }
  if (params.has('lessons')) return { type: 'contents' }
  const term = params.get('glossary')
  if (term !== null) return { type: 'glossary', term }
  return params.has('fidelity') ? { type: 'fidelity' } : { type: 'closed' }
}

/** `search` with this place in it, all else as it was. */
export function withPlace(search: string, place: LessonPlace): string {
  const params = new URLSearchParams(search)
  for (const name of ['lessons', 'lesson', 'step', 'glossary', 'fidelity']) params.delete(name)
  if (place.type === 'contents') params.set('lessons', '')
  if (place.type === 'glossary') params.set('glossary', place.term)
  if (place.type === 'fidelity') params.set('fidelity', '')
  if (place.type === 'lesson') {
    params.set('lesson', place.id)
    params.set('step', String(place.step))
  }
  const text = params.toString().replace(/(^|&)(lessons|glossary|fidelity)=(?=&|$)/, '$1$2')
  return text === '' ? '' : `?${text}`
}

/** Goes to a place, in the store and in the address. */
export function goTo(place: LessonPlace): void {
  lessonPlace.setState(place, true)
  history.replaceState(history.state, '', `${location.pathname}${withPlace(location.search, place)}${location.hash}`)
}
export function showContents(): void {
  goTo({ type: 'contents' })
}
