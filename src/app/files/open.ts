/** From what somebody drops or chooses to what is in it, by way of the reading worker. */
import { type GivenBlob, isReadAnswer, type Opened, type ReadRequest } from './opened.ts'

/** A reading under way. `opened` ends with undefined where it was called off. */
export type Opening = { readonly opened: Promise<Opened | undefined>; readonly cancel: () => void }

export function open(given: readonly GivenBlob[], progress: (bytes: number) => void): Opening {
  const worker = new Worker(new URL('./filesWorker.ts', import.meta.url), { type: 'module', name: 'files' })
  let cancel = () => {}
  const opened = new Promise<Opened | undefined>((answer) => {
    cancel = () => answer(undefined)
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isReadAnswer(data)) return
      if (data.type === 'progress') progress(data.bytes)
      else answer(data.opened)
    }
    worker.onerror = (event) => {
      const reason = event.message || 'the worker that reads the files failed'
      answer({ folders: [], others: [], problems: [{ path: '', reason }] })
    }
    const request: ReadRequest = { type: 'read', given }
    worker.postMessage(request)
  }).finally(() => worker.terminate())
  return { opened, cancel }
}

/** The files of a chooser: with their folders where a folder was chosen. */
export function chosenFiles(files: FileList): readonly GivenBlob[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }))
}

/** The files of a drop, folders walked through. Call it in the event itself: the browser forgets what was dropped. */
export function droppedFiles(transfer: DataTransfer): Promise<readonly GivenBlob[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return Promise.resolve(chosenFiles(transfer.files))
  return Promise.all(entries.map(filesOfEntry)).then((all) => all.flat())
}

async function filesOfEntry(entry: FileSystemEntry): Promise<readonly GivenBlob[]> {
  if (isFileEntry(entry)) {
    const blob = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ path: entry.fullPath.replace(/^\//, ''), blob }]
  }
  if (!isFolderEntry(entry)) return []
  const reader = entry.createReader()
  const found: GivenBlob[] = []
  // A reader gives some entries at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return found
    for (const one of some) found.push(...(await filesOfEntry(one)))
  }
}
function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}
function isFolderEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
