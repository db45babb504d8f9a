/**
 * The two checksums of ZooKeeper's files: Adler-32 (RFC 1950) seals log records and snapshots, CRC-32 (IEEE, reflected,
 * as java.util.zip.CRC32) makes node digests.
 * Law: both go on where they stopped, `crc32(b, crc32(a))` is the CRC of a followed by b, and likewise for Adler-32.
 */

const ADLER_BASE = 65521
/** Bytes that can be summed before the sums must be reduced: keeps both below 2^31, where additions are cheap. */
const ADLER_RUN = 2048

/** Adler-32 of `bytes`, unsigned 32 bits. `seed` is the checksum of the bytes before them; 1 where there are none. */
export function adler32(bytes: Uint8Array, seed: number = 1): number {
  let low = seed & 0xffff
  let high = seed >>> 16
  for (let start = 0; start < bytes.length; start += ADLER_RUN) {
    const end = Math.min(start + ADLER_RUN, bytes.length)
    for (let i = start; i < end; i++) {
      low += bytes[i] ?? 0
      high += low
    }
    low %= ADLER_BASE
    high %= ADLER_BASE
  }
  return ((high << 16) | low) >>> 0
}

const crcTable: Int32Array = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** The table of the byte before: what a byte comes to with one more byte of zeros behind it. */
function oneFurther(table: Int32Array): Int32Array {
  return table.map((value) => (crcTable[value & 0xff] ?? 0) ^ (value >>> 8))
}
const crcTable1: Int32Array = oneFurther(crcTable)
const crcTable2: Int32Array = oneFurther(crcTable1)
const crcTable3: Int32Array = oneFurther(crcTable2)

/**
 * Goes on with a running CRC-32 (the complement of a finished one) by the four bytes of `word`, the highest first: four
 * tables in place of four rounds. The low 32 bits of `word` count.
 */
export function crc32Word(running: number, word: number): number {
  return (
    (crcTable3[(running ^ (word >>> 24)) & 0xff] ?? 0) ^
    (crcTable2[((running >>> 8) ^ (word >>> 16)) & 0xff] ?? 0) ^
    (crcTable1[((running >>> 16) ^ (word >>> 8)) & 0xff] ?? 0) ^
    (crcTable[((running >>> 24) ^ word) & 0xff] ?? 0)
  )
}

/** `crc32` of a text's UTF-8, without making its bytes where it is plain ASCII; undefined where it is not. */
export function crc32OfAscii(text: string): number | undefined {
  let crc = ~0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x80) return undefined
    crc = (crcTable[(crc ^ unit) & 0xff] ?? 0) ^ (crc >>> 8)
  }
  return ~crc >>> 0
}

/** CRC-32 of `bytes`, unsigned 32 bits. `seed` is the checksum of the bytes before them; 0 where there are none. */
export function crc32(bytes: Uint8Array, seed: number = 0): number {
  let crc = ~seed
  for (let i = 0; i < bytes.length; i++) crc = (crcTable[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}
