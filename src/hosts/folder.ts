/**
 * A server's folder in memory: what `DiskOp`s do to files, as plain data. It is the disk where storage is refused.
 * Laws: operations apply in order; bytes handed out are copies, so nobody changes a file from outside.
 */
import { unreachable } from '../ground/base/assert.ts'
import type { DiskFile, DiskOp } from '../protocol/seam.ts'

/** Files by name, in the order of their creation. */
export type Folder = { readonly files: Map<string, Uint8Array> }

export function folderOf(files: readonly DiskFile[] = []): Folder {
  return { files: new Map(files.map((file) => [file.name, file.bytes.slice()])) }
}

/** Performs one operation; `read` changes nothing. A `cut` beyond the end or of no file changes nothing. */
export function applyOp(folder: Folder, op: DiskOp): void {
  switch (op.type) {
    case 'append': {
      const old = folder.files.get(op.file) ?? new Uint8Array()
      const bytes = new Uint8Array(old.length + op.bytes.length)
      bytes.set(old)
      bytes.set(op.bytes, old.length)
      folder.files.set(op.file, bytes)
      return
    }
    case 'replace':
      folder.files.set(op.file, op.bytes.slice())
      return
    case 'cut': {
      const old = folder.files.get(op.file)
      if (old !== undefined && op.length < old.length) folder.files.set(op.file, old.slice(0, op.length))
      return
    }
    case 'remove':
      folder.files.delete(op.file)
      return
    case 'read':
      return
    default:
      return unreachable(op)
  }
}

/** Everything in it. */
export function filesOf(folder: Folder): readonly DiskFile[] {
  return [...folder.files].map(([name, bytes]) => ({ name, bytes: bytes.slice() }))
}
