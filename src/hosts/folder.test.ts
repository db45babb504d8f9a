import { expect, test } from 'vitest'
import { applyOp, filesOf, folderOf } from './folder.ts'

const bytes = (...values: number[]) => new Uint8Array(values)

test('a folder holds what was appended, cut and replaced, in order', () => {
  const folder = folderOf()
  applyOp(folder, { type: 'append', file: 'log.1', bytes: bytes(1, 2) })
  applyOp(folder, { type: 'append', file: 'log.1', bytes: bytes(3) })
  applyOp(folder, { type: 'cut', file: 'log.1', length: 2 })
  applyOp(folder, { type: 'replace', file: 'currentEpoch', bytes: bytes(7) })
  applyOp(folder, { type: 'replace', file: 'currentEpoch', bytes: bytes(8) })
  expect(filesOf(folder)).toEqual([
    { name: 'log.1', bytes: bytes(1, 2) },
    { name: 'currentEpoch', bytes: bytes(8) },
  ])
})
test('a removed file is gone, and cutting what is not there changes nothing', () => {
  const folder = folderOf([{ name: 'a', bytes: bytes(1) }])
  applyOp(folder, { type: 'remove', file: 'a' })
  applyOp(folder, { type: 'cut', file: 'a', length: 0 })
  applyOp(folder, { type: 'read' })
  expect(filesOf(folder)).toEqual([])
})
test('nobody changes a file through the bytes that were handed in or out', () => {
  const mine = bytes(1)
  const folder = folderOf()
  applyOp(folder, { type: 'replace', file: 'a', bytes: mine })
  mine[0] = 9
  for (const file of filesOf(folder)) file.bytes[0] = 9
  expect(folder.files.get('a')).toEqual(bytes(1))
})
