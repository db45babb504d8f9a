/** What happened last, in a sentence; for an election, how long each phase took. */
import { useShallow } from 'zustand/react/shallow'
import { useApp, useText } from '../../store/app.ts'
import { captionSentence, electionPhases } from './captionText.ts'

export function CaptionBox() {
  const text = useText()
  const sentence = useApp((state) => captionSentence(text, state.cluster))
  const phases = useApp(
    useShallow(({ cluster }) =>
      cluster.caption?.type === 'election' && cluster.election !== undefined
        ? electionPhases(text, cluster.election)
        : [],
    ),
  )
  if (sentence === '') return null
  return (
    <p className="caption">
      <strong>{sentence}</strong> {phases.join(' · ')}
    </p>
  )
}
