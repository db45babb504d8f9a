/**
 * A server's folder in the origin private file system: `zookeeper-playground/<ensemble>/server.N/…`, real files in
 * ZooKeeper's formats.
 *
 * Laws:
 * 1. `replace` writes `<file>.tmp`, flushes it, and moves it over the file: a crash leaves the old bytes or the new ones.
 *    Leftovers `.tmp` are nobody's file: opening removes them.
 * 2. The page knows how long each file is that is being appended to, as of its last flush, before a byte is written beyond
 *    that. So "lose what was not flushed" cuts appended tails, and leaves replaced files whole: those are durable at once.
 * 3. What a terminated worker held open is released a little later (the browser does that when it likes), so opening is
 *    tried again until `openWaitMsMax`.
 */
import { assert } from '../../ground/base/assert.ts'
import type { NodeName } from '../../ground/ids.ts'
import type { DiskFile, DiskOp } from '../../protocol/seam.ts'
import type { DiskFate } from '../command.ts'
import type { Store } from '../disk.ts'
import { STORAGE_ROOT, serverFolder } from '../storageNames.ts'
import type { FlushedLengths } from '../workerMessages.ts'

/** How long a start waits for the files of the incarnation before. Released within some 10 ms where it was measured. */
export const openWaitMsMax: number = 5000
/** Files that stay open between operations; ZooKeeper writes one log at a time. */
export const openFilesMax: number = 4
const TMP = '.tmp'

type Movable = FileSystemFileHandle & {
  readonly move: (folder: FileSystemDirectoryHandle, name: string) => Promise<void>
}
type OpenFile = { readonly handle: FileSystemSyncAccessHandle; size: number; dirty: boolean }
type OpfsFolder = {
  readonly root: FileSystemDirectoryHandle
  readonly open: Map<string, OpenFile>
  readonly folders: Map<string, FileSystemDirectoryHandle>
  /** Of files that were appended to: lengths as of the last flush. */
  readonly lengths: Map<string, number>
  /** Tells the page the lengths as they are now. */
  readonly announce: () => void
}

/**
 * Opens the folder of `node`, applies the fate, and hands out a store. `flushed` hears the lengths (law 2). Rejects
 * with the storage's error where it is refused or still locked after `openWaitMsMax`.
 */
export async function openOpfsStore(
  ensemble: string,
  node: NodeName,
  fate: DiskFate,
  before: FlushedLengths | undefined,
  flushed: (lengths: FlushedLengths) => void,
): Promise<Store> {
  const storage = await navigator.storage.getDirectory()
  const home = await storage.getDirectoryHandle(STORAGE_ROOT, { create: true })
  const folderOfEnsemble = await home.getDirectoryHandle(ensemble, { create: true })
  const name = serverFolder(node)
  if (fate === 'wipe') await patiently(() => removeIfThere(folderOfEnsemble, name))
  const root = await folderOfEnsemble.getDirectoryHandle(name, { create: true })
  const lengths = new Map<string, number>()
  const announce = () => flushed(new Map(lengths))
  const folder: OpfsFolder = { root, open: new Map(), folders: new Map(), lengths, announce }
  await settleLeftovers(folder, fate === 'loseUnflushed' ? before : undefined)
  return {
    perform: (op) => perform(folder, op),
    async flush() {
      flushDirty(folder)
    },
    read: () => readAll(folder),
  }
}

async function perform(folder: OpfsFolder, op: Exclude<DiskOp, { type: 'read' }>): Promise<void> {
  switch (op.type) {
    case 'append': {
      const file = folder.open.get(op.file) ?? (await openFile(folder, op.file))
      file.handle.write(op.bytes, { at: file.size })
      file.size += op.bytes.length
      file.dirty = true
      return
    }
    case 'cut': {
      const file = folder.open.get(op.file) ?? (await openFile(folder, op.file))
      if (op.length < file.size) file.handle.truncate(op.length)
      file.size = Math.min(file.size, op.length)
      file.dirty = true
      return
    }
    case 'replace':
      flushDirty(folder)
      return replace(folder, op.file, op.bytes)
    default: {
      flushDirty(folder)
      closeFile(folder, op.file)
      forget(folder, op.file)
      const { parent, name } = await placeOf(folder, op.file)
      return removeIfThere(parent, name)
    }
  }
}

async function replace(folder: OpfsFolder, path: string, bytes: Uint8Array): Promise<void> {
  closeFile(folder, path)
  forget(folder, path)
  const { parent, name } = await placeOf(folder, path)
  const aside = await parent.getFileHandle(`${name}${TMP}`, { create: true })
  assert(isMovable(aside), 'this browser cannot rename files in its private file system')
  const handle = await patiently(() => aside.createSyncAccessHandle())
  handle.truncate(0)
  handle.write(bytes, { at: 0 })
  handle.flush()
  handle.close()
  await aside.move(parent, name)
}

function flushDirty(folder: OpfsFolder): void {
  const dirty = [...folder.open].filter(([, file]) => file.dirty)
  for (const [path, file] of dirty) {
    file.handle.flush()
    file.dirty = false
    folder.lengths.set(path, file.size)
  }
  if (dirty.length > 0) folder.announce()
}

function forget(folder: OpfsFolder, path: string): void {
  if (folder.lengths.delete(path)) folder.announce()
}

async function openFile(folder: OpfsFolder, path: string): Promise<OpenFile> {
  const { parent, name } = await placeOf(folder, path)
  const fileHandle = await parent.getFileHandle(name, { create: true })
  const handle = await patiently(() => fileHandle.createSyncAccessHandle())
  if (folder.open.size >= openFilesMax) {
    flushDirty(folder)
    for (const oldest of [...folder.open.keys()].slice(0, 1)) closeFile(folder, oldest)
  }
  const file: OpenFile = { handle, size: handle.getSize(), dirty: false }
  folder.open.set(path, file)
  if (!folder.lengths.has(path)) {
    folder.lengths.set(path, file.size)
    folder.announce()
  }
  return file
}

function closeFile(folder: OpfsFolder, path: string): void {
  folder.open.get(path)?.handle.close()
  folder.open.delete(path)
}

async function placeOf(
  folder: OpfsFolder,
  path: string,
): Promise<{ readonly parent: FileSystemDirectoryHandle; readonly name: string }> {
  const parts = path.split('/')
  const name = parts.pop() ?? path
  let parent = folder.root
  let walked = ''
  for (const part of parts) {
    walked = `${walked}${part}/`
    const known = folder.folders.get(walked) ?? (await parent.getDirectoryHandle(part, { create: true }))
    folder.folders.set(walked, known)
    parent = known
  }
  return { parent, name }
}

async function readAll(folder: OpfsFolder): Promise<readonly DiskFile[]> {
  const files: DiskFile[] = []
  for (const { path, handle } of await walk(folder.root, '')) {
    const open = folder.open.get(path)
    const bytes = open === undefined ? await readClosed(handle) : readThrough(open.handle)
    files.push({ name: path, bytes })
  }
  return files
}

async function readClosed(fileHandle: FileSystemFileHandle): Promise<Uint8Array> {
  const handle = await patiently(() => fileHandle.createSyncAccessHandle())
  const bytes = readThrough(handle)
  handle.close()
  return bytes
}

function readThrough(handle: FileSystemSyncAccessHandle): Uint8Array {
  const bytes = new Uint8Array(handle.getSize())
  const length = handle.read(bytes, { at: 0 })
  return length === bytes.length ? bytes : bytes.slice(0, length)
}

/** Removes `.tmp` leftovers; with `before`, cuts each file that was appended to back to what was flushed of it. */
async function settleLeftovers(folder: OpfsFolder, before: FlushedLengths | undefined): Promise<void> {
  for (const { path, parent, handle } of await walk(folder.root, '', true)) {
    const length = before?.get(path)
    if (path.endsWith(TMP) || length === 0) {
      await patiently(() => removeIfThere(parent, handle.name))
    } else if (length !== undefined) {
      const open = await patiently(() => handle.createSyncAccessHandle())
      if (open.getSize() > length) open.truncate(length)
      open.flush()
      open.close()
    }
  }
}

type Walked = {
  readonly path: string
  readonly parent: FileSystemDirectoryHandle
  readonly handle: FileSystemFileHandle
}
async function walk(parent: FileSystemDirectoryHandle, prefix: string, withTmp = false): Promise<readonly Walked[]> {
  const found: Walked[] = []
  for await (const [name, handle] of parent.entries()) {
    if (isFolder(handle)) found.push(...(await walk(handle, `${prefix}${name}/`, withTmp)))
    else if (isFile(handle) && (withTmp || !name.endsWith(TMP)))
      found.push({ path: `${prefix}${name}`, parent, handle })
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function removeIfThere(parent: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await parent.removeEntry(name, { recursive: true })
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error
  }
}

/** Tries again while a dead worker's handle still locks the file; rejects with the last error after `openWaitMsMax`. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const until = performance.now() + openWaitMsMax
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const locked = error instanceof DOMException && LOCKED.includes(error.name)
      if (!locked || performance.now() > until) throw error
      await new Promise((again) => setTimeout(again, 5))
    }
  }
}
const LOCKED: readonly string[] = ['NoModificationAllowedError', 'InvalidStateError']

function isMovable(handle: FileSystemFileHandle): handle is Movable {
  return 'move' in handle
}
function isFolder(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory'
}
function isFile(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === 'file'
}
