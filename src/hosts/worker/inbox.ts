/**
 * What has reached a node but is not read yet: flights wait here until they are due in virtual time, and behind a cut
 * until it heals. So a message under way can be seen, paused and stepped.
 *
 * Laws:
 * 1. Flights leave by due time, ties in the order of arrival; `dueAt` never falls within a link, so a link stays in order.
 * 2. A flight behind a cut stays; flights of open ways pass it.
 */
import type { LinkId, Millis, NodeName } from '../../ground/ids.ts'
import type { Flight } from '../engine.ts'

/** `local`: made by this node itself (the close of a link to a dead peer); nobody drew it in the air. */
export type Held = { readonly flight: Flight; readonly local: boolean }
export type Inbox = { readonly held: Held[] }
/** Whether messages from `from` may pass now. */
export type IsOpen = (from: NodeName) => boolean

/** Flights that one inbox holds at most: far more than a second of full load. Beyond it the sender's links are severed. */
export const inboxMax: number = 100_000

export function emptyInbox(): Inbox {
  return { held: [] }
}

/** Puts a flight at its place; false where the inbox is full and the flight was not taken. */
export function admit(inbox: Inbox, held: Held): boolean {
  if (inbox.held.length >= inboxMax) return false
  // Arrivals are nearly in order: look for the place from the end.
  let place = inbox.held.length
  while (place > 0 && dueAt(inbox.held[place - 1]) > held.flight.dueAt) place--
  inbox.held.splice(place, 0, held)
  return true
}

/** When the next flight that may pass is due; Infinity where there is none. */
export function nextDue(inbox: Inbox, isOpen: IsOpen): Millis {
  return dueAt(inbox.held.find((held) => isOpen(held.flight.from)))
}

/** Takes the first flight that is due at `now` and may pass. */
export function takeDue(inbox: Inbox, now: Millis, isOpen: IsOpen): Held | undefined {
  for (const [place, held] of inbox.held.entries()) {
    if (held.flight.dueAt > now) return undefined
    if (!isOpen(held.flight.from)) continue
    inbox.held.splice(place, 1)
    return held
  }
  return undefined
}

/** Links that `peer` opened with dials which still wait here. */
export function dialsFrom(inbox: Inbox, peer: NodeName): readonly LinkId[] {
  return inbox.held.filter((held) => held.flight.from === peer && held.flight.kind === 'dial').map((h) => h.flight.link)
}

/** When the last flight of `link` is due that waits here; 0 where none does. */
export function lastDueOf(inbox: Inbox, link: LinkId): Millis {
  return inbox.held.reduce((last, held) => (held.flight.link === link ? Math.max(last, held.flight.dueAt) : last), 0)
}

function dueAt(held: Held | undefined): Millis {
  return held === undefined ? Number.POSITIVE_INFINITY : held.flight.dueAt
}
