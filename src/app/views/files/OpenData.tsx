/** Data come in: chosen or dropped, looked through, told about, started with. */
import type { ChangeEvent } from 'react'
import { hideFiles, openFiles } from '../../files/filesStore.ts'
import { chosenFiles } from '../../files/open.ts'
import { isSound, type Opened } from '../../files/opened.ts'
import { FolderReport } from './FolderReport.tsx'
import { StartWith } from './StartWith.tsx'
import { useFilesText, useOpening } from './useFiles.ts'

export function OpenData() {
  const text = useFilesText()
  const opening = useOpening()
  return (
    <section aria-labelledby="files-open">
      <h3 id="files-open" className="files-heading">
        {text.open.title}
      </h3>
      <p className="files-about">{text.open.about}</p>
      <div className="files-drop">
        <span className="files-drop-hint">{text.open.drop}</span>
        <span className="files-acts">
          <Chooser name={text.open.chooseFiles} folders={false} />
          <Chooser name={text.open.chooseFolder} folders />
        </span>
      </div>
      <div aria-live="polite">
        {opening.type === 'reading' ? (
          <p className="files-reading">
            {text.open.reading((opening.bytes / 1e6).toFixed(0))}{' '}
            <button type="button" className="button" onClick={opening.cancel}>
              {text.open.cancel}
            </button>
          </p>
        ) : null}
        {opening.type === 'read' ? <Report opened={opening.opened} /> : null}
      </div>
    </section>
  )
}

/** A file input that looks like a button: the input itself has the focus and the name. */
function Chooser({ name, folders }: { readonly name: string; readonly folders: boolean }) {
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const given = target.files === null ? [] : chosenFiles(target.files)
    // The same files may be chosen again once they were mended.
    target.value = ''
    void openFiles(given)
  }
  return (
    <label className="button files-chooser" data-folders={folders}>
      {name}
      <input
        type="file"
        multiple
        className="visually-hidden"
        onChange={choose}
        ref={(input) => {
          if (folders) input?.setAttribute('webkitdirectory', '')
        }}
      />
    </label>
  )
}

function Report({ opened }: { readonly opened: Opened }) {
  const text = useFilesText()
  const { folders, problems, others } = opened
  const sound = isSound(opened)
  const words = sound ? text.report.sound : text.report.damaged
  const nothing = folders.length === 0 && problems.length === 0
  return (
    <section className="files-report" aria-label={text.report.title}>
      <p className="files-verdict" data-sound={sound}>
        {nothing ? text.open.nothing : words}
      </p>
      {problems.map(({ path, reason }) => (
        <p key={`${path} ${reason}`} className="files-damage">
          {path === '' ? null : <b>{path}: </b>}
          {text.report.reason(reason)} {path === '' ? null : text.report.meaning.other}
        </p>
      ))}
      {folders.map((one) => (
        <FolderReport key={one.folder.place} opened={one} />
      ))}
      {others.length === 0 ? null : (
        <details className="files-others">
          <summary>{text.report.others(others.length)}</summary>
          <ul>
            {others.slice(0, OTHERS_SHOWN_MAX).map((path) => (
              <li key={path}>{path}</li>
            ))}
          </ul>
        </details>
      )}
      {sound ? <StartWith opened={opened} onStarted={hideFiles} /> : null}
    </section>
  )
}
/** Whoever drops a whole disk gets no list of a million names. */
const OTHERS_SHOWN_MAX = 100
