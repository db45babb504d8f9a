/**
 * A stroke drawn with the pointer over the drawing, from where it is bare or over a link. Buttons above the drawing keep
 * their own gestures; a short stroke is a click, and the click that ends a long one is nobody's.
 */
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Point } from '../shapes/ring.ts'

/** A movement of fewer pixels is a click. */
const STROKE_MIN = 12
/** Points of one stroke at most: a scribble is followed by its newest part. */
const POINTS_MAX = 256

/** The stroke that is being drawn, or undefined. `done` gets it whole. */
export function useStroke(
  element: RefObject<HTMLElement | null>,
  done: (stroke: readonly Point[]) => void,
): readonly Point[] | undefined {
  const [stroke, setStroke] = useState<readonly Point[] | undefined>(undefined)
  const latest = useRef(done)
  useEffect(() => {
    latest.current = done
  })
  useEffect(() => {
    const target = element.current
    return target === null ? undefined : listen(target, setStroke, (points) => latest.current(points))
  }, [element])
  return stroke
}

function listen(
  target: HTMLElement,
  show: (stroke: readonly Point[] | undefined) => void,
  done: (stroke: readonly Point[]) => void,
): () => void {
  let points: readonly Point[] = []
  let drawing: number | undefined
  const place = (event: PointerEvent): Point => {
    const { left, top } = target.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const end = () => {
    drawing = undefined
    points = []
    show(undefined)
  }
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary || !(event.target instanceof SVGElement)) return
    if (event.target.closest('button') !== null) return
    drawing = event.pointerId
    points = [place(event)]
  }
  const onMove = (event: PointerEvent) => {
    if (event.pointerId !== drawing) return
    points = [...points, place(event)].slice(-POINTS_MAX)
    if (isLong(points)) show(points)
  }
  const onUp = (event: PointerEvent) => {
    if (event.pointerId !== drawing) return
    const whole = [...points, place(event)]
    end()
    if (!isLong(whole)) return
    // The click that follows belongs to the stroke.
    target.addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => target.removeEventListener('click', swallow, { capture: true }), 0)
    done(whole)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') end()
  }
  target.addEventListener('pointerdown', onDown)
  window.addEventListener('pointermove', onMove)
  window.addEventListener('pointerup', onUp)
  window.addEventListener('pointercancel', end)
  window.addEventListener('keydown', onKey)
  return () => {
    target.removeEventListener('pointerdown', onDown)
    window.removeEventListener('pointermove', onMove)
    window.removeEventListener('pointerup', onUp)
    window.removeEventListener('pointercancel', end)
    window.removeEventListener('keydown', onKey)
  }
}

function swallow(event: Event): void {
  event.stopPropagation()
}
function isLong(points: readonly Point[]): boolean {
  const first = points[0]
  return first !== undefined && points.some(({ x, y }) => Math.hypot(x - first.x, y - first.y) >= STROKE_MIN)
}
