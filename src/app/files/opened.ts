/** What the page learns of files that somebody handed in, and what it says to the worker that reads them. */
import type { GatheredFolder } from '../../ground/log/gather.ts'
import type { Inspection } from '../../ground/log/inspect.ts'

/** A file as it was dropped or chosen; `path` with its folders where the browser tells them. */
export type GivenBlob = { readonly path: string; readonly blob: Blob }

/** A folder that was found, and what is in it. */
export type OpenedFolder = { readonly folder: GatheredFolder; readonly inspection: Inspection }
export type Opened = {
  readonly folders: readonly OpenedFolder[]
  /** Files that are no part of any server's data. */
  readonly others: readonly string[]
  /** What can't be taken, or not even be read: with the file's path ('' for all of them) and the reason in words. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[]
}

export type ReadRequest = { readonly type: 'read'; readonly given: readonly GivenBlob[] }
export type ReadAnswer =
  | { readonly type: 'progress'; readonly bytes: number }
  | { readonly type: 'opened'; readonly opened: Opened }

export function isReadRequest(value: unknown): value is ReadRequest {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'read'
}
export function isReadAnswer(value: unknown): value is ReadAnswer {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  return value.type === 'progress' || value.type === 'opened'
}

/** Whether an ensemble can start with it: there are folders, and nothing is wrong with any of them. */
export function isSound(opened: Opened): boolean {
  const { folders, problems } = opened
  return folders.length > 0 && problems.length === 0 && folders.every(({ inspection }) => inspection.type === 'sound')
}
