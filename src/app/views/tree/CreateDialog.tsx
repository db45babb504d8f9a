/**
 * Creates a child of a znode, of any of ZooKeeper's seven kinds. Nothing is checked here: a name that is no name, a
 * parent that may have no children, all that is answered by ZooKeeper itself, in the dialog.
 */
import { Dialog } from '@base-ui/react/dialog'
import { useState } from 'react'
import { encodeText } from '../../../ground/base/utf8.ts'
import { joinPath } from '../../../ground/data/path.ts'
import { CreateFlag, type CreateMode } from '../../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import type { CreateOp } from '../../../protocol/client/seam.ts'
import { select, useText } from '../../store/app.ts'
import { ActAs } from './ActAs.tsx'
import { isFailure, outcomeWords, submit } from './actions.ts'
import { showZnode } from './treeStore.ts'
import { useActors } from './useActor.ts'

type Props = { readonly parent: string; readonly onClose: () => void }
type Form = { readonly name: string; readonly mode: CreateMode; readonly ttl: string; readonly data: string }

const FIRST: Form = { name: '', mode: 'persistent', ttl: '10000', data: '' }

function isMode(value: string): value is CreateMode {
  return value in CreateFlag
}
const MODES: readonly CreateMode[] = Object.keys(CreateFlag).filter(isMode)
function hasTtl(mode: CreateMode): boolean {
  return mode === 'persistentWithTtl' || mode === 'persistentSequentialWithTtl'
}

function createOp(parent: string, { name, mode, ttl, data }: Form): CreateOp {
  const op = { type: 'create', path: joinPath(parent, name), data: encodeText(data), mode, acl: OPEN_ACL } as const
  return hasTtl(mode) ? { ...op, ttl: Number(ttl) } : op
}

export function CreateDialog({ parent, onClose }: Props) {
  const text = useText()
  const words = text.tree.create
  const [form, setForm] = useState<Form>(FIRST)
  const [failure, setFailure] = useState('')
  const { actor } = useActors()
  const create = async () => {
    if (actor === undefined) return
    const op = createOp(parent, form)
    setFailure(text.tree.outcomes.waiting(actor, words.title(op.path)))
    const result = await submit(actor, op)
    if (isFailure(op, result)) return setFailure(outcomeWords(text, op, result))
    const made = result.type === 'outcome' && result.outcome.ok ? result.outcome.path : undefined
    onClose()
    if (made === undefined) return
    showZnode(made)
    select({ type: 'znode', path: made })
  }
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title className="dialog-title">{words.title(joinPath(parent, form.name))}</Dialog.Title>
          <form
            className="dialog-form"
            onSubmit={(event) => {
              event.preventDefault()
              void create()
            }}
          >
            <Fields form={form} onChange={setForm} />
            <ActAs />
            <p className="outcome" role="status" data-failed="true" data-empty={failure === ''}>
              {failure}
            </p>
            <div className="dialog-acts">
              <Dialog.Close className="button">{words.cancel}</Dialog.Close>
              <button type="submit" className="button button-primary" disabled={actor === undefined}>
                {words.create}
              </button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type FieldsProps = { readonly form: Form; readonly onChange: (form: Form) => void }
function Fields({ form, onChange }: FieldsProps) {
  const text = useText()
  const words = text.tree.create
  return (
    <>
      <label>
        {words.name}
        <input
          className="field mono"
          value={form.name}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...form, name: event.target.value })}
        />
      </label>
      <label>
        {words.kind}
        <select
          className="select"
          value={form.mode}
          onChange={({ target }) => (isMode(target.value) ? onChange({ ...form, mode: target.value }) : undefined)}
        >
          {MODES.map((mode) => (
            <option key={mode} value={mode}>
              {words.modes[mode]}
            </option>
          ))}
        </select>
      </label>
      {hasTtl(form.mode) ? (
        <label>
          {words.ttl}
          <input
            className="field mono"
            type="number"
            value={form.ttl}
            onChange={(event) => onChange({ ...form, ttl: event.target.value })}
          />
        </label>
      ) : null}
      <label>
        {text.tree.data}
        <textarea
          className="editor-text mono"
          rows={3}
          value={form.data}
          spellCheck={false}
          onChange={(event) => onChange({ ...form, data: event.target.value })}
        />
      </label>
    </>
  )
}
