/**
 * What has reached a node but is not read yet: flights wait here until they are due in virtual time, and behind a cut
 * until it heals. So a message under way can be seen, paused and stepped.
 *
 * Laws:
 * 1. Flights leave by due time, ties in the order of arrival; `dueAt` never falls within a link, so a link stays in order.
 * 2. A flight behind a cut stays; flights of open ways pass it.
 * 3. A flight that is held by hand stays, and whatever is behind it on its link: a link stays in order.
 */
import type { LinkId, Millis, NodeName } from '../../ground/ids.ts'
import type { Flight } from '../engine.ts'

/** `local`: made by this node itself (the close of a link to a dead peer); nobody drew it in the air. */
export type Held = { readonly flight: Flight; readonly local: boolean }
/** `stopped` names flights that are held by hand (`flightKey`). */
export type Inbox = { readonly held: Held[]; readonly stopped: Set<string> }
/** Whether messages from `from` may pass now. */
export type IsOpen = (from: NodeName) => boolean

/** Flights that one inbox holds at most: far more than a second of full load. Beyond it the sender's links are severed. */
export const inboxMax: number = 100_000

export function emptyInbox(): Inbox {
  return { held: [], stopped: new Set() }
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
  const passes = passingOf(inbox, isOpen)
  return dueAt(inbox.held.find(passes))
}

/** Takes the first flight that is due at `now` and may pass. */
export function takeDue(inbox: Inbox, now: Millis, isOpen: IsOpen): Held | undefined {
  const passes = passingOf(inbox, isOpen)
  for (const [place, held] of inbox.held.entries()) {
    if (held.flight.dueAt > now) return undefined
    if (!passes(held)) continue
    inbox.held.splice(place, 1)
    return held
  }
  return undefined
}

/** Whether a flight may pass, for flights that are asked for in their order. */
function passingOf({ stopped }: Inbox, isOpen: IsOpen): (held: Held) => boolean {
  if (stopped.size === 0) return ({ flight }) => isOpen(flight.from)
  const blocked = new Set<LinkId>()
  return ({ flight }) => {
    if (stopped.has(flightKey(flight.from, flight.seq))) blocked.add(flight.link)
    return isOpen(flight.from) && !blocked.has(flight.link)
  }
}

/** Names a flight. */
export function flightKey(from: NodeName, seq: number): string {
  return `${from}/${seq}`
}
/** A flight that waits here, or undefined: it has landed, or never came. */
export function flightIn(inbox: Inbox, from: NodeName, seq: number): Held | undefined {
  return inbox.held.find(({ flight, local }) => !local && flight.from === from && flight.seq === seq)
}
/** Takes out the flight and, before it, all that are ahead of it on its link. */
export function takeUpTo(inbox: Inbox, last: Held): readonly Held[] {
  const end = inbox.held.indexOf(last)
  const taken = inbox.held.filter((held, place) => place <= end && held.flight.link === last.flight.link)
  for (const held of taken) takeOut(inbox, held)
  return taken
}
export function takeOut(inbox: Inbox, held: Held): void {
  inbox.held.splice(inbox.held.indexOf(held), 1)
  inbox.stopped.delete(flightKey(held.flight.from, held.flight.seq))
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
