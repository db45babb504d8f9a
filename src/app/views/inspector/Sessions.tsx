/** Every session that the server knows, with the time that its leader gives it as an arc that drains. */
import { useRef } from 'react'
import { formatSessionId } from '../../../ground/ids.ts'
import type { InspectedSession, Inspection } from '../../../hosts/inspection.ts'
import { useFrame } from '../../hooks/useFrame.ts'
import { clientColor } from '../../shapes/palette.ts'
import { timeLeft } from '../../shapes/route.ts'
import { store, useApp } from '../../store/app.ts'
import { ClientName } from './ClientName.tsx'
import { Section } from './Section.tsx'
import { useInspectorText } from './useInspections.ts'

export function Sessions({ look }: { readonly look: Inspection }) {
  const text = useInspectorText()
  const { sessions: words } = text
  const { columns } = words
  return (
    <Section title={words.title} count={look.sessionCount} shown={look.sessions.length}>
      {look.sessions.length === 0 ? (
        <p className="inspector-note">{text.none}</p>
      ) : (
        <table className="inspector-table">
          <thead>
            <tr>
              {[columns.client, columns.id, columns.timeout, columns.ephemerals].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {look.sessions.map((session) => (
              <Row key={formatSessionId(session.id)} session={session} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function Row({ session }: { readonly session: InspectedSession }) {
  const { sessions: words } = useInspectorText()
  const { id, timeoutMs, ephemerals, here, local, closing } = session
  const notes = [here ? words.here : '', local ? words.local : '', closing ? words.closing : ''].filter(Boolean)
  return (
    <tr>
      <th scope="row">
        <span className="session-client">
          <Arc session={session} />
          <ClientName session={id} />
        </span>
      </th>
      <td>
        <span className="mono">{formatSessionId(id)}</span>
        {notes.length === 0 ? null : <span className="inspector-because">{notes.join(' · ')}</span>}
      </td>
      <td className="mono">{timeoutMs} ms</td>
      <td className="mono">{ephemerals}</td>
    </tr>
  )
}

function Arc({ session: { id } }: { readonly session: InspectedSession }) {
  const { sessions: words } = useInspectorText()
  const arc = useRef<SVGCircleElement>(null)
  const client = useApp(({ cluster }) => cluster.sessions.get(id)?.client)
  useFrame((now) => {
    const session = store.getState().cluster.sessions.get(id)
    const left = session?.deadline === undefined ? 0 : timeLeft(session.deadline, session.timeoutMs, now)
    arc.current?.setAttribute('stroke-dasharray', `${left.toFixed(3)} 1`)
  })
  return (
    <svg className="session-arc" viewBox="-10 -10 20 20" role="img" aria-label={words.left}>
      <title>{words.left}</title>
      <circle className="session-track" r={7} />
      <circle
        ref={arc}
        r={7}
        pathLength={1}
        transform="rotate(-90)"
        strokeDasharray="0 1"
        style={{ '--hue': client === undefined ? 'var(--ink-soft)' : clientColor(client) }}
      />
    </svg>
  )
}
