import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from './hex.ts'
import { sha1, toBase64 } from './sha1.ts'
import { encodeUtf8 } from './utf8.ts'

test.each([
  ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '84983e441c3bd26ebaae4aa1f95129e5e54670f1'],
])('SHA-1 of %j is the one of FIPS 180', (text, expected) => {
  expect(toHex(sha1(encodeUtf8(text)))).toBe(expected)
})

test('any bytes hash and encode as the platform does it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(toHex(sha1(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'))
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }),
  )
})
