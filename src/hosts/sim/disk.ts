/**
 * A simulated disk: what is durable, and the operations that were asked for and are not flushed yet.
 *
 * Laws:
 * 1. Operations take effect in the order asked. One flush takes all that wait when it starts (group commit).
 * 2. A crash keeps what is durable. Of the rest it keeps a prefix, in order: all of it (the process died and the machine
 *    lived), nothing (the power failed), or some, with the last append torn in the middle. A disk that reorders keeps any
 *    of the appends of one file and leaves zeros where the others belong.
 * 3. A file that is replaced is never torn: it was written aside, then renamed. Nothing that replaces, cuts or removes a
 *    file overtakes what was asked before it, and nothing overtakes it (`hosts/disk.ts`, law 2).
 * 4. Only `damage` touches what is durable.
 */
import { below, type Rng } from '../../ground/base/rng.ts'
import type { DiskFile, DiskOp, Input } from '../../protocol/seam.ts'
import type { DiskFate } from '../command.ts'

type Waiting = { readonly ticket: number; readonly op: DiskOp }
/** Pieces of a file, in order: appending copies nothing. */
type Pieces = Uint8Array[]

export type Disk = {
  /** Survives everything but a wipe. */
  durable: Map<string, Pieces>
  /** Asked for, oldest first; the first `flushing` of them are in the flush that is under way. */
  waiting: Waiting[]
  flushing: number
}
/** What a crash leaves; `tear` and `reorder` are power failures in the middle of writing. */
export type Fate = DiskFate | 'tear' | 'reorder'

/** What a flush comes to that fails, and what the disk says then. */
export type FlushFault = 'diskFull' | 'flushError'
export const REASONS: { readonly [K in FlushFault]: string } = {
  diskFull: 'no space left on device',
  flushError: 'input/output error',
}

export function emptyDisk(): Disk {
  return { durable: new Map(), waiting: [], flushing: 0 }
}

/** Takes an operation. Returns whether a flush must be started for it. */
export function ask(disk: Disk, ticket: number, op: DiskOp): boolean {
  disk.waiting.push({ ticket, op })
  return startFlush(disk)
}
/** Starts a flush of all that waits, unless one is under way or nothing waits. */
export function startFlush(disk: Disk): boolean {
  if (disk.flushing > 0 || disk.waiting.length === 0) return false
  disk.flushing = disk.waiting.length
  return true
}
/** The flush is done: what the server hears of it, in order. */
export function finishFlush(disk: Disk): readonly Input[] {
  const done = disk.waiting.splice(0, disk.flushing)
  disk.flushing = 0
  const inputs: Input[] = []
  for (const { ticket, op } of done) {
    if (op.type === 'read') inputs.push({ type: 'files', ticket, files: filesOf(disk) })
    else apply(disk.durable, op)
  }
  const last = done.at(-1)
  if (last !== undefined) inputs.push({ type: 'stored', ticket: last.ticket })
  return inputs
}

/** Decides what a crash has left of the operations that were not flushed. */
export function crash(disk: Disk, fate: Fate, rng: Rng): void {
  const waiting = disk.waiting
  disk.waiting = []
  disk.flushing = 0
  if (fate === 'wipe') disk.durable = new Map()
  if (fate === 'keep') for (const { op } of waiting) apply(disk.durable, op)
  if (fate === 'reorder') return reorder(disk, waiting, rng)
  if (fate !== 'tear' || waiting.length === 0) return
  const kept = below(rng, waiting.length)
  for (const { op } of waiting.slice(0, kept)) apply(disk.durable, op)
  const op = waiting[kept]?.op
  if (op?.type === 'append') apply(disk.durable, { ...op, bytes: op.bytes.slice(0, below(rng, op.bytes.length + 1)) })
}

/** Of the first run of appends to one file some were written, in whatever order: where one was not, zeros are left. */
function reorder(disk: Disk, waiting: readonly Waiting[], rng: Rng): void {
  const first = waiting.find(({ op }) => op.type !== 'read')?.op
  if (first?.type !== 'append') return
  const pieces: Uint8Array[] = []
  for (const { op } of waiting) {
    if (op.type === 'read') continue
    if (op.type !== 'append' || op.file !== first.file) break
    pieces.push(below(rng, 2) === 0 ? op.bytes : new Uint8Array(op.bytes.length))
  }
  apply(disk.durable, { ...first, bytes: joined(pieces) })
}

/** How a disk falsifies what it holds: one bit is another one, or a piece was written over another place of its file. */
export type Damage = 'bitFlip' | 'misdirect'
const SECTOR_BYTES = 64

/**
 * Damages one of the files that `fits`. Returns its name, or undefined where there is none that could be damaged. Ours have
 * checksums in logs and snapshots only: nobody could tell a falsified epoch, here as in ZooKeeper.
 */
export function damage(disk: Disk, kind: Damage, rng: Rng, fits: (file: string) => boolean): string | undefined {
  const files = filesOf(disk).filter(({ name, bytes }) => fits(name) && bytes.length > 0)
  const file = files[below(rng, Math.max(1, files.length))]
  if (file === undefined) return undefined
  const bytes = file.bytes.slice()
  const at = below(rng, bytes.length)
  if (kind === 'bitFlip') bytes[at] = (bytes[at] ?? 0) ^ (1 << below(rng, 8))
  else bytes.copyWithin(at, below(rng, bytes.length), Math.min(bytes.length, at + SECTOR_BYTES))
  disk.durable.set(file.name, [bytes])
  return file.name
}

/** The durable folder, by name. */
export function filesOf(disk: Disk): readonly DiskFile[] {
  const names = [...disk.durable.keys()].sort()
  return names.map((name) => ({ name, bytes: joined(disk.durable.get(name) ?? []) }))
}
/** Lays a folder onto the disk in place of what it holds. */
export function loadFiles(disk: Disk, files: readonly DiskFile[]): void {
  disk.durable = new Map(files.map(({ name, bytes }) => [name, [bytes]]))
  disk.waiting = []
  disk.flushing = 0
}

function apply(files: Map<string, Pieces>, op: DiskOp): void {
  switch (op.type) {
    case 'append': {
      const pieces = files.get(op.file)
      if (pieces === undefined) files.set(op.file, [op.bytes])
      else pieces.push(op.bytes)
      return
    }
    case 'replace':
      files.set(op.file, [op.bytes])
      return
    case 'cut':
      files.set(op.file, [joined(files.get(op.file) ?? []).slice(0, op.length)])
      return
    case 'remove':
      files.delete(op.file)
      return
    case 'read':
      return
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
