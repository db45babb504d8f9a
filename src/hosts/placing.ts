/**
 * Data that an ensemble is to start with, on its way to the disks: the last look at it, and what the page says to the
 * worker that writes it.
 *
 * Law: everything is looked through before the first byte is written.
 */
import type { NodeName } from '../ground/ids.ts'
import { inspect } from '../ground/log/inspect.ts'
import type { ServerFolder } from './command.ts'

/** `ensemble` undefined: the disks are not the browser's, and the data are looked through only. */
export type PlaceMessage = {
  readonly type: 'place'
  readonly ensemble: string | undefined
  readonly servers: number
  readonly folders: readonly (ServerFolder & { readonly node: NodeName })[]
}
/** The answer: done, or why not, in words. */
export type PlaceAnswer = { readonly type: 'placed' } | { readonly type: 'notPlaced'; readonly reason: string }

export function isPlaceMessage(value: unknown): value is PlaceMessage {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'place'
}
export function isPlaceAnswer(value: unknown): value is PlaceAnswer {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  return value.type === 'placed' || value.type === 'notPlaced'
}

/** Why data can't be started from, in words: the first damage of a folder, a server that is not there or has two folders. */
export function whyNotFrom(folders: readonly ServerFolder[], servers: number): string | undefined {
  const seen = new Set<number>()
  for (const { server, files } of folders) {
    if (seen.has(server)) return `there are two folders for server ${server}`
    seen.add(server)
    if (server < 1 || server > servers) return `there is a folder for server ${server}, but no such server`
    const inspection = inspect(files)
    if (inspection.type === 'sound') continue
    const [damage] = inspection.damages
    if (damage !== undefined)
      return `server ${server}: ${damage.file} is damaged at byte ${damage.offset}: ${damage.reason}`
  }
  return undefined
}
