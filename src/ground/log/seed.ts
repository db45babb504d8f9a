/**
 * Which server of a new ensemble starts with which folder.
 *
 * A server without a folder gets a copy of the one that is ahead (epoch, then zxid), as administrators do when they
 * restore a backup or turn a standalone server into an ensemble: servers that start empty are a majority, might elect
 * one of themselves, and the data would then be thrown away by the SNAP of an empty leader.
 */
import { type ServerId, serverId } from '../ids.ts'
import { encodeMyid, MYID_FILE } from './epochs.ts'
import type { DiskFile } from './folder.ts'
import type { GatheredFolder } from './gather.ts'
import { isAhead, type Sound } from './inspect.ts'

/** A sound folder that was handed in. */
export type Candidate = { readonly folder: GatheredFolder; readonly sound: Sound }
/** What server `server` starts with: `place` says whose folder it is, `copied` that it is another server's. */
export type Seeded = {
  readonly server: ServerId
  readonly files: readonly DiskFile[]
  readonly place: string
  readonly copied: boolean
}

/** The folder that is ahead of all others. Throws TypeError where there is none. */
export function mostAdvanced(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, next) => (isAhead(next.sound, best.sound) ? next : best))
}

/**
 * Folders for servers 1 to `servers`, at least as many as there are candidates. Each keeps the id of its myid where all
 * of these fit; otherwise they are numbered in order.
 */
export function seed(candidates: readonly Candidate[], servers: number): readonly Seeded[] {
  const ids = candidates.map(({ folder }) => folder.id)
  const fit = new Set(ids).size === ids.length && ids.every((id) => id !== undefined && id >= 1 && id <= servers)
  const best = mostAdvanced(candidates)
  return Array.from({ length: servers }, (_, index) => {
    const server = serverId(index + 1)
    const own = fit ? candidates.find(({ folder }) => folder.id === server) : candidates[index]
    const { folder } = own ?? best
    const data = folder.files.filter((file) => file.name !== MYID_FILE)
    const files = [{ name: MYID_FILE, bytes: encodeMyid(server) }, ...data]
    return { server, files, place: folder.place, copied: own === undefined }
  })
}
