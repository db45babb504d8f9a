/**
 * The disk where storage is refused: the worker works on its own copy, the page keeps the one that survives a kill. A
 * message to the page's port outlives the worker that posted it, so an operation is safe as soon as it is posted.
 */
import type { DiskFile, DiskOp } from '../../protocol/seam.ts'
import type { Store } from '../disk.ts'
import { applyOp, filesOf, folderOf } from '../folder.ts'

/** A store that starts with `files`; `keep` hands operations to the page at each flush. */
export function memoryStore(files: readonly DiskFile[], keep: (ops: readonly DiskOp[]) => void): Store {
  const folder = folderOf(files)
  let unkept: DiskOp[] = []
  return {
    async perform(op) {
      applyOp(folder, op)
      unkept.push(op)
    },
    async flush() {
      if (unkept.length > 0) keep(unkept)
      unkept = []
    },
    read: async () => filesOf(folder),
  }
}
