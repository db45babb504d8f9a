/** What shapes mean, made from the table that draws them. */
import { flightLooks } from '../../shapes/palette.ts'
import { useText } from '../../store/app.ts'
import type { FlightKind } from '../../store/flightKind.ts'
import { Glyph } from './Glyph.tsx'

const KINDS: readonly FlightKind[] = ['vote', 'sync', 'proposal', 'ack', 'commit', 'request', 'reply', 'watch', 'ping']
const HUES = { epoch: 'var(--epoch-1)', client: 'var(--client-a)', none: 'var(--ink-faint)' } as const
const CELLS = ['committed', 'uncommitted', 'notDurable'] as const

export function Legend() {
  const text = useText()
  return (
    <details className="legend">
      <summary>{text.stage.legend}</summary>
      <ul>
        {KINDS.map((kind) => (
          <li key={kind} style={{ '--hue': HUES[flightLooks[kind].hue] }}>
            <svg className="legend-glyph" viewBox="-9 -9 18 18" aria-hidden="true">
              <Glyph name={flightLooks[kind].glyph} />
            </svg>
            {text.flights[kind]}
          </li>
        ))}
        {CELLS.map((cell) => (
          <li key={cell} style={{ '--hue': HUES.epoch }}>
            <span
              className="strip-cell"
              data-durable={cell !== 'notDurable'}
              data-committed={cell !== 'uncommitted'}
              aria-hidden="true"
            />
            {text.stage.cells[cell]}
          </li>
        ))}
      </ul>
    </details>
  )
}
