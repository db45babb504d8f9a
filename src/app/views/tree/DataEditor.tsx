/**
 * The data of a znode as a text to edit, with its size and the version that a Set would name. JSON and YAML have their
 * colours, from an editor that is loaded when the first such text is shown.
 */
import { lazy, Suspense, useId, useState } from 'react'
import { useText } from '../../store/app.ts'
import { languageOf } from '../editor/language.ts'
import type { Edit } from './useEdit.ts'

/** jute.maxbuffer: a longer request makes the server hang up. */
const FRAME_BYTES_MAX = 0xfffff
const EDITOR_ROWS_MAX = 8

const CodeEditor = lazy(() => import('../editor/CodeEditor.tsx').then((module) => ({ default: module.CodeEditor })))

export function DataEditor({ edit, name }: { readonly edit: Edit; readonly name: string }) {
  const words = useText().tree
  const { shown, bytes } = edit
  // As the text was when it was first shown: an editor that changed its mind while somebody types would lose the cursor.
  const [language] = useState(() => (shown.form === 'hex' ? 'plain' : languageOf(name, shown.text)))
  return (
    <div className="editor">
      {language === 'plain' ? (
        <Plain edit={edit} />
      ) : (
        <Suspense fallback={<Plain edit={edit} />}>
          <div className="editor-code">
            <CodeEditor text={shown.text} language={language} label={words.data} onType={edit.type} />
          </div>
        </Suspense>
      )}
      {!edit.isEdited && shown.form === 'text' ? null : (
        <p className="editor-notes">
          <span data-warn={bytes === undefined || bytes.length > FRAME_BYTES_MAX}>{sizeWords(words, edit)}</span>
          {edit.isEdited ? <Versions edit={edit} /> : null}
        </p>
      )}
    </div>
  )
}

function Plain({ edit: { shown, bytes, type } }: { readonly edit: Edit }) {
  const words = useText().tree
  const id = useId()
  return (
    <>
      <label className="visually-hidden" htmlFor={id}>
        {words.data}
      </label>
      <textarea
        id={id}
        className="editor-text mono"
        value={shown.text}
        spellCheck={false}
        rows={Math.min(EDITOR_ROWS_MAX, Math.max(1, shown.text.split('\n').length))}
        placeholder={words.noData}
        aria-invalid={bytes === undefined}
        onChange={(event) => type(event.target.value)}
      />
    </>
  )
}

function sizeWords(words: ReturnType<typeof useText>['tree'], { shown, bytes }: Edit): string {
  if (bytes === undefined) return words.notHex
  const size = bytes.length > FRAME_BYTES_MAX ? words.tooLong(bytes.length) : words.bytes(bytes.length)
  return shown.form === 'hex' ? `${size} · ${words.hex}` : size
}

function Versions({ edit: { base, version, discard } }: { readonly edit: Edit }) {
  const words = useText().tree
  return (
    <>
      <span data-warn={version !== base}>
        {version === base ? words.editing(base) : words.changedMeanwhile(base, version)}
      </span>
      <button type="button" className="link" onClick={discard}>
        {words.discard}
      </button>
    </>
  )
}
