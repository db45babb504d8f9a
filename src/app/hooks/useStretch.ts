/** The stretch of rows, `rowRem` high each, in sight of a scrolling element, with a margin of a few rows. */
import { type RefObject, useEffect, useState } from 'react'
import { remPx } from './textScale.ts'

const MARGIN_ROWS = 6

export type Stretch = { readonly first: number; readonly last: number }

export function useStretch(element: RefObject<HTMLElement | null>, rowRem: number): Stretch {
  const [stretch, setStretch] = useState<Stretch>({ first: 0, last: 40 })
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const look = () => {
      const rowPx = remPx(rowRem)
      const first = Math.max(0, Math.floor(current.scrollTop / rowPx) - MARGIN_ROWS)
      const last = Math.ceil((current.scrollTop + current.clientHeight) / rowPx) + MARGIN_ROWS
      setStretch((known) => (known.first === first && known.last === last ? known : { first, last }))
    }
    const observer = new ResizeObserver(look)
    observer.observe(current)
    current.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      current.removeEventListener('scroll', look)
    }
  }, [element, rowRem])
  return stretch
}
