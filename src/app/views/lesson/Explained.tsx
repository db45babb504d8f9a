/** A lesson's text whose new words can be looked up: the meaning stands beside the word, the glossary one link further. */
import { Popover } from '@base-ui/react/popover'
import { useMemo } from 'react'
import type { Term } from '../../lessons/glossary.ts'
import { type LessonSession, stepOf } from '../../lessons/session.ts'
import { type Piece, pieces, saidBefore } from '../../lessons/terms.ts'
import { useApp } from '../../store/app.ts'
import { PlaceLink } from './Guide.tsx'
import { Marked } from './Marked.tsx'
import { useWords } from './useWords.ts'
import { WORDS } from './words.ts'

type Props = { readonly session: LessonSession; readonly part: 'text' | 'why' }

export function Explained({ session, part }: Props) {
  const language = useApp((state) => state.settings.language)
  const { lesson, step } = session
  const text = stepOf(session)[part][language]
  const parts = useMemo(
    () => pieces(text, language, saidBefore(lesson, step, part, language)),
    [text, language, lesson, step, part],
  )
  return parts.map((piece, index) => {
    const key = `${index} ${piece.text}`
    return <PieceView key={key} piece={piece} />
  })
}

function PieceView({ piece: { text, kind, term } }: { readonly piece: Piece }) {
  const word = term === undefined ? text : <Word term={term} text={text} />
  if (kind === 'code') return <code>{word}</code>
  return kind === 'strong' ? <strong>{word}</strong> : word
}

function Word({ term, text }: { readonly term: Term; readonly text: string }) {
  const say = useWords()
  return (
    <Popover.Root>
      <Popover.Trigger className="term" nativeButton>
        {text}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="start" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className="term-card">
            <Popover.Title className="term-name">{say(term.name)}</Popover.Title>
            <Popover.Description className="term-meaning">
              <Marked text={say(term.meaning)} />
            </Popover.Description>
            <PlaceLink place={{ type: 'glossary', term: term.id }}>{say(WORDS.inGlossary)}</PlaceLink>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
