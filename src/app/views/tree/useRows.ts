/** The stretch of the tree's rows in sight, and how to bring one there. */
import type { RefObject } from 'react'
import { type Stretch, useStretch } from '../../hooks/useStretch.ts'
import { ROW_PX } from './TreeRow.tsx'

export function useRows(element: RefObject<HTMLElement | null>): Stretch {
  return useStretch(element, ROW_PX)
}

/** Scrolls `element` so that row `index` is in sight. */
export function scrollToRow(element: HTMLElement, index: number): void {
  const top = index * ROW_PX
  if (top < element.scrollTop) element.scrollTop = top
  else if (top + ROW_PX > element.scrollTop + element.clientHeight)
    element.scrollTop = top + ROW_PX - element.clientHeight
}
