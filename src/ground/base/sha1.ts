/** SHA-1 (FIPS 180-4) and Base64 (RFC 4648), as ZooKeeper's digest scheme uses them: for fidelity, not for secrecy. */

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** The message, a bit 1, zeros, and the length in bits, in whole blocks of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const size = Math.ceil((bytes.length + 9) / 64) * 64
  const out = new Uint8Array(size)
  out.set(bytes)
  out[bytes.length] = 0x80
  const view = new DataView(out.buffer)
  view.setUint32(size - 8, Math.floor(bytes.length / 0x2000_0000))
  view.setUint32(size - 4, bytes.length << 3)
  return view
}

/** The function and the constant of one round of twenty steps. */
function mix(step: number, b: number, c: number, d: number): number {
  if (step < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (step < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (step < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

/** The 20 bytes of the SHA-1 of `bytes`. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const message = padded(bytes)
  const hash = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  const words = new Int32Array(80)
  const word = (at: number): number => words[at] ?? 0
  for (let block = 0; block < message.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = message.getInt32(block + i * 4)
    for (let i = 16; i < 80; i++) words[i] = rotate(word(i - 3) ^ word(i - 8) ^ word(i - 14) ^ word(i - 16), 1)
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash
    for (let i = 0; i < 80; i++) {
      const next = (rotate(a, 5) + mix(i, b, c, d) + e + word(i)) | 0
      e = d
      d = c
      c = rotate(b, 30)
      b = a
      a = next
    }
    for (const [i, value] of [a, b, c, d, e].entries()) hash[i] = ((hash[i] ?? 0) + value) | 0
  }
  const out = new DataView(new ArrayBuffer(20))
  for (const [i, value] of hash.entries()) out.setInt32(i * 4, value)
  return new Uint8Array(out.buffer)
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const digits = [18, 12, 6, 0].map((shift) => BASE64.charAt((group >> shift) & 63)).join('')
    const used = Math.min(bytes.length - i, 3) + 1
    text += digits.slice(0, used).padEnd(4, '=')
  }
  return text
}
