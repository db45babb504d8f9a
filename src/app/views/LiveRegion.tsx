/** One polite region speaks what the caption box shows, for who can't see it. */
import { useApp, useText } from '../store/app.ts'
import { captionSentence } from './stage/captionText.ts'

export function LiveRegion() {
  const text = useText()
  const sentence = useApp((state) => captionSentence(text, state.cluster))
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {sentence}
    </p>
  )
}
