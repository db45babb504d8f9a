/**
 * Whether anybody can see the page. A hidden tab gets no frames from the browser; a frame that is scrolled out of view may
 * get all of them, and draws nothing until it is back.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'

export const sight: StoreApi<{ readonly inView: boolean }> = createStore<{ readonly inView: boolean }>(() => ({
  inView: true,
}))

/** Hears whether any of this page is in view, now and whenever it changes; `rootMargin` as CSS says it. Returns "stop". */
export function watchSight(hear: (inView: boolean) => void, rootMargin: string = '0px'): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      const last = entries.at(-1)
      if (last !== undefined) hear(last.isIntersecting)
    },
    { rootMargin },
  )
  observer.observe(document.documentElement)
  return () => observer.disconnect()
}

/** Lets drawing rest where the page is out of view, and go on where it is back. */
export function setInView(inView: boolean): void {
  if (sight.getState().inView !== inView) sight.setState({ inView })
}

/** What a loop of frames leans on, for tests. */
export type FramePorts = {
  readonly request: (draw: (time: number) => void) => number
  readonly cancel: (frame: number) => void
}
const BROWSER: FramePorts = {
  request: (draw) => requestAnimationFrame(draw),
  cancel: (frame) => cancelAnimationFrame(frame),
}

/** Draws each frame while the page is in view. Returns "stop". */
export function eachFrame(draw: (time: number) => void, { request, cancel }: FramePorts = BROWSER): () => void {
  let frame: number | undefined
  const run = (time: number): void => {
    frame = sight.getState().inView ? request(run) : undefined
    draw(time)
  }
  frame = request(run)
  const forget = sight.subscribe(({ inView }) => {
    if (inView && frame === undefined) frame = request(run)
  })
  return () => {
    forget()
    if (frame !== undefined) cancel(frame)
    frame = undefined
  }
}
