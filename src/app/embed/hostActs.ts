/** What a host's messages do. Each is answered with what came of it, or with why nothing did. */
import type { HostMessage, Op, OpResult, Snapshot } from '../../embed/messages.ts'
import type { Command } from '../../hosts/command.ts'
import { createLock, newEnsemble, plantTree, setTempo } from '../store/acts.ts'
import { speak, store } from '../store/app.ts'
import { quietly } from '../store/bridge.ts'
import { lessonPlace } from '../store/lessonPlace.ts'
import { embedStore } from './embedStore.ts'
import { commandOf, resultOf } from './ops.ts'
import { actAsHost } from './readonly.ts'

/** What came of a message: what to answer, or why nothing was done. */
export type Handled =
  | { readonly ok: true; readonly value?: OpResult | Snapshot }
  | { readonly ok: false; readonly reason: string }

/** Performs a message. Never rejects. */
export async function handleHost(message: HostMessage): Promise<Handled> {
  switch (message.type) {
    case 'init': {
      if (message.lang !== undefined) await setLang(message.lang)
      if (message.theme !== undefined) setTheme(message.theme, message.accent)
      return DONE
    }
    case 'setTheme':
      setTheme(message.theme, message.accent)
      return DONE
    case 'setLang':
      await setLang(message.lang)
      return DONE
    case 'setSpeed':
      await actAsHost(() => setTempo(message.speed))
      return DONE
    case 'run':
      return { ok: true, value: await perform(message.op) }
    case 'play':
    case 'pause':
    case 'step':
      return handledOf(await quietly({ type: message.type }))
    case 'reset':
      return reset()
    case 'seek':
      return refused('this version does not go back in time: reset begins anew')
    case 'goto':
      return goToLesson(message.lesson, message.step ?? 1)
    case 'getSnapshot': {
      const { takeSnapshot } = await import('./snapshots.ts')
      const taken = await takeSnapshot()
      return typeof taken === 'string' ? refused(taken) : { ok: true, value: taken }
    }
    case 'loadSnapshot': {
      const { ensembleOf } = await import('./snapshots.ts')
      const command = ensembleOf(message.snapshot)
      return typeof command === 'string' ? refused(command) : handledOf(await quietly(command))
    }
  }
}

const DONE: Handled = { ok: true }
function refused(reason: string): Handled {
  return { ok: false, reason }
}
function handledOf(result: Awaited<ReturnType<typeof quietly>>): Handled {
  return result.type === 'refused' ? refused(result.reason) : DONE
}

async function perform(op: Op): Promise<OpResult> {
  if (op.type === 'lock') {
    if (store.getState().engine.type !== 'running') return { ok: false, reason: 'the ensemble is not running yet' }
    await actAsHost(createLock)
    return { ok: true }
  }
  const command: Command = commandOf(op)
  const result = await quietly(command)
  if (result.type === 'done' && op.type === 'newEnsemble') void actAsHost(() => plantTree('A'))
  return resultOf(result)
}

function setTheme(theme: 'auto' | 'light' | 'dark', accent: string | undefined): void {
  const { settings } = store.getState()
  store.setState({ settings: { ...settings, theme } })
  if (accent !== undefined) embedStore.setState({ accent })
}
async function setLang(lang: 'auto' | 'en' | 'zh-CN'): Promise<void> {
  await speak(lang === 'auto' ? (/^zh/i.test(navigator.language) ? 'zh-CN' : 'en') : lang)
}

async function goToLesson(id: string, step: number): Promise<Handled> {
  const [{ lessonById }, { openLesson }] = await Promise.all([
    import('../lessons/catalog.ts'),
    import('../lessons/lessonStore.ts'),
  ])
  const lesson = lessonById(id)
  if (lesson === undefined) return refused(`there is no lesson ${id}`)
  if (step > lesson.steps.length) return refused(`the lesson ${id} has ${lesson.steps.length} steps`)
  void openLesson(lesson, step - 1)
  return DONE
}

async function reset(): Promise<Handled> {
  if (store.getState().engine.type !== 'running') return refused('the ensemble is not running yet')
  const place = lessonPlace.getState()
  if (place.type === 'lesson') return goToLesson(place.id, place.step)
  await actAsHost(() => newEnsemble(embedStore.getState().asked.settings.servers))
  return DONE
}
