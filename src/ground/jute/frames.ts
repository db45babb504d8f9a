/**
 * Cuts a byte stream into messages, incrementally: bytes may come in any pieces. State is plain data.
 * Laws: the result does not depend on how the stream was cut; nothing is allocated before its bytes are there; a frame that
 * comes byte by byte costs time and room in proportion to its length.
 */
import { Reader, Writer } from './cursor.ts'
import { ProtocolError } from './errors.ts'
import type { Schema } from './schema.ts'

/** A quorum packet holds a field of at most 2 MiB and some ids: a stream that has no whole record in this much never will. */
const RECORD_BYTES_MAX = 4 * 0xfffff

/** More pieces than this are joined. */
const PIECES_MAX = 1024

/** Bytes that came and were not yet taken. */
export type Inbox = { pieces: Uint8Array[]; length: number }

export function inbox(): Inbox {
  return { pieces: [], length: 0 }
}
export function pour(box: Inbox, bytes: Uint8Array): void {
  if (bytes.length === 0) return
  box.pieces.push(bytes)
  box.length += bytes.length
  // Each piece weighs a hundred bytes by itself: a stream that comes byte by byte is kept in few of them.
  if (box.pieces.length >= PIECES_MAX) whole(box)
}
/** All waiting bytes as one piece. */
export function whole(box: Inbox): Uint8Array {
  const first = box.pieces[0]
  if (first === undefined) return new Uint8Array()
  if (box.pieces.length === 1) return first
  const all = new Uint8Array(box.length)
  let at = 0
  for (const piece of box.pieces) {
    all.set(piece, at)
    at += piece.length
  }
  box.pieces = [all]
  return all
}
export function drop(box: Inbox, size: number): void {
  if (size >= box.length) {
    box.pieces = []
    box.length = 0
    return
  }
  const rest = whole(box).subarray(size)
  box.pieces = [rest]
  box.length = rest.length
}

/**
 * The payload of the next frame (int32 length, then that many bytes), or undefined while it is incomplete: a view of what
 * came, so whoever keeps it, or a part of it, longer than for this step copies.
 * Throws ProtocolError on a length below `min` or above `max`, as soon as the length is there.
 */
export function takeFrame(box: Inbox, max: number, min: number = 0): Uint8Array | undefined {
  if (box.length < 4) return undefined
  const head = box.pieces[0] ?? new Uint8Array()
  const start = head.length >= 4 ? head : whole(box)
  const length = ((start[0] ?? 0) << 24) | ((start[1] ?? 0) << 16) | ((start[2] ?? 0) << 8) | (start[3] ?? 0)
  if (length < min || length > max)
    throw new ProtocolError(`a frame of ${length} bytes is not allowed (at most ${max})`, 0)
  const end = 4 + length
  if (box.length < end) return undefined
  const bytes = whole(box)
  drop(box, end)
  return bytes.subarray(4, end)
}

/**
 * The next record of an unframed stream (quorum packets), or undefined while it is incomplete. Throws ProtocolError, also
 * where more than `max` bytes hold no whole record.
 */
export function takeRecord<T>(box: Inbox, schema: Schema<T>, max: number = RECORD_BYTES_MAX): T | undefined {
  if (box.length === 0) return undefined
  const bytes = whole(box)
  const reader = new Reader(bytes)
  try {
    const value = schema.read(reader)
    drop(box, reader.offset)
    return value
  } catch (error) {
    if (error instanceof ProtocolError && error.incomplete && bytes.length <= max) return undefined
    throw error
  }
}

/** A writer of one frame: its length comes first, and is filled in by `framed`. */
export function frameWriter(): Writer {
  const writer = new Writer()
  writer.int(0)
  return writer
}
/** `payload` with its length before it. */
export function frame(payload: Uint8Array): Uint8Array {
  const { length } = payload
  const bytes = new Uint8Array(4 + length)
  bytes[0] = length >>> 24
  bytes[1] = length >>> 16
  bytes[2] = length >>> 8
  bytes[3] = length
  bytes.set(payload, 4)
  return bytes
}
