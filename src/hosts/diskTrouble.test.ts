import { expect, test } from 'vitest'
import { type DiskInput, diskOf, type Store } from './disk.ts'
import { type DiskTrouble, NO_TROUBLE, troubled } from './diskTrouble.ts'

/** A disk under trouble, whose naps end when the test says so. */
function troubledDisk(trouble: () => DiskTrouble) {
  const heard: DiskInput[] = []
  const naps: { readonly ms: number; readonly wake: () => void }[] = []
  const store: Store = { perform: async () => {}, flush: async () => {}, read: async () => [] }
  const ailing = troubled(store, trouble, (ms) => new Promise((wake) => naps.push({ ms, wake })))
  const disk = diskOf(
    ailing,
    (task) => task(),
    (inputs) => heard.push(...inputs),
  )
  return { disk, heard, naps }
}
const write = { type: 'append', file: 'version-2/log.1', bytes: new Uint8Array(8) } as const

test('a full disk says so at the first write, and nothing after it is ever stored', async () => {
  const { disk, heard } = troubledDisk(() => ({ slowMs: 0, full: true }))
  disk.submit(1, write)
  await disk.idle()
  disk.submit(2, write)
  await disk.idle()
  expect(heard).toEqual([{ type: 'diskFailed', reason: 'ENOSPC: no space left on device' }])
})

test('a full disk can still be read, and give room back', async () => {
  const { disk, heard } = troubledDisk(() => ({ slowMs: 0, full: true }))
  disk.submit(1, { type: 'remove', file: 'version-2/log.1' })
  disk.submit(2, { type: 'read' })
  await disk.idle()
  expect(heard.map(({ type }) => type)).toEqual(['stored', 'files'])
})

test('a slow disk answers when its time is over, and not before', async () => {
  const { disk, heard, naps } = troubledDisk(() => ({ slowMs: 300, full: false }))
  disk.submit(1, write)
  await Promise.resolve()
  await Promise.resolve()
  expect(naps.map(({ ms }) => ms)).toEqual([300])
  expect(heard).toEqual([])
  naps[0]?.wake()
  await disk.idle()
  expect(heard).toEqual([{ type: 'stored', ticket: 1 }])
})

test('a disk that was mended is as good as before', async () => {
  let trouble: DiskTrouble = { slowMs: 300, full: false }
  const { disk, heard, naps } = troubledDisk(() => trouble)
  trouble = NO_TROUBLE
  disk.submit(1, write)
  await disk.idle()
  expect([heard.length, naps.length]).toEqual([1, 0])
})
