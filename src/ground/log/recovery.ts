/**
 * Recovery: a server's folder becomes its state (FileTxnSnapLog.restore, QuorumPeer.loadDataBase). The newest snapshot
 * that can be read, then every logged transaction after it, in order; the epochs are checked against the last one.
 *
 * Laws: 1. What was acknowledged is never lost silently: a record, a file or a stretch of zxids that is missing is
 * damage, and the server does not start. Only a torn end (`txnLog.ts`) is cut off. 2. An older snapshot may stand in for
 * a broken one only if the logs reach what the broken one held. 3. In the logs each zxid follows the one before it
 * (`follows`); what the snapshot holds already is not looked at. That the end of an epoch is missing, no zxid can tell: the
 * first digest of the next epoch does (`missingEnd`). 4. Logged is not committed: the log's end may hold what no
 * quorum saw, and the next leader decides about it.
 *
 * Stricter than ZooKeeper, which starts with an older state where a record in the middle is cut short or a file is gone.
 */
import { mut } from '../base/mut.ts'
import { applyTxn } from '../data/apply.ts'
import { type Database, emptyDatabase } from '../data/tree.ts'
import { type Epoch, epochOf, follows, formatZxid, maxZxid, ZXID_ZERO, type Zxid } from '../ids.ts'
import type { TxnRecord } from '../jute/txns.ts'
import { ACCEPTED_EPOCH_FILE, CURRENT_EPOCH_ASIDE, CURRENT_EPOCH_FILE, decodeEpoch, encodeEpoch } from './epochs.ts'
import { type DiskFile, type DiskOp, VERSION_FOLDER, type ZxidFile, zxidFiles } from './folder.ts'
import { encodeSnapshot, loadSnapshot, type SnapshotFlaw, snapshotFileName } from './snapshot.ts'
import { type LogEntry, readLog, startOfEntry } from './txnLog.ts'

/** ZooKeeper may compress what it writes (zookeeper.snapshot.compression.method) and reads it by the ending. */
const COMPRESSED_SNAPSHOT = /^version-2\/snapshot\.[0-9a-f]{1,16}\.(?:gz|snappy)$/
/** Replayed transactions kept for DIFF: ZooKeeper's commitLogCount. */
export const COMMITTED_LOG_MAX: number = 500

/** A log file as it is after the repairs: the zxid in its name and its length in bytes. */
export type LogFile = { readonly name: string; readonly first: Zxid; readonly length: number }
export type SnapshotFile = { readonly name: string; readonly zxid: Zxid; readonly length: number }
/** A replayed transaction: `bytes` is the record as logged, the payload of a PROPOSAL. */
export type CommittedEntry = { readonly zxid: Zxid; readonly record: TxnRecord; readonly bytes: Uint8Array }

export type Recovered = {
  readonly type: 'recovered'
  readonly database: Database
  /** The last transaction on the disk, in a log or a snapshot; 0 when there is none. */
  readonly lastLoggedZxid: Zxid
  /** The newest replayed transactions, ascending, at most COMMITTED_LOG_MAX: what a DIFF can be made from. */
  readonly committedLog: readonly CommittedEntry[]
  readonly acceptedEpoch: Epoch
  readonly currentEpoch: Epoch
  /** Ascending, as after the repairs. */
  readonly logFiles: readonly LogFile[]
  readonly snapshots: readonly SnapshotFile[]
  /** To be done before anything else is written: cuts torn ends, removes leftovers, writes snapshot.0 of a new server. */
  readonly repairs: readonly DiskOp[]
  /** Bytes of torn records that the repairs cut off. */
  readonly tornBytes: number
  /** Transactions after which the tree's digest was another one than the leader's: told, as ZooKeeper does, not refused. */
  readonly digestMismatches: readonly Zxid[]
}
/** The folder can't be trusted: which file, where in it (bytes; 0 for the whole file), and why in words. */
export type Damaged = {
  readonly type: 'damaged'
  readonly file: string
  readonly offset: number
  readonly reason: string
}
export type Recovery = Recovered | Damaged

function damaged(file: string, offset: number, reason: string): Damaged {
  return { type: 'damaged', file, offset, reason }
}

/**
 * The newest readable snapshot, and the broken ones that are newer. A snapshot that ZooKeeper wrote while transactions
 * went on is fuzzy: named `zxid`, it holds parts of later ones, up to `heldUpTo`, and is a state only once these are replayed.
 */
type Base = {
  readonly name: string
  readonly database: Database
  readonly zxid: Zxid
  readonly heldUpTo: Zxid
  readonly broken: readonly { readonly file: ZxidFile; readonly flaw: SnapshotFlaw }[]
}
function newestSnapshot(snapshots: readonly ZxidFile[]): Base | Damaged {
  const broken: { file: ZxidFile; flaw: SnapshotFlaw }[] = []
  for (const file of snapshots.toReversed()) {
    const { name, zxid } = file
    const loaded = loadSnapshot(file.bytes)
    if (loaded.ok) {
      const { database, digest } = loaded.value
      database.lastProcessedZxid = zxid
      return { name, database, zxid, heldUpTo: maxZxid(zxid, digest?.zxid ?? zxid), broken }
    }
    broken.push({ file, flaw: loaded.error })
  }
  const newest = broken[0]
  // Zoo 33: ZOOKEEPER-2325, 3644.
  if (newest !== undefined && !mut('noSnapshotIsEmpty')) {
    const { offset, reason } = newest.flaw
    return damaged(newest.file.name, offset, `no snapshot can be read: ${reason}`)
  }
  return { name: '', database: emptyDatabase(), zxid: ZXID_ZERO, heldUpTo: ZXID_ZERO, broken }
}

/** The logs that can hold transactions after `zxid`: the last one that begins at or before it, and all later ones. */
function logsFrom(logs: readonly ZxidFile[], zxid: Zxid): readonly ZxidFile[] {
  const start = logs.findLastIndex((file) => file.zxid <= zxid)
  return logs.slice(Math.max(start, 0))
}

/** The readable part of the logs, in order. */
type Replay = {
  readonly entries: readonly LogEntry[]
  readonly lengths: ReadonlyMap<string, number>
  readonly repairs: readonly DiskOp[]
  readonly tornBytes: number
}
/** Reads `logs` and checks that what comes after `base` is one run of zxids. */
function readLogs(logs: readonly ZxidFile[], base: Zxid): Replay | Damaged {
  const entries: LogEntry[] = []
  const lengths = new Map<string, number>()
  const repairs: DiskOp[] = []
  let tornBytes = 0
  let last = base
  for (const [index, file] of logs.entries()) {
    const reading = readLog(file.bytes, index === logs.length - 1 ? 'last' : 'earlier')
    if (typeof reading.end === 'object') return damaged(file.name, reading.end.offset, reading.end.damage)
    const first = reading.entries[0]
    if (first !== undefined && first.zxid !== file.zxid) {
      return damaged(file.name, startOfEntry(first), `the file begins with ${formatZxid(first.zxid)}, against its name`)
    }
    for (const entry of reading.entries) {
      if (entry.zxid <= base) continue
      if (!follows(last, entry.zxid)) {
        return damaged(file.name, startOfEntry(entry), `${formatZxid(entry.zxid)} does not follow ${formatZxid(last)}`)
      }
      last = entry.zxid
      entries.push(entry)
    }
    if (first === undefined) repairs.push({ type: 'remove', file: file.name })
    else lengths.set(file.name, reading.validLength)
    if (first !== undefined && reading.validLength < file.bytes.length) {
      repairs.push({ type: 'cut', file: file.name, length: reading.validLength })
    }
    tornBytes += reading.tornBytes
  }
  return { entries, lengths, repairs, tornBytes }
}

/** Applies the entries in order; the zxids whose recorded digest is not the tree's, from where they can be compared. */
function replay({ database, heldUpTo }: Base, entries: readonly LogEntry[]): readonly Zxid[] {
  const mismatches: Zxid[] = []
  for (const entry of entries) {
    // Over a fuzzy snapshot NODEEXISTS and NONODE are expected: the node is in the state of a later transaction already.
    applyTxn(database, entry.record.header, entry.record.txn)
    const expected = entry.record.digest
    if (expected === null || entry.zxid < heldUpTo) continue
    if (BigInt.asUintN(64, expected.treeDigest) !== database.tree.digest) {
      mismatches.push(entry.zxid)
    }
  }
  return mismatches
}

/**
 * Where the tree's digest was right up to the end of an epoch and is wrong with the first transaction of the next one,
 * transactions of the older epoch are missing: a file is gone.
 */
function missingEnd(
  logs: readonly ZxidFile[],
  base: Zxid,
  entries: readonly LogEntry[],
  mismatches: readonly Zxid[],
): Damaged | undefined {
  const at = entries.findIndex((entry) => entry.zxid === mismatches[0])
  const entry = entries[at]
  if (entry === undefined) return undefined
  const last = entries[at - 1]?.zxid ?? base
  if (epochOf(last) === epochOf(entry.zxid)) return undefined
  const file = logs.findLast((log) => log.zxid <= entry.zxid)?.name ?? ''
  const gap = `between ${formatZxid(last)} and ${formatZxid(entry.zxid)}`
  return damaged(file, startOfEntry(entry), `the digest tells that transactions ${gap} are missing`)
}

type Epochs = {
  readonly type: 'epochs'
  readonly accepted: Epoch
  readonly current: Epoch
  readonly repairs: readonly DiskOp[]
}
/** The epochs of the folder, checked against the last transaction (QuorumPeer.loadDataBase). */
function readEpochs(files: readonly DiskFile[], last: Zxid): Epochs | Damaged {
  const values = new Map<string, Epoch>()
  for (const name of [ACCEPTED_EPOCH_FILE, CURRENT_EPOCH_FILE, CURRENT_EPOCH_ASIDE]) {
    const bytes = files.find((file) => file.name === name)?.bytes
    if (bytes === undefined) continue
    const read = decodeEpoch(bytes)
    if (read.ok) values.set(name, read.value)
    else if (name !== CURRENT_EPOCH_ASIDE) return damaged(name, 0, read.error)
  }
  const lastEpoch = epochOf(last)
  const aside = values.get(CURRENT_EPOCH_ASIDE)
  const stored = values.get(CURRENT_EPOCH_FILE) ?? lastEpoch
  // The rename of a newer value did not happen before the crash: it is taken now.
  const current = stored < lastEpoch && aside !== undefined ? aside : stored
  const accepted = values.get(ACCEPTED_EPOCH_FILE) ?? lastEpoch
  // A learner logs its leader's history before it writes the epoch (3.9.3), so a crash between the two leaves a history of
  // an accepted epoch under an older currentEpoch. That is safe: its votes count for less than they could. ZooKeeper refuses
  // to start here; what no accepted epoch explains is refused by us too.
  if (current < lastEpoch && accepted < lastEpoch) {
    return damaged(CURRENT_EPOCH_FILE, 0, `currentEpoch ${current} is older than the last zxid ${formatZxid(last)}`)
  }
  if (accepted < current) {
    return damaged(ACCEPTED_EPOCH_FILE, 0, `acceptedEpoch ${accepted} is older than currentEpoch ${current}`)
  }
  const repairs: DiskOp[] =
    current === stored ? [] : [{ type: 'replace', file: CURRENT_EPOCH_FILE, bytes: encodeEpoch(current) }]
  return { type: 'epochs', accepted, current, repairs }
}

/** What a crash may leave behind: files written aside that were never renamed, and snapshots that no one needs any more. */
function leftovers(files: readonly DiskFile[], base: Base): readonly DiskOp[] {
  const aside = files.filter((file) => file.name.startsWith(VERSION_FOLDER) && file.name.endsWith('.tmp'))
  return [...aside, ...base.broken.map((row) => row.file)].map((file) => ({ type: 'remove', file: file.name }))
}

/** Builds the state from the files of a folder. The files are not changed: `repairs` says what is to be done. */
export function recover(files: readonly DiskFile[]): Recovery {
  const packed = files.find((file) => COMPRESSED_SNAPSHOT.test(file.name))
  if (packed !== undefined) return damaged(packed.name, 0, 'the snapshot is compressed: only plain ones are read here')
  const snapshots = zxidFiles(files, 'snapshot')
  const logs = zxidFiles(files, 'log')
  const base = newestSnapshot(snapshots)
  if ('type' in base) return base
  const needed = logsFrom(logs, base.zxid)
  const read = readLogs(needed, base.zxid)
  if ('type' in read) return read
  const last = read.entries.at(-1)?.zxid ?? base.zxid
  if (snapshots.length === 0 && read.entries.length > 0 && !mut('noSnapshotIsEmpty')) {
    return damaged(needed[0]?.name ?? '', 0, 'there are transactions, but no snapshot that they begin from')
  }
  for (const { file, flaw } of base.broken) {
    if (file.zxid > last && !mut('noSnapshotIsEmpty')) {
      const reason = `the snapshot can't be read, and the logs end before it: ${flaw.reason}`
      return damaged(file.name, flaw.offset, reason)
    }
  }
  if (base.heldUpTo > last) {
    const held = formatZxid(base.heldUpTo)
    return damaged(base.name, 0, `the snapshot holds parts of ${held}, but the logs end at ${formatZxid(last)}`)
  }
  // Zoo 30: ZOOKEEPER-2845.
  const digestMismatches = mut('noReplay') ? [] : replay(base, read.entries)
  const missing = missingEnd(needed, base.zxid, read.entries, digestMismatches)
  if (missing !== undefined) return missing
  const epochs = readEpochs(files, last)
  if (epochs.type === 'damaged') return epochs
  const fresh: DiskOp[] = snapshots.length === 0 ? [firstSnapshot()] : []
  const usable = snapshots.filter((file) => !base.broken.some((row) => row.file === file))
  return {
    type: 'recovered',
    database: base.database,
    lastLoggedZxid: last,
    committedLog: (mut('noReplay') ? [] : read.entries).slice(-COMMITTED_LOG_MAX).map(({ zxid, record, bytes }) => {
      return { zxid, record, bytes: bytes.slice() }
    }),
    acceptedEpoch: epochs.accepted,
    currentEpoch: epochs.current,
    logFiles: logs.flatMap(({ name, zxid, bytes }) => {
      const length = needed.some((file) => file.name === name) ? read.lengths.get(name) : bytes.length
      return length === undefined ? [] : [{ name, first: zxid, length }]
    }),
    snapshots: usable.map(({ name, zxid, bytes }) => ({ name, zxid, length: bytes.length })),
    repairs: [...read.repairs, ...epochs.repairs, ...leftovers(files, base), ...fresh],
    tornBytes: read.tornBytes,
    digestMismatches,
  }
}

/** A real server refuses logs without a snapshot to begin from, so a new one writes its empty tree at once (06 §9). */
function firstSnapshot(): DiskOp {
  return { type: 'replace', file: snapshotFileName(ZXID_ZERO), bytes: encodeSnapshot(emptyDatabase()) }
}
