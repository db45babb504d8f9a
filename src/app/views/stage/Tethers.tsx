/** Each client's tether to its server, with the number of watches that the server keeps for it. */
import { memo } from 'react'
import { clientNode, type NodeName, type ServerId, type SessionId, serverNode } from '../../../ground/ids.ts'
import { clientColor } from '../../shapes/palette.ts'
import type { RingLayout } from '../../shapes/ring.ts'
import { pointAt, routeBetween, routePath } from '../../shapes/route.ts'
import { useApp } from '../../store/app.ts'
import type { ClientModel, ServerModel } from '../../store/model.ts'
import { point, usePointed } from '../../store/pointed.ts'
import { externalNodeOf } from '../../store/reduceExternal.ts'

export const Tethers = memo(function Tethers({ layout }: { readonly layout: RingLayout }) {
  const clients = useApp((state) => state.cluster.clients)
  const externals = useApp((state) => state.cluster.externals)
  const servers = useApp((state) => state.cluster.servers)
  return (
    <g>
      {[...clients.values()].filter(isTied).map(({ name, server, session, state }) => (
        <Tether
          key={name}
          layout={layout}
          node={clientNode(name)}
          state={state}
          {...endOf(server === undefined ? undefined : servers.get(server), session)}
        />
      ))}
      {[...externals.values()].map(({ name, server, session }) => (
        <Tether
          key={name}
          layout={layout}
          node={externalNodeOf(name)}
          state={session === undefined ? 'connecting' : 'connected'}
          {...endOf(servers.get(server), session)}
        />
      ))}
    </g>
  )
})

/** From the card to its watches, in pixels. */
const EYE_DISTANCE = 32

type Props = {
  readonly layout: RingLayout
  readonly node: NodeName
  readonly state: string
} & End

/** All that a tether knows of its server: its transactions are none of it, so they draw no tether anew. */
type End = { readonly server: ServerId | undefined; readonly watches: number }

function endOf(server: ServerModel | undefined, session: SessionId | undefined): End {
  if (server === undefined || server.life === 'down') return { server: undefined, watches: 0 }
  return { server: server.id, watches: server.watches.filter((watch) => watch.session === session).length }
}

function isTied(client: ClientModel): boolean {
  return client.life !== 'down' && ['connected', 'connectedReadOnly', 'connecting'].includes(client.state)
}

const Tether = memo(function Tether({ layout, node, state, server, watches }: Props) {
  const pointed = usePointed(node, server === undefined ? node : serverNode(server))
  const chosen = useApp(
    ({ selection }) =>
      (selection?.type === 'client' || selection?.type === 'external') && selection.name === node.slice(1),
  )
  if (server === undefined) return null
  const route = routeBetween(layout, node, serverNode(server))
  if (route === undefined) return null
  const length = Math.hypot(route.to.x - route.from.x, route.to.y - route.from.y)
  // Beside the card of the server that keeps them.
  const place = pointAt(route, Math.max(0.5, 1 - EYE_DISTANCE / Math.max(1, length)))
  return (
    <g
      className="tether"
      data-state={state}
      data-lit={pointed || chosen}
      style={{ '--hue': clientColor(node.slice(1)) }}
      onPointerEnter={() => point({ dialler: node, listener: serverNode(server) })}
      onPointerLeave={() => point(undefined)}
    >
      <path className="tether-reach" d={routePath(route)} />
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
