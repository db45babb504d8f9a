/**
 * The server's side of its disk: every change is an effect with a ticket, and whatever speaks of durable things waits for
 * the ticket (`then`). Files are ZooKeeper's: a new log file for each process and after each snapshot.
 */
import { mut } from '../../ground/base/mut.ts'
import { below } from '../../ground/base/rng.ts'
import type { Epoch, Zxid } from '../../ground/ids.ts'
import { ACCEPTED_EPOCH_FILE, CURRENT_EPOCH_FILE, encodeEpoch } from '../../ground/log/epochs.ts'
import { encodeSnapshot, snapshotFileName } from '../../ground/log/snapshot.ts'
import { encodeLogEntry, LOG_HEADER, logFileName } from '../../ground/log/txnLog.ts'
import type { DiskOp, Effect } from '../seam.ts'
import { trace } from './effects.ts'
import type { Continuation, Proposal, Server } from './state.ts'

/** Asks for a disk operation; `then` runs when it is durable. Returns its ticket. */
export function disk(server: Server, out: Effect[], op: DiskOp, then?: Continuation): number {
  const ticket = server.disk.nextTicket
  server.disk.nextTicket += 1
  out.push({ type: 'disk', ticket, op })
  noteSize(server.disk.sizes, op)
  if ('file' in op) server.disk.broken.delete(op.file)
  if (then !== undefined) server.disk.waiting.push({ ticket, then })
  return ticket
}

function noteSize(sizes: Map<string, number>, op: DiskOp): void {
  if (op.type === 'append') sizes.set(op.file, (sizes.get(op.file) ?? 0) + op.bytes.length)
  else if (op.type === 'replace') sizes.set(op.file, op.bytes.length)
  else if (op.type === 'cut') sizes.set(op.file, Math.min(op.length, sizes.get(op.file) ?? 0))
  else if (op.type === 'remove') sizes.delete(op.file)
}

/** Whether everything that was asked for is durable. */
export function isQuiet(server: Server): boolean {
  return server.disk.storedTo === server.disk.nextTicket - 1
}

/** Appends a proposal to the transaction log. It joins the tail: logged, not applied. */
export function append(server: Server, out: Effect[], proposal: Proposal, then?: Continuation): void {
  const entry = encodeLogEntry(proposal.bytes)
  let file = server.disk.logFile
  if (file === undefined) {
    file = logFileName(proposal.zxid)
    server.disk.logFile = file
    // A file of that name may be left over from before a synchronisation: its records are no part of our history.
    disk(server, out, { type: 'replace', file, bytes: joined(LOG_HEADER, entry) }, then)
  } else disk(server, out, { type: 'append', file, bytes: entry }, then)
  server.tail.push(proposal)
  server.disk.sinceSnapshot += 1
  trace(out, { type: 'appended', zxid: proposal.zxid })
}

/** The last zxid in the log, applied or not. */
export function lastLogged(server: Server): Zxid {
  return server.tail.at(-1)?.zxid ?? server.db.lastProcessedZxid
}

/** Writes one of the two epochs; it is ours, and may be spoken of, in `then`. */
export function storeEpoch(
  server: Server,
  out: Effect[],
  which: 'acceptedEpoch' | 'currentEpoch',
  value: Epoch,
  then: Continuation,
): void {
  const file = which === 'acceptedEpoch' ? ACCEPTED_EPOCH_FILE : CURRENT_EPOCH_FILE
  disk(server, out, { type: 'replace', file, bytes: encodeEpoch(value) }, then)
}

/** Writes the tree as it is; the next append opens a new log file. */
export function takeSnapshot(server: Server, out: Effect[]): void {
  const bytes = encodeSnapshot(server.db)
  const { lastProcessedZxid: zxid } = server.db
  // As ZooKeeper's own are: begun earlier than they end, so that the last transactions are in the log that is replayed, too.
  const isLogged = server.committedLog.at(-1)?.zxid === zxid
  const begun = mut('fuzzySnapshots') && isLogged ? (server.committedLog.at(-4)?.zxid ?? zxid) : zxid
  disk(server, out, { type: 'replace', file: snapshotFileName(begun), bytes })
  rollLog(server)
  const { snapCount } = server.config
  server.disk.sinceSnapshot = 0
  server.disk.snapshotAt = Math.floor(snapCount / 2) + below(server.rng, Math.max(1, Math.floor(snapCount / 2)))
  trace(out, { type: 'snapshotTaken', zxid, bytes: bytes.length })
}

/** Snapshots are spread: each server draws when the next one is due (SyncRequestProcessor). */
export function snapshotIfDue(server: Server, out: Effect[]): void {
  // What is logged and not applied is in no snapshot yet: the log that holds it must be the one that follows.
  if (server.disk.sinceSnapshot >= server.disk.snapshotAt && server.tail.length === 0) takeSnapshot(server, out)
}

export function rollLog(server: Server): void {
  server.disk.logFile = undefined
}

/** Takes the continuations that are durable now, in order. */
export function takeDurable(server: Server, upTo: number): readonly Continuation[] {
  server.disk.storedTo = Math.max(server.disk.storedTo, upTo)
  const ready: Continuation[] = []
  while (server.disk.waiting[0] !== undefined && server.disk.waiting[0].ticket <= upTo) {
    const next = server.disk.waiting.shift()
    if (next !== undefined) ready.push(next.then)
  }
  return ready
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length)
  bytes.set(a)
  bytes.set(b, a.length)
  return bytes
}
