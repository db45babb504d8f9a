/** The page's keys, in a frame that has the focus. They are no part of the first load. */
import { useShortcuts } from '../hooks/useShortcuts.ts'

export function Keys() {
  useShortcuts()
  return null
}
