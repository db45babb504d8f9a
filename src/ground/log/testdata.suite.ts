/** Folders of real servers for the tests beside this file (`testdata/README.md`), and small folders of our own. */
import { readdirSync, readFileSync } from 'node:fs'
import { sessionIdFrom, type Zxid, zxidFrom } from '../ids.ts'
import { encodeTxnRecord, type Txn } from '../jute/txns.ts'
import type { DiskFile } from './folder.ts'
import { encodeLogEntry, LOG_HEADER } from './txnLog.ts'

export type RealFolder = 'standalone' | 'follower' | 'trunc-before' | 'trunc-after' | 'stale-log'

/** The files of a real server's folder. */
export function readFolder(name: RealFolder): readonly DiskFile[] {
  const folder = new URL(`./testdata/${name}/`, import.meta.url)
  return readdirSync(folder).map((file) => {
    return { name: `version-2/${file}`, bytes: new Uint8Array(readFileSync(new URL(file, folder))) }
  })
}

export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** A transaction's bytes without a digest: a session of 10 s begins, unless told otherwise. */
export function txnBytes(zxid: bigint, txn: Txn = { type: 'createSession', timeOut: 10_000 }): Uint8Array {
  const type = txn.type === 'createSession' ? -10 : txn.type === 'setData' ? 5 : 1
  const header = { clientId: sessionIdFrom(zxid), cxid: 0, zxid: zxidFrom(zxid), time: 1000, type }
  return encodeTxnRecord({ header, txn, digest: null })
}

/** A log file of createSession transactions with these zxids, named after the first one. */
export function logOf(...zxids: readonly bigint[]): DiskFile {
  const bytes = joined(LOG_HEADER, ...zxids.map((zxid) => encodeLogEntry(txnBytes(zxid))))
  return { name: `version-2/log.${(zxids[0] ?? 0n).toString(16)}`, bytes }
}

export function file(files: readonly DiskFile[], name: string): Uint8Array {
  const found = files.find((candidate) => candidate.name === `version-2/${name}`)
  if (found === undefined) throw new Error(`no file ${name}`)
  return found.bytes
}
export function zxids(...values: readonly bigint[]): readonly Zxid[] {
  return values.map(zxidFrom)
}
