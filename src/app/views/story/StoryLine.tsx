/** One sentence of the story: it selects what it is about, and says why where that is known. */
import { memo, useState } from 'react'
import { reasonText } from '../../i18n/reasons.ts'
import { type Selection, select, useApp, useText } from '../../store/app.ts'
import { lookAt } from '../spacetime/viewStore.ts'
import { formatAt } from './formatAt.ts'
import { nodeWords, sentence } from './sentences.ts'
import type { Entry } from './tale.ts'
import { lastOfEach } from './telling.ts'

/** `isStop`: Tab reaches its buttons. */
type Props = { readonly entry: Entry; readonly sought: boolean; readonly isStop: boolean }

export const StoryLine = memo(function StoryLine({ entry, sought, isStop }: Props) {
  const text = useText()
  const [open, setOpen] = useState(false)
  const chosen = useApp((state) => isAbout(state.selection, entry.about))
  const { about, why } = entry
  const words = sentence(text, entry.tale)
  const tabIndex = isStop ? 0 : -1
  return (
    <li className="story-line" data-entry={entry.id} data-kind={entry.kind} data-chosen={chosen} data-sought={sought}>
      <time className="story-at mono">{formatAt(entry.at)}</time>
      <span className="story-mark" aria-hidden="true" />
      <div className="story-words">
        {about === undefined ? (
          <span>{words}</span>
        ) : (
          <button
            type="button"
            className="story-sentence"
            tabIndex={tabIndex}
            onClick={() => {
              select(about)
              lookAt(entry.at)
            }}
          >
            {words}
          </button>
        )}
        {why.length === 0 ? null : (
          <button
            type="button"
            className="story-why"
            tabIndex={tabIndex}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {text.story.why}
          </button>
        )}
        {open ? <Reasons entry={entry} /> : null}
      </div>
    </li>
  )
})

function Reasons({ entry }: { readonly entry: Entry }) {
  const text = useText()
  const language = useApp((state) => state.settings.language)
  return (
    <ul className="story-reasons">
      {shownReasons(entry).map(({ node, words }) => {
        const reason = reasonText(language, words)
        return (
          <li key={`${node} ${words}`}>
            {nodeWords(text.story, node)}: <span lang={reason.lang}>{reason.words}</span>
          </li>
        )
      })}
    </ul>
  )
}

function isAbout(selection: Selection, about: Selection): boolean {
  switch (selection?.type) {
    case 'server':
      return about?.type === 'server' && about.id === selection.id
    case 'client':
      return about?.type === 'client' && about.name === selection.name
    case 'znode':
      return about?.type === 'znode' && about.path === selection.path
    default:
      return false
  }
}

/** A server that changed its vote several times gives its last reason. */
function shownReasons({ tale, why }: Entry): Entry['why'] {
  return tale.type === 'changedVotes' || tale.type === 'elected' ? lastOfEach(why) : why
}
