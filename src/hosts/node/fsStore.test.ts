/** The disk on a real file system, against the one in memory that says what the operations mean. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DiskOp } from '../../protocol/seam.ts'
import { type DiskInput, diskOf } from '../disk.ts'
import { applyOp, filesOf, folderOf } from '../folder.ts'
import { openFsStore } from './fsStore.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fs-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const LOG = 'version-2/log.1'
const STORY: readonly Exclude<DiskOp, { type: 'read' }>[] = [
  { type: 'replace', file: LOG, bytes: bytes('head') },
  { type: 'append', file: LOG, bytes: bytes('+one') },
  { type: 'append', file: LOG, bytes: bytes('+two') },
  { type: 'replace', file: 'version-2/currentEpoch', bytes: bytes('1') },
  { type: 'cut', file: LOG, length: 8 },
  { type: 'append', file: LOG, bytes: bytes('+three') },
  { type: 'replace', file: 'version-2/currentEpoch', bytes: bytes('2') },
  { type: 'append', file: 'version-2/log.2', bytes: bytes('x') },
  { type: 'remove', file: 'version-2/log.2' },
]

test('every operation leaves the files that the folder in memory has, and a new process reads the same', async () => {
  const store = await openFsStore(folder)
  const memory = folderOf()
  for (const op of STORY) {
    await store.perform(op)
    applyOp(memory, op)
    await store.flush()
    expect(await store.read()).toEqual([...filesOf(memory)].sort((a, b) => (a.name < b.name ? -1 : 1)))
  }
  await store.close()
  expect(await (await openFsStore(folder)).read()).toEqual(await store.read())
})

test('what was written aside and never renamed is no part of the folder', async () => {
  const store = await openFsStore(folder)
  writeFileSync(join(folder, 'version-2', 'currentEpoch.tmp'), 'half')
  expect(await store.read()).toEqual([])
})

test('a folder below a file is refused with the reason of the system', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(openFsStore(join(folder, 'file'))).rejects.toThrow('ENOTDIR')
})

test('all that is asked for in one moment shares one flush, and stored speaks of the last', async () => {
  const store = await openFsStore(folder)
  const flushed: number[] = []
  let performed = 0
  const counting = {
    ...store,
    perform: async (op: Exclude<DiskOp, { type: 'read' }>) => {
      await store.perform(op)
      performed += 1
    },
    flush: async () => {
      await store.flush()
      flushed.push(performed)
    },
  }
  const said: DiskInput[] = []
  const disk = diskOf(counting, setImmediate, (inputs) => said.push(...inputs))
  for (const [at, op] of STORY.entries()) disk.submit(at + 1, op)
  await disk.idle()
  expect(flushed).toEqual([STORY.length])
  expect(said).toEqual([{ type: 'stored', ticket: STORY.length }])
  await store.close()
})

test('a disk that fails says so once, and nothing after it', async () => {
  const store = await openFsStore(folder)
  const said: DiskInput[] = []
  const disk = diskOf({ ...store, flush: () => Promise.reject(new Error('no space')) }, setImmediate, (inputs) =>
    said.push(...inputs),
  )
  disk.submit(1, { type: 'append', file: LOG, bytes: bytes('a') })
  await disk.idle()
  disk.submit(2, { type: 'append', file: LOG, bytes: bytes('b') })
  await disk.idle()
  await store.close()
  expect(said).toEqual([{ type: 'diskFailed', reason: 'Error: no space' }])
})
