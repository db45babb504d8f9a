import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { formatZxid, serverId } from '../../ground/ids.ts'
import type { DiskFile } from '../../ground/log/folder.ts'
import { collector, fullBudget } from './collect.ts'
import { type GivenBlob, isSound, type Opened } from './opened.ts'
import { packing, zip, zooCfg } from './pack.ts'
import { readAll } from './read.ts'

/** The files of a real server of 3.8.0. */
function realFolder(name: string): readonly DiskFile[] {
  const folder = new URL(`../../ground/log/testdata/${name}/`, import.meta.url)
  return readdirSync(folder).map((file) => {
    return { name: `version-2/${file}`, bytes: new Uint8Array(readFileSync(new URL(file, folder))) }
  })
}
const follower = realFolder('follower')
function given(prefix: string, files: readonly DiskFile[]): readonly GivenBlob[] {
  return files.map(({ name, bytes }) => ({ path: `${prefix}${name}`, blob: new Blob([bytes.slice()]) }))
}
/** `place: what is in it`, and what is wrong. */
function told({ folders, problems }: Opened): readonly string[] {
  const found = folders.map(({ folder, inspection }) => {
    const what = inspection.type === 'sound' ? formatZxid(inspection.lastZxid) : 'damaged'
    return `${folder.place}: ${what}`
  })
  return [...found, ...problems.map(({ path, reason }) => `${path}! ${reason}`)]
}
async function openZip(files: readonly DiskFile[], path: string = 'all.zip'): Promise<Opened> {
  return readAll([{ path, blob: await zip(files) }])
}

describe('reading', () => {
  test('a folder, its files, and an archive of it are the same', async () => {
    expect(told(await readAll(given('data/', follower)))).toEqual(['data: 0x200000004'])
    expect(told(await readAll(given('', follower)))).toEqual([': 0x200000004'])
    expect(told(await openZip(follower))).toEqual([': 0x200000004'])
  })
  test('two archives are two servers', async () => {
    const blobs = await Promise.all([zip(follower), zip(realFolder('stale-log'))])
    const opened = await readAll(blobs.map((blob, i) => ({ path: `server.${i + 1}.zip`, blob })))
    expect(told(opened)).toEqual(['server.1: 0x200000004', 'server.2: 0x200000004'])
  })
  test('what a download packs is what an upload finds, and what is no data is named', async () => {
    const members = [1, 2, 3].map((id) => ({ id: serverId(id), observer: false }))
    const servers = members.map(({ id }) => ({ id, files: follower }))
    const opened = await openZip(packing(servers, members, 'Read me.'))
    expect(told(opened)).toEqual(['server.1: 0x200000004', 'server.2: 0x200000004', 'server.3: 0x200000004'])
    expect(opened.folders.map(({ folder }) => folder.id)).toEqual([1, 2, 3])
    expect(opened.others).toEqual(['README.txt', 'server.1/zoo.cfg', 'server.2/zoo.cfg', 'server.3/zoo.cfg'])
    expect(isSound(opened)).toBe(true)
  })
  test('a log with 64 MiB of preallocated zeros keeps what was written', async () => {
    const padded = follower.map((file) => {
      if (!file.name.includes('log.2')) return file
      const bytes = new Uint8Array(16 + 64 * 1024 * 1024)
      bytes.set(file.bytes)
      return { ...file, bytes }
    })
    const { folders } = await openZip(padded)
    const files = new Map(folders[0]?.folder.files.map((file) => [file.name, file.bytes]))
    for (const { name, bytes } of follower) expect(files.get(name)).toEqual(bytes)
  })
  test('a snapshot that ZooKeeper compressed with gzip is unpacked', async () => {
    const packed = follower.map((file) =>
      /snapshot/.test(file.name) ? { name: `${file.name}.gz`, bytes: new Uint8Array(gzipSync(file.bytes)) } : file,
    )
    expect(told(await readAll(given('', packed)))).toEqual([': 0x200000004'])
    const torn = packed.map((file) => (file.name.endsWith('.gz') ? { ...file, bytes: file.bytes.slice(0, 99) } : file))
    expect(
      told(await readAll(given('', torn))).filter((line) => /snapshot\.\S+\.gz! it can't be read/.test(line)),
    ).toHaveLength(2)
  })
})

describe('what is refused', () => {
  test('a damaged file refuses all, with its name', async () => {
    const bad = follower.map((file) =>
      file.name.endsWith('acceptedEpoch') ? { ...file, bytes: encodeUtf8('x') } : file,
    )
    const opened = await readAll([...given('server.1/', follower), ...given('server.2/', bad)])
    expect(isSound(opened)).toBe(false)
    expect(told(opened)).toEqual(['server.1: 0x200000004', 'server.2: damaged'])
  })
  test('any changed byte of an archive’s contents is noticed', async () => {
    const whole = new Uint8Array(await (await zip(follower)).arrayBuffer())
    const originals = new Set(follower.map((file) => file.bytes.join(' ')))
    for (let at = 60; at < whole.length; at += 61) {
      const bytes = whole.slice()
      bytes[at] = (bytes[at] ?? 0) ^ 0x55
      const opened = await readAll([{ path: 'a.zip', blob: new Blob([bytes]) }])
      // An archive's names and dates have no checksum: what is taken is still whole files, byte for byte.
      const taken = isSound(opened) ? opened.folders.flatMap(({ folder }) => folder.files) : []
      for (const file of taken) expect(originals).toContain(file.bytes.join(' '))
    }
  })
  test('half an archive, and a text that calls itself one', async () => {
    const whole = await zip(follower)
    const half = await readAll([{ path: 'a.zip', blob: whole.slice(0, Math.floor(whole.size / 2)) }])
    expect(told(half)).toEqual([expect.stringMatching(/^a\.zip! it can't be read: /)])
    const text = await readAll([{ path: 'a.zip', blob: new Blob(['no archive']) }])
    expect(told(text)).toEqual([expect.stringMatching(/^a\.zip! it can't be read: /)])
  })
  test('an archive that expands without end is stopped while it expands', async () => {
    const bomb = { name: 'version-2/log.1', bytes: new Uint8Array(8 * 1024 * 1024) }
    const blob = await zip([bomb])
    expect(blob.size).toBeLessThan(20_000)
    const budget = { ...fullBudget(), expandedBytes: 1024 * 1024 }
    const opened = await readAll([{ path: 'bomb.zip', blob }], () => {}, budget)
    expect(told(opened)).toEqual(['! the files expand to more than 4 GiB'])
    expect(budget.expandedBytes).toBeLessThan(1024 * 1024)
  })
  test('more data than a page can hold, and more files than a server has', async () => {
    const small = { expandedBytes: 1e9, keptBytes: 600, files: 100 }
    expect(told(await readAll(given('', follower), () => {}, { ...small }))).toEqual([
      '! the files hold more than 256 MiB of data',
    ])
    const few = { ...fullBudget(), files: 3 }
    expect(told(await readAll(given('', follower), () => {}, few))).toEqual(['! there are more than 10000 files'])
  })
  test('zeros count as data where data follow them: before they are taken', () => {
    const file = collector({ expandedBytes: 1e9, keptBytes: 1000, files: 1 }, true)
    file.take(new Uint8Array(900_000))
    expect(() => file.take(Uint8Array.of(1))).toThrow(/more than 256 MiB/)
    expect(file.bytes()).toHaveLength(16)
  })
})

test('a configuration names every server, each with ports of its own', () => {
  const members = [1, 2, 4].map((id) => ({ id: serverId(id), observer: id === 4 }))
  const lines = zooCfg(serverId(4), members).split('\n')
  expect(lines).toContain('dataDir=./server.4')
  expect(lines).toContain('clientPort=2183')
  expect(lines).toContain('peerType=observer')
  expect(lines.filter((line) => line.startsWith('server.'))).toEqual([
    'server.1=127.0.0.1:2888:3888',
    'server.2=127.0.0.1:2889:3889',
    'server.4=127.0.0.1:2890:3890:observer',
  ])
  const files = packing([{ id: serverId(4), files: follower }], members, 'Read me.')
  expect(decodeUtf8(files.find((file) => file.name === 'server.4/myid')?.bytes ?? new Uint8Array())).toBe('4\n')
})
