/**
 * The small text files of a server: acceptedEpoch, currentEpoch (decimal, no line end, under version-2/) and myid (the
 * first line, in the folder's root).
 *
 * acceptedEpoch: no leader of an older epoch is followed any more. currentEpoch: the epoch whose initial history is on
 * this disk. Law: currentEpoch <= acceptedEpoch.
 */
import { fail, ok, type Result } from '../base/result.ts'
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import { type Epoch, epoch, type ServerId, serverId } from '../ids.ts'
import { VERSION_FOLDER } from './folder.ts'

export const ACCEPTED_EPOCH_FILE: string = `${VERSION_FOLDER}acceptedEpoch`
export const CURRENT_EPOCH_FILE: string = `${VERSION_FOLDER}currentEpoch`
/** Written aside by a real server before the rename; holds the newer epoch where the rename did not happen. */
export const CURRENT_EPOCH_ASIDE: string = `${CURRENT_EPOCH_FILE}.tmp`
export const MYID_FILE: string = 'myid'

/** The content of an epoch file. */
export function encodeEpoch(value: Epoch): Uint8Array {
  return encodeUtf8(String(value))
}
/** The epoch in a file's content (white space around it is ignored), or why there is none, in words. */
export function decodeEpoch(bytes: Uint8Array): Result<Epoch, string> {
  const text = decodeUtf8(bytes).trim()
  const value = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= -1 && value <= 0x7fffffff)) return fail(`no epoch: '${text.slice(0, 20)}'`)
  return ok(epoch(value))
}

/** The content of myid. */
export function encodeMyid(id: ServerId): Uint8Array {
  return encodeUtf8(`${id}\n`)
}
/** The id in the first line of myid (1 to 254), or why there is none, in words. */
export function decodeMyid(bytes: Uint8Array): Result<ServerId, string> {
  const line = decodeUtf8(bytes).split('\n')[0]?.trim() ?? ''
  const value = /^\d{1,3}$/.test(line) ? Number(line) : Number.NaN
  if (!(value >= 1 && value <= 254)) return fail(`no server id: '${line.slice(0, 20)}'`)
  return ok(serverId(value))
}
