/**
 * What a person may do to a message that waits at its receiver. A link is a TCP connection: it delivers everything in order,
 * or breaks. So holding one message holds all behind it, delivering one delivers all before it, and nothing is dropped
 * from a link, but for election notices: their sender says the same again, later (QuorumCnxManager keeps the last one only).
 */
import type { Flight } from '../engine.ts'
import type { Touch } from '../workerMessages.ts'
import { flightKey, type Held, type Inbox } from './inbox.ts'

/** The first bytes of a link of the election mesh are the handshake, which is a negative long (QuorumCnxManager.PROTOCOL_VERSION). */
const HANDSHAKE_BYTE = 0xff

/** Why `act` can't be done to a message, in words; undefined where it can. */
export function whyNotTouch(act: Touch['act'], held: Held | undefined): string | undefined {
  if (held === undefined) return 'the message has arrived already'
  return act === 'drop' ? whyNotDrop(held.flight) : undefined
}

/** Why a message can't be dropped, in words; undefined where it can. */
export function whyNotDrop({ channel, kind, bytes }: Pick<Flight, 'channel' | 'kind' | 'bytes'>): string | undefined {
  if (kind !== 'data') return 'the making and the end of a connection are no message: cut the link instead'
  if (channel !== 'election')
    return 'TCP delivers every byte in order or breaks the connection: cut the link, or kill one side, instead'
  if (bytes[0] === HANDSHAKE_BYTE) return 'without the handshake nothing on this connection could be read'
  return undefined
}

/** Stops the inbox at a message, or lets it go. */
export function stopAt(inbox: Inbox, { from, seq }: Flight, stop: boolean): void {
  if (stop) inbox.stopped.add(flightKey(from, seq))
  else inbox.stopped.delete(flightKey(from, seq))
}
