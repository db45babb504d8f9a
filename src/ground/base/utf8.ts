/**
 * UTF-8 as Java's jute writes and reads it: the writer encodes UTF-16 code units one by one (so a character beyond the
 * BMP becomes two three-byte sequences), the reader decodes standard UTF-8 and turns what is not valid into U+FFFD.
 * `TextEncoder` is no part of the language, and this floor has the language only.
 */

/** Bytes of `text`, one to three for each UTF-16 code unit. */
export function encodeUtf8(text: string): Uint8Array {
  const out = new Uint8Array(lengthOf(text))
  putUtf8(text, out, 0)
  return out
}

/**
 * Standard UTF-8 of `text`, for what applications store in znodes: a character beyond the BMP is one sequence of four bytes,
 * half of one is a question mark (as Java's String.getBytes).
 */
export function encodeText(text: string): Uint8Array {
  if (!/[\ud800-\udfff]/.test(text)) return encodeUtf8(text)
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    if (point > 0xffff) bytes.push(0xf0 | (point >> 18), ...[12, 6, 0].map((by) => 0x80 | ((point >> by) & 0x3f)))
    else if (point >= 0xd800 && point < 0xe000) bytes.push(0x3f)
    else bytes.push(...encodeUtf8(character))
  }
  return Uint8Array.from(bytes)
}

/** Writes the bytes of `text` into `out` from `at` on, which has room for them. Returns where they end. */
export function putUtf8(text: string, out: Uint8Array, at: number): number {
  let to = at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) out[to++] = unit
    else if (unit < 0x800) {
      out[to++] = 0xc0 | (unit >> 6)
      out[to++] = 0x80 | (unit & 0x3f)
    } else {
      out[to++] = 0xe0 | (unit >> 12)
      out[to++] = 0x80 | ((unit >> 6) & 0x3f)
      out[to++] = 0x80 | (unit & 0x3f)
    }
  }
  return to
}
function lengthOf(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x80) length += unit < 0x800 ? 1 : 2
  }
  return length
}

/** Short texts that were read lately, each at the place that its bytes come to. */
const lately = new Array<string>(4096).fill('')
const LATELY_LENGTH_MAX = 64

/**
 * Text of standard UTF-8, of the bytes from `start` to `end` (all, unless given); what begins like a sequence and is none
 * becomes one U+FFFD, as does any other byte.
 *
 * Paths and names come again and again, in requests, proposals and answers: one that was read lately is not made again, and
 * maps need not look into it.
 */
export function decodeUtf8(bytes: Uint8Array, start: number = 0, end: number = bytes.length): string {
  if (end - start > LATELY_LENGTH_MAX) return anyText(bytes.subarray(start, end))
  let sum = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= 0x80) return anyText(bytes.subarray(start, end))
    sum = (Math.imul(sum, 31) + byte) | 0
  }
  const place = sum & (lately.length - 1)
  const known = lately[place] ?? ''
  if (isText(known, bytes, start, end)) return known
  // At once: text that grows by single characters is a chain that whoever looks into it has to join.
  const text = String.fromCharCode(...bytes.subarray(start, end))
  lately[place] = text
  return text
}

function isText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false
  return true
}

function anyText(bytes: Uint8Array): string {
  let text = ''
  let i = 0
  while (i < bytes.length) {
    const first = bytes[i] ?? 0
    if (first < 0x80) {
      text += String.fromCharCode(first)
      i++
      continue
    }
    const size =
      first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0
    const point = size === 0 ? -1 : continuation(bytes, i, size)
    if (point < 0) {
      text += '\ufffd'
      i += begun(bytes, i, size)
    } else {
      text += String.fromCodePoint(point)
      i += size
    }
  }
  return text
}

/** The code point of the `size`-byte sequence at `start`, or -1 where it is not valid UTF-8. */
function continuation(bytes: Uint8Array, start: number, size: number): number {
  let point = (bytes[start] ?? 0) & (0xff >> (size + 1))
  for (let k = 1; k < size; k++) {
    const next = bytes[start + k]
    if (next === undefined || (next & 0xc0) !== 0x80) return -1
    point = (point << 6) | (next & 0x3f)
  }
  const smallest = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000
  if (point < smallest || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return -1
  return point
}

/** How many bytes at `start` look like the begin of a `size`-byte sequence, at least 1; an encoded surrogate is all three. */
function begun(bytes: Uint8Array, start: number, size: number): number {
  const [first = 0, second = 0] = [bytes[start], bytes[start + 1]]
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const most = first === 0xf4 ? 0x8f : 0xbf
  if (size < 2 || second < least || second > most) return 1
  let length = 2
  while (length < size && ((bytes[start + length] ?? 0) & 0xc0) === 0x80) length++
  return length
}
