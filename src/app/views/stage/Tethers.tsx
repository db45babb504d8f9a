/** Each client's tether to its server, with the number of watches that the server keeps for it. */
import { memo } from 'react'
import { clientNode, serverNode } from '../../../ground/ids.ts'
import { clientColor } from '../../shapes/palette.ts'
import type { RingLayout } from '../../shapes/ring.ts'
import { pointAt, routeBetween, routePath } from '../../shapes/route.ts'
import { useApp } from '../../store/app.ts'
import type { ClientModel, ServerModel } from '../../store/model.ts'

export const Tethers = memo(function Tethers({ layout }: { readonly layout: RingLayout }) {
  const clients = useApp((state) => state.cluster.clients)
  const servers = useApp((state) => state.cluster.servers)
  return (
    <g>
      {[...clients.values()].map((client) => (
        <Tether
          key={client.name}
          layout={layout}
          client={client}
          server={client.server === undefined ? undefined : servers.get(client.server)}
        />
      ))}
    </g>
  )
})

/** From the card to its watches, in pixels. */
const EYE_DISTANCE = 32

type Props = { readonly layout: RingLayout; readonly client: ClientModel; readonly server: ServerModel | undefined }

const Tether = memo(function Tether({ layout, client, server }: Props) {
  const tied = client.life !== 'down' && (client.state === 'connected' || client.state === 'connecting')
  if (!tied || server === undefined || server.life === 'down') return null
  const route = routeBetween(layout, clientNode(client.name), serverNode(server.id))
  if (route === undefined) return null
  const watches = server.watches.filter((watch) => watch.session === client.session).length
  const length = Math.hypot(route.to.x - route.from.x, route.to.y - route.from.y)
  // Beside the card of the server that keeps them.
  const place = pointAt(route, Math.max(0.5, 1 - EYE_DISTANCE / Math.max(1, length)))
  return (
    <g className="tether" data-state={client.state} style={{ '--hue': clientColor(client.name) }}>
      <path d={routePath(route)} />
      {watches === 0 ? null : (
        <g className="tether-watches" transform={`translate(${place.x} ${place.y})`}>
          <path className="eye" d="M-13 0Q0 -11 13 0Q0 11 -13 0z" />
          <text textAnchor="middle" dy="0.36em">
            {watches}
          </text>
        </g>
      )}
    </g>
  )
})
