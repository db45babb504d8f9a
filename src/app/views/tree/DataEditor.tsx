/** The data of a znode as a text to edit, with its size and the version that a Set would name. */
import { useId } from 'react'
import { useText } from '../../store/app.ts'
import type { Edit } from './useEdit.ts'

/** jute.maxbuffer: a longer request makes the server hang up. */
const FRAME_BYTES_MAX = 0xfffff
const EDITOR_ROWS_MAX = 8

export function DataEditor({ edit }: { readonly edit: Edit }) {
  const words = useText().tree
  const id = useId()
  const { shown, bytes } = edit
  return (
    <div className="editor">
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
        onChange={(event) => edit.type(event.target.value)}
      />
      {!edit.isEdited && shown.form === 'text' ? null : (
        <p className="editor-notes">
          <span data-warn={bytes === undefined || bytes.length > FRAME_BYTES_MAX}>{sizeWords(words, edit)}</span>
          {edit.isEdited ? <Versions edit={edit} /> : null}
        </p>
      )}
    </div>
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
