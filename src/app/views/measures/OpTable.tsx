/** How long answers took, by operation: percentiles, and what was lost with its connection. */
import { percentile, totalOf } from '../../../hosts/histogram.ts'
import type { OpMeasure } from '../../measures/live.ts'
import { SHARES } from '../../measures/result.ts'
import { useMeasuresText } from './useMeasuresText.ts'

export function OpTable({ ops }: { readonly ops: readonly OpMeasure[] }) {
  const text = useMeasuresText()
  if (ops.length === 0) return <p className="measures-note">{text.noOps}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <div className="measures-scroll" tabIndex={0}>
      <table className="measures-table">
        <caption>{text.latency}</caption>
        <thead>
          <tr>
            <th scope="col">{text.operation}</th>
            <th scope="col">{text.count}</th>
            {SHARES.map((share) => (
              <th key={share} scope="col">{`p${share * 100}`}</th>
            ))}
            <th scope="col">{text.lost}</th>
          </tr>
        </thead>
        <tbody>
          {ops.map(({ op, counts, failed }) => (
            <tr key={op}>
              <th scope="row" className="mono">
                {op}
              </th>
              <td>{totalOf(counts)}</td>
              {SHARES.map((share) => {
                const ms = percentile(counts, share)
                return <td key={share}>{ms === undefined ? '–' : text.ms(ms)}</td>
              })}
              <td>{failed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
