import { afterEach, expect, test } from 'vitest'
import { copyOf, cutFromBlocks, roomFor } from './blocks.ts'

afterEach(() => cutFromBlocks(false))

const source = Uint8Array.from({ length: 300 }, (_, i) => i)

test('a copy is its own, unless a thread that posts nothing asked for blocks', () => {
  const alone = copyOf(source, 10, 210)
  expect(alone.buffer.byteLength).toBe(200)
  cutFromBlocks(true)
  const cut = copyOf(source, 10, 210)
  expect(cut).toEqual(alone)
  expect(cut.buffer).toBe(copyOf(source, 0, 100).buffer)
  expect(cut.buffer).not.toBe(source.buffer)
})

test('pieces of a block never overlap, also where one block ends and the next begins', () => {
  cutFromBlocks(true)
  const pieces = Array.from({ length: 700 }, (_, i) => roomFor(65 + (i % 100)).fill(i & 0xff))
  for (const [i, piece] of pieces.entries()) expect(piece.every((byte) => byte === (i & 0xff))).toBe(true)
})
