/** Chooses the client that acts. */
import { useText } from '../../store/app.ts'
import { treeStore } from './treeStore.ts'
import { useActors } from './useActor.ts'

export function ActAs() {
  const text = useText()
  const { actors, actor } = useActors()
  if (actor === undefined) return <span className="detail-note">{text.tree.noActor}</span>
  return (
    <label className="act-as">
      {text.tree.actAs}
      <select
        className="select"
        aria-label={text.tree.actor}
        value={actor}
        onChange={(event) => treeStore.setState({ actor: event.target.value })}
      >
        {actors.map((name) => (
          <option key={name} value={name}>
            {text.tree.client(name)}
          </option>
        ))}
      </select>
    </label>
  )
}
