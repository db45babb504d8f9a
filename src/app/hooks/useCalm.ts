/** A value that changes at most once in `intervalMs` (real): what is spoken must not run over itself. The last one is told. */
import { useEffect, useRef, useState } from 'react'

export function useCalm<T>(value: T, intervalMs: number): T {
  const [told, setTold] = useState(value)
  const toldAt = useRef(0)
  useEffect(() => {
    const wait = Math.max(0, toldAt.current + intervalMs - performance.now())
    const timer = setTimeout(() => {
      toldAt.current = performance.now()
      setTold(value)
    }, wait)
    return () => clearTimeout(timer)
  }, [value, intervalMs])
  return told
}
