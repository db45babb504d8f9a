/** Listens to the page's keys. Off while typing, while an input method composes, and with a modifier held. */
import { useEffect } from 'react'
import { keyOf } from './keyMap.ts'
import { areKeysOn } from './keySwitch.ts'

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
      const key = keyOf(event.key, event.shiftKey)
      if (key === undefined || (/^[a-z]$/.test(key.key) && !areKeysOn())) return
      event.preventDefault()
      key.act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
