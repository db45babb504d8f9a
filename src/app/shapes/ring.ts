/**
 * Where everything stands: servers on a fixed ring (place is memory: server 1 on top, clockwise by id), clients around it.
 * Numbers only, in CSS pixels of the stage; the same input gives the same layout.
 */
import type { NodeName, ServerId } from '../../ground/ids.ts'
import { externalOf, serverOf } from '../../ground/ids.ts'
import { externalPlaces } from './outside.ts'

export type Point = { readonly x: number; readonly y: number }
export type RingLayout = {
  readonly width: number
  readonly height: number
  /** Below it stands the caption: nothing else goes there. */
  readonly floor: number
  /** A narrow stage: small cards, small clients. */
  readonly compact: boolean
  readonly card: { readonly width: number; readonly height: number }
  readonly clientRadius: number
  readonly servers: ReadonlyMap<ServerId, Point>
  readonly clients: ReadonlyMap<string, Point>
  /** Programs outside that there is room for. */
  readonly externals: ReadonlyMap<string, Point>
}

const COMPACT_BELOW = { width: 620, height: 440 }
const CARD = { width: 150, height: 88 }
const CARD_COMPACT = { width: 106, height: 70 }
/** Many servers on a narrow stage: number and role only. */
const CARD_SMALL = { width: 70, height: 40 }
const SMALL_FROM = 6
/** As narrow as a phone where text is twice as large: small cards however few there are, clients below the tools. */
export const NARROW_BELOW = 300
const TOOLS_HEIGHT = 36
/** So many clients stand in corners and at the sides; more form two columns. */
export const CLIENTS_APART = 6

/** The layout of a stage of `width` by `height`; the caption box takes its foot. */
export function ringLayout(
  width: number,
  height: number,
  servers: readonly ServerId[],
  clients: readonly string[],
  externals: readonly string[] = [],
): RingLayout {
  const compact = width < COMPACT_BELOW.width || height < COMPACT_BELOW.height
  const narrow = width < NARROW_BELOW
  const card = compact ? (servers.length < SMALL_FROM && !narrow ? CARD_COMPACT : CARD_SMALL) : CARD
  const clientRadius = compact ? 17 : 25
  const foot = compact ? 60 : 84
  const head = narrow ? 40 + TOOLS_HEIGHT : 40
  const columns = clients.length > CLIENTS_APART && compact ? 2 * clientRadius + 10 : 0
  const side = compact ? (narrow ? 0 : 4) + columns : Math.min(120, Math.max(8, width / 2 - card.width - 80))
  const radiusX = Math.max(card.width * 0.6, Math.min(width / 2 - card.width / 2 - side, 300))
  // A ring of an odd number does not reach its lowest point: the lowest servers stand at cos(pi / n) of the radius.
  const reach = servers.length % 2 === 0 || servers.length < 2 ? 1 : Math.cos(Math.PI / servers.length)
  const room = height - head - foot - card.height
  const radiusY = Math.max(card.height * 0.6, Math.min(room / (1 + reach), 260))
  const center = { x: width / 2, y: head + card.height / 2 + Math.max(radiusY, (room * 1) / (1 + reach)) }
  const places = servers.map((id, index): readonly [ServerId, Point] => {
    const angle = -Math.PI / 2 + (index * 2 * Math.PI) / Math.max(1, servers.length)
    return [id, { x: center.x + radiusX * Math.cos(angle), y: center.y + radiusY * Math.sin(angle) }]
  })
  const isFree = (at: Point) =>
    places.every(
      ([, { x, y }]) =>
        Math.abs(at.x - x) >= card.width / 2 + clientRadius || Math.abs(at.y - y) >= card.height / 2 + clientRadius,
    )
  const ownPlaces = clientPlaces(width, height - foot, clients, clientRadius, compact, isFree)
  const top = compact ? 72 : 140
  const outside = {
    width,
    top,
    bottom: height - foot,
    compact,
    clients: [...ownPlaces.values()],
    cards: places.map(([, place]) => place),
    card,
  }
  return {
    width,
    height,
    floor: height - foot * 0.75,
    compact,
    card,
    clientRadius,
    servers: new Map(places),
    clients: ownPlaces,
    externals: externalPlaces(outside, externals),
  }
}

/** The same stage with everything on it `scale` times as large: for who reads larger text. */
export function scaledLayout(layout: RingLayout, scale: number): RingLayout {
  if (scale === 1) return layout
  const points = <K>(places: ReadonlyMap<K, Point>): ReadonlyMap<K, Point> =>
    new Map([...places].map(([key, { x, y }]) => [key, { x: x * scale, y: y * scale }]))
  const { width, height, floor, card, clientRadius, servers, clients, externals } = layout
  return {
    ...layout,
    width: width * scale,
    height: height * scale,
    floor: floor * scale,
    card: { width: card.width * scale, height: card.height * scale },
    clientRadius: clientRadius * scale,
    servers: points(servers),
    clients: points(clients),
    externals: points(externals),
  }
}

/**
 * Clients stand in the corners, then at the sides, then at the foot, where no card is; more of them form a column on each
 * side, from top to bottom.
 */
function clientPlaces(
  width: number,
  bottom: number,
  clients: readonly string[],
  radius: number,
  compact: boolean,
  isFree: (at: Point) => boolean,
): ReadonlyMap<string, Point> {
  const left = radius + (compact ? 14 : 46)
  const right = width - left
  const top = radius + (compact ? 14 : 50) + (width < NARROW_BELOW ? TOOLS_HEIGHT : 0)
  // Where cards reach from side to side a client stands between two rows of them.
  const low = bottom - radius - (compact ? 12 : 24) - (width < NARROW_BELOW ? 48 : 0)
  if (clients.length > CLIENTS_APART) return clientColumns(clients, left, right, top, low)
  const slots: readonly Point[] = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: low },
    { x: left, y: low },
    { x: right, y: (top + low) / 2 + radius },
    { x: left, y: (top + low) / 2 + radius },
    { x: width / 2, y: low },
    { x: left + 3 * radius, y: top },
    { x: right - 3 * radius, y: top },
  ]
  // Where too few are free, cards are stood on rather than other clients.
  const free = slots.filter(isFree)
  const taken = free.length >= clients.length ? free : [...free, ...slots.filter((slot) => !isFree(slot))]
  return new Map(clients.map((name, index): readonly [string, Point] => [name, taken[index] ?? { x: left, y: top }]))
}

/** By turns to the left and to the right, each column spread from `top` to `low`. */
function clientColumns(
  clients: readonly string[],
  left: number,
  right: number,
  top: number,
  low: number,
): ReadonlyMap<string, Point> {
  const rows = Math.ceil(clients.length / 2)
  return new Map(
    clients.map((name, index): readonly [string, Point] => {
      const y = top + ((low - top) * Math.floor(index / 2)) / Math.max(1, rows - 1)
      return [name, { x: index % 2 === 0 ? left : right, y }]
    }),
  )
}

/** Where `node` stands; undefined for a node that the layout does not know. */
export function placeOf(layout: RingLayout, node: NodeName): Point | undefined {
  const id = serverOf(node)
  if (id !== undefined) return layout.servers.get(id)
  return externalOf(node) === undefined ? layout.clients.get(node.slice(1)) : layout.externals.get(node.slice(1))
}
