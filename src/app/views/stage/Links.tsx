/** The lines between servers: strong from the leader to who follows it, dotted to the dead, broken where bytes are stopped. */
import { memo } from 'react'
import { linkShapes } from '../../shapes/links.ts'
import type { RingLayout } from '../../shapes/ring.ts'
import { useApp } from '../../store/app.ts'

export const Links = memo(function Links({ layout }: { readonly layout: RingLayout }) {
  const cluster = useApp((state) => state.cluster)
  return (
    <g>
      {linkShapes(cluster, layout).map(({ key, from, to, state, slow }) => (
        <g key={key} className="link" data-state={state}>
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
              {slow.type === 'delayed' ? `${slow.delayMs} ms` : '…'}
            </text>
          )}
        </g>
      ))}
    </g>
  )
})
