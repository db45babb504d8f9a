/** The pane's words in the reader's language. */
import { type MeasuresText, measuresOf } from '../../i18n/measures.ts'
import { useApp } from '../../store/app.ts'

export function useMeasuresText(): MeasuresText {
  return measuresOf(useApp((state) => state.settings.language))
}
