/** What would break a guarantee, as a small space-time diagram: time to the right, a lane for each node. */

import type { CheckerName } from '../../../hosts/checkers/checker.ts'
import { pictureOf } from '../../guarantees/pictures.ts'
import { guaranteesOf } from '../../i18n/guarantees.ts'
import { type Mark, pictureShape } from '../../shapes/guaranteePicture.ts'
import { useApp } from '../../store/app.ts'

export function Picture({ family }: { readonly family: CheckerName }) {
  const language = useApp((state) => state.settings.language)
  const words = guaranteesOf(language)
  const { width, height, lanes, marks } = pictureShape(pictureOf(family, language))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <figure className="guarantee-picture" tabIndex={0}>
      <figcaption>{words.never}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        fontSize={10}
        role="img"
        aria-label={words.picture(words.families[family].title)}
      >
        {lanes.map(({ name, y }) => (
          <g key={name}>
            <text className="picture-lane" x="0" y={y} dy="0.36em">
              {name}
            </text>
            <path className="picture-line" d={`M24 ${y}H${width}`} />
          </g>
        ))}
        {marks.map((mark) => (
          <MarkShape key={mark.key} mark={mark} />
        ))}
      </svg>
    </figure>
  )
}

function MarkShape({ mark }: { readonly mark: Mark }) {
  const { bad, label, x, y, anchor } = mark
  return (
    <g className="picture-mark" data-bad={bad}>
      {mark.line === undefined ? null : <path d={mark.line} />}
      {mark.dot ? bad ? <path d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} /> : <circle cx={x} cy={y} r="3.4" /> : null}
      {label === '' ? null : (
        <text x={mark.labelX} y={mark.labelY} textAnchor={anchor}>
          {label}
        </text>
      )}
    </g>
  )
}
