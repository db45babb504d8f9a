/** Clicks and taps on the drawing itself: tells the place in it, in CSS pixels. Buttons above the drawing keep theirs. */
import { type RefObject, useEffect, useRef } from 'react'
import type { Point } from '../shapes/ring.ts'

export function usePick(element: RefObject<HTMLElement | null>, pick: (place: Point, onPage: Point) => void): void {
  const latest = useRef(pick)
  useEffect(() => {
    latest.current = pick
  })
  useEffect(() => {
    const target = element.current
    if (target === null) return
    const onClick = (event: MouseEvent) => {
      if (!(event.target instanceof SVGElement)) return
      const { left, top } = target.getBoundingClientRect()
      latest.current({ x: event.clientX - left, y: event.clientY - top }, { x: event.clientX, y: event.clientY })
    }
    target.addEventListener('click', onClick)
    return () => target.removeEventListener('click', onClick)
  }, [element])
}
