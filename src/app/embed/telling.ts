/** Keeps the host told: the state when it changed, four times a second at most; what happened, as it happens; lessons. */
import type { FrameMessage, StateView } from '../../embed/messages.ts'
import { type AppState, store } from '../store/app.ts'
import { hearAll } from '../store/bridge.ts'
import { lessonPlace } from '../store/lessonPlace.ts'
import type { HostPort } from './hostPort.ts'
import { happened, stateView } from './report.ts'

/** Between two states, in real milliseconds. */
const STATE_EVERY_MS = 250

export function tellHost(host: HostPort): void {
  tellStates(host)
  tellEvents(host)
  // Lessons are no part of the first load: they are told of once there is one.
  const follow = () => {
    if (lessonPlace.getState().type !== 'lesson') return false
    void tellLessons(host)
    return true
  }
  if (follow()) return
  const stop = lessonPlace.subscribe(() => {
    if (follow()) stop()
  })
}

/** From the very first, as soon as there is an engine to hear. */
function tellEvents(host: HostPort): void {
  const hear = (state: AppState) => {
    if (state.engine.type !== 'running') return false
    hearAll((batch) => {
      for (const happening of batch) {
        const event = happened(happening)
        if (event !== undefined) host.tell({ type: 'event', event })
      }
    })
    return true
  }
  if (hear(store.getState())) return
  const stop = store.subscribe((state) => {
    if (hear(state)) stop()
  })
}

function tellStates(host: HostPort): void {
  let last = ''
  let due = false
  const tell = () => {
    due = false
    const { cluster, clock } = store.getState()
    const state: StateView = stateView(cluster, clock.paused)
    const text = JSON.stringify(state)
    if (text === last) return
    last = text
    host.tell({ type: 'state', state })
  }
  store.subscribe((now, before) => {
    if (due || (now.cluster === before.cluster && now.clock === before.clock)) return
    due = true
    setTimeout(tell, STATE_EVERY_MS)
  })
}

async function tellLessons(host: HostPort): Promise<void> {
  const { lessonStore } = await import('../lessons/lessonStore.ts')
  let last = ''
  const tell = () => {
    const { session } = lessonStore.getState()
    if (session === undefined || session.phase === 'arranging') return
    const status = session.phase === 'done' ? 'completed' : 'started'
    const message: FrameMessage = { type: 'lesson', id: session.lesson.id, step: session.step + 1, status }
    const text = JSON.stringify(message)
    if (text === last) return
    last = text
    host.tell(message)
  }
  lessonStore.subscribe(tell)
  tell()
}
