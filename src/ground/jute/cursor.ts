/**
 * Jute's binary archive: big-endian integers, length-prefixed buffers and strings (-1 is null), no tags, no padding.
 * A field may hold up to twice `jute.maxbuffer` bytes (maxbuffer plus extrasize); beyond that decoding stops.
 */
import { decodeUtf8, putUtf8 } from '../base/utf8.ts'
import { ProtocolError } from './errors.ts'

/** The largest length that a string or buffer field may announce: jute.maxbuffer 0xfffff and extrasize of the same. */
export const FIELD_BYTES_MAX: number = 2 * 0xfffff

/** Where a field stands in its bytes: `[start, end)`, for the inspector. */
export type Span = { readonly name: string; readonly start: number; readonly end: number }

// Scratch for 64-bit values, filled and read within one call. A bigint that passes through an array costs a fraction of one
// that passes through a DataView, and no cursor needs a view of its own. Engines of the web are little-endian, all of them;
// `LOW` looks all the same.
const scratch = new BigInt64Array(1)
const halves = new Int32Array(scratch.buffer)
scratch[0] = 1n
const LOW = halves[0] === 1 ? 0 : 1
const HIGH = 1 - LOW

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
    halves[HIGH] = intAt(this.#bytes, at)
    halves[LOW] = intAt(this.#bytes, at + 4)
    return scratch[0] ?? 0n
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
    scratch[0] = value
    putInt(this.#bytes, at, halves[HIGH] ?? 0)
    putInt(this.#bytes, at + 4, halves[LOW] ?? 0)
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
}

/** Longer pieces are copied by the engine, shorter ones are copied before it has begun. */
const SHORT = 64
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const size = end - start
  if (size > SHORT) return bytes.slice(start, end)
  const copy = new Uint8Array(size)
  for (let i = 0; i < size; i++) copy[i] = bytes[start + i] ?? 0
  return copy
}

function putInt(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
