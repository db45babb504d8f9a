/**
 * A server's folder, looked through in full before anybody trusts it: every record of every log, every snapshot with
 * its tree, the epochs, and what the server would start from. Recovery reads what it needs; this reads everything.
 *
 * Laws: 1. Nothing is changed, and nothing is taken from a folder with a damage. 2. Each damage names its file, the byte,
 * and what is wrong there. 3. What a crash leaves by itself is no damage, and is told: the torn end of a log, and a
 * snapshot without its end mark, which ZooKeeper passes over too (SnapStream.isValidSnapshot), if another one and the
 * logs stand in for it.
 */
import { type Epoch, formatZxid, type Zxid } from '../ids.ts'
import { ACCEPTED_EPOCH_FILE, CURRENT_EPOCH_FILE, decodeEpoch } from './epochs.ts'
import { type DiskFile, type ZxidFile, zxidFiles } from './folder.ts'
import { type Damaged, type Recovered, recover } from './recovery.ts'
import { isFinishedSnapshot, loadSnapshot } from './snapshot.ts'
import { type LogReading, readLog, startOfEntry } from './txnLog.ts'

/** What one file holds. `length` is without the zeros that a log is filled up with. */
export type FileFacts = {
  readonly name: string
  readonly length: number
} & (
  | {
      readonly kind: 'log'
      readonly first: Zxid | undefined
      readonly last: Zxid | undefined
      readonly transactions: number
      /** Bytes of a write that a crash tore. */
      readonly tornBytes: number
    }
  | { readonly kind: 'snapshot'; readonly zxid: Zxid; readonly znodes: number; readonly finished: boolean }
  | { readonly kind: 'epoch'; readonly epoch: Epoch }
)

/** A folder that a server can start from, and what it starts with. */
export type Sound = {
  readonly type: 'sound'
  readonly lastZxid: Zxid
  readonly acceptedEpoch: Epoch
  readonly currentEpoch: Epoch
  readonly znodes: number
  readonly ephemerals: number
  readonly sessions: number
  /** Unsigned 64 bits, as `Tree.digest`. */
  readonly digest: bigint
  readonly files: readonly FileFacts[]
  /** Zxids after which the tree's digest is not the one that the leader wrote: ZooKeeper tells, and goes on. */
  readonly digestMismatches: readonly Zxid[]
}
export type Unsound = { readonly type: 'unsound'; readonly damages: readonly Damaged[] }
export type Inspection = Sound | Unsound

function damaged(file: string, offset: number, reason: string): Damaged {
  return { type: 'damaged', file, offset, reason }
}

/** Reads all of `files`, the folder of one server. */
export function inspect(files: readonly DiskFile[]): Inspection {
  const damages: Damaged[] = []
  const facts: FileFacts[] = [
    ...inspectSnapshots(zxidFiles(files, 'snapshot'), damages),
    ...inspectLogs(zxidFiles(files, 'log'), damages),
    ...inspectEpochs(files, damages),
  ]
  if (facts.length === 0 && damages.length === 0) {
    damages.push(damaged('version-2', 0, 'there is neither a log nor a snapshot'))
  }
  if (damages.length > 0) return { type: 'unsound', damages }
  // What only shows when all is put together: gaps between the files, epochs against the history.
  const recovery = recover(files)
  if (recovery.type === 'damaged') return { type: 'unsound', damages: [recovery] }
  return soundOf(recovery, facts)
}

function soundOf(recovered: Recovered, files: readonly FileFacts[]): Sound {
  const { database, acceptedEpoch, currentEpoch, digestMismatches } = recovered
  let ephemerals = 0
  for (const paths of database.tree.ephemerals.values()) ephemerals += paths.size
  return {
    type: 'sound',
    lastZxid: recovered.lastLoggedZxid,
    acceptedEpoch,
    currentEpoch,
    znodes: database.tree.nodes.size,
    ephemerals,
    sessions: database.sessions.size,
    digest: database.tree.digest,
    files,
    digestMismatches,
  }
}

function inspectSnapshots(snapshots: readonly ZxidFile[], damages: Damaged[]): readonly FileFacts[] {
  return snapshots.flatMap(({ name, zxid, bytes }): FileFacts[] => {
    const { length } = bytes
    if (!isFinishedSnapshot(bytes)) return [{ kind: 'snapshot', name, length, zxid, znodes: 0, finished: false }]
    const loaded = loadSnapshot(bytes)
    if (!loaded.ok) {
      damages.push(damaged(name, loaded.error.offset, loaded.error.reason))
      return []
    }
    return [{ kind: 'snapshot', name, length, zxid, znodes: loaded.value.database.tree.nodes.size, finished: true }]
  })
}

function inspectLogs(logs: readonly ZxidFile[], damages: Damaged[]): readonly FileFacts[] {
  let before: { readonly name: string; readonly last: Zxid } | undefined
  return logs.map((log, index) => {
    const reading = readLog(log.bytes, index === logs.length - 1 ? 'last' : 'earlier')
    const damage = damageOfLog(log, reading) ?? overlapOf(log, reading, before)
    if (damage !== undefined) damages.push(damage)
    const { entries, tornBytes } = reading
    const last = entries.at(-1)?.zxid
    if (last !== undefined) before = { name: log.name, last }
    return {
      kind: 'log',
      name: log.name,
      length: reading.validLength,
      first: entries[0]?.zxid,
      last,
      transactions: entries.length,
      tornBytes,
    }
  })
}

/** What is wrong with one log alone: a record, its name, or an order that goes back. */
function damageOfLog({ name, zxid }: ZxidFile, { entries, end }: LogReading): Damaged | undefined {
  const first = entries[0]
  if (first !== undefined && first.zxid !== zxid) {
    return damaged(name, startOfEntry(first), `the file begins with ${formatZxid(first.zxid)}, against its name`)
  }
  for (const [index, entry] of entries.entries()) {
    const last = entries[index - 1]
    if (last === undefined || entry.zxid > last.zxid) continue
    const order = `${formatZxid(entry.zxid)} comes after ${formatZxid(last.zxid)}: the log goes back`
    return damaged(name, startOfEntry(entry), order)
  }
  return typeof end === 'object' ? damaged(name, end.offset, end.damage) : undefined
}
function overlapOf(
  { name }: ZxidFile,
  { entries }: LogReading,
  before: { readonly name: string; readonly last: Zxid } | undefined,
): Damaged | undefined {
  const first = entries[0]
  if (first === undefined || before === undefined || first.zxid > before.last) return undefined
  const reason = `the file begins with ${formatZxid(first.zxid)}, but ${before.name} goes on to ${formatZxid(before.last)}`
  return damaged(name, startOfEntry(first), reason)
}

function inspectEpochs(files: readonly DiskFile[], damages: Damaged[]): readonly FileFacts[] {
  return [ACCEPTED_EPOCH_FILE, CURRENT_EPOCH_FILE].flatMap((name): FileFacts[] => {
    const bytes = files.find((file) => file.name === name)?.bytes
    if (bytes === undefined) return []
    const read = decodeEpoch(bytes)
    if (read.ok) return [{ kind: 'epoch', name, length: bytes.length, epoch: read.value }]
    damages.push(damaged(name, 0, read.error))
    return []
  })
}

/** The epoch, then the zxid: who would win the election with this folder (FastLeaderElection.totalOrderPredicate). */
export function isAhead(a: Sound, b: Sound): boolean {
  return a.currentEpoch === b.currentEpoch ? a.lastZxid > b.lastZxid : a.currentEpoch > b.currentEpoch
}
