/**
 * Runs a function each animation frame with virtual time: what moves writes its transform there, never through state.
 * With `prefers-reduced-motion` it runs twice a second: the same picture as discrete steps.
 */
import { useEffect, useRef } from 'react'
import type { Millis } from '../../ground/ids.ts'
import { virtualNow } from '../store/bridge.ts'
import { eachFrame } from './sight.ts'

const STEP_MS = 500

export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

export function useFrame(draw: (now: Millis) => void): void {
  const latest = useRef(draw)
  useEffect(() => {
    latest.current = draw
  })
  useEffect(() => join((now) => latest.current(now)), [])
}

/** All that moves shares one loop: forty badges are one callback of the browser's. */
const moving = new Set<(now: Millis) => void>()
let stopLoop: (() => void) | undefined

function join(draw: (now: Millis) => void): () => void {
  moving.add(draw)
  // Begun anew, the loop stands behind all others of the frame: it finds the picture that the bridge has just made.
  stopLoop?.()
  stopLoop = loop()
  return () => {
    moving.delete(draw)
    if (moving.size > 0) return
    stopLoop?.()
    stopLoop = undefined
  }
}

function loop(): () => void {
  const query = matchMedia('(prefers-reduced-motion: reduce)')
  let last = Number.NEGATIVE_INFINITY
  return eachFrame((time) => {
    if (query.matches && time - last < STEP_MS) return
    last = time
    const now = virtualNow()
    for (const draw of moving) draw(now)
  })
}
