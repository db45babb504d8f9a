/**
 * Where programs outside stand: below the clients of the upper corners, left and right in turn, as wide as an address. More
 * of them than there is room for are counted, not drawn.
 */
import type { Point } from './ring.ts'

export type OutsideRoom = {
  readonly width: number
  readonly top: number
  readonly bottom: number
  readonly compact: boolean
  /** Places that are taken: middles of clients and of servers' cards. */
  readonly clients: readonly Point[]
  readonly cards: readonly Point[]
  readonly card: Tag
}
export type Tag = { readonly width: number; readonly height: number }

/** The tag of a program outside. */
export const TAG: Tag = { width: 124, height: 30 }
export const TAG_COMPACT: Tag = { width: 58, height: 24 }
/** From one tag to the next one below it: its session stands between them. */
const PITCH = 54
const PITCH_COMPACT = 30
/** What a client and its note take above and below its middle. */
const CLIENT_REACH = 52
const CLIENT_REACH_COMPACT = 40
/** What stands above a card: its crown; and the air around it. */
const CROWN = 20
const AIR = 4

/** A place for each of `names` that has room, in their order. */
export function externalPlaces(room: OutsideRoom, names: readonly string[]): ReadonlyMap<string, Point> {
  const { width, top, bottom, compact } = room
  const tag = compact ? TAG_COMPACT : TAG
  const pitch = compact ? PITCH_COMPACT : PITCH
  const left = tag.width / 2 + (compact ? 4 : 12)
  const free: Point[] = []
  for (let y = top; y + tag.height / 2 <= bottom; y += pitch)
    for (const x of [left, width - left]) if (!isTaken({ x, y }, room, tag)) free.push({ x, y })
  const places = new Map<string, Point>()
  for (const [index, name] of names.entries()) {
    const place = free[index]
    if (place === undefined) break
    places.set(name, place)
  }
  return places
}

function isTaken(place: Point, { clients, cards, card, compact }: OutsideRoom, tag: Tag): boolean {
  const reach = compact ? CLIENT_REACH_COMPACT : CLIENT_REACH
  if (clients.some(({ x, y }) => Math.abs(x - place.x) < tag.width && Math.abs(y - place.y) < reach)) return true
  const [wide, high] = [(card.width + tag.width) / 2 + AIR, (card.height + tag.height) / 2 + AIR]
  return cards.some(
    ({ x, y }) =>
      Math.abs(x - place.x) < wide && place.y > y - high - CROWN && place.y < y + high + (compact ? 0 : CROWN),
  )
}
