import { expect, test } from 'vitest'
import { rngOf } from '../../ground/base/rng.ts'
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { ask, crash, type Disk, emptyDisk, filesOf, finishFlush } from './disk.ts'

const append = (text: string) => ({ type: 'append', file: 'log', bytes: encodeUtf8(text) }) as const
const text = (disk: Disk) => decodeUtf8(filesOf(disk)[0]?.bytes ?? new Uint8Array())

/** A disk with `one` flushed, `two` in the flush under way and `three` waiting behind it. */
function busy() {
  const disk = emptyDisk()
  ask(disk, 1, append('one'))
  finishFlush(disk)
  ask(disk, 2, append('two'))
  ask(disk, 3, append('three'))
  return disk
}

test('one flush takes all that waits when it starts, and what came later waits for the next', () => {
  const disk = emptyDisk()
  expect(ask(disk, 1, append('a'))).toBe(true)
  expect(ask(disk, 2, append('b'))).toBe(false)
  expect(finishFlush(disk)).toEqual([{ type: 'stored', ticket: 1 }])
  expect(text(disk)).toBe('a')
})
test('a read sees what was asked before it and nothing that was asked after it', () => {
  const disk = emptyDisk()
  ask(disk, 1, append('a'))
  finishFlush(disk)
  ask(disk, 2, { type: 'read' })
  disk.waiting.push({ ticket: 3, op: append('b') })
  disk.flushing = 2
  expect(finishFlush(disk)).toMatchObject([
    { type: 'files', ticket: 2, files: [{ bytes: encodeUtf8('a') }] },
    { ticket: 3 },
  ])
  expect(text(disk)).toBe('ab')
})
test('a power failure loses what was not flushed, a dead process does not', () => {
  const [power, process] = [busy(), busy()]
  crash(power, 'loseUnflushed', rngOf(1))
  crash(process, 'keep', rngOf(1))
  expect([text(power), text(process)]).toEqual(['one', 'onetwothree'])
})
test('a torn write leaves a prefix, whatever the dice say', () => {
  const lengths = new Set<number>()
  for (let seed = 0; seed < 50; seed++) {
    const disk = busy()
    crash(disk, 'tear', rngOf(seed))
    expect('onetwothree'.startsWith(text(disk))).toBe(true)
    expect(text(disk).length).toBeGreaterThanOrEqual('one'.length)
    lengths.add(text(disk).length)
  }
  expect(lengths.size).toBeGreaterThan(4)
})
test('a wipe leaves nothing', () => {
  const disk = busy()
  crash(disk, 'wipe', rngOf(1))
  expect(filesOf(disk)).toEqual([])
})
