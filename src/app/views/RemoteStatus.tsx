/** On a real ensemble: which one, whether it may be written to, what it does not tell, and what can't be seen at all. */
import { useShallow } from 'zustand/react/shallow'
import { useApp, useText } from '../store/app.ts'

export function RemoteStatus() {
  const { remote: text } = useText()
  const remote = useApp((state) => state.cluster.remote)
  const refusing = useApp(
    useShallow((state) => [...state.cluster.servers.values()].filter((server) => server.refused.length > 0)),
  )
  if (remote === undefined) return null
  return (
    <span className="status-gateway">
      <span>
        {text.label(remote.targets.map(({ address }) => address).join(', '))} ·{' '}
        {remote.allowWrites ? text.writable : text.readOnly}
      </span>
      {remote.state === 'lost' ? <span className="status-refusal">{text.lost}</span> : null}
      <span>{text.unseen}</span>
      {refusing.map(({ id, refused }) => (
        <span key={id}>{text.refuses(id, refused.join(', '))}</span>
      ))}
    </span>
  )
}
