/** Sharing: what, as a link, as text for other tools, as files; and a file that somebody shared comes in here. */
import { Dialog } from '@base-ui/react/dialog'
import { useEffect, useMemo, useState } from 'react'
import type { TreeView } from '../../../hosts/engine.ts'
import type { Scenario } from '../../../hosts/scenario.ts'
import { timeText } from '../../share/lines.ts'
import { currentRecording, onRecorded, recordedScenario } from '../../share/recorder.ts'
import { type Choice, dataScenario, presentTree, userZnodes } from '../../share/sharing.ts'
import { CopyAs } from './CopyAs.tsx'
import { OpenScenario } from './OpenScenario.tsx'
import { SaveAs } from './SaveAs.tsx'
import { ShareLink } from './ShareLink.tsx'
import { StepList } from './StepList.tsx'
import { useShareText } from './useShare.ts'
import './share.css'

/** Characters of a name: more than a heading holds. */
const TITLE_MAX = 120

export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useShareText()
  const recorded = useRecorded()
  const tree = usePresentTree()
  const [choice, setChoice] = useState<Choice>('done')
  const [name, setName] = useState('')
  const scenario = useMemo(() => {
    const shared = choice === 'data' && tree !== undefined ? dataScenario(tree) : recorded
    return name.trim() === '' ? shared : { ...shared, title: name.trim() }
  }, [choice, tree, recorded, name])
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog share">
          <header className="share-head">
            <Dialog.Title className="share-title">{text.title}</Dialog.Title>
            <Dialog.Close className="button">{text.close}</Dialog.Close>
          </header>
          <WhatIsShared recorded={recorded} tree={tree} choice={choice} onChoose={setChoice} />
          <label className="share-name">
            {text.what.name}
            <input
              className="share-field"
              maxLength={TITLE_MAX}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </label>
          <ShareLink scenario={scenario} />
          <CopyAs scenario={scenario} tree={tree} />
          <SaveAs scenario={scenario} tree={tree} />
          <OpenScenario onOpened={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** What was done, up to now. */
function useRecorded(): Scenario {
  const [scenario, setScenario] = useState(() => recordedScenario())
  useEffect(() => onRecorded(() => setScenario(recordedScenario())), [])
  return scenario
}
/** The tree as it was when the dialog was opened. */
function usePresentTree(): TreeView | undefined {
  const [tree, setTree] = useState<TreeView | undefined>(undefined)
  useEffect(() => {
    let isOpen = true
    void presentTree().then((found) => {
      if (isOpen) setTree(found)
    })
    return () => {
      isOpen = false
    }
  }, [])
  return tree
}

type WhatProps = {
  readonly recorded: Scenario
  readonly tree: TreeView | undefined
  readonly choice: Choice
  readonly onChoose: (choice: Choice) => void
}

function WhatIsShared({ recorded, tree, choice, onChoose }: WhatProps) {
  const { what } = useShareText()
  const { steps } = recorded
  const znodes = tree === undefined ? [] : userZnodes(tree).filter(({ kind }) => kind !== 'ephemeral')
  return (
    <fieldset className="share-what">
      <legend className="share-heading">{what.title}</legend>
      <label className="share-choice">
        <input type="radio" name="share" checked={choice === 'done'} onChange={() => onChoose('done')} />
        {what.done(steps.length, timeText(steps.at(-1)?.at ?? 0))}
      </label>
      <label className="share-choice">
        <input
          type="radio"
          name="share"
          checked={choice === 'data'}
          disabled={tree === undefined}
          onChange={() => onChoose('data')}
        />
        {tree === undefined ? what.none : what.data(znodes.length)}
      </label>
      <LeftOut choice={choice} ephemerals={(tree?.znodes ?? []).filter(({ kind }) => kind === 'ephemeral').length} />
      {choice === 'done' && steps.length > 0 ? (
        <details>
          <summary>{what.steps}</summary>
          <p className="share-note">{what.times}</p>
          <StepList steps={steps} />
        </details>
      ) : null}
    </fieldset>
  )
}

/** What a scenario can't hold is told, before anybody misses it. */
function LeftOut({ choice, ephemerals }: { readonly choice: Choice; readonly ephemerals: number }) {
  const { left: words } = useShareText()
  const { left } = currentRecording()
  const gone = choice === 'data' ? ephemerals : left.ephemerals
  const told = [
    ...(choice === 'done' && left.messages > 0 ? [words.messages(left.messages)] : []),
    ...(gone > 0 ? [words.ephemerals(gone)] : []),
    ...(left.bug ? [words.bug] : []),
    ...(choice === 'done' && left.later > 0 ? [words.later(left.later)] : []),
  ]
  if (told.length === 0) return null
  return (
    <div className="share-left">
      <strong>{words.title}</strong>
      <ul>
        {told.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}
