/**
 * Jute's binary archive: big-endian integers, length-prefixed buffers and strings (-1 is null), no tags, no padding.
 * A field may hold up to twice `jute.maxbuffer` bytes (maxbuffer plus extrasize); beyond that decoding stops.
 */
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import { ProtocolError } from './errors.ts'

/** The largest length that a string or buffer field may announce: jute.maxbuffer 0xfffff and extrasize of the same. */
export const FIELD_BYTES_MAX: number = 2 * 0xfffff

/** Where a field stands in its bytes: `[start, end)`, for the inspector. */
export type Span = { readonly name: string; readonly start: number; readonly end: number }

/** Reads jute values one after another; throws ProtocolError past the end or on a length that can't be. */
export class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at: number
  /** Filled by record schemas when given: one span a field. */
  readonly spans: Span[] | undefined
  constructor(bytes: Uint8Array, spans?: Span[]) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = 0
    this.spans = spans
  }
  get offset(): number {
    return this.#at
  }
  get remaining(): number {
    return this.#bytes.length - this.#at
  }
  #take(size: number): number {
    const at = this.#at
    if (size > this.#bytes.length - at) {
      throw new ProtocolError(`wanted ${size} bytes at ${at}, but only ${this.#bytes.length - at} are left`, at, true)
    }
    this.#at = at + size
    return at
  }
  byte(): number {
    return this.#view.getInt8(this.#take(1))
  }
  boolean(): boolean {
    return this.#view.getUint8(this.#take(1)) !== 0
  }
  int(): number {
    return this.#view.getInt32(this.#take(4))
  }
  long(): bigint {
    return this.#view.getBigInt64(this.#take(8))
  }
  /** A copy of the bytes, or null. */
  buffer(): Uint8Array | null {
    const at = this.#at
    const length = this.int()
    if (length === -1) return null
    if (length < -1 || length > FIELD_BYTES_MAX) throw new ProtocolError(`unreasonable length ${length}`, at)
    const start = this.#take(length)
    return this.#bytes.slice(start, start + length)
  }
  ustring(): string | null {
    const bytes = this.buffer()
    return bytes === null ? null : decodeUtf8(bytes)
  }
  /** `size` bytes as they are, without a length before them. */
  raw(size: number): Uint8Array {
    const start = this.#take(size)
    return this.#bytes.slice(start, start + size)
  }
}

/** Writes jute values into a buffer that grows by doubling. */
export class Writer {
  #bytes: Uint8Array
  #view: DataView
  #at = 0
  constructor(capacity: number = 64) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }
  get length(): number {
    return this.#at
  }
  #room(size: number): number {
    const at = this.#at
    const end = at + size
    if (end > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      bytes.set(this.#bytes)
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer)
    }
    this.#at = end
    return at
  }
  byte(value: number): void {
    const at = this.#room(1)
    this.#view.setInt8(at, value)
  }
  boolean(value: boolean): void {
    this.byte(value ? 1 : 0)
  }
  int(value: number): void {
    const at = this.#room(4)
    this.#view.setInt32(at, value)
  }
  long(value: bigint): void {
    const at = this.#room(8)
    this.#view.setBigInt64(at, value)
  }
  buffer(value: Uint8Array | null): void {
    if (value === null) return this.int(-1)
    this.int(value.length)
    this.raw(value)
  }
  ustring(value: string | null): void {
    this.buffer(value === null ? null : encodeUtf8(value))
  }
  raw(value: Uint8Array): void {
    const at = this.#room(value.length)
    this.#bytes.set(value, at)
  }
  /** A copy of what was written. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }
}
