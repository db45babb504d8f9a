/** A program outside: a tag with its address, what is left of its session, and its session's id once it has one. */
import { memo, useRef } from 'react'
import { formatSessionId } from '../../../ground/ids.ts'
import { useFrame } from '../../hooks/useFrame.ts'
import { clientColor } from '../../shapes/palette.ts'
import { timeLeft } from '../../shapes/route.ts'
import { type Selection, store, useApp, useText } from '../../store/app.ts'

type Props = {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly compact: boolean
  readonly onOpen: (selection: Selection, anchor: HTMLElement) => void
}

export const ExternalBadge = memo(function ExternalBadge({ name, x, y, compact, onOpen }: Props) {
  const { gateway, stage } = useText()
  const external = useApp((state) => state.cluster.externals.get(name))
  if (external === undefined) return null
  const { address, server, session, life, watchEvents } = external
  const id = session === undefined ? undefined : formatSessionId(session)
  const state = life === 'frozen' ? stage.paused : id === undefined ? gateway.noSession : gateway.session(id)
  return (
    <button
      type="button"
      className="external"
      style={{ left: x, top: y, '--hue': clientColor(name) }}
      data-state={life === 'frozen' ? 'frozen' : session === undefined ? 'connecting' : 'connected'}
      aria-label={gateway.tagName(address, state, server)}
      aria-haspopup="dialog"
      onClick={(event) => onOpen({ type: 'external', name }, event.currentTarget)}
    >
      {watchEvents === 0 ? null : <span key={watchEvents} className="client-pulse" />}
      <span className="external-address">{compact ? address.slice(address.lastIndexOf(':')) : address}</span>
      <SessionBar name={name} />
      {compact ? null : <span className="external-note">{life === 'frozen' ? state : (id ?? state)}</span>}
    </button>
  )
})

/** How much of the session's time is left, at the leader's own deadline. */
function SessionBar({ name }: { readonly name: string }) {
  const bar = useRef<HTMLSpanElement>(null)
  useFrame((now) => {
    const { externals, sessions } = store.getState().cluster
    const id = externals.get(name)?.session
    const session = id === undefined ? undefined : sessions.get(id)
    if (bar.current === null) return
    const left = session?.deadline === undefined ? 0 : timeLeft(session.deadline, session.timeoutMs, now)
    bar.current.style.transform = `scaleX(${left.toFixed(3)})`
  })
  return <span className="external-bar" ref={bar} aria-hidden="true" />
}
