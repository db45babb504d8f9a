/** Space-time: one lane a node, messages as slanted lines, in step with the story; back to the past and to the live edge. */
import type { ReactNode } from 'react'
import { moved, SPAN_MS_MAX, SPAN_MS_MIN, windowOf, zoomed } from '../../shapes/spaceTime.ts'
import { useText } from '../../store/app.ts'
import { virtualNow } from '../../store/bridge.ts'
import { Chart } from './Chart.tsx'
import { keptNow } from './recording.ts'
import { useSpaceTimeText } from './useSpaceTimeText.ts'
import { returnToLive, setView, useView, viewStore } from './viewStore.ts'
import './spacetime.css'

/** What a press of Earlier or Later goes, of the span. */
const STRIDE = 0.5
const ZOOM = 2

export function SpaceTimePanel() {
  const { region } = useText().spaceTime
  return (
    <section className="pane time-pane" aria-label={region}>
      <header className="time-head">
        <h2 className="pane-title">{region}</h2>
        <Controls />
      </header>
      <Chart />
    </section>
  )
}

function stride(direction: number): void {
  const { view } = viewStore.getState()
  setView(moved(view, direction * STRIDE * view.spanMs, keptNow()))
}

function zoom(factor: number): void {
  const { view } = viewStore.getState()
  const { start, end } = windowOf(view, virtualNow())
  setView(zoomed(view, factor, viewStore.getState().moment ?? (start + end) / 2))
}

function Controls() {
  const spaceTime = useSpaceTimeText()
  const spanMs = useView((state) => state.view.spanMs)
  const live = useView((state) => state.view.end === undefined)
  const pings = useView((state) => state.pings)
  return (
    <fieldset className="time-controls" aria-label={spaceTime.controls}>
      {live ? null : (
        <button type="button" className="time-button time-live" onClick={returnToLive}>
          {spaceTime.live}
        </button>
      )}
      <button
        type="button"
        className="time-button"
        aria-pressed={pings}
        onClick={() => viewStore.setState({ pings: !pings })}
      >
        {spaceTime.pings}
      </button>
      <Act name={spaceTime.earlier} onAct={() => stride(-1)}>
        ←
      </Act>
      <Act name={spaceTime.later} disabled={live} onAct={() => stride(1)}>
        →
      </Act>
      <Act name={spaceTime.zoomOut} disabled={spanMs >= SPAN_MS_MAX} onAct={() => zoom(ZOOM)}>
        −
      </Act>
      <output className="time-span mono">{spaceTime.span(spanText(spanMs))}</output>
      <Act name={spaceTime.zoomIn} disabled={spanMs <= SPAN_MS_MIN} onAct={() => zoom(1 / ZOOM)}>
        +
      </Act>
    </fieldset>
  )
}

function Act({
  name,
  disabled = false,
  onAct,
  children,
}: {
  readonly name: string
  readonly disabled?: boolean
  readonly onAct: () => void
  readonly children: ReactNode
}) {
  return (
    <button type="button" className="time-button" aria-label={name} title={name} disabled={disabled} onClick={onAct}>
      {children}
    </button>
  )
}

function spanText(spanMs: number): string {
  return (spanMs / 1000).toFixed(spanMs < 1000 ? 2 : 1)
}
