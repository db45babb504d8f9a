import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { pageLink, pagePingMs, unansweredMax } from './pageLink.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A WebSocket as far as a link asks it for signs of life. */
class QuietSocket extends EventEmitter {
  pings = 0
  ended = false
  ping(): void {
    this.pings++
  }
  terminate(): void {
    if (this.ended) return
    this.ended = true
    this.emit('close')
  }
}

function linked() {
  const socket = new QuietSocket()
  const gone = vi.fn()
  const nothing = () => undefined
  const ports = { takeOver: nothing, listen: nothing, unlisten: nothing, dial: nothing, gone, log: nothing }
  pageLink(socket as unknown as WebSocket, 'secret', ports)
  return { socket, gone }
}

describe('a page that is asked whether it is there', () => {
  test('stays while it answers, however late', () => {
    const { socket, gone } = linked()
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(pagePingMs * unansweredMax)
      socket.emit('pong')
    }
    expect(socket.pings).toBe(20 * unansweredMax)
    expect(gone).not.toHaveBeenCalled()
  })

  test('is gone when it leaves too many questions unanswered', () => {
    const { socket, gone } = linked()
    vi.advanceTimersByTime(pagePingMs * unansweredMax)
    expect(socket.ended).toBe(false)
    vi.advanceTimersByTime(pagePingMs)
    expect(socket.ended).toBe(true)
    expect(gone).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(pagePingMs * 10)
    expect(socket.pings).toBe(unansweredMax)
  })

  test('is not blamed for a machine that stood still', () => {
    const { socket, gone } = linked()
    vi.advanceTimersByTime(pagePingMs)
    vi.setSystemTime(Date.now() + 3_600_000)
    vi.advanceTimersByTime(pagePingMs)
    expect(socket.ended).toBe(false)
    expect(gone).not.toHaveBeenCalled()
  })
})
