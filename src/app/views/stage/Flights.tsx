/**
 * Messages in the air. React draws which there are; where each is, is a function of the virtual clock that is written to
 * its transform every frame. Reduced motion: each stands in the middle of its way for as long as it flies.
 */
import { memo, useMemo, useRef } from 'react'
import { type NodeName, serverOf } from '../../../ground/ids.ts'
import { prefersReducedMotion, useFrame } from '../../hooks/useFrame.ts'
import { flightPlace } from '../../shapes/hit.ts'
import { clientColor, epochColor, flightLooks } from '../../shapes/palette.ts'
import type { RingLayout } from '../../shapes/ring.ts'
import { type Route, routeBetween } from '../../shapes/route.ts'
import { store, useApp } from '../../store/app.ts'
import type { FlightModel } from '../../store/model.ts'
import { Glyph } from './Glyph.tsx'

export const Flights = memo(function Flights({ layout }: { readonly layout: RingLayout }) {
  const flights = useApp((state) => state.cluster.flights)
  const elements = useRef(new Map<string, SVGGElement>())
  const routes = useMemo(() => routesOf(flights, layout), [flights, layout])
  useFrame((now) => {
    const still = prefersReducedMotion()
    for (const [id, element] of elements.current) {
      const flight = flights.get(id)
      const route = routes.get(id)
      if (flight === undefined || route === undefined) continue
      const { x, y } = flightPlace(store.getState().cluster, flight, route, still ? undefined : now)
      element.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`)
    }
  })
  const keep = (id: string) => (element: SVGGElement | null) => {
    if (element === null) elements.current.delete(id)
    else elements.current.set(id, element)
  }
  return (
    <g>
      {[...routes].map(([id, route]) => {
        const flight = flights.get(id)
        if (flight === undefined) return null
        const look = flightLooks[flight.kind]
        return (
          <g
            key={id}
            ref={keep(id)}
            className="flight"
            data-quiet={look.quiet}
            data-kind={flight.kind}
            data-held={flight.held}
            style={{ '--hue': flightColor(flight) }}
            transform={`translate(${route.from.x} ${route.from.y})`}
          >
            <circle className="flight-reach" r={12} />
            <Glyph name={look.glyph} />
            {flight.held ? <path className="flight-held" d="M-10 -10h20v20h-20z" /> : null}
          </g>
        )
      })}
    </g>
  )
})

function routesOf(flights: ReadonlyMap<string, FlightModel>, layout: RingLayout): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>()
  for (const flight of flights.values()) {
    const route = routeBetween(layout, flight.from, flight.to)
    if (route !== undefined) routes.set(flight.id, route)
  }
  return routes
}

function flightColor(flight: FlightModel): string {
  const look = flightLooks[flight.kind]
  if (look.hue === 'none') return 'var(--ink-faint)'
  const client = clientEnd(flight.from) ?? clientEnd(flight.to)
  if (client !== undefined) return clientColor(client)
  const from = serverOf(flight.from)
  const sender = from === undefined ? undefined : store.getState().cluster.servers.get(from)
  return epochColor(flight.epoch ?? sender?.epoch)
}

function clientEnd(node: NodeName): string | undefined {
  return serverOf(node) === undefined ? node.slice(1) : undefined
}
