import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../base/hex.ts'
import { FIELD_BYTES_MAX, Reader, Writer } from './cursor.ts'
import { ProtocolError } from './errors.ts'
import { frame, frameWriter } from './frames.ts'

function problem(read: () => unknown): ProtocolError {
  try {
    read()
  } catch (error) {
    if (error instanceof ProtocolError) return error
  }
  throw new Error('a ProtocolError was expected')
}

describe('values', () => {
  test('integers are big-endian and signed, up to their ends', () => {
    const writer = new Writer(1)
    writer.byte(-1)
    writer.boolean(true)
    writer.int(-2147483648)
    writer.long(-9223372036854775808n)
    writer.long(9223372036854775807n)
    expect(toHex(writer.bytes())).toBe('ff01800000008000000000000000' + '7fffffffffffffff')
    const reader = new Reader(writer.bytes())
    expect([reader.byte(), reader.boolean(), reader.int(), reader.long(), reader.long()]).toEqual([
      -1,
      true,
      -2147483648,
      -9223372036854775808n,
      9223372036854775807n,
    ])
    expect(reader.remaining).toBe(0)
  })
  test('null and empty are different: -1 and 0', () => {
    const writer = new Writer()
    writer.buffer(null)
    writer.buffer(new Uint8Array())
    writer.ustring(null)
    writer.ustring('')
    expect(toHex(writer.bytes())).toBe('ffffffff00000000ffffffff00000000')
    const reader = new Reader(writer.bytes())
    expect([reader.buffer(), reader.buffer(), reader.ustring(), reader.ustring()]).toEqual([
      null,
      new Uint8Array(),
      null,
      '',
    ])
  })
  test('any byte but 0 is true', () => {
    expect(new Reader(Uint8Array.of(2)).boolean()).toBe(true)
  })
  test('what was read is a copy: later changes of the bytes do not reach it', () => {
    const bytes = fromHex('00000001 07')
    const value = new Reader(bytes).buffer()
    bytes[4] = 9
    expect(value).toEqual(Uint8Array.of(7))
  })
  test('a reader of a piece of a larger buffer starts where the piece starts', () => {
    expect(new Reader(fromHex('ffff 00000005 ff').subarray(2, 6)).int()).toBe(5)
  })
})

describe('malformed bytes', () => {
  test.each(['00', '000000', '00000002 ff', '0000000a 0102'])('%s ends too early: more may come', (hex) => {
    expect(problem(() => new Reader(fromHex(hex)).buffer()).incomplete).toBe(true)
  })
  test('a length that can not be is refused at once, with its place', () => {
    const tooLong = (FIELD_BYTES_MAX + 1).toString(16).padStart(8, '0')
    for (const hex of ['fffffffe', '80000000', '7fffffff', tooLong]) {
      const error = problem(() => {
        const reader = new Reader(fromHex(`00000000 ${hex}`))
        reader.int()
        reader.buffer()
      })
      expect(error).toMatchObject({ incomplete: false, offset: 4 })
    }
  })
})

test('what a writer gave away is nobody else’s: later writing changes neither it nor what others write', () => {
  const first = new Writer()
  first.ustring('one')
  const one = first.bytes()
  const second = new Writer()
  second.ustring('two')
  first.int(7)
  expect(new Reader(one).ustring()).toBe('one')
  expect(new Reader(second.bytes()).ustring()).toBe('two')
  const both = new Reader(first.bytes())
  expect([both.ustring(), both.int(), both.remaining]).toEqual(['one', 7, 0])
})
test('a frame written with its length in place is the payload with its length before it', () => {
  for (const text of ['', 'short', 'long'.repeat(700)]) {
    const payload = new Writer()
    payload.ustring(text)
    const writer = frameWriter()
    writer.ustring(text)
    expect(writer.framed()).toEqual(frame(payload.bytes()))
  }
})
test('64-bit values survive at their borders, with either half negative', () => {
  for (const value of [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 0x1_0000_0000n, 0x8000_0000n, -0x8000_0001n]) {
    const writer = new Writer()
    writer.long(value)
    const bytes = writer.bytes()
    expect(new Reader(bytes).long()).toBe(value)
    expect(new DataView(bytes.buffer).getBigInt64(0)).toBe(value)
  }
})
