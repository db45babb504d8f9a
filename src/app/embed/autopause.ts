/** An embed that nobody can see stands still: its servers cost next to nothing then. A hidden tab does so by itself. */
import { setInView, watchSight } from '../hooks/sight.ts'
import { store } from '../store/app.ts'
import { quietly } from '../store/bridge.ts'
import { embedStore } from './embedStore.ts'

/** Ends when any of this frame is in view, or about to be. */
export function whenSeen(): Promise<void> {
  return new Promise((seen) => {
    const stop = watchSight((isSeen) => {
      if (!isSeen) return
      stop()
      seen()
    }, '200px')
  })
}

/** Pauses where the frame leaves the view, and goes on when it is back; whoever paused by hand stays paused. */
export function autopause(): void {
  watchSight((isSeen) => {
    setInView(isSeen)
    const { away } = embedStore.getState()
    if (isSeen === !away) return
    if (isSeen) {
      embedStore.setState({ away: false })
      void quietly({ type: 'play' })
    } else if (!store.getState().clock.paused) {
      embedStore.setState({ away: true })
      void quietly({ type: 'pause' })
    }
  })
}
