/** Three lines over the last minute; each has its own dash beside its colour, and the numbers stand beside the chart. */
import { textScale } from '../../hooks/textScale.ts'
import { useSize } from '../../hooks/useSize.ts'
import type { Second } from '../../measures/live.ts'
import { type RateKind, ratesShape } from '../../shapes/rates.ts'
import { useMeasuresText } from './useMeasuresText.ts'

/** In pixels where text is of its usual size: the chart grows as a whole with what the reader has set. */
const HEIGHT = 96
const KINDS: readonly RateKind[] = ['reads', 'writes', 'watches']

export function RateChart({ seconds }: { readonly seconds: readonly Second[] }) {
  const text = useMeasuresText()
  const [element, size] = useSize<HTMLDivElement>()
  const scale = textScale()
  const width = size.width / scale
  const shape = width === 0 ? undefined : ratesShape(seconds, { width, height: HEIGHT })
  return (
    <div ref={element} className="rate-chart">
      {shape === undefined ? null : (
        <svg
          role="img"
          aria-label={text.ratesChart}
          width={size.width}
          height={HEIGHT * scale}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          fontSize={11}
        >
          {shape.y.map(({ at, value }) => (
            <g key={value}>
              <line className="chart-grid" x1={shape.left} x2={shape.right} y1={at} y2={at} />
              <text className="chart-tick" x={shape.left - 6} y={at + 4} textAnchor="end">
                {value}
              </text>
            </g>
          ))}
          {shape.x.map(({ at, value }) => (
            <text key={value} className="chart-tick" x={at} y={HEIGHT - 4} textAnchor={value === 0 ? 'end' : 'middle'}>
              {text.secondsAgo(value)}
            </text>
          ))}
          {KINDS.map((kind) => (
            <path key={kind} className="rate-line" data-kind={kind} d={shape.paths[kind]} />
          ))}
        </svg>
      )}
    </div>
  )
}
