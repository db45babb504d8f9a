/** One server's folder in words: what it holds, or what is wrong with it and what that means. */
import { formatZxid } from '../../../ground/ids.ts'
import { within } from '../../../ground/log/gather.ts'
import type { FileFacts, Sound } from '../../../ground/log/inspect.ts'
import type { Damaged } from '../../../ground/log/recovery.ts'
import type { OpenedFolder } from '../../files/opened.ts'
import type { FilesDictionary } from '../../i18n/files.en.ts'
import { useFilesText } from './useFiles.ts'

export function FolderReport({ opened: { folder, inspection } }: { readonly opened: OpenedFolder }) {
  const text = useFilesText()
  return (
    <article className="files-folder">
      <h4 className="files-place">{text.report.folder(folder.place, folder.id)}</h4>
      {inspection.type === 'sound' ? (
        <Facts sound={inspection} />
      ) : (
        inspection.damages.map((damage) => <Damage key={damage.file} damage={damage} place={folder.place} />)
      )}
    </article>
  )
}

function Damage({ damage, place }: { readonly damage: Damaged; readonly place: string }) {
  const { report } = useFilesText()
  return (
    <p className="files-damage">
      <b>{report.place(within(place, damage.file), damage.offset)}</b>: {report.reason(damage.reason)}{' '}
      {report.meaning[kindOf(damage.file)]}
    </p>
  )
}
function kindOf(file: string): keyof FilesDictionary['report']['meaning'] {
  if (file.includes('/log.')) return 'log'
  if (file.includes('/snapshot.')) return 'snapshot'
  return file.endsWith('Epoch') ? 'epoch' : 'other'
}

function Facts({ sound }: { readonly sound: Sound }) {
  const { report } = useFilesText()
  const { ephemerals, digestMismatches } = sound
  const [first] = digestMismatches
  return (
    <>
      <dl className="files-facts">
        <dt>{report.lastZxid}</dt>
        <dd>{formatZxid(sound.lastZxid)}</dd>
        <dt>{report.epochs}</dt>
        <dd>
          {sound.acceptedEpoch} · {sound.currentEpoch}
        </dd>
        <dt>{report.znodes}</dt>
        <dd>
          {sound.znodes}
          {ephemerals === 0 ? '' : report.ephemerals(ephemerals)}
        </dd>
        <dt>{report.sessions}</dt>
        <dd>{sound.sessions}</dd>
        <dt>{report.digest}</dt>
        <dd>0x{sound.digest.toString(16)}</dd>
      </dl>
      {sound.files
        .flatMap((file) => noteOf(report, file) ?? [])
        .map((note) => (
          <p key={note} className="files-note">
            {note}
          </p>
        ))}
      {first === undefined ? null : (
        <p className="files-note">{report.mismatches(digestMismatches.length, formatZxid(first))}</p>
      )}
      <details>
        <summary>{report.files(sound.files.length)}</summary>
        <ul>
          {sound.files.map((file) => (
            <li key={file.name}>
              <code>{file.name}</code> {contentOf(report, file)}
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}

type Words = FilesDictionary['report']
/** What a crash left in a file. */
function noteOf(report: Words, file: FileFacts): string | undefined {
  if (file.kind === 'log' && file.tornBytes > 0) return report.torn(file.name, file.tornBytes)
  if (file.kind === 'snapshot' && !file.finished) return report.unfinished(file.name)
  return undefined
}
function contentOf(report: Words, file: FileFacts): string {
  switch (file.kind) {
    case 'log': {
      const { first, last, transactions } = file
      if (first === undefined || last === undefined) return report.log(0, '', '')
      return report.log(transactions, formatZxid(first), formatZxid(last))
    }
    case 'snapshot':
      return report.snapshot(file.znodes, file.finished)
    case 'epoch':
      return report.epoch(file.epoch)
  }
}
