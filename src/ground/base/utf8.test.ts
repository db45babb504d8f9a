import { describe, expect, it } from 'vitest'
import { decodeUtf8, encodeText, encodeUtf8 } from './utf8.ts'

describe('text and its bytes', () => {
  it('what people store is standard UTF-8, which every other client can read', () => {
    for (const text of ['', 'a', 'é', '锁', '𝒳 and 😀', '\u0000']) {
      expect(encodeText(text)).toEqual(Uint8Array.from(new TextEncoder().encode(text)))
      expect(decodeUtf8(encodeText(text))).toBe(text)
    }
  })

  it('half a character is stored as a question mark, as Java stores it', () => {
    expect(encodeText('a\ud83d')).toEqual(Uint8Array.of(0x61, 0x3f))
    expect(encodeText('\ude00b')).toEqual(Uint8Array.of(0x3f, 0x62))
  })

  it('jute writes a character beyond the BMP as two sequences of three bytes', () => {
    expect(encodeUtf8('😀')).toEqual(Uint8Array.of(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80))
  })
})
