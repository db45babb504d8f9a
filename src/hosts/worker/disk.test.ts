import { expect, test } from 'vitest'
import type { DiskOp } from '../../protocol/seam.ts'
import { type DiskInput, diskOf, type Store } from '../disk.ts'
import { memoryStore } from './memoryStore.ts'

const append = (value: number): DiskOp => ({ type: 'append', file: 'log.1', bytes: new Uint8Array([value]) })

function diskWith(overrides: Partial<Store> = {}) {
  const kept: (readonly DiskOp[])[] = []
  const memory = memoryStore([], (ops) => kept.push(ops))
  const tasks: (() => void)[] = []
  const answers: DiskInput[] = []
  const disk = diskOf(
    { ...memory, ...overrides },
    (task) => tasks.push(task),
    (inputs) => answers.push(...inputs),
  )
  const run = async () => {
    for (const task of tasks.splice(0)) task()
    await disk.idle()
  }
  return { disk, kept, answers, run }
}

test('everything that waits at one moment shares one flush, and one answer', async () => {
  const { disk, kept, answers, run } = diskWith()
  for (const ticket of [1, 2, 3]) disk.submit(ticket, append(ticket))
  expect(answers).toEqual([])
  await run()
  expect(answers).toEqual([{ type: 'stored', ticket: 3 }])
  expect(kept).toHaveLength(1)
})
test('nothing is called stored before its flush', async () => {
  const order: string[] = []
  const { disk, answers, run } = diskWith({
    flush: async () => void order.push(`flush after ${answers.length} answers`),
  })
  disk.submit(1, append(1))
  await run()
  disk.submit(2, append(2))
  await run()
  expect(order).toEqual(['flush after 0 answers', 'flush after 1 answers'])
  expect(answers).toEqual([
    { type: 'stored', ticket: 1 },
    { type: 'stored', ticket: 2 },
  ])
})
test('a read answers in its place: it sees what was asked before it and nothing after', async () => {
  const { disk, answers, run } = diskWith()
  disk.submit(1, append(1))
  disk.submit(2, { type: 'read' })
  disk.submit(3, append(3))
  await run()
  expect(answers).toEqual([
    { type: 'stored', ticket: 1 },
    { type: 'files', ticket: 2, files: [{ name: 'log.1', bytes: new Uint8Array([1]) }] },
    { type: 'stored', ticket: 3 },
  ])
})
test('a disk that refuses says so once, and never again that anything is stored', async () => {
  const { disk, answers, run } = diskWith({ flush: () => Promise.reject(new RangeError('the disk is full')) })
  disk.submit(1, append(1))
  await run()
  disk.submit(2, append(2))
  await run()
  expect(answers).toEqual([{ type: 'diskFailed', reason: 'RangeError: the disk is full' }])
})
test('the page gets exactly the operations that were flushed, to outlive the worker', async () => {
  const { disk, kept, run } = diskWith()
  disk.submit(1, append(1))
  await run()
  disk.submit(2, append(2))
  disk.submit(3, { type: 'remove', file: 'old' })
  await run()
  expect(kept).toEqual([[append(1)], [append(2), { type: 'remove', file: 'old' }]])
})
test('who looks from outside sees all that was asked for before, flushed, and the server hears nothing of it', async () => {
  const { disk, kept, answers, run } = diskWith()
  disk.submit(1, append(1))
  const early = disk.look()
  disk.submit(2, append(2))
  const late = disk.look()
  await run()
  expect((await early).map((file) => [...file.bytes])).toEqual([[1]])
  expect((await late).map((file) => [...file.bytes])).toEqual([[1, 2]])
  expect(kept).toHaveLength(2)
  expect(answers).toEqual([
    { type: 'stored', ticket: 1 },
    { type: 'stored', ticket: 2 },
  ])
})
test('a look that fails is no failure of the disk; one at a disk that failed is told so', async () => {
  let broken = true
  const { disk, answers, run } = diskWith({
    read: async () => {
      if (broken) throw new Error('no way')
      return []
    },
    flush: async () => {
      if (!broken) throw new Error('full')
    },
  })
  const refused = disk.look().catch((error: unknown) => String(error))
  disk.submit(1, append(1))
  await run()
  expect(await refused).toBe('Error: no way')
  expect(answers).toEqual([{ type: 'stored', ticket: 1 }])
  broken = false
  disk.submit(2, append(2))
  const behind = disk.look().catch((error: unknown) => String(error))
  await run()
  expect(await behind).toBe('Error: full')
  expect(await disk.look().catch((error: unknown) => String(error))).toBe('Error: the disk has failed')
})
