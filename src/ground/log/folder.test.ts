import { expect, test } from 'vitest'
import { zxidFrom } from '../ids.ts'
import { applyDiskOp, type DiskFile, zxidFileName, zxidFiles, zxidOfName } from './folder.ts'

const empty = new Uint8Array()

test('a file name carries a zxid as plain lower-case hex, epochs above 2^31 included', () => {
  expect(zxidFileName('snapshot', zxidFrom(0xan))).toBe('version-2/snapshot.a')
  const negative = zxidFrom(0xf000000000000001n)
  expect(zxidOfName('log', zxidFileName('log', negative))).toBe(negative)
})
test.each([
  'log.1',
  'version-2/log.',
  'version-2/log.1G',
  'version-2/log.1.tmp',
  'version-2/snapshot.1',
  'x/version-2/log.1',
])('%s is not the name of a log', (name) => {
  expect(zxidOfName('log', name)).toBeUndefined()
})
test('files of a kind are in the order of their zxids, not of their names', () => {
  const files = ['version-2/log.a', 'version-2/log.100000001', 'version-2/snapshot.0', 'version-2/log.9'].map(
    (name) => ({
      name,
      bytes: empty,
    }),
  )
  expect(zxidFiles(files, 'log').map((file) => file.zxid)).toEqual([9n, 10n, 0x100000001n])
})
test('operations change one file and leave the others alone', () => {
  const other: DiskFile = { name: 'b', bytes: Uint8Array.of(9) }
  let files: readonly DiskFile[] = [other]
  files = applyDiskOp(files, { type: 'append', file: 'a', bytes: Uint8Array.of(1, 2) })
  files = applyDiskOp(files, { type: 'append', file: 'a', bytes: Uint8Array.of(3) })
  expect(files).toEqual([other, { name: 'a', bytes: Uint8Array.of(1, 2, 3) }])
  files = applyDiskOp(files, { type: 'cut', file: 'a', length: 1 })
  expect(files).toEqual([other, { name: 'a', bytes: Uint8Array.of(1) }])
  files = applyDiskOp(files, { type: 'replace', file: 'a', bytes: Uint8Array.of(7) })
  expect(files).toEqual([other, { name: 'a', bytes: Uint8Array.of(7) }])
  files = applyDiskOp(applyDiskOp(files, { type: 'remove', file: 'a' }), { type: 'remove', file: 'none' })
  expect(files).toEqual([other])
})
