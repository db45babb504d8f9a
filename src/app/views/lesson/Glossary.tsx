/** The words of ZooKeeper, each in one sentence; the one that the address names comes into view. */
import { useEffect, useRef } from 'react'
import { lessonById } from '../../lessons/catalog.ts'
import { GLOSSARY, type Term } from '../../lessons/glossary.ts'
import { openLesson } from '../../lessons/lessonStore.ts'
import { useApp } from '../../store/app.ts'
import { useLessonPlace, withPlace } from '../../store/lessonPlace.ts'
import { PlaceLink } from './Guide.tsx'
import { Marked } from './Marked.tsx'
import { useWords } from './useWords.ts'
import { seenIn } from './words.ts'

export function Glossary() {
  const language = useApp((state) => state.settings.language)
  const wanted = useLessonPlace((place) => (place.type === 'glossary' ? place.term : ''))
  const terms = GLOSSARY.toSorted((a, b) => a.name[language].localeCompare(b.name[language], language))
  return (
    <dl className="glossary">
      {terms.map((term) => (
        <Entry key={term.id} term={term} isWanted={term.id === wanted} />
      ))}
    </dl>
  )
}

type Props = { readonly term: Term; readonly isWanted: boolean }

function Entry({ term, isWanted }: Props) {
  const say = useWords()
  const language = useApp((state) => state.settings.language)
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isWanted) element.current?.scrollIntoView({ block: 'center' })
  }, [isWanted])
  const lesson = lessonById(term.lesson)
  const other = language === 'en' ? term.name['zh-CN'] : term.name.en
  return (
    <div className="glossary-entry" data-wanted={isWanted} ref={element}>
      <dt>
        <PlaceLink place={{ type: 'glossary', term: term.id }} isHere={isWanted}>
          {say(term.name)}
        </PlaceLink>
        {other === say(term.name) ? null : (
          <span className="glossary-other" lang={language === 'en' ? 'zh-CN' : 'en'}>
            {other}
          </span>
        )}
      </dt>
      <dd>
        <Marked text={say(term.meaning)} />
        {lesson === undefined ? null : (
          <a
            className="glossary-lesson"
            href={withPlace(location.search, { type: 'lesson', id: lesson.id, step: 1 })}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return
              event.preventDefault()
              void openLesson(lesson, 0)
            }}
          >
            {say(seenIn(lesson.number, lesson.title))}
          </a>
        )}
      </dd>
    </div>
  )
}
