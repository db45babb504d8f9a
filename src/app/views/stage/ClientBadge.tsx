/** A client application: its letter, its session's time left as a draining arc, and where it stands in the queue. */
import { memo, useRef } from 'react'
import { useFrame } from '../../hooks/useFrame.ts'
import { clientColor } from '../../shapes/palette.ts'
import { timeLeft } from '../../shapes/route.ts'
import { type Selection, store, useApp, useText } from '../../store/app.ts'
import { clientNote } from './clientText.ts'

type Props = {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly side: 'left' | 'right'
  readonly onOpen: (selection: Selection, anchor: HTMLElement) => void
}

export const ClientBadge = memo(function ClientBadge({ name, x, y, radius, side, onOpen }: Props) {
  const text = useText()
  const client = useApp((state) => state.cluster.clients.get(name))
  const note = useApp((state) => clientNote(text, state.cluster, name))
  if (client === undefined) return null
  const state = client.life === 'down' ? text.stage.clientDown : text.stage.clientStates[client.state]
  return (
    <button
      type="button"
      className="client"
      data-client={name}
      style={{ left: x, top: y, width: radius * 2, height: radius * 2, '--hue': clientColor(name) }}
      data-state={client.life === 'alive' ? client.state : client.life}
      data-side={side}
      data-holding={client.life !== 'down' && client.lock?.state === 'holding'}
      aria-label={text.stage.clientName(name, note === '' ? state : `${state}, ${note}`, client.server)}
      aria-haspopup="dialog"
      onClick={(event) => onOpen({ type: 'client', name }, event.currentTarget)}
    >
      <SessionArc name={name} radius={radius} />
      {client.watchEvents === 0 ? null : <span key={client.watchEvents} className="client-pulse" />}
      <span className="client-name" data-long={name.length > 2}>
        {name}
      </span>
      <span className="client-note">{note}</span>
    </button>
  )
})

/** Steps of the arc: less cannot be seen. */
const ARC_STEPS = 200

/** How much of the session's time is left, at the leader's own deadline. */
function SessionArc({ name, radius }: { readonly name: string; readonly radius: number }) {
  const arc = useRef<SVGCircleElement>(null)
  const drawn = useRef(0)
  useFrame((now) => {
    const { clients, sessions } = store.getState().cluster
    const id = clients.get(name)?.session
    const session = id === undefined ? undefined : sessions.get(id)
    const left = session?.deadline === undefined ? 0 : timeLeft(session.deadline, session.timeoutMs, now)
    const step = Math.ceil(left * ARC_STEPS)
    if (step === drawn.current || arc.current === null) return
    drawn.current = step
    arc.current.setAttribute('stroke-dasharray', `${step / ARC_STEPS} 1`)
  })
  const size = radius + 8
  return (
    <svg className="client-arc" viewBox={`${-size} ${-size} ${2 * size} ${2 * size}`} aria-hidden="true">
      <circle ref={arc} r={radius + 4} pathLength={1} transform="rotate(-90)" strokeDasharray="0 1" />
    </svg>
  )
}
