/** The stretch of rows in sight of a scrolling element, with a margin of a few rows. */
import { type RefObject, useEffect, useState } from 'react'
import { ROW_PX } from './TreeRow.tsx'

const MARGIN_ROWS = 6

export type Stretch = { readonly first: number; readonly last: number }

export function useRows(element: RefObject<HTMLElement | null>): Stretch {
  const [stretch, setStretch] = useState<Stretch>({ first: 0, last: 40 })
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const look = () => {
      const first = Math.max(0, Math.floor(current.scrollTop / ROW_PX) - MARGIN_ROWS)
      const last = Math.ceil((current.scrollTop + current.clientHeight) / ROW_PX) + MARGIN_ROWS
      setStretch((known) => (known.first === first && known.last === last ? known : { first, last }))
    }
    const observer = new ResizeObserver(look)
    observer.observe(current)
    current.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      current.removeEventListener('scroll', look)
    }
  }, [element])
  return stretch
}

/** Scrolls `element` so that row `index` is in sight. */
export function scrollToRow(element: HTMLElement, index: number): void {
  const top = index * ROW_PX
  if (top < element.scrollTop) element.scrollTop = top
  else if (top + ROW_PX > element.scrollTop + element.clientHeight)
    element.scrollTop = top + ROW_PX - element.clientHeight
}
