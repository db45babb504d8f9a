import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../base/utf8.ts'
import { applyTxn } from '../data/apply.ts'
import { emptyDatabase, treeDigest } from '../data/tree.ts'
import { formatZxid, ZXID_ZERO, zxidFrom } from '../ids.ts'
import { applyDiskOp, type DiskFile } from './folder.ts'
import { type Recovered, recover } from './recovery.ts'
import { encodeSnapshot, snapshotFileName } from './snapshot.ts'
import { logOf, readFolder, zxids } from './testdata.suite.ts'

const E1 = 0x100000000n
const E2 = 0x200000000n

function recovered(files: readonly DiskFile[]): Recovered {
  const result = recover(files)
  if (result.type === 'damaged') throw new Error(`${result.file} ${result.offset}: ${result.reason}`)
  return result
}
function repaired(files: readonly DiskFile[]): readonly DiskFile[] {
  return recovered(files).repairs.reduce(applyDiskOp, files)
}
function snapshotAt(zxid: bigint): DiskFile {
  const db = emptyDatabase()
  db.lastProcessedZxid = zxidFrom(zxid)
  return { name: snapshotFileName(db.lastProcessedZxid), bytes: encodeSnapshot(db) }
}
function text(name: string, content: string): DiskFile {
  return { name: `version-2/${name}`, bytes: encodeUtf8(content) }
}
function flipped(file: DiskFile, at: number): DiskFile {
  const bytes = file.bytes.slice()
  const index = at < 0 ? bytes.length + at : at
  bytes[index] = (bytes[index] ?? 0) ^ 0x10
  return { name: file.name, bytes }
}

function damage(files: readonly DiskFile[]): string {
  const result = recover(files)
  return result.type === 'damaged' ? `${result.file}@${result.offset} ${result.reason}` : 'recovered'
}

describe('folders of real servers', () => {
  test.each([
    ['standalone', '0x22', '0 0'],
    ['follower', '0x200000004', '2 2'],
    ['trunc-before', '0x10000000d', '1 1'],
    ['trunc-after', '0x10000000c', '2 2'],
    ['stale-log', '0x200000004', '2 2'],
  ] as const)('%s recovers up to %s, and after every transaction the digest is the leader’s', (name, last, epochs) => {
    const all = recovered(readFolder(name))
    expect(formatZxid(all.lastLoggedZxid)).toBe(last)
    expect(all.database.lastProcessedZxid).toBe(all.lastLoggedZxid)
    expect(`${all.acceptedEpoch} ${all.currentEpoch}`).toBe(epochs)
    expect(all.digestMismatches).toEqual([])
    expect(treeDigest(all.database.tree)).toBe(all.database.tree.digest)
    expect(all.repairs).toEqual([])
  })
  test.each(['standalone', 'trunc-after'] as const)(
    '%s recovers to the same tree from its first snapshot, by replaying all logs',
    (name) => {
      const files = readFolder(name)
      const newest = recovered(files).database
      const first = recovered(files.filter((file) => !/snapshot\.[^0]/.test(file.name)))
      expect(first.digestMismatches).toEqual([])
      expect(first.database.tree.digest).toBe(newest.tree.digest)
      expect(first.database.sessions).toEqual(newest.sessions)
      expect(first.database.tree.ephemerals).toEqual(newest.tree.ephemerals)
    },
  )
  test('after a SNAP the stale end of an old log is covered by the snapshot', () => {
    const { database } = recovered(readFolder('stale-log'))
    expect(database.tree.nodes.has('/q/lost')).toBe(false)
    expect(database.tree.nodes.has('/q/epoch2')).toBe(true)
  })
  test('without that snapshot the older one and the stale log do not pass for history', () => {
    const files = readFolder('stale-log').filter((file) => file.name !== 'version-2/snapshot.200000003')
    expect(damage(files)).toBe('version-2/log.200000004@16 0x200000004 does not follow 0x10000000d')
  })
  test('a log cut at any byte recovers to a prefix, and so it stays once it is repaired', () => {
    const files = readFolder('standalone').filter((file) => /log\.1$|snapshot\.0/.test(file.name))
    const log = files.find((file) => file.name.includes('log'))
    if (log === undefined) throw new Error('there is a log')
    const whole = recovered(files).committedLog.map((entry) => entry.zxid)
    for (let length = 0; length < log.bytes.length; length += 3) {
      const cut = files.map((file) => (file === log ? { ...log, bytes: log.bytes.subarray(0, length) } : file))
      const once = recovered(cut)
      expect(once.committedLog.map((entry) => entry.zxid)).toEqual(whole.slice(0, once.committedLog.length))
      expect(once.digestMismatches).toEqual([])
      const again = recovered(repaired(cut))
      expect(again.lastLoggedZxid).toBe(once.lastLoggedZxid)
      expect(again.repairs).toEqual([])
    }
  })
})

describe('a new server', () => {
  test('an empty folder is an empty tree at zxid 0 in epoch 0', () => {
    const fresh = recovered([])
    expect(fresh).toMatchObject({
      lastLoggedZxid: 0n,
      acceptedEpoch: 0,
      currentEpoch: 0,
      logFiles: [],
      committedLog: [],
    })
    expect(fresh.database.tree.digest).toBe(emptyDatabase().tree.digest)
  })
  test('its first repair writes snapshot.0: without one a real server would refuse the logs', () => {
    expect(repaired([]).map((file) => file.name)).toEqual(['version-2/snapshot.0'])
    expect(damage([logOf(1n, 2n)])).toMatch(/no snapshot/)
    expect(recovered([...repaired([]), logOf(1n, 2n)]).lastLoggedZxid).toBe(2n)
  })
  test('a log without records, torn when it was created, is removed', () => {
    for (const length of [0, 5, 16]) {
      const torn = { name: 'version-2/log.1', bytes: logOf().bytes.subarray(0, length) }
      expect(repaired([snapshotAt(0n), torn]).map((file) => file.name)).toEqual(['version-2/snapshot.0'])
    }
  })
})

describe('logs', () => {
  const base = snapshotAt(E1 + 2n)
  test('what the snapshot holds is not replayed', () => {
    const result = recovered([base, logOf(E1 + 1n, E1 + 2n, E1 + 3n)])
    expect(result.committedLog.map((entry) => entry.zxid)).toEqual(zxids(E1 + 3n))
    expect([...result.database.sessions.keys()]).toEqual([E1 + 3n])
    expect(result.logFiles.map((file) => file.name)).toEqual(['version-2/log.100000001'])
  })
  test('what lies wholly before the snapshot is not even looked at', () => {
    const old = flipped(logOf(E1 + 1n), 30)
    const result = recovered([base, old, logOf(E1 + 2n, E1 + 3n)])
    expect(result.lastLoggedZxid).toBe(E1 + 3n)
    expect(result.logFiles.length).toBe(2)
    expect(damage([snapshotAt(0n), old, logOf(E1 + 2n, E1 + 3n)])).toMatch(/^version-2\/log.100000001@16/)
  })
  test('a new epoch follows with its first transaction only', () => {
    expect(recovered([base, logOf(E1 + 3n), logOf(E2 + 1n)]).lastLoggedZxid).toBe(E2 + 1n)
    expect(damage([base, logOf(E1 + 3n), logOf(E2 + 2n)])).toMatch(/0x200000002 does not follow 0x100000003/)
  })
  test('a missing log is damage, and so is a record missing inside one', () => {
    expect(damage([base, logOf(E1 + 4n)])).toMatch(/log.100000004@16 0x100000004 does not follow 0x100000002/)
    expect(damage([base, logOf(E1 + 3n, E1 + 5n)])).toMatch(/log.100000003@65 0x100000005 does not follow/)
    expect(damage([base, logOf(E1 + 3n, E1 + 3n)])).toMatch(/does not follow/)
  })
  test('a gap below the snapshot is covered by it', () => {
    expect(recovered([snapshotAt(E1 + 9n), logOf(E1 + 1n), logOf(E1 + 7n, E1 + 9n, E1 + 10n)]).lastLoggedZxid).toBe(
      E1 + 10n,
    )
  })
  test('a torn end is cut off, also in an earlier file that the next one continues', () => {
    const torn = { ...logOf(E1 + 3n, E1 + 4n), bytes: logOf(E1 + 3n, E1 + 4n).bytes.slice(0, -9) }
    const last = recovered([base, torn])
    expect(last).toMatchObject({ lastLoggedZxid: E1 + 3n, tornBytes: 40 })
    expect(last.repairs).toEqual([{ type: 'cut', file: torn.name, length: 65 }])
    expect(recovered([base, torn, logOf(E1 + 4n)]).lastLoggedZxid).toBe(E1 + 4n)
    expect(damage([base, torn, logOf(E1 + 5n)])).toMatch(/0x100000005 does not follow 0x100000003/)
  })
  test('a wrong checksum at the end of an earlier file is damage, at the end of the newest it is torn', () => {
    const wrong = flipped(logOf(E1 + 3n, E1 + 4n), -3)
    expect(recovered([base, wrong]).lastLoggedZxid).toBe(E1 + 3n)
    expect(damage([base, wrong, logOf(E1 + 4n)])).toMatch(/@65 .*does not match its checksum/)
  })
  test('damage in the middle stops the server, with file and place', () => {
    expect(damage([base, flipped(logOf(E1 + 3n, E1 + 4n), 40)])).toMatch(
      /^version-2\/log.100000003@16 .* a valid record follows at byte 65$/,
    )
  })
  test('a log under another name is damage: its place in the order is its name', () => {
    expect(damage([base, { ...logOf(E1 + 3n), name: 'version-2/log.100000004' }])).toMatch(/against its name/)
  })
  test('the end of an epoch that is missing shows in the first digest of the next one', () => {
    const files = readFolder('follower').filter((file) => !file.name.endsWith('log.10000000b'))
    expect(damage(files)).toBe(
      'version-2/log.200000001@16 the digest tells that transactions between 0x10000000a and 0x200000001 are missing',
    )
  })
  test('the newest 500 replayed transactions are kept for a DIFF, as they were logged', () => {
    const many = Array.from({ length: 520 }, (_, i) => BigInt(i + 1))
    const { committedLog } = recovered([snapshotAt(0n), logOf(...many)])
    expect(committedLog.length).toBe(500)
    expect(committedLog[0]?.zxid).toBe(21n)
    expect(committedLog.at(-1)?.record.header.zxid).toBe(520n)
  })
})

describe('snapshots', () => {
  test('where the newest is broken an older one and the logs stand in for it, and it is removed', () => {
    const files = [snapshotAt(0n), flipped(snapshotAt(2n), 60), logOf(1n, 2n, 3n)]
    expect(recovered(files)).toMatchObject({
      lastLoggedZxid: 3n,
      repairs: [{ type: 'remove', file: 'version-2/snapshot.2' }],
      snapshots: [{ name: 'version-2/snapshot.0' }],
    })
  })
  test('where the logs do not reach a broken snapshot, an older state is not taken for the newest', () => {
    expect(damage([snapshotAt(0n), flipped(snapshotAt(4n), 60), logOf(1n, 2n, 3n)])).toMatch(
      /^version-2\/snapshot.4@63 the snapshot can't be read, and the logs end before it/,
    )
  })
  test('if all are broken the server does not start', () => {
    expect(damage([flipped(snapshotAt(0n), 60)])).toMatch(
      /^version-2\/snapshot.0@63 no snapshot can be read: wanted 1048576 bytes/,
    )
  })
})

describe('fuzzy snapshots: ZooKeeper writes them while transactions go on', () => {
  const files = readFolder('standalone')
  const first = files.filter((file) => /snapshot\.0$|log\./.test(file.name))
  const entries = recovered(first).committedLog
  const end = recovered(first).database
  /** The tree after `held` transactions under the name of an earlier one: the fuzziest that there can be. */
  const fuzzy = (named: number, held: number): DiskFile => {
    const db = recovered(first.filter((file) => file.name.endsWith('.0'))).database
    for (const entry of entries.slice(0, held)) applyTxn(db, entry.record.header, entry.record.txn)
    const bytes = encodeSnapshot(db)
    return { name: snapshotFileName(entries[named - 1]?.zxid ?? ZXID_ZERO), bytes }
  }
  test('replay over any of them ends in the same tree, and digests are compared from where they can be', () => {
    for (let held = 1; held <= entries.length; held += 3) {
      for (let named = 0; named <= held; named += 2) {
        const logs = first.filter((file) => file.name.includes('log'))
        const result = recovered([fuzzy(named, held), ...logs])
        expect(result.database.tree.digest).toBe(end.tree.digest)
        expect(result.database.tree.ephemerals).toEqual(end.tree.ephemerals)
        expect(result.database.sessions).toEqual(end.sessions)
        expect(result.digestMismatches).toEqual([])
      }
    }
  })
  test('one that holds more than the logs is no state of any moment, and refused', () => {
    const log = logOf(1n, 2n)
    expect(damage([{ ...snapshotAt(3n), name: 'version-2/snapshot.1' }, log])).toBe(
      'version-2/snapshot.1@0 the snapshot holds parts of 0x3, but the logs end at 0x2',
    )
  })
})

describe('epochs', () => {
  const files = [snapshotAt(0n), logOf(E2 + 1n)]
  test('missing ones are the last transaction’s', () => {
    expect(recovered(files)).toMatchObject({ acceptedEpoch: 2, currentEpoch: 2 })
  })
  test('a promise may be newer than the history', () => {
    const promised = [...files, text('acceptedEpoch', '5'), text('currentEpoch', '2')]
    expect(recovered(promised)).toMatchObject({ acceptedEpoch: 5, currentEpoch: 2 })
  })
  test('a history of an epoch that was accepted but not established yet keeps its older epoch: its vote counts for less', () => {
    const between = [...files, text('acceptedEpoch', '2'), text('currentEpoch', '1')]
    expect(recovered(between)).toMatchObject({ acceptedEpoch: 2, currentEpoch: 1, lastLoggedZxid: E2 + 1n })
  })
  test('a history of an epoch that was never accepted is refused', () => {
    expect(damage([...files, text('acceptedEpoch', '1'), text('currentEpoch', '1')])).toMatch(
      /^version-2\/currentEpoch/,
    )
  })
  test('an epoch that was written aside but never renamed is taken, and written', () => {
    const aside = [...files, text('acceptedEpoch', '2'), text('currentEpoch', '1'), text('currentEpoch.tmp', '2')]
    expect(recovered(aside).currentEpoch).toBe(2)
    const after = repaired(aside)
    expect(after.some((file) => file.name.endsWith('.tmp'))).toBe(false)
    expect(recovered(after).currentEpoch).toBe(2)
  })
  test('a promise older than the history, and a text that is no number, are refused', () => {
    expect(damage([...files, text('acceptedEpoch', '1'), text('currentEpoch', '2')])).toMatch(
      /^version-2\/acceptedEpoch/,
    )
    expect(damage([...files, text('acceptedEpoch', 'two')])).toBe("version-2/acceptedEpoch@0 no epoch: 'two'")
  })
})

test('a leftover that was never renamed is removed', () => {
  const files = [snapshotAt(0n), text('acceptedEpoch.tmp', '9')]
  expect(recovered(files)).toMatchObject({
    acceptedEpoch: 0,
    repairs: [{ type: 'remove', file: 'version-2/acceptedEpoch.tmp' }],
  })
})
