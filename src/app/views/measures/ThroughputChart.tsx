/** Throughput over time as it runs, with a mark for each of the five events and a band while servers are down. */
import { textScale } from '../../hooks/textScale.ts'
import { useSize } from '../../hooks/useSize.ts'
import type { Record } from '../../measures/benchStore.ts'
import { FAILURES, PLANS } from '../../measures/plan.ts'
import { BIN_MS, rowsOf, totalsOf } from '../../measures/result.ts'
import { binsOf, throughputShape } from '../../shapes/throughput.ts'
import { useMeasuresText } from './useMeasuresText.ts'

/** In pixels where text is of its usual size: the chart grows as a whole with what the reader has set. */
const HEIGHT = 176

export function ThroughputChart({ record }: { readonly record: Record }) {
  const text = useMeasuresText()
  const [element, size] = useSize<HTMLDivElement>()
  const scale = textScale()
  const width = size.width / scale
  const { warmMs, downMs, restMs } = PLANS[record.pace]
  const planned = record.run.phase.type === 'over' ? 0 : warmMs + FAILURES.length * (downMs + restMs)
  const ended = record.samples.at(-1)?.at ?? 0
  const shape = throughputShape(
    binsOf(record.samples, BIN_MS),
    { width, height: HEIGHT },
    Math.max(planned, ended),
    BIN_MS,
  )
  const { plot } = shape
  const rows = rowsOf(record)
  return (
    <figure ref={element} className="bench-chart">
      <figcaption>
        <span className="chart-key" data-kind="all" /> {text.all} <span className="chart-key" data-kind="writes" />{' '}
        {text.writes} · {text.axis}
      </figcaption>
      {width === 0 ? null : (
        <svg
          role="img"
          aria-label={text.chartSays(Math.round(totalsOf(record).perSecond), rows.length)}
          width={size.width}
          height={HEIGHT * scale}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          fontSize={11}
        >
          {rows.map(({ number, failedAt, downMs: down }) => {
            const from = shape.placeOf(failedAt)
            const to = down === undefined ? shape.placeOf(ended) : shape.placeOf(failedAt + down)
            return (
              <g key={number} className="bench-mark">
                <rect x={from} y={plot.top} width={Math.max(0, to - from)} height={plot.bottom - plot.top} />
                <line x1={from} x2={from} y1={plot.top} y2={plot.bottom} />
                <circle cx={from} cy={plot.top - 12} r={10} />
                <text x={from} y={plot.top - 8} textAnchor="middle">
                  {number}
                </text>
              </g>
            )
          })}
          {shape.y.map(({ at, value }) => (
            <g key={value}>
              <line className="chart-grid" x1={plot.left} x2={plot.right} y1={at} y2={at} />
              <text className="chart-tick" x={plot.left - 6} y={at + 4} textAnchor="end">
                {value.toLocaleString('en-US')}
              </text>
            </g>
          ))}
          {shape.x.map(({ at, value }) => (
            <text key={value} className="chart-tick" x={at} y={plot.bottom + 16} textAnchor="middle">
              {value}
            </text>
          ))}
          <path className="bench-area" d={shape.area} />
          <path className="bench-line" data-kind="all" d={shape.all} />
          <path className="bench-line" data-kind="writes" d={shape.writes} />
        </svg>
      )}
    </figure>
  )
}
