/** Whose session it is: the client's letter in its colour, an address, or the session's id where nobody is known. */
import { formatSessionId, type SessionId } from '../../../ground/ids.ts'
import { clientColor } from '../../shapes/palette.ts'
import { useApp } from '../../store/app.ts'
import { useInspectorText } from './useInspections.ts'

export function ClientName({ session }: { readonly session: SessionId | undefined }) {
  const text = useInspectorText()
  const client = useApp(({ cluster }) => (session === undefined ? undefined : cluster.sessions.get(session)?.client))
  if (session === undefined) return <span>{text.connections.noSession}</span>
  if (client === undefined) return <span className="mono">{formatSessionId(session)}</span>
  return (
    <strong className="inspector-client" style={{ color: clientColor(client) }} title={formatSessionId(session)}>
      {client}
    </strong>
  )
}
