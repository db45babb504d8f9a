/** The stage: servers on their ring, clients around it, what flies between them, and a caption of what happened last. */
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { textScale } from '../../hooks/textScale.ts'
import { prefersReducedMotion } from '../../hooks/useFrame.ts'
import { usePick } from '../../hooks/usePick.ts'
import { useSize } from '../../hooks/useSize.ts'
import { useStroke } from '../../hooks/useStroke.ts'
import { flightAt, linkAt } from '../../shapes/hit.ts'
import { linkShapes } from '../../shapes/links.ts'
import {
  CLIENTS_APART,
  NARROW_BELOW,
  type Point,
  type RingLayout,
  ringLayout,
  scaledLayout,
} from '../../shapes/ring.ts'
import { crossedLinks } from '../../shapes/stroke.ts'
import { type Selection, select, store, useApp, useText } from '../../store/app.ts'
import { intervene, virtualNow } from '../../store/bridge.ts'
import { BreakMark } from './BreakMark.tsx'
import { CaptionBox } from './CaptionBox.tsx'
import { ClientBadge } from './ClientBadge.tsx'
import { ExternalBadge } from './ExternalBadge.tsx'
import { Flights } from './Flights.tsx'
import { Links } from './Links.tsx'
import type { MenuAnchor } from './NodeMenu.tsx'
import { ServerCard } from './ServerCard.tsx'
import { StageTools } from './StageTools.tsx'
import { Stroke } from './Stroke.tsx'
import { Syncs } from './Syncs.tsx'
import { Tethers } from './Tethers.tsx'
import { Votes } from './Votes.tsx'
import './stage.css'
import './faults.css'

const NodeMenu = lazy(() => import('./NodeMenu.tsx').then((module) => ({ default: module.NodeMenu })))

/** What a click opened: a menu beside the element that was clicked. */
type OpenMenu = { readonly selection: Selection; readonly anchor: MenuAnchor }

export function Stage() {
  const text = useText()
  const [element, { width, height }] = useSize<HTMLElement>()
  const servers = useApp((state) => state.cluster.servers)
  const clients = useApp((state) => state.cluster.clients)
  const externals = useApp((state) => state.cluster.externals)
  const serverKey = [...servers.keys()].join(' ')
  const clientKey = [...clients.keys()].join(' ')
  const externalKey = [...externals.keys()].join(' ')
  // Places depend on who is there, not on how they are: a change of state moves nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for the maps
  const layout = useMemo(() => {
    const scale = textScale()
    const names = [[...servers.keys()], [...clients.keys()].toSorted(), [...externals.keys()]] as const
    return scaledLayout(ringLayout(width / scale, height / scale, ...names), scale)
  }, [width, height, serverKey, clientKey, externalKey])
  const [menu, setMenu] = useState<OpenMenu | undefined>(undefined)
  const open = useCallback((selection: Selection, anchor: MenuAnchor) => {
    select(selection)
    setMenu({ selection, anchor })
  }, [])
  const stroke = useStroke(element, (points) => {
    void intervene({ type: 'cutLinks', links: crossedLinks(store.getState().cluster, layout, points) })
  })
  usePick(element, (place, onPage) => {
    const found = whatIsAt(layout, place)
    if (found !== undefined) open(found, { getBoundingClientRect: () => new DOMRect(onPage.x, onPage.y, 0, 0) })
  })
  return (
    <section
      className="stage"
      aria-label={text.stage.region}
      ref={element}
      data-compact={layout.compact}
      data-crowded={layout.compact && (clients.size > CLIENTS_APART || width < NARROW_BELOW * textScale())}
      data-small={layout.card.width < 100 * textScale()}
    >
      {width === 0 ? null : (
        <>
          <Drawing layout={layout} stroke={stroke} />
          {[...layout.servers].map(([id, place]) => (
            <ServerCard key={id} id={id} x={place.x} y={place.y} compact={layout.compact} onOpen={open} />
          ))}
          {[...layout.clients].map(([name, place]) => (
            <ClientBadge
              key={name}
              name={name}
              x={place.x}
              y={place.y}
              radius={layout.clientRadius}
              side={place.x < width / 2 ? 'left' : 'right'}
              onOpen={open}
            />
          ))}
          {[...layout.externals].map(([name, place]) => (
            <ExternalBadge key={name} name={name} x={place.x} y={place.y} compact={layout.compact} onOpen={open} />
          ))}
          <BreakMark layout={layout} />
        </>
      )}
      <CaptionBox />
      <StageTools />
      {menu === undefined ? null : (
        <Suspense>
          <NodeMenu selection={menu.selection} anchor={menu.anchor} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
    </section>
  )
}

type DrawingProps = { readonly layout: RingLayout; readonly stroke: readonly Point[] | undefined }
/** Everything that has no button of its own: lines, what flies along them, the stroke that is being drawn. */
function Drawing({ layout, stroke }: DrawingProps) {
  return (
    <svg className="stage-drawing" width={layout.width} height={layout.height} aria-hidden="true">
      <Links layout={layout} />
      <Tethers layout={layout} />
      <Votes layout={layout} />
      <Syncs layout={layout} />
      <Flights layout={layout} />
      {stroke === undefined ? null : <Stroke layout={layout} stroke={stroke} />}
    </svg>
  )
}

/** The message or the link at a place of the drawing. */
function whatIsAt(layout: RingLayout, place: Point): Selection {
  const { cluster } = store.getState()
  const flight = flightAt(cluster, layout, prefersReducedMotion() ? undefined : virtualNow(), place)
  if (flight !== undefined) return { type: 'flight', flight }
  const link = linkAt(linkShapes(cluster, layout), place)
  return link === undefined ? undefined : { type: 'link', ends: link.ends }
}
