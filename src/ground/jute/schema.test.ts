import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../base/hex.ts'
import { ProtocolError } from './errors.ts'
import { inbox, pour, takeRecord } from './frames.ts'
import { boolean, buffer, decode, encode, int, nullableVector, record, type Schema, ustring, vector } from './schema.ts'

const ints = vector(int)

describe('vectors', () => {
  test('null reads as empty, unless the schema keeps them apart', () => {
    expect(decode(ints, fromHex('ffffffff'))).toEqual([])
    expect(decode(nullableVector(int), fromHex('ffffffff'))).toBeNull()
    expect(decode(nullableVector(int), fromHex('00000000'))).toEqual([])
    expect(toHex(encode(nullableVector(int), null))).toBe('ffffffff')
  })
  test('a count beyond what is left is refused before anything is made of it', () => {
    const nothings: Schema<readonly object[]> = vector(record<object>({}))
    expect(() => decode(nothings, fromHex('7fffffff'))).toThrow(ProtocolError)
    expect(() => decode(ints, fromHex('fffffffe'))).toThrow(/unreasonable count -2/)
  })
})

test('a string that must be there may not be null', () => {
  expect(() => decode(ustring, fromHex('ffffffff'))).toThrow(ProtocolError)
})

test('fields stand in the order of the schema, whatever the order in the value', () => {
  type Pair = { readonly first: number; readonly second: boolean }
  const pair: Schema<Pair> = record<Pair>({ first: int, second: boolean })
  expect(toHex(encode(pair, { second: true, first: 2 }))).toBe('0000000201')
})

describe('a stream of records', () => {
  test('waits while a record is incomplete, but not for ever', () => {
    const box = inbox()
    pour(box, fromHex('00000009 01020304'))
    expect(takeRecord(box, buffer, 8)).toBeUndefined()
    pour(box, fromHex('05'))
    expect(() => takeRecord(box, buffer, 8)).toThrow(ProtocolError)
    expect(takeRecord(box, buffer)).toBeUndefined()
    pour(box, fromHex('06070809 ff'))
    expect(takeRecord(box, buffer)).toEqual(fromHex('010203040506070809'))
    expect(box.length).toBe(1)
  })
  test('does not wait for bytes that can not mend it', () => {
    const box = inbox()
    pour(box, fromHex('fffffff0'))
    expect(() => takeRecord(box, buffer)).toThrow(ProtocolError)
  })
})
