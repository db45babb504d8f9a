/** The page's keys. Off while typing, while an input method composes, and with a modifier held. */
import { useEffect } from 'react'
import { store, switchLanguage, switchTheme } from '../store/app.ts'
import { intervene } from '../store/bridge.ts'
import { lastDown } from '../store/model.ts'

const ACTS: { readonly [key: string]: () => unknown } = {
  ' ': () => intervene({ type: store.getState().clock.paused ? 'play' : 'pause' }),
  '.': () => intervene({ type: 'step' }),
  k: killChosen,
  r: restartLast,
  h: () => intervene({ type: 'heal' }),
  l: switchLanguage,
  t: switchTheme,
}

/** The chosen server where one is chosen and runs, or the leader. */
function killChosen(): unknown {
  const { selection, cluster } = store.getState()
  const chosen = selection?.type === 'server' ? cluster.servers.get(selection.id) : undefined
  return intervene(
    chosen === undefined || chosen.life === 'down' ? { type: 'kill' } : { type: 'kill', server: chosen.id },
  )
}

function restartLast(): unknown {
  const down = lastDown(store.getState().cluster)
  return down === undefined ? undefined : intervene({ type: 'restart', server: down.id, disk: 'keep' })
}

/** Whether a key typed at `target` is meant for it and not for the page. */
export function isTyping(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest('input, textarea, select, dialog, [role="menu"], [role="dialog"]'))
    return true
  // Space presses the button that has the focus.
  return key === ' ' && target.closest('button, a, summary, [role="button"], [role="treeitem"]') !== null
}

export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      if (isTyping(event.target, event.key)) return
      const act = ACTS[event.key.toLowerCase()]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
