/** The five events: throughput before, at its lowest and meanwhile, and each election beside the official figure. */
import type { Record } from '../../measures/benchStore.ts'
import { type Row, rowsOf } from '../../measures/result.ts'
import { useMeasuresText } from './useMeasuresText.ts'

export function EventTable({ record }: { readonly record: Record }) {
  const text = useMeasuresText()
  const rows = rowsOf(record)
  if (rows.length === 0) return null
  const columns = [
    text.event,
    text.victims,
    text.before,
    text.worst,
    text.during,
    text.returned,
    text.election,
    text.official,
  ]
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <div className="bench-table" tabIndex={0}>
      <table className="measures-table">
        <caption>{text.table}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <EventRow key={row.number} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function EventRow({ row }: { readonly row: Row }) {
  const text = useMeasuresText()
  const ms = (value: number | undefined) => (value === undefined ? '–' : text.ms(value))
  const rate = (value: number) => text.perSecond(Math.round(value))
  return (
    <tr>
      <th scope="row">
        <b className="bench-number">{row.number}</b> {text.failures[row.failure]}
      </th>
      <td>{row.victims.join(', ')}</td>
      <td>{rate(row.before)}</td>
      <td>{rate(row.worst)}</td>
      <td>{rate(row.during)}</td>
      <td>{ms(row.returnMs)}</td>
      <td>
        {row.serving === undefined ? (
          '–'
        ) : (
          <>
            <b>{text.ms(row.serving)}</b>
            <span className="bench-phases">{text.phases(ms(row.noticed), ms(row.elected), ms(row.synced))}</span>
          </>
        )}
      </td>
      <td>{row.serving === undefined ? '–' : text.officialMs}</td>
    </tr>
  )
}
