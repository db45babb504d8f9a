import { expect, test } from 'vitest'
import { SESSION_NONE, serverId, ZXID_ZERO } from '../../../../ground/ids.ts'
import { OPEN_ACL, type Stat } from '../../../../ground/jute/records.ts'
import { cpuMs } from '../../../../hosts/cpuClock.suite.ts'
import { change, create, doubt, type Growing, learn, list, remove, seedOf, UNLISTED } from './growing.ts'

function stat(numChildren: number): Stat {
  const zxids = { czxid: ZXID_ZERO, mzxid: ZXID_ZERO, pzxid: ZXID_ZERO }
  const versions = { version: 0, cversion: 0, aversion: 0 }
  return { ...zxids, ...versions, ctime: 0, mtime: 0, ephemeralOwner: SESSION_NONE, dataLength: 0, numChildren }
}
const names = (growing: Growing, folder: string) => growing.replica.order.get(folder) ?? []
const isThere = (growing: Growing, path: string) => growing.replica.db.tree.nodes.has(path)

/** A tree whose root is listed, with a folder that was asked about and not listed. */
function grown(): Growing {
  const growing = seedOf(serverId(1))
  list(growing, '/', ['b', 'a', 'folder'])
  learn(growing, '/folder', stat(2))
  return growing
}

test('at first only the root is known, with a place for what is below', () => {
  expect(names(seedOf(serverId(1)), '/')).toEqual([UNLISTED])
})

test('a folder is listed in order, and one below it keeps a place until it is listed itself', () => {
  const growing = grown()
  expect(names(growing, '/')).toEqual(['a', 'b', 'folder'])
  expect(names(growing, '/folder')).toEqual([UNLISTED])
  list(growing, '/folder', ['x', 'y'])
  expect(names(growing, '/folder')).toEqual(['x', 'y'])
  expect(growing.asked.has('/folder/x')).toBe(false)
})

test('names come and go with events where their folder is listed, and nowhere else', () => {
  const growing = grown()
  create(growing, '/c')
  create(growing, '/folder/unseen')
  expect(names(growing, '/')).toEqual(['a', 'b', 'c', 'folder'])
  expect(isThere(growing, '/folder/unseen')).toBe(false)
  remove(growing, '/a')
  expect(names(growing, '/')).toEqual(['b', 'c', 'folder'])
})

test('with a folder goes everything that was known below it', () => {
  const growing = grown()
  list(growing, '/folder', ['x'])
  list(growing, '/folder/x', ['deep'])
  remove(growing, '/folder')
  for (const path of ['/folder', '/folder/x', '/folder/x/deep']) expect(isThere(growing, path)).toBe(false)
  expect(growing.listed.has('/folder/x')).toBe(false)
})

test('a change makes old what is known of one znode; a lost connection, of all', () => {
  const growing = grown()
  learn(growing, '/a', stat(0), { data: new Uint8Array([1]), acl: OPEN_ACL })
  expect(growing.read.has('/a')).toBe(true)
  change(growing, '/a')
  expect([growing.read.has('/a'), growing.asked.has('/a')]).toEqual([false, false])
  doubt(growing)
  expect(growing.asked.size).toBe(0)
})

test('listing again finds what happened meanwhile', () => {
  const growing = grown()
  list(growing, '/', ['b', 'new'])
  expect(names(growing, '/')).toEqual(['b', 'new'])
  expect(isThere(growing, '/folder')).toBe(false)
})

test('a hundred thousand znodes in ten folders are listed in a moment', () => {
  const growing = seedOf(serverId(1))
  const folders = [...Array(10).keys()].map((i) => `f${i}`)
  const many = [...Array(10_000).keys()].map((i) => `n-${i}`)
  const started = cpuMs()
  list(growing, '/', folders)
  for (const folder of folders) list(growing, `/${folder}`, many)
  expect(growing.replica.db.tree.nodes.size).toBe(100_011)
  // Generous: it takes a tenth of a second on a slow machine.
  expect(cpuMs() - started).toBeLessThan(3000)
})
