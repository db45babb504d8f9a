/** On a real ensemble: which one, whether it may be written to, what it does not tell, and what can't be seen at all. */
import { useShallow } from 'zustand/react/shallow'
import { useApp, useText } from '../store/app.ts'

/** A word in the line at the bottom. */
export function RemoteStatus() {
  const { remote: text } = useText()
  const remote = useApp((state) => state.cluster.remote)
  if (remote === undefined) return null
  return (
    <span className="status-gateway">
      <span>{remote.allowWrites ? text.writable : text.readOnly}</span>
    </span>
  )
}

/** The line above the stage. */
export function RemoteNotice() {
  const { remote: text } = useText()
  const remote = useApp((state) => state.cluster.remote)
  const refusing = useApp(
    useShallow((state) => [...state.cluster.servers.values()].filter((server) => server.refused.length > 0)),
  )
  if (remote === undefined) return null
  const words = [...new Set(refusing.flatMap((server) => server.refused))]
  const told = refusing.map((server) => server.id).join(', ')
  return (
    <div className="remote-notice" role="note">
      <strong>{text.label(remote.targets.map(({ address }) => address).join(', '))}</strong>
      {remote.allowWrites ? null : <span>{text.howToWrite}</span>}
      <span>{text.unseen}</span>
      {words.length === 0 ? null : <span>{text.refuses(told, words.join(', '))}</span>}
      {remote.state === 'lost' ? <span className="status-refusal">{text.lost}</span> : null}
    </div>
  )
}
