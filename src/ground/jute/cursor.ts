/**
 * Jute's binary archive: big-endian integers, length-prefixed buffers and strings (-1 is null), no tags, no padding.
 * A field may hold up to twice `jute.maxbuffer` bytes (maxbuffer plus extrasize); beyond that decoding stops.
 */
import { highHalf, joinHalves, lowHalf } from '../base/halves.ts'
import { decodeUtf8, putUtf8 } from '../base/utf8.ts'
import { copyOf } from './blocks.ts'
import { ProtocolError } from './errors.ts'

/** The largest length that a string or buffer field may announce: jute.maxbuffer 0xfffff and extrasize of the same. */
export const FIELD_BYTES_MAX: number = 2 * 0xfffff

/** Where a field stands in its bytes: `[start, end)`, for the inspector. */
export type Span = { readonly name: string; readonly start: number; readonly end: number }

/** Reads jute values one after another; throws ProtocolError past the end or on a length that can't be. */
export class Reader {
  readonly #bytes: Uint8Array
  #at: number
  /** Filled by record schemas when given: one span a field. */
  readonly spans: Span[] | undefined
  constructor(bytes: Uint8Array, spans?: Span[]) {
    this.#bytes = bytes
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
    return ((this.#bytes[this.#take(1)] ?? 0) << 24) >> 24
  }
  boolean(): boolean {
    return this.#bytes[this.#take(1)] !== 0
  }
  int(): number {
    return intAt(this.#bytes, this.#take(4))
  }
  /** A long whose value a number holds exactly (up to 2^53 either way): a time in milliseconds, the id of a server. */
  longNumber(): number {
    const at = this.#take(8)
    const high = intAt(this.#bytes, at)
    const low = intAt(this.#bytes, at + 4) >>> 0
    return high * 0x1_0000_0000 + low
  }
  long(): bigint {
    const at = this.#take(8)
    return joinHalves(intAt(this.#bytes, at), intAt(this.#bytes, at + 4))
  }
  /** The length of a field and where it begins; a start of -1 is null. */
  #field(): number {
    const at = this.#at
    const length = this.int()
    if (length === -1) return -1
    if (length < -1 || length > FIELD_BYTES_MAX) throw new ProtocolError(`unreasonable length ${length}`, at)
    return this.#take(length)
  }
  /** A copy of the bytes, or null. */
  buffer(): Uint8Array | null {
    const start = this.#field()
    return start === -1 ? null : copyOf(this.#bytes, start, this.#at)
  }
  /** The bytes where they stand, or null: for whoever is done with them before the buffer that they came in, or copies. */
  bufferView(): Uint8Array | null {
    const start = this.#field()
    return start === -1 ? null : this.#bytes.subarray(start, this.#at)
  }
  ustring(): string | null {
    const start = this.#field()
    return start === -1 ? null : decodeUtf8(this.#bytes, start, this.#at)
  }
  /** `size` bytes as they are, without a length before them. */
  raw(size: number): Uint8Array {
    const start = this.#take(size)
    return copyOf(this.#bytes, start, start + size)
  }
}

function intAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
}

/** Buffers that nobody writes into now: a fresh one for each message would be the codec's greatest cost. */
const idle: Uint8Array[] = []
const IDLE_MAX = 8
const CAPACITY = 1024
const IDLE_BYTES_MAX = 65_536

/** Writes jute values into a buffer that grows by doubling. It is lent until `bytes` is asked for. */
export class Writer {
  #bytes: Uint8Array
  #at = 0
  constructor(capacity: number = CAPACITY) {
    this.#bytes = (capacity === CAPACITY ? idle.pop() : undefined) ?? new Uint8Array(capacity)
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
    }
    this.#at = end
    return at
  }
  byte(value: number): void {
    const at = this.#room(1)
    this.#bytes[at] = value
  }
  boolean(value: boolean): void {
    this.byte(value ? 1 : 0)
  }
  int(value: number): void {
    const at = this.#room(4)
    putInt(this.#bytes, at, value)
  }
  /** A whole number as a long. Throws RangeError on any other, as BigInt does. */
  longNumber(value: number): void {
    if (!Number.isSafeInteger(value)) return this.long(BigInt(value))
    const high = Math.floor(value / 0x1_0000_0000)
    const at = this.#room(8)
    putInt(this.#bytes, at, high)
    putInt(this.#bytes, at + 4, value - high * 0x1_0000_0000)
  }
  long(value: bigint): void {
    const at = this.#room(8)
    putInt(this.#bytes, at, highHalf(value))
    putInt(this.#bytes, at + 4, lowHalf(value))
  }
  buffer(value: Uint8Array | null): void {
    if (value === null) return this.int(-1)
    this.int(value.length)
    this.raw(value)
  }
  ustring(value: string | null): void {
    if (value === null) return this.int(-1)
    const at = this.#room(4 + 3 * value.length)
    const end = putUtf8(value, this.#bytes, at + 4)
    putInt(this.#bytes, at, end - at - 4)
    this.#at = end
  }
  raw(value: Uint8Array): void {
    const at = this.#room(value.length)
    this.#bytes.set(value, at)
  }
  /** What was written so far, where it stands: to be looked at before anything else is written. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#at)
  }
  /** A copy of what was written. Whatever is written after it goes into a buffer of its own. */
  bytes(): Uint8Array {
    const own = copyOf(this.#bytes, 0, this.#at)
    if (idle.length < IDLE_MAX && this.#bytes.length > own.length && this.#bytes.length <= IDLE_BYTES_MAX) {
      idle.push(this.#bytes)
      this.#bytes = own
    }
    return own
  }
  /** As `bytes`, of a writer that began with an int: that becomes the length of what follows it (`frameWriter`). */
  framed(): Uint8Array {
    putInt(this.#bytes, 0, this.#at - 4)
    return this.bytes()
  }
}

function putInt(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
