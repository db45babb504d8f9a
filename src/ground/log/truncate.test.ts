import { describe, expect, test } from 'vitest'
import { toHex } from '../base/hex.ts'
import { applyTxn } from '../data/apply.ts'
import { emptyDatabase } from '../data/tree.ts'
import { formatZxid, sessionIdFrom, zxidFrom } from '../ids.ts'
import { applyDiskOp, type DiskFile } from './folder.ts'
import { recover } from './recovery.ts'
import { encodeSnapshot, snapshotFileName } from './snapshot.ts'
import { file, logOf, readFolder, zxids } from './testdata.suite.ts'
import { planInstall, planTruncate, type TruncatePlan } from './truncate.ts'
import { readLog } from './txnLog.ts'

const E1 = 0x100000000n
const E2 = 0x200000000n

function planned(plan: TruncatePlan): Extract<TruncatePlan, { type: 'planned' }> {
  if (plan.type === 'impossible') throw new Error(plan.reason)
  return plan
}
function databaseAt(zxid: bigint) {
  const db = emptyDatabase()
  db.lastProcessedZxid = zxidFrom(zxid)
  return db
}
function snapshotAt(zxid: bigint): DiskFile {
  return { name: snapshotFileName(zxidFrom(zxid)), bytes: encodeSnapshot(databaseAt(zxid)) }
}
/** What the folder recovers to after each of the operations: the crash that comes just then. */
function lastAfterEach(
  files: readonly DiskFile[],
  plan: readonly Parameters<typeof applyDiskOp>[1][],
): readonly string[] {
  return plan.map((_, i) => {
    const result = recover(plan.slice(0, i + 1).reduce(applyDiskOp, files))
    return result.type === 'damaged' ? result.reason : formatZxid(result.lastLoggedZxid)
  })
}

describe('TRUNC', () => {
  test('cuts the log as a real server cuts it, byte for byte', () => {
    const before = readFolder('trunc-before')
    const plan = planned(planTruncate(before, zxidFrom(0x10000000cn)))
    expect(plan.lost).toEqual(zxids(0x10000000dn))
    expect(plan.recovered.database.tree.nodes.has('/q/lost')).toBe(false)
    const after = plan.ops.reduce(applyDiskOp, before)
    expect(toHex(file(after, 'log.100000001'))).toBe(toHex(file(readFolder('trunc-after'), 'log.100000001')))
  })
  test('to any transaction of a real history gives the tree of that moment', () => {
    const files = readFolder('standalone')
    const entries = files.flatMap((log) => (log.name.includes('log.') ? readLog(log.bytes).entries : []))
    const db = emptyDatabase()
    for (const [index, entry] of entries.entries()) {
      applyTxn(db, entry.record.header, entry.record.txn)
      const plan = planned(planTruncate(files, entry.zxid))
      expect(plan.recovered.database.tree.digest).toBe(db.tree.digest)
      expect(plan.recovered.database.sessions).toEqual(db.sessions)
      expect(plan.lost).toEqual(entries.slice(index + 1).map((later) => later.zxid))
    }
  })
  test('removes later logs, and tells every transaction that is lost', () => {
    const files = [snapshotAt(0n), logOf(E1 + 1n, E1 + 2n, E1 + 3n), logOf(E1 + 4n), logOf(E2 + 1n)]
    const plan = planned(planTruncate(files, zxidFrom(E1 + 2n)))
    expect(plan.lost).toEqual(zxids(E1 + 3n, E1 + 4n, E2 + 1n))
    expect(plan.ops).toEqual([
      { type: 'remove', file: 'version-2/log.200000001' },
      { type: 'remove', file: 'version-2/log.100000004' },
      { type: 'cut', file: 'version-2/log.100000001', length: 114 },
    ])
    expect(lastAfterEach(files, plan.ops)).toEqual(['0x100000004', '0x100000003', '0x100000002'])
  })
  test('removes a snapshot that holds what is lost: nothing comes back', () => {
    const files = [snapshotAt(0n), logOf(E1 + 1n, E1 + 2n), snapshotAt(E1 + 2n)]
    const plan = planned(planTruncate(files, zxidFrom(E1 + 1n)))
    expect(plan.ops[0]).toEqual({ type: 'remove', file: 'version-2/snapshot.100000002' })
    expect(lastAfterEach(files, plan.ops)).toEqual(['0x100000002', '0x100000001'])
    expect([...plan.recovered.database.sessions.keys()]).toEqual([E1 + 1n])
  })
  test('cuts away damage that lies behind the transaction', () => {
    const log = logOf(1n, 2n, 3n)
    const bytes = log.bytes.slice()
    bytes[70] = 0xff
    const plan = planned(planTruncate([snapshotAt(0n), { ...log, bytes }], zxidFrom(1n)))
    expect(plan.ops).toEqual([{ type: 'cut', file: 'version-2/log.1', length: 65 }])
  })
  test('to the zxid of a snapshot, or to nothing at all, leaves no log behind', () => {
    const files = [snapshotAt(0n), logOf(E1 + 1n)]
    expect(planned(planTruncate(files, zxidFrom(0n))).ops).toEqual([
      { type: 'remove', file: 'version-2/log.100000001' },
    ])
  })
  test('to where the history is already changes nothing', () => {
    expect(planned(planTruncate([snapshotAt(0n), logOf(1n)], zxidFrom(1n)))).toMatchObject({ ops: [], lost: [] })
  })
  test('is impossible to a transaction that is not there: the learner needs a SNAP', () => {
    const files = [snapshotAt(0n), logOf(E1 + 1n, E1 + 2n), logOf(E2 + 1n)]
    expect(planTruncate(files, zxidFrom(E1 + 7n))).toEqual({
      type: 'impossible',
      reason: '0x100000007 is not on the disk, the last one before it is 0x100000002',
    })
  })
  test('to the start of an epoch keeps the history that the epoch began with', () => {
    const files = [snapshotAt(0n), logOf(E1 + 1n, E1 + 2n), logOf(E2 + 1n)]
    const plan = planned(planTruncate(files, zxidFrom(E2)))
    expect(plan.lost).toEqual(zxids(E2 + 1n))
    expect(plan.recovered.lastLoggedZxid).toBe(E1 + 2n)
  })
  test('is impossible to the start of an epoch that the folder knows nothing of', () => {
    const files = [snapshotAt(0n), logOf(E1 + 1n, E1 + 2n), logOf(E2 + (1n << 32n) + 1n)]
    expect(planTruncate(files, zxidFrom(E2)).type).toBe('impossible')
  })
  test('is impossible where only a newer snapshot is left to begin from', () => {
    const files = [logOf(E1 + 1n, E1 + 2n), snapshotAt(E1 + 2n)]
    expect(planTruncate(files, zxidFrom(E1 + 1n)).type).toBe('impossible')
  })
})

describe('SNAP', () => {
  test('puts the leader’s tree in the place of all history', () => {
    const files = [snapshotAt(0n), logOf(E1 + 1n, E1 + 2n), snapshotAt(E1 + 2n), logOf(E1 + 3n)]
    const db = databaseAt(E2 + 1n)
    db.sessions.set(sessionIdFrom(7n), 4000)
    const ops = planInstall(files, db)
    const after = ops.reduce(applyDiskOp, files)
    expect(after.map((left) => left.name)).toEqual(['version-2/snapshot.200000001'])
    const result = recover(after)
    expect(result).toMatchObject({ type: 'recovered', lastLoggedZxid: E2 + 1n, repairs: [] })
    // At each crash on the way the server has the old history or the new one.
    expect(new Set(lastAfterEach(files, ops))).toEqual(new Set(['0x200000001']))
  })
  test('first cuts what the leader does not have, so that no crash mixes two histories', () => {
    // 0x200000001 was proposed after 0x100000001; the leader's history goes on with 0x100000002 instead.
    const files = [snapshotAt(0n), logOf(E1 + 1n), logOf(E2 + 1n)]
    const ops = planInstall(files, databaseAt(E1 + 2n))
    expect(lastAfterEach(files, ops)).toEqual(['0x100000001', '0x100000002', '0x100000002', '0x100000002'])
  })
})
