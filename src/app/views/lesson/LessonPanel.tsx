/** A lesson beside the stage, never modal: the page is what it is done with. Or the pages about lessons, in its place. */
import { useEffect } from 'react'
import { lessonById } from '../../lessons/catalog.ts'
import { followEnsemble, openFirst, useLesson } from '../../lessons/lessonStore.ts'
import { goTo, lessonPlace, useLessonPlace } from '../../store/lessonPlace.ts'
import { CloseButton, Guide } from './Guide.tsx'
import { LessonStep } from './LessonStep.tsx'
import { useWords } from './useWords.ts'
import { WORDS } from './words.ts'
import './lesson.css'

export function LessonPanel() {
  const say = useWords()
  const place = useLessonPlace((here) => here)
  const session = useLesson((state) => state.session)
  useEffect(() => {
    const stop = followEnsemble()
    const first = lessonPlace.getState()
    const lesson = first.type === 'lesson' ? lessonById(first.id) : undefined
    if (lesson !== undefined && first.type === 'lesson') void openFirst(lesson, first.step - 1)
    return stop
  }, [])
  if (place.type === 'lesson' && session !== undefined) {
    return (
      <section className="pane lesson" aria-label={say(WORDS.region)}>
        <header className="lesson-head">
          <button type="button" className="button" onClick={() => goTo({ type: 'contents' })}>
            {say(WORDS.contents)}
          </button>
          <CloseButton />
          <h2 className="lesson-title">
            {session.lesson.number} · {say(session.lesson.title)}
          </h2>
        </header>
        <LessonStep session={session} />
      </section>
    )
  }
  const isLost = place.type === 'lesson' && lessonById(place.id) === undefined
  return (
    <Guide page={place.type === 'glossary' || place.type === 'fidelity' ? place.type : 'contents'} isLost={isLost} />
  )
}
