/** The znode tree. */
import { useText } from '../../store/app.ts'

export function TreePanel() {
  const text = useText()
  return (
    <section className="pane" aria-label={text.tree.region}>
      <h2 className="pane-title">{text.tree.region}</h2>
    </section>
  )
}
