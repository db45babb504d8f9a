/** The stroke that is being drawn across the stage, and how many links it would cut. */
import type { Point, RingLayout } from '../../shapes/ring.ts'
import { crossedLinks } from '../../shapes/stroke.ts'
import { useApp, useText } from '../../store/app.ts'

type Props = { readonly layout: RingLayout; readonly stroke: readonly Point[] }

export function Stroke({ layout, stroke }: Props) {
  const words = useText().faults
  const cluster = useApp((state) => state.cluster)
  const last = stroke.at(-1)
  if (last === undefined) return null
  const count = crossedLinks(cluster, layout, stroke).length
  return (
    <g className="stroke">
      <path d={`M${stroke.map(({ x, y }) => `${x} ${y}`).join('L')}`} />
      <text x={last.x} y={last.y - 12} textAnchor={last.x > layout.width / 2 ? 'end' : 'start'}>
        {words.strokeCuts(count)}
      </text>
    </g>
  )
}
