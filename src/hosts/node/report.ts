/** What a server's folder holds, in lines for the log: what it starts with, or each damage with its file and byte. */
import { formatZxid } from '../../ground/ids.ts'
import { zxidFiles } from '../../ground/log/folder.ts'
import { type FileFacts, inspect, type Sound } from '../../ground/log/inspect.ts'
import type { DiskFile } from '../../protocol/seam.ts'

/**
 * The report of a folder; nothing for one without history. A damage that is told here need not stop the server: an old log
 * that a snapshot covers is not read again.
 */
export function reportLines(files: readonly DiskFile[]): readonly string[] {
  if (zxidFiles(files, 'log').length + zxidFiles(files, 'snapshot').length === 0) return []
  const found = inspect(files)
  if (found.type === 'sound') return soundLines(found)
  return found.damages.map(({ file, offset, reason }) => `found ${file} damaged at byte ${offset}: ${reason}`)
}

function soundLines(sound: Sound): readonly string[] {
  const { digestMismatches } = sound
  const [first] = digestMismatches
  const summary = [
    `last zxid ${formatZxid(sound.lastZxid)}`,
    `epoch ${sound.currentEpoch} (accepted ${sound.acceptedEpoch})`,
    `${sound.znodes} znodes, ${sound.ephemerals} ephemeral`,
    `${sound.sessions} sessions`,
    `digest 0x${sound.digest.toString(16)}`,
  ]
  return [
    `found ${summary.join(', ')}`,
    ...sound.files.flatMap((file) => noteOf(file) ?? []),
    ...(first === undefined
      ? []
      : [
          `the digest differs from the leader's after ${digestMismatches.length} transactions, ${formatZxid(first)} first`,
        ]),
  ]
}

/** What a crash left in a file. */
function noteOf(file: FileFacts): string | undefined {
  if (file.kind === 'log' && file.tornBytes > 0) return `found ${file.tornBytes} torn bytes at the end of ${file.name}`
  if (file.kind === 'snapshot' && !file.finished) return `found ${file.name} unfinished: passed over`
  return undefined
}
