/** Nobody looks: nothing is drawn. */
import { beforeEach, expect, test } from 'vitest'
import { eachFrame, setInView } from './sight.ts'

/** A screen that shows the next frame when it is told to. */
function screen() {
  let next: ((time: number) => void) | undefined
  let drawn = 0
  const ports = {
    request: (draw: (time: number) => void) => {
      next = draw
      return 1
    },
    cancel: () => {
      next = undefined
    },
  }
  const show = (): boolean => {
    const draw = next
    next = undefined
    draw?.(0)
    return draw !== undefined
  }
  const stop = eachFrame(() => {
    drawn += 1
  }, ports)
  return { show, stop, drawn: () => drawn }
}
beforeEach(() => setInView(true))

test('a page out of view asks for no more frames, and goes on where it is back', () => {
  const { show, drawn, stop } = screen()
  expect([show(), show(), drawn()]).toEqual([true, true, 2])
  setInView(false)
  // The frame that was on its way still comes.
  expect([show(), show(), show(), drawn()]).toEqual([true, false, false, 3])
  setInView(true)
  expect([show(), show(), drawn()]).toEqual([true, true, 5])
  stop()
})

test('back before the next frame, it draws once a frame and not twice', () => {
  const { show, drawn, stop } = screen()
  setInView(false)
  setInView(true)
  expect([show(), show(), drawn()]).toEqual([true, true, 2])
  stop()
  expect(show()).toBe(false)
  setInView(false)
  setInView(true)
  expect(show()).toBe(false)
})
