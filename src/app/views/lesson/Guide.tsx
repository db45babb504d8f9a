/** The pages about lessons: what there is to learn, the words, and how true it all is. The ensemble runs on behind them. */
import { useEffect, useRef } from 'react'
import { useLesson } from '../../lessons/lessonStore.ts'
import { goTo, type LessonPlace, withPlace } from '../../store/lessonPlace.ts'
import { Contents } from './Contents.tsx'
import { Fidelity } from './Fidelity.tsx'
import { Glossary } from './Glossary.tsx'
import { useWords } from './useWords.ts'
import { WORDS } from './words.ts'
import './guide.css'

export type GuidePage = 'contents' | 'glossary' | 'fidelity'
const PLACES: { readonly [K in GuidePage]: LessonPlace } = {
  contents: { type: 'contents' },
  glossary: { type: 'glossary', term: '' },
  fidelity: { type: 'fidelity' },
}
const TITLES = { contents: WORDS.allLessons, glossary: WORDS.glossary, fidelity: WORDS.fidelity } as const
const INTROS = { contents: WORDS.intro, glossary: WORDS.glossaryIntro, fidelity: WORDS.fidelityIntro } as const
const PAGES = ['contents', 'glossary', 'fidelity'] as const

type Props = { readonly page: GuidePage; readonly isLost: boolean }

export function Guide({ page, isLost }: Props) {
  const say = useWords()
  return (
    <section className="guide" aria-label={say(WORDS.guide)}>
      <header className="guide-head">
        <nav className="guide-pages" aria-label={say(WORDS.pages)}>
          {PAGES.map((name) => (
            <PlaceLink key={name} place={PLACES[name]} isHere={name === page}>
              {say(TITLES[name])}
            </PlaceLink>
          ))}
        </nav>
        <ToLesson />
        <CloseButton />
      </header>
      <div className="guide-body" key={page}>
        <Title text={say(TITLES[page])} />
        <p className="guide-intro">{say(isLost ? WORDS.unknown : INTROS[page])}</p>
        {page === 'contents' ? <Contents /> : page === 'glossary' ? <Glossary /> : <Fidelity />}
      </div>
    </section>
  )
}

/** The focus comes here with each page. */
function Title({ text }: { readonly text: string }) {
  const element = useRef<HTMLHeadingElement>(null)
  useEffect(() => element.current?.focus({ preventScroll: true }), [])
  return (
    <h2 className="guide-title" tabIndex={-1} ref={element}>
      {text}
    </h2>
  )
}

type LinkProps = { readonly place: LessonPlace; readonly isHere?: boolean; readonly children: React.ReactNode }
/** A real link, to copy and to open elsewhere; followed here it leaves the ensemble as it is. */
export function PlaceLink({ place, isHere, children }: LinkProps) {
  return (
    <a
      href={withPlace(location.search, place)}
      aria-current={isHere === true ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        goTo(place)
      }}
    >
      {children}
    </a>
  )
}

/** The lesson that is under way waits behind these pages. */
function ToLesson() {
  const say = useWords()
  const session = useLesson((state) => state.session)
  if (session === undefined) return null
  const place: LessonPlace = { type: 'lesson', id: session.lesson.id, step: session.step + 1 }
  return (
    <button type="button" className="button" onClick={() => goTo(place)}>
      {say(WORDS.toLesson)}
    </button>
  )
}

export function CloseButton() {
  const say = useWords()
  return (
    <button type="button" className="button" aria-label={say(WORDS.close)} onClick={() => goTo({ type: 'closed' })}>
      {say(WORDS.closeShort)}
    </button>
  )
}
