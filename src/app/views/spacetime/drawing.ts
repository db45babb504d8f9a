/**
 * When the diagram is drawn. Frames are asked for only while something moves: the clock runs and the window reaches it.
 * Paused, looking at the past or hidden, nothing runs; a change asks for one frame. With `prefers-reduced-motion` the
 * clock moves the picture twice a second; what the reader does shows at once.
 */
import { store } from '../../store/app.ts'
import { virtualNow } from '../../store/bridge.ts'
import { formatAt } from '../story/formatAt.ts'
import { resolveColors, watchTheme } from './colors.ts'
import { draw } from './draw.ts'
import { type Picture, pictureOf, type Size } from './picture.ts'
import { followHappenings, record } from './recording.ts'
import { viewStore } from './viewStore.ts'

const CALM_STEP_MS = 500
const TELL_EVERY_MS = 500
/** Of the page's time, the part that drawings may take while only the clock moves: the rest belongs to the other views. */
const SHARE_MAX = 1 / 8
/** Less of a move than this, in pixels, is not worth a drawing. */
const MOVE_MIN = 0.5

export type Drawing = {
  readonly resize: (size: Size) => void
  readonly picture: () => Picture | undefined
  readonly stop: () => void
}

/** Whether there is news, whether the reader waits for it, and until when (real milliseconds) drawing rests otherwise. */
type Pace = { isChanged: boolean; isWished: boolean; restsUntil: number }

/** What began at `began` is drawn: the next drawing waits as long as this one was dear. */
function rest(pace: Pace, began: number): void {
  const took = performance.now() - began
  Object.assign(pace, { isChanged: false, isWished: false, restsUntil: began + took / SHARE_MAX })
}

/** Draws on `canvas` until stopped; `tell` hears the picture now and then, and always the last one. */
export function startDrawing(canvas: HTMLCanvasElement, probe: HTMLElement, tell: (picture: Picture) => void): Drawing {
  const context = canvas.getContext('2d')
  const colors = resolveColors(probe)
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let size: Size = { width: 0, height: 0, scale: 1 }
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const pace: Pace = { isChanged: true, isWished: true, restsUntil: 0 }
  let told = Number.NEGATIVE_INFINITY
  let picture: Picture | undefined

  const run = (): void => {
    frame = 0
    if (context === null || size.width === 0 || size.height === 0) return
    const now = virtualNow()
    const { view, pings, moment, pointed } = viewStore.getState()
    const isBehind = pace.isChanged || shiftOf(picture, now, view.spanMs, size) >= MOVE_MIN
    const time = performance.now()
    const draws = isBehind && (pace.isWished || time >= pace.restsUntil)
    if (draws) {
      picture = pictureOf(record, view, pings, size, now)
      fitCanvas(canvas, size)
      draw(context, size, record, picture, { moment, pointed }, colors, { formatAt })
      rest(pace, time)
    }
    const goesOn = isMoving(picture, now) || (isBehind && !draws)
    if (picture !== undefined && (!goesOn || time - told >= TELL_EVERY_MS)) {
      told = time
      tell(picture)
    }
    if (goesOn) soon()
  }
  const atOnce = (): void => {
    pace.isChanged = pace.isWished = true
    if (frame === 0) frame = requestAnimationFrame(run)
  }
  const soon = (): void => {
    if (frame !== 0 || timer !== undefined) return
    if (!calm.matches) {
      frame = requestAnimationFrame(run)
      return
    }
    timer = setTimeout(() => {
      timer = undefined
      atOnce()
    }, CALM_STEP_MS)
  }
  const stop = followChanges(atOnce, {
    happened: () => {
      pace.isChanged = true
      soon()
    },
    recolored: () => {
      colors.forget()
      atOnce()
    },
  })
  return {
    resize: (next) => {
      size = next
      atOnce()
    },
    picture: () => picture,
    stop: () => {
      stop()
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    },
  }
}

/** How far the clock has moved what is drawn, in pixels. */
function shiftOf(picture: Picture | undefined, now: number, spanMs: number, { width }: Size): number {
  return picture === undefined ? 0 : (Math.abs(now - picture.now) / spanMs) * width
}

/** Whether the clock runs, and the window reaches it. */
function isMoving(picture: Picture | undefined, now: number): boolean {
  return !store.getState().clock.paused && (picture === undefined || picture.window.end > now)
}

/** Hears all that the picture is made from: what the reader does, the clock's settings, happenings, the theme. */
function followChanges(
  atOnce: () => void,
  on: { readonly happened: () => void; readonly recolored: () => void },
): () => void {
  const stops = [
    followHappenings(on.happened),
    viewStore.subscribe(atOnce),
    store.subscribe((state, before) => (state.clock === before.clock ? undefined : atOnce())),
    watchTheme(on.recolored),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** As many device pixels as the screen has for it. */
function fitCanvas(canvas: HTMLCanvasElement, size: Size): void {
  const width = Math.round(size.width * devicePixelRatio)
  const height = Math.round(size.height * devicePixelRatio)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}
