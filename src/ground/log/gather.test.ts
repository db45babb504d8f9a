import { expect, test } from 'vitest'
import { encodeUtf8 } from '../base/utf8.ts'
import { type GivenFile, gather } from './gather.ts'

function given(...paths: readonly string[]): readonly GivenFile[] {
  return paths.map((path) => ({ path, bytes: encodeUtf8(path.endsWith('myid') ? idIn(path) : path) }))
}
/** `server.3/myid` says 3; elsewhere 1. */
function idIn(path: string): string {
  return `${/(\d+)\/myid$/.exec(path)?.[1] ?? '1'}\n`
}
/** `place: names`, in order. */
function shape(paths: readonly string[]): readonly string[] {
  return gather(given(...paths)).folders.map(({ place, id, files }) => {
    return `${place} ${id ?? '-'}: ${files.map((file) => file.name).join(' ')}`
  })
}

test.each([
  ['a data folder', ['data/myid', 'data/version-2/log.1', 'data/version-2/currentEpoch'], 'data'],
  ['its version-2 alone', ['version-2/log.1', 'version-2/currentEpoch'], ''],
  ['the files in it', ['log.1', 'currentEpoch'], ''],
  [
    'an archive of it',
    ['b.zip/var/lib/zk/version-2/log.1', 'b.zip/var/lib/zk/version-2/currentEpoch'],
    'b.zip/var/lib/zk',
  ],
])('%s is one server’s folder', (_, paths, place) => {
  const id = paths.some((path) => path.endsWith('myid')) ? '1' : '-'
  const myid = id === '1' ? 'myid ' : ''
  expect(shape(paths)).toEqual([`${place} ${id}: ${myid}version-2/log.1 version-2/currentEpoch`])
})
test('an ensemble is a folder for each server, in the order of their ids', () => {
  const paths = ['zk/server.10', 'zk/server.2'].flatMap((one) => [`${one}/myid`, `${one}/version-2/log.1`])
  expect(shape(paths)).toEqual(['zk/server.2 2: myid version-2/log.1', 'zk/server.10 10: myid version-2/log.1'])
  expect(shape(['b10/version-2/log.1', 'b9/version-2/log.1'])).toEqual([
    'b9 -: version-2/log.1',
    'b10 -: version-2/log.1',
  ])
})
test('logs on a disk of their own (dataLogDir) join the snapshots of the same server', () => {
  const paths = ['disk1/myid', 'disk1/version-2/snapshot.0', 'disk1/version-2/currentEpoch', 'disk2/version-2/log.1']
  expect(shape(paths)).toEqual(['disk1 1: myid version-2/snapshot.0 version-2/currentEpoch version-2/log.1'])
})
test('what is no data is named, and names that lead elsewhere lead nowhere', () => {
  const { folders, others } = gather(given('a/zoo.cfg', 'a/version-2/../../log.x', 'README.txt', '../../etc/passwd'))
  expect(folders).toEqual([])
  expect(others).toEqual(['a/zoo.cfg', 'a/version-2/../../log.x', 'README.txt', '../../etc/passwd'])
})
test('a file that comes twice, a compressed snapshot and a myid without id can’t be taken', () => {
  const twice = gather(given('version-2/log.1', 'log.1', 'snapshot.5.snappy'))
  expect(twice.problems).toEqual([
    { path: 'log.1', reason: 'the same file comes twice' },
    { path: 'snapshot.5.snappy', reason: 'the snapshot is compressed (snappy)' },
  ])
  const nameless = gather([...given('a/version-2/log.1'), { path: 'a/myid', bytes: encodeUtf8('one') }])
  expect(nameless.problems).toEqual([{ path: 'a/myid', reason: "no server id: 'one'" }])
})
test('a myid on its own is no data, but tells whose the data beside it are', () => {
  expect(gather(given('a/myid')).others).toEqual(['a/myid'])
  expect(shape(['server.3/myid', 'server.3/data/version-2/log.1'])).toEqual(['server.3/data 3: version-2/log.1 myid'])
})
