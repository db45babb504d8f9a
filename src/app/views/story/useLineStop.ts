/**
 * The story is one stop for Tab, not hundreds: at the newest line that can be pressed, or at the one that has the focus. From
 * there the arrow keys, Home and End go from line to line.
 */
import { type FocusEvent, type KeyboardEvent, useState } from 'react'
import type { Entry } from './tale.ts'

type LineStop = {
  /** The id of the line whose buttons Tab reaches; undefined where none has a button. */
  readonly stop: number | undefined
  /** For the list of lines, each an `li` with `data-entry`. */
  readonly keys: {
    readonly onFocus: (event: FocusEvent<HTMLElement>) => void
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  }
}

export function useLineStop(shown: readonly Entry[]): LineStop {
  const [focused, setFocused] = useState<number>()
  const isKept = focused !== undefined && shown.some(({ id }) => id === focused)
  const stop = isKept ? focused : shown.findLast(({ about, why }) => about !== undefined || why.length > 0)?.id
  return {
    stop,
    keys: {
      onFocus: ({ target }) => {
        const id = target.closest('[data-entry]')?.getAttribute('data-entry')
        if (id !== null && id !== undefined) setFocused(Number(id))
      },
      onBlur: ({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setFocused(undefined)
      },
      onKeyDown: (event) => {
        const next = lineAt(event)?.querySelector('button')
        if (next === null || next === undefined) return
        event.preventDefault()
        next.focus()
      },
    },
  }
}

/** The line that the key leads to from the one with the focus; undefined: another key, or no further line. */
function lineAt({ key, currentTarget, target, ctrlKey, metaKey, altKey }: KeyboardEvent): Element | undefined {
  if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return undefined
  const lines = [...currentTarget.querySelectorAll('li[data-entry]')].filter((line) => line.querySelector('button'))
  const at = lines.findIndex((line) => line.contains(target))
  switch (key) {
    case 'ArrowUp':
      return lines[at - 1]
    case 'ArrowDown':
      return lines[at + 1]
    case 'Home':
      return lines[0]
    case 'End':
      return lines.at(-1)
    default:
      return undefined
  }
}
