/** The lines between servers: strong from the leader to who follows it, dotted to the dead, broken where bytes are stopped. */
import { memo } from 'react'
import { serverNode } from '../../../ground/ids.ts'
import { type LinkShape, linkShapes } from '../../shapes/links.ts'
import type { Point, RingLayout } from '../../shapes/ring.ts'
import { useApp, useText } from '../../store/app.ts'
import { point, usePointed } from '../../store/pointed.ts'
import { formatAt } from '../story/formatAt.ts'

export const Links = memo(function Links({ layout }: { readonly layout: RingLayout }) {
  const cluster = useApp((state) => state.cluster)
  return (
    <g>
      {linkShapes(cluster, layout).map((shape) => (
        <Line key={shape.key} shape={shape} />
      ))}
    </g>
  )
})

type LineProps = { readonly shape: LinkShape }

const Line = memo(function Line({ shape: { ends, from, to, state, slow } }: LineProps) {
  const [a, b] = [serverNode(ends[0]), serverNode(ends[1])]
  const { faults } = useText()
  const pointed = usePointed(a, b)
  const chosen = useApp(
    ({ selection }) => selection?.type === 'link' && selection.ends[0] === ends[0] && selection.ends[1] === ends[1],
  )
  return (
    <g
      className="link"
      data-state={state}
      data-slow={slow?.type}
      data-lit={pointed || chosen}
      onPointerEnter={() => point({ dialler: a, listener: b })}
      onPointerLeave={() => point(undefined)}
    >
      <line className="link-reach" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      <line className="link-line" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      {state === 'cut' ? (
        <path
          className="link-cross"
          d="M-6 -6L6 6M6 -6L-6 6"
          transform={`translate(${(from.x + to.x) / 2} ${(from.y + to.y) / 2})`}
        />
      ) : null}
      {slow === undefined ? null : (
        <text className="link-slow" x={(from.x + to.x) / 2} y={(from.y + to.y) / 2 - 8} textAnchor="middle">
          {slow.type === 'delayed' ? `${slow.delayMs} ms` : faults.stalledUntil(formatAt(slow.until))}
        </text>
      )}
    </g>
  )
}, sameLine)

/** Shapes are made anew with every picture: what is drawn of them is compared. */
function sameLine({ shape: a }: LineProps, { shape: b }: LineProps): boolean {
  return a.state === b.state && a.slow === b.slow && samePoint(a.from, b.from) && samePoint(a.to, b.to)
}
function samePoint(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y
}
