/** The story: what happened, in sentences. */
import { useText } from '../../store/app.ts'

export function StoryPanel() {
  const text = useText()
  return (
    <section className="pane" aria-label={text.story.region}>
      <h2 className="pane-title">{text.story.region}</h2>
    </section>
  )
}
