/**
 * A server's folder on a real disk. An append is a write at the end of an open file, flushed with the next `flush`; a
 * replacement is written aside, flushed, renamed, and its folder flushed, so it is there whole or not at all.
 *
 * Law: what replaces, cuts or removes a file waits for a flush of everything before it.
 */
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { unreachable } from '../../ground/base/assert.ts'
import type { DiskFile, DiskOp } from '../../protocol/seam.ts'
import type { Store } from '../disk.ts'

/** Ends of files that were written aside and never renamed: a crash left them, nobody reads them. */
const ASIDE = '.tmp'

/** A store that holds a file open. */
export type FsStore = Store & { readonly close: () => Promise<void> }
type Open = { readonly file: string; readonly handle: FileHandle; dirty: boolean }

/** Opens (and makes) the folder. Rejects with the system's error where it can't be made. */
export async function openFsStore(folder: string): Promise<FsStore> {
  await mkdir(join(folder, 'version-2'), { recursive: true })
  // Appends go to the newest log only: one file is open at a time.
  let log: Open | undefined
  const at = (file: string) => join(folder, ...file.split('/'))

  async function flush(): Promise<void> {
    if (log?.dirty !== true) return
    log.dirty = false
    await log.handle.datasync()
  }
  async function close(): Promise<void> {
    await flush()
    const last = log
    log = undefined
    await last?.handle.close()
  }
  return {
    flush,
    close,
    read: () => readAll(folder),
    async perform(op: Exclude<DiskOp, { type: 'read' }>): Promise<void> {
      if (op.type === 'append') {
        if (log?.file !== op.file) await close()
        log ??= { file: op.file, handle: await openToAppend(at(op.file)), dirty: false }
        log.dirty = true
        await log.handle.appendFile(op.bytes)
        return
      }
      await (log?.file === op.file ? close() : flush())
      switch (op.type) {
        case 'replace':
          return replace(at(op.file), op.bytes)
        case 'cut':
          return cut(at(op.file), op.length)
        case 'remove':
          await rm(at(op.file), { force: true })
          return flushFolder(dirname(at(op.file)))
        default:
          return unreachable(op)
      }
    },
  }
}

async function openToAppend(path: string): Promise<FileHandle> {
  const handle = await open(path, 'a')
  await flushFolder(dirname(path))
  return handle
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const aside = `${path}${ASIDE}`
  const handle = await open(aside, 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(aside, path)
  await flushFolder(dirname(path))
}

async function cut(path: string, length: number): Promise<void> {
  await truncate(path, length)
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A new name is durable only with its folder. Some systems can't open a folder: there the rename has to do. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Every file of the folder, by its name in it. */
async function readAll(folder: string): Promise<readonly DiskFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files: DiskFile[] = []
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith(ASIDE)) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const name = relative(folder, path).split(sep).join('/')
    files.push({ name, bytes: new Uint8Array(await readFile(path)) })
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1))
}
