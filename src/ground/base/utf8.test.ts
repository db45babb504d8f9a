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

  it('texts that were read before and others that fall on their place are told apart, as often as they come', () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `/locks/lock-${String(i * 7919).padStart(10, '0')}`)
    // Equal sums of bytes: 31 * 'A' + 'a' is 31 * 'B' + 'B'.
    texts.push('/Aa/Aa', '/BB/BB', '/Aa/BB', '/BB/Aa', '', '\u0000', '\u0000\u0000', 'a'.repeat(64), 'a'.repeat(65))
    for (let round = 0; round < 3; round++) {
      for (const text of texts) {
        const framed = encodeUtf8(`<<${text}>>`)
        expect(decodeUtf8(framed, 2, framed.length - 2)).toBe(text)
      }
    }
    for (let length = 0; length < 100; length++) {
      const text = Array.from({ length }, (_, i) => String.fromCharCode(32 + ((i * 7) % 95))).join('')
      expect(decodeUtf8(encodeUtf8(text))).toBe(text)
      expect(decodeUtf8(encodeUtf8(`${text}锁`))).toBe(`${text}锁`)
    }
  })
})
