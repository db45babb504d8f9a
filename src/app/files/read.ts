/**
 * Reads files that somebody handed in: folders, single files, archives, in any mixture. Only what can be a server's data is
 * read at all; of the rest the name is kept.
 *
 * Laws: 1. Everything is read and looked through before the answer; nothing else changes. 2. Sizes are bounded while bytes
 * come, whatever an archive says about itself. 3. An archive within an archive is not opened.
 */
import { BlobReader, configure, type Entry, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js'
import { belongingOf, type GivenFile, gather } from '../../ground/log/gather.ts'
import { inspect } from '../../ground/log/inspect.ts'
import { type Budget, collector, countFile, fullBudget, TooMuch } from './collect.ts'
import type { GivenBlob, Opened } from './opened.ts'

configure({ useWebWorkers: false })

type Problem = Opened['problems'][number]
type Reading = {
  readonly budget: Budget
  readonly files: GivenFile[]
  readonly others: string[]
  readonly problems: Problem[]
  readonly progress: (bytes: number) => void
  read: number
}

/** Reads and looks through all of `given`. `progress` hears how many bytes were read. Rejects only for a bug of ours. */
export async function readAll(
  given: readonly GivenBlob[],
  progress: (bytes: number) => void = () => {},
  budget: Budget = fullBudget(),
): Promise<Opened> {
  const reading: Reading = { budget, files: [], others: [], problems: [], progress, read: 0 }
  try {
    for (const one of given) await readOne(reading, one, given.length > 1)
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error
    return { folders: [], others: [], problems: [{ path: '', reason: error.message }] }
  }
  const gathered = gather(reading.files)
  return {
    folders: gathered.folders.map((folder) => ({ folder, inspection: inspect(folder.files) })),
    others: [...reading.others, ...gathered.others],
    problems: [...reading.problems, ...gathered.problems],
  }
}

async function readOne(reading: Reading, { path, blob }: GivenBlob, oneOfMany: boolean): Promise<void> {
  if (/\.zip$/i.test(path)) return readArchive(reading, blob, path, oneOfMany)
  countFile(reading.budget)
  if (belongingOf(path) === undefined) return void reading.others.push(path)
  try {
    await readFile(reading, path, (sink) => blob.stream().pipeTo(sink))
  } catch (error) {
    noteProblem(reading, path, error)
  }
}

/** An archive beside others is a folder of its own name: `server.1.zip` and `server.2.zip` stay apart. */
async function readArchive(reading: Reading, blob: Blob, path: string, oneOfMany: boolean): Promise<void> {
  const archive = new ZipReader(new BlobReader(blob), { checkSignature: true, checkOverlappingEntry: true })
  const prefix = oneOfMany ? `${path.slice(0, -'.zip'.length)}/` : ''
  try {
    for await (const entry of archive.getEntriesGenerator()) {
      countFile(reading.budget)
      if (!entry.directory) await readEntry(reading, entry, `${prefix}${entry.filename.replaceAll('\\', '/')}`)
    }
  } catch (error) {
    noteProblem(reading, path, error)
  } finally {
    await archive.close()
  }
}
async function readEntry(reading: Reading, entry: Exclude<Entry, { directory: true }>, path: string): Promise<void> {
  if (belongingOf(path) === undefined) return void reading.others.push(path)
  if (entry.encrypted) return void reading.problems.push({ path, reason: 'the archive is encrypted' })
  try {
    await readFile(reading, path, (sink) => entry.getData(sink))
  } catch (error) {
    noteProblem(reading, path, error)
  }
}

const GZIPPED = /\.gz$/

/** Reads one file of data; a snapshot that ZooKeeper compressed with gzip is unpacked. */
async function readFile(
  reading: Reading,
  path: string,
  pour: (sink: WritableStream<Uint8Array>) => Promise<unknown>,
): Promise<void> {
  const name = path.replace(GZIPPED, '')
  const file = collector(reading.budget, /(?:^|\/)log\.[0-9a-f]+$/.test(name))
  const sink = () =>
    new WritableStream<Uint8Array>({
      write(piece) {
        file.take(piece)
        reading.read += piece.length
        reading.progress(reading.read)
      },
    })
  if (GZIPPED.test(path)) {
    const packed = new TransformStream<Uint8Array, BufferSource>()
    const unpacked = packed.readable.pipeThrough(new DecompressionStream('gzip')).pipeTo(sink())
    await Promise.all([pour(packed.writable), unpacked])
  } else await pour(sink())
  reading.files.push({ path: name, bytes: file.bytes() })
}

/** What stops one file is told beside the others; what is too much stops everything. */
function noteProblem(reading: Reading, path: string, error: unknown): void {
  if (error instanceof TooMuch) throw error
  reading.problems.push({ path, reason: `it can't be read: ${error instanceof Error ? error.message : String(error)}` })
}
