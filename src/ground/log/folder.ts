/**
 * A server's folder as values: what its files are called and the changes that can be made to it. The types are
 * structurally those of the protocol's seam; this floor can't import it. Names are relative to the folder.
 *
 * Law: `applyDiskOp` says what each operation means; hosts with real disks do the same.
 */
import { parseZxid, type Zxid } from '../ids.ts'

/** A file; `name` is relative to the folder: `version-2/log.100000001`. */
export type DiskFile = { readonly name: string; readonly bytes: Uint8Array }

/** One change. `replace` is atomic; `cut` keeps the first `length` bytes; `remove` of a missing file does nothing. */
export type DiskOp =
  | { readonly type: 'append'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly type: 'replace'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly type: 'cut'; readonly file: string; readonly length: number }
  | { readonly type: 'remove'; readonly file: string }

/** Where logs, snapshots and epochs live in the folder (FileTxnSnapLog.version). */
export const VERSION_FOLDER: string = 'version-2/'

/** `version-2/<kind>.<zxid in lower-case hex, no padding>`. */
export function zxidFileName(kind: 'log' | 'snapshot', zxid: Zxid): string {
  return `${VERSION_FOLDER}${kind}.${BigInt.asUintN(64, zxid).toString(16)}`
}

const NAMES: { readonly [K in 'log' | 'snapshot']: RegExp } = {
  log: /^version-2\/log\.([0-9a-f]{1,16})$/,
  snapshot: /^version-2\/snapshot\.([0-9a-f]{1,16})$/,
}
/** The zxid in the name of a log or snapshot file, or undefined where the name is another one (Util.getZxidFromName). */
export function zxidOfName(kind: 'log' | 'snapshot', name: string): Zxid | undefined {
  const digits = NAMES[kind].exec(name)?.[1]
  return digits === undefined ? undefined : parseZxid(digits)
}

/** A log or snapshot file with the zxid that its name carries. */
export type ZxidFile = { readonly name: string; readonly zxid: Zxid; readonly bytes: Uint8Array }

/** The files of one kind, ascending by the zxid in their names. */
export function zxidFiles(files: readonly DiskFile[], kind: 'log' | 'snapshot'): readonly ZxidFile[] {
  const found: ZxidFile[] = []
  for (const file of files) {
    const zxid = zxidOfName(kind, file.name)
    if (zxid !== undefined) found.push({ name: file.name, zxid, bytes: file.bytes })
  }
  return found.sort((a, b) => (a.zxid < b.zxid ? -1 : a.zxid > b.zxid ? 1 : 0))
}

/** The folder after `op`. The files given are not changed. */
export function applyDiskOp(files: readonly DiskFile[], op: DiskOp): readonly DiskFile[] {
  const others = files.filter((file) => file.name !== op.file)
  const before = files.find((file) => file.name === op.file)?.bytes ?? new Uint8Array()
  switch (op.type) {
    case 'remove':
      return others
    case 'replace':
      return [...others, { name: op.file, bytes: op.bytes }]
    case 'cut':
      return [...others, { name: op.file, bytes: before.slice(0, op.length) }]
    case 'append': {
      const bytes = new Uint8Array(before.length + op.bytes.length)
      bytes.set(before)
      bytes.set(op.bytes, before.length)
      return [...others, { name: op.file, bytes }]
    }
  }
}
