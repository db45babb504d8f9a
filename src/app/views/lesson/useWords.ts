/** Says a lesson's text in the reader's language. */
import type { L10n } from '../../lessons/lesson.ts'
import { useApp } from '../../store/app.ts'

export function useWords(): (text: L10n) => string {
  const language = useApp((state) => state.settings.language)
  return (text) => text[language]
}
