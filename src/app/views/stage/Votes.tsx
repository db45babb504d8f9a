/** Who votes for whom while servers look for a leader: a dashed arrow to the one that is voted for. */
import { memo } from 'react'
import { serverNode } from '../../../ground/ids.ts'
import { epochColor } from '../../shapes/palette.ts'
import type { RingLayout } from '../../shapes/ring.ts'
import { routeBetween, routePath } from '../../shapes/route.ts'
import { useApp } from '../../store/app.ts'

export const Votes = memo(function Votes({ layout }: { readonly layout: RingLayout }) {
  const servers = useApp((state) => state.cluster.servers)
  return (
    <g>
      <defs>
        <marker id="vote-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0L8 4L0 8z" className="vote-head" />
        </marker>
      </defs>
      {[...servers.values()].map((server) => {
        const choice = server.vote?.leader
        const votes = server.life === 'alive' && server.role === 'looking' && choice !== undefined
        if (!votes || choice === server.id) return null
        const route = routeBetween(layout, serverNode(server.id), serverNode(choice))
        if (route === undefined) return null
        return (
          <path
            key={server.id}
            className="vote"
            d={routePath(route)}
            style={{ '--hue': epochColor(server.epoch) }}
            markerEnd="url(#vote-head)"
          />
        )
      })}
    </g>
  )
})
