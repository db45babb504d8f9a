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

/** Opens (and makes) the folder. Rejects with the system's error where it can't be made. */
export async function openFsStore(folder: string): Promise<Store> {
  await mkdir(join(folder, 'version-2'), { recursive: true })
  const handles = new Map<string, FileHandle>()
  const dirty = new Set<FileHandle>()
  const at = (file: string) => join(folder, ...file.split('/'))

  async function flush(): Promise<void> {
    await Promise.all([...dirty].map((handle) => handle.datasync()))
    dirty.clear()
  }
  async function release(file: string): Promise<void> {
    await flush()
    const handle = handles.get(file)
    handles.delete(file)
    await handle?.close()
  }
  return {
    flush,
    read: () => readAll(folder),
    async perform(op: Exclude<DiskOp, { type: 'read' }>): Promise<void> {
      switch (op.type) {
        case 'append': {
          const handle = handles.get(op.file) ?? (await openToAppend(at(op.file)))
          handles.set(op.file, handle)
          await handle.appendFile(op.bytes)
          dirty.add(handle)
          return
        }
        case 'replace':
          await release(op.file)
          return replace(at(op.file), op.bytes)
        case 'cut':
          await release(op.file)
          return cut(at(op.file), op.length)
        case 'remove':
          await release(op.file)
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
