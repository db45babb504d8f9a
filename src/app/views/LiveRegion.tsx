/** One polite region speaks what the caption box shows, for who can't see it: at most one sentence in two seconds. */
import { useCalm } from '../hooks/useCalm.ts'
import { useApp, useText } from '../store/app.ts'
import { captionSentence } from './stage/captionText.ts'

const SPEAK_EVERY_MS = 2000

export function LiveRegion() {
  const text = useText()
  const sentence = useApp((state) => captionSentence(text, state.cluster))
  const spoken = useCalm(sentence, SPEAK_EVERY_MS)
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {spoken}
    </p>
  )
}
