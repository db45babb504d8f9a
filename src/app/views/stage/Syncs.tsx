/** What a returning server gets from its leader, while it gets it: a band along the link, and DIFF, TRUNC or SNAP on it. */
import { memo } from 'react'
import { serverNode } from '../../../ground/ids.ts'
import { epochColor } from '../../shapes/palette.ts'
import type { RingLayout } from '../../shapes/ring.ts'
import { pointAt, routeBetween, routePath } from '../../shapes/route.ts'
import { useApp, useText } from '../../store/app.ts'

export const Syncs = memo(function Syncs({ layout }: { readonly layout: RingLayout }) {
  const words = useText().faults.syncLabel
  const servers = useApp((state) => state.cluster.servers)
  return (
    <g>
      {[...servers.values()].map(({ id, sync, life, serving }) => {
        if (sync === undefined || serving || life === 'down') return null
        const route = routeBetween(layout, serverNode(sync.leader), serverNode(id))
        if (route === undefined) return null
        const place = pointAt(route, 0.62)
        const hue = epochColor(servers.get(sync.leader)?.promised)
        return (
          <g key={id} className="sync" data-mode={sync.mode} style={{ '--hue': hue }}>
            <path d={routePath(route)} />
            <text x={place.x} y={place.y} textAnchor="middle" dy="0.36em">
              {words[sync.mode](sync.proposals)}
            </text>
          </g>
        )
      })}
    </g>
  )
})
