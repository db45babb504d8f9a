/**
 * Files as somebody hands them over (a folder, its files, an archive; of one server or of a whole ensemble) become
 * servers' folders: `x/server.2/version-2/log.1` is `version-2/log.1` of the folder `x/server.2`.
 *
 * Laws: 1. Only a file's own name and the folder that it stands in count; no name leads anywhere else. 2. What is no
 * part of a server's data (zoo.cfg, README) is named in `others`, never dropped in silence. 3. A server that keeps logs
 * and snapshots apart (dataLogDir) is one folder again.
 */
import type { ServerId } from '../ids.ts'
import { ACCEPTED_EPOCH_FILE, CURRENT_EPOCH_ASIDE, CURRENT_EPOCH_FILE, decodeMyid, MYID_FILE } from './epochs.ts'
import { type DiskFile, VERSION_FOLDER, zxidOfName } from './folder.ts'

/** A file with its path as it was given, '/' between the names. */
export type GivenFile = { readonly path: string; readonly bytes: Uint8Array }

/** The data of one server. `place` is where it stood ('' for the top), `id` what its myid says. */
export type GatheredFolder = {
  readonly place: string
  readonly id: ServerId | undefined
  readonly files: readonly DiskFile[]
}
export type Gathered = {
  /** By id, then by place. */
  readonly folders: readonly GatheredFolder[]
  /** Paths that are no part of any server's data. */
  readonly others: readonly string[]
  /** What can't be taken, each with its path and why in words. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[]
}

const EPOCH_FILES: ReadonlySet<string> = new Set([ACCEPTED_EPOCH_FILE, CURRENT_EPOCH_FILE, CURRENT_EPOCH_ASIDE])
const COMPRESSED = /^snapshot\.[0-9a-f]{1,16}\.(gz|snappy)$/

/** Where a file belongs: the place of its server and its name in the server's folder; undefined where it is no data. */
export function belongingOf(path: string): { readonly place: string; readonly name: string } | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const own = parts.pop() ?? ''
  if (own === MYID_FILE) return { place: parts.join('/'), name: MYID_FILE }
  const name = `${VERSION_FOLDER}${own}`
  const isData =
    zxidOfName('log', name) !== undefined || zxidOfName('snapshot', name) !== undefined || EPOCH_FILES.has(name)
  if (!isData && !COMPRESSED.test(own)) return undefined
  if (`${parts.at(-1)}/` === VERSION_FOLDER) parts.pop()
  return { place: parts.join('/'), name }
}

/** Sorts `given` into folders. Nothing is read but myid. */
export function gather(given: readonly GivenFile[]): Gathered {
  const places = new Map<string, Map<string, DiskFile>>()
  const others: string[] = []
  const problems: { path: string; reason: string }[] = []
  for (const { path, bytes } of given) {
    const belonging = belongingOf(path)
    if (belonging === undefined) {
      others.push(path)
      continue
    }
    const { place, name } = belonging
    const method = COMPRESSED.exec(name.slice(VERSION_FOLDER.length))?.[1]
    const files = places.get(place) ?? new Map<string, DiskFile>()
    places.set(place, files)
    if (method !== undefined) problems.push({ path, reason: `the snapshot is compressed (${method})` })
    else if (files.has(name)) problems.push({ path, reason: 'the same file comes twice' })
    else files.set(name, { name, bytes })
  }
  for (const [place, files] of places) if (isMyidAlone(files)) others.push(...leave(places, place))
  joinApart(places)
  const folders: GatheredFolder[] = []
  for (const [place, files] of places) {
    const myid = files.get(MYID_FILE)
    const id = myid === undefined ? undefined : decodeMyid(myid.bytes)
    if (id !== undefined && !id.ok) problems.push({ path: within(place, MYID_FILE), reason: id.error })
    folders.push({ place, id: id?.ok === true ? id.value : undefined, files: [...files.values()] })
  }
  folders.sort((a, b) => (a.id ?? 256) - (b.id ?? 256) || naturally(a.place, b.place))
  return { folders, others, problems }
}

/** The path of a folder's file as it was given, for messages. */
export function within(place: string, name: string): string {
  return place === '' ? name : `${place}/${name}`
}

/** A server that never ran has nothing but its myid: that is no data. */
function isMyidAlone(files: ReadonlyMap<string, DiskFile>): boolean {
  return files.size === 1 && files.has(MYID_FILE)
}
function leave(places: Map<string, Map<string, DiskFile>>, place: string): readonly string[] {
  // Its data may stand elsewhere: then it tells whose they are.
  const bare = [...places].filter(([other, files]) => other !== place && !files.has(MYID_FILE))
  const myid = places.get(place)?.get(MYID_FILE)
  places.delete(place)
  if (places.size > 2 || bare.length !== places.size || myid === undefined) return [within(place, MYID_FILE)]
  for (const [, files] of bare.slice(0, 1)) files.set(MYID_FILE, myid)
  return bare.length === 0 ? [within(place, MYID_FILE)] : []
}

/** Two places, one with logs alone and one without any log, are the two halves of one server (dataDir and dataLogDir). */
function joinApart(places: Map<string, Map<string, DiskFile>>): void {
  const halves = [...places]
  if (halves.length !== 2) return
  const logs = halves.find(([, files]) => [...files.keys()].every((name) => zxidOfName('log', name) !== undefined))
  const rest = halves.find(([, files]) => [...files.keys()].every((name) => zxidOfName('log', name) === undefined))
  if (logs === undefined || rest === undefined) return
  for (const [name, file] of logs[1]) rest[1].set(name, file)
  places.delete(logs[0])
}

function naturally(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
