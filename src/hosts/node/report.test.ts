import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { DiskFile } from '../../protocol/seam.ts'
import { reportLines } from './report.ts'

/** A real server's folder. */
function folder(name: string): readonly DiskFile[] {
  const place = new URL(`../../ground/log/testdata/${name}/`, import.meta.url)
  return readdirSync(place).map((file) => {
    return { name: `version-2/${file}`, bytes: new Uint8Array(readFileSync(new URL(file, place))) }
  })
}
const follower = folder('follower')
/** The folder with one file changed. */
function changed(name: string, change: (bytes: Uint8Array) => Uint8Array): readonly DiskFile[] {
  return follower.map((file) => (file.name.endsWith(name) ? { ...file, bytes: change(file.bytes.slice()) } : file))
}

test('a sound folder is told in one line', () => {
  expect(reportLines(follower)).toEqual([
    'found last zxid 0x200000004, epoch 2 (accepted 2), 12 znodes, 2 ephemeral, 4 sessions, digest 0x51f58cecb',
  ])
})
test('a new folder is not worth a line', () => {
  expect(reportLines([])).toEqual([])
  expect(reportLines([{ name: 'myid', bytes: new Uint8Array([0x31]) }])).toEqual([])
})
test('what a crash left is told behind it', () => {
  const torn = changed('log.200000001', (bytes) => bytes.slice(0, -4))
  expect(reportLines(torn)[1]).toMatch(/^found \d+ torn bytes at the end of version-2\/log\.200000001$/)
  const half = changed('snapshot.0', (bytes) => bytes.slice(0, 99))
  expect(reportLines(half)[1]).toBe('found version-2/snapshot.0 unfinished: passed over')
})
test('every damaged file has its own line', () => {
  const bad = changed('log.200000001', (bytes) => bytes.fill(0xff, 40, 41)).map((file) =>
    file.name.endsWith('acceptedEpoch') ? { ...file, bytes: new Uint8Array([0x78]) } : file,
  )
  expect(reportLines(bad)).toEqual([
    expect.stringMatching(/^found version-2\/log\.200000001 damaged at byte 16: /),
    "found version-2/acceptedEpoch damaged at byte 0: no epoch: 'x'",
  ])
})
