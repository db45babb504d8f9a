/**
 * Making a server's history shorter or another one, as its leader says: TRUNC (FileTxnLog.truncate) and SNAP.
 *
 * Laws: 1. After the operations the folder recovers to exactly the zxid asked for, proved by recovering it in memory.
 * 2. A crash between two of the operations leaves a folder that recovers to a state which this server had before, or to
 * the new one: so snapshots beyond the zxid go first, then the logs from the newest to the oldest, then the cut.
 * ZooKeeper leaves snapshots beyond the zxid in place, which brings the truncated transactions back (06 §10).
 */
import { mut } from '../base/mut.ts'
import type { Database } from '../data/tree.ts'
import { counterOf, epochOf, formatZxid, type Zxid } from '../ids.ts'
import { applyDiskOp, type DiskFile, type DiskOp, zxidFiles } from './folder.ts'
import { type Recovered, recover } from './recovery.ts'
import { encodeSnapshot, snapshotFileName } from './snapshot.ts'
import { readLog } from './txnLog.ts'

/** `lost`: the transactions that go, ascending; `recovered`: what the folder recovers to afterwards. */
export type TruncatePlan =
  | {
      readonly type: 'planned'
      readonly ops: readonly DiskOp[]
      readonly lost: readonly Zxid[]
      readonly recovered: Recovered
    }
  | { readonly type: 'impossible'; readonly reason: string }

/**
 * The operations after which `zxid` is the last transaction in the folder. Impossible where the logs don't hold it, or
 * no snapshot is left to reach it from. An epoch's start is no transaction: whoever has logged one of that epoch began it
 * with the history of its leader, and comes back to it without what follows (`recovered` then ends before `zxid`).
 */
export function planTruncate(files: readonly DiskFile[], zxid: Zxid): TruncatePlan {
  const newer = zxidFiles(files, 'snapshot').filter((file) => file.zxid > zxid)
  const cut = cutLogs(files, zxid)
  const ops = [...removals(newer), ...cut.ops]
  const recovered = recover(ops.reduce(applyDiskOp, files))
  if (recovered.type === 'damaged') {
    return { type: 'impossible', reason: `without what is after ${formatZxid(zxid)}: ${recovered.reason}` }
  }
  if (recovered.lastLoggedZxid !== zxid && !isStartOf(zxid, cut.lost[0])) {
    const reached = formatZxid(recovered.lastLoggedZxid)
    return {
      type: 'impossible',
      reason: `${formatZxid(zxid)} is not on the disk, the last one before it is ${reached}`,
    }
  }
  return { type: 'planned', ops, lost: cut.lost, recovered }
}

/** Whether `zxid` is the start of the epoch that `next` is of. */
function isStartOf(zxid: Zxid, next: Zxid | undefined): boolean {
  return !mut('epochStartUnknown') && counterOf(zxid) === 0 && next !== undefined && epochOf(next) === epochOf(zxid)
}

/** Takes away all log records beyond `zxid`, the newest first. */
function cutLogs(
  files: readonly DiskFile[],
  zxid: Zxid,
): { readonly ops: readonly DiskOp[]; readonly lost: readonly Zxid[] } {
  const ops: DiskOp[] = []
  const lost: Zxid[] = []
  for (const file of zxidFiles(files, 'log').toReversed()) {
    const { entries, end } = readLog(file.bytes)
    const kept = entries.findLast((entry) => entry.zxid <= zxid)
    lost.unshift(...entries.filter((entry) => entry.zxid > zxid).map((entry) => entry.zxid))
    if (file.zxid > zxid) ops.push({ type: 'remove', file: file.name })
    else if (kept !== undefined && (kept !== entries.at(-1) || end !== 'clean')) {
      ops.push({ type: 'cut', file: file.name, length: kept.end })
    }
  }
  return { ops, lost }
}

function removals(files: readonly { readonly name: string }[]): readonly DiskOp[] {
  return files.toReversed().map((file) => ({ type: 'remove', file: file.name }))
}

/**
 * The operations that put `db` (from a SNAP) in the place of all history: what is logged beyond its zxid goes first, then
 * the snapshot is stored, then all others and the logs go: they may hold transactions that the leader's history has not.
 */
export function planInstall(files: readonly DiskFile[], db: Database): readonly DiskOp[] {
  const zxid = db.lastProcessedZxid
  const file = snapshotFileName(zxid)
  const others = zxidFiles(files, 'snapshot').filter((snapshot) => snapshot.name !== file)
  const olderLogs = zxidFiles(files, 'log').filter((log) => log.zxid <= zxid)
  return [
    ...cutLogs(files, zxid).ops,
    { type: 'replace', file, bytes: encodeSnapshot(db) },
    ...removals(others),
    ...removals(olderLogs),
  ]
}
