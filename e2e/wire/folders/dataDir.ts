/** What stands in a dataDir, and what is sealed in it. */
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { formatZxid } from '../../../src/ground/ids.ts'
import type { DiskFile } from '../../../src/ground/log/folder.ts'
import { inspect, type Sound } from '../../../src/ground/log/inspect.ts'
import { decodeSnapshotImage } from '../../../src/ground/log/snapshot.ts'

const LOG_HEADER_BYTES = 16

/** The files of its version-2. */
export function filesOf(dataDir: string): readonly DiskFile[] {
  const folder = join(dataDir, 'version-2')
  return readdirSync(folder).map((name) => {
    return { name: `version-2/${name}`, bytes: new Uint8Array(readFileSync(join(folder, name))) }
  })
}
/**
 * Removes logs without a whole header: a server of 3.8.0 that is killed at the very beginning of one can't start on it again
 * (EOFException). No transaction is in it.
 */
export function removeUnbegunLogs(dataDir: string): void {
  for (const { name, bytes } of filesOf(dataDir)) {
    if (name.includes('/log.') && bytes.length < LOG_HEADER_BYTES) rmSync(join(dataDir, name))
  }
}
/**
 * Gives the files of the server with the longest log to the one with the second longest. A majority that is killed may leave
 * proposals in the log of one server alone: whether they survive depends on whether it is up in time for the election, and
 * both outcomes are right. Once two of three hold them, every majority has one who does, and it is elected: whoever starts on
 * these folders must find the same tree. The third stays behind where it was, and has to be brought up to date.
 */
export function shareLongestLog(dataDirs: readonly string[]): void {
  const byLength = dataDirs
    .map((dataDir) => ({ dataDir, zxid: soundIn(dataDir).lastZxid }))
    .sort((a, b) => Number(b.zxid - a.zxid))
  const [longest, second] = byLength
  if (longest === undefined || second === undefined || longest.zxid === second.zxid) return
  const folder = join(second.dataDir, 'version-2')
  rmSync(folder, { recursive: true })
  cpSync(join(longest.dataDir, 'version-2'), folder, { recursive: true })
}
/**
 * Removes the newest of several snapshots: there are transactions then to be applied at the next start. A server of 3.8.0 that
 * finds none after its newest snapshot knows no digest, and seals the next one with 0x0 0.
 */
export function removeNewestSnapshot(dataDir: string): void {
  rmSync(join(dataDir, newestSnapshot(dataDir).name))
}
/** What it holds. Throws where it is damaged. */
export function soundIn(dataDir: string): Sound {
  const found = inspect(filesOf(dataDir))
  if (found.type === 'unsound') throw new Error(JSON.stringify(found.damages))
  return found
}
/** What the newest snapshot in a dataDir says of its own digest: `zxid digest`. */
export function sealedDigest(dataDir: string): string {
  const newest = newestSnapshot(dataDir)
  const image = decodeSnapshotImage(newest.bytes)
  const digest = image.ok ? image.value.digest : undefined
  if (digest === undefined) throw new Error(`${newest.name} has no digest`)
  return `${formatZxid(digest.zxid)} ${BigInt.asUintN(64, digest.treeDigest)}`
}
/** As `sealedDigest`, of what a server starts with. */
export function digestOf(sound: Sound): string {
  return `${formatZxid(sound.lastZxid)} ${sound.digest}`
}
function newestSnapshot(dataDir: string): DiskFile {
  const snapshots = filesOf(dataDir).filter((file) => file.name.includes('/snapshot.'))
  const zxidOf = (file: DiskFile) => BigInt(`0x${file.name.split('.').at(-1)}`)
  return snapshots.reduce((best, next) => (zxidOf(next) > zxidOf(best) ? next : best))
}
