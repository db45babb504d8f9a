/**
 * Flow control of the channels on the gateway's WebSocket, the same on both of its ends, as plain data: what one side may
 * send of each channel, what waits for credit, and what it owes to the other side.
 *
 * Laws:
 * 1. Of each channel and direction at most `windowBytes` are under way untaken: one slow reader holds up nobody else.
 * 2. Bytes of a channel leave in the order given; `close` leaves after them, unless it is a reset.
 * 3. A side that gets more than it gave credit for faces a broken peer: ProtocolError, the WebSocket ends.
 */
import { ProtocolError } from '../../ground/jute/errors.ts'
import { type ChannelMessage, chunkBytesMax, windowBytes } from './messages.ts'

/** One channel as one of its two ends keeps it. */
export type Channel = {
  readonly id: number
  /** What we may send now. */
  credit: number
  /** What waits for credit, oldest first, and how much it is. */
  readonly waiting: Uint8Array[]
  waitingBytes: number
  /** What came and was not yet taken: within `windowBytes`. */
  untaken: number
  /** What was taken and is not yet credited to the other side. */
  owed: number
  /** Set once we close: leaves after what waits. */
  closing: string | undefined
}
/** Where messages go. */
export type Send = (message: ChannelMessage) => void

/** Taken bytes are credited together, from this many on: a message costs more than its bytes. */
export const creditEvery: number = windowBytes / 4

export function channelOf(id: number): Channel {
  return { id, credit: windowBytes, waiting: [], waitingBytes: 0, untaken: 0, owed: 0, closing: undefined }
}

/** Sends what credit allows; the rest waits (`waitingBytes`: whoever gives more than it should looks there). */
export function sendBytes(channel: Channel, bytes: Uint8Array, send: Send): void {
  if (channel.closing !== undefined || bytes.length === 0) return
  channel.waiting.push(bytes)
  channel.waitingBytes += bytes.length
  drain(channel, send)
}

/** The other side took `bytes`. True where the channel is over now: all that waited has left, and its `close`. */
export function onCredit(channel: Channel, bytes: number, send: Send): boolean {
  if (channel.credit + bytes > windowBytes) throw new ProtocolError('more credit than was used')
  channel.credit += bytes
  return drain(channel, send)
}

/** Data came: counts it. Throws ProtocolError where it goes beyond our credit. */
export function onData(channel: Channel, bytes: number): void {
  channel.untaken += bytes
  if (channel.untaken + channel.owed > windowBytes) throw new ProtocolError('more data than credit')
}

/** We took `bytes` of what came: the other side may send as many more. */
export function took(channel: Channel, bytes: number, send: Send): void {
  channel.untaken -= bytes
  channel.owed += bytes
  if (channel.owed < creditEvery && channel.untaken + channel.owed < windowBytes / 2) return
  const { owed } = channel
  channel.owed = 0
  if (owed > 0) send({ type: 'credit', channel: channel.id, bytes: owed })
}

/** Closes: after what waits, or at once where `reset`. True where the channel is over now; else `onCredit` says so later. */
export function sendClose(channel: Channel, reset: boolean, reason: string, send: Send): boolean {
  if (reset) {
    channel.waiting.length = 0
    channel.waitingBytes = 0
    send({ type: 'close', channel: channel.id, reset: true, reason })
    return true
  }
  channel.closing ??= reason
  return drain(channel, send)
}

/** Sends as much as credit allows; true where a close left. */
function drain(channel: Channel, send: Send): boolean {
  while (channel.credit > 0) {
    const bytes = nextChunk(channel)
    if (bytes === undefined) break
    channel.credit -= bytes.length
    channel.waitingBytes -= bytes.length
    send({ type: 'data', channel: channel.id, bytes })
  }
  if (channel.closing === undefined || channel.waiting.length > 0) return false
  send({ type: 'close', channel: channel.id, reset: false, reason: channel.closing })
  return true
}

/** The next bytes that may leave: within credit and one message. */
function nextChunk(channel: Channel): Uint8Array | undefined {
  const first = channel.waiting.shift()
  if (first === undefined) return undefined
  const size = Math.min(first.length, channel.credit, chunkBytesMax)
  if (size === first.length) return first
  channel.waiting.unshift(first.subarray(size))
  return first.subarray(0, size)
}
