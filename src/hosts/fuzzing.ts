/**
 * What all fuzzers share: a gate to be tried, dice, and ways to spoil good bytes. A gate plays episodes; each has dice of
 * its own, so an episode is named by two numbers, the seed and its index, and can be played again alone.
 *
 * Laws that every gate is held to: whatever comes in, nothing is thrown but the error that the gate promises, no input
 * takes longer than `inputMsMax`, and what is kept of it stays within its bound.
 */
import { below, nextUint32, type Rng, rngOf } from '../ground/base/rng.ts'

/** Times one input; the clock is the caller's. `slowestMs` is the longest one so far. */
export type Meter = { readonly now: () => number; slowestMs: number }
export type Gate = {
  /** One word, for the command line. */
  readonly name: string
  /** What is fed, and what must hold. */
  readonly doc: string
  /** Plays one episode and returns how many inputs it had. Throws where a law is broken. */
  readonly episode: (rng: Rng, meter: Meter) => number | Promise<number>
}

/** Milliseconds that one input may take. */
export const inputMsMax: number = 100

export function meterOf(now: () => number): Meter {
  return { now, slowestMs: 0 }
}
/** Runs `act` as one input. */
export function timed<T>(meter: Meter, act: () => T): T {
  const before = meter.now()
  const value = act()
  meter.slowestMs = Math.max(meter.slowestMs, meter.now() - before)
  return value
}

/** The dice of one episode. */
export function episodeDice(seed: number, index: number): Rng {
  return rngOf(nextUint32(rngOf(seed)) ^ Math.imul(index + 1, 0x9e3779b1))
}

export function oneOf<T>(rng: Rng, values: readonly [T, ...T[]]): T {
  return values[below(rng, values.length)] ?? values[0]
}
export function chance(rng: Rng, percent: number): boolean {
  return below(rng, 100) < percent
}
export function bytesOf(rng: Rng, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => below(rng, 256))
}

/** Numbers that stand at borders: signs, powers of two, the lengths that gates allow. */
export const ODD_INTS: readonly [number, ...number[]] = [
  -1,
  0,
  1,
  -2,
  2,
  3,
  4,
  7,
  8,
  127,
  128,
  255,
  256,
  65_535,
  65_536,
  0xfffff,
  0x100000,
  2 * 0xfffff,
  2 * 0xfffff + 1,
  0x7fffffff,
  -0x80000000,
  0x40000000,
  1000,
]
/** Words that mean something to languages, paths and parsers. */
export const ODD_TEXTS: readonly [string, ...string[]] = [
  '',
  '/',
  '//',
  '/.',
  '/..',
  '/a/../b',
  '/a/',
  'a',
  '/zookeeper',
  '/zookeeper/config',
  '/zookeeper/quota',
  '/\u0000',
  '/\uffff',
  '/\ud800',
  '/\u202e',
  '__proto__',
  '/__proto__',
  'constructor',
  'toString',
  '/constructor',
  '$\u007b}',
  '<script>',
  '\ufeff',
  '/a'.repeat(200),
  '/x',
  '/x/y',
  '-1',
  '0x',
  '9'.repeat(30),
  '{"$hex":"0"}',
  '\r\n',
  'é',
  '😀',
] as const

/** Some of `bytes` are others: bits, whole ints, pieces that are gone, doubled, zeroed or moved. */
export function spoiled(rng: Rng, bytes: Uint8Array): Uint8Array {
  let out: Uint8Array = bytes.slice()
  for (let count = 1 + below(rng, 3); count > 0; count--) out = spoiledOnce(rng, out)
  return out
}

function spoiledOnce(rng: Rng, bytes: Uint8Array): Uint8Array {
  const at = below(rng, bytes.length + 1)
  const size = 1 + below(rng, Math.min(64, bytes.length - at + 1))
  switch (below(rng, 9)) {
    case 0: {
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(rng, 8))
      return bytes
    }
    case 1: {
      if (at < bytes.length) bytes[at] = below(rng, 256)
      return bytes
    }
    case 2:
    case 3: {
      // Most lengths and counts stand at multiples of four or behind such.
      if (at + 4 <= bytes.length) new DataView(bytes.buffer, bytes.byteOffset).setInt32(at, oneOf(rng, ODD_INTS))
      return bytes
    }
    case 4:
      return bytes.slice(0, at)
    case 5:
      return joined([bytes.subarray(0, at), bytesOf(rng, size), bytes.subarray(at)])
    case 6:
      return joined([bytes.subarray(0, at), bytes.subarray(at + size)])
    case 7:
      return joined([bytes.subarray(0, at + size), bytes.subarray(at)])
    default:
      return bytes.fill(0, at, at + size)
  }
}

/** The same bytes in pieces: cut anywhere, or at every byte. */
export function pieces(rng: Rng, bytes: Uint8Array): readonly Uint8Array[] {
  const most =
    bytes.length > 65_536 ? oneOf(rng, [bytes.length, 4096]) : oneOf(rng, [bytes.length, bytes.length, 1, 3, 17, 4096])
  const cut: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = most === bytes.length ? most : 1 + below(rng, most)
    cut.push(bytes.subarray(at, at + size))
    at += size
  }
  return cut
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A text that is odd, or any code units in a row. */
export function oddText(rng: Rng): string {
  if (chance(rng, 70)) return oneOf(rng, ODD_TEXTS)
  return String.fromCharCode(
    ...Array.from({ length: below(rng, 12) }, () => below(rng, chance(rng, 50) ? 128 : 65_536)),
  )
}

/** Any value that a structured clone or JSON can carry, at most `depth` deep; `names` are the fields that it likes. */
export function oddValue(rng: Rng, names: readonly [string, ...string[]], depth: number = 3): unknown {
  switch (below(rng, depth > 0 ? 12 : 9)) {
    case 0:
      return undefined
    case 1:
      return null
    case 2:
      return oneOf(rng, [0, -0, 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 5e-324])
    case 3:
      return oneOf(rng, ODD_INTS)
    case 4:
    case 5:
      return oddText(rng)
    case 6:
      return below(rng, 2) === 0
    case 7:
      return BigInt(oneOf(rng, ODD_INTS)) ** 3n
    case 8:
      return oneOf<unknown>(rng, [new Uint8Array(3), new ArrayBuffer(3), new Map(), new Set([1]), new Date(0), /x/])
    case 9:
      return Array.from({ length: below(rng, 4) }, () => oddValue(rng, names, depth - 1))
    default:
      return Object.fromEntries(
        Array.from({ length: below(rng, 6) }, () => [oneOf(rng, names), oddValue(rng, names, depth - 1)]),
      )
  }
}

/** `value` with one of its fields, at any depth, replaced by an odd value or left out. */
export function bent(rng: Rng, value: unknown, names: readonly [string, ...string[]]): unknown {
  const isPlain = typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
  if (!isPlain || chance(rng, 15)) return oddValue(rng, names, 2)
  if (Array.isArray(value)) {
    const at = below(rng, value.length + 1)
    return at === value.length ? [...value, oddValue(rng, names, 1)] : value.with(at, bent(rng, value[at], names))
  }
  const fields = Object.entries(value)
  const at = below(rng, fields.length + 1)
  if (at === fields.length) return { ...value, [oneOf(rng, names)]: oddValue(rng, names, 1) }
  if (chance(rng, 20)) return Object.fromEntries(fields.filter((_, index) => index !== at))
  return Object.fromEntries(
    fields.map(([name, field], index) => [name, index === at ? bent(rng, field, names) : field]),
  )
}
