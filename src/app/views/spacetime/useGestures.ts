/** Wheel zooms around the pointer, sideways wheel and drag move through time, the pointer reads the line under it. */
import { type RefObject, useEffect } from 'react'
import { moved, nearestLine, timeAt, zoomed } from '../../shapes/spaceTime.ts'
import type { DrawnMessage, Picture } from './picture.ts'
import { keptNow } from './recording.ts'
import { setView, viewStore } from './viewStore.ts'

const REACH = 7
/** A pointer that moved less was a click. */
const DRAG_MIN = 3
/** A notch of a wheel is about 100. */
const ZOOM_PER_DELTA = 0.0022

export function useGestures(
  element: RefObject<HTMLElement | null>,
  picture: () => Picture | undefined,
  point: (drawn: DrawnMessage | undefined) => void,
): void {
  useEffect(() => {
    const target = element.current
    if (target === null) return
    const stop = new AbortController()
    const { signal } = stop
    let held: { readonly x: number; dragged: boolean; last: number } | undefined
    const placeOf = (event: MouseEvent) => {
      const { left, top } = target.getBoundingClientRect()
      return { x: event.clientX - left, y: event.clientY - top }
    }
    const read = (event: PointerEvent) => {
      const shown = picture()
      const index = shown === undefined ? undefined : nearestLine(shown.lines, placeOf(event), REACH)
      point(index === undefined ? undefined : shown?.lines[index])
    }
    const onWheel = (event: WheelEvent) => {
      const shown = picture()
      if (shown === undefined || event.ctrlKey) return
      event.preventDefault()
      const { view } = viewStore.getState()
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
      if (sideways) setView(moved(view, event.deltaX * msPerPixel(shown), keptNow()))
      else
        setView(
          zoomed(view, Math.exp(event.deltaY * ZOOM_PER_DELTA), timeAt(shown.window, shown.plot, placeOf(event).x)),
        )
    }
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return
      target.setPointerCapture(event.pointerId)
      held = { x: event.clientX, dragged: false, last: event.clientX }
    }
    const onMove = (event: PointerEvent) => {
      const shown = picture()
      if (held === undefined || shown === undefined) return read(event)
      if (!held.dragged && Math.abs(event.clientX - held.x) < DRAG_MIN) return
      held.dragged = true
      point(undefined)
      setView(moved(viewStore.getState().view, (held.last - event.clientX) * msPerPixel(shown), keptNow()))
      held.last = event.clientX
    }
    const onUp = (event: PointerEvent) => {
      if (held?.dragged === false) read(event)
      held = undefined
    }
    target.addEventListener('wheel', onWheel, { passive: false, signal })
    target.addEventListener('pointerdown', onDown, { signal })
    target.addEventListener('pointermove', onMove, { signal })
    target.addEventListener('pointerup', onUp, { signal })
    target.addEventListener('pointercancel', () => (held = undefined), { signal })
    target.addEventListener('pointerleave', () => point(undefined), { signal })
    return () => stop.abort()
  }, [element, picture, point])
}

function msPerPixel({ window, plot }: Picture): number {
  return (window.end - window.start) / Math.max(1, plot.right - plot.left)
}
