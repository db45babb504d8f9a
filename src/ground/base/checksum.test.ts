import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adler32, crc32, crc32Word } from './checksum.ts'
import { fromHex } from './hex.ts'
import { encodeUtf8 } from './utf8.ts'

describe('checksums', () => {
  test.each([
    ['', 1, 0],
    ['a', 0x00620062, 0xe8b7be43],
    ['123456789', 0x091e01de, 0xcbf43926],
    ['Wikipedia', 0x11e60398, 0xadaac02e],
  ])('of %j agree with published vectors', (text, adler, crc) => {
    expect(adler32(encodeUtf8(text))).toBe(adler)
    expect(crc32(encodeUtf8(text))).toBe(crc)
  })

  test('four bytes at once come to what they come to one by one, whatever was before', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), fc.integer(), (before, word) => {
        const four = Uint8Array.of(word >>> 24, word >>> 16, word >>> 8, word)
        expect(~crc32Word(~crc32(before), word) >>> 0).toBe(crc32(four, crc32(before)))
      }),
    )
  })

  test('the first log record of a real server is sealed with this Adler-32', () => {
    const bytes = fromHex(`010000380e2d0000 00000000 0000000000000001 000001a20176c920 fffffff6
      00002710 00000002 0000000051c6d660`)
    expect(adler32(bytes)).toBe(0x949308f2)
  })

  test('sums of megabytes of 0xff stay 32 bits wide', () => {
    const bytes = new Uint8Array(1_000_000).fill(0xff)
    let low = 1n
    let high = 0n
    for (const byte of bytes) {
      low = (low + BigInt(byte)) % 65521n
      high = (high + low) % 65521n
    }
    expect(adler32(bytes)).toBe(Number((high << 16n) | low))
  })

  test('what is summed in two pieces is what is summed at once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat(5000), (bytes, cut) => {
        const head = bytes.subarray(0, cut)
        const tail = bytes.subarray(cut)
        expect(adler32(tail, adler32(head))).toBe(adler32(bytes))
        expect(crc32(tail, crc32(head))).toBe(crc32(bytes))
      }),
    )
  })
})
