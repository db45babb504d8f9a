/** The files of the server's folder: each can be taken away by itself. A dead server's disk is read as it was left. */
import { useEffect, useState } from 'react'
import type { Inspection } from '../../../hosts/inspection.ts'
import { downloadFile, downloadServer } from '../../files/acts.ts'
import { readFolder } from '../../store/bridge.ts'
import type { ServerModel } from '../../store/model.ts'
import { Section } from './Section.tsx'
import { useInspectorText } from './useInspections.ts'

type Row = { readonly name: string; readonly bytes: number }
type Props = { readonly server: ServerModel; readonly look: Inspection | undefined }

export function DiskFiles({ server, look }: Props) {
  const { files: words } = useInspectorText()
  const { id, life } = server
  const left = useLeftFiles(server)
  const [failed, setFailed] = useState<string | undefined>(undefined)
  const rows = life === 'down' ? left : look?.files
  return (
    <Section title={words.title} count={rows?.length}>
      {rows === undefined ? (
        <p className="inspector-note">{words.unread}</p>
      ) : (
        <ul className="file-rows">
          {rows.map(({ name, bytes }) => (
            <li key={name}>
              <span className="mono inspector-path">{name}</span>
              <span className="mono file-bytes">{words.bytes(bytes)}</span>
              <button
                type="button"
                className="file-download"
                aria-label={words.download(name)}
                title={words.download(name)}
                onClick={async () => setFailed((await downloadFile(id, name)) ? undefined : name)}
              >
                ↓
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" className="button inspector-act" onClick={() => void downloadServer(id)}>
        {words.all(id)}
      </button>
      <p className="inspector-note" role="status">
        {failed === undefined ? '' : words.failed(failed)}
      </p>
    </Section>
  )
}

/** What a dead server's disk holds; undefined while it runs, and where its disk can't be read. */
function useLeftFiles({ id, life, incarnation }: ServerModel): readonly Row[] | undefined {
  const [left, setLeft] = useState<{ readonly of: string; readonly rows: readonly Row[] | undefined }>()
  // Each life leaves another folder.
  const wanted = life === 'down' ? `${id} ${incarnation}` : undefined
  useEffect(() => {
    let isWanted = wanted !== undefined
    if (wanted !== undefined)
      void readFolder(id).then((files) => {
        const rows = files?.map(({ name, bytes }) => ({ name, bytes: bytes.length }))
        if (isWanted) setLeft({ of: wanted, rows })
      })
    return () => {
      isWanted = false
    }
  }, [id, wanted])
  return wanted !== undefined && left?.of === wanted ? left.rows : undefined
}
