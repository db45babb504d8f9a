import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../base/utf8.ts'
import { emptyDatabase, treeDigest } from '../data/tree.ts'
import { formatZxid, zxidFrom } from '../ids.ts'
import type { DiskFile } from './folder.ts'
import { databaseOf, imageOf } from './image.ts'
import { type Inspection, inspect, isAhead, type Sound } from './inspect.ts'
import { recover } from './recovery.ts'
import { encodeSnapshot, encodeSnapshotImage, loadSnapshot, snapshotFileName } from './snapshot.ts'
import { joined, logOf, readFolder } from './testdata.suite.ts'
import { readLog } from './txnLog.ts'

const E1 = 0x100000000n
const E2 = 0x200000000n

function snapshotAt(zxid: bigint): DiskFile {
  const db = emptyDatabase()
  db.lastProcessedZxid = zxidFrom(zxid)
  return { name: snapshotFileName(db.lastProcessedZxid), bytes: encodeSnapshot(db) }
}
function text(name: string, content: string): DiskFile {
  return { name: `version-2/${name}`, bytes: encodeUtf8(content) }
}
function changed(file: DiskFile, change: (view: DataView, bytes: Uint8Array) => void): DiskFile {
  const bytes = file.bytes.slice()
  change(new DataView(bytes.buffer), bytes)
  return { name: file.name, bytes }
}
function sound(files: readonly DiskFile[]): Sound {
  const inspection = inspect(files)
  if (inspection.type === 'unsound') throw new Error(words(inspection).join('\n'))
  return inspection
}
function words(inspection: Inspection): readonly string[] {
  if (inspection.type === 'sound') return []
  return inspection.damages.map(({ file, offset, reason }) => `${file}@${offset} ${reason}`)
}
function damages(...files: readonly DiskFile[]): readonly string[] {
  return words(inspect(files))
}

describe('a sound folder is told in full', () => {
  test.each([
    ['standalone', '0x22', 0, 18],
    ['follower', '0x200000004', 2, 12],
    ['trunc-before', '0x10000000d', 1, 12],
    ['trunc-after', '0x10000000c', 2, 11],
    ['stale-log', '0x200000004', 2, 12],
  ] as const)('a real server’s %s: up to %s in epoch %d, %d znodes', (name, last, epoch, znodes) => {
    const files = readFolder(name)
    const found = sound(files)
    const recovered = recover(files)
    if (recovered.type === 'damaged') throw new Error(recovered.reason)
    expect(formatZxid(found.lastZxid)).toBe(last)
    expect(found.currentEpoch).toBe(epoch)
    expect(found.znodes).toBe(znodes)
    expect(found.digest).toBe(treeDigest(recovered.database.tree))
    expect(found.digestMismatches).toEqual([])
    expect(found.files.length).toBe(files.length)
  })
  test('what a crash leaves by itself is told, and is no damage', () => {
    const half = { ...snapshotAt(2n), bytes: snapshotAt(2n).bytes.slice(0, -20) }
    const torn = logOf(1n, 2n, 3n)
    const found = sound([snapshotAt(0n), half, { ...torn, bytes: torn.bytes.slice(0, -7) }])
    expect(formatZxid(found.lastZxid)).toBe('0x2')
    expect(found.files).toMatchObject([
      { name: 'version-2/snapshot.0', finished: true },
      { name: 'version-2/snapshot.2', finished: false },
      { name: 'version-2/log.1', transactions: 2, tornBytes: 42 },
    ])
  })
  test('space that a log preallocated is not counted', () => {
    const log = logOf(1n)
    const padded = { ...log, bytes: joined(log.bytes, new Uint8Array(100_000)) }
    expect(sound([snapshotAt(0n), padded]).files[1]).toMatchObject({ length: log.bytes.length, tornBytes: 0 })
  })
  test('who is ahead: the newer epoch, then the longer history', () => {
    const older = sound([snapshotAt(0n), logOf(E1 + 1n, E1 + 2n)])
    const newer = sound([snapshotAt(0n), logOf(E1 + 1n), logOf(E2 + 1n)])
    expect([isAhead(newer, older), isAhead(older, newer), isAhead(older, older)]).toEqual([true, false, false])
  })
})

describe('logs', () => {
  const base = snapshotAt(0n)
  const log = logOf(1n, 2n, 3n)
  test('the header: magic, version and database id, each at its byte', () => {
    expect(
      damages(
        base,
        changed(log, (view) => view.setInt8(3, 0x48)),
      ),
    ).toEqual(['version-2/log.1@0 the file does not begin with ZKLG'])
    expect(
      damages(
        base,
        changed(log, (view) => view.setInt32(4, 3)),
      ),
    ).toEqual(['version-2/log.1@4 unknown version 3'])
    expect(
      damages(
        base,
        changed(log, (view) => view.setBigInt64(8, 7n)),
      ),
    ).toEqual(['version-2/log.1@8 database id 7 instead of 0'])
  })
  test.each([0x7fffffff, 0x40000000, -1, 31, 2_097_151])(
    'a length of %d is refused without taking that much',
    (length) => {
      const found = damages(
        base,
        changed(log, (view) => view.setInt32(16 + 8, length)),
      )
      expect(found).toEqual([expect.stringMatching(/^version-2\/log\.1@16 the record at byte 16 /)])
    },
  )
  test('a log under another log’s name', () => {
    expect(damages(base, { ...log, name: 'version-2/log.2' })).toEqual([
      'version-2/log.2@16 the file begins with 0x1, against its name',
    ])
  })
  test('a log that goes back, and one that repeats itself', () => {
    expect(damages(base, logOf(1n, 3n, 2n))).toEqual(['version-2/log.1@114 0x2 comes after 0x3: the log goes back'])
    expect(damages(base, logOf(1n, 2n, 2n))).toEqual(['version-2/log.1@114 0x2 comes after 0x2: the log goes back'])
  })
  test('logs that overlap', () => {
    expect(damages(base, log, logOf(3n, 4n))).toEqual([
      'version-2/log.3@16 the file begins with 0x3, but version-2/log.1 goes on to 0x3',
    ])
  })
  test('a log that is missing in the middle, and a transaction that is', () => {
    expect(damages(base, log, logOf(6n))).toEqual(['version-2/log.6@16 0x6 does not follow 0x3'])
    expect(damages(base, logOf(1n, 2n, 4n))).toEqual(['version-2/log.1@114 0x4 does not follow 0x2'])
  })
  test('damage that recovery never reads, since a snapshot covers it, is found all the same', () => {
    const old = changed(log, (_, bytes) => {
      bytes[40] = 0xff
    })
    expect(recover([snapshotAt(9n), old, logOf(9n)]).type).toBe('recovered')
    expect(damages(snapshotAt(9n), old, logOf(9n))[0]).toMatch(
      /^version-2\/log\.1@16 .* a valid record follows at byte 65$/,
    )
  })
  test('any changed byte of any record of a real folder is found, or can have been torn by a crash', () => {
    const files = readFolder('follower')
    for (const file of files.filter(({ name }) => name.includes('log.'))) {
      const last = readLog(file.bytes).entries.at(-1)
      const lastBegins = (last?.end ?? 0) - (last?.bytes.length ?? 0) - 13
      const inNewest = file.name.endsWith('200000001')
      for (let at = 0; at < file.bytes.length; at += 5) {
        const bad = changed(file, (view) => view.setUint8(at, view.getUint8(at) ^ 0x20))
        const found = inspect(files.map((other) => (other === file ? bad : other)))
        if (!inNewest || at < lastBegins) expect(words(found)[0] ?? `${file.name} ${at}`).toContain(`${file.name}@`)
      }
    }
  })
  test('all damaged files are named, not the first one alone', () => {
    const bad = changed(logOf(4n), (view) => view.setInt32(4, 1))
    const epochs = text('acceptedEpoch', 'many')
    expect(
      damages(
        base,
        changed(log, (view) => view.setInt32(0, 0)),
        bad,
        epochs,
      ).length,
    ).toBe(3)
  })
})

describe('snapshots', () => {
  const good = snapshotAt(2n)
  test('the header: magic, version and database id, each at its byte', () => {
    expect(damages(changed(good, (view) => view.setInt32(0, 0)))).toEqual([
      'version-2/snapshot.2@0 the file does not begin with ZKSN',
    ])
    expect(damages(changed(good, (view) => view.setInt32(4, 9)))).toEqual(['version-2/snapshot.2@4 unknown version 9'])
    expect(damages(changed(good, (view) => view.setBigInt64(8, 0n)))).toEqual([
      'version-2/snapshot.2@8 database id 0 instead of -1',
    ])
  })
  test.each([
    ['sessions', 16, /@16 unreasonable count 2147483647/],
    ['ACLs', 20, /@20 unreasonable count 2147483647/],
    ['a scheme', 40, /@40 unreasonable length 2147483647/],
  ])('a count or length of %s beyond the file is refused without taking that much', (_, at, reason) => {
    expect(damages(changed(good, (view) => view.setInt32(at, 0x7fffffff)))[0]).toMatch(reason)
  })
  test('any changed byte of a real snapshot is found, whatever the logs could stand in for', () => {
    const files = readFolder('standalone')
    for (const file of files.filter(({ name }) => name.includes('snapshot'))) {
      // A changed end mark makes it a file that was never finished: told, and covered by the logs.
      for (let at = 0; at < file.bytes.length - 5; at++) {
        const bad = changed(file, (view) => view.setUint8(at, view.getUint8(at) ^ 0x40))
        const found = words(inspect(files.map((other) => (other === file ? bad : other))))
        expect(found[0] ?? `${file.name} ${at}`).toContain(`${file.name}@`)
      }
    }
  })
  test('a tree that hangs in the air is refused at the node', () => {
    const image = imageOf(emptyDatabase())
    const nodes = image.nodes.filter((node) => node.path !== '/zookeeper')
    const bytes = encodeSnapshotImage({ tree: { ...image, nodes }, digest: undefined, lastProcessedZxid: undefined })
    const loaded = loadSnapshot(bytes)
    expect(loaded).toMatchObject({ ok: false, error: { reason: expect.stringMatching(/without its parent/) } })
    const at = loaded.ok ? 0 : loaded.error.offset
    expect(new TextDecoder().decode(bytes.subarray(at + 4, at + 4 + 17))).toBe('/zookeeper/config')
    expect(() => databaseOf({ ...image, nodes })).toThrow(/without its parent/)
  })
  test('an unfinished one that nothing stands in for is refused', () => {
    expect(damages({ ...good, bytes: good.bytes.slice(0, 30) })[0]).toMatch(
      /^version-2\/snapshot\.2@.* no snapshot can/,
    )
    expect(damages({ ...good, bytes: new Uint8Array() })[0]).toMatch(
      /^version-2\/snapshot\.2@0 no snapshot can be read/,
    )
  })
  test('a snapshot under an older name, whose logs are gone, is no state of any moment', () => {
    expect(damages({ ...good, name: 'version-2/snapshot.1' })).toEqual([
      'version-2/snapshot.1@0 the snapshot holds parts of 0x2, but the logs end at 0x1',
    ])
  })
  test('a compressed one is refused rather than passed over', () => {
    const packed = { name: 'version-2/snapshot.5.gz', bytes: Uint8Array.of(0x1f, 0x8b) }
    expect(damages(snapshotAt(0n), packed)).toEqual([
      'version-2/snapshot.5.gz@0 the snapshot is compressed: only plain ones are read here',
    ])
  })
})

describe('epochs', () => {
  const files = [snapshotAt(0n), logOf(E2 + 1n)]
  test.each([
    ['acceptedEpoch', 'two', "version-2/acceptedEpoch@0 no epoch: 'two'"],
    ['currentEpoch', '', "version-2/currentEpoch@0 no epoch: ''"],
    ['currentEpoch', '99999999999999999999', "version-2/currentEpoch@0 no epoch: '99999999999999999999'"],
    ['acceptedEpoch', '1', 'version-2/acceptedEpoch@0 acceptedEpoch 1 is older than currentEpoch 2'],
  ])('%s with %j is refused', (name, content, reason) => {
    expect(damages(...files, text(name, content))).toEqual([reason])
  })
})

test('a folder without any data is no folder of a server', () => {
  expect(damages({ name: 'myid', bytes: encodeUtf8('1') })).toEqual([
    'version-2@0 there is neither a log nor a snapshot',
  ])
})
