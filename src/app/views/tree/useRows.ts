/** The stretch of the tree's rows in sight, and how to bring one there. */
import type { RefObject } from 'react'
import { remPx } from '../../hooks/textScale.ts'
import { type Stretch, useStretch } from '../../hooks/useStretch.ts'
import { ROW_REM } from './TreeRow.tsx'

export function useRows(element: RefObject<HTMLElement | null>): Stretch {
  return useStretch(element, ROW_REM)
}

/** Scrolls `element` so that row `index` is in sight. */
export function scrollToRow(element: HTMLElement, index: number): void {
  const rowPx = remPx(ROW_REM)
  const top = index * rowPx
  if (top < element.scrollTop) element.scrollTop = top
  else if (top + rowPx > element.scrollTop + element.clientHeight)
    element.scrollTop = top + rowPx - element.clientHeight
}
